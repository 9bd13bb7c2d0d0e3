#include "timeline_internal.h"

#include <string.h>

/* Bytes that are compared at once. */
#define BLOCK 512

tl_timeline_tree *tl_timeline_tree_use(tl_timeline_tree *tree)
{
    tree->uses++;
    return tree;
}

void tl_timeline_tree_release(tl_timeline_tree *tree)
{
    if (!tree || --tree->uses > 0)
        return;
    git_odb_object_free(tree->object);
    g_free(tree->offsets);
    g_free(tree->nodes);
    g_free(tree);
}

void tl_timeline_step_clear(tl_timeline_step *step)
{
    g_clear_pointer(&step->tree, tl_timeline_tree_release);
    g_clear_pointer(&step->touched, g_array_unref);
    g_clear_pointer(&step->gone, g_array_unref);
}

static const char *bytes_of(const tl_timeline_tree *tree)
{
    return tree && tree->object ? git_odb_object_data(tree->object) : "";
}

static gsize size_of(const tl_timeline_tree *tree)
{
    return tree && tree->object ? git_odb_object_size(tree->object) : 0;
}

tl_timeline_entry tl_timeline_tree_entry(const tl_timeline_tree *tree, guint i)
{
    tl_timeline_entry entry = {0};
    tl_timeline_parse_entry(bytes_of(tree), size_of(tree), tree->offsets[i], &entry);
    return entry;
}

static gsize count_equal(const char *a, const char *b, gsize length)
{
    gsize same = 0;
    while (length - same >= BLOCK && memcmp(a + same, b + same, BLOCK) == 0)
        same += BLOCK;
    while (same < length && a[same] == b[same])
        same++;
    return same;
}

typedef struct {
    const tl_timeline_tree *old;
    guint at; /* the entry of old */
    tl_timeline_step *step;
    gsize offset; /* in the new tree */
    guint room;
    tl_timeline_wants wants;
} stepper;

static void make_room(stepper *s, guint more)
{
    tl_timeline_tree *tree = s->step->tree;
    if (tree->count + more + 1 <= s->room)
        return;
    s->room = MAX(s->room * 2, tree->count + more + 16);
    tree->offsets = g_renew(guint32, tree->offsets, s->room);
    tree->nodes = g_renew(guint32, tree->nodes, s->room);
}

/* Whole entries that are equal, taken over at once. */
static void take_run(stepper *s)
{
    tl_timeline_tree *tree = s->step->tree;
    const guint32 *offsets = s->old->offsets;
    gsize start = offsets[s->at];
    gsize length = MIN(size_of(s->old) - start, size_of(tree) - s->offset);
    gsize same = count_equal(bytes_of(s->old) + start, bytes_of(tree) + s->offset, length);
    guint low = s->at, high = s->old->count;
    while (low < high) {
        guint middle = low + (high - low + 1) / 2;
        if (offsets[middle] <= start + same)
            low = middle;
        else
            high = middle - 1;
    }
    guint run = low - s->at;
    make_room(s, run);
    guint32 shift = (guint32)(s->offset - start);
    for (guint i = 0; i < run; i++)
        tree->offsets[tree->count + i] = offsets[s->at + i] + shift;
    memcpy(tree->nodes + tree->count, s->old->nodes + s->at, run * sizeof(guint32));
    tree->count += run;
    s->offset += offsets[low] - start;
    s->at = low;
}

static void leave_entry(stepper *s)
{
    guint32 node = s->old->nodes[s->at++];
    if (node)
        g_array_append_val(s->step->gone, node);
}

static gboolean is_note(const stepper *s, const tl_timeline_entry *entry)
{
    return tl_timeline_is_blob(entry->mode) && s->wants(entry->name);
}

/* node: of the entry of the same name before; 0: there was none, or it was no note. */
static void put_entry(stepper *s, const tl_timeline_entry *entry, guint32 node)
{
    tl_timeline_tree *tree = s->step->tree;
    make_room(s, 1);
    tree->offsets[tree->count] = (guint32)s->offset;
    tree->nodes[tree->count] = node;
    if (is_note(s, entry)) {
        g_array_append_val(s->step->touched, tree->count);
    } else if (node) {
        g_array_append_val(s->step->gone, node);
        tree->nodes[tree->count] = 0;
    }
    tree->count++;
    s->offset = entry->end;
}

/* One entry on either side, or on both. FALSE at the end, or where the tree makes no sense. */
static gboolean take_entry(stepper *s)
{
    tl_timeline_entry entry;
    if (!tl_timeline_parse_entry(bytes_of(s->step->tree), size_of(s->step->tree), s->offset,
                                 &entry))
        return FALSE;
    if (!s->old || s->at == s->old->count) {
        put_entry(s, &entry, 0);
        return TRUE;
    }
    tl_timeline_entry former = tl_timeline_tree_entry(s->old, s->at);
    int order = tl_timeline_compare_entries(&former, &entry);
    if (order < 0)
        leave_entry(s);
    else if (order > 0)
        put_entry(s, &entry, 0);
    else
        put_entry(s, &entry, s->old->nodes[s->at++]);
    return TRUE;
}

tl_timeline_step tl_timeline_step_make(const tl_timeline_tree *former, git_odb_object *object,
                                       tl_timeline_wants wants)
{
    tl_timeline_step step = {g_new0(tl_timeline_tree, 1),
                             g_array_new(FALSE, FALSE, sizeof(guint32)),
                             g_array_new(FALSE, FALSE, sizeof(guint32))};
    step.tree->uses = 1;
    step.tree->object = object;
    stepper s = {former, 0, &step, 0, 0, wants};
    make_room(&s, former ? former->count : 0);
    while (s.offset < size_of(step.tree)) {
        if (former && s.at < former->count)
            take_run(&s);
        if (s.offset < size_of(step.tree) && !take_entry(&s))
            break;
    }
    step.tree->offsets[step.tree->count] = (guint32)s.offset;
    while (former && s.at < former->count)
        leave_entry(&s);
    return step;
}
