/*
 * What a lead wants to know before a 1:1, gathered from the notes: one screen, in
 * the order in which it is needed.
 *
 * Nothing that stands under Private is in it, not even of the person's own notes. What
 * comes from other people's notes flows by tag (flow.h) or names the person, and
 * is nothing confidential.
 */
#ifndef TL11_PREP_H
#define TL11_PREP_H

#include "tl11/due.h"
#include "tl11/people.h"

#include <glib.h>
#include <jansson.h>

/* In the order in which they are shown. */
typedef enum {
    TL_PREP_MINE,    /* what I promised, what is due first */
    TL_PREP_THEIRS,  /* what they promised */
    TL_PREP_LAST,    /* what was said at the last meeting held before today */
    TL_PREP_AGENDA,  /* gathered, and left open by earlier agendas */
    TL_PREP_SECTION, /* not touched for more than two cadences, or never */
    TL_PREP_PROMPT,  /* the three that were answered longest ago, or never */
    TL_PREP_SINCE,   /* the last recognition, feedback, talk of career that the guide asks for */
    TL_PREP_BLOCKER, /* open ones, the oldest first */
    TL_PREP_FLOW,    /* see flow.h */
    TL_PREP_MENTION, /* others' notes since the last meeting that name the person, newest first */
    TL_PREP_KINDS
} tl_prep_kind;

typedef struct {
    tl_prep_kind kind;
    char *text;         /* not harmless to a terminal; NULL for what never was (TL_PREP_SINCE) */
    char *topic;        /* of a prompt its key, of TL_PREP_SINCE its tag, of a flow its kind */
    char *id;           /* of a promise or a point of the agenda, or NULL */
    char *person;       /* slug: in whose note it stands */
    char *relationship; /* the folder's; today's where no note is meant */
    tl_date date;       /* of the note, or of the last one that touched it; or TL_DATE_NONE */
    char *path;         /* or NULL */
    guint line;         /* or 0 */
    char *section;      /* "team.a", or NULL */
    tl_date due;        /* of a promise or flow, or TL_DATE_NONE */
    int days;           /* old, or since it was touched; -1: never */
} tl_prep_line;

typedef struct {
    tl_due due;
    GPtrArray *lines; /* tl_prep_line, by kind */
    guint hidden;     /* open promises and points that stand under Private */
} tl_prep;

/*
 * Gathers it. A note that cannot be read is left out and its message is added
 * to problems (char *).
 * Owns: the caller frees it, before people. NULL on error.
 */
tl_prep *tl_prep_load(const tl_notebook *notebook, const tl_people *people, const tl_person *person,
                      tl_date today, GPtrArray *problems, GError **error);
void tl_prep_free(tl_prep *prep);

/* "mine", …: for JSON, never translated. */
const char *tl_prep_name(tl_prep_kind kind);

/* One line with the fields of prep. Owns: a new reference. */
json_t *tl_prep_to_json(const tl_prep_line *line);

/*
 * For the terminal: at most height lines of width columns; where there is more, the longest
 * lists are cut, and say so. 0: no bound.
 *
 * Owns: the caller frees it.
 */
char *tl_prep_format(const tl_prep *prep, const tl_people *people, tl_date today, int width,
                     int height, gboolean colour);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_prep, tl_prep_free)

#endif
