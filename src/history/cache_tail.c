#include "cache_internal.h"

#include "builder_internal.h"

#include <string.h>

/* A tail is at most this part of its base, or this many bytes; and all of them are at most so many,
 * for they are written with every new commit. */
#define PART 8
#define SMALL ((gsize)64 * 1024)
#define ALL_MAX ((gsize)8 * 1024 * 1024)
/* A base from which on it is worth it to let go of its memory until it is read again. */
#define LARGE ((gsize)4 * 1024 * 1024)

static gboolean load_tail(tl_cache_group *group)
{
    if (!group->tail && group->tail_bytes)
        group->tail = tl_volume_tail_new(group->tail_bytes, group->key, group->base);
    return group->tail != NULL;
}

/* The volume with these parts, and what it takes to tell what the tail hides of it. */
static gboolean open_base(const tl_cache *cache, tl_cache_group *group, guint32 mask)
{
    if (mask != TL_VOLUME_TEXT)
        mask |= 1u << TL_PART_NOTES | 1u << TL_PART_PATHS | 1u << TL_PART_PATH_TEXT;
    return tl_cache_group_open(cache, group, mask);
}

static void hide(tl_cache_group *group, guint32 mask)
{
    if (!group->hidden && mask != TL_VOLUME_TEXT)
        group->hidden = tl_volume_hide(group->volume, group->tail);
}

gboolean tl_cache_sides(tl_cache *cache, tl_cache_group *group, guint32 mask,
                        tl_volume_side sides[2], guint *count, GError **error)
{
    GError *failure = NULL;
    if (tl_cache_group_has_tail(group) && open_base(cache, group, mask) && load_tail(group)) {
        hide(group, mask);
        sides[0] = (tl_volume_side){group->tail, NULL};
        sides[1] = (tl_volume_side){group->volume, group->hidden};
        *count = 2;
        return TRUE;
    }
    sides[0] = (tl_volume_side){tl_cache_volume(cache, group, mask, &failure), NULL};
    *count = sides[0].volume ? 1 : 0;
    if (failure)
        g_propagate_error(error, failure);
    return failure == NULL;
}

/* -- made ------------------------------------------------------------------------------- */

/* The tail's file. NULL on error, or where it cannot be gone on from the volume. */
static GBytes *build(tl_cache *cache, const tl_cache_group *group, GError **error)
{
    g_auto(tl_builder) builder = {0};
    g_autoptr(tl_timeline_group) folders = tl_timeline_group_of(cache->timeline, group->slugs);
    tl_builder_init(&builder, cache->timeline);
    guint known = tl_builder_begin_tail(&builder, group->volume);
    if (known == 0 || !tl_timeline_replay(cache->timeline, cache->repository, folders,
                                          &tl_builder_visitor, &builder, known, error))
        return NULL;
    return tl_builder_finish(&builder, group->key);
}

static gboolean is_small(const tl_cache_group *group, GBytes *tail)
{
    return g_bytes_get_size(tail) <= MAX(g_bytes_get_size(group->volume->bytes) / PART, SMALL);
}

static gboolean make_tail(tl_cache *cache, tl_cache_group *group, gboolean *done, GError **error)
{
    GError *failure = NULL;
    *done = tl_cache_group_open(cache, group, TL_VOLUME_ALL);
    if (!*done || load_tail(group))
        return TRUE;
    g_clear_pointer(&group->tail_bytes, g_bytes_unref);
    group->tail_bytes = build(cache, group, &failure);
    if (failure) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    *done = group->tail_bytes && is_small(group, group->tail_bytes) && load_tail(group) &&
            !tl_cache_gap(cache);
    if (g_bytes_get_size(group->volume->bytes) >= LARGE)
        tl_cache_rest(group);
    return TRUE;
}

/* The tail that there was, where it is the one that is wanted. */
static void take_known(tl_cache_group *group, const tl_cache_group *known)
{
    if (known->tail_bytes && memcmp(known->key, group->key, sizeof(group->key)) == 0)
        group->tail_bytes = g_bytes_ref(known->tail_bytes);
}

/* The group as it was, or with a tail. */
static gboolean advance(tl_cache *cache, tl_cache_group *group, const tl_timeline_group *folders,
                        const tl_cache_group *known, gboolean *done, GError **error)
{
    *done = known != NULL;
    if (!known)
        return TRUE;
    tl_cache_group_set_key(group, known->base);
    if (!tl_timeline_is_touched(cache->timeline, folders))
        return TRUE;
    tl_timeline_key key = tl_timeline_key_after(cache->timeline, folders, known->base);
    *done = key.has_base && memcmp(key.base, known->base, sizeof(key.base)) == 0;
    memcpy(group->key, key.key, sizeof(group->key));
    take_known(group, known);
    return !*done || !tl_cache_group_has_tail(group) || make_tail(cache, group, done, error);
}

gboolean tl_cache_make_tails(tl_cache *cache, const GPtrArray *known, gboolean *done,
                             GError **error)
{
    const GPtrArray *groups = tl_timeline_groups(cache->timeline);
    g_autoptr(GPtrArray) found =
        g_ptr_array_new_with_free_func((GDestroyNotify)tl_cache_group_free);
    *done = groups->len == known->len &&
            tl_timeline_count_fresh(cache->timeline) <= TL_CACHE_COMMITS_MAX &&
            !tl_cache_gap(cache);
    gsize size = 0;
    for (guint i = 0; *done && i < groups->len; i++) {
        const tl_timeline_group *folders = g_ptr_array_index(groups, i);
        tl_cache_group *group = tl_cache_group_new(folders);
        g_ptr_array_add(found, group);
        if (!advance(cache, group, folders, tl_cache_group_find(known, folders), done, error))
            return FALSE;
        size += group->tail_bytes ? g_bytes_get_size(group->tail_bytes) : 0;
        *done = *done && size <= ALL_MAX;
    }
    if (*done)
        cache->groups = g_steal_pointer(&found);
    return TRUE;
}
