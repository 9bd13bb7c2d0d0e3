#include "commands_internal.h"
#include "common_internal.h"

#include "tl11/due.h"
#include "tl11/json.h"
#include "tl11/table.h"

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
    tl_due due;
} row;

static json_t *to_json(const row *r)
{
    g_autofree char *every = tl_span_format(r->due.every);
    json_t *object = json_object();
    json_object_set_new(object, "slug", tl_json_text(r->person->slug));
    json_object_set_new(object, "name", tl_json_text(tl_person_name(r->person)));
    json_object_set_new(object, "relationship", tl_json_text(r->person->relationship));
    json_object_set_new(object, "email", tl_json_text(r->person->email));
    json_object_set_new(object, "every", tl_json_text(every));
    json_object_set_new(object, "archived", tl_json_date(r->person->archived));
    json_object_set_new(object, "last_met", tl_json_date(r->due.last));
    json_object_set_new(object, "next_due", tl_json_date(r->due.next));
    json_object_set_new(object, "notes", json_integer(r->due.notes));
    return object;
}

static void add_row(tl_table *table, const row *r)
{
    char last[TL_DATE_SIZE], next[TL_DATE_SIZE];
    gboolean is_overdue = r->due.next != TL_DATE_NONE && r->due.overdue > 0;
    g_autofree char *every = tl_span_format(r->due.every);
    tl_table_add(table, r->person->slug, TL_STYLE_PERSON);
    tl_table_add(table, tl_person_name(r->person), TL_STYLE_RESET);
    tl_table_add(table, r->person->relationship, TL_STYLE_RESET);
    tl_table_add(table, every, TL_STYLE_DIM);
    tl_table_add_format(table, TL_STYLE_RESET, "%u", r->due.notes);
    tl_table_add(table, tl_date_format(r->due.last, last), TL_STYLE_RESET);
    tl_table_add(table,
                 r->person->archived != TL_DATE_NONE ? _("archived")
                                                     : tl_date_format(r->due.next, next),
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

static GArray *collect(tl_call *call, tl_people *people, GError **error)
{
    const options *o = call->options;
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(row));
    for (guint i = 0; i < people->persons->len; i++) {
        const tl_person *person = g_ptr_array_index(people->persons, i);
        if (person->archived != TL_DATE_NONE && !o->all)
            continue;
        row r = {.person = person};
        if (!tl_due_look_up(call->notebook, people, person, call->today, &r.due, people->problems,
                            error))
            return NULL;
        g_array_append_val(rows, r);
    }
    return g_steal_pointer(&rows);
}

static void print(tl_call *call, const GArray *rows)
{
    if (call->json) {
        json_t *array = json_array();
        for (guint i = 0; i < rows->len; i++)
            json_array_append_new(array, to_json(&g_array_index(rows, row, i)));
        tl_json_append(call->out, array);
        return;
    }
    g_autoptr(tl_table) table = new_table();
    for (guint i = 0; i < rows->len; i++)
        add_row(table, &g_array_index(rows, row, i));
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
