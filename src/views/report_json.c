#include "report_internal.h"

#include "tl11/json.h"

/* Every object has every field, as everywhere. */
static json_t *new_object(json_t *array, const char *kind)
{
    static const char *const FIELDS[] = {
        "person",  "relationship", "held",        "longest_gap", "last_met", "weeks", "owner",
        "done",    "dropped",      "lost",        "overdue",     "open",     "kept",  "from_days",
        "to_days", "section",      "weeks_since", "last",        NULL,
    };
    json_t *object = json_object();
    for (gsize i = 0; FIELDS[i]; i++)
        json_object_set_new(object, FIELDS[i], json_null());
    json_object_set_new(object, "kind", tl_json_text(kind));
    json_array_append_new(array, object);
    return object;
}

static const char *name_week(const tl_report_week *week)
{
    static const char *const NAMES[] = {NULL, "quiet", "met", "overdue"};
    return NAMES[tl_report_week_state(week)];
}

static void add_cadence(json_t *array, const tl_report_person *person)
{
    json_t *object = new_object(array, "cadence"), *weeks = json_array();
    for (guint i = 0; i < person->weeks->len; i++) {
        const tl_report_week *week = &g_array_index(person->weeks, tl_report_week, i);
        json_t *one = json_object();
        json_object_set_new(one, "monday", tl_json_date(week->monday));
        json_object_set_new(one, "held", json_integer(week->held));
        json_object_set_new(one, "state", tl_json_text(name_week(week)));
        json_array_append_new(weeks, one);
    }
    json_object_set_new(object, "person", tl_json_text(person->slug));
    json_object_set_new(object, "relationship", tl_json_text(person->relationship));
    json_object_set_new(object, "held", json_integer(person->held));
    json_object_set_new(object, "longest_gap", json_integer(person->longest_gap));
    json_object_set_new(object, "last_met", tl_json_date(person->last));
    json_object_set_new(object, "weeks", weeks);
}

static void add_promises(json_t *array, const char *person, const char *owner,
                         const tl_report_promises *promises)
{
    json_t *object = new_object(array, "promises");
    double kept = tl_report_kept(promises);
    json_object_set_new(object, "person", tl_json_text(person));
    json_object_set_new(object, "owner", tl_json_text(owner));
    json_object_set_new(object, "done", json_integer(promises->done));
    json_object_set_new(object, "dropped", json_integer(promises->dropped));
    json_object_set_new(object, "lost", json_integer(promises->lost));
    json_object_set_new(object, "overdue", json_integer(promises->overdue));
    json_object_set_new(object, "open", json_integer(promises->open));
    json_object_set_new(object, "kept", kept < 0 ? json_null() : json_real(kept));
}

static void add_ages(json_t *array, const char *owner, const guint *ages)
{
    guint from = 0;
    for (guint i = 0; i < TL_REPORT_AGES; i++) {
        guint to = tl_report_age_ends[i];
        json_t *object = new_object(array, "age");
        json_object_set_new(object, "owner", tl_json_text(owner));
        json_object_set_new(object, "from_days", json_integer(from));
        json_object_set_new(object, "to_days", to == G_MAXUINT ? json_null() : json_integer(to));
        json_object_set_new(object, "open", json_integer(ages[i]));
        from = to + 1;
    }
}

static void add_touch(json_t *array, const tl_report *report, const tl_touch *touch)
{
    json_t *object = new_object(array, "coverage");
    json_t *fields = tl_touch_to_json(touch, report->today, FALSE);
    json_object_update(object, fields);
    json_decref(fields);
}

json_t *tl_report_to_json(const tl_report *report)
{
    json_t *array = json_array();
    for (guint i = 0; i < report->persons->len; i++)
        add_cadence(array, g_ptr_array_index(report->persons, i));
    add_promises(array, NULL, "mine", &report->mine);
    add_promises(array, NULL, "theirs", &report->theirs);
    for (guint i = 0; i < report->persons->len; i++) {
        const tl_report_person *person = g_ptr_array_index(report->persons, i);
        add_promises(array, person->slug, "mine", &person->mine);
        add_promises(array, person->slug, "theirs", &person->theirs);
    }
    add_ages(array, "mine", report->ages_mine);
    add_ages(array, "theirs", report->ages_theirs);
    for (guint i = 0; i < report->touches->len; i++)
        add_touch(array, report, &g_array_index(report->touches, tl_touch, i));
    return array;
}
