/*
 * A replay: the states of a group's folders, and what follows from one to the next.
 */
#ifndef TL11_TIMELINE_REPLAY_INTERNAL_H
#define TL11_TIMELINE_REPLAY_INTERNAL_H

#include "timeline_internal.h"

typedef struct {
    const char *path; /* in the trace's strings */
    git_oid blob;
    guint slot;
    gboolean is_fetched; /* its bytes are in the spool */
    guint32 length;
    guint64 offset;
} tl_timeline_node;

/* What a replay will tell, without the bytes of the notes. */
struct tl_timeline_trace {
    char *group;
    GArray *words; /* guint32: see timeline_trace.c */
    GArray *nodes; /* tl_timeline_node; the first is none */
    GStringChunk *strings;
};

/* The group's folders at a commit, by slot: place in the group's list; NULL: not there. */
typedef struct {
    tl_timeline_tree **trees;
} tl_timeline_state;

typedef struct {
    tl_timeline *timeline;
    tl_timeline_reader *reader;
    const tl_timeline_group *group;
    const tl_timeline_visitor *visitor;
    gpointer data;
    tl_timeline_plan *plan;
    tl_timeline_state **states; /* by relevant commit; NULL: not made yet, or no more needed */
    guint32 *uses;              /* how many relevant commits still ask for it */
    guint32 *slots;             /* by folder: its slot + 1, or 0 */
    tl_timeline_trace *trace;
} tl_timeline_replayer;

/* A folder at a commit, beside each of its parents. */
typedef struct {
    guint slot;
    tl_timeline_step *steps; /* by parent */
} tl_timeline_change;

/* A commit beside the states of its parents, each state once. */
typedef struct {
    guint32 commit;
    guint count;
    tl_timeline_state **parents; /* NULL: the empty state */
    GArray *changes;             /* tl_timeline_change */
    tl_timeline_state *state;
} tl_timeline_moment;

#define TL_TIMELINE_NODE(replayer, i)                                                              \
    (&g_array_index((replayer)->trace->nodes, tl_timeline_node, (i)))

/* The tree of a slot in a state; NULL: not there. */
tl_timeline_tree *tl_timeline_tree_of(const tl_timeline_state *state, guint slot);

/* The path of a note in the folder of slot. Borrowed from the replay. */
const char *tl_timeline_path(tl_timeline_replayer *r, guint slot, const char *name);

/* A node for an entry of the folder of slot. */
guint32 tl_timeline_add_node(tl_timeline_replayer *r, guint slot, const tl_timeline_entry *entry);

/* The folder of slot has the tree id in this moment (all zero: none). */
void tl_timeline_change_slot(tl_timeline_replayer *r, tl_timeline_moment *moment, guint slot,
                             const git_oid *id);

/* The folder of slot is as in all the parents, which may have come to it on ways of their own. */
void tl_timeline_inherit_slot(tl_timeline_replayer *r, tl_timeline_moment *moment, guint slot);

/* Tells the visitor what begins, goes on and ends. */
void tl_timeline_settle(tl_timeline_replayer *r, tl_timeline_moment *moment);

/* Events of a replay; before: count nodes. */
void tl_timeline_trace_begin(tl_timeline_trace *trace, guint32 commit, guint32 node,
                             const guint32 *before, guint count);
void tl_timeline_trace_join(tl_timeline_trace *trace, guint32 commit, guint32 node, guint32 other);
void tl_timeline_trace_end(tl_timeline_trace *trace, guint32 commit, guint32 node);
void tl_timeline_trace_stand(tl_timeline_trace *trace, guint32 node);

/* Tells a visitor what was traced. reader NULL: all was fetched. */
void tl_timeline_trace_play(const tl_timeline_trace *trace, tl_timeline *timeline,
                            tl_timeline_reader *reader, const tl_timeline_visitor *visitor,
                            gpointer data);

/* Gives new entries of the moment the nodes of notes that were moved there. */
void tl_timeline_match_moves(tl_timeline_replayer *r, tl_timeline_moment *moment);

#endif
