/*
 * How the versions of a group's notes become traces.
 */
#ifndef TL11_LOST_TRACES_INTERNAL_H
#define TL11_LOST_TRACES_INTERNAL_H

#include "lost_internal.h"

/* One item of one version of a note. */
typedef struct {
    tl_trace *trace;
    tl_followup *followup;
    guint seen;         /* the last commit (from 1) whose note is this version */
    guint taken_back;   /* closed here: the last commit (from 1) after which it is not */
    GPtrArray *earlier; /* sight: closed in the version before too; or NULL */
} sight;

/* A line without an id that went, with no successor in its own note. */
typedef struct {
    tl_trace *trace;
    guint commit;
} departure;

/*
 * A line without an id got one that is not the one under which it may have gone on before:
 * that one had been given and was gone again.
 */
typedef struct {
    char *former; /* the id under which it may have gone on */
    tl_trace *trace;
} renewal;

/* A version of a note, by its number in the replay. */
typedef struct {
    char *path;
    GArray *sights; /* sight */
} version;

struct tl_traces {
    GPtrArray *all;       /* tl_trace, owned */
    GHashTable *by_id;    /* id to trace, in every group */
    GHashTable *by_text;  /* folded text to trace, of the group that is read */
    GPtrArray *versions;  /* version by node, of the group that is read; NULL where unread */
    GArray *departures;   /* departure, of the group that is read */
    GArray *renewals;     /* renewal, of the group that is read */
    GPtrArray *ids;       /* by group: GHashTable, a set of letters */
    GHashTable *arrivals; /* "commit text" to the trace with an id that came there, of the group */
};

/* One becomes the other for good; what is known of its end goes along. Two ids stay two. */
void tl_trace_unite(tl_trace *one, tl_trace *other);

/* A line that went at commit, with no successor in its own note; and one that came there. */
void tl_traces_depart(tl_traces *traces, const sight *s, guint commit);
void tl_traces_arrive(tl_traces *traces, const version *v, guint commit);

/* A line without an id, of the note at path, was given that of trace. */
void tl_traces_renew(tl_traces *traces, const char *path, const sight *line, tl_trace *trace);

/* Notes that a group has an id, or asks for it. */
void tl_traces_link(tl_traces *traces, guint group, const char *id);

/* Finds what lines of this group without an id became in another note, once all are read. */
void tl_traces_pair(tl_traces *traces);

#endif
