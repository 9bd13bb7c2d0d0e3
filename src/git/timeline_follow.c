#include "timeline_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"

#include <string.h>

/* A commit whose parents are being read before it. */
typedef struct {
    git_oid id;
    tl_timeline_raw raw;
    guint next; /* the parent to look at next */
} pending;

typedef struct {
    tl_timeline *timeline;
    tl_timeline_reader *reader;
    tl_timeline_scan *scan;
    tl_progress *progress;
    GArray *stack;      /* pending */
    GHashTable *unread; /* git_oid *: commits that cannot be read */
    GArray *trees;      /* git_oid: of the commits that are new, from timeline->fresh on */
} walker;

static gboolean read_commit(walker *w, const git_oid *id, tl_timeline_raw *raw)
{
    git_odb_object *object =
        tl_timeline_read(w->reader, id, GIT_OBJECT_COMMIT, TL_TIMELINE_TREE_MAX);
    raw->parents = g_array_new(FALSE, FALSE, sizeof(git_oid));
    gboolean is_sound = object && tl_timeline_parse_commit(git_odb_object_data(object),
                                                           git_odb_object_size(object), raw);
    git_odb_object_free(object);
    if (!is_sound)
        g_clear_pointer(&raw->parents, g_array_unref);
    return is_sound;
}

static gboolean is_unread(const walker *w, const git_oid *id)
{
    return g_hash_table_contains(w->unread, id);
}

/* Opens a commit that is not known yet. */
static void push(walker *w, const git_oid *id)
{
    pending now = {.id = *id};
    if (read_commit(w, id, &now.raw)) {
        g_array_append_val(w->stack, now);
        return;
    }
    g_hash_table_add(w->unread, g_memdup2(id, sizeof(*id)));
    char name[GIT_OID_HEXSZ + 1];
    git_oid_tostr(name, sizeof(name), id);
    g_autofree char *reason = g_strdup_printf(_("the commit %.12s cannot be read"), name);
    tl_timeline_set_gap(w->timeline, reason);
}

/* The root tree of a commit that is in the timeline already; FALSE when it is lost. */
static gboolean find_tree(walker *w, guint32 commit, git_oid *tree)
{
    if (commit >= w->timeline->fresh) {
        *tree = g_array_index(w->trees, git_oid, commit - w->timeline->fresh);
        return TRUE;
    }
    tl_timeline_raw raw;
    if (!read_commit(w, &TL_TIMELINE_POINT(w->timeline, commit)->id, &raw))
        return FALSE;
    *tree = raw.tree;
    g_array_unref(raw.parents);
    return TRUE;
}

/* Takes the commit at the top into the timeline: all its parents are there. */
static void take(walker *w, const pending *now)
{
    tl_timeline *timeline = w->timeline;
    tl_timeline_point point = {.id = now->id, .time = now->raw.time};
    g_autoptr(GArray) trees = g_array_new(FALSE, FALSE, sizeof(git_oid));
    point.parents = timeline->parents->len;
    for (guint i = 0; i < now->raw.parents->len; i++) {
        git_oid tree;
        guint32 parent = tl_timeline_find(timeline, &g_array_index(now->raw.parents, git_oid, i));
        if (parent == TL_TIMELINE_NONE)
            continue;
        if (!find_tree(w, parent, &tree)) {
            tl_timeline_set_gap(timeline, _("a commit of history cannot be read"));
            continue;
        }
        g_array_append_val(timeline->parents, parent);
        g_array_append_val(trees, tree);
    }
    point.count = trees->len;
    timeline->has_fresh_merge |= point.count > 1;
    tl_timeline_append(timeline, &point);
    g_array_append_val(w->trees, now->raw.tree);
    tl_timeline_scan_commit(w->scan, timeline->points->len - 1, &now->raw.tree,
                            (const git_oid *)(gpointer)trees->data, trees->len);
}

static void step(walker *w)
{
    pending *now = &g_array_index(w->stack, pending, w->stack->len - 1);
    while (now->next < now->raw.parents->len) {
        git_oid parent = g_array_index(now->raw.parents, git_oid, now->next++);
        if (is_unread(w, &parent) || tl_timeline_find(w->timeline, &parent) != TL_TIMELINE_NONE)
            continue;
        push(w, &parent);
        return;
    }
    pending done = *now;
    g_array_set_size(w->stack, w->stack->len - 1);
    take(w, &done);
    g_array_unref(done.raw.parents);
    tl_progress_set(w->progress, w->timeline->points->len, 0);
}

/* FALSE: there are more. */
static gboolean walk(tl_timeline *timeline, tl_timeline_reader *reader, const git_oid *head,
                     guint most, tl_progress *progress)
{
    g_autoptr(tl_timeline_scan) scan = tl_timeline_scan_new(timeline, reader);
    g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(pending));
    g_autoptr(GHashTable) unread = g_hash_table_new_full(tl_oid_hash, tl_oid_equal, g_free, NULL);
    g_autoptr(GArray) trees = g_array_new(FALSE, FALSE, sizeof(git_oid));
    walker w = {timeline, reader, scan, progress, stack, unread, trees};
    push(&w, head);
    while (stack->len > 0 && stack->len + trees->len <= most)
        step(&w);
    for (guint i = 0; i < stack->len; i++)
        g_array_unref(g_array_index(stack, pending, i).raw.parents);
    return stack->len == 0;
}

/* Whether the last commit before the fresh ones is a parent of one of these. */
static gboolean goes_on(const tl_timeline *timeline, guint32 tip)
{
    const tl_timeline_point *first = TL_TIMELINE_POINT(timeline, timeline->fresh);
    for (guint32 i = first->parents; i < timeline->parents->len; i++)
        if (g_array_index(timeline->parents, guint32, i) == tip)
            return TRUE;
    return FALSE;
}

/* A walk from the tip alone goes to first parents first: it meets what was known all at once. */
static gboolean goes_on_first(const tl_timeline *timeline)
{
    guint32 at = timeline->points->len - 1;
    while (at >= timeline->fresh) {
        const tl_timeline_point *point = TL_TIMELINE_POINT(timeline, at);
        if (point->count == 0)
            return FALSE;
        at = TL_TIMELINE_PARENT(timeline, point, 0);
    }
    return at + 1 == timeline->fresh;
}

/* HEAD is an older commit, or one beside those we know. */
static void settle(tl_timeline *timeline, guint32 head)
{
    guint32 count = timeline->points->len;
    if (timeline->fresh == 0)
        return;
    timeline->is_plain = timeline->is_plain && head + 1 == count && goes_on_first(timeline);
    if (timeline->fresh == count ? head + 1 == count : goes_on(timeline, timeline->fresh - 1))
        return;
    if (head + 1 < count)
        g_array_set_size(timeline->points, head + 1);
    tl_timeline_drop_unreachable(timeline);
    timeline->is_rewritten = TRUE;
    timeline->fresh = 0;
}

static void tell_shallow(tl_repository *repository, tl_timeline *timeline)
{
    if (git_repository_is_shallow(repository->handle) == 1)
        tl_timeline_set_gap(timeline, _("this is a shallow clone: 'tl11 git fetch --unshallow' "
                                        "fetches the rest"));
}

static void empty(tl_timeline *timeline)
{
    g_array_set_size(timeline->points, 0);
    tl_timeline_drop_unreachable(timeline);
    timeline->is_rewritten = TRUE;
    timeline->is_plain = FALSE;
    timeline->fresh = 0;
}

/* done gets FALSE where there are more than most new commits: the timeline is of no use then. */
static gboolean follow(tl_timeline *timeline, tl_repository *repository, const git_oid *head,
                       guint most, tl_progress *progress, gboolean *done, GError **error)
{
    g_auto(tl_timeline_reader) reader = {0};
    guint32 known = tl_timeline_find(timeline, head);
    *done = TRUE;
    tell_shallow(repository, timeline);
    if (known == TL_TIMELINE_NONE) {
        if (!tl_timeline_reader_open(&reader, repository, error))
            return FALSE;
        *done = walk(timeline, &reader, head, most, progress);
        known = tl_timeline_find(timeline, head);
    }
    if (known == TL_TIMELINE_NONE && *done)
        return tl_error_set(error, TL_EXIT_FAILED, _("HEAD's commit cannot be read"));
    if (*done)
        settle(timeline, known);
    return TRUE;
}

static void begin(tl_timeline *timeline)
{
    g_clear_pointer(&timeline->gap, g_free);
    g_clear_pointer(&timeline->groups, g_ptr_array_unref);
    timeline->fresh = timeline->points->len;
    timeline->is_rewritten = timeline->has_fresh_merge = FALSE;
}

gboolean tl_timeline_follow(tl_timeline *timeline, tl_repository *repository, const char *tip,
                            tl_progress *progress, GError **error)
{
    git_oid head;
    gboolean done;
    begin(timeline);
    if (*tip == '\0') {
        empty(timeline);
        return TRUE;
    }
    if (git_oid_fromstr(&head, tip) < 0)
        return tl_libgit2_fail(error, _("cannot read HEAD"));
    return follow(timeline, repository, &head, G_MAXUINT, progress, &done, error);
}

gboolean tl_timeline_follow_tip(tl_timeline *timeline, tl_repository *repository, const char *tip,
                                guint most, gboolean *done, GError **error)
{
    git_oid head;
    *done = FALSE;
    begin(timeline);
    if (*tip == '\0')
        return TRUE;
    if (git_oid_fromstr(&head, tip) < 0)
        return tl_libgit2_fail(error, _("cannot read HEAD"));
    if (!follow(timeline, repository, &head, most, NULL, done, error))
        return FALSE;
    *done = *done && !timeline->gap && tl_timeline_is_straight(timeline);
    return TRUE;
}

gboolean tl_timeline_is_touched(const tl_timeline *timeline, const tl_timeline_group *group)
{
    if (timeline->is_rewritten || timeline->has_fresh_merge || timeline->fresh == 0)
        return TRUE;
    for (guint i = timeline->events->len; i > 0; i--) {
        const tl_timeline_event *event = TL_TIMELINE_EVENT(timeline, i - 1);
        if (event->commit < timeline->fresh)
            return FALSE;
        for (guint f = 0; f < group->folders->len; f++)
            if (g_array_index(group->folders, guint, f) == event->folder)
                return TRUE;
    }
    return FALSE;
}
