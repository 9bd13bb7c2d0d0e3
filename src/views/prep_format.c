#include "tl11/prep.h"

#include "screen_internal.h"
#include "tl11/flow.h"
#include "tl11/tag.h"
#include "tl11/terminal.h"
#include "tl11/text.h"

#include <string.h>

typedef struct {
    const tl_prep *prep;
    const tl_people *people;
    tl_date today;
    int width;
    tl_screen *screen;
} layout;

static const char *title_of(tl_prep_kind kind)
{
    static const char *const TITLES[TL_PREP_KINDS] = {
        [TL_PREP_MINE] = N_("I promised"),
        [TL_PREP_THEIRS] = N_("They promised"),
        [TL_PREP_LAST] = N_("Last time"),
        [TL_PREP_AGENDA] = N_("To bring up"),
        [TL_PREP_SECTION] = N_("Long untouched"),
        [TL_PREP_PROMPT] = N_("Long untouched"),
        [TL_PREP_SINCE] = N_("How long ago"),
        [TL_PREP_BLOCKER] = N_("Blockers"),
        [TL_PREP_FLOW] = N_("From others"),
        [TL_PREP_MENTION] = N_("What others' notes say of them"),
    };
    return _(TITLES[kind]);
}

/* -- a line ---------------------------------------------------------------------------------- */

static char *format_days(int days)
{
    return days < 0 ? g_strdup(_("never")) : tl_age_format((guint)days);
}

/* "A" of "team.a", "decisions". */
static char *format_section(const tl_prep_line *line)
{
    const char *dot = line->section ? strrchr(line->section, '.') : NULL;
    if (dot && dot[1] && !dot[2])
        return g_strdup_printf("%c", g_ascii_toupper(dot[1]));
    return g_strdup(line->section ? line->section : "");
}

static char *make_label(const tl_prep_line *line)
{
    char date[TL_DATE_SIZE];
    switch (line->kind) {
    case TL_PREP_MINE:
    case TL_PREP_THEIRS:
        return g_strdup(tl_date_format(line->due, date));
    case TL_PREP_LAST:
        return format_section(line);
    case TL_PREP_FLOW:
        return g_strdup(line->topic);
    case TL_PREP_MENTION:
        return g_strdup(tl_date_format(line->date, date));
    case TL_PREP_AGENDA:
        /* A gathered point has no day. */
        return line->days < 0 ? g_strdup("") : format_days(line->days);
    default:
        return format_days(line->days);
    }
}

static tl_style_name style_label(const layout *l, const tl_prep_line *line)
{
    gboolean is_promise = line->kind == TL_PREP_MINE || line->kind == TL_PREP_THEIRS;
    if (is_promise && line->due != TL_DATE_NONE && line->due < l->today)
        return TL_STYLE_BAD;
    return line->days < 0 && !is_promise ? TL_STYLE_WARN : TL_STYLE_DIM;
}

/* "Alice Ng, 12d": whose note it is, and what of its day counts. */
static char *name_source(const layout *l, const tl_prep_line *line)
{
    char due[TL_DATE_SIZE];
    const char *name = tl_people_name(l->people, line->person);
    gboolean is_open = g_strcmp0(line->topic, tl_flow_name(TL_FLOW_BLOCKER)) == 0 ||
                       g_strcmp0(line->topic, tl_flow_name(TL_FLOW_RISK)) == 0;
    g_autofree char *age = format_days(line->days);
    if (line->kind == TL_PREP_FLOW && line->due != TL_DATE_NONE)
        return g_strdup_printf("%s, %s", name, tl_date_format(line->due, due));
    return is_open ? g_strdup_printf("%s, %s", name, age) : g_strdup(name);
}

/* What the label says already is left out. */
static char *make_text(const layout *l, const tl_prep_line *line)
{
    g_autofree char *source = NULL;
    g_autofree char *bare = NULL;
    switch (line->kind) {
    case TL_PREP_SECTION:
        source = format_section(line);
        return g_strdup_printf("%s. %s", source, line->text);
    case TL_PREP_BLOCKER:
        return tl_tag_strip(line->text);
    case TL_PREP_FLOW:
    case TL_PREP_MENTION:
        source = name_source(l, line);
        bare = line->kind == TL_PREP_FLOW ? tl_tag_strip(line->text) : g_strdup(line->text);
        return g_strdup_printf("%s: %s", source, bare);
    default:
        return g_strdup(line->text);
    }
}

static void add_line(layout *l, const tl_prep_line *line)
{
    g_autofree char *label = make_label(line);
    g_autofree char *text = make_text(l, line);
    /* A promise is ticked off by its id. */
    g_autofree char *tail =
        line->kind <= TL_PREP_THEIRS && line->id ? g_strdup_printf("^%s", line->id) : NULL;
    tl_screen_add_row(l->screen, label, style_label(l, line), text, tail);
}

/* -- lists ------------------------------------------------------------------------------------ */

static const char *name_since(const char *tag)
{
    return strcmp(tag, "recognition") == 0 ? _("recognition")
           : strcmp(tag, "fb-given") == 0  ? _("feedback given")
           : strcmp(tag, "fb-got") == 0    ? _("feedback asked for")
                                           : _("career talk");
}

/* "recognition 7d, feedback given never, …", broken where the line ends. */
static void add_since(layout *l, guint first)
{
    g_autoptr(GString) line = g_string_new(NULL);
    tl_screen_begin(l->screen, title_of(TL_PREP_SINCE));
    for (guint i = first; i < l->prep->lines->len; i++) {
        const tl_prep_line *since = g_ptr_array_index(l->prep->lines, i);
        if (since->kind != TL_PREP_SINCE)
            break;
        g_autofree char *age = format_days(since->days);
        g_autofree char *part = g_strdup_printf("%s %s", name_since(since->topic), age);
        gsize width = tl_text_width(line->str, -1) + tl_text_width(part, -1) + strlen(", ");
        if (line->len > 0 && l->width > 0 && width > (gsize)l->width) {
            tl_screen_add(l->screen, g_strdup(line->str));
            g_string_truncate(line, 0);
        }
        g_string_append_printf(line, line->len > 0 ? ", %s" : "  %s", part);
    }
    tl_screen_add(l->screen, g_strdup(line->str));
}

static char *title_last(const tl_prep_line *line)
{
    char date[TL_DATE_SIZE];
    g_autofree char *age = format_days(line->days);
    return g_strdup_printf("%s, %s (%s)", title_of(TL_PREP_LAST), tl_date_format(line->date, date),
                           age);
}

static void add_lists(layout *l)
{
    const char *title = NULL;
    for (guint i = 0; i < l->prep->lines->len; i++) {
        const tl_prep_line *line = g_ptr_array_index(l->prep->lines, i);
        gboolean is_new = title != title_of(line->kind);
        title = title_of(line->kind);
        if (line->kind == TL_PREP_SINCE) {
            if (is_new)
                add_since(l, i);
            continue;
        }
        g_autofree char *last = line->kind == TL_PREP_LAST ? title_last(line) : NULL;
        if (is_new)
            tl_screen_begin(l->screen, last ? last : title);
        add_line(l, line);
    }
}

/* -- the head ------------------------------------------------------------------------------------
 */

static void append_due(GString *head, const tl_due *due)
{
    char date[TL_DATE_SIZE];
    if (due->next == TL_DATE_NONE) {
        g_string_append_printf(head, ", %s", _("archived"));
        return;
    }
    g_autofree char *age = tl_age_format((guint)ABS(due->overdue));
    g_string_append(head, ", ");
    if (due->overdue > 0)
        g_string_append_printf(head, _("overdue by %s"), age);
    else if (due->overdue == 0)
        g_string_append(head, _("due today"));
    else
        g_string_append_printf(head, _("due on %s"), tl_date_format(due->next, date));
}

static void append_head(const layout *l, GString *out)
{
    const tl_due *due = &l->prep->due;
    char last[TL_DATE_SIZE];
    g_autoptr(GString) head = g_string_new(NULL);
    g_autofree char *every = tl_span_format(due->every);
    g_autofree char *name = tl_text_escape(tl_person_name(due->person), -1);
    g_string_append_printf(head, "%s, %s, ", name, due->person->relationship);
    g_string_append_printf(head, _("every %s"), every);
    append_due(head, due);
    if (due->last == TL_DATE_NONE)
        g_string_append_printf(head, ", %s", _("never met"));
    else if (l->today == due->last)
        g_string_append_printf(head, ", %s", _("met today"));
    else
        g_string_append_printf(head, _(", met %s"), tl_date_format(due->last, last));
    g_autoptr(GString) fitted = g_string_new(NULL);
    tl_text_append_fitted(fitted, head->str, l->width > 0 ? (gsize)l->width : G_MAXINT, FALSE);
    tl_screen_append_styled(l->screen, TL_STYLE_HEADING, fitted->str, out);
    g_string_append_c(out, '\n');
}

static void append_hidden(const layout *l, GString *out)
{
    guint hidden = l->prep->hidden;
    if (hidden == 0)
        return;
    g_autofree char *line = g_strdup_printf(
        Q_("%u open under Private is not shown", "%u open under Private are not shown", hidden),
        hidden);
    tl_screen_append_styled(l->screen, TL_STYLE_DIM, line, out);
    g_string_append_c(out, '\n');
}

char *tl_prep_format(const tl_prep *prep, const tl_people *people, tl_date today, int width,
                     int height, gboolean colour)
{
    g_autoptr(tl_screen) screen = tl_screen_new(width, colour);
    layout l = {prep, people, today, width, screen};
    GString *out = g_string_new(NULL);
    add_lists(&l);
    append_head(&l, out);
    tl_screen_append(screen, height > 0 ? MAX(height - 1 - (prep->hidden > 0), 1) : 0, out);
    append_hidden(&l, out);
    return g_string_free(out, FALSE);
}
