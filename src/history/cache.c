#include "cache_internal.h"

#include "tl11/language.h"

#include <glib/gstdio.h>

#include <string.h>

#define INDEX "index"
#define TIMELINE "timeline"
#define TIMELINE_SEED 102
/* Bytes of a volume from which on its memory is worth the time that it takes to give it back. */
#define LARGE ((gsize)256 * 1024)

void tl_cache_close(tl_cache *cache)
{
    if (!cache)
        return;
    g_clear_pointer(&cache->ahead, tl_cache_ahead_end);
    g_clear_pointer(&cache->groups, g_ptr_array_unref);
    g_clear_pointer(&cache->timeline, tl_timeline_free);
    g_clear_pointer(&cache->ids, g_bytes_unref);
    if (cache->folder >= 0)
        g_close(cache->folder, NULL);
    g_mutex_clear(&cache->turn);
    g_free(cache->gap);
    g_free(cache);
}

const char *tl_cache_gap(const tl_cache *cache)
{
    if (cache->gap)
        return cache->gap;
    return cache->timeline ? tl_timeline_gap(cache->timeline) : NULL;
}

gboolean tl_cache_is_stored(const tl_cache *cache)
{
    return cache->is_stored;
}

/* -- volumes ------------------------------------------------------------------------- */

void tl_cache_rest(const tl_cache_group *group)
{
    if (group->volume && group->is_mapped && g_bytes_get_size(group->volume->bytes) >= LARGE)
        tl_cache_folder_forget(group->volume->bytes);
}

tl_volume *tl_cache_group_load(const tl_cache *cache, const tl_cache_group *group, guint32 mask)
{
    g_autofree char *file = tl_cache_group_file(group);
    g_autoptr(GBytes) bytes = tl_cache_folder_read(cache->folder, file);
    return bytes ? tl_volume_new(bytes, group->base, mask) : NULL;
}

tl_timeline *tl_cache_timeline_read(int folder)
{
    g_autoptr(GBytes) sealed = tl_cache_folder_read(folder, TIMELINE);
    g_autoptr(GBytes) content = tl_cache_unseal(sealed, TIMELINE_SEED);
    gsize length = 0;
    const void *bytes = content ? g_bytes_get_data(content, &length) : NULL;
    tl_timeline *timeline = bytes ? tl_timeline_parse(bytes, length) : NULL;
    return timeline ? timeline : tl_timeline_new();
}

gboolean tl_cache_timeline_write(int folder, const tl_timeline *timeline)
{
    g_autoptr(GBytes) content = tl_timeline_format(timeline);
    g_autoptr(GBytes) sealed = tl_cache_seal(content, TIMELINE_SEED);
    return tl_cache_folder_write(folder, TIMELINE, sealed);
}

static void write_timeline(tl_cache *cache)
{
    if (!tl_cache_timeline_write(cache->folder, cache->timeline))
        cache->is_stored = FALSE;
}

static gboolean follow(tl_cache *cache, GError **error)
{
    if (!cache->timeline)
        cache->timeline = tl_cache_timeline_read(cache->folder);
    guint before = tl_timeline_count(cache->timeline);
    g_autoptr(tl_progress) progress = tl_progress_new(_("reading history"));
    if (!tl_timeline_follow(cache->timeline, cache->repository, cache->tip, progress, error))
        return FALSE;
    if (tl_timeline_gap(cache->timeline))
        cache->is_stored = FALSE;
    else if (before == 0 && cache->is_stored)
        write_timeline(cache);
    return TRUE;
}

/* What is asked for as a whole is one volume from now on. */
static void forget_tail(tl_cache_group *group)
{
    g_clear_pointer(&group->volume, tl_volume_free);
    g_clear_pointer(&group->tail, tl_volume_free);
    g_clear_pointer(&group->hidden, g_free);
    memcpy(group->base, group->key, sizeof(group->base));
    group->mask = 0;
}

gboolean tl_cache_group_open(const tl_cache *cache, tl_cache_group *group, guint32 mask)
{
    if (!group->volume) {
        group->volume = tl_cache_ahead_take(cache->ahead, group);
        group->is_mapped = group->volume != NULL;
        group->mask = group->volume ? TL_VOLUME_TEXT : 0;
    }
    mask |= group->mask;
    if (group->volume && (group->mask == mask || tl_volume_need(group->volume, mask))) {
        group->mask = mask;
        return TRUE;
    }
    g_clear_pointer(&group->volume, tl_volume_free);
    group->volume = tl_cache_group_load(cache, group, mask);
    group->is_mapped = group->volume != NULL;
    group->mask = group->volume ? mask : 0;
    return group->volume != NULL;
}

const tl_volume *tl_cache_volume(tl_cache *cache, tl_cache_group *group, guint32 mask,
                                 GError **error)
{
    if (tl_cache_group_has_tail(group))
        forget_tail(group);
    if (tl_cache_group_open(cache, group, mask))
        return group->volume;
    if (!cache->timeline && !follow(cache, error))
        return NULL;
    return tl_cache_make(cache, group, NULL, TRUE, error) ? group->volume : NULL;
}

/* -- up to HEAD ------------------------------------------------------------------------ */

/* The group at HEAD as it was, or made from what it was. FALSE without an error: from the
 * beginning. */
static gboolean advance(tl_cache *cache, tl_cache_group *group, const tl_timeline_group *folders,
                        const tl_cache_group *known, GError **error)
{
    if (known && !tl_timeline_is_touched(cache->timeline, folders)) {
        tl_cache_group_set_key(group, known->base);
        return TRUE;
    }
    tl_timeline_key key = tl_timeline_key_of(cache->timeline, folders);
    tl_cache_group_set_key(group, key.key);
    group->volume = tl_cache_group_load(cache, group, TL_VOLUME_ALL);
    group->is_mapped = group->volume != NULL;
    group->mask = TL_VOLUME_ALL;
    if (group->volume)
        return TRUE;
    tl_cache_group former = {.name = group->name, .base = {key.base[0], key.base[1]}};
    g_autoptr(tl_volume) base =
        key.has_base ? tl_cache_group_load(cache, &former, TL_VOLUME_ALL) : NULL;
    return base && tl_cache_make(cache, group, base, FALSE, error);
}

static void sweep(const tl_cache *cache)
{
    g_autoptr(GHashTable) kept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < cache->groups->len; i++)
        g_hash_table_add(kept, tl_cache_group_file(g_ptr_array_index(cache->groups, i)));
    tl_cache_folder_sweep(cache->folder, kept);
}

/* timeline: base's. */
static void write_index(tl_cache *cache, const char *base, GBytes *timeline)
{
    tl_cache_index index = {.groups = cache->groups, .timeline = timeline};
    g_strlcpy(index.tip, cache->tip, sizeof(index.tip));
    g_strlcpy(index.base, base, sizeof(index.base));
    g_autoptr(GBytes) content = tl_cache_index_format(&index);
    if (cache->is_stored && tl_cache_folder_write(cache->folder, INDEX, content))
        sweep(cache);
    else
        cache->is_stored = FALSE;
}

static gboolean is_whole_history(const tl_cache *cache)
{
    return cache->is_stored && !tl_cache_gap(cache) && *cache->tip;
}

/* known: the index that was read, right at the commit before those that are fresh; or NULL. */
static gboolean catch_up(tl_cache *cache, const GPtrArray *known, GError **error)
{
    g_autoptr(tl_progress) progress = tl_progress_new(_("reading history"));
    g_autoptr(GPtrArray) missing = g_ptr_array_new();
    const GPtrArray *groups = tl_timeline_groups(cache->timeline);
    cache->groups = g_ptr_array_new_with_free_func((GDestroyNotify)tl_cache_group_free);
    for (guint i = 0; i < groups->len; i++) {
        GError *failure = NULL;
        const tl_timeline_group *folders = g_ptr_array_index(groups, i);
        tl_cache_group *group = tl_cache_group_new(folders);
        g_ptr_array_add(cache->groups, group);
        if (advance(cache, group, folders, tl_cache_group_find(known, folders), &failure))
            tl_cache_let_go(cache, group);
        else if (!failure)
            g_ptr_array_add(missing, group);
        if (failure) {
            g_propagate_error(error, failure);
            return FALSE;
        }
    }
    if (!tl_cache_make_all(cache, missing, progress, error))
        return FALSE;
    if (is_whole_history(cache)) {
        g_autoptr(GBytes) timeline = tl_timeline_format_tip(cache->timeline);
        write_timeline(cache);
        write_index(cache, cache->tip, timeline);
    }
    return TRUE;
}

/* Whether the timeline, before it follows, ends where the index does. */
static gboolean ends_at(const tl_timeline *timeline, const char *tip)
{
    char name[TL_OBJECT_NAME_SIZE];
    tl_cache_commit commit = {tl_timeline_tip(timeline), 0};
    return commit.id && strcmp(tl_cache_commit_name(&commit, name), tip) == 0;
}

static gboolean has_tails(const GPtrArray *groups)
{
    for (guint i = 0; i < groups->len; i++)
        if (tl_cache_group_has_tail(g_ptr_array_index(groups, i)))
            return TRUE;
    return FALSE;
}

/* By tails to what is there, from the timeline that is there. */
static gboolean add_tails(tl_cache *cache, const tl_cache_index *known, gboolean *done,
                          GError **error)
{
    if (!tl_cache_make_tails(cache, known->groups, done, error))
        return FALSE;
    if (*done && is_whole_history(cache))
        write_index(cache, known->base, known->timeline);
    return TRUE;
}

/* The same, and of the timeline nothing is read but its end. */
static gboolean add_tails_at_tip(tl_cache *cache, const tl_cache_index *known, gboolean *done,
                                 GError **error)
{
    gsize length;
    gconstpointer bytes = g_bytes_get_data(known->timeline, &length);
    cache->timeline = tl_timeline_parse(bytes, length);
    *done = cache->timeline && ends_at(cache->timeline, known->base);
    gboolean is_fine =
        !*done || (tl_timeline_follow_tip(cache->timeline, cache->repository, cache->tip,
                                          TL_CACHE_COMMITS_MAX, done, error) &&
                   (!*done || add_tails(cache, known, done, error)));
    g_clear_pointer(&cache->timeline, tl_timeline_free);
    return is_fine;
}

/* Whether what cannot be kept is not to be made. */
static gboolean is_to_keep(tl_cache_effort effort)
{
    return effort == TL_CACHE_MAKE_TO_KEEP || effort == TL_CACHE_AT_HAND;
}

/* With volumes that are whole, or by tails where commits were merged that are older than base. */
static gboolean read_history(tl_cache *cache, const tl_cache_index *known, tl_cache_effort effort,
                             GError **error)
{
    gboolean done = FALSE;
    cache->timeline = tl_cache_timeline_read(cache->folder);
    gboolean is_joined = known && ends_at(cache->timeline, known->base);
    if (!follow(cache, error) || (is_to_keep(effort) && !cache->is_stored))
        return FALSE;
    if (is_joined && effort != TL_CACHE_MAKE_TO_KEEP && !add_tails(cache, known, &done, error))
        return FALSE;
    return done || catch_up(cache, is_joined ? known->groups : NULL, error);
}

static gboolean open_at_head(tl_cache *cache, tl_cache_effort effort, GError **error)
{
    gboolean done = FALSE, is_whole = effort == TL_CACHE_MAKE_TO_KEEP;
    g_autoptr(GBytes) content = tl_cache_folder_read(cache->folder, INDEX);
    g_autoptr(tl_cache_index) known = tl_cache_index_parse(content);
    cache->is_stored = tl_cache_folder_is_writable(cache->folder);
    if (known && effort == TL_CACHE_MAKE_TO_SEARCH)
        cache->ahead = tl_cache_ahead_start(cache, known->groups, TL_CACHE_AHEAD_WORTH);
    if (known && strcmp(known->tip, cache->tip) == 0 && !(is_whole && has_tails(known->groups))) {
        cache->groups = g_steal_pointer(&known->groups);
        return TRUE;
    }
    if ((effort == TL_CACHE_AT_HAND && !known) || (is_to_keep(effort) && !cache->is_stored))
        return FALSE;
    if (known && !is_whole && !add_tails_at_tip(cache, known, &done, error))
        return FALSE;
    return done || read_history(cache, known, effort, error);
}

tl_cache *tl_cache_open(tl_repository *repository, tl_cache_effort effort, GError **error)
{
    GError *failure = NULL;
    g_autoptr(tl_cache) cache = g_new0(tl_cache, 1);
    cache->folder = -1;
    g_mutex_init(&cache->turn);
    if (!tl_repository_head(repository, cache->tip, &failure))
        cache->tip[0] = '\0';
    if (failure) {
        g_propagate_error(error, failure);
        return NULL;
    }
    cache->repository = repository;
    cache->folder = tl_cache_folder_open(repository);
    return open_at_head(cache, effort, error) ? g_steal_pointer(&cache) : NULL;
}
