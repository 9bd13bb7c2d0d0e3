#include "report_internal.h"

#include "tl11/table.h"
#include "tl11/terminal.h"
#include "tl11/text.h"

#include <string.h>

#define NAME_WIDTH 16
#define NUMBERS_WIDTH 12 /* " 24  120d" and some room */
#define BAR_WIDTH 20
#define NUMBERS_BEFORE_BAR 36

/* A report being written. */
typedef struct {
    const tl_report *report;
    const tl_report_style *style;
    GString *out;
} page;

static const char *mark_of(tl_week_state state, gboolean utf8)
{
    static const char *const BLOCKS[] = {" ", "·", "█", "▒"};
    static const char *const LETTERS[] = {" ", ".", "#", "!"};
    return (utf8 ? BLOCKS : LETTERS)[state];
}

static tl_style_name style_of(tl_week_state state)
{
    static const tl_style_name STYLES[] = {TL_STYLE_RESET, TL_STYLE_DIM, TL_STYLE_GOOD,
                                           TL_STYLE_BAD};
    return STYLES[state];
}

static void append_styled(const page *p, const char *text, tl_style_name style)
{
    g_string_append(p->out, tl_style(p->style->colour, style));
    g_string_append(p->out, text);
    g_string_append(p->out, tl_style(p->style->colour, TL_STYLE_RESET));
}

static void append_heading(const page *p, const char *text)
{
    if (p->out->len)
        g_string_append_c(p->out, '\n');
    append_styled(p, text, TL_STYLE_HEADING);
    g_string_append_c(p->out, '\n');
}

/* Text in so many columns; the dots of what is cut are ASCII where that is all there is. */
static void append_fitted(const page *p, const char *text, gsize width, tl_style_name style)
{
    g_autofree char *escaped = tl_text_escape(text, -1);
    g_autoptr(GString) fitted = g_string_new(NULL);
    tl_text_append_fitted(fitted, escaped, width, TRUE);
    append_styled(p, fitted->str, style);
}

static guint name_width(const page *p)
{
    guint width = 0;
    for (guint i = 0; i < p->report->persons->len; i++) {
        const tl_report_person *person = g_ptr_array_index(p->report->persons, i);
        width = MAX(width, (guint)strlen(person->slug));
    }
    return p->style->width > 0 ? MIN(width, NAME_WIDTH) : width;
}

/* How many weeks there is room for, the newest of them. */
static guint fit_weeks(const page *p, guint count, guint names)
{
    int room = p->style->width - (int)names - NUMBERS_WIDTH;
    return p->style->width > 0 ? MIN(count, (guint)MAX(room, 1)) : count;
}

static void append_person(const page *p, const tl_report_person *person, guint names, guint weeks)
{
    append_fitted(p, person->slug, names, TL_STYLE_PERSON);
    g_string_append_c(p->out, ' ');
    for (guint i = person->weeks->len - weeks; i < person->weeks->len; i++) {
        tl_week_state state =
            tl_report_week_state(&g_array_index(person->weeks, tl_report_week, i));
        const char *mark = mark_of(state, p->style->utf8);
        if (state == TL_WEEK_NOBODY)
            g_string_append(p->out, mark);
        else
            append_styled(p, mark, style_of(state));
    }
    g_autofree char *gap = g_strdup_printf(_("%ud"), person->longest_gap);
    g_string_append_printf(p->out, " %3u %5s\n", person->held, gap);
}

static void append_legend(const page *p)
{
    const char *const words[] = {NULL, _("not due"), _("met"), _("overdue")};
    static const tl_week_state ORDER[] = {TL_WEEK_MET, TL_WEEK_QUIET, TL_WEEK_OVERDUE};
    for (gsize i = 0; i < G_N_ELEMENTS(ORDER); i++) {
        append_styled(p, mark_of(ORDER[i], p->style->utf8), style_of(ORDER[i]));
        g_string_append_printf(p->out, " %s%s", words[ORDER[i]],
                               i + 1 < G_N_ELEMENTS(ORDER) ? "  " : "\n");
    }
}

static void append_cadence(const page *p)
{
    char from[TL_DATE_SIZE];
    guint names = name_width(p);
    const tl_report_person *first = g_ptr_array_index(p->report->persons, 0);
    guint weeks = fit_weeks(p, first->weeks->len, names);
    guint skipped = first->weeks->len - weeks;
    append_heading(p, _("1:1s, week by week"));
    g_autofree char *header = g_strdup_printf(
        _("from %s; meetings, longest gap"),
        tl_date_format(skipped ? g_array_index(first->weeks, tl_report_week, skipped).monday
                               : p->report->since,
                       from));
    g_autoptr(GString) fitted = g_string_new(NULL);
    tl_text_append_fitted(fitted, header, p->style->width > 0 ? (gsize)p->style->width : G_MAXSIZE,
                          FALSE);
    append_styled(p, fitted->str, TL_STYLE_DIM);
    g_string_append_c(p->out, '\n');
    for (guint i = 0; i < p->report->persons->len; i++)
        append_person(p, g_ptr_array_index(p->report->persons, i), names, weeks);
    append_legend(p);
}

static void append_table(const page *p, const tl_table *table)
{
    g_autofree char *text = tl_table_format(table, p->style->width, p->style->colour);
    g_string_append(p->out, text);
}

static void add_counts(tl_table *table, const char *name, guint mine, guint theirs,
                       tl_style_name style)
{
    tl_table_add(table, name, TL_STYLE_RESET);
    tl_table_add_format(table, mine ? style : TL_STYLE_RESET, "%u", mine);
    tl_table_add_format(table, theirs ? style : TL_STYLE_RESET, "%u", theirs);
}

static void append_promises(const page *p)
{
    const tl_table_column columns[] = {
        {"", TL_ALIGN_LEFT},
        {_("mine"), TL_ALIGN_RIGHT},
        {_("theirs"), TL_ALIGN_RIGHT},
    };
    const tl_report_promises *mine = &p->report->mine, *theirs = &p->report->theirs;
    g_autoptr(tl_table) table = tl_table_new(columns, G_N_ELEMENTS(columns), 0);
    g_autofree char *kept_mine = tl_report_kept_text(mine);
    g_autofree char *kept_theirs = tl_report_kept_text(theirs);
    append_heading(p, _("Promises"));
    add_counts(table, _("done"), mine->done, theirs->done, TL_STYLE_GOOD);
    add_counts(table, _("dropped"), mine->dropped, theirs->dropped, TL_STYLE_RESET);
    add_counts(table, _("lost"), mine->lost, theirs->lost, TL_STYLE_WARN);
    add_counts(table, _("overdue"), mine->overdue, theirs->overdue, TL_STYLE_BAD);
    tl_table_add(table, _("kept"), TL_STYLE_BOLD);
    tl_table_add(table, kept_mine, TL_STYLE_BOLD);
    tl_table_add(table, kept_theirs, TL_STYLE_BOLD);
    add_counts(table, _("open"), mine->open, theirs->open, TL_STYLE_RESET);
    append_table(p, table);
}

/* A bar as long as count is to most, in the room that the numbers before it leave. */
static char *draw_bar(const page *p, guint count, guint most)
{
    GString *bar = g_string_new(NULL);
    int room = p->style->width - NUMBERS_BEFORE_BAR;
    guint full = p->style->width > 0 ? (guint)CLAMP(room, 0, BAR_WIDTH) : BAR_WIDTH;
    guint length = most ? (count * full + most - 1) / most : 0;
    for (guint i = 0; i < length; i++)
        g_string_append(bar, p->style->utf8 ? "█" : "#");
    return g_string_free(bar, FALSE);
}

static void append_ages(const page *p)
{
    const tl_table_column columns[] = {
        {_("open for"), TL_ALIGN_LEFT},
        {_("mine"), TL_ALIGN_RIGHT},
        {_("theirs"), TL_ALIGN_RIGHT},
        {"", TL_ALIGN_LEFT},
    };
    g_autoptr(tl_table) table = tl_table_new(columns, G_N_ELEMENTS(columns), 3);
    guint most = 0;
    for (guint i = 0; i < TL_REPORT_AGES; i++)
        most = MAX(most, p->report->ages_mine[i] + p->report->ages_theirs[i]);
    append_heading(p, _("How long what is open has been so"));
    for (guint i = 0; i < TL_REPORT_AGES; i++) {
        guint mine = p->report->ages_mine[i], theirs = p->report->ages_theirs[i];
        g_autofree char *bar = draw_bar(p, mine + theirs, most);
        tl_table_add(table, tl_report_age_name(i), TL_STYLE_RESET);
        tl_table_add_format(table, TL_STYLE_RESET, "%u", mine);
        tl_table_add_format(table, TL_STYLE_RESET, "%u", theirs);
        tl_table_add(table, bar, TL_STYLE_DIM);
    }
    append_table(p, table);
}

static void append_oldest(const page *p)
{
    char day[TL_DATE_SIZE];
    const tl_table_column columns[] = {
        {_("since"), TL_ALIGN_LEFT},
        {_("owner"), TL_ALIGN_LEFT},
        {_("person"), TL_ALIGN_LEFT},
        {_("promise"), TL_ALIGN_LEFT},
    };
    g_autoptr(tl_table) table = tl_table_new(columns, G_N_ELEMENTS(columns), 3);
    if (p->report->oldest->len == 0)
        return;
    append_heading(p, _("Open the longest"));
    for (guint i = 0; i < p->report->oldest->len; i++) {
        const tl_report_open *open = g_ptr_array_index(p->report->oldest, i);
        tl_table_add(table, tl_date_format(open->born, day), TL_STYLE_RESET);
        tl_table_add(table, open->owner, TL_STYLE_RESET);
        tl_table_add(table, open->person, TL_STYLE_PERSON);
        tl_table_add(table, open->text, TL_STYLE_RESET);
    }
    append_table(p, table);
}

static void append_touches(const page *p)
{
    const tl_report *report = p->report;
    g_autofree char *map = tl_coverage_format(report->notebook, report->touches, report->today,
                                              p->style->width, p->style->colour);
    append_heading(p, _("Weeks since a section was touched"));
    g_string_append(p->out, map);
}

char *tl_report_format(const tl_report *report, const tl_report_style *style)
{
    page p = {report, style, g_string_new(NULL)};
    if (report->persons->len)
        append_cadence(&p);
    append_promises(&p);
    append_ages(&p);
    append_touches(&p);
    append_oldest(&p);
    return g_string_free(p.out, FALSE);
}
