/*
 * Any three texts, split from the input at bytes 0x01, merged as notes and as
 * settings: what one side alone changed is taken whole, and what is merged
 * without a conflict has each id that both sides have.
 */
#include "tl11/merge.h"

#include "tl11/followup.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef GBytes *(*merge_function)(GBytes *base, GBytes *ours, GBytes *theirs,
                                  const tl_merge_style *style, guint *conflicts);

static void check_alone(merge_function merge, GBytes *base, GBytes *side)
{
    guint conflicts = 0;
    g_autoptr(GBytes) ours = merge(base, side, base, NULL, &conflicts);
    g_assert_true(!ours || (conflicts == 0 && g_bytes_equal(ours, side)));
    g_autoptr(GBytes) theirs = merge(base, base, side, NULL, &conflicts);
    g_assert_true(!theirs || (conflicts == 0 && g_bytes_equal(theirs, side)));
    g_autoptr(GBytes) both = merge(base, side, side, NULL, &conflicts);
    g_assert_true(!both || (conflicts == 0 && g_bytes_equal(both, side)));
}

static GHashTable *collect_ids(GBytes *content)
{
    gsize length = 0;
    const char *text = g_bytes_get_data(content, &length);
    g_autoptr(tl_note) note = tl_note_parse(text, length);
    g_autoptr(GPtrArray) items = tl_followup_parse(text, length, note, TL_DATE_NONE);
    GHashTable *ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < items->len; i++) {
        const tl_followup *item = g_ptr_array_index(items, i);
        if (item->id)
            g_hash_table_add(ids, g_strdup(item->id));
    }
    return ids;
}

static void check_ids(GBytes *ours, GBytes *theirs, GBytes *merged)
{
    g_autoptr(GHashTable) one = collect_ids(ours);
    g_autoptr(GHashTable) two = collect_ids(theirs);
    g_autoptr(GHashTable) all = collect_ids(merged);
    GHashTableIter iter;
    gpointer id;
    g_hash_table_iter_init(&iter, one);
    while (g_hash_table_iter_next(&iter, &id, NULL))
        g_assert_true(!g_hash_table_contains(two, id) || g_hash_table_contains(all, id));
}

static void check(merge_function merge, GBytes *const three[])
{
    guint conflicts = 0;
    check_alone(merge, three[0], three[1]);
    g_autoptr(GBytes) merged = merge(three[0], three[1], three[2], NULL, &conflicts);
    if (merged && conflicts == 0 && merge == tl_merge_note)
        check_ids(three[1], three[2], merged);
    g_autoptr(GBytes) unrelated = merge(NULL, three[1], three[2], NULL, &conflicts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    GBytes *three[3];
    for (guint i = 0; i < 3; i++) {
        const uint8_t *end = i < 2 && size ? memchr(data, 1, size) : NULL;
        size_t length = end ? (size_t)(end - data) : size;
        three[i] = g_bytes_new(data, length);
        data += end ? length + 1 : length;
        size -= end ? length + 1 : length;
    }
    check(tl_merge_note, three);
    check(tl_merge_ini, three);
    for (guint i = 0; i < 3; i++)
        g_bytes_unref(three[i]);
    return 0;
}
