/*
 * What history says of each promise: read from the versions of notes, judged
 * when all are read.
 */
#ifndef TL11_LOST_INTERNAL_H
#define TL11_LOST_INTERNAL_H

#include "tl11/followup.h"
#include "tl11/timeline.h"

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
    char *standing; /* the person in whose note it stands at HEAD; or NULL */
    guint ended;    /* commit, by its place in the timeline */
};

typedef struct tl_traces tl_traces;

tl_traces *tl_traces_new(void);
void tl_traces_free(tl_traces *traces);

/* Reads one group of folders into traces. */
gboolean tl_traces_read(tl_traces *traces, tl_timeline *timeline, tl_repository *repository,
                        const tl_timeline_group *group, GError **error);

/* All of them: tl_trace, those that are another (same) too. Borrowed. */
const GPtrArray *tl_traces_all(const tl_traces *traces);

/* The one that a trace is in the end. */
tl_trace *tl_trace_resolve(tl_trace *trace);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_traces, tl_traces_free)

#endif
