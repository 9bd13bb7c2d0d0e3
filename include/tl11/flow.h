/*
 * What flows from one person's notes into the preparation of another's 1:1:
 * points that bear a tag which says so, and nothing else. Private parts, and
 * what bears or stands under #concern, #mood, #safety or #personal, never flow.
 *
 *   to a manager            milestones and recognition of the team since the last 1:1 with
 *                           that manager; open blockers and risks of the team, with their age;
 *                           dates and agreements with peers and other departments that fall
 *                           due within two weeks
 *   to team, peer and       priorities, expectations and metrics that a manager set or changed
 *   cross-functional        since the last 1:1 with that person
 *   to a peer, besides      growth wishes that two people or more share; who wants to mentor
 *                           and who looks for a mentor, where there are both
 *
 * Nothing flows to a relationship of the notebook's own, and nobody's own
 * notes to themselves, but for the growth wishes and mentors of a peer.
 */
#ifndef TL11_FLOW_H
#define TL11_FLOW_H

#include "tl11/note.h"
#include "tl11/notebook.h"
#include "tl11/people.h"

#include <glib.h>

/* What is older, in days, flows no more, and is not read. */
#define TL_FLOW_WINDOW_DAYS 182

/* Since when things flow to somebody whom one has not met yet, in days. */
#define TL_FLOW_FIRST_DAYS 28

/* How far ahead dates and agreements are told to a manager, in days. */
#define TL_FLOW_AHEAD_DAYS 14

/* In the order in which they are listed. */
typedef enum {
    TL_FLOW_MILESTONE,
    TL_FLOW_RECOGNITION,
    TL_FLOW_BLOCKER,
    TL_FLOW_RISK,
    TL_FLOW_DUE,
    TL_FLOW_PRIORITY,
    TL_FLOW_EXPECTATION,
    TL_FLOW_METRIC,
    TL_FLOW_GROWTH,
    TL_FLOW_MENTOR, /* wants to mentor: #mentor, or #mentoring under the prompt team.b.mentor */
    TL_FLOW_MENTEE, /* looks for a mentor: #mentee */
    TL_FLOW_KINDS
} tl_flow_kind;

typedef struct {
    tl_flow_kind kind;
    char *person;       /* slug: whose note it comes from */
    char *relationship; /* the folder's */
    tl_date date;       /* of that meeting */
    guint number;       /* of its note that day */
    char *path;
    guint line;
    char *text; /* of the point, tags too; not harmless to a terminal */
    guint age;  /* days: since it was first written down, in the window; of an open follow-up, since
                   its birth */
    tl_date due;  /* TL_FLOW_DUE's day; else TL_DATE_NONE */
    char *former; /* of TL_FLOW_METRIC with one value: the one that was known; else NULL */
    char *topic;  /* TL_FLOW_GROWTH's: what the wishes have in common; else NULL */
} tl_flow;

void tl_flow_free(tl_flow *flow);

/* What flows to somebody, and since when. */
typedef struct {
    GPtrArray *flows; /* tl_flow */
    tl_date since;    /* the last meeting that was held with the person before the day (and in the
                         window), else where things flow from */
    gboolean has_met; /* since is the day of a meeting */
} tl_flows;

/*
 * What flows to a person on a day, from the notes of the work tree up to it.
 *
 * "Since the last 1:1" takes in that day itself: a note of the same day may
 * have been written after it. A blocker or risk is open while its follow-up is;
 * one that is no follow-up, while it stands in the newest note with that person,
 * if that person is not archived. A milestone or recognition that is a follow-up
 * flows when it is done. A priority, expectation or metric has changed when no
 * former note with that manager says the same; a metric when its value is another, and
 * only its last value is told.
 *
 * Shape: by kind; milestones, recognition, what a manager set and mentors by
 * date, blockers and risks the oldest first, what is due by day, growth wishes
 * by topic; then by person, path and line. Each point once.
 * A note that cannot be read is left out and its message is added to problems
 * (char *, with a free function).
 * Errors: TL_EXIT_FAILED when a folder cannot be listed.
 * Owns: the caller frees it with tl_flows_free(). NULL on error.
 */
tl_flows *tl_flows_to(const tl_notebook *notebook, const tl_people *people, const tl_person *person,
                      tl_date day, GPtrArray *problems, GError **error);
void tl_flows_free(tl_flows *flows);

/* "milestone", …: for JSON, never translated. */
const char *tl_flow_name(tl_flow_kind kind);

/*
 * An offer: what flows to a manager as a comment of a new note, to be kept or
 * dropped. "keep? alice 2026-11-20: shipped the cache #milestone". Those of TL_FLOW_DUE
 * belong into section A, the others into C.
 *
 * Owns: the caller frees the comment's text; NULL for what is offered nowhere.
 */
char *tl_flow_offer(const tl_flow *flow, tl_language language, char *letter);

/* Whether a comment is an offer, in any language. */
gboolean tl_flow_is_offer(const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_flow, tl_flow_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_flows, tl_flows_free)

#endif
