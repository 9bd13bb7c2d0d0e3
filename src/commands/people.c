#include "commands_internal.h"
#include "common_internal.h"

#include "tl11/json.h"
#include "tl11/table.h"

#include <string.h>

typedef struct {
    gboolean all;
} options;

static const tl_option OPTIONS[] = {
    {"all", 'a', G_OPTION_ARG_NONE, offsetof(options, all), NULL, N_("the archived too")},
    {NULL, 0, G_OPTION_ARG_NONE, 0, NULL, NULL},
};

/* A person, and what their notes say. */
typedef struct {
    const tl_person *person;
    guint notes;
    tl_date last;
    tl_date next;
} row;

/* notes are those of everybody, oldest first. */
static row look_up(tl_call *call, const tl_person *person, const GPtrArray *notes)
{
    row r = {.person = person};
    for (guint i = 0; i < notes->len; i++) {
        const tl_note_name *name = g_ptr_array_index(notes, i);
        if (strcmp(name->person, person->slug) != 0)
            continue;
        r.notes++;
        r.last = name->date;
    }
    r.next = tl_people_next_due(call->notebook, person, r.last, call->today);
    return r;
}

static char *format_span(tl_span span)
{
    if (span.months && span.months % 12 == 0)
        return g_strdup_printf("%dy", span.months / 12);
    if (span.months)
        return g_strdup_printf("%dm", span.months);
    return span.days % 7 == 0 ? g_strdup_printf("%dw", span.days / 7)
                              : g_strdup_printf("%dd", span.days);
}

static json_t *to_json(const tl_call *call, const row *r)
{
    g_autofree char *every = format_span(tl_people_cadence(call->notebook, r->person));
    json_t *object = json_object();
    json_object_set_new(object, "slug", tl_json_text(r->person->slug));
    json_object_set_new(object, "name", tl_json_text(tl_person_name(r->person)));
    json_object_set_new(object, "relationship", tl_json_text(r->person->relationship));
    json_object_set_new(object, "email", tl_json_text(r->person->email));
    json_object_set_new(object, "every", tl_json_text(every));
    json_object_set_new(object, "archived", tl_json_date(r->person->archived));
    json_object_set_new(object, "last_met", tl_json_date(r->last));
    json_object_set_new(object, "next_due", tl_json_date(r->next));
    json_object_set_new(object, "notes", json_integer(r->notes));
    return object;
}

static void add_row(const tl_call *call, tl_table *table, const row *r)
{
    char last[TL_DATE_SIZE], next[TL_DATE_SIZE];
    gboolean is_overdue = r->next != TL_DATE_NONE && r->next < call->today;
    g_autofree char *every = format_span(tl_people_cadence(call->notebook, r->person));
    tl_table_add(table, r->person->slug, TL_STYLE_PERSON);
    tl_table_add(table, tl_person_name(r->person), TL_STYLE_RESET);
    tl_table_add(table, r->person->relationship, TL_STYLE_RESET);
    tl_table_add(table, every, TL_STYLE_DIM);
    tl_table_add_format(table, TL_STYLE_RESET, "%u", r->notes);
    tl_table_add(table, tl_date_format(r->last, last), TL_STYLE_RESET);
    tl_table_add(
        table, r->person->archived != TL_DATE_NONE ? _("archived") : tl_date_format(r->next, next),
        is_overdue ? TL_STYLE_WARN : TL_STYLE_DIM);
}

static tl_table *new_table(void)
{
    const tl_table_column columns[] = {
        {_("person"), TL_ALIGN_LEFT},       {_("name"), TL_ALIGN_LEFT},
        {_("relationship"), TL_ALIGN_LEFT}, {_("every"), TL_ALIGN_RIGHT},
        {_("notes"), TL_ALIGN_RIGHT},       {_("last met"), TL_ALIGN_LEFT},
        {_("next due"), TL_ALIGN_LEFT},
    };
    return tl_table_new(columns, G_N_ELEMENTS(columns), 1);
}

static GArray *collect(tl_call *call, const tl_people *people, GError **error)
{
    const options *o = call->options;
    g_autoptr(GPtrArray) notes = tl_people_all_notes(call->notebook, error);
    GArray *rows = notes ? g_array_new(FALSE, FALSE, sizeof(row)) : NULL;
    for (guint i = 0; rows && i < people->persons->len; i++) {
        const tl_person *person = g_ptr_array_index(people->persons, i);
        if (person->archived != TL_DATE_NONE && !o->all)
            continue;
        row r = look_up(call, person, notes);
        g_array_append_val(rows, r);
    }
    return rows;
}

static void print(tl_call *call, const GArray *rows)
{
    if (call->json) {
        json_t *array = json_array();
        for (guint i = 0; i < rows->len; i++)
            json_array_append_new(array, to_json(call, &g_array_index(rows, row, i)));
        tl_json_append(call->out, array);
        return;
    }
    g_autoptr(tl_table) table = new_table();
    for (guint i = 0; i < rows->len; i++)
        add_row(call, table, &g_array_index(rows, row, i));
    int width = tl_terminal_is_output() ? tl_terminal_width() : 0;
    g_autofree char *text = tl_table_format(table, width, call->colour);
    g_string_append(call->out, text);
}

static int run(tl_call *call, GError **error)
{
    g_autoptr(tl_people) people = tl_people_load(call->notebook, error);
    g_autoptr(GArray) rows = people ? collect(call, people, error) : NULL;
    if (!rows)
        return TL_EXIT_FAILED;
    print(call, rows);
    tl_call_warn(people->problems);
    if (people->problems->len)
        return TL_EXIT_FAILED;
    return rows->len ? TL_EXIT_OK : TL_EXIT_NEGATIVE;
}

const tl_command tl_command_people = {
    .name = "people",
    .summary = N_("list the people"),
    .details = N_("Who there is, how often you meet, how many notes there are, when the last one "
                  "was and when the next is due. A `person.ini` that cannot be read is named "
                  "with its line; the others are listed all the same, and the exit status is 4."),
    .options = OPTIONS,
    .options_size = sizeof(options),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_PAGES | TL_COMMAND_JSON,
    .run = run,
};
