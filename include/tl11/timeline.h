/*
 * The timeline: history as the notes have it, read folder by folder.
 *
 *   tl_timeline *timeline = tl_timeline_new();         or tl_timeline_parse()
 *   tl_timeline_follow(timeline, repository, …);       the commits since then
 *   const GPtrArray *groups = tl_timeline_groups(timeline);
 *   tl_timeline_replay(timeline, repository, group, &visitor, data, …);
 *
 * A timeline holds every commit that its tip, HEAD's commit, reaches, with its parents, and for
 * each the folders "<relationship>/<slug>" whose tree differs from that of a
 * parent: so far only the small trees above them are read. A replay then reads
 * one group's folders through all of history: reading in the order of commits
 * has libgit2 undo the same deltas again and again (a hundred times slower on
 * a large notebook).
 *
 * A note goes on, from a parent to a commit, where its path stands in both; or
 * where it went and another path of the same bytes came, else one of the same
 * file name, in the folders of one person, or from a folder that went whole to
 * one that came whole (a person renamed): pairs are made in the order of their
 * paths. Merges are compared
 * with each of their parents.
 *
 * Objects are read without checking their hash (this bulk alone: what is
 * written elsewhere is checked), up to a size, and trees three deep.
 * What cannot be read is left out and told: tl_timeline_gap().
 */
#ifndef TL11_TIMELINE_H
#define TL11_TIMELINE_H

#include "tl11/progress.h"
#include "tl11/repository.h"

#include <glib.h>

/* Bytes of an object's name. */
#define TL_OBJECT_BYTES 20

/* The largest version of a note that is read, in bytes. */
#define TL_TIMELINE_BLOB_MAX ((gsize)8 * 1024 * 1024)

typedef struct tl_timeline tl_timeline;

typedef struct {
    const guint8 *id; /* TL_OBJECT_BYTES, borrowed */
    gint64 time;      /* the committer's, seconds since 1970 */
    gboolean is_merge;
} tl_timeline_commit;

/*
 * Folders that are read together: all those of one slug, and of slugs that a
 * rename leads to. Each folder is in one group.
 */
typedef struct {
    char *name;       /* the first slug, bytewise */
    GPtrArray *slugs; /* char *, sorted */
    GArray *folders;  /* guint */
} tl_timeline_group;

tl_timeline *tl_timeline_new(void);
void tl_timeline_free(tl_timeline *timeline);

/* What tl_timeline_format() made; NULL when it makes no sense. Nothing stays borrowed. */
tl_timeline *tl_timeline_parse(const void *bytes, gsize length);

/* Owns: the caller unrefs it. */
GBytes *tl_timeline_format(const tl_timeline *timeline);

/* The same of its last commit alone, and of the folders that there are. It has commits. */
GBytes *tl_timeline_format_tip(const tl_timeline *timeline);

/*
 * Reads the commits that tip (a name in hexadecimal, HEAD's) reaches and the
 * timeline has not; those that it reaches no more are dropped. tip "", an unborn
 * branch, gives an empty timeline.
 *
 * Errors: TL_EXIT_FAILED when the commit or the object database cannot be read
 * at all. State after a failure: to be freed.
 */
gboolean tl_timeline_follow(tl_timeline *timeline, tl_repository *repository, const char *tip,
                            tl_progress *progress, GError **error);

/*
 * The same for what tl_timeline_format_tip() made: done gets whether it was at most so many
 * commits, each of which goes on from the last one there was. Where it was not, the timeline is to
 * be freed. What it tells then is right for these commits and for what they change, and replays go
 * on from base.
 */
gboolean tl_timeline_follow_tip(tl_timeline *timeline, tl_repository *repository, const char *tip,
                                guint most, gboolean *done, GError **error);

/* Why history is not whole (a translated sentence), NULL when it is. Borrowed. */
const char *tl_timeline_gap(const tl_timeline *timeline);

/* How many commits there are, each after its parents; the last is HEAD's. */
guint tl_timeline_count(const tl_timeline *timeline);
tl_timeline_commit tl_timeline_get(const tl_timeline *timeline, guint commit);

/* The number of a commit; G_MAXUINT: there is none of this id (TL_OBJECT_BYTES). */
guint tl_timeline_place(tl_timeline *timeline, const guint8 *id);

/* Whether it is, number by number, what reading all of history from its tip alone gives; where it
 * was followed from commit to commit, the order of branches may be another. */
gboolean tl_timeline_is_plain(const tl_timeline *timeline);

/* How many of them the last tl_timeline_follow() added. */
guint tl_timeline_count_fresh(const tl_timeline *timeline);

/* The id of HEAD's commit, TL_OBJECT_BYTES; NULL when there is none. Borrowed. */
const guint8 *tl_timeline_tip(const tl_timeline *timeline);

/* The groups by name: tl_timeline_group, borrowed until the next tl_timeline_follow(). */
const GPtrArray *tl_timeline_groups(tl_timeline *timeline);

/*
 * The group of these slugs (char *, sorted), whatever groups there are: the
 * same of the same history gives the same key and replay.
 *
 * Owns: the caller frees it; slugs must stay as long.
 */
tl_timeline_group *tl_timeline_group_of(const tl_timeline *timeline, const GPtrArray *slugs);
void tl_timeline_group_free(tl_timeline_group *group);

/* Whether the last tl_timeline_follow() may have changed the group's history. */
gboolean tl_timeline_is_touched(const tl_timeline *timeline, const tl_timeline_group *group);

/*
 * What a group's history depends on, and nothing else: two timelines of equal
 * keys replay the same. base is the key before the last tl_timeline_follow()
 * when what came since goes on from there, so that a replay from base will do.
 */
typedef struct {
    guint64 key[2];
    guint64 base[2];
    gboolean has_base;
} tl_timeline_key;

tl_timeline_key tl_timeline_key_of(tl_timeline *timeline, const tl_timeline_group *group);

/* The same, quicker, where base is known to be the key before that follow(). */
tl_timeline_key tl_timeline_key_after(tl_timeline *timeline, const tl_timeline_group *group,
                                      const guint64 base[2]);

/*
 * What groups (tl_timeline_group) together depend on, the order of their commits in the timeline
 * included: two timelines of equal keys replay the same, commit by commit in the same order.
 */
void tl_timeline_order_key(tl_timeline *timeline, const GPtrArray *groups, guint64 key[2]);

/* A version of a note that comes to stand. */
typedef struct {
    guint node;         /* its number; of a replay from the start: 1, 2, 3, … */
    guint commit;       /* where it comes */
    const char *path;   /* "team/alice/2026-11-24.md"; stays as long as the replay */
    const guint8 *blob; /* TL_OBJECT_BYTES */
    const char *text;   /* NULL: it cannot be read, or is too large */
    gsize length;
    const guint *before; /* the nodes of the parents that it goes on from; often one or none */
    guint count;
} tl_timeline_version;

/* What a replay tells, each commit after its parents. */
typedef struct {
    gboolean is_without_text; /* begin() is given none: no note's bytes are read */
    /* Whether a file of this name in a person's folder is a note. */
    gboolean (*wants)(const char *name);
    void (*begin)(gpointer data, const tl_timeline_version *version);
    /* At a merge node goes on, and so does the version other of another parent. */
    void (*join)(gpointer data, guint commit, guint node, guint other);
    /* The note of node is not in commit, where one of its parents had it. */
    void (*end)(gpointer data, guint commit, guint node);
    /* At last: node stands at HEAD. */
    void (*stand)(gpointer data, guint node, const char *path);
    /*
     * Where a replay goes on from base, before all else: the node, from 1 to
     * the number that was given, of the note that stood there, and its path, which stays as long
     * as the replay; 0: none did. One that should have ends the replay.
     */
    guint (*resume)(gpointer data, const char *path, const guint8 *blob, const char **kept);
} tl_timeline_visitor;

/*
 * Reads ahead for replays of these groups (tl_timeline_group) from their
 * beginning: their notes' bytes in an order in which git's deltas are undone
 * once, not once a person; they wait in an unlinked file in folder (-1: in memory).
 */
gboolean tl_timeline_prepare(tl_timeline *timeline, tl_repository *repository,
                             const GPtrArray *groups, const tl_timeline_visitor *visitor,
                             int folder, tl_progress *progress, GError **error);

/*
 * Replays a group from its beginning (known 0), or from base on with nodes 1
 * to known already there. Groups may be replayed by several threads at once; those that were
 * prepared do not wait for each other.
 *
 * Returns FALSE without an error when resume() knew not all; errors are those of
 * the object database as a whole.
 */
gboolean tl_timeline_replay(tl_timeline *timeline, tl_repository *repository,
                            const tl_timeline_group *group, const tl_timeline_visitor *visitor,
                            gpointer data, guint known, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_timeline, tl_timeline_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_timeline_group, tl_timeline_group_free)

#endif
