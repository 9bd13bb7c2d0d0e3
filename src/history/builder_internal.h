/*
 * Builds a volume from what a replay tells: versions of notes become lines,
 * lines become intervals.
 *
 * A line of a section of a note stands in the commits whose version of the
 * note has it. Commits of which it is so, and that are parent and child, are
 * one interval. It was added by the earliest of its commits that have no such
 * parent; it was removed by the latest commit outside that has such a parent,
 * merges only where there is no other (by time, then by id).
 */
#ifndef TL11_BUILDER_INTERNAL_H
#define TL11_BUILDER_INTERNAL_H

#include "sections_internal.h"
#include "volume_internal.h"

/* A line in a section. */
typedef struct {
    guint32 line;
    guint32 section;
    guint32 next;     /* another cell of the line, or NONE */
    guint32 stamp;    /* the version that had it last */
    guint32 interval; /* in that version, or NONE */
} tl_builder_cell;

typedef struct {
    guint32 cell;
    guint32 same; /* the interval that it is one with; itself: none */
    guint32 added;
    guint32 removed; /* the best candidate so far, or NONE */
    guint32 path;    /* where it stood when it was removed */
    guint32 stands;  /* at how many paths, in the end */
} tl_builder_interval;

/* A version of a note. */
typedef struct {
    guint32 path;
    guint32 last;
    guint32 first; /* its intervals */
    guint32 count;
    guint32 spans;
    guint32 span_count;
    guint32 size;
    guint32 unread; /* of a tail: the note in the base that it is, + 1, while only that is known */
    guint8 blob[TL_OBJECT_BYTES];
} tl_builder_node;

typedef struct {
    tl_timeline *timeline;
    tl_section_keys keys;
    GByteArray *text;
    GArray *lines;      /* guint32: where each begins */
    GArray *hashes;     /* guint32, by line */
    GArray *first_cell; /* guint32, by line */
    guint32 *slots;     /* line + 1 by hash; 0: free */
    gsize slot_count;
    GArray *cells;
    GArray *intervals;
    GArray *nodes;   /* the first is none */
    GArray *members; /* guint32: intervals, by node */
    GArray *spans;   /* guint32, by node */
    GArray *commits; /* tl_volume_commit */
    GHashTable *commit_of;
    GPtrArray *paths;
    GHashTable *path_of;
    GPtrArray *sections;
    GHashTable *section_of;
    GArray *former;   /* tl_builder_former: intervals of the base that ended */
    GArray *standing; /* guint32: nodes that stand at HEAD */
    guint32 version;  /* stamp */
    gboolean is_full;
    /* Of a tail alone. */
    const tl_volume *base; /* NULL: it is a whole volume */
    guint32 cursor;        /* of the base's notes: where the next is looked for */
    guint32 *commit_at;    /* by the base's commit: its number here, or NONE */
    GArray *read;          /* guint32: the base's notes that are nodes in full */
} tl_builder;

typedef struct {
    guint32 line;
    tl_volume_interval interval;
} tl_builder_former;

#define TL_BUILDER_INTERVAL(b, i) (&g_array_index((b)->intervals, tl_builder_interval, (i)))
#define TL_BUILDER_CELL(b, i) (&g_array_index((b)->cells, tl_builder_cell, (i)))
#define TL_BUILDER_NODE(b, i) (&g_array_index((b)->nodes, tl_builder_node, (i)))

void tl_builder_init(tl_builder *b, tl_timeline *timeline);
void tl_builder_clear(tl_builder *b);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(tl_builder, tl_builder_clear)

/* For tl_timeline_replay(), with the builder as data. */
extern const tl_timeline_visitor tl_builder_visitor;

/*
 * Begins with what a volume (all of its parts open) has; gives how many nodes
 * that are, 0 when it cannot be gone on from.
 */
guint tl_builder_load(tl_builder *b, const tl_volume *base);

/*
 * The same for a tail to base, of whose notes only those are read that something happens to. What
 * is finished then has these, and what came.
 */
guint tl_builder_begin_tail(tl_builder *b, const tl_volume *base);

/* The node of a note of the base, and its path there; 0 where it has none of that path and those
 * bytes. */
guint tl_builder_find_note(tl_builder *b, const char *path, const guint8 *blob, const char **kept);

/* Reads the note of a node from the base, unless it is there already. */
void tl_builder_read_note(tl_builder *b, guint32 node);

/* The volume's file. NULL when there is too much for one. */
GBytes *tl_builder_finish(tl_builder *b, const guint64 key[2]);

/* Begins with the lines of a volume, under their numbers there. */
void tl_builder_take_lines(tl_builder *b, const tl_volume *base);

/* Numbers of what is there once. */
guint32 tl_builder_line(tl_builder *b, const char *text, gsize length);
guint32 tl_builder_cell_of(tl_builder *b, guint32 line, guint32 section);
guint32 tl_builder_path(tl_builder *b, const char *path);
guint32 tl_builder_section(tl_builder *b, const char *key);
guint32 tl_builder_commit(tl_builder *b, guint commit);
guint32 tl_builder_new_interval(tl_builder *b, guint32 cell, guint32 added);

/* The interval that i is one with. */
guint32 tl_builder_root(tl_builder *b, guint32 i);

/* By time, then by id. */
int tl_builder_compare_commits(const tl_builder *b, guint32 x, guint32 y);

/* Whether a file of a person's folder is a note, or next.md. */
gboolean tl_builder_wants(const char *name);

#endif
