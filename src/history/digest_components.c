#include "digest_items_internal.h"

#include <string.h>

/*
 * Two occurrences can be of one item, or bear on each other's, only when they
 * have an id in common (that they have, or would go on under), or a person and a
 * text: so what hangs together by these, a component, is the ledger's matter by itself.
 */

static guint32 find_root(guint32 *leader, guint32 i)
{
    while (leader[i] != i)
        i = leader[i] = leader[leader[i]];
    return i;
}

/* What has a number in common with a pick met before is of its component. */
static void lead_by(GHashTable *first, guint32 number, guint32 *leader, guint32 pick)
{
    gpointer key = GUINT_TO_POINTER(number);
    guint32 other = GPOINTER_TO_UINT(g_hash_table_lookup(first, key));
    if (other)
        leader[find_root(leader, pick)] = find_root(leader, other - 1);
    else
        g_hash_table_insert(first, key, GUINT_TO_POINTER(pick + 1));
}

/* Owns: the caller frees it. */
static guint32 *lead(const GArray *picks)
{
    guint32 *leader = g_new(guint32, picks->len + 1);
    g_autoptr(GHashTable) links = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) keys = g_hash_table_new(NULL, NULL);
    const tl_digest_person *person = NULL;
    for (guint32 i = 0; i < picks->len; i++) {
        const tl_items_pick *pick = &g_array_index(picks, tl_items_pick, i);
        leader[i] = i;
        if (pick->person != person)
            g_hash_table_remove_all(keys);
        person = pick->person;
        lead_by(keys, pick->key, leader, i);
        lead_by(links, pick->link, leader, i);
    }
    for (guint32 i = 0; i < picks->len; i++)
        leader[i] = find_root(leader, i);
    return leader;
}

/* The picks, one component behind the other. Owns: the caller frees it. */
static guint32 *order_by(const guint32 *leader, guint32 count)
{
    guint32 *order = g_new(guint32, count + 1);
    g_autofree guint32 *start = g_new0(guint32, count + 2);
    for (guint32 i = 0; i < count; i++)
        start[leader[i] + 1]++;
    for (guint32 i = 0; i < count; i++)
        start[i + 1] += start[i];
    for (guint32 i = 0; i < count; i++)
        order[start[leader[i]]++] = i;
    return order;
}

/* An occurrence whose texts are the digest's. */
typedef struct {
    tl_occurrence occurrence; /* first: an occurrence leads back to all of it */
    tl_followup followup;
    char id[TL_ID_LENGTH + 1];
    guint32 number;
} lent;

static void lend(lent *l, const tl_items_pick *pick, const GArray *notes)
{
    const tl_items_note *note = &g_array_index(notes, tl_items_note, pick->note);
    guint32 at = pick->at;
    tl_digest_occurrence o = tl_digest_next(&pick->person->flat, &at);
    tl_digest_lend(&pick->person->flat, &o, &l->followup, l->id);
    l->number = pick->number;
    l->occurrence = (tl_occurrence){.path = note->path,
                                    .name = note->name,
                                    .person = pick->person->slug,
                                    .relationship = note->relationship,
                                    .followup = &l->followup,
                                    .key = tl_followup_key(&l->followup),
                                    .index = o.index,
                                    .is_former = (o.flags & TL_OCCURRENCE_FORMER) != 0};
    tl_digest_id(o.link, l->occurrence.next_id);
}

static guint32 number_of(const tl_occurrence *occurrence)
{
    return ((const lent *)(gconstpointer)occurrence)->number;
}

static tl_items_item describe(const tl_item *item, guint32 component)
{
    int flags = (item->is_agenda ? TL_ITEM_AGENDA : 0) | (item->is_lost ? TL_ITEM_LOST : 0) |
                (item->id ? TL_ITEM_HAS_ID : 0);
    return (tl_items_item){.newest = number_of(tl_item_newest(item)),
                           .born = item->born,
                           .carried = item->carried,
                           .closed = item->closed,
                           .id = item->id ? tl_digest_pack_id(item->id) : 0,
                           .component = component,
                           .state = (guint8)item->state,
                           .flags = (guint8)flags};
}

static void take_items(GPtrArray *occurrences, guint32 component, GArray *items, guint32 *item_of)
{
    g_autoptr(GPtrArray) found = tl_ledger_work_out(occurrences);
    for (guint i = 0; i < found->len; i++) {
        const tl_item *item = g_ptr_array_index(found, i);
        tl_items_item known = describe(item, component);
        for (guint n = 0; n < item->occurrences->len; n++)
            item_of[number_of(g_ptr_array_index(item->occurrences, n))] = items->len;
        g_array_append_val(items, known);
    }
}

void tl_items_work_out(const GArray *picks, const GArray *notes, guint32 components, GArray *items,
                       guint32 *item_of)
{
    g_autofree guint32 *leader = lead(picks);
    g_autofree guint32 *order = order_by(leader, picks->len);
    g_autoptr(GPtrArray) occurrences = g_ptr_array_new();
    for (guint32 from = 0, end; from < picks->len; from = end) {
        for (end = from + 1; end < picks->len && leader[order[end]] == leader[order[from]];)
            end++;
        g_autofree lent *all = g_new0(lent, end - from);
        g_ptr_array_set_size(occurrences, 0);
        for (guint32 i = from; i < end; i++) {
            lend(&all[i - from], &g_array_index(picks, tl_items_pick, order[i]), notes);
            g_ptr_array_add(occurrences, &all[i - from].occurrence);
        }
        take_items(occurrences, components++, items, item_of);
        for (guint32 i = from; i < end; i++)
            g_free(all[i - from].occurrence.key);
    }
}
