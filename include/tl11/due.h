/*
 * Who is to be met: everybody's last meeting held against their cadence.
 */
#ifndef TL11_DUE_H
#define TL11_DUE_H

#include "tl11/people.h"

#include <glib.h>
#include <jansson.h>

typedef struct {
    const tl_person *person; /* borrowed from people */
    tl_span every;           /* their own, or the relationship's */
    tl_date last;            /* the last meeting held, today's too; TL_DATE_NONE: never */
    tl_date next;            /* the day of the next one; see tl_people_next_due() */
    int overdue;             /* days since next; 0: today is the day; negative: days until then */
    int gap;                 /* days since last; -1: never met */
    guint notes;             /* how many there are, of any day */
} tl_due;

/*
 * One person's; of who is archived next is TL_DATE_NONE, and overdue says nothing.
 *
 * Of the notes only as many are read as it takes to find one of a meeting that
 * was held; one that cannot be read is passed over and added to problems (char *).
 * FALSE on error.
 */
gboolean tl_due_look_up(const tl_notebook *notebook, const tl_people *people,
                        const tl_person *person, tl_date today, tl_due *due, GPtrArray *problems,
                        GError **error);

/*
 * Everybody who is not archived, whoever is most overdue first, then whoever was
 * not met for longest (never first), then by slug.
 *
 * Shape: an array of tl_due. Owns: the caller unrefs it, before people. NULL on error.
 */
GArray *tl_due_load(const tl_notebook *notebook, const tl_people *people, tl_date today,
                    GPtrArray *problems, GError **error);

/* How many of these are due: they come first. */
guint tl_due_count(const GArray *due);

/* One as JSON, with the fields of due. Owns: a new reference. */
json_t *tl_due_to_json(const tl_due *due);

/*
 * The first count as a table; width as tl_table_format() has it; below 60 columns
 * person, how long overdue and the last meeting are all there is. Owns: the caller frees it.
 */
char *tl_due_format(const GArray *due, guint count, int width, gboolean colour);

#endif
