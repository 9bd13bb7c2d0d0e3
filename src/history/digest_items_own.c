#include "digest_items_internal.h"

/* In the order of lists. */
static void sort(tl_items_own *own, guint32 occurrences)
{
    GArray *sorted = g_array_sized_new(FALSE, FALSE, sizeof(tl_items_row), own->rows->len);
    g_autoptr(GPtrArray) rows = g_ptr_array_sized_new(own->rows->len);
    for (guint32 i = 0; i < own->rows->len; i++)
        g_ptr_array_add(rows, &g_array_index(own->rows, tl_items_row, i));
    g_autofree guint32 *order = tl_items_sort(rows);
    g_autofree guint32 *now = g_new(guint32, own->rows->len + 1);
    for (guint32 i = 0; i < rows->len; i++) {
        now[order[i]] = i;
        g_array_append_vals(sorted, g_ptr_array_index(rows, order[i]), 1);
    }
    for (guint32 i = 0; i < occurrences; i++)
        own->item_of[i] = now[own->item_of[i]];
    g_array_unref(own->rows);
    own->rows = sorted;
}

guint32 tl_items_own_component(const tl_items_own *own, guint32 occurrence)
{
    return g_array_index(own->rows, tl_items_row, own->item_of[occurrence]).link.component;
}

/* Each link stands with the first pick that has it. */
static void tie(tl_items_own *own, const GArray *picks, const guint8 *is_first)
{
    for (guint32 i = 0; i < picks->len; i++) {
        const tl_items_pick *pick = &g_array_index(picks, tl_items_pick, i);
        tl_items_tie found = {pick->occurrence.link, tl_items_own_component(own, pick->number)};
        if (is_first[i])
            g_array_append_val(own->ties, found);
    }
}

tl_items_own *tl_items_own_new(const tl_digest_person *person)
{
    tl_items_own *own = g_new0(tl_items_own, 1);
    g_auto(tl_items_picks) picks = {.all = NULL};
    tl_items_picks_init(&picks);
    tl_items_pick_from(&picks, person, 0, NULL);
    g_autofree guint8 *is_first = g_new0(guint8, picks.all->len + 1);
    own->rows = g_array_new(FALSE, FALSE, sizeof(tl_items_row));
    own->ties = g_array_new(FALSE, FALSE, sizeof(tl_items_tie));
    own->item_of = g_new0(guint32, person->occurrences + 1);
    own->components = tl_items_work_out(&picks, 0, own->rows, own->item_of, is_first);
    tie(own, picks.all, is_first);
    sort(own, person->occurrences);
    own->texts = g_steal_pointer(&picks.texts);
    return own;
}

void tl_items_own_free(tl_items_own *own)
{
    if (!own)
        return;
    g_array_unref(own->rows);
    g_array_unref(own->ties);
    g_free(own->item_of);
    g_string_chunk_free(own->texts);
    g_free(own);
}
