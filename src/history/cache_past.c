#include "cache_internal.h"

#include "builder_internal.h"
#include "tl11/language.h"

#include <string.h>

/* A version of a note. */
typedef struct {
    const char *path;
    guint8 blob[TL_OBJECT_BYTES];
    guint last; /* the commit that brought it there */
} version;

typedef struct {
    const tl_timeline *timeline;
    const char *slug; /* or NULL */
    GArray *versions; /* by node; the first is none */
    GHashTable *commits;
} past;

static void begin(gpointer data, const tl_timeline_version *found)
{
    const past *p = data;
    version v = {.path = found->path, .last = found->commit};
    memcpy(v.blob, found->blob, sizeof(v.blob));
    g_assert(found->node == p->versions->len);
    g_array_append_val(p->versions, v);
}

static gboolean is_newer(const tl_timeline *timeline, guint a, guint b)
{
    tl_timeline_commit left = tl_timeline_get(timeline, a), right = tl_timeline_get(timeline, b);
    if (left.time != right.time)
        return left.time > right.time;
    return memcmp(left.id, right.id, TL_OBJECT_BYTES) > 0;
}

/* Both sides of a merge brought the same: the newer one did. */
static void join(gpointer data, guint commit, guint node, guint other)
{
    const past *p = data;
    version *kept = &g_array_index(p->versions, version, node);
    const version *before = &g_array_index(p->versions, version, other);
    (void)commit;
    if (strcmp(kept->path, before->path) == 0 &&
        memcmp(kept->blob, before->blob, sizeof(kept->blob)) == 0 &&
        is_newer(p->timeline, before->last, kept->last))
        kept->last = before->last;
}

static void end(gpointer data, guint commit, guint node)
{
    (void)data, (void)commit, (void)node;
}

static void stand(gpointer data, guint node, const char *path)
{
    const past *p = data;
    char name[TL_OBJECT_NAME_SIZE];
    if (p->slug && !tl_cache_path_is_of(path, p->slug))
        return;
    const version *v = &g_array_index(p->versions, version, node);
    tl_cache_commit last = {tl_timeline_get(p->timeline, v->last).id, 0};
    g_hash_table_insert(p->commits, g_strdup(path), g_strdup(tl_cache_commit_name(&last, name)));
}

static const tl_timeline_visitor VISITOR = {
    .is_without_text = TRUE,
    .wants = tl_builder_wants,
    .begin = begin,
    .join = join,
    .end = end,
    .stand = stand,
};

static gboolean has_slug(const tl_timeline_group *group, const char *slug)
{
    return !slug || g_ptr_array_find_with_equal_func(group->slugs, slug, g_str_equal, NULL);
}

GHashTable *tl_cache_last_commits_at(const tl_cache *cache, const char *commit, const char *slug,
                                     GError **error)
{
    g_autoptr(tl_progress) progress = tl_progress_new(_("reading history"));
    g_autoptr(tl_timeline) timeline = tl_cache_timeline_read(cache->folder);
    if (!tl_timeline_follow(timeline, cache->repository, commit, progress, error))
        return NULL;
    g_autoptr(GHashTable) commits = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GArray) versions = g_array_new(FALSE, TRUE, sizeof(version));
    past p = {timeline, slug, versions, commits};
    const GPtrArray *groups = tl_timeline_groups(timeline);
    for (guint i = 0; i < groups->len; i++) {
        const tl_timeline_group *group = g_ptr_array_index(groups, i);
        if (!has_slug(group, slug))
            continue;
        /* Node 0 is none. */
        g_array_set_size(g_array_set_size(versions, 0), 1);
        if (!tl_timeline_replay(timeline, cache->repository, group, &VISITOR, &p, 0, error))
            return NULL;
    }
    return tl_timeline_gap(timeline) ? NULL : g_steal_pointer(&commits);
}
