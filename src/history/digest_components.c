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

/* What has a number in common with a pick met before is of its component. FALSE: there is none. */
static gboolean lead_by(GHashTable *first, guint32 number, guint32 *leader, guint32 pick)
{
    gpointer key = GUINT_TO_POINTER(number);
    guint32 other = GPOINTER_TO_UINT(g_hash_table_lookup(first, key));
    if (other)
        leader[find_root(leader, pick)] = find_root(leader, other - 1);
    else
        g_hash_table_insert(first, key, GUINT_TO_POINTER(pick + 1));
    return other != 0;
}

/* How many picks may have gone between two that stay side by side. */
#define GAP 3

/* Where the note before is, in whose order most picks of a note go on. */
typedef struct {
    guint32 start;    /* of the note that is gone through */
    guint32 expected; /* what in the note before is likely to be met next */
} trail;

static gboolean are_alike(const tl_items_pick *one, const tl_items_pick *other)
{
    return one->occurrence.key == other->occurrence.key &&
           one->occurrence.link == other->occurrence.link && one->person == other->person;
}

/* One of the note before with both numbers of pick i. NONE: it is none of those that are likely. */
static guint32 find_alike(const GArray *picks, guint32 i, trail *t)
{
    const tl_items_pick *all = (const tl_items_pick *)(gconstpointer)picks->data;
    if (i && all[i].note != all[i - 1].note)
        *t = (trail){.start = i, .expected = t->start};
    for (guint32 k = t->expected; k < MIN(t->expected + GAP, t->start); k++)
        if (are_alike(&all[k], &all[i])) {
            t->expected = k + 1;
            return k;
        }
    return TL_VOLUME_NONE;
}

/* Owns: the caller frees it. */
static guint32 *lead(const GArray *picks, guint8 *is_first)
{
    guint32 *leader = g_new0(guint32, picks->len + 1);
    g_autoptr(GHashTable) links = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) keys = g_hash_table_new(NULL, NULL);
    const tl_digest_person *person = NULL;
    trail t = {0, 0};
    for (guint32 i = 0; i < picks->len; i++) {
        const tl_items_pick *pick = &g_array_index(picks, tl_items_pick, i);
        guint32 alike = find_alike(picks, i, &t);
        if (alike != TL_VOLUME_NONE) {
            leader[i] = find_root(leader, alike);
            continue;
        }
        leader[i] = i;
        if (pick->person != person)
            g_hash_table_remove_all(keys);
        person = pick->person;
        (void)lead_by(keys, pick->occurrence.key, leader, i);
        gboolean is_known = lead_by(links, pick->occurrence.link, leader, i);
        if (is_first)
            is_first[i] = !is_known;
    }
    for (guint32 i = 0; i < picks->len; i++)
        leader[i] = find_root(leader, i);
    return leader;
}

/* The picks, one component behind the other. Owns: the caller frees it. */
static guint32 *order_by(const guint32 *leader, guint32 count)
{
    guint32 *order = g_new0(guint32, count + 1);
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
    guint32 text;
    gboolean shares_key; /* with the one before, or there is none */
} lent;

/* One that says the same as the one before, as most do, has the same key. */
static void lend_key(lent *l, const lent *before)
{
    tl_occurrence *o = &l->occurrence;
    l->shares_key = before && before->text == l->text && before->occurrence.person == o->person;
    o->key = l->shares_key ? before->occurrence.key : tl_followup_key(&l->followup);
    o->hash = l->shares_key ? before->occurrence.hash : tl_occurrence_hash(o);
}

static void lend(lent *l, const tl_items_pick *pick, const GArray *notes)
{
    const tl_items_note *note = &g_array_index(notes, tl_items_note, pick->note);
    const tl_digest_occurrence *o = &pick->occurrence;
    memset(l, 0, sizeof(*l));
    tl_digest_lend(&pick->person->flat, o, &l->followup, l->id);
    l->number = pick->number;
    l->text = o->text;
    l->shares_key = TRUE;
    l->occurrence = (tl_occurrence){.path = note->path,
                                    .name = note->name,
                                    .person = pick->person->slug,
                                    .relationship = note->relationship,
                                    .followup = &l->followup,
                                    .index = o->index,
                                    .is_former = (o->flags & TL_OCCURRENCE_FORMER) != 0};
    if (!l->followup.id)
        tl_id_unpack(o->link, l->occurrence.next_id);
}

static guint32 number_of(const tl_occurrence *occurrence)
{
    return ((const lent *)(gconstpointer)occurrence)->number;
}

static tl_items_item describe_item(const tl_item *item)
{
    const tl_occurrence *newest = item->newest;
    const tl_followup *followup = newest->followup;
    int flags = (item->is_agenda ? TL_ITEM_AGENDA : 0) | (item->is_lost ? TL_ITEM_LOST : 0) |
                (item->id ? TL_ITEM_HAS_ID : 0) | (followup->is_private ? TL_ITEM_PRIVATE : 0) |
                (followup->id ? TL_ITEM_NEWEST_HAS_ID : 0);
    return (tl_items_item){.born = item->born,
                           .carried = item->carried,
                           .closed = item->closed,
                           .id = item->id ? tl_id_pack(item->id) : 0,
                           .due = followup->due,
                           .line = followup->line,
                           .day = newest->name ? newest->name->date : 0,
                           .number = (guint16)(newest->name ? newest->name->number : 0),
                           .state = (guint8)item->state,
                           .newest_state = (guint8)followup->state,
                           .kind = (guint8)followup->section_kind,
                           .letter = (guint8)followup->letter,
                           .flags = (guint8)flags};
}

static tl_items_row describe(const tl_item *item, guint32 component)
{
    const tl_occurrence *newest = item->newest;
    return (tl_items_row){.item = describe_item(item),
                          .link = {number_of(newest), component},
                          .strings = {[TL_ITEMS_TEXT] = newest->followup->text,
                                      [TL_ITEMS_OWNER] = newest->followup->owner,
                                      [TL_ITEMS_PERSON] = newest->person,
                                      [TL_ITEMS_RELATIONSHIP] = newest->relationship,
                                      [TL_ITEMS_PATH] = newest->path},
                          .text_size = (guint32)strlen(newest->followup->text) + 1,
                          .path_size = (guint32)strlen(newest->path) + 1};
}

static void take_items(GPtrArray *occurrences, guint32 component, GArray *rows, guint32 *item_of)
{
    g_autoptr(GPtrArray) found = tl_ledger_work_out(occurrences);
    for (guint i = 0; i < found->len; i++) {
        const tl_item *item = g_ptr_array_index(found, i);
        tl_items_row row = describe(item, component);
        for (guint n = 0; n < item->occurrences->len; n++)
            item_of[number_of(g_ptr_array_index(item->occurrences, n))] = rows->len;
        g_array_append_val(rows, row);
    }
}

typedef struct {
    const tl_items_picks *picks;
    const guint32 *leader, *order;
    GArray *lent; /* of one component */
} work;

static const tl_items_pick *pick_at(const work *w, guint32 i)
{
    return &g_array_index(w->picks->all, tl_items_pick, w->order[i]);
}

/* Where the component ends that begins there. */
static guint32 find_end(const work *w, guint32 from)
{
    guint32 end = from + 1;
    while (end < w->picks->all->len && w->leader[w->order[end]] == w->leader[w->order[from]])
        end++;
    return end;
}

/* Then nobody asks what they are known by without one. */
static gboolean have_one_id(const work *w, guint32 from, guint32 end)
{
    guint32 link = pick_at(w, from)->occurrence.link;
    while (from < end && pick_at(w, from)->occurrence.link == link &&
           (pick_at(w, from)->occurrence.flags & TL_OCCURRENCE_HAS_ID))
        from++;
    return from == end;
}

/* The picks of one component. */
static void lend_all(const work *w, guint32 from, guint32 end, GPtrArray *occurrences)
{
    gboolean has_keys = !have_one_id(w, from, end);
    g_array_set_size(w->lent, end - from);
    g_ptr_array_set_size(occurrences, 0);
    for (guint32 i = 0; i < end - from; i++) {
        lent *l = &g_array_index(w->lent, lent, i);
        lend(l, pick_at(w, from + i), w->picks->notes);
        if (has_keys)
            lend_key(l, i ? l - 1 : NULL);
        g_ptr_array_add(occurrences, &l->occurrence);
    }
}

static void free_keys(const work *w)
{
    for (guint32 i = 0; i < w->lent->len; i++)
        if (!g_array_index(w->lent, lent, i).shares_key)
            g_free(g_array_index(w->lent, lent, i).occurrence.key);
}

guint32 tl_items_work_out(const tl_items_picks *picks, guint32 components, GArray *rows,
                          guint32 *item_of, guint8 *is_first)
{
    g_autofree guint32 *leader = lead(picks->all, is_first);
    g_autofree guint32 *order = order_by(leader, picks->all->len);
    g_autoptr(GPtrArray) occurrences = g_ptr_array_new();
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(lent));
    work w = {picks, leader, order, all};
    for (guint32 from = 0, end; from < picks->all->len; from = end) {
        end = find_end(&w, from);
        lend_all(&w, from, end, occurrences);
        take_items(occurrences, components++, rows, item_of);
        free_keys(&w);
    }
    return components;
}
