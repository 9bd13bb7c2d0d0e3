#include "report_internal.h"

#include "tl11/meeting.h"

#include <string.h>

/* The days on which meetings with a person were held, oldest first. */
static GArray *gather_days(const GPtrArray *meetings, const char *slug)
{
    GArray *days = g_array_new(FALSE, FALSE, sizeof(tl_date));
    for (guint i = 0; i < meetings->len; i++) {
        const tl_meeting *meeting = g_ptr_array_index(meetings, i);
        if (meeting->is_held && strcmp(meeting->name->person, slug) == 0)
            g_array_append_val(days, meeting->name->date);
    }
    return days;
}

static tl_date day_at(const GArray *days, guint index)
{
    return g_array_index(days, tl_date, index);
}

/* The last of them up to a day, or TL_DATE_NONE. */
static tl_date last_until(const GArray *days, tl_date until)
{
    for (guint i = days->len; i > 0; i--)
        if (day_at(days, i - 1) <= until)
            return day_at(days, i - 1);
    return TL_DATE_NONE;
}

static guint count_between(const GArray *days, tl_date from, tl_date to)
{
    guint count = 0;
    for (guint i = 0; i < days->len; i++)
        count += day_at(days, i) >= from && day_at(days, i) <= to;
    return count;
}

/* From when on they were somebody to meet; TL_DATE_NONE where nothing tells. */
static tl_date find_start(const tl_person *person, const GArray *days)
{
    tl_date first = days->len ? day_at(days, 0) : TL_DATE_NONE;
    if (person->started == TL_DATE_NONE || first == TL_DATE_NONE)
        return MAX(person->started, first);
    return MIN(person->started, first);
}

/* The last day on which they were: that they were archived, or today. */
static tl_date find_end(const tl_person *person, tl_date today)
{
    return person->archived != TL_DATE_NONE ? MIN(person->archived, today) : today;
}

static tl_report_week make_week(const tl_report *report, const tl_person *person, tl_span every,
                                const GArray *days, tl_date monday)
{
    tl_date start = find_start(person, days), end = find_end(person, report->today);
    tl_date sunday = MIN(monday + 6, report->today);
    tl_date last = last_until(days, sunday);
    tl_date due = tl_date_add(last != TL_DATE_NONE ? last : start, every);
    tl_report_week week = {
        .monday = monday,
        .held = count_between(days, MAX(monday, report->since), sunday),
        .is_active = start != TL_DATE_NONE && start <= sunday && end >= monday,
    };
    week.is_overdue = week.is_active && due != TL_DATE_NONE && due < sunday;
    return week;
}

static guint find_longest_gap(const tl_report *report, const tl_person *person, const GArray *days)
{
    tl_date end = find_end(person, report->today);
    guint longest = 0;
    for (guint i = 0; i < days->len; i++) {
        tl_date next = i + 1 < days->len ? day_at(days, i + 1) : end;
        if (next >= report->since && next > day_at(days, i))
            longest = MAX(longest, next - day_at(days, i));
    }
    return longest;
}

static tl_report_person *make_person(const tl_report *report, const tl_person *person,
                                     const GArray *days)
{
    tl_report_person *made = g_new0(tl_report_person, 1);
    made->slug = g_strdup(person->slug);
    made->name = g_strdup(tl_person_name(person));
    made->relationship = g_strdup(person->relationship);
    made->every = tl_people_cadence(report->notebook, person);
    made->weeks = g_array_new(FALSE, FALSE, sizeof(tl_report_week));
    made->held = count_between(days, report->since, report->today);
    made->longest_gap = find_longest_gap(report, person, days);
    made->last = last_until(days, report->today);
    tl_date monday = report->since - (tl_date)(tl_date_weekday(report->since) - 1);
    for (; monday <= report->today; monday += 7) {
        tl_report_week week = make_week(report, person, made->every, days, monday);
        g_array_append_val(made->weeks, week);
    }
    return made;
}

static int compare_persons(gconstpointer a, gconstpointer b, gpointer keys)
{
    const tl_report_person *left = *(const tl_report_person *const *)a;
    const tl_report_person *right = *(const tl_report_person *const *)b;
    int order = tl_guide_compare(keys, left->relationship, right->relationship);
    return order ? order : strcmp(left->slug, right->slug);
}

void tl_report_add_cadence(tl_report *report, const GPtrArray *meetings)
{
    for (guint i = 0; i < report->people->persons->len; i++) {
        const tl_person *person = g_ptr_array_index(report->people->persons, i);
        g_autoptr(GArray) days = gather_days(meetings, person->slug);
        if (find_end(person, report->today) >= report->since ||
            count_between(days, report->since, report->today))
            g_ptr_array_add(report->persons, make_person(report, person, days));
    }
    g_autoptr(GPtrArray) keys = tl_guide_keys(report->notebook->guide);
    g_ptr_array_sort_with_data(report->persons, compare_persons, keys);
}
