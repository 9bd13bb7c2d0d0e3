/*
 * The report: how a stretch of time went, in numbers. Whom one met and how
 * regularly, which promises were kept, how long what is open has been so, which
 * sections of the guide were touched.
 *
 * Everything comes from notes and history. What stands under Private is not
 * counted but for the fact that a meeting was held; no text of it, and none that
 * bears or stands under a tag that never flows, is in a report.
 */
#ifndef TL11_REPORT_H
#define TL11_REPORT_H

#include "tl11/coverage.h"
#include "tl11/language.h"
#include "tl11/notebook.h"

#include <glib.h>
#include <jansson.h>

/* A week of a person, Monday to Sunday; the first and the last may be cut by the period. */
typedef struct {
    tl_date monday;
    guint held;          /* meetings */
    gboolean is_active;  /* they were somebody to meet: started, not yet archived */
    gboolean is_overdue; /* at its end the next 1:1 was overdue by the cadence of today */
} tl_report_week;

typedef struct {
    guint done, dropped, lost; /* which ended so in the period */
    guint overdue;             /* open and due before today */
    guint open;                /* all that are open, the overdue among them */
} tl_report_promises;

typedef struct {
    char *slug;
    char *name;
    char *relationship;
    tl_span every;
    GArray *weeks;             /* tl_report_week, oldest first; the same ones for everybody */
    guint held;                /* meetings in the period */
    guint longest_gap;         /* days between two meetings, or from the last to the end */
    tl_date last;              /* of the last meeting up to today; or TL_DATE_NONE */
    tl_report_promises mine;   /* in their notes */
    tl_report_promises theirs; /* the same, of anybody else than me */
} tl_report_person;

/* Ages of what is open: up to so many days; the last has no end. */
#define TL_REPORT_AGES 5
extern const guint tl_report_age_ends[TL_REPORT_AGES];

/* An open promise that may be shown. */
typedef struct {
    char *text;
    char *person;
    char *owner; /* "me", "them" or a slug */
    tl_date due; /* or TL_DATE_NONE */
    tl_date born;
} tl_report_open;

typedef struct {
    const tl_notebook *notebook; /* borrowed: it must live as long */
    tl_people *people;
    tl_date since, today;
    GPtrArray *persons; /* tl_report_person, by relationship in the guide's order, then slug: who
                           was active in the period or met in it */
    tl_report_promises mine, theirs;
    guint ages_mine[TL_REPORT_AGES], ages_theirs[TL_REPORT_AGES]; /* of what is open */
    GPtrArray *oldest;   /* tl_report_open, the oldest first: ten at most */
    GArray *touches;     /* tl_touch: tl_coverage_load() of today */
    GPtrArray *problems; /* char *: what could not be read and is not counted */
} tl_report;

/*
 * Makes the report of since to today.
 *
 * Errors: TL_EXIT_FAILED when people, follow-ups or history cannot be read.
 * Owns: the caller frees it with tl_report_free(). NULL on error.
 */
tl_report *tl_report_make(const tl_notebook *notebook, tl_date since, tl_date today,
                          GError **error);
void tl_report_free(tl_report *report);

/*
 * Kept: done of all that ended or should have: done ÷ (done + dropped + lost + overdue).
 * Negative when there was none.
 */
double tl_report_kept(const tl_report_promises *promises);

/* How a report is shown on a terminal; width 0 or less: a pipe, nothing is cut. */
typedef struct {
    int width;
    gboolean colour;
    gboolean utf8; /* else with ASCII alone, names aside */
} tl_report_style;

/* For the terminal. Owns: the caller frees it. */
char *tl_report_format(const tl_report *report, const tl_report_style *style);

/*
 * One array of objects; "kind" tells which: "cadence", "promises", "age", "coverage".
 * Owns: a new reference.
 */
json_t *tl_report_to_json(const tl_report *report);

/*
 * One HTML page that needs nothing else: style and charts are in it, no script
 * is, and its Content-Security-Policy lets nothing be loaded or run.
 * Owns: the caller frees it.
 */
char *tl_report_to_html(const tl_report *report, tl_language language);

/* Whether a file's content begins as such a page does: it may be replaced by the next one. */
gboolean tl_report_is_page(const char *content, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_report, tl_report_free)

#endif
