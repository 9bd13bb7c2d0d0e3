/*
 * What every rendering must be, whatever was rendered: valid UTF-8, no control
 * bytes but line ends and SGR sequences, and these reset within their line.
 */
#ifndef RENDER_CHECK_H
#define RENDER_CHECK_H

#include "tl11/text.h"

#include <glib.h>
#include <string.h>

/* The length of the SGR sequence at text, 0 where there is none. */
static inline gsize measure_sgr(const char *text)
{
    if (text[0] != '\033' || text[1] != '[')
        return 0;
    gsize length = 2 + strspn(text + 2, "0123456789;");
    return text[length] == 'm' ? length + 1 : 0;
}

static inline char *remove_sgr(const char *text)
{
    GString *out = g_string_new(NULL);
    while (*text != '\0') {
        gsize length = measure_sgr(text);
        if (length == 0)
            g_string_append_c(out, *text);
        text += MAX(length, 1);
    }
    return g_string_free(out, FALSE);
}

/* NULL when it is clean, else what is wrong. */
static inline const char *find_dirt(const char *text)
{
    gboolean styled = FALSE;
    if (!g_utf8_validate(text, -1, NULL))
        return "invalid UTF-8";
    if (*text != '\0' && !g_str_has_suffix(text, "\n"))
        return "no line end at the end";
    while (*text != '\0') {
        gsize length = measure_sgr(text);
        gunichar c = g_utf8_get_char(text);
        if (length > 0)
            styled = !g_str_has_prefix(text, "\033[0m");
        else if (c == '\n' && styled)
            return "a style that goes on behind its line";
        else if (c != '\n' && g_unichar_iscntrl(c))
            return "a control character";
        text = length > 0 ? text + length : g_utf8_next_char(text);
    }
    return NULL;
}

static inline gsize measure_widest(const char *text)
{
    g_autofree char *plain = remove_sgr(text);
    g_auto(GStrv) lines = g_strsplit(plain, "\n", -1);
    gsize widest = 0;
    for (char **line = lines; *line != NULL; line++)
        widest = MAX(widest, tl_text_width(*line, -1));
    return widest;
}

#endif
