#include "timeline_replay_internal.h"

#include "tl11/language.h"

#include <string.h>

tl_timeline_tree *tl_timeline_tree_of(const tl_timeline_state *state, guint slot)
{
    return state ? state->trees[slot] : NULL;
}

const char *tl_timeline_path(tl_timeline_replayer *r, guint slot, const char *name)
{
    const tl_timeline_folder *folder =
        TL_TIMELINE_FOLDER(r->timeline, g_array_index(r->group->folders, guint, slot));
    const GPtrArray *words = r->timeline->words;
    g_autofree char *path = g_strconcat(g_ptr_array_index(words, folder->relationship), "/",
                                        g_ptr_array_index(words, folder->slug), "/", name, NULL);
    return g_string_chunk_insert_const(r->trace->strings, path);
}

/* -- a commit beside its parents ---------------------------------------------- */

guint32 tl_timeline_add_node(tl_timeline_replayer *r, guint slot, const tl_timeline_entry *entry)
{
    tl_timeline_node node = {.path = tl_timeline_path(r, slot, entry->name), .slot = slot};
    memcpy(node.blob.id, entry->id, GIT_OID_RAWSZ);
    g_array_append_val(r->trace->nodes, node);
    return r->trace->nodes->len - 1;
}

static guint32 begin(tl_timeline_replayer *r, guint32 commit, guint slot,
                     const tl_timeline_entry *entry, const guint32 *before, guint count)
{
    guint32 node = tl_timeline_add_node(r, slot, entry);
    tl_timeline_trace_begin(r->trace, commit, node, before, count);
    return node;
}

static void settle_alone(tl_timeline_replayer *r, guint32 commit, tl_timeline_change *change)
{
    const tl_timeline_step *step = change->steps;
    for (guint i = 0; i < step->touched->len; i++) {
        guint32 at = g_array_index(step->touched, guint32, i);
        tl_timeline_entry entry = tl_timeline_tree_entry(step->tree, at);
        guint32 before = step->tree->nodes[at];
        step->tree->nodes[at] = begin(r, commit, change->slot, &entry, &before, before ? 1 : 0);
    }
}

/* Which entries a step touched, as bytes. */
static guint8 *mark_touched(const tl_timeline_step *step)
{
    guint8 *marks = g_new0(guint8, step->tree->count + 1);
    for (guint i = 0; i < step->touched->len; i++)
        marks[g_array_index(step->touched, guint32, i)] = 1;
    return marks;
}

/* The entry at goes on from what its parents have; before holds their nodes, once each. */
static void settle_entry(tl_timeline_replayer *r, const tl_timeline_moment *moment,
                         tl_timeline_change *change, guint8 *const *marks, guint at)
{
    g_autoptr(GArray) before = g_array_new(FALSE, FALSE, sizeof(guint32));
    guint32 node = 0;
    gboolean is_touched = FALSE;
    for (guint i = 0; i < moment->count; i++) {
        guint32 former = change->steps[i].tree->nodes[at];
        gboolean is_known = former == 0;
        for (guint k = 0; k < before->len; k++)
            is_known = is_known || g_array_index(before, guint32, k) == former;
        if (!is_known)
            g_array_append_val(before, former);
        if (!node && !marks[i][at])
            node = former;
        is_touched = is_touched || marks[i][at];
    }
    if (!node && !is_touched)
        return;
    if (!node) {
        tl_timeline_entry entry = tl_timeline_tree_entry(change->steps[0].tree, at);
        node = begin(r, moment->commit, change->slot, &entry,
                     (const guint32 *)(gpointer)before->data, before->len);
    } else {
        for (guint k = 0; k < before->len; k++)
            if (g_array_index(before, guint32, k) != node)
                tl_timeline_trace_join(r->trace, moment->commit, node,
                                       g_array_index(before, guint32, k));
    }
    change->steps[0].tree->nodes[at] = node;
}

static void settle_merge(tl_timeline_replayer *r, const tl_timeline_moment *moment,
                         tl_timeline_change *change)
{
    g_autofree guint8 **marks = g_new(guint8 *, moment->count);
    guint count = G_MAXUINT;
    for (guint i = 0; i < moment->count; i++) {
        marks[i] = mark_touched(&change->steps[i]);
        count = MIN(count, change->steps[i].tree->count);
    }
    for (guint at = 0; at < count; at++)
        settle_entry(r, moment, change, marks, at);
    for (guint i = 0; i < moment->count; i++)
        g_free(marks[i]);
}

void tl_timeline_settle(tl_timeline_replayer *r, tl_timeline_moment *moment)
{
    tl_timeline_match_moves(r, moment);
    for (guint i = 0; i < moment->changes->len; i++) {
        tl_timeline_change *change = &g_array_index(moment->changes, tl_timeline_change, i);
        if (moment->count == 1)
            settle_alone(r, moment->commit, change);
        else
            settle_merge(r, moment, change);
    }
    for (guint i = 0; i < moment->changes->len; i++) {
        const tl_timeline_change *change = &g_array_index(moment->changes, tl_timeline_change, i);
        for (guint p = 0; p < moment->count; p++)
            for (guint g = 0; g < change->steps[p].gone->len; g++)
                tl_timeline_trace_end(r->trace, moment->commit,
                                      g_array_index(change->steps[p].gone, guint32, g));
    }
}

/* -- trees of a commit --------------------------------------------------------- */

static git_odb_object *share_object(const tl_timeline_moment *moment, guint slot, const git_oid *id)
{
    git_odb_object *copy = NULL;
    for (guint i = 0; i < moment->count && !copy; i++) {
        tl_timeline_tree *tree = tl_timeline_tree_of(moment->parents[i], slot);
        if (tree && git_oid_equal(&tree->tree, id))
            git_odb_object_dup(&copy, tree->object);
    }
    return copy;
}

/* What cannot be read is told, and taken as it was in the first parent. */
static git_odb_object *find_object(tl_timeline_replayer *r, const tl_timeline_moment *moment,
                                   guint slot, const git_oid *id)
{
    git_odb_object *object = share_object(moment, slot, id);
    if (!object)
        object = tl_timeline_read(r->reader, id, GIT_OBJECT_TREE, TL_TIMELINE_TREE_MAX);
    if (object)
        return object;
    tl_timeline_set_gap(r->timeline, _("a folder of history cannot be read"));
    tl_timeline_tree *former = tl_timeline_tree_of(moment->parents[0], slot);
    if (former && former->object)
        git_odb_object_dup(&object, former->object);
    return object;
}

static gboolean is_same_everywhere(const tl_timeline_moment *moment, guint slot)
{
    for (guint i = 1; i < moment->count; i++)
        if (tl_timeline_tree_of(moment->parents[i], slot) !=
            tl_timeline_tree_of(moment->parents[0], slot))
            return FALSE;
    return TRUE;
}

void tl_timeline_change_slot(tl_timeline_replayer *r, tl_timeline_moment *moment, guint slot,
                             const git_oid *id)
{
    git_odb_object *object = git_oid_is_zero(id) ? NULL : find_object(r, moment, slot, id);
    tl_timeline_change change = {slot, g_new0(tl_timeline_step, moment->count)};
    for (guint i = 0; i < moment->count; i++) {
        git_odb_object *copy = NULL;
        if (object)
            git_odb_object_dup(&copy, object);
        change.steps[i] = tl_timeline_step_make(tl_timeline_tree_of(moment->parents[i], slot), copy,
                                                r->visitor->wants);
        change.steps[i].tree->tree = *id;
    }
    git_odb_object_free(object);
    if (!git_oid_is_zero(id))
        moment->state->trees[slot] = tl_timeline_tree_use(change.steps[0].tree);
    g_array_append_val(moment->changes, change);
}

void tl_timeline_inherit_slot(tl_timeline_replayer *r, tl_timeline_moment *moment, guint slot)
{
    tl_timeline_tree *tree = tl_timeline_tree_of(moment->parents[0], slot);
    static const git_oid absent;
    if (!is_same_everywhere(moment, slot))
        tl_timeline_change_slot(r, moment, slot, tree ? &tree->tree : &absent);
    else if (tree)
        moment->state->trees[slot] = tl_timeline_tree_use(tree);
}
