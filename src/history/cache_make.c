#include "cache_internal.h"

#include "builder_internal.h"
#include "tl11/crew.h"
#include "tl11/language.h"

#include <string.h>

/* A replay from its beginning, or from base. NULL on error, or where it cannot be gone on from
 * base, or where it is too much: then a gap is told. */
static GBytes *build(tl_cache *cache, const tl_cache_group *group, const tl_volume *base,
                     GError **error)
{
    g_auto(tl_builder) builder = {0};
    g_autoptr(tl_timeline_group) folders = tl_timeline_group_of(cache->timeline, group->slugs);
    tl_builder_init(&builder, cache->timeline);
    guint known = base ? tl_builder_load(&builder, base) : 0;
    if ((base && known == 0) || !tl_timeline_replay(cache->timeline, cache->repository, folders,
                                                    &tl_builder_visitor, &builder, known, error))
        return NULL;
    GBytes *bytes = tl_builder_finish(&builder, group->key);
    g_mutex_lock(&cache->turn);
    if (!bytes && !cache->gap)
        cache->gap = g_strdup_printf(_("the notes of %s are too many to search"), group->name);
    g_mutex_unlock(&cache->turn);
    return bytes;
}

/* Keeps a volume's bytes on the disk, where they are read from from now on. */
static gboolean keep(tl_cache *cache, const tl_cache_group *group, GBytes *bytes)
{
    g_autofree char *file = tl_cache_group_file(group);
    gboolean is_whole = tl_cache_gap(cache) == NULL;
    if (is_whole && tl_cache_folder_write(cache->folder, file, bytes))
        return TRUE;
    cache->is_stored = FALSE;
    return FALSE;
}

static void take(tl_cache *cache, tl_cache_group *group, GBytes *bytes, gboolean is_asked_for)
{
    g_clear_pointer(&group->volume, tl_volume_free);
    gboolean is_kept = bytes && keep(cache, group, bytes);
    if (is_kept && is_asked_for)
        group->volume = tl_cache_group_load(cache, group, TL_VOLUME_ALL);
    group->is_mapped = group->volume != NULL;
    if (bytes && !group->volume && (!is_kept || is_asked_for))
        group->volume = tl_volume_new(bytes, group->key, TL_VOLUME_ALL);
    group->mask = group->volume ? TL_VOLUME_ALL : 0;
}

gboolean tl_cache_make(tl_cache *cache, tl_cache_group *group, const tl_volume *base,
                       gboolean is_asked_for, GError **error)
{
    GError *failure = NULL;
    g_autoptr(GBytes) bytes = base ? build(cache, group, base, &failure) : NULL;
    if (!bytes && !failure)
        bytes = build(cache, group, NULL, &failure);
    if (failure) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    g_mutex_lock(&cache->turn);
    take(cache, group, bytes, is_asked_for);
    g_mutex_unlock(&cache->turn);
    return TRUE;
}

void tl_cache_let_go(const tl_cache *cache, tl_cache_group *group)
{
    if (cache->is_stored)
        g_clear_pointer(&group->volume, tl_volume_free);
    group->mask = group->volume ? group->mask : 0;
}

/* -- all of them -------------------------------------------------------------------------- */

typedef struct {
    tl_cache *cache;
    const GPtrArray *missing;
    tl_progress *progress; /* of the thread that waits for the others */
    GThread *waiting;
    GError *failure; /* the first; set in the cache's turn */
} making;

/* Group i, for several threads at once. */
static gboolean make_one(gpointer data, guint i)
{
    making *m = data;
    GError *failure = NULL;
    tl_cache_group *group = g_ptr_array_index(m->missing, i);
    if (g_thread_self() == m->waiting)
        tl_progress_now(m->progress, i, m->missing->len);
    gboolean is_made = tl_cache_make(m->cache, group, NULL, FALSE, &failure);
    g_mutex_lock(&m->cache->turn);
    if (is_made)
        tl_cache_let_go(m->cache, group);
    else if (!m->failure)
        m->failure = g_steal_pointer(&failure);
    g_mutex_unlock(&m->cache->turn);
    g_clear_error(&failure);
    return is_made;
}

static const tl_timeline_group *find_group(tl_timeline *timeline, const char *name)
{
    const GPtrArray *groups = tl_timeline_groups(timeline);
    for (guint i = 0; i < groups->len; i++) {
        const tl_timeline_group *group = g_ptr_array_index(groups, i);
        if (strcmp(group->name, name) == 0)
            return group;
    }
    return NULL;
}

static gboolean prepare(tl_cache *cache, const GPtrArray *missing, tl_progress *progress,
                        GError **error)
{
    g_autoptr(GPtrArray) folders = g_ptr_array_new();
    for (guint i = 0; i < missing->len; i++) {
        const tl_cache_group *group = g_ptr_array_index(missing, i);
        g_ptr_array_add(folders, (gpointer)find_group(cache->timeline, group->name));
    }
    return tl_timeline_prepare(cache->timeline, cache->repository, folders, &tl_builder_visitor,
                               cache->folder, progress, error);
}

gboolean tl_cache_make_all(tl_cache *cache, const GPtrArray *missing, tl_progress *progress,
                           GError **error)
{
    if (missing->len == 0)
        return TRUE;
    if (!prepare(cache, missing, progress, error))
        return FALSE;
    making m = {cache, missing, progress, g_thread_self(), NULL};
    if (tl_crew_finish(tl_crew_new(missing->len, missing->len, make_one, &m)))
        return TRUE;
    g_propagate_error(error, m.failure);
    return FALSE;
}
