#include "timeline_replay_internal.h"

#include "tl11/language.h"

#include <string.h>

static void free_state(const tl_timeline_replayer *r, tl_timeline_state *state)
{
    for (guint i = 0; i < r->group->folders->len; i++)
        tl_timeline_tree_release(state->trees[i]);
    g_free(state->trees);
    g_free(state);
}

static tl_timeline_state *new_state(const tl_timeline_replayer *r)
{
    tl_timeline_state *state = g_new(tl_timeline_state, 1);
    state->trees = g_new0(tl_timeline_tree *, r->group->folders->len + 1);
    return state;
}

static void clear_change(gpointer data)
{
    tl_timeline_change *change = data;
    g_free(change->steps);
}

static void clear_steps(tl_timeline_moment *moment)
{
    for (guint i = 0; i < moment->changes->len; i++)
        for (guint p = 0; p < moment->count; p++)
            tl_timeline_step_clear(&g_array_index(moment->changes, tl_timeline_change, i).steps[p]);
}

/* The states of a commit's parents, each once; one that is empty where there are none. */
static guint collect_parents(const tl_timeline_replayer *r, guint32 commit, GPtrArray *states)
{
    const tl_timeline_point *point = TL_TIMELINE_POINT(r->timeline, commit);
    for (guint i = 0; i < point->count; i++) {
        guint32 state = r->plan->state[TL_TIMELINE_PARENT(r->timeline, point, i)];
        gpointer known = state == TL_TIMELINE_NONE ? NULL : r->states[state];
        if (!g_ptr_array_find(states, known, NULL))
            g_ptr_array_add(states, known);
    }
    if (states->len == 0)
        g_ptr_array_add(states, NULL);
    return states->len;
}

static void let_go(tl_timeline_replayer *r, guint32 state)
{
    if (state == TL_TIMELINE_NONE || --r->uses[state] > 0)
        return;
    if (r->states[state])
        free_state(r, r->states[state]);
    r->states[state] = NULL;
}

static void let_parents_go(tl_timeline_replayer *r, guint32 commit)
{
    const tl_timeline_point *point = TL_TIMELINE_POINT(r->timeline, commit);
    for (guint i = 0; i < point->count; i++)
        let_go(r, r->plan->state[TL_TIMELINE_PARENT(r->timeline, point, i)]);
}

/* next: the place in the plan's events of the first of this commit. */
static void replay_commit(tl_timeline_replayer *r, guint32 commit, guint *next)
{
    g_autoptr(GPtrArray) parents = g_ptr_array_new();
    g_autoptr(GArray) changes = g_array_new(FALSE, FALSE, sizeof(tl_timeline_change));
    g_array_set_clear_func(changes, clear_change);
    guint count = collect_parents(r, commit, parents);
    tl_timeline_moment moment = {commit, count, (tl_timeline_state **)parents->pdata, changes,
                                 new_state(r)};
    g_autofree guint8 *is_done = g_new0(guint8, r->group->folders->len + 1);
    for (; *next < r->plan->events->len; ++*next) {
        const tl_timeline_event *event =
            TL_TIMELINE_EVENT(r->timeline, g_array_index(r->plan->events, guint32, *next));
        if (event->commit != commit)
            break;
        guint slot = r->slots[event->folder] - 1;
        is_done[slot] = 1;
        tl_timeline_change_slot(r, &moment, slot, &event->tree);
    }
    for (guint slot = 0; slot < r->group->folders->len; slot++)
        if (!is_done[slot])
            tl_timeline_inherit_slot(r, &moment, slot);
    tl_timeline_settle(r, &moment);
    clear_steps(&moment);
    r->states[commit] = moment.state;
    let_parents_go(r, commit);
}

static void count_uses(tl_timeline_replayer *r, guint first)
{
    for (guint i = first; i < r->plan->relevant->len; i++) {
        const tl_timeline_point *point =
            TL_TIMELINE_POINT(r->timeline, g_array_index(r->plan->relevant, guint32, i));
        for (guint p = 0; p < point->count; p++) {
            guint32 state = r->plan->state[TL_TIMELINE_PARENT(r->timeline, point, p)];
            if (state != TL_TIMELINE_NONE)
                r->uses[state]++;
        }
    }
    guint32 last = r->plan->state[r->timeline->points->len - 1];
    if (last != TL_TIMELINE_NONE)
        r->uses[last]++;
}

static void tell_standing(tl_timeline_replayer *r)
{
    guint32 last = r->plan->state[r->timeline->points->len - 1];
    const tl_timeline_state *state = last == TL_TIMELINE_NONE ? NULL : r->states[last];
    for (guint slot = 0; state && slot < r->group->folders->len; slot++) {
        const tl_timeline_tree *tree = state->trees[slot];
        for (guint i = 0; tree && i < tree->count; i++)
            if (tree->nodes[i])
                tl_timeline_trace_stand(r->trace, tree->nodes[i]);
    }
}

/* The first of the relevant commits, and of the events, that is fresh. */
static guint skip_known(const tl_timeline_replayer *r, guint *next)
{
    guint first = 0;
    while (first < r->plan->relevant->len &&
           g_array_index(r->plan->relevant, guint32, first) < r->timeline->fresh)
        first++;
    while (*next < r->plan->events->len &&
           TL_TIMELINE_EVENT(r->timeline, g_array_index(r->plan->events, guint32, *next))->commit <
               r->timeline->fresh)
        ++*next;
    return first;
}

static void run(tl_timeline_replayer *r, guint first, guint next)
{
    for (guint i = first; i < r->plan->relevant->len; i++) {
        replay_commit(r, g_array_index(r->plan->relevant, guint32, i), &next);
    }
    tell_standing(r);
}

/* -- going on from a base ------------------------------------------------------- */

/* The tree of a name in a tree; FALSE where there is none, or none that can be read. */
static gboolean descend(tl_timeline_replayer *r, const char *name, git_oid *id)
{
    git_odb_object *object = tl_timeline_read(r->reader, id, GIT_OBJECT_TREE, TL_TIMELINE_TREE_MAX);
    gboolean is_found = FALSE;
    tl_timeline_entry entry;
    for (gsize at = 0; object && !is_found && at < git_odb_object_size(object); at = entry.end) {
        if (!tl_timeline_parse_entry(git_odb_object_data(object), git_odb_object_size(object), at,
                                     &entry))
            break;
        is_found = (entry.mode & 0170000) == GIT_FILEMODE_TREE && strcmp(entry.name, name) == 0;
        if (is_found)
            memcpy(id->id, entry.id, GIT_OID_RAWSZ);
    }
    git_odb_object_free(object);
    return is_found;
}

static gboolean read_root(tl_timeline_replayer *r, guint32 commit, git_oid *tree)
{
    tl_timeline_raw raw = {.parents = g_array_new(FALSE, FALSE, sizeof(git_oid))};
    git_odb_object *object =
        tl_timeline_read(r->reader, &TL_TIMELINE_POINT(r->timeline, commit)->id, GIT_OBJECT_COMMIT,
                         TL_TIMELINE_TREE_MAX);
    gboolean is_sound = object && tl_timeline_parse_commit(git_odb_object_data(object),
                                                           git_odb_object_size(object), &raw);
    *tree = raw.tree;
    git_odb_object_free(object);
    g_array_unref(raw.parents);
    return is_sound;
}

/* Whether it is a note is asked where resume() does not know it: that is quicker. */
static gboolean wants_any(const char *name)
{
    (void)name;
    return TRUE;
}

/* The notes of a tree get the nodes that resume() gives. */
static gboolean resume_tree(tl_timeline_replayer *r, guint slot, const tl_timeline_step *step)
{
    g_autoptr(GString) path = g_string_new(tl_timeline_path(r, slot, ""));
    gsize folder = path->len;
    for (guint i = 0; i < step->touched->len; i++) {
        guint32 at = g_array_index(step->touched, guint32, i);
        tl_timeline_entry entry = tl_timeline_tree_entry(step->tree, at);
        const char *kept = NULL;
        g_string_append(g_string_truncate(path, folder), entry.name);
        guint node = r->visitor->resume(r->data, path->str, entry.id, &kept);
        if (node == 0 && !r->visitor->wants(entry.name))
            continue;
        if (node == 0 || node >= r->trace->nodes->len)
            return FALSE;
        tl_timeline_node *known = TL_TIMELINE_NODE(r, node);
        known->path = kept;
        known->slot = slot;
        memcpy(known->blob.id, entry.id, GIT_OID_RAWSZ);
        step->tree->nodes[at] = node;
    }
    return TRUE;
}

static gboolean resume_slot(tl_timeline_replayer *r, const git_oid *root, guint slot,
                            tl_timeline_state *state)
{
    const tl_timeline_folder *folder =
        TL_TIMELINE_FOLDER(r->timeline, g_array_index(r->group->folders, guint, slot));
    git_oid id = *root;
    if (!descend(r, g_ptr_array_index(r->timeline->words, folder->relationship), &id) ||
        !descend(r, g_ptr_array_index(r->timeline->words, folder->slug), &id))
        return TRUE;
    git_odb_object *object =
        tl_timeline_read(r->reader, &id, GIT_OBJECT_TREE, TL_TIMELINE_TREE_MAX);
    if (!object)
        return FALSE;
    tl_timeline_step step = tl_timeline_step_make(NULL, object, wants_any);
    step.tree->tree = id;
    gboolean is_known = resume_tree(r, slot, &step);
    state->trees[slot] = tl_timeline_tree_use(step.tree);
    tl_timeline_step_clear(&step);
    return is_known;
}

static gboolean resume(tl_timeline_replayer *r, guint known)
{
    git_oid root;
    guint32 last = r->timeline->fresh - 1;
    if (!r->plan->key.has_base || !read_root(r, last, &root))
        return FALSE;
    g_array_set_size(r->trace->nodes, known + 1);
    tl_timeline_state *state = new_state(r);
    r->states[r->plan->state[last]] = state;
    for (guint slot = 0; slot < r->group->folders->len; slot++)
        if (!resume_slot(r, &root, slot, state))
            return FALSE;
    return TRUE;
}

static void free_states(tl_timeline_replayer *r)
{
    for (guint i = 0; i < r->timeline->points->len; i++)
        if (r->states[i])
            free_state(r, r->states[i]);
}

static tl_timeline_trace *new_trace(const tl_timeline_group *group)
{
    tl_timeline_trace *trace = g_new(tl_timeline_trace, 1);
    trace->group = g_strdup(group->name);
    trace->words = g_array_new(FALSE, FALSE, sizeof(guint32));
    trace->nodes = g_array_new(FALSE, TRUE, sizeof(tl_timeline_node));
    trace->strings = g_string_chunk_new(4096);
    g_array_set_size(trace->nodes, 1);
    return trace;
}

tl_timeline_trace *tl_timeline_trace_new(tl_timeline *timeline, tl_timeline_reader *reader,
                                         const tl_timeline_group *group,
                                         const tl_timeline_visitor *visitor, gpointer data,
                                         guint known)
{
    g_auto(tl_timeline_plan) plan = {0};
    g_autoptr(tl_timeline_trace) trace = new_trace(group);
    if (known == 0 || !tl_timeline_plan_go_on(&plan, timeline, group))
        tl_timeline_plan_init(&plan, timeline, group);
    g_autofree tl_timeline_state **states = g_new0(tl_timeline_state *, timeline->points->len + 1);
    g_autofree guint32 *uses = g_new0(guint32, timeline->points->len + 1);
    g_autofree guint32 *slots = g_new0(guint32, timeline->folders->len + 1);
    tl_timeline_replayer r = {timeline, reader, group, visitor, data,
                              &plan,    states, uses,  slots,   trace};
    for (guint i = 0; i < group->folders->len; i++)
        slots[g_array_index(group->folders, guint, i)] = i + 1;
    guint next = 0;
    guint first = known ? skip_known(&r, &next) : 0;
    gboolean is_ready = known == 0 || resume(&r, known);
    if (is_ready && timeline->points->len > 0) {
        count_uses(&r, first);
        run(&r, first, next);
    }
    free_states(&r);
    return is_ready ? g_steal_pointer(&trace) : NULL;
}
