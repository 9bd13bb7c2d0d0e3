#include "report_html_internal.h"

#include <string.h>

/* A strip is so many units high, and a week as many wide. */
#define UNIT 10

static void open_chart(GString *out, guint width, const char *title)
{
    g_string_append_printf(
        out, "<svg viewBox=\"0 0 %u %u\" preserveAspectRatio=\"none\" role=\"img\"><title>", width,
        UNIT);
    tl_html_text(out, title);
    g_string_append(out, "</title>");
}

static void append_rectangle(GString *out, const char *kind, guint x, guint y, guint width,
                             guint height)
{
    g_string_append_printf(out, "<rect class=\"%s\" x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\"/>",
                           kind, x, y, width, height);
}

/* Met is a full block, overdue a hollow one, a week in which none was due a low line. */
static void append_week(GString *out, tl_week_state state, guint index)
{
    guint x = index * UNIT + 1;
    if (state == TL_WEEK_MET)
        append_rectangle(out, "met", x, 0, UNIT - 2, UNIT);
    else if (state == TL_WEEK_OVERDUE)
        append_rectangle(out, "overdue", x + 1, 1, UNIT - 4, UNIT - 2);
    else if (state == TL_WEEK_QUIET)
        append_rectangle(out, "quiet", x, UNIT - 2, UNIT - 2, 1);
}

void tl_report_svg_weeks(GString *out, const tl_report_person *person)
{
    guint met = 0, overdue = 0;
    for (guint i = 0; i < person->weeks->len; i++) {
        tl_week_state state =
            tl_report_week_state(&g_array_index(person->weeks, tl_report_week, i));
        met += state == TL_WEEK_MET;
        overdue += state == TL_WEEK_OVERDUE;
    }
    g_autofree char *title = g_strdup_printf(_("%s: met in %u of %u weeks, overdue in %u"),
                                             person->name, met, person->weeks->len, overdue);
    open_chart(out, person->weeks->len * UNIT, title);
    for (guint i = 0; i < person->weeks->len; i++)
        append_week(out, tl_report_week_state(&g_array_index(person->weeks, tl_report_week, i)), i);
    g_string_append(out, "</svg>");
}

/* Each kind has a height of its own: what was done stands tallest. */
static guint append_part(GString *out, const char *kind, guint x, guint width)
{
    if (width == 0)
        return x;
    if (strcmp(kind, "done") == 0)
        append_rectangle(out, kind, x, 0, width, UNIT);
    else if (strcmp(kind, "overdue") == 0)
        append_rectangle(out, kind, x, 1, width, UNIT - 2);
    else
        append_rectangle(out, kind, x, strcmp(kind, "lost") == 0 ? UNIT / 2 : UNIT - 3, width,
                         strcmp(kind, "lost") == 0 ? UNIT / 2 : 3);
    return x + width;
}

void tl_report_svg_promises(GString *out, const tl_report_promises *promises, const char *title)
{
    guint all = promises->done + promises->dropped + promises->lost + promises->overdue;
    open_chart(out, MAX(all, 1) * UNIT, title);
    guint x = append_part(out, "done", 0, promises->done * UNIT);
    x = append_part(out, "dropped", x, promises->dropped * UNIT);
    x = append_part(out, "lost", x, promises->lost * UNIT);
    append_part(out, "overdue", x, promises->overdue * UNIT);
    g_string_append(out, "</svg>");
}

void tl_report_svg_bar(GString *out, guint mine, guint theirs, guint most)
{
    g_autofree char *title = g_strdup_printf(_("mine %u, theirs %u"), mine, theirs);
    open_chart(out, MAX(most, 1) * UNIT, title);
    if (mine)
        append_rectangle(out, "mine", 0, 0, mine * UNIT, UNIT);
    if (theirs)
        append_rectangle(out, "theirs", mine * UNIT, UNIT / 2, theirs * UNIT, UNIT / 2);
    g_string_append(out, "</svg>");
}

void tl_report_svg_swatch(GString *out, const char *kind)
{
    g_string_append_printf(out, "<svg class=\"swatch\" viewBox=\"0 0 %u %u\" aria-hidden=\"true\">",
                           UNIT, UNIT);
    if (strcmp(kind, "met") == 0)
        append_week(out, TL_WEEK_MET, 0);
    else if (strcmp(kind, "quiet") == 0)
        append_week(out, TL_WEEK_QUIET, 0);
    else if (strcmp(kind, "mine") == 0)
        append_rectangle(out, kind, 0, 0, UNIT, UNIT);
    else if (strcmp(kind, "theirs") == 0)
        append_rectangle(out, kind, 0, UNIT / 2, UNIT, UNIT / 2);
    else
        append_part(out, kind, 0, UNIT);
    g_string_append(out, "</svg>");
}
