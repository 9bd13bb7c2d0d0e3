#include "ledger_internal.h"

#include <string.h>

static void free_item(tl_item *item)
{
    g_ptr_array_unref(item->occurrences);
    g_free(item);
}

static tl_item *new_item(tl_occurrence *occurrence)
{
    tl_item *item = g_new0(tl_item, 1);
    item->id = occurrence->followup->id;
    item->occurrences = g_ptr_array_new();
    return item;
}

/* Items by their id or, lacking one, by person and text. */
typedef struct {
    GPtrArray *items;
    GHashTable *by_id;
    GHashTable *by_text; /* the first occurrence of a person and text to a GPtrArray of items */
} grouping;

static guint hash_text(gconstpointer key)
{
    return ((const tl_occurrence *)key)->hash;
}

static gboolean has_same_text(gconstpointer a, gconstpointer b)
{
    const tl_occurrence *one = a, *two = b;
    return (one->key == two->key || strcmp(one->key, two->key) == 0) &&
           strcmp(one->person, two->person) == 0;
}

static void remember_text(grouping *g, tl_item *item, tl_occurrence *occurrence)
{
    GPtrArray *items = g_hash_table_lookup(g->by_text, occurrence);
    if (!items) {
        items = g_ptr_array_new();
        g_hash_table_insert(g->by_text, occurrence, items);
    }
    if (!g_ptr_array_find(items, item, NULL))
        g_ptr_array_add(items, item);
}

static void group_with_id(grouping *g, tl_occurrence *occurrence)
{
    tl_item *item = g_hash_table_lookup(g->by_id, occurrence->followup->id);
    if (!item) {
        item = new_item(occurrence);
        g_ptr_array_add(g->items, item);
        g_hash_table_insert(g->by_id, item->id, item);
    }
    g_ptr_array_add(item->occurrences, occurrence);
    remember_text(g, item, occurrence);
}

/*
 * Whether a note of that day lies within an item's life. Once the lines with the id have
 * closed it, the same words in a later note are a promise made again.
 */
static gboolean is_within_life(const tl_item *item, tl_date date)
{
    tl_date birth = G_MAXUINT32, last = TL_DATE_NONE;
    gboolean has_closed = FALSE;
    for (guint i = 0; i < item->occurrences->len; i++) {
        const tl_occurrence *occurrence = g_ptr_array_index(item->occurrences, i);
        /* next.md tells no birth, unless it is all there is. */
        if (occurrence->name || i == 0)
            birth = MIN(birth, tl_occurrence_birth(occurrence));
        if (!occurrence->followup->id)
            continue;
        last = MAX(last, tl_occurrence_date(occurrence));
        has_closed |= tl_state_is_closed(occurrence->followup->state);
    }
    return birth <= date && (date < last || !has_closed);
}

static gboolean has_text(const tl_item *item, const tl_followup *followup)
{
    g_autofree char *key = tl_followup_key(followup);
    for (guint i = 0; i < item->occurrences->len; i++) {
        const tl_occurrence *occurrence = g_ptr_array_index(item->occurrences, i);
        if (strcmp(key, occurrence->key) == 0)
            return TRUE;
    }
    return FALSE;
}

gboolean tl_item_has(const tl_item *item, const char *person, tl_date date,
                     const tl_followup *followup)
{
    g_autofree char *derived = tl_id_derive(followup, person, date, 0);
    return item->id && (strcmp(item->id, derived) == 0 ||
                        (is_within_life(item, date) && has_text(item, followup)));
}

/* Whether a note has a line with the item's id: what else it says there is another promise. */
static gboolean stands_with_id(const tl_item *item, const char *path)
{
    for (guint i = 0; i < item->occurrences->len; i++) {
        const tl_occurrence *occurrence = g_ptr_array_index(item->occurrences, i);
        if (occurrence->followup->id && strcmp(occurrence->path, path) == 0)
            return TRUE;
    }
    return FALSE;
}

/* The item with an id that a line without one is: went on into, or says the same as. */
static tl_item *find_with_id(const grouping *g, tl_occurrence *occurrence)
{
    tl_date date = tl_occurrence_date(occurrence);
    if (!*occurrence->next_id) {
        g_autofree char *next = tl_occurrence_next_id(occurrence);
        g_strlcpy(occurrence->next_id, next, sizeof(occurrence->next_id));
    }
    tl_item *item = g_hash_table_lookup(g->by_id, occurrence->next_id);
    if (item && !stands_with_id(item, occurrence->path))
        return item;
    const GPtrArray *items = g_hash_table_lookup(g->by_text, occurrence);
    for (guint i = 0; items && i < items->len; i++) {
        item = g_ptr_array_index(items, i);
        if (item->id && is_within_life(item, date))
            return item;
    }
    return NULL;
}

static tl_item *find_without_id(const grouping *g, const tl_occurrence *occurrence)
{
    const GPtrArray *items = g_hash_table_lookup(g->by_text, occurrence);
    for (guint i = 0; items && i < items->len; i++) {
        tl_item *item = g_ptr_array_index(items, i);
        if (!item->id)
            return item;
    }
    return NULL;
}

static void group_without_id(grouping *g, tl_occurrence *occurrence)
{
    tl_item *found = find_with_id(g, occurrence);
    if (!found)
        found = find_without_id(g, occurrence);
    if (!found) {
        found = new_item(occurrence);
        g_ptr_array_add(g->items, found);
    }
    g_ptr_array_add(found->occurrences, occurrence);
    remember_text(g, found, occurrence);
}

/* An id is one item's, whatever is said with it; and what is said without any is one too. */
static gboolean is_of_one_with(const tl_occurrence *first, const tl_occurrence *occurrence)
{
    const char *id = first->followup->id;
    return g_strcmp0(id, occurrence->followup->id) == 0 && (id || has_same_text(first, occurrence));
}

static gboolean are_one(const GPtrArray *occurrences)
{
    for (guint i = 1; i < occurrences->len; i++)
        if (!is_of_one_with(g_ptr_array_index(occurrences, 0), g_ptr_array_index(occurrences, i)))
            return FALSE;
    return occurrences->len > 0;
}

static GPtrArray *make_one(const GPtrArray *occurrences)
{
    GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)free_item);
    tl_item *item = new_item(g_ptr_array_index(occurrences, 0));
    g_ptr_array_extend(item->occurrences, (GPtrArray *)occurrences, NULL, NULL);
    g_ptr_array_add(items, item);
    return items;
}

GPtrArray *tl_ledger_group(const GPtrArray *occurrences)
{
    if (are_one(occurrences))
        return make_one(occurrences);
    grouping g = {
        .items = g_ptr_array_new_with_free_func((GDestroyNotify)free_item),
        .by_id = g_hash_table_new(g_str_hash, g_str_equal),
        .by_text = g_hash_table_new_full(hash_text, has_same_text, NULL,
                                         (GDestroyNotify)g_ptr_array_unref),
    };
    for (guint i = 0; i < occurrences->len; i++) {
        tl_occurrence *occurrence = g_ptr_array_index(occurrences, i);
        if (occurrence->followup->id)
            group_with_id(&g, occurrence);
    }
    for (guint i = 0; i < occurrences->len; i++) {
        tl_occurrence *occurrence = g_ptr_array_index(occurrences, i);
        if (!occurrence->followup->id)
            group_without_id(&g, occurrence);
    }
    g_hash_table_unref(g.by_id);
    g_hash_table_unref(g.by_text);
    return g.items;
}
