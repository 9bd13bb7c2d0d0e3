/*
 * What the timeline's files share.
 */
#ifndef TL11_TIMELINE_INTERNAL_H
#define TL11_TIMELINE_INTERNAL_H

#include "tl11/timeline.h"

#include "git_internal.h"

/* No commit, no state. */
#define TL_TIMELINE_NONE G_MAXUINT32

/* As they stand in the formatted timeline, so without padding. */
typedef struct {
    git_oid id;
    guint32 parents; /* where they begin in the array of parents */
    guint32 count;
    guint32 unused;
    gint64 time;
} tl_timeline_point;

/* A folder's tree in a commit, where it differs from that in one of the parents. */
typedef struct {
    guint32 commit;
    guint32 folder;
    git_oid tree; /* all zero: the folder is not there */
} tl_timeline_event;

typedef struct {
    guint32 relationship; /* a word */
    guint32 slug;         /* a word */
} tl_timeline_folder;

/* From object ids to numbers; the ids are in the points. */
typedef struct {
    guint32 *slots; /* number + 1; 0: free */
    gsize size;     /* a power of two, 0: not made yet */
} tl_timeline_map;

typedef struct tl_timeline_trace tl_timeline_trace;
void tl_timeline_trace_free(tl_timeline_trace *trace);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_timeline_trace, tl_timeline_trace_free)

struct tl_timeline {
    GArray *points;  /* tl_timeline_point */
    GArray *parents; /* guint32 */
    GArray *events;  /* tl_timeline_event, by commit */
    GPtrArray *words;
    GArray *folders;       /* tl_timeline_folder */
    GArray *links;         /* guint32, pairs of words: slugs that belong together */
    GHashTable *word_of;   /* borrowed char * to number + 1 */
    GHashTable *folder_of; /* guint64 * to number + 1 */
    tl_timeline_map map;
    GPtrArray *groups; /* NULL: to be made */
    guint fresh;       /* the first commit that the last follow() added */
    gboolean is_rewritten;
    gboolean is_plain; /* see tl_timeline_is_plain() */
    gboolean has_fresh_merge;
    char *gap;         /* set once; for several threads */
    GPtrArray *traces; /* of groups that were prepared, or NULL; in turn */
    GMutex turn;       /* of the replay that asks git, or takes what was prepared */
    int spool;         /* bytes of notes, or -1 */
};

#define TL_TIMELINE_POINT(timeline, commit)                                                        \
    (&g_array_index((timeline)->points, tl_timeline_point, (commit)))
#define TL_TIMELINE_PARENT(timeline, point, i)                                                     \
    (g_array_index((timeline)->parents, guint32, (point)->parents + (i)))
#define TL_TIMELINE_EVENT(timeline, i) (&g_array_index((timeline)->events, tl_timeline_event, (i)))
#define TL_TIMELINE_FOLDER(timeline, i)                                                            \
    (&g_array_index((timeline)->folders, tl_timeline_folder, (i)))

/* The object database, opened for one bulk read. */
typedef struct {
    git_odb *odb;
} tl_timeline_reader;

/* Hash verification and libgit2's object cache are off between these two. */
gboolean tl_timeline_reader_open(tl_timeline_reader *reader, tl_repository *repository,
                                 GError **error);
void tl_timeline_reader_clear(tl_timeline_reader *reader);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(tl_timeline_reader, tl_timeline_reader_clear)

/*
 * An object of this type and of at most max bytes; NULL when there is none such
 * that can be read. Owns: the caller frees it.
 */
git_odb_object *tl_timeline_read(tl_timeline_reader *reader, const git_oid *id, git_object_t type,
                                 gsize max);

/* The largest tree that is read. */
#define TL_TIMELINE_TREE_MAX ((gsize)64 * 1024 * 1024)

/* A commit object, as far as it concerns us. */
typedef struct {
    git_oid tree;
    GArray *parents; /* git_oid */
    gint64 time;
} tl_timeline_raw;

/* FALSE when it makes no sense. parents is appended to. */
gboolean tl_timeline_parse_commit(const char *text, gsize length, tl_timeline_raw *raw);

/* An entry of a tree object. */
typedef struct {
    guint32 mode;
    const char *name; /* NUL-terminated, borrowed */
    const guint8 *id;
    gsize end; /* the offset behind it */
} tl_timeline_entry;

/* The entry at offset; FALSE when it makes no sense. */
gboolean tl_timeline_parse_entry(const char *tree, gsize size, gsize offset,
                                 tl_timeline_entry *entry);

/* Git's order of entries: a folder's name is compared as if it ended in '/'. */
int tl_timeline_compare_entries(const tl_timeline_entry *a, const tl_timeline_entry *b);

gboolean tl_timeline_is_blob(guint32 mode);

/* Notes why history is not whole; the first reason stays. */
void tl_timeline_set_gap(tl_timeline *timeline, const char *reason);

/* The number of a commit, TL_TIMELINE_NONE where there is none. */
guint32 tl_timeline_find(tl_timeline *timeline, const git_oid *id);

/* Appends a point and its number to the map. */
void tl_timeline_append(tl_timeline *timeline, const tl_timeline_point *point);

guint32 tl_timeline_word(tl_timeline *timeline, const char *text);
guint32 tl_timeline_folder_number(tl_timeline *timeline, guint32 relationship, guint32 slug);

/* Whether what is fresh hangs on the last commit before it, and on no other. */
gboolean tl_timeline_is_straight(const tl_timeline *timeline);

/* Forgets the commits that HEAD reaches no more. */
void tl_timeline_drop_unreachable(tl_timeline *timeline);

/* The trees of folders above the people's: what differs from the parents becomes events. */
typedef struct tl_timeline_scan tl_timeline_scan;
tl_timeline_scan *tl_timeline_scan_new(tl_timeline *timeline, tl_timeline_reader *reader);
void tl_timeline_scan_free(tl_timeline_scan *scan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_timeline_scan, tl_timeline_scan_free)

/* Appends the events of a commit; trees are the root trees of its parents. */
void tl_timeline_scan_commit(tl_timeline_scan *scan, guint32 commit, const git_oid *tree,
                             const git_oid *parents, guint count);

/* How a group's states hang together, without a tree read. */
typedef struct {
    GArray *relevant; /* guint32: the commits that make a state, in order */
    guint32 *state;   /* by commit: the relevant commit whose state it has, or NONE */
    GArray *events;   /* guint32: the group's events, by commit */
    tl_timeline_key key;
} tl_timeline_plan;

void tl_timeline_plan_init(tl_timeline_plan *plan, tl_timeline *timeline,
                           const tl_timeline_group *group);

/*
 * The same of what is fresh alone, for a group that had a state before; of older commits state has
 * the last one's alone, and the key is the sum of what is fresh. FALSE: it hangs on older commits.
 */
gboolean tl_timeline_plan_go_on(tl_timeline_plan *plan, const tl_timeline *timeline,
                                const tl_timeline_group *group);
void tl_timeline_plan_clear(tl_timeline_plan *plan);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(tl_timeline_plan, tl_timeline_plan_clear)

/* A folder's tree with the node of each note in it; shared by all states that have it. */
typedef struct {
    guint uses;
    git_oid tree;
    git_odb_object *object;
    guint count;
    guint32 *offsets; /* count + 1 */
    guint32 *nodes;   /* 0: no note */
} tl_timeline_tree;

/* A tree as it came from a former one. */
typedef struct {
    tl_timeline_tree *tree;
    GArray *touched; /* guint32: entries that are new or have other bytes, with the former node */
    GArray *gone;    /* guint32: nodes of notes that are not there any more */
} tl_timeline_step;

typedef gboolean (*tl_timeline_wants)(const char *name);

/*
 * Makes a tree from object (NULL: an empty one) beside former (NULL: nothing):
 * entries that are equal keep their nodes, changed ones have the former node
 * for the time being. Owns: takes object.
 */
tl_timeline_step tl_timeline_step_make(const tl_timeline_tree *former, git_odb_object *object,
                                       tl_timeline_wants wants);
void tl_timeline_step_clear(tl_timeline_step *step);
tl_timeline_tree *tl_timeline_tree_use(tl_timeline_tree *tree);
void tl_timeline_tree_release(tl_timeline_tree *tree);

/* Entry i of a tree. */
tl_timeline_entry tl_timeline_tree_entry(const tl_timeline_tree *tree, guint i);

/*
 * Traces a group, from its beginning or from base on; NULL where resume() knew not all.
 * Owns: the caller frees it.
 */
tl_timeline_trace *tl_timeline_trace_new(tl_timeline *timeline, tl_timeline_reader *reader,
                                         const tl_timeline_group *group,
                                         const tl_timeline_visitor *visitor, gpointer data,
                                         guint known);

#endif
