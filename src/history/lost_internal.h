/*
 * What history says of each promise: read from the versions of notes, judged
 * when all are read.
 */
#ifndef TL11_LOST_INTERNAL_H
#define TL11_LOST_INTERNAL_H

#include "tl11/followup.h"
#include "tl11/lost.h"
#include "tl11/timeline.h"

#include "cache_internal.h"

#include <glib.h>

/* A promise through all of history. */
typedef struct tl_trace tl_trace;
struct tl_trace {
    tl_trace *same;     /* it turned out to be this one (reworded, given an id); NULL: itself */
    char *id;           /* or NULL */
    char *text;         /* folded */
    gboolean is_closed; /* a closing mark stood that was not taken back */
    /*
     * As it last stood open, and the commit that ended that; where it never did, as it first
     * stood as carried, and the commit that brought it. followup NULL: neither.
     */
    gboolean was_open; /* the former */
    tl_followup *followup;
    char *path;
    tl_date born;
    char *standing;                 /* the person in whose note it stands at HEAD; or NULL */
    guint ended;                    /* commit, by its place in the timeline */
    guint8 commit[TL_OBJECT_BYTES]; /* the same: its name */
    gint64 time;
    guint group; /* that it was first met in, by the order of reading */
    guint part;  /* of what is kept */
};

void tl_trace_free(tl_trace *trace);

typedef struct tl_traces tl_traces;

tl_traces *tl_traces_new(void);
void tl_traces_free(tl_traces *traces);

/* Reads one group of folders into traces. */
gboolean tl_traces_read(tl_traces *traces, tl_timeline *timeline, tl_repository *repository,
                        const tl_timeline_group *group, GError **error);

/*
 * Finds the lines without an id that went on under the one that is made from them, in
 * anybody's note, and may be reworded there. To be called once all groups are read.
 */
void tl_traces_settle(tl_traces *traces);

/*
 * The ids that a group that was read has, or could be one with another's by: a set of their letters
 * (GSIZE_TO_POINTER). Whole once all is settled. Groups that share none do not bear on each other.
 */
GHashTable *tl_traces_ids(const tl_traces *traces, guint group);

/* All of them: tl_trace, those that are another (same) too. Borrowed. */
const GPtrArray *tl_traces_all(const tl_traces *traces);

/* The one that a trace is in the end. */
tl_trace *tl_trace_resolve(tl_trace *trace);

/* Takes the followup and path of a trace. Owns: the caller frees it. */
tl_lost *tl_lost_make(tl_trace *trace, guint carried);

/* -- kept ---------------------------------------------------------------------------
 *
 * At a HEAD the candidates: promises that ended and were not closed, the latest first. They are
 * lost unless the notes have them as they stand: for the digests of one sum that is kept, too.
 */

typedef struct {
    guint candidate;
    guint carried;
} tl_lost_answer;

/*
 * Groups that hang together by ids are a part, traced by itself: with the same commits in the same
 * order, and as long as no others have one of its ids, it is as it was.
 */
typedef struct {
    GPtrArray *groups; /* char *: their names, owned */
    guint64 key[2];    /* tl_timeline_order_key() */
    GArray *ids;       /* guint64: their letters */
} tl_lost_part;

/* Of no group yet. */
tl_lost_part *tl_lost_part_new(void);
void tl_lost_part_free(tl_lost_part *part);

/* What is told of all of history. */
typedef struct {
    GPtrArray *candidates; /* tl_trace, the latest first; borrowed from the other two */
    GPtrArray *former;     /* those of parts that are as they were */
    tl_traces *traces;     /* what was traced anew */
    GPtrArray *parts;      /* tl_lost_part, owned */
} tl_lost_history;

void tl_lost_history_clear(tl_lost_history *history);

/* kept: what was kept at any HEAD, or NULL. */
gboolean tl_lost_history_read(tl_lost_history *history, tl_timeline *timeline,
                              tl_repository *repository, GVariant *kept, tl_progress *progress,
                              GError **error);

/* answers: of promises, and of talking points. */
void tl_lost_keep(int folder, const char *head, guint64 sum, const tl_lost_history *history,
                  const GArray *const answers[2]);

/* What is kept at that HEAD, or at any (NULL); NULL: nothing. Owns: the caller unrefs it. */
GVariant *tl_lost_read(int folder, const char *head);

/* Candidates and parts alone. */
void tl_lost_unpack(GVariant *kept, tl_lost_history *history);

gboolean tl_lost_has_answers(GVariant *kept, guint64 sum);

/* As tl_lost_find() gives them. */
GPtrArray *tl_lost_answers(GVariant *kept, gboolean agenda);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_traces, tl_traces_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(tl_lost_history, tl_lost_history_clear)

#endif
