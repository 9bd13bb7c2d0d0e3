/*
 * The parts of a report.
 */
#ifndef TL11_REPORT_INTERNAL_H
#define TL11_REPORT_INTERNAL_H

#include "tl11/people.h"
#include "tl11/report.h"

/* Fills the persons, their weeks and meetings; meetings are those of everybody up to today. */
void tl_report_add_cadence(tl_report *report, const GPtrArray *meetings);

/* Fills promises, ages and what has been open longest; persons are there by now. */
gboolean tl_report_add_promises(tl_report *report, const GPtrArray *meetings, GError **error);

/* The person with this slug, or NULL. Borrowed. */
tl_report_person *tl_report_find(const tl_report *report, const char *slug);

/* What one sees of a person's week. */
typedef enum { TL_WEEK_NOBODY, TL_WEEK_QUIET, TL_WEEK_MET, TL_WEEK_OVERDUE } tl_week_state;
tl_week_state tl_report_week_state(const tl_report_week *week);

/* "under a week", "1 to 2 weeks": the ages of a bucket. */
const char *tl_report_age_name(guint bucket);

/* "67%", or "-" when nothing was to be kept. Owns: the caller frees it. */
char *tl_report_kept_text(const tl_report_promises *promises);

#endif
