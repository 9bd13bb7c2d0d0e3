/* What the parts of prep share. */
#ifndef TL11_PREP_INTERNAL_H
#define TL11_PREP_INTERNAL_H

#include "tl11/meeting.h"
#include "tl11/prep.h"

/* What prep is gathered from. */
typedef struct {
    const tl_notebook *notebook;
    const tl_people *people;
    const tl_person *person;
    tl_date today;
    GPtrArray *meetings; /* tl_meeting, the person's, up to today */
    GPtrArray *problems;
    tl_prep *prep;
} tl_prep_work;

/* Adds a line, in whose note nothing stands yet. Borrowed from prep. */
tl_prep_line *tl_prep_add(const tl_prep_work *work, tl_prep_kind kind, const char *text);

/* Adds a line for a point of a meeting. Borrowed from prep. */
tl_prep_line *tl_prep_add_point(const tl_prep_work *work, tl_prep_kind kind,
                                const tl_meeting *meeting, const tl_point *point);

/*
 * Where other people's notes name the person, from the day since on. Nothing private, nothing
 * confidential, no answer to a prompt that asks for confidences, and no line that
 * is there already as a flow. FALSE on error.
 */
gboolean tl_prep_add_mentions(const tl_prep_work *work, tl_date since, GError **error);

/* Sections and prompts long untouched, from the meetings. */
void tl_prep_add_untouched(const tl_prep_work *work);

#endif
