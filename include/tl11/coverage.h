/*
 * What of the guide was talked about, and when last: sections × people, and
 * prompts for one person.
 */
#ifndef TL11_COVERAGE_H
#define TL11_COVERAGE_H

#include "tl11/people.h"

#include <glib.h>
#include <jansson.h>

/* A section of the guide, or a prompt of it, with one person. */
typedef struct {
    const tl_person *person;         /* borrowed from people */
    const tl_guide_section *section; /* borrowed from the guide */
    const tl_prompt *prompt;         /* borrowed; NULL: the section as a whole */
    tl_date last; /* of the last meeting in whose note something stands there that the user wrote;
                     TL_DATE_NONE: never */
} tl_touch;

/* The weeks, rounded down, from last to today; -1: never. */
int tl_touch_weeks(const tl_touch *touch, tl_date today);

/*
 * The sections of each person's relationship today, up to and with today: in the
 * guide's order of relationships, then by slug, then by letter. The archived are left out,
 * and so is who has a relationship without a chapter.
 *
 * Notes are read from the newest back until every section is found; one that
 * cannot be read is passed over and added to problems (char *).
 * Shape: an array of tl_touch. Owns: the caller unrefs it, before people. NULL on error.
 */
GArray *tl_coverage_load(const tl_notebook *notebook, const tl_people *people, tl_date today,
                         GPtrArray *problems, GError **error);

/*
 * One person's, archived or not: each section, with its prompts behind it in
 * the guide's order. A prompt is touched when something stands under it.
 */
GArray *tl_coverage_load_person(const tl_notebook *notebook, const tl_person *person, tl_date today,
                                GPtrArray *problems, GError **error);

/* The same of meetings that are read already: the person's, oldest first. */
GArray *tl_coverage_of(const tl_notebook *notebook, const tl_person *person,
                       const GPtrArray *meetings);

/* One as JSON, with the fields of coverage. with_prompt adds prompt and its text, or null.
 * Owns: a new reference. */
json_t *tl_touch_to_json(const tl_touch *touch, tl_date today, gboolean with_prompt);

/*
 * The map of tl_coverage_load(): a table a relationship, a row a person, a column a
 * section, in weeks. Columns that do not fit into width (0: all do) go on below.
 *
 * Owns: the caller frees it.
 */
char *tl_coverage_format(const tl_notebook *notebook, const GArray *touches, tl_date today,
                         int width, gboolean colour);

/* The list of tl_coverage_load_person(). Owns: the caller frees it. */
char *tl_coverage_format_person(const tl_notebook *notebook, const GArray *touches, tl_date today,
                                int width, gboolean colour);

#endif
