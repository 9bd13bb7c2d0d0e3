#include "news_internal.h"

#include "tl11/followup.h"
#include "tl11/language.h"
#include "tl11/text.h"

/* More than these nobody reads right after a sync: 'tl11 followups' lists them. */
#define FOLLOWUPS_MAX 10

/* format is the translation for this count. */
static void append_count(GString *line, guint count, const char *format)
{
    if (count == 0)
        return;
    g_string_append(line, line->len ? ", " : "");
    g_string_append_printf(line, format, count);
}

static void append_person(GString *out, const tl_news_person *person)
{
    g_autoptr(GString) line = g_string_new(NULL);
    append_count(line, person->added, Q_("%u new note", "%u new notes", person->added));
    append_count(line, person->changed, Q_("%u note changed", "%u notes changed", person->changed));
    append_count(line, person->moved, Q_("%u note moved", "%u notes moved", person->moved));
    append_count(line, person->removed, Q_("%u note gone", "%u notes gone", person->removed));
    if (line->len == 0)
        g_string_append(line, _("what is known of them, or gathered for the next 1:1"));
    g_autofree char *name = tl_text_escape(person->name, -1);
    g_string_append_printf(out, "  %s: %s\n", name, line->str);
}

static void append_followup(GString *out, const tl_followup *followup)
{
    static const char *const marks[] = {[TL_STATE_CARRIED] = ">",
                                        [TL_STATE_OPEN] = " ",
                                        [TL_STATE_DROPPED] = "-",
                                        [TL_STATE_DONE] = "x"};
    g_autofree char *text = tl_text_escape(followup->text, -1);
    char due[TL_DATE_SIZE];
    g_string_append_printf(out, "    [%s] %s", marks[followup->state], text);
    if (followup->owner) {
        g_autofree char *owner = tl_text_escape(followup->owner, -1);
        g_string_append_printf(out, " @%s", owner);
    }
    if (followup->due != TL_DATE_NONE)
        g_string_append_printf(out, " due:%s", tl_date_format(followup->due, due));
    g_string_append_c(out, '\n');
}

static guint append_followups(GString *out, const GPtrArray *followups, guint told)
{
    for (guint i = 0; i < followups->len; i++, told++)
        if (told < FOLLOWUPS_MAX)
            append_followup(out, g_ptr_array_index(followups, i));
    return told;
}

void tl_call_append_news(GString *out, const tl_news *news)
{
    guint told = 0;
    for (guint i = 0; i < news->persons->len; i++) {
        const tl_news_person *person = g_ptr_array_index(news->persons, i);
        append_person(out, person);
        told = append_followups(out, person->opened, told);
        told = append_followups(out, person->closed, told);
    }
    if (told > FOLLOWUPS_MAX)
        g_string_append_printf(
            out,
            Q_("    and %u more follow-up\n", "    and %u more follow-ups\n", told - FOLLOWUPS_MAX),
            told - FOLLOWUPS_MAX);
    if (news->others > 0)
        g_string_append_printf(out, Q_("  %u other file\n", "  %u other files\n", news->others),
                               news->others);
}
