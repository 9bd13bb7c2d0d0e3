#include "timeline_replay_internal.h"

#include <string.h>

/* More notes of the same bytes or name than that are paired one by one, without a search. */
#define SAME_MAX 1000

/* A note that went, or one that came. */
typedef struct {
    git_oid blob;
    const char *path;
    guint slot;
    guint32 *node; /* where its node stands: in the list of those gone, or in the tree */
} candidate;

static int compare_blobs(const candidate *a, const candidate *b)
{
    return git_oid_cmp(&a->blob, &b->blob);
}

static int compare_names(const candidate *a, const candidate *b)
{
    return strcmp(strrchr(a->path, '/'), strrchr(b->path, '/'));
}

/* By what makes two the same, then by path. */
typedef int (*comparison)(const candidate *a, const candidate *b);

static int compare_candidates(gconstpointer a, gconstpointer b, gpointer data)
{
    const candidate *left = a, *right = b;
    int order = (*(comparison *)data)(left, right);
    return order ? order : strcmp(left->path, right->path);
}

static void collect(tl_timeline_replayer *r, const tl_timeline_change *change, guint parent,
                    GArray *gone, GArray *come)
{
    const tl_timeline_step *step = &change->steps[parent];
    for (guint i = 0; i < step->gone->len; i++) {
        guint32 *node = &g_array_index(step->gone, guint32, i);
        const tl_timeline_node *n = TL_TIMELINE_NODE(r, *node);
        candidate c = {n->blob, n->path, change->slot, node};
        g_array_append_val(gone, c);
    }
    for (guint i = 0; i < step->touched->len; i++) {
        guint32 at = g_array_index(step->touched, guint32, i);
        if (step->tree->nodes[at])
            continue;
        tl_timeline_entry entry = tl_timeline_tree_entry(step->tree, at);
        candidate c = {.path = tl_timeline_path(r, change->slot, entry.name),
                       .slot = change->slot,
                       .node = &step->tree->nodes[at]};
        memcpy(c.blob.id, entry.id, GIT_OID_RAWSZ);
        g_array_append_val(come, c);
    }
}

/* Within one person's folders; or from a folder that went whole to one that came whole. */
static gboolean may_move(const tl_timeline_replayer *r, const tl_timeline_moment *moment,
                         guint parent, guint from, guint to)
{
    const GArray *folders = r->group->folders;
    const tl_timeline_folder *a =
        TL_TIMELINE_FOLDER(r->timeline, g_array_index(folders, guint, from));
    const tl_timeline_folder *b =
        TL_TIMELINE_FOLDER(r->timeline, g_array_index(folders, guint, to));
    return a->slug == b->slug || (!tl_timeline_tree_of(moment->state, from) &&
                                  !tl_timeline_tree_of(moment->parents[parent], to));
}

static void pair(candidate *from, candidate *to)
{
    *to->node = *from->node;
    *from->node = 0;
    from->path = to->path = NULL; /* drop_paired() takes them out */
}

/* Those of one class: in the order of their paths, each with the first it may become. */
static void pair_class(const tl_timeline_replayer *r, const tl_timeline_moment *moment,
                       guint parent, candidate *gone, guint gone_count, candidate *come,
                       guint come_count)
{
    gboolean is_quick = gone_count > SAME_MAX && come_count > SAME_MAX;
    for (guint i = 0; i < gone_count; i++)
        for (guint j = is_quick ? i : 0; j < (is_quick ? MIN(i + 1, come_count) : come_count); j++)
            if (come[j].path && may_move(r, moment, parent, gone[i].slot, come[j].slot)) {
                pair(&gone[i], &come[j]);
                break;
            }
}

static guint count_class(const GArray *candidates, guint first, comparison compare)
{
    guint i = first;
    while (i < candidates->len && compare(&g_array_index(candidates, candidate, i),
                                          &g_array_index(candidates, candidate, first)) == 0)
        i++;
    return i - first;
}

static void drop_paired(GArray *candidates)
{
    guint kept = 0;
    for (guint i = 0; i < candidates->len; i++)
        if (g_array_index(candidates, candidate, i).path)
            g_array_index(candidates, candidate, kept++) = g_array_index(candidates, candidate, i);
    g_array_set_size(candidates, kept);
}

static void pair_all(const tl_timeline_replayer *r, const tl_timeline_moment *moment, guint parent,
                     GArray *gone, GArray *come, comparison compare)
{
    g_array_sort_with_data(gone, compare_candidates, &compare);
    g_array_sort_with_data(come, compare_candidates, &compare);
    for (guint i = 0, j = 0; i < gone->len && j < come->len;) {
        candidate *from = &g_array_index(gone, candidate, i);
        candidate *to = &g_array_index(come, candidate, j);
        int order = compare(from, to);
        guint from_count = count_class(gone, i, compare);
        guint to_count = count_class(come, j, compare);
        if (order == 0)
            pair_class(r, moment, parent, from, from_count, to, to_count);
        i += order <= 0 ? from_count : 0;
        j += order >= 0 ? to_count : 0;
    }
    drop_paired(gone);
    drop_paired(come);
}

static void drop_matched(GArray *nodes)
{
    guint kept = 0;
    for (guint i = 0; i < nodes->len; i++)
        if (g_array_index(nodes, guint32, i))
            g_array_index(nodes, guint32, kept++) = g_array_index(nodes, guint32, i);
    g_array_set_size(nodes, kept);
}

void tl_timeline_match_moves(tl_timeline_replayer *r, tl_timeline_moment *moment)
{
    for (guint parent = 0; parent < moment->count; parent++) {
        guint gone_count = 0;
        for (guint i = 0; i < moment->changes->len; i++)
            gone_count +=
                g_array_index(moment->changes, tl_timeline_change, i).steps[parent].gone->len;
        if (gone_count == 0)
            continue;
        g_autoptr(GArray) gone = g_array_new(FALSE, FALSE, sizeof(candidate));
        g_autoptr(GArray) come = g_array_new(FALSE, FALSE, sizeof(candidate));
        for (guint i = 0; i < moment->changes->len; i++)
            collect(r, &g_array_index(moment->changes, tl_timeline_change, i), parent, gone, come);
        pair_all(r, moment, parent, gone, come, compare_blobs);
        /* Moved and edited in one commit. */
        pair_all(r, moment, parent, gone, come, compare_names);
        for (guint i = 0; i < moment->changes->len; i++)
            drop_matched(g_array_index(moment->changes, tl_timeline_change, i).steps[parent].gone);
    }
}
