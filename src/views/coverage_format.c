#include "tl11/coverage.h"

#include "tl11/json.h"
#include "tl11/table.h"
#include "tl11/text.h"

#include <string.h>

/* Touched within so many cadences is well; within so many more it may wait. */
#define WELL 2
#define LATE 6
/* The columns that a section takes in the map: two blanks and "104". */
#define CELL 5

json_t *tl_touch_to_json(const tl_touch *touch, tl_date today, gboolean with_prompt)
{
    g_autofree char *key =
        g_strdup_printf("%s.%c", touch->person->relationship, touch->section->letter);
    int weeks = tl_touch_weeks(touch, today);
    json_t *object = json_object();
    json_object_set_new(object, "person", tl_json_text(touch->person->slug));
    json_object_set_new(object, "section", tl_json_text(key));
    json_object_set_new(object, "weeks_since", weeks < 0 ? json_null() : json_integer(weeks));
    json_object_set_new(object, "last", tl_json_date(touch->last));
    if (!with_prompt)
        return object;
    json_object_set_new(object, "prompt", tl_json_text(touch->prompt ? touch->prompt->key : NULL));
    json_object_set_new(object, "text", tl_json_text(touch->prompt ? touch->prompt->text : NULL));
    return object;
}

static tl_style_name style_of(const tl_notebook *notebook, const tl_touch *touch, tl_date today)
{
    if (touch->last == TL_DATE_NONE)
        return TL_STYLE_BAD;
    tl_span every = tl_people_cadence(notebook, touch->person);
    guint days = (guint)(tl_date_add(today, every) - today);
    guint since = today - touch->last;
    return since <= WELL * days   ? TL_STYLE_GOOD
           : since <= LATE * days ? TL_STYLE_WARN
                                  : TL_STYLE_BAD;
}

static void add_weeks(tl_table *table, const tl_notebook *notebook, const tl_touch *touch,
                      tl_date today)
{
    int weeks = tl_touch_weeks(touch, today);
    tl_style_name style = style_of(notebook, touch, today);
    if (weeks < 0)
        tl_table_add(table, "-", style);
    else
        tl_table_add_format(table, style, "%d", weeks);
}

/* -- the map ------------------------------------------------------------------------------ */

/* The touches of one relationship: those of a person stand together. */
typedef struct {
    const tl_notebook *notebook;
    const tl_touch *touches;
    guint people;
    guint sections; /* each has as many */
    tl_date today;
    int width;
    gboolean colour;
} group;

static const tl_touch *touch_at(const group *g, guint person, guint section)
{
    return &g->touches[person * g->sections + section];
}

static tl_table *new_map(const group *g, guint first, guint end)
{
    g_autofree tl_table_column *columns = g_new0(tl_table_column, 1 + end - first);
    g_autoptr(GPtrArray) letters = g_ptr_array_new_with_free_func(g_free);
    columns[0] = (tl_table_column){g->touches->person->relationship, TL_ALIGN_LEFT};
    for (guint i = first; i < end; i++) {
        char letter = g_ascii_toupper(touch_at(g, 0, i)->section->letter);
        char *title = g_strdup_printf("%c", letter);
        g_ptr_array_add(letters, title);
        columns[1 + i - first] = (tl_table_column){title, TL_ALIGN_RIGHT};
    }
    return tl_table_new(columns, 1 + end - first, 0);
}

static void append_map(GString *out, const group *g, guint first, guint end)
{
    g_autoptr(tl_table) table = new_map(g, first, end);
    for (guint i = 0; i < g->people; i++) {
        tl_table_add(table, touch_at(g, i, first)->person->slug, TL_STYLE_PERSON);
        for (guint k = first; k < end; k++)
            add_weeks(table, g->notebook, touch_at(g, i, k), g->today);
    }
    g_autofree char *text = tl_table_format(table, g->width, g->colour);
    g_string_append(out, text);
}

static void append_legend(GString *out, const group *g)
{
    for (guint i = 0; i < g->sections; i++) {
        const tl_guide_section *section = touch_at(g, 0, i)->section;
        g_autofree char *title = tl_text_escape(section->title, -1);
        g_autofree char *line = g_strdup_printf("%c. %s", g_ascii_toupper(section->letter), title);
        g_string_append(out, tl_style(g->colour, TL_STYLE_DIM));
        gsize width = g->width > 0 ? (gsize)g->width : tl_text_width(line, -1);
        tl_text_append_fitted(out, line, width, FALSE);
        g_string_append(out, tl_style(g->colour, TL_STYLE_RESET));
        g_string_append_c(out, '\n');
    }
}

/* How many sections stand side by side: a third of the line at least is the people's. */
static guint fit_sections(const group *g)
{
    if (g->width <= 0)
        return g->sections;
    gsize slug = 0;
    for (guint i = 0; i < g->people; i++)
        slug = MAX(slug, strlen(touch_at(g, i, 0)->person->slug));
    guint room = (guint)g->width - (guint)MIN(slug, (gsize)g->width / 3);
    return CLAMP(room / CELL, 1, g->sections);
}

static void append_group(GString *out, const group *g)
{
    guint step = fit_sections(g);
    g_string_append(out, out->len > 0 ? "\n" : "");
    append_legend(out, g);
    for (guint first = 0; first < g->sections; first += step)
        append_map(out, g, first, MIN(first + step, g->sections));
}

/* The run of touches that begins at first: of one relationship. */
static guint measure_run(const GArray *touches, guint first, const char *relationship)
{
    guint end = first;
    while (end < touches->len &&
           strcmp(g_array_index(touches, tl_touch, end).person->relationship, relationship) == 0)
        end++;
    return end - first;
}

static guint count_sections(const GArray *touches, guint first, guint run)
{
    const tl_person *person = g_array_index(touches, tl_touch, first).person;
    guint count = 0;
    while (count < run && g_array_index(touches, tl_touch, first + count).person == person)
        count++;
    return count;
}

char *tl_coverage_format(const tl_notebook *notebook, const GArray *touches, tl_date today,
                         int width, gboolean colour)
{
    GString *out = g_string_new(NULL);
    for (guint first = 0; first < touches->len;) {
        const tl_touch *touch = &g_array_index(touches, tl_touch, first);
        guint run = measure_run(touches, first, touch->person->relationship);
        guint sections = MAX(count_sections(touches, first, run), 1);
        group g = {notebook, touch, run / sections, sections, today, width, colour};
        append_group(out, &g);
        first += run;
    }
    return g_string_free(out, FALSE);
}

/* -- one person ----------------------------------------------------------------------------- */

char *tl_coverage_format_person(const tl_notebook *notebook, const GArray *touches, tl_date today,
                                int width, gboolean colour)
{
    const tl_table_column columns[] = {
        {_("section"), TL_ALIGN_LEFT},
        {_("weeks"), TL_ALIGN_RIGHT},
        {_("last"), TL_ALIGN_LEFT},
        {NULL, TL_ALIGN_LEFT},
    };
    g_autoptr(tl_table) table = tl_table_new(columns, G_N_ELEMENTS(columns), 3);
    for (guint i = 0; i < touches->len; i++) {
        const tl_touch *touch = &g_array_index(touches, tl_touch, i);
        char last[TL_DATE_SIZE];
        if (touch->prompt)
            tl_table_add_format(table, TL_STYLE_RESET, "  %s", touch->prompt->key);
        else
            tl_table_add_format(table, TL_STYLE_BOLD, "%s.%c", touch->person->relationship,
                                touch->section->letter);
        add_weeks(table, notebook, touch, today);
        tl_table_add(table, tl_date_format(touch->last, last), TL_STYLE_DIM);
        tl_table_add(table, touch->prompt ? touch->prompt->text : touch->section->title,
                     touch->prompt ? TL_STYLE_RESET : TL_STYLE_BOLD);
    }
    return tl_table_format(table, width, colour);
}
