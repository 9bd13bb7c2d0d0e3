#include "lost_internal.h"

#include <string.h>

tl_lost_part *tl_lost_part_new(void)
{
    tl_lost_part *part = g_new0(tl_lost_part, 1);
    part->groups = g_ptr_array_new_with_free_func(g_free);
    part->ids = g_array_new(FALSE, FALSE, sizeof(guint64));
    return part;
}

void tl_lost_part_free(tl_lost_part *part)
{
    g_clear_pointer(&part->groups, g_ptr_array_unref);
    g_clear_pointer(&part->ids, g_array_unref);
    g_free(part);
}

void tl_lost_history_clear(tl_lost_history *history)
{
    g_clear_pointer(&history->candidates, g_ptr_array_unref);
    g_clear_pointer(&history->former, g_ptr_array_unref);
    g_clear_pointer(&history->traces, tl_traces_free);
    g_clear_pointer(&history->parts, g_ptr_array_unref);
}

/* -- from traces to candidates ---------------------------------------------------------- */

static gboolean is_later_end(const tl_trace *trace, const tl_trace *than)
{
    if (!trace->followup || !than->followup || trace->was_open != than->was_open)
        return trace->followup && (!than->followup || trace->was_open);
    return trace->ended > than->ended;
}

/* What becomes of traces that turned out to be one: closed is closed, the last end counts. */
static void gather(const GPtrArray *traces)
{
    for (guint i = 0; i < traces->len; i++) {
        tl_trace *trace = g_ptr_array_index(traces, i);
        tl_trace *whole = tl_trace_resolve(trace);
        if (trace == whole)
            continue;
        whole->is_closed |= trace->is_closed;
        if (!whole->standing)
            whole->standing = g_steal_pointer(&trace->standing);
        if (is_later_end(trace, whole)) {
            whole->was_open = trace->was_open;
            tl_followup_free(whole->followup);
            g_free(whole->path);
            whole->followup = g_steal_pointer(&trace->followup);
            whole->path = g_steal_pointer(&trace->path);
            whole->born = trace->born;
            whole->ended = trace->ended;
        }
    }
}

static int compare_ended(gconstpointer a, gconstpointer b)
{
    const tl_trace *left = *(const tl_trace *const *)a, *right = *(const tl_trace *const *)b;
    if (left->ended != right->ended)
        return left->ended > right->ended ? -1 : 1;
    int order = g_strcmp0(left->path, right->path);
    return order ? order : (int)left->followup->line - (int)right->followup->line;
}

/* part_of: by group, in the order in which they were read. */
static void choose(const tl_traces *traces, const tl_timeline *timeline, const GArray *part_of,
                   GPtrArray *candidates)
{
    const GPtrArray *all = tl_traces_all(traces);
    gather(all);
    for (guint i = 0; i < all->len; i++) {
        tl_trace *trace = g_ptr_array_index(all, i);
        if (trace->same || !trace->followup || trace->is_closed)
            continue;
        tl_timeline_commit commit = tl_timeline_get(timeline, trace->ended);
        memcpy(trace->commit, commit.id, sizeof(trace->commit));
        trace->time = commit.time;
        trace->part = g_array_index(part_of, guint, trace->group);
        g_ptr_array_add(candidates, trace);
    }
}

/* -- parts that are as they were ---------------------------------------------------------- */

static tl_timeline_group *find_group(const GPtrArray *groups, const char *name)
{
    for (guint i = 0; i < groups->len; i++) {
        tl_timeline_group *group = g_ptr_array_index(groups, i);
        if (strcmp(group->name, name) == 0)
            return group;
    }
    return NULL;
}

static gboolean is_as_it_was(tl_timeline *timeline, const GPtrArray *groups,
                             const tl_lost_part *part)
{
    guint64 key[2];
    g_autoptr(GPtrArray) own = g_ptr_array_new();
    for (guint i = 0; i < part->groups->len; i++) {
        tl_timeline_group *group = find_group(groups, g_ptr_array_index(part->groups, i));
        if (!group)
            return FALSE;
        g_ptr_array_add(own, group);
    }
    tl_timeline_order_key(timeline, own, key);
    return memcmp(key, part->key, sizeof(key)) == 0;
}

static gboolean has_one_of(const tl_lost_part *part, GHashTable *ids)
{
    for (guint i = 0; i < part->ids->len; i++) {
        gsize letters = (gsize)g_array_index(part->ids, guint64, i);
        if (g_hash_table_contains(ids, GSIZE_TO_POINTER(letters)))
            return TRUE;
    }
    return FALSE;
}

static gboolean shares_an_id(const tl_traces *traces, guint groups, const tl_lost_part *part)
{
    for (guint i = 0; i < groups; i++)
        if (has_one_of(part, tl_traces_ids(traces, i)))
            return TRUE;
    return FALSE;
}

/* The groups of no part of these, by name. */
static GPtrArray *list_others(const GPtrArray *groups, const GPtrArray *parts)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    GPtrArray *others = g_ptr_array_new();
    for (guint i = 0; i < parts->len; i++) {
        const tl_lost_part *part = g_ptr_array_index(parts, i);
        for (guint n = 0; n < part->groups->len; n++)
            g_hash_table_add(names, g_ptr_array_index(part->groups, n));
    }
    for (guint i = 0; i < groups->len; i++) {
        const tl_timeline_group *group = g_ptr_array_index(groups, i);
        if (!g_hash_table_contains(names, group->name))
            g_ptr_array_add(others, (gpointer)group);
    }
    return others;
}

static tl_traces *trace(tl_timeline *timeline, tl_repository *repository, const GPtrArray *groups,
                        tl_progress *progress, GError **error)
{
    g_autoptr(tl_traces) traces = tl_traces_new();
    for (guint i = 0; i < groups->len; i++) {
        tl_progress_now(progress, i, groups->len);
        if (!tl_traces_read(traces, timeline, repository, g_ptr_array_index(groups, i), error))
            return NULL;
    }
    tl_traces_settle(traces);
    return g_steal_pointer(&traces);
}

/* -- parts made anew ------------------------------------------------------------------------ */

static guint find_root(GArray *leader, guint i)
{
    while (g_array_index(leader, guint, i) != i)
        i = g_array_index(leader, guint, i);
    return i;
}

/* By group, the first one that it hangs together with. */
static GArray *find_leaders(const tl_traces *traces, guint groups)
{
    GArray *leader = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autoptr(GHashTable) owner = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < groups; i++) {
        GHashTableIter iter;
        gpointer letters, known;
        g_array_append_val(leader, i);
        g_hash_table_iter_init(&iter, tl_traces_ids(traces, i));
        while (g_hash_table_iter_next(&iter, &letters, NULL)) {
            if (!g_hash_table_lookup_extended(owner, letters, NULL, &known)) {
                g_hash_table_insert(owner, letters, GUINT_TO_POINTER(i));
                continue;
            }
            guint one = find_root(leader, i), other = find_root(leader, GPOINTER_TO_UINT(known));
            g_array_index(leader, guint, MAX(one, other)) = MIN(one, other);
        }
    }
    return leader;
}

static void add_group(tl_lost_part *part, const tl_timeline_group *group, GHashTable *ids)
{
    GHashTableIter iter;
    gpointer letters;
    g_ptr_array_add(part->groups, g_strdup(group->name));
    g_hash_table_iter_init(&iter, ids);
    while (g_hash_table_iter_next(&iter, &letters, NULL)) {
        guint64 id = GPOINTER_TO_SIZE(letters);
        g_array_append_val(part->ids, id);
    }
}

static tl_lost_part *make_part(tl_timeline *timeline, const tl_traces *traces,
                               const GPtrArray *groups, GArray *leader, guint first)
{
    tl_lost_part *part = tl_lost_part_new();
    g_autoptr(GPtrArray) own = g_ptr_array_new();
    for (guint i = first; i < groups->len; i++) {
        if (find_root(leader, i) != first)
            continue;
        g_ptr_array_add(own, g_ptr_array_index(groups, i));
        add_group(part, g_ptr_array_index(groups, i), tl_traces_ids(traces, i));
    }
    tl_timeline_order_key(timeline, own, part->key);
    return part;
}

/* Adds the parts that groups, which were traced, make. Gives the part of each. */
static GArray *add_parts(tl_timeline *timeline, const tl_traces *traces, const GPtrArray *groups,
                         GPtrArray *parts)
{
    g_autoptr(GArray) leader = find_leaders(traces, groups->len);
    GArray *part_of = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < groups->len; i++) {
        guint root = find_root(leader, i);
        guint part = root == i ? parts->len : g_array_index(part_of, guint, root);
        g_array_append_val(part_of, part);
        if (root == i)
            g_ptr_array_add(parts, make_part(timeline, traces, groups, leader, i));
    }
    return part_of;
}

/* -- all of history --------------------------------------------------------------------------- */

/* Those of kept whose part is in parts, by whose numbers they go now. */
static void take_former(tl_lost_history *history, tl_timeline *timeline,
                        const tl_lost_history *kept, const GPtrArray *parts)
{
    for (guint i = 0; i < kept->candidates->len; i++) {
        tl_trace *trace = g_ptr_array_index(kept->candidates, i);
        guint part = 0;
        while (part < parts->len &&
               (trace->part >= kept->parts->len ||
                g_ptr_array_index(parts, part) != g_ptr_array_index(kept->parts, trace->part)))
            part++;
        if (part == parts->len)
            continue;
        trace->part = part;
        trace->ended = tl_timeline_place(timeline, trace->commit);
        g_ptr_array_add(history->candidates, trace);
    }
}

/* Parts of kept that nothing happened to. Owns: the caller unrefs the array; they stay kept's. */
static GPtrArray *keep_parts(tl_timeline *timeline, const tl_lost_history *kept)
{
    const GPtrArray *groups = tl_timeline_groups(timeline);
    GPtrArray *parts = g_ptr_array_new();
    for (guint i = 0; kept->parts && i < kept->parts->len; i++)
        if (is_as_it_was(timeline, groups, g_ptr_array_index(kept->parts, i)))
            g_ptr_array_add(parts, g_ptr_array_index(kept->parts, i));
    return parts;
}

/* Whether none of parts shares an id with what was traced; those that do are taken out. */
static gboolean drop_shared(const tl_traces *traces, guint groups, GPtrArray *parts)
{
    guint before = parts->len;
    for (guint i = parts->len; i > 0; i--)
        if (shares_an_id(traces, groups, g_ptr_array_index(parts, i - 1)))
            g_ptr_array_remove_index(parts, i - 1);
    return parts->len == before;
}

/* The two have their names and ids in common. */
static tl_lost_part *copy_part(const tl_lost_part *part)
{
    tl_lost_part *copy = g_memdup2(part, sizeof(*part));
    g_ptr_array_ref(copy->groups);
    g_array_ref(copy->ids);
    return copy;
}

static void conclude(tl_lost_history *history, tl_timeline *timeline, tl_lost_history *kept,
                     const GPtrArray *parts, const GPtrArray *groups)
{
    history->candidates = g_ptr_array_new();
    history->parts = g_ptr_array_new_with_free_func((GDestroyNotify)tl_lost_part_free);
    for (guint i = 0; i < parts->len; i++)
        g_ptr_array_add(history->parts, copy_part(g_ptr_array_index(parts, i)));
    if (kept->candidates)
        take_former(history, timeline, kept, parts);
    g_autoptr(GArray) part_of = add_parts(timeline, history->traces, groups, history->parts);
    choose(history->traces, timeline, part_of, history->candidates);
    g_ptr_array_sort(history->candidates, compare_ended);
    history->former = g_steal_pointer(&kept->former);
}

gboolean tl_lost_history_read(tl_lost_history *history, tl_timeline *timeline,
                              tl_repository *repository, GVariant *kept, tl_progress *progress,
                              GError **error)
{
    g_auto(tl_lost_history) before = {.candidates = NULL};
    const GPtrArray *groups = tl_timeline_groups(timeline);
    if (kept && !tl_timeline_gap(timeline))
        tl_lost_unpack(kept, &before);
    g_autoptr(GPtrArray) parts = keep_parts(timeline, &before);
    g_autoptr(GPtrArray) others = NULL;
    do {
        g_clear_pointer(&history->traces, tl_traces_free);
        g_clear_pointer(&others, g_ptr_array_unref);
        others = list_others(groups, parts);
        history->traces = trace(timeline, repository, others, progress, error);
        if (!history->traces)
            return FALSE;
    } while (!drop_shared(history->traces, others->len, parts));
    conclude(history, timeline, &before, parts, others);
    return TRUE;
}
