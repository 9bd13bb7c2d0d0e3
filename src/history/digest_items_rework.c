#include "digest_items_internal.h"

#include "checksum_internal.h"

#include <string.h>

/*
 * After a change those components alone are worked out that the changed persons' occurrences,
 * former and new, belong to; see digest_components.c. Most of them are one person's: those are
 * taken as that person's own rows have them.
 */

static guint32 component_of(const tl_flat *flat, guint32 occurrence)
{
    return tl_items_link_at(flat, tl_items_item_of(flat, occurrence))->component;
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
    for (guint32 i = 0; i < tl_items_count_of(old, TL_ITEMS_PERSONS); i++)
        if (tl_items_person_at(old, i)->who == who)
            return tl_items_person_at(old, i);
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
    if (tl_items_count_of(r->old, TL_ITEMS_PERSONS) != r->members->len)
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
    guint32 count = tl_items_count_of(r->old, TL_ITEMS_ITEM_OF);
    for (guint32 i = 0; i < tl_items_count(r->old); i++)
        r->components = MAX(r->components, tl_items_link_at(r->old, i)->component + 1);
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

/*
 * How many times each slot is met, up to twice, where a link's low bits are its slot. Where all are
 * anew, as at first, most links are met once: then nobody else's notes have them.
 */
typedef struct {
    guint8 *slots; /* NULL: any link may be somebody else's too */
    guint32 mask;
} sieve;

/* Slots are so many more than the links. */
#define SPREAD 8

static gsize count_ties(const rework *r)
{
    gsize count = 0;
    for (guint i = 0; i < r->members->len; i++)
        count += g_array_index(r->members, member, i).person->own->ties->len;
    return count;
}

static void fill_sieve(sieve *s, const rework *r)
{
    if (r->changed < r->members->len)
        return;
    s->mask = (1u << MIN(g_bit_storage(SPREAD * count_ties(r)), 28u)) - 1;
    s->slots = g_malloc0((gsize)s->mask + 1);
    for (guint i = 0; i < r->members->len; i++) {
        const GArray *ties = g_array_index(r->members, member, i).person->own->ties;
        for (guint k = 0; k < ties->len; k++) {
            guint8 *slot = &s->slots[g_array_index(ties, tl_items_tie, k).link & s->mask];
            *slot = (guint8)MIN(*slot + 1, 2);
        }
    }
}

static gboolean may_be_shared(const sieve *s, guint32 link)
{
    return !s->slots || s->slots[link & s->mask] > 1;
}

/* Adds the links that are known already to shared. */
static void collect_links(const member *m, const sieve *s, GHashTable *links, GHashTable *shared)
{
    for (guint i = 0; i < m->person->own->ties->len; i++) {
        guint32 link = g_array_index(m->person->own->ties, tl_items_tie, i).link;
        if (may_be_shared(s, link) && !g_hash_table_add(links, GUINT_TO_POINTER(link)))
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

static void mark_joined(member *m, const sieve *s, GHashTable *shared)
{
    for (guint i = 0; i < m->person->own->ties->len; i++) {
        const tl_items_tie *tie = &g_array_index(m->person->own->ties, tl_items_tie, i);
        if (!may_be_shared(s, tie->link) ||
            !g_hash_table_contains(shared, GUINT_TO_POINTER(tie->link)))
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
    sieve s = {.slots = NULL};
    fill_sieve(&s, r);
    for (guint i = 0; i < r->members->len; i++) {
        const member *m = &g_array_index(r->members, member, i);
        if (m->is_changed)
            collect_links(m, &s, links, shared);
    }
    for (guint i = 0; i < r->members->len; i++) {
        const member *m = &g_array_index(r->members, member, i);
        if (!m->is_changed)
            mark_linked(r, m, links, shared);
    }
    for (guint i = 0; i < r->members->len && g_hash_table_size(shared); i++) {
        member *m = &g_array_index(r->members, member, i);
        if (m->is_changed)
            mark_joined(m, &s, shared);
    }
    g_free(s.slots);
}

/* -- worked out anew --------------------------------------------------------------- */

static gboolean make_own(gpointer data, guint i)
{
    const member *m = &g_array_index(((const rework *)data)->members, member, i);
    if (m->is_changed && !m->person->own)
        m->person->own = tl_items_own_new(m->person);
    return TRUE;
}

/* Of the changed persons whose own rows nobody has worked out yet. */
static void make_all_own(rework *r)
{
    guint count = r->members->len;
    (void)tl_crew_finish(tl_crew_new(count, count, make_own, r));
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
    tl_items_row row = {.item = *tl_items_at(old, i), .link = *tl_items_link_at(old, i)};
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
            guint32 then = m->former->first + n, item = tl_items_item_of(r->old, then);
            const tl_items_link *former = tl_items_link_at(r->old, item);
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

static GBytes *write_items(const rework *r, const GPtrArray *rows, const guint64 key[2])
{
    g_autoptr(GArray) persons = g_array_new(FALSE, FALSE, sizeof(tl_items_person));
    g_autoptr(GPtrArray) slugs = g_ptr_array_new();
    for (guint i = 0; i < r->members->len; i++) {
        const member *m = &g_array_index(r->members, member, i);
        g_array_append_val(persons, m->now);
        g_ptr_array_add(slugs, m->person->slug);
    }
    return tl_items_write(persons, slugs, rows, r->item_of, r->total, key);
}

static void free_all_own(const rework *r)
{
    for (guint i = 0; i < r->members->len; i++)
        g_clear_pointer(&g_array_index(r->members, member, i).person->own, tl_items_own_free);
}

static GBytes *work_out(rework *r, const guint64 key[2])
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
    GBytes *bytes = write_items(r, rows, key);
    g_array_unref(r->rows);
    g_free(r->item_of);
    g_free(r->marks);
    free_all_own(r);
    return bytes;
}

gboolean tl_items_are_of(const tl_digest *digest)
{
    g_autoptr(GArray) members = new_members();
    rework r = {.old = &digest->items, .members = members};
    list_members(&r, digest);
    return digest->items.bytes && is_unchanged(&r);
}

gboolean tl_items_has(const tl_flat *items, const tl_digest_person *person)
{
    const tl_items_person *former = find_former(items, who_of(person));
    return former && former->sum == person->flat.sum;
}

GBytes *tl_items_rework(const tl_digest *digest, const tl_flat *old, const guint64 key[2])
{
    g_autoptr(GArray) members = new_members();
    rework r = {.old = old, .members = members};
    list_members(&r, digest);
    return work_out(&r, key);
}
