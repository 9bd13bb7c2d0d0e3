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

static void free_touch(gpointer data)
{
    tl_report_touch *touch = data;
    g_free(touch->person);
    g_free(touch->section);
    g_free(touch->title);
    g_free(touch);
}

void tl_report_free(tl_report *report)
{
    if (!report)
        return;
    g_ptr_array_unref(report->persons);
    g_ptr_array_unref(report->oldest);
    g_ptr_array_unref(report->touches);
    g_ptr_array_unref(report->problems);
    g_free(report);
}

static tl_report *new_report(tl_date since, tl_date today)
{
    tl_report *report = g_new0(tl_report, 1);
    report->since = since;
    report->today = today;
    report->persons = g_ptr_array_new_with_free_func(free_person);
    report->oldest = g_ptr_array_new_with_free_func(free_open);
    report->touches = g_ptr_array_new_with_free_func(free_touch);
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

gint tl_report_weeks_since(const tl_report *report, const tl_report_touch *touch)
{
    return touch->last == TL_DATE_NONE ? -1 : (gint)((report->today - touch->last) / 7);
}

const char *tl_report_age_name(guint bucket)
{
    static const char *const NAMES[TL_REPORT_AGES] = {
        N_("under 1 week"), N_("1 to 2 weeks"),     N_("2 to 4 weeks"),
        N_("4 to 8 weeks"), N_("8 weeks and more"),
    };
    return _(NAMES[bucket]);
}

/* The last day on which a section was touched with a person. */
static tl_date find_touch(const GPtrArray *meetings, const char *slug, const char *section)
{
    for (guint i = meetings->len; i > 0; i--) {
        const tl_meeting *meeting = g_ptr_array_index(meetings, i - 1);
        if (strcmp(meeting->name->person, slug) == 0 &&
            g_ptr_array_find_with_equal_func(meeting->sections, section, g_str_equal, NULL))
            return meeting->name->date;
    }
    return TL_DATE_NONE;
}

static void add_touches(tl_report *report, const tl_notebook *notebook, const GPtrArray *meetings)
{
    for (guint i = 0; i < report->persons->len; i++) {
        const tl_report_person *person = g_ptr_array_index(report->persons, i);
        const tl_chapter *chapter =
            tl_guide_find(notebook->guide, person->relationship, tl_language_current());
        for (guint s = 0; chapter && !person->is_archived && s < chapter->sections->len; s++) {
            const tl_guide_section *section = g_ptr_array_index(chapter->sections, s);
            tl_report_touch *touch = g_new0(tl_report_touch, 1);
            touch->person = g_strdup(person->slug);
            touch->section = g_strdup_printf("%s.%c", person->relationship, section->letter);
            touch->title = g_strdup(section->title);
            touch->last = find_touch(meetings, person->slug, touch->section);
            g_ptr_array_add(report->touches, touch);
        }
    }
}

tl_report *tl_report_make(const tl_notebook *notebook, tl_date since, tl_date today, GError **error)
{
    g_autoptr(tl_report) report = new_report(since, today);
    const tl_meeting_range range = {.until = today};
    g_autoptr(tl_people) people = tl_people_load(notebook, error);
    if (!people)
        return NULL;
    for (guint i = 0; i < people->problems->len; i++)
        g_ptr_array_add(report->problems, g_strdup(g_ptr_array_index(people->problems, i)));
    g_autoptr(GPtrArray) meetings = tl_meetings_load(notebook, &range, report->problems, error);
    if (!meetings)
        return NULL;
    tl_report_add_cadence(report, notebook, people, meetings);
    add_touches(report, notebook, meetings);
    if (!tl_report_add_promises(report, notebook, meetings, error))
        return NULL;
    return g_steal_pointer(&report);
}
