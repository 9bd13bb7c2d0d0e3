#include "digest_items_internal.h"

#include "checksum_internal.h"

#include <string.h>

/*
 * After a change those components alone are worked out that the changed persons' occurrences,
 * former and new, belong to; see digest_components.c. Most of them are one person's: those are
 * taken as that person's own rows have them.
 */

#define FILE_NAME "items"
/* Bytes that are worth being let go of. */
#define LARGE ((gsize)1024 * 1024)
/* Occurrences that are worth a thread of their own. */
#define WORTHWHILE 8192
/* What lists are made from. */
#define LISTED                                                                                     \
    (1u << TL_ITEMS_PERSONS | 1u << TL_ITEMS_ITEMS | 1u << TL_ITEMS_STRINGS | 1u << TL_ITEMS_PATHS)
#define ALL ((1u << TL_ITEMS_PARTS) - 1)

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

static const tl_items_link *link_at(const tl_flat *items, guint32 i)
{
    return &((const tl_items_link *)(gconstpointer)items->parts[TL_ITEMS_LINKS])[i];
}

static guint32 item_of(const tl_flat *flat, guint32 occurrence)
{
    return ((const guint32 *)(gconstpointer)flat->parts[TL_ITEMS_ITEM_OF])[occurrence];
}

static guint32 component_of(const tl_flat *flat, guint32 occurrence)
{
    return link_at(flat, item_of(flat, occurrence))->component;
}

/* -- what changed ------------------------------------------------------------------ */

/* A person now, and in the items as they were. */
typedef struct {
    tl_digest_person *person;
    tl_items_person now;
    const tl_items_person *former; /* NULL: was not there */
    gboolean is_changed;
    guint8 *joined; /* by own component, 1: others' occurrences belong to it; NULL: to none */
} member;

typedef struct {
    const tl_flat *old;
    GArray *members;    /* member */
    guint8 *marks;      /* by old component: it is worked out anew */
    guint32 components; /* how many old ones */
    guint32 total;      /* occurrences now */
    guint changed;      /* members */
    int next;           /* of the members, to be added to by one thread at a time */
    GArray *rows;       /* tl_items_row: those that are kept, and those of several persons */
    guint32 *item_of;
} rework;

static void clear_member(gpointer data)
{
    g_free(((member *)data)->joined);
}

/* Owns: the caller unrefs it. */
static GArray *new_members(void)
{
    GArray *members = g_array_new(FALSE, FALSE, sizeof(member));
    g_array_set_clear_func(members, clear_member);
    return members;
}

static const tl_items_person *find_former(const tl_flat *old, guint64 who)
{
    for (guint32 i = 0; i < count_of(old, TL_ITEMS_PERSONS); i++)
        if (person_at(old, i)->who == who)
            return person_at(old, i);
    return NULL;
}

static guint64 who_of(const tl_digest_person *person)
{
    return tl_checksum(person->slug, strlen(person->slug), 401);
}

static void list_members(rework *r, const tl_digest *digest)
{
    for (guint i = 0; i < digest->persons->len; i++) {
        member m = {.person = g_ptr_array_index(digest->persons, i)};
        m.now.who = who_of(m.person);
        m.now.sum = m.person->flat.sum;
        m.now.first = r->total;
        m.now.count = m.person->occurrences;
        m.former = find_former(r->old, m.now.who);
        m.is_changed = !m.former || m.former->sum != m.now.sum || m.former->count != m.now.count;
        r->total += m.now.count;
        r->changed += m.is_changed ? 1 : 0;
        g_array_append_val(r->members, m);
    }
}

static gboolean is_unchanged(const rework *r)
{
    if (count_of(r->old, TL_ITEMS_PERSONS) != r->members->len)
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
        r->components = MAX(r->components, link_at(r->old, i)->component + 1);
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

/* Adds the links that are known already to shared. */
static void collect_links(const member *m, GHashTable *links, GHashTable *shared)
{
    for (guint i = 0; i < m->person->own->ties->len; i++) {
        guint32 link = g_array_index(m->person->own->ties, tl_items_tie, i).link;
        if (!g_hash_table_add(links, GUINT_TO_POINTER(link)))
            g_hash_table_add(shared, GUINT_TO_POINTER(link));
    }
}

static void mark_linked(rework *r, const member *m, GHashTable *links, GHashTable *shared)
{
    guint32 at = 0;
    for (guint32 n = 0; n < m->now.count; n++) {
        gpointer link = GUINT_TO_POINTER(tl_digest_next(&m->person->flat, &at).link);
        if (!g_hash_table_contains(links, link))
            continue;
        r->marks[component_of(r->old, m->former->first + n)] = 1;
        g_hash_table_add(shared, link);
    }
}

static void mark_joined(member *m, GHashTable *shared)
{
    for (guint i = 0; i < m->person->own->ties->len; i++) {
        const tl_items_tie *tie = &g_array_index(m->person->own->ties, tl_items_tie, i);
        if (!g_hash_table_contains(shared, GUINT_TO_POINTER(tie->link)))
            continue;
        if (!m->joined)
            m->joined = g_new0(guint8, m->person->own->components);
        m->joined[tie->component] = 1;
    }
}

/* Persons and texts are never shared by two persons: it is ids that lead to others' notes. */
static void mark_by_ids(rework *r)
{
    g_autoptr(GHashTable) links = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) shared = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < r->members->len; i++) {
        const member *m = &g_array_index(r->members, member, i);
        if (m->is_changed)
            collect_links(m, links, shared);
    }
    for (guint i = 0; i < r->members->len; i++) {
        const member *m = &g_array_index(r->members, member, i);
        if (!m->is_changed)
            mark_linked(r, m, links, shared);
    }
    for (guint i = 0; i < r->members->len && g_hash_table_size(shared); i++) {
        member *m = &g_array_index(r->members, member, i);
        if (m->is_changed)
            mark_joined(m, shared);
    }
}

/* -- worked out anew --------------------------------------------------------------- */

static gpointer make_own(gpointer data)
{
    rework *r = data;
    guint i;
    while ((i = (guint)g_atomic_int_add(&r->next, 1)) < r->members->len) {
        const member *m = &g_array_index(r->members, member, i);
        if (m->is_changed && !m->person->own)
            m->person->own = tl_items_own_new(m->person);
    }
    return NULL;
}

/* Of the changed persons whose own rows nobody has worked out yet. */
static void make_all_own(rework *r)
{
    guint32 left = 0;
    for (guint i = 0; i < r->members->len; i++) {
        const member *m = &g_array_index(r->members, member, i);
        left += m->is_changed && !m->person->own ? m->now.count : 0;
    }
    GThread *thread = left >= WORTHWHILE ? g_thread_try_new("items", make_own, r, NULL) : NULL;
    make_own(r);
    if (thread)
        g_thread_join(thread);
}

/* Which of a member's occurrences are worked out together with others'. Owns: the caller frees it.
 * NULL: none. */
static guint8 *find_wanted(const rework *r, const member *m)
{
    gboolean has_any = FALSE;
    g_autofree guint8 *wanted =
        m->is_changed && !m->joined ? NULL : g_new(guint8, m->now.count + 1);
    for (guint32 i = 0; wanted && i < m->now.count; i++) {
        wanted[i] = m->is_changed ? m->joined[tl_items_own_component(m->person->own, i)]
                                  : r->marks[component_of(r->old, m->former->first + i)];
        has_any = has_any || wanted[i];
    }
    return has_any ? g_steal_pointer(&wanted) : NULL;
}

static void pick(const rework *r, tl_items_picks *picks)
{
    for (guint i = 0; i < r->members->len; i++) {
        const member *m = &g_array_index(r->members, member, i);
        g_autofree guint8 *wanted = find_wanted(r, m);
        if (wanted)
            tl_items_pick_from(picks, m->person, m->now.first, wanted);
    }
}

/* An item that stays, with the strings that it has there. */
static tl_items_row read_row(const tl_flat *old, guint32 i)
{
    tl_items_row row = {.item = *tl_items_at(old, i), .link = *link_at(old, i)};
    for (guint n = 0; n < TL_ITEMS_STRINGS_OF_ONE; n++)
        row.strings[n] = tl_flat_string(old, n == TL_ITEMS_PATH ? TL_ITEMS_PATHS : TL_ITEMS_STRINGS,
                                        row.item.strings[n]);
    row.text_size =
        row.strings[TL_ITEMS_TEXT] ? (guint32)strlen(row.strings[TL_ITEMS_TEXT]) + 1 : 0;
    row.path_size =
        row.strings[TL_ITEMS_PATH] ? (guint32)strlen(row.strings[TL_ITEMS_PATH]) + 1 : 0;
    return row;
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
            const tl_items_link *former = link_at(r->old, item);
            if (r->marks[former->component])
                continue;
            if (!item_now[item]) {
                tl_items_row row = read_row(r->old, item);
                g_array_append_val(r->rows, row);
                item_now[item] = r->rows->len;
            }
            tl_items_link *link = &g_array_index(r->rows, tl_items_row, item_now[item] - 1).link;
            link->component = component_now[former->component];
            if (former->newest == then)
                link->newest = m->now.first + n;
            r->item_of[m->now.first + n] = item_now[item] - 1;
        }
    }
    return kept;
}

/* A person's own components that are nobody else's too, and their rows, under new numbers. */
static void take_own(rework *r, const member *m, guint32 *components, GPtrArray *rows)
{
    const tl_items_own *own = m->person->own;
    g_autofree guint32 *component_now = g_new(guint32, own->components + 1);
    g_autofree guint32 *item_now = g_new(guint32, own->rows->len + 1);
    for (guint32 i = 0; i < own->components; i++)
        component_now[i] = m->joined && m->joined[i] ? TL_VOLUME_NONE : (*components)++;
    for (guint32 i = 0; i < own->rows->len; i++) {
        tl_items_row *row = &g_array_index(own->rows, tl_items_row, i);
        row->link.component = component_now[row->link.component];
        row->link.newest += m->now.first;
        item_now[i] = row->link.component == TL_VOLUME_NONE ? TL_VOLUME_NONE : rows->len;
        if (item_now[i] != TL_VOLUME_NONE)
            g_ptr_array_add(rows, row);
    }
    for (guint32 i = 0; i < m->now.count; i++)
        if (item_now[own->item_of[i]] != TL_VOLUME_NONE)
            r->item_of[m->now.first + i] = item_now[own->item_of[i]];
}

/* All rows there are now. Owns: the caller unrefs the array. */
static GPtrArray *gather(rework *r, guint32 components)
{
    GPtrArray *rows = g_ptr_array_sized_new(r->rows->len);
    for (guint32 i = 0; i < r->rows->len; i++)
        g_ptr_array_add(rows, &g_array_index(r->rows, tl_items_row, i));
    for (guint i = 0; i < r->members->len; i++) {
        const member *m = &g_array_index(r->members, member, i);
        if (m->is_changed)
            take_own(r, m, &components, rows);
    }
    return rows;
}

static GBytes *write_items(const rework *r, const GPtrArray *rows)
{
    g_autoptr(GArray) persons = g_array_new(FALSE, FALSE, sizeof(tl_items_person));
    g_autoptr(GPtrArray) slugs = g_ptr_array_new();
    for (guint i = 0; i < r->members->len; i++) {
        const member *m = &g_array_index(r->members, member, i);
        g_array_append_val(persons, m->now);
        g_ptr_array_add(slugs, m->person->slug);
    }
    guint64 key[2];
    tl_digest_key(FILE_NAME, key);
    return tl_items_write(persons, slugs, rows, r->item_of, r->total, key);
}

static void free_all_own(const rework *r)
{
    for (guint i = 0; i < r->members->len; i++)
        g_clear_pointer(&g_array_index(r->members, member, i).person->own, tl_items_own_free);
}

static GBytes *work_out(rework *r)
{
    g_auto(tl_items_picks) picks = {.all = NULL};
    tl_items_picks_init(&picks);
    r->rows = g_array_new(FALSE, FALSE, sizeof(tl_items_row));
    r->item_of = g_new0(guint32, r->total + 1);
    make_all_own(r);
    mark_former(r);
    mark_by_ids(r);
    pick(r, &picks);
    guint32 kept = keep_items(r);
    guint32 components = tl_items_work_out(&picks, kept, r->rows, r->item_of, NULL);
    g_autoptr(GPtrArray) rows = gather(r, components);
    GBytes *bytes = write_items(r, rows);
    g_array_unref(r->rows);
    g_free(r->item_of);
    g_free(r->marks);
    free_all_own(r);
    return bytes;
}

static gboolean open_file(tl_flat *items, GBytes *bytes, guint32 mask)
{
    guint64 key[2];
    tl_digest_key(FILE_NAME, key);
    return bytes && tl_flat_open(items, &tl_items_format, bytes, key, mask);
}

/* Numbers that lead nowhere: then it was made from something else. */
static gboolean is_sound(const tl_flat *items)
{
    guint32 count = count_of(items, TL_ITEMS_ITEM_OF);
    gboolean sound = count_of(items, TL_ITEMS_LINKS) == tl_items_count(items);
    for (guint32 i = 0; sound && i < count; i++)
        sound = item_of(items, i) < tl_items_count(items);
    for (guint32 i = 0; sound && i < tl_items_count(items); i++)
        sound = link_at(items, i)->component < count;
    for (guint32 i = 0; sound && i < count_of(items, TL_ITEMS_PERSONS); i++) {
        const tl_items_person *person = person_at(items, i);
        sound = person->first <= count && person->count <= count - person->first;
    }
    return sound;
}

gboolean tl_items_open(tl_digest *digest)
{
    g_autoptr(GBytes) kept = tl_cache_folder_read(digest->folder, FILE_NAME);
    tl_flat *items = &digest->items;
    digest->has_kept_items = open_file(items, kept, 0);
    items->rest = tl_cache_folder_forget;
    digest->has_kept_items =
        digest->has_kept_items && tl_flat_need(items, &tl_items_format, LISTED);
    if (!digest->has_kept_items)
        tl_flat_clear(items);
    tl_items_forget(digest);
    return digest->has_kept_items;
}

gboolean tl_items_are_of(const tl_digest *digest)
{
    g_autoptr(GArray) members = new_members();
    rework r = {.old = &digest->items, .members = members};
    list_members(&r, digest);
    return digest->items.bytes && is_unchanged(&r);
}

static GBytes *rework_items(const tl_digest *digest)
{
    g_auto(tl_flat) old = {.bytes = NULL};
    if (digest->items.bytes && (!open_file(&old, digest->items.bytes, ALL) || !is_sound(&old)))
        tl_flat_clear(&old);
    g_autoptr(GArray) members = new_members();
    rework r = {.old = &old, .members = members};
    list_members(&r, digest);
    return work_out(&r);
}

gboolean tl_items_bring_up(tl_digest *digest)
{
    if ((digest->items.bytes || tl_items_open(digest)) && tl_items_are_of(digest))
        return TRUE;
    if (!tl_digest_load(digest))
        return FALSE;
    g_autoptr(GBytes) bytes = rework_items(digest);
    g_autoptr(GBytes) mapped = tl_digest_keep(digest, FILE_NAME, bytes);
    tl_flat_clear(&digest->items);
    digest->has_kept_items = open_file(&digest->items, mapped, LISTED);
    return digest->has_kept_items || open_file(&digest->items, bytes, LISTED);
}

void tl_items_each_person(const tl_flat *items, void (*visit)(const char *slug, gpointer data),
                          gpointer data)
{
    for (guint32 i = 0; i < count_of(items, TL_ITEMS_PERSONS); i++) {
        const char *slug = tl_flat_string(items, TL_ITEMS_STRINGS, person_at(items, i)->slug);
        if (slug)
            visit(slug, data);
    }
}

gboolean tl_items_has(const tl_flat *items, const tl_digest_person *person)
{
    const tl_items_person *former = find_former(items, who_of(person));
    return former && former->sum == person->flat.sum;
}

void tl_items_forget(const tl_digest *digest)
{
    if (digest->has_kept_items && g_bytes_get_size(digest->items.bytes) >= LARGE)
        tl_cache_folder_forget(digest->items.bytes);
}
