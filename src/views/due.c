#include "tl11/due.h"

#include "tl11/json.h"
#include "tl11/recent.h"
#include "tl11/table.h"

#include <string.h>

/* Narrower terminals get less. */
#define WIDE 60

gboolean tl_due_look_up(const tl_notebook *notebook, const tl_people *people,
                        const tl_person *person, tl_date today, tl_due *due, GPtrArray *problems,
                        GError **error)
{
    g_autoptr(tl_recent) recent = tl_recent_new(notebook, people, person->slug, NULL, today, error);
    GError *failure = NULL;
    const tl_note_name *held = recent ? tl_recent_next_held(recent, problems, &failure) : NULL;
    if (!recent || failure) {
        if (failure)
            g_propagate_error(error, failure);
        return FALSE;
    }
    due->person = person;
    due->last = held ? held->date : TL_DATE_NONE;
    due->every = tl_people_cadence(notebook, person);
    due->next = tl_people_next_due(notebook, person, due->last, today);
    due->overdue = (int)today - (int)due->next;
    due->notes = tl_recent_count(recent);
    due->gap = held ? (int)today - (int)held->date : -1;
    return TRUE;
}

static int compare(gconstpointer a, gconstpointer b)
{
    const tl_due *left = a, *right = b;
    if (left->overdue != right->overdue)
        return left->overdue > right->overdue ? -1 : 1;
    if (left->last != right->last)
        return left->last < right->last ? -1 : 1;
    return strcmp(left->person->slug, right->person->slug);
}

GArray *tl_due_load(const tl_notebook *notebook, const tl_people *people, tl_date today,
                    GPtrArray *problems, GError **error)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(tl_due));
    for (guint i = 0; i < people->persons->len; i++) {
        const tl_person *person = g_ptr_array_index(people->persons, i);
        tl_due due;
        if (person->archived != TL_DATE_NONE)
            continue;
        if (!tl_due_look_up(notebook, people, person, today, &due, problems, error))
            return NULL;
        g_array_append_val(all, due);
    }
    g_array_sort(all, compare);
    return g_steal_pointer(&all);
}

guint tl_due_count(const GArray *due)
{
    guint count = 0;
    while (count < due->len && g_array_index(due, tl_due, count).overdue >= 0)
        count++;
    return count;
}

json_t *tl_due_to_json(const tl_due *due)
{
    g_autofree char *every = tl_span_format(due->every);
    json_t *object = json_object();
    json_object_set_new(object, "person", tl_json_text(due->person->slug));
    json_object_set_new(object, "relationship", tl_json_text(due->person->relationship));
    json_object_set_new(object, "last_met", tl_json_date(due->last));
    json_object_set_new(object, "next_due", tl_json_date(due->next));
    json_object_set_new(object, "days_overdue", json_integer(due->overdue));
    json_object_set_new(object, "every", tl_json_text(every));
    json_object_set_new(object, "gap", due->gap < 0 ? json_null() : json_integer(due->gap));
    return object;
}

/* "12d"; "in 3d" while there is time. */
static char *format_overdue(const tl_due *due)
{
    if (due->overdue == 0)
        return g_strdup(_("today"));
    g_autofree char *age = tl_age_format((guint)ABS(due->overdue));
    return due->overdue > 0 ? g_steal_pointer(&age) : g_strdup_printf(_("in %s"), age);
}

static void add_row(tl_table *table, const tl_due *due, gboolean is_wide)
{
    char last[TL_DATE_SIZE], next[TL_DATE_SIZE];
    g_autofree char *every = tl_span_format(due->every);
    g_autofree char *overdue = format_overdue(due);
    tl_style_name style = due->overdue > 0    ? TL_STYLE_BAD
                          : due->overdue == 0 ? TL_STYLE_WARN
                                              : TL_STYLE_DIM;
    tl_table_add(table, due->person->slug, TL_STYLE_PERSON);
    if (is_wide) {
        tl_table_add(table, tl_person_name(due->person), TL_STYLE_RESET);
        tl_table_add(table, due->person->relationship, TL_STYLE_RESET);
    }
    tl_table_add(table, overdue, style);
    tl_table_add(table, due->last != TL_DATE_NONE ? tl_date_format(due->last, last) : _("never"),
                 TL_STYLE_RESET);
    if (!is_wide)
        return;
    g_autofree char *gap = due->gap < 0 ? g_strdup("") : tl_age_format((guint)due->gap);
    tl_table_add(table, gap, TL_STYLE_RESET);
    tl_table_add(table, tl_date_format(due->next, next), TL_STYLE_RESET);
    tl_table_add(table, every, TL_STYLE_DIM);
}

static tl_table *new_table(gboolean is_wide)
{
    const tl_table_column wide[] = {
        {_("person"), TL_ALIGN_LEFT},       {_("name"), TL_ALIGN_LEFT},
        {_("relationship"), TL_ALIGN_LEFT}, {_("overdue"), TL_ALIGN_RIGHT},
        {_("last met"), TL_ALIGN_LEFT},     {_("gap"), TL_ALIGN_RIGHT},
        {_("due"), TL_ALIGN_LEFT},          {_("every"), TL_ALIGN_RIGHT},
    };
    const tl_table_column narrow[] = {
        {_("person"), TL_ALIGN_LEFT},
        {_("overdue"), TL_ALIGN_RIGHT},
        {_("last met"), TL_ALIGN_LEFT},
    };
    return is_wide ? tl_table_new(wide, G_N_ELEMENTS(wide), 1)
                   : tl_table_new(narrow, G_N_ELEMENTS(narrow), 0);
}

char *tl_due_format(const GArray *due, guint count, int width, gboolean colour)
{
    gboolean is_wide = width <= 0 || width >= WIDE;
    g_autoptr(tl_table) table = new_table(is_wide);
    for (guint i = 0; i < count; i++)
        add_row(table, &g_array_index(due, tl_due, i), is_wide);
    return tl_table_format(table, width, colour);
}
