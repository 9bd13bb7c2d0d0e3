#include "report_internal.h"

#include "tl11/meeting.h"

#include <string.h>

const guint tl_report_age_ends[TL_REPORT_AGES] = {6, 13, 27, 55, G_MAXUINT};

static void free_person(gpointer data)
{
    tl_report_person *person = data;
    g_free(person->slug);
    g_free(person->name);
    g_free(person->relationship);
    g_array_unref(person->weeks);
    g_free(person);
}

static void free_open(gpointer data)
{
    tl_report_open *open = data;
    g_free(open->text);
    g_free(open->person);
    g_free(open->owner);
    g_free(open);
}

void tl_report_free(tl_report *report)
{
    if (!report)
        return;
    g_ptr_array_unref(report->persons);
    g_ptr_array_unref(report->oldest);
    g_clear_pointer(&report->touches, g_array_unref);
    g_clear_pointer(&report->people, tl_people_free);
    g_ptr_array_unref(report->problems);
    g_free(report);
}

static tl_report *new_report(const tl_notebook *notebook, tl_date since, tl_date today)
{
    tl_report *report = g_new0(tl_report, 1);
    report->notebook = notebook;
    report->since = since;
    report->today = today;
    report->persons = g_ptr_array_new_with_free_func(free_person);
    report->oldest = g_ptr_array_new_with_free_func(free_open);
    report->problems = g_ptr_array_new_with_free_func(g_free);
    return report;
}

tl_report_person *tl_report_find(const tl_report *report, const char *slug)
{
    for (guint i = 0; i < report->persons->len; i++) {
        tl_report_person *person = g_ptr_array_index(report->persons, i);
        if (strcmp(person->slug, slug) == 0)
            return person;
    }
    return NULL;
}

tl_week_state tl_report_week_state(const tl_report_week *week)
{
    if (week->held)
        return TL_WEEK_MET;
    if (!week->is_active)
        return TL_WEEK_NOBODY;
    return week->is_overdue ? TL_WEEK_OVERDUE : TL_WEEK_QUIET;
}

double tl_report_kept(const tl_report_promises *promises)
{
    guint all = promises->done + promises->dropped + promises->lost + promises->overdue;
    return all ? (double)promises->done / all : -1;
}

char *tl_report_kept_text(const tl_report_promises *promises)
{
    double kept = tl_report_kept(promises);
    return kept < 0 ? g_strdup("-") : g_strdup_printf("%.0f%%", kept * 100);
}

const char *tl_report_age_name(guint bucket)
{
    static const char *const NAMES[TL_REPORT_AGES] = {
        N_("under 1 week"), N_("1 to 2 weeks"),     N_("2 to 4 weeks"),
        N_("4 to 8 weeks"), N_("8 weeks and more"),
    };
    return _(NAMES[bucket]);
}

tl_report *tl_report_make(const tl_notebook *notebook, tl_date since, tl_date today, GError **error)
{
    g_autoptr(tl_report) report = new_report(notebook, since, today);
    const tl_meeting_range range = {.until = today};
    report->people = tl_people_load(notebook, error);
    if (!report->people)
        return NULL;
    const GPtrArray *problems = report->people->problems;
    for (guint i = 0; i < problems->len; i++)
        g_ptr_array_add(report->problems, g_strdup(g_ptr_array_index(problems, i)));
    g_autoptr(GPtrArray) meetings = tl_meetings_load(notebook, &range, report->problems, error);
    if (!meetings)
        return NULL;
    tl_report_add_cadence(report, meetings);
    /* What cannot be read was named already. */
    g_autoptr(GPtrArray) again = g_ptr_array_new_with_free_func(g_free);
    report->touches = tl_coverage_load(notebook, report->people, today, again, error);
    if (!report->touches || !tl_report_add_promises(report, meetings, error))
        return NULL;
    return g_steal_pointer(&report);
}
