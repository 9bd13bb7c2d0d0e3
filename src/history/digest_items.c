#include "digest_items_internal.h"

#include "checksum_internal.h"

#include <string.h>

/*
 * Two occurrences can be of one item, or bear on each other's, only when they
 * have an id in common (that they have, or would go on under), or a person and a
 * text: so what hangs together by these, a component, is the ledger's matter by itself. After a
 * change those components alone are worked out that the changed persons' occurrences, former and
 * new, belong to.
 */

const tl_flat_format tl_items_format = {
    .magic = {'T', 'L', '1', '1', 'I', 'T', 'M', '2'},
    .parts = TL_ITEMS_PARTS,
    .sizes = {[TL_ITEMS_PERSONS] = sizeof(tl_items_person),
              [TL_ITEMS_ITEMS] = sizeof(tl_items_item),
              [TL_ITEMS_ITEM_OF] = sizeof(guint32),
              [TL_ITEMS_COMPONENT_OF] = sizeof(guint32)},
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

static const tl_items_item *item_at(const tl_flat *flat, guint32 i)
{
    return &((const tl_items_item *)(gconstpointer)flat->parts[TL_ITEMS_ITEMS])[i];
}

static guint32 number_at(const tl_flat *flat, tl_items_part part, guint32 i)
{
    return ((const guint32 *)(gconstpointer)flat->parts[part])[i];
}

const tl_items_item *tl_items_of(const tl_flat *items, guint32 occurrence)
{
    if (occurrence >= count_of(items, TL_ITEMS_ITEM_OF))
        return NULL;
    guint32 number = number_at(items, TL_ITEMS_ITEM_OF, occurrence);
    return number < count_of(items, TL_ITEMS_ITEMS) ? item_at(items, number) : NULL;
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
    GArray *members;     /* member */
    guint8 *marks;       /* by old component: it is worked out anew */
    guint32 components;  /* how many old ones */
    guint32 total;       /* occurrences now */
    tl_ledger *ledger;   /* of what is worked out anew */
    GHashTable *numbers; /* tl_followup in it to the number of its occurrence */
    guint32 *item_of;
    guint32 *component_of;
    GArray *items; /* tl_items_item */
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
        m.now.count = tl_digest_count(&m.person->flat, TL_DIGEST_OCCURRENCES);
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
    for (guint32 i = 0; i < count_of(r->old, TL_ITEMS_COMPONENT_OF); i++)
        r->components = MAX(r->components, number_at(r->old, TL_ITEMS_COMPONENT_OF, i) + 1);
    r->marks = g_new0(guint8, r->components + 1);
    g_autofree guint8 *kept = g_new0(guint8, count_of(r->old, TL_ITEMS_COMPONENT_OF) + 1);
    for (guint i = 0; i < r->members->len; i++) {
        const member *m = &g_array_index(r->members, member, i);
        if (!m->is_changed)
            memset(kept + m->former->first, 1, m->former->count);
    }
    for (guint32 i = 0; i < count_of(r->old, TL_ITEMS_COMPONENT_OF); i++)
        if (!kept[i])
            r->marks[number_at(r->old, TL_ITEMS_COMPONENT_OF, i)] = 1;
}

static const char *link_at(const member *m, guint32 i)
{
    tl_digest_occurrence o = tl_digest_occurrence_at(&m->person->flat, i);
    return tl_digest_string(&m->person->flat, o.link);
}

/* Persons and texts are never shared by two persons: it is ids that lead to others' notes. */
static void mark_by_ids(rework *r)
{
    g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < r->members->len; i++) {
        const member *m = &g_array_index(r->members, member, i);
        for (guint32 n = 0; m->is_changed && n < m->now.count; n++) {
            const char *id = link_at(m, n);
            if (id)
                g_hash_table_add(ids, (gpointer)id);
        }
    }
    for (guint i = 0; i < r->members->len; i++) {
        const member *m = &g_array_index(r->members, member, i);
        for (guint32 n = 0; !m->is_changed && n < m->now.count; n++) {
            guint32 component = number_at(r->old, TL_ITEMS_COMPONENT_OF, m->former->first + n);
            const char *id = r->marks[component] ? NULL : link_at(m, n);
            if (id && g_hash_table_contains(ids, id))
                r->marks[component] = 1;
        }
    }
}

/* -- worked out anew --------------------------------------------------------------- */

typedef struct {
    rework *r;
    const member *m;
} filler;

static void fill_note(const tl_digest_person *person, const char *path, const tl_digest_note *note,
                      gpointer data)
{
    const filler *f = data;
    for (guint32 n = 0; n < note->count; n++) {
        guint32 i = note->first + n;
        if (!f->m->is_changed &&
            !f->r->marks[number_at(f->r->old, TL_ITEMS_COMPONENT_OF, f->m->former->first + i)])
            continue;
        tl_digest_occurrence o = tl_digest_occurrence_at(&person->flat, i);
        tl_followup *followup = tl_digest_followup(&person->flat, &o);
        g_hash_table_insert(f->r->numbers, followup, GUINT_TO_POINTER(f->m->now.first + i));
        tl_ledger_take(f->r->ledger, path, o.index, followup,
                       (o.flags & TL_OCCURRENCE_FORMER) != 0);
    }
}

static void fill_ledger(rework *r)
{
    for (guint i = 0; i < r->members->len; i++) {
        filler f = {r, &g_array_index(r->members, member, i)};
        tl_digest_each_note(f.m->person, fill_note, &f);
    }
}

/* Items and components that stay, under new numbers. Returns how many components there are. */
static guint32 keep_items(rework *r)
{
    guint32 count = count_of(r->old, TL_ITEMS_ITEMS), kept = 0;
    g_autofree guint32 *component_now = g_new0(guint32, r->components + 1);
    g_autofree guint32 *item_now = g_new0(guint32, count + 1);
    for (guint32 i = 0; i < r->components; i++)
        component_now[i] = r->marks[i] ? 0 : kept++;
    for (guint i = 0; i < r->members->len; i++) {
        const member *m = &g_array_index(r->members, member, i);
        for (guint32 n = 0; !m->is_changed && n < m->now.count; n++) {
            guint32 then = m->former->first + n;
            guint32 component = number_at(r->old, TL_ITEMS_COMPONENT_OF, then);
            guint32 item = number_at(r->old, TL_ITEMS_ITEM_OF, then);
            if (r->marks[component] || item >= count)
                continue;
            if (!item_now[item]) {
                g_array_append_val(r->items, *item_at(r->old, item));
                item_now[item] = r->items->len;
            }
            tl_items_item *copy = &g_array_index(r->items, tl_items_item, item_now[item] - 1);
            if (item_at(r->old, item)->newest == then)
                copy->newest = m->now.first + n;
            r->item_of[m->now.first + n] = item_now[item] - 1;
            r->component_of[m->now.first + n] = component_now[component];
        }
    }
    return kept;
}

static guint32 find_root(guint32 *leader, guint32 i)
{
    while (leader[i] != i)
        i = leader[i] = leader[leader[i]];
    return i;
}

/* What has a key (taken) in common with an item met before is of its component. */
static void lead_by(GHashTable *first, char *key, guint32 *leader, guint32 item)
{
    guint32 other = GPOINTER_TO_UINT(g_hash_table_lookup(first, key));
    if (other) {
        leader[find_root(leader, item)] = find_root(leader, other - 1);
        g_free(key);
    } else {
        g_hash_table_insert(first, key, GUINT_TO_POINTER(item + 1));
    }
}

static void lead_items(const GPtrArray *items, guint32 *leader)
{
    g_autoptr(GHashTable) first = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint32 i = 0; i < items->len; i++) {
        const tl_item *item = g_ptr_array_index(items, i);
        leader[i] = i;
        for (guint n = 0; n < item->occurrences->len; n++) {
            const tl_occurrence *o = g_ptr_array_index(item->occurrences, n);
            g_autofree char *key = tl_followup_key(o->followup);
            lead_by(first, g_strconcat(o->person, "\n", key, NULL), leader, i);
            lead_by(first, o->followup->id ? g_strdup(o->followup->id) : tl_occurrence_next_id(o),
                    leader, i);
        }
    }
}

static guint32 occurrence_number(const rework *r, const tl_occurrence *occurrence)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(r->numbers, occurrence->followup));
}

static void add_items(rework *r, guint32 components)
{
    const GPtrArray *items = tl_ledger_items(r->ledger);
    g_autofree guint32 *leader = g_new(guint32, items->len + 1);
    lead_items(items, leader);
    for (guint32 i = 0; i < items->len; i++) {
        const tl_item *item = g_ptr_array_index(items, i);
        tl_items_item known = {.newest = occurrence_number(r, tl_item_newest(item)),
                               .born = item->born,
                               .carried = item->carried,
                               .closed = item->closed,
                               .state = (guint8)item->state,
                               .flags = (guint8)((item->is_agenda ? TL_ITEM_AGENDA : 0) |
                                                 (item->is_lost ? TL_ITEM_LOST : 0))};
        g_strlcpy(known.id, item->id ? item->id : "", sizeof(known.id));
        for (guint n = 0; n < item->occurrences->len; n++) {
            guint32 number = occurrence_number(r, g_ptr_array_index(item->occurrences, n));
            r->item_of[number] = r->items->len;
            r->component_of[number] = components + find_root(leader, i);
        }
        g_array_append_val(r->items, known);
    }
}

static GBytes *write_items(const rework *r)
{
    guint64 key[2];
    GByteArray *parts[TL_ITEMS_PARTS];
    tl_digest_key(FILE_NAME, key);
    for (guint i = 0; i < TL_ITEMS_PARTS; i++)
        parts[i] = g_byte_array_new();
    for (guint i = 0; i < r->members->len; i++)
        g_byte_array_append(parts[TL_ITEMS_PERSONS],
                            (const guint8 *)&g_array_index(r->members, member, i).now,
                            sizeof(tl_items_person));
    g_byte_array_append(parts[TL_ITEMS_ITEMS], (const guint8 *)r->items->data,
                        r->items->len * (guint)sizeof(tl_items_item));
    g_byte_array_append(parts[TL_ITEMS_ITEM_OF], (const guint8 *)r->item_of,
                        r->total * (guint)sizeof(guint32));
    g_byte_array_append(parts[TL_ITEMS_COMPONENT_OF], (const guint8 *)r->component_of,
                        r->total * (guint)sizeof(guint32));
    GBytes *bytes = tl_flat_write(&tl_items_format, key, 0, (const GByteArray *const *)parts);
    for (guint i = 0; i < TL_ITEMS_PARTS; i++)
        g_byte_array_unref(parts[i]);
    return bytes;
}

static GBytes *work_out(rework *r)
{
    g_autoptr(tl_ledger) ledger = tl_ledger_new();
    g_autoptr(GHashTable) numbers = g_hash_table_new(NULL, NULL);
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(tl_items_item));
    g_autofree guint32 *item_of = g_new0(guint32, r->total + 1);
    g_autofree guint32 *component_of = g_new0(guint32, r->total + 1);
    r->ledger = ledger;
    r->numbers = numbers;
    r->items = items;
    r->item_of = item_of;
    r->component_of = component_of;
    mark_former(r);
    mark_by_ids(r);
    fill_ledger(r);
    add_items(r, keep_items(r));
    GBytes *bytes = write_items(r);
    g_clear_pointer(&r->marks, g_free);
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
    gboolean sound = count_of(items, TL_ITEMS_COMPONENT_OF) == count;
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
        old.bytes = NULL;
        return;
    }
    g_autoptr(GBytes) bytes = work_out(&r);
    (void)tl_cache_folder_write(digest->folder, FILE_NAME, bytes);
    open_items(&digest->items, bytes);
}
