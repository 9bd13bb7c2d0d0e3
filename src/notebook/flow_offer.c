#include "tl11/flow.h"

#include "tl11/text.h"

#include <string.h>

/*
 * An offer stands in a file, so its first word is not left to a catalogue that
 * may be missing. It is a question that is asked when the note is committed, too.
 */
static const char *const WORDS[TL_LANGUAGES] = {
    [TL_LANGUAGE_EN] = "keep? ",
    [TL_LANGUAGE_ID] = "pakai? ",
};

/* What would end the comment loses its dashes. */
static void append_harmless(GString *out, const char *text)
{
    gsize start = out->len;
    g_string_append(out, text);
    while (strstr(out->str + start, "--"))
        g_string_replace(out, "--", "-", 0);
}

char *tl_flow_offer(const tl_flow *flow, tl_language language, char *letter)
{
    char date[TL_DATE_SIZE];
    if (flow->kind > TL_FLOW_DUE)
        return NULL;
    *letter = flow->kind == TL_FLOW_DUE ? 'a' : 'c';
    GString *offer = g_string_new(WORDS[language]);
    g_string_append_printf(offer, "%s %s: ", flow->person, tl_date_format(flow->date, date));
    if (flow->kind == TL_FLOW_DUE)
        g_string_append_printf(offer, "(%s) ", tl_date_format(flow->due, date));
    append_harmless(offer, flow->text);
    return g_string_free(offer, FALSE);
}

static gboolean is_offer_in(const char *text, const char *word)
{
    if (!g_str_has_prefix(text, word))
        return FALSE;
    const char *slug = text + strlen(word);
    const char *date = strchr(slug, ' ');
    g_autofree char *name = date ? g_strndup(slug, (gsize)(date - slug)) : NULL;
    return name && tl_text_is_slug(name) && strlen(date + 1) > TL_DATE_SIZE &&
           tl_date_parse_iso(date + 1, TL_DATE_SIZE - 1) && date[TL_DATE_SIZE] == ':';
}

gboolean tl_flow_is_offer(const char *text)
{
    for (tl_language language = 0; language < TL_LANGUAGES; language++)
        if (is_offer_in(text, WORDS[language]))
            return TRUE;
    return FALSE;
}
