#include "cache_internal.h"

#include "checksum_internal.h"
#include "tl11/followup.h"

#include <stdlib.h>
#include <string.h>

#define FILE_NAME "ids"
/* Another one with every change of what volumes take for an id. */
#define SEED 103
/* As the volumes have them. */
#define SIZE (TL_ID_LENGTH + 2)

/*
 * The ids of all volumes, without those of their tails, are kept in one file: who gives a new id
 * need not look into everybody's volume then. It begins with the sum of what the volumes are named
 * by, and so of the commits they were made from; then the ids, sorted.
 */
static guint64 sum_of(const tl_cache *cache)
{
    guint64 sum = SEED;
    for (guint i = 0; i < cache->groups->len; i++) {
        const tl_cache_group *group = g_ptr_array_index(cache->groups, i);
        sum = tl_checksum(group->name, strlen(group->name) + 1, sum);
        sum = tl_checksum(group->base, sizeof(group->base), sum);
    }
    return sum;
}

static int compare(const void *a, const void *b)
{
    return memcmp(a, b, SIZE);
}

static GBytes *read_kept(const tl_cache *cache)
{
    guint64 sum = sum_of(cache);
    g_autoptr(GBytes) sealed = tl_cache_folder_read(cache->folder, FILE_NAME);
    g_autoptr(GBytes) content = tl_cache_unseal(sealed, SEED);
    gsize length = content ? g_bytes_get_size(content) : 0;
    if (length < sizeof(sum) || memcmp(g_bytes_get_data(content, NULL), &sum, sizeof(sum)) != 0)
        return NULL;
    return g_bytes_new_from_bytes(content, sizeof(sum), length - sizeof(sum));
}

static gboolean is_kept(GBytes *ids, const char *id)
{
    gsize length;
    char key[SIZE] = {0};
    const char *bytes = g_bytes_get_data(ids, &length);
    if (!bytes || !tl_id_is_valid(id, strlen(id)))
        return FALSE;
    memcpy(key, id, TL_ID_LENGTH);
    return bsearch(key, bytes, length / SIZE, SIZE, compare) != NULL;
}

/* Sorted, each once. */
static void keep(const tl_cache *cache, GByteArray *ids)
{
    guint64 sum = sum_of(cache);
    g_autoptr(GByteArray) content = g_byte_array_new();
    const guint8 *last = NULL;
    g_byte_array_append(content, (const guint8 *)&sum, sizeof(sum));
    if (ids->len > 0)
        qsort(ids->data, ids->len / SIZE, SIZE, compare);
    for (guint at = 0; at < ids->len; at += SIZE) {
        if (!last || compare(last, ids->data + at) != 0)
            g_byte_array_append(content, ids->data + at, SIZE);
        last = ids->data + at;
    }
    g_autoptr(GBytes) bytes = g_byte_array_free_to_bytes(g_steal_pointer(&content));
    g_autoptr(GBytes) sealed = tl_cache_seal(bytes, SEED);
    (void)tl_cache_folder_write(cache->folder, FILE_NAME, sealed);
}

/* What is asked of the volumes themselves. */
typedef struct {
    tl_cache *cache;
    const char *id;
    gboolean is_found;
    GByteArray *ids; /* what they have without their tails; NULL: not all of it */
} asking;

static gboolean ask_group(asking *a, tl_cache_group *group, GError **error)
{
    tl_volume_side sides[2];
    guint count;
    if (!tl_cache_sides(a->cache, group, 1u << TL_PART_IDS, sides, &count, error))
        return FALSE;
    for (guint i = 0; i < count; i++)
        a->is_found = a->is_found || tl_volume_has_id(sides[i].volume, a->id);
    const tl_volume *whole = count > 0 ? sides[count - 1].volume : NULL;
    if (a->ids && whole)
        g_byte_array_append(a->ids, (const guint8 *)whole->parts[TL_PART_IDS],
                            (guint)whole->lengths[TL_PART_IDS]);
    else
        g_clear_pointer(&a->ids, g_byte_array_unref);
    return TRUE;
}

static gboolean ask_all(asking *a, GError **error)
{
    gboolean ok = TRUE;
    a->ids = a->cache->is_stored ? g_byte_array_new() : NULL;
    for (guint i = 0; ok && !a->is_found && i < a->cache->groups->len; i++)
        ok = ask_group(a, g_ptr_array_index(a->cache->groups, i), error);
    if (ok && a->ids && !a->is_found && !tl_cache_gap(a->cache))
        keep(a->cache, a->ids);
    g_clear_pointer(&a->ids, g_byte_array_unref);
    return ok;
}

static gboolean ask_tails(asking *a, GError **error)
{
    for (guint i = 0; !a->is_found && i < a->cache->groups->len; i++) {
        tl_cache_group *group = g_ptr_array_index(a->cache->groups, i);
        if (tl_cache_group_has_tail(group) && !ask_group(a, group, error))
            return FALSE;
    }
    return TRUE;
}

gboolean tl_cache_has_id(tl_cache *cache, const char *id, GError **error)
{
    asking a = {.cache = cache, .id = id};
    if (!cache->ids)
        cache->ids = read_kept(cache);
    a.is_found = cache->ids && is_kept(cache->ids, id);
    return (cache->ids ? ask_tails(&a, error) : ask_all(&a, error)) && a.is_found;
}
