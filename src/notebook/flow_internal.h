/*
 * What the flows have in common: the points that may flow, and what became of
 * those that are follow-ups.
 */
#ifndef TL11_FLOW_INTERNAL_H
#define TL11_FLOW_INTERNAL_H

#include "tl11/flow.h"
#include "tl11/ledger.h"
#include "tl11/meeting.h"

/* The flows to one person being found. */
typedef struct {
    const tl_notebook *notebook;
    const tl_people *people;
    const tl_person *person; /* to whom */
    tl_date day;
    tl_date since;
    GPtrArray *meetings; /* tl_meeting of the window up to day, oldest first */
    tl_ledger *ledger;   /* of their notes */
    GHashTable *items;   /* "path:line" to tl_item, borrowed from ledger */
    GPtrArray *flows;
} tl_flow_work;

/* A point that may flow, and its meeting; both borrowed. */
typedef struct {
    const tl_meeting *meeting;
    const tl_point *point;
} tl_flow_spot;

/*
 * The points that may flow from notes of these relationships (ends with NULL; NULL: all), those
 * with the recipient among them when with_own. Open points of an agenda were not yet said: they
 * are none.
 *
 * Shape: tl_flow_spot, oldest first, in a note's order. Owns: the caller unrefs it.
 */
GArray *tl_flow_spots(const tl_flow_work *work, const char *const *relationships,
                      gboolean with_own);

/* What became of a spot's follow-up; NULL when it is none. Borrowed. */
const tl_item *tl_flow_item(const tl_flow_work *work, const tl_flow_spot *spot);

/* Whether a spot still holds: it is no follow-up, or the newest place of an open one. */
gboolean tl_flow_is_open(const tl_flow_work *work, const tl_flow_spot *spot);

/* Since when it has been said with this tag, word for word, in the notes with that person. */
tl_date tl_flow_first_said(const tl_flow_work *work, const tl_flow_spot *spot, const char *tag);

/* By what two points are told to be the same. Owns: the caller frees it. */
char *tl_flow_key(const tl_point *point);

/* Adds a flow, aged since a day. Borrowed from work. */
tl_flow *tl_flow_add(tl_flow_work *work, tl_flow_kind kind, const tl_flow_spot *spot,
                     tl_date since);

/* Each adds what flows by its rule. */
void tl_flow_find_told(tl_flow_work *work);    /* milestones, recognition */
void tl_flow_find_open(tl_flow_work *work);    /* blockers, risks */
void tl_flow_find_due(tl_flow_work *work);     /* dates, agreements */
void tl_flow_find_changed(tl_flow_work *work); /* priorities, expectations, metrics */
void tl_flow_find_growth(tl_flow_work *work);
void tl_flow_find_mentors(tl_flow_work *work);

#endif
