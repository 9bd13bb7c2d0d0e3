#include "tl11/glance.h"

#include "screen_internal.h"
#include "tl11/followup_list.h"
#include "tl11/text.h"

#include <string.h>

static void add_due(tl_screen *screen, const tl_glance *glance)
{
    guint count = tl_due_count(glance->due);
    if (count > 0)
        tl_screen_begin(screen, _("1:1s due"));
    for (guint i = 0; i < count; i++) {
        const tl_due *due = &g_array_index(glance->due, tl_due, i);
        char last[TL_DATE_SIZE];
        g_autofree char *age = tl_age_format((guint)due->overdue);
        g_autofree char *label =
            due->overdue > 0 ? g_strdup_printf(_("since %s"), age) : g_strdup(_("today"));
        g_autofree char *met = due->last == TL_DATE_NONE
                                   ? g_strdup(_("never met"))
                                   : g_strdup_printf(_("met %s"), tl_date_format(due->last, last));
        g_autofree char *text = g_strdup_printf("%s, %s", tl_person_name(due->person), met);
        tl_screen_add_row(screen, label, due->overdue > 0 ? TL_STYLE_BAD : TL_STYLE_WARN, text,
                          due->person->slug);
    }
}

static gboolean is_due(const tl_item *item, tl_date today)
{
    const tl_followup *followup = item->newest->followup;
    return item->state == TL_STATE_OPEN && !item->is_agenda && !followup->is_private &&
           followup->due != TL_DATE_NONE && followup->due <= today;
}

static void add_promises(tl_screen *screen, const tl_glance *glance, gboolean mine)
{
    tl_list_filter filter = {
        .state = TL_LIST_OPEN, .mine = mine, .theirs = !mine, .today = glance->today};
    g_autoptr(GPtrArray) items = tl_list_select(glance->items, &filter);
    gboolean is_begun = FALSE;
    for (guint i = 0; i < items->len; i++) {
        const tl_item *item = g_ptr_array_index(items, i);
        const tl_followup *followup = item->newest->followup;
        if (!is_due(item, glance->today))
            continue;
        if (!is_begun)
            tl_screen_begin(screen, mine ? _("I promised") : _("Others promised"));
        is_begun = TRUE;
        char due[TL_DATE_SIZE];
        g_autofree char *text = g_strdup_printf("%s: %s", item->person, followup->text);
        g_autofree char *tail = item->id ? g_strdup_printf("^%s", item->id) : NULL;
        tl_screen_add_row(screen, tl_date_format(followup->due, due),
                          followup->due < glance->today ? TL_STYLE_BAD : TL_STYLE_WARN, text, tail);
    }
}

static void add_uncommitted(tl_screen *screen, const tl_glance *glance)
{
    if (glance->uncommitted->len > 0)
        tl_screen_begin(screen, _("Not committed"));
    for (guint i = 0; i < glance->uncommitted->len; i++)
        tl_screen_add_row(screen, "", TL_STYLE_RESET, g_ptr_array_index(glance->uncommitted, i),
                          NULL);
}

static char *format_upstream(const tl_upstream *upstream)
{
    g_autofree char *name = tl_text_escape(upstream->name, -1);
    if (upstream->ahead == 0 && upstream->behind == 0)
        return g_strdup_printf(_("as %s was when it was fetched last"), name);
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "%s: ", name);
    if (upstream->ahead > 0)
        g_string_append_printf(out,
                               Q_("%u commit ahead", "%u commits ahead", (guint)upstream->ahead),
                               (guint)upstream->ahead);
    if (upstream->ahead > 0 && upstream->behind > 0)
        g_string_append(out, ", ");
    if (upstream->behind > 0)
        g_string_append_printf(out,
                               Q_("%u commit behind", "%u commits behind", (guint)upstream->behind),
                               (guint)upstream->behind);
    return g_string_free(out, FALSE);
}

/* A line of its own, cut to the width. */
static void append_line(const tl_screen *screen, int width, tl_style_name style, const char *text,
                        GString *out)
{
    g_autoptr(GString) line = g_string_new(NULL);
    tl_text_append_fitted(line, text, width > 0 ? (gsize)width : G_MAXINT, FALSE);
    tl_screen_append_styled(screen, style, line->str, out);
    g_string_append_c(out, '\n');
}

char *tl_glance_format(const tl_glance *glance, int width, int height, gboolean colour)
{
    char today[TL_DATE_SIZE];
    g_autoptr(tl_screen) screen = tl_screen_new(width, colour);
    GString *out = g_string_new(NULL);
    GString *lists = g_string_new(NULL);
    add_due(screen, glance);
    add_promises(screen, glance, TRUE);
    add_promises(screen, glance, FALSE);
    add_uncommitted(screen, glance);
    guint others = 1 + (glance->upstream->name != NULL);
    tl_screen_append(screen, height > 0 ? MAX(height - (int)others, 1) : 0, lists);
    g_autofree char *head = g_strdup_printf(
        lists->len > 0 ? "%s" : _("%s: nobody and nothing is due, all is committed"),
        tl_date_format(glance->today, today));
    append_line(screen, width, TL_STYLE_HEADING, head, out);
    g_string_append_len(out, lists->str, (gssize)lists->len);
    g_string_free(lists, TRUE);
    if (glance->upstream->name) {
        g_autofree char *line = format_upstream(glance->upstream);
        append_line(screen, width, TL_STYLE_DIM, line, out);
    }
    return g_string_free(out, FALSE);
}
