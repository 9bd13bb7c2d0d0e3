#include "digest_items_internal.h"

#include "checksum_internal.h"

#include <string.h>

/*
 * After a change those components alone are worked out that the changed persons' occurrences,
 * former and new, belong to; see digest_components.c.
 */

const tl_flat_format tl_items_format = {
    .magic = {'T', 'L', '1', '1', 'I', 'T', 'M', '3'},
    .parts = TL_ITEMS_PARTS,
    .sizes = {[TL_ITEMS_PERSONS] = sizeof(tl_items_person),
              [TL_ITEMS_ITEMS] = sizeof(tl_items_item),
              [TL_ITEMS_ITEM_OF] = sizeof(guint32)},
};

#define FILE_NAME "items"

static guint32 count_of(const tl_flat *flat, tl_items_part part)
{
    return (guint32)(flat->lengths[part] / tl_items_format.sizes[part]);
}

static const tl_items_person *person_at(const tl_flat *flat, guint32 i)
{
    return &((const tl_items_person *)(gconstpointer)flat->parts[TL_ITEMS_PERSONS])[i];
}

guint32 tl_items_count(const tl_flat *items)
{
    return count_of(items, TL_ITEMS_ITEMS);
}

const tl_items_item *tl_items_at(const tl_flat *items, guint32 i)
{
    return &((const tl_items_item *)(gconstpointer)items->parts[TL_ITEMS_ITEMS])[i];
}

static guint32 item_of(const tl_flat *flat, guint32 occurrence)
{
    return ((const guint32 *)(gconstpointer)flat->parts[TL_ITEMS_ITEM_OF])[occurrence];
}

static guint32 component_of(const tl_flat *flat, guint32 occurrence)
{
    return tl_items_at(flat, item_of(flat, occurrence))->component;
}

/* -- what changed ------------------------------------------------------------------ */

/* A person now, and in the items as they were. */
typedef struct {
    const tl_digest_person *person;
    tl_items_person now;
    const tl_items_person *former; /* NULL: was not there */
    gboolean is_changed;
} member;

typedef struct {
    const tl_flat *old;
    GArray *members;    /* member */
    guint8 *marks;      /* by old component: it is worked out anew */
    guint32 components; /* how many old ones */
    guint32 total;      /* occurrences now */
    GArray *picks;      /* tl_items_pick: what is worked out anew */
    GArray *notes;      /* tl_items_note: where that stands */
    GStringChunk *texts;
    GArray *items; /* tl_items_item */
    guint32 *item_of;
} rework;

static const tl_items_person *find_former(const tl_flat *old, guint64 who)
{
    for (guint32 i = 0; i < count_of(old, TL_ITEMS_PERSONS); i++)
        if (person_at(old, i)->who == who)
            return person_at(old, i);
    return NULL;
}

static void list_members(rework *r, const tl_digest *digest)
{
    for (guint i = 0; i < digest->persons->len; i++) {
        member m = {.person = g_ptr_array_index(digest->persons, i)};
        m.now.who = tl_checksum(m.person->slug, strlen(m.person->slug), 401);
        m.now.sum = m.person->flat.sum;
        m.now.first = r->total;
        m.now.count = tl_digest_occurrences(&m.person->flat);
        m.former = find_former(r->old, m.now.who);
        m.is_changed = !m.former || m.former->sum != m.now.sum || m.former->count != m.now.count;
        r->total += m.now.count;
        g_array_append_val(r->members, m);
    }
}

static gboolean is_unchanged(const rework *r)
{
    if (count_of(r->old, TL_ITEMS_PERSONS) != r->members->len ||
        count_of(r->old, TL_ITEMS_ITEM_OF) != r->total)
        return FALSE;
    for (guint i = 0; i < r->members->len; i++) {
        const member *m = &g_array_index(r->members, member, i);
        if (m->is_changed || m->former->first != m->now.first)
            return FALSE;
    }
    return TRUE;
}

static void mark_former(rework *r)
{
    guint32 count = count_of(r->old, TL_ITEMS_ITEM_OF);
    for (guint32 i = 0; i < tl_items_count(r->old); i++)
        r->components = MAX(r->components, tl_items_at(r->old, i)->component + 1);
    r->marks = g_new0(guint8, r->components + 1);
    g_autofree guint8 *kept = g_new0(guint8, count + 1);
    for (guint i = 0; i < r->members->len; i++) {
        const member *m = &g_array_index(r->members, member, i);
        if (!m->is_changed)
            memset(kept + m->former->first, 1, m->former->count);
    }
    for (guint32 i = 0; i < count; i++)
        if (!kept[i])
            r->marks[component_of(r->old, i)] = 1;
}

static void collect_links(const member *m, GHashTable *links)
{
    guint32 at = 0;
    for (guint32 n = 0; n < m->now.count; n++)
        g_hash_table_add(links, GUINT_TO_POINTER(tl_digest_next(&m->person->flat, &at).link));
}

static void mark_linked(rework *r, const member *m, GHashTable *links)
{
    guint32 at = 0;
    for (guint32 n = 0; n < m->now.count; n++) {
        gpointer link = GUINT_TO_POINTER(tl_digest_next(&m->person->flat, &at).link);
        if (g_hash_table_contains(links, link))
            r->marks[component_of(r->old, m->former->first + n)] = 1;
    }
}

/* Persons and texts are never shared by two persons: it is ids that lead to others' notes. */
static void mark_by_ids(rework *r)
{
    g_autoptr(GHashTable) links = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < r->members->len; i++) {
        const member *m = &g_array_index(r->members, member, i);
        if (m->is_changed)
            collect_links(m, links);
    }
    for (guint i = 0; i < r->members->len; i++) {
        const member *m = &g_array_index(r->members, member, i);
        if (!m->is_changed)
            mark_linked(r, m, links);
    }
}

/* -- worked out anew --------------------------------------------------------------- */

typedef struct {
    rework *r;
    const member *m;
} picker;

static void add_note(rework *r, const char *path)
{
    tl_items_note note = {
        .path = g_string_chunk_insert(r->texts, path),
        .relationship = g_string_chunk_insert_len(r->texts, path, (gssize)strcspn(path, "/")),
        .name = tl_note_name_parse(path),
    };
    g_array_append_val(r->notes, note);
}

static void clear_note(gpointer data)
{
    tl_note_name_free(((tl_items_note *)data)->name);
}

static void pick_note(const tl_digest_person *person, const char *path, const tl_digest_note *note,
                      gpointer data)
{
    const picker *p = data;
    rework *r = p->r;
    guint32 at = note->at, before = r->picks->len;
    for (guint32 i = note->first; i < note->first + note->count; i++) {
        tl_items_pick pick = {person, p->m->now.first + i, r->notes->len, at, 0, 0};
        tl_digest_occurrence o = tl_digest_next(&person->flat, &at);
        if (!p->m->is_changed && !r->marks[component_of(r->old, p->m->former->first + i)])
            continue;
        pick.key = o.key;
        pick.link = o.link;
        g_array_append_val(r->picks, pick);
    }
    if (r->picks->len > before)
        add_note(r, path);
}

static void pick(rework *r)
{
    for (guint i = 0; i < r->members->len; i++) {
        picker p = {r, &g_array_index(r->members, member, i)};
        tl_digest_each_note(p.m->person, pick_note, &p);
    }
}

/* Items and components that stay, under new numbers. Returns how many components there are. */
static guint32 keep_items(rework *r)
{
    guint32 count = tl_items_count(r->old), kept = 0;
    g_autofree guint32 *component_now = g_new0(guint32, r->components + 1);
    g_autofree guint32 *item_now = g_new0(guint32, count + 1);
    for (guint32 i = 0; i < r->components; i++)
        component_now[i] = r->marks[i] ? 0 : kept++;
    for (guint i = 0; i < r->members->len; i++) {
        const member *m = &g_array_index(r->members, member, i);
        for (guint32 n = 0; !m->is_changed && n < m->now.count; n++) {
            guint32 then = m->former->first + n, item = item_of(r->old, then);
            const tl_items_item *former = tl_items_at(r->old, item);
            if (r->marks[former->component])
                continue;
            if (!item_now[item]) {
                g_array_append_val(r->items, *former);
                item_now[item] = r->items->len;
            }
            tl_items_item *copy = &g_array_index(r->items, tl_items_item, item_now[item] - 1);
            copy->component = component_now[former->component];
            if (former->newest == then)
                copy->newest = m->now.first + n;
            r->item_of[m->now.first + n] = item_now[item] - 1;
        }
    }
    return kept;
}

/* By the newest occurrence, so that a reader goes through the digests once. */
static void sort_items(rework *r)
{
    guint32 placed = 0;
    g_autofree guint32 *place = g_new0(guint32, r->items->len + 1);
    GArray *sorted = g_array_sized_new(FALSE, FALSE, sizeof(tl_items_item), r->items->len);
    for (guint32 i = 0; i < r->total; i++) {
        const tl_items_item *item = &g_array_index(r->items, tl_items_item, r->item_of[i]);
        if (item->newest != i)
            continue;
        g_array_append_val(sorted, *item);
        place[r->item_of[i]] = placed++;
    }
    for (guint32 i = 0; i < r->total; i++)
        r->item_of[i] = place[r->item_of[i]];
    g_array_unref(r->items);
    r->items = sorted;
}

static void add_part(GByteArray **part, gconstpointer elements, gsize size)
{
    *part = g_byte_array_new();
    if (size)
        g_byte_array_append(*part, elements, (guint)size);
}

static GBytes *write_items(const rework *r)
{
    guint64 key[2];
    GByteArray *parts[TL_ITEMS_PARTS];
    tl_digest_key(FILE_NAME, key);
    add_part(&parts[TL_ITEMS_ITEMS], r->items->data, r->items->len * sizeof(tl_items_item));
    add_part(&parts[TL_ITEMS_ITEM_OF], r->item_of, r->total * sizeof(guint32));
    parts[TL_ITEMS_PERSONS] = g_byte_array_new();
    for (guint i = 0; i < r->members->len; i++)
        g_byte_array_append(parts[TL_ITEMS_PERSONS],
                            (const guint8 *)&g_array_index(r->members, member, i).now,
                            sizeof(tl_items_person));
    GBytes *bytes = tl_flat_write(&tl_items_format, key, 0, (const GByteArray *const *)parts);
    for (guint i = 0; i < TL_ITEMS_PARTS; i++)
        g_byte_array_unref(parts[i]);
    return bytes;
}

static GBytes *work_out(rework *r)
{
    r->picks = g_array_new(FALSE, FALSE, sizeof(tl_items_pick));
    r->notes = g_array_new(FALSE, FALSE, sizeof(tl_items_note));
    g_array_set_clear_func(r->notes, clear_note);
    r->texts = g_string_chunk_new(4096);
    r->items = g_array_new(FALSE, FALSE, sizeof(tl_items_item));
    r->item_of = g_new0(guint32, r->total + 1);
    mark_former(r);
    mark_by_ids(r);
    pick(r);
    tl_items_work_out(r->picks, r->notes, keep_items(r), r->items, r->item_of);
    sort_items(r);
    GBytes *bytes = write_items(r);
    g_array_unref(r->picks);
    g_array_unref(r->notes);
    g_string_chunk_free(r->texts);
    g_array_unref(r->items);
    g_free(r->item_of);
    g_free(r->marks);
    return bytes;
}

static gboolean open_items(tl_flat *items, GBytes *bytes)
{
    guint64 key[2];
    tl_digest_key(FILE_NAME, key);
    return bytes && tl_flat_open(items, &tl_items_format, bytes, key, (1u << TL_ITEMS_PARTS) - 1);
}

/* Numbers that lead nowhere: then it was made from something else. */
static gboolean is_sound(const tl_flat *items)
{
    guint32 count = count_of(items, TL_ITEMS_ITEM_OF);
    gboolean sound = TRUE;
    for (guint32 i = 0; sound && i < count; i++)
        sound = item_of(items, i) < tl_items_count(items);
    for (guint32 i = 0; sound && i < tl_items_count(items); i++)
        sound = tl_items_at(items, i)->component < count;
    for (guint32 i = 0; sound && i < count_of(items, TL_ITEMS_PERSONS); i++) {
        const tl_items_person *person = person_at(items, i);
        sound = person->first <= count && person->count <= count - person->first;
    }
    return sound;
}

void tl_items_load(tl_digest *digest)
{
    g_auto(tl_flat) old = {.bytes = NULL};
    g_autoptr(GBytes) kept = tl_cache_folder_read(digest->folder, FILE_NAME);
    if (!open_items(&old, kept) || !is_sound(&old))
        tl_flat_clear(&old);
    g_autoptr(GArray) members = g_array_new(FALSE, FALSE, sizeof(member));
    rework r = {.old = &old, .members = members};
    list_members(&r, digest);
    if (old.bytes && is_unchanged(&r)) {
        digest->items = old;
        digest->has_kept_items = TRUE;
        old.bytes = NULL;
        return;
    }
    g_autoptr(GBytes) bytes = work_out(&r);
    (void)tl_cache_folder_write(digest->folder, FILE_NAME, bytes);
    open_items(&digest->items, bytes);
}

void tl_items_forget(const tl_digest *digest)
{
    if (digest->has_kept_items)
        tl_cache_folder_forget(digest->items.bytes);
}
