#include "pattern_internal.h"

#include <string.h>

/* Escapes that cannot match a line end, and mean the same in a text as in a line. */
static gboolean is_plain_escape(char c)
{
    return strchr("SwdbBht", c) != NULL || (g_ascii_ispunct(c) && c != '<' && c != '>');
}

/* \s, \W and \D without the line end. */
static const char *narrow(char c)
{
    return c == 's' ? "[^\\S\\n]" : c == 'W' ? "[^\\w\\n]" : c == 'D' ? "[^\\d\\n]" : NULL;
}

/* at is behind the backslash; NULL: give up. */
static const char *take_escape(const char *at, GString *out)
{
    const char *narrowed = *at ? narrow(*at) : NULL;
    if (narrowed)
        g_string_append(out, narrowed);
    else if (*at && is_plain_escape(*at))
        g_string_append_printf(out, "\\%c", *at);
    else
        return NULL;
    return at + 1;
}

/* at is behind '['. */
static const char *take_class(const char *at, GString *out)
{
    gboolean is_negated = *at == '^';
    g_string_append(out, is_negated ? "[^\\n" : "[");
    at += is_negated;
    if (*at == ']') {
        g_string_append(out, "\\]");
        at++;
    }
    for (; *at != ']'; at++) {
        if ((guchar)*at < ' ' || (*at == '[' && strchr(":.=", at[1])))
            return NULL;
        if (*at != '\\') {
            g_string_append_c(out, *at);
            continue;
        }
        at++;
        gboolean is_fine = *at && (strchr("Swdh", *at) || g_ascii_ispunct(*at) ||
                                   (is_negated && strchr("tsWD", *at)));
        if (!is_fine)
            return NULL;
        g_string_append_printf(out, "\\%c", *at);
    }
    g_string_append_c(out, ']');
    return at + 1;
}

/* at is behind '('. */
static const char *take_group(const char *at, GString *out)
{
    static const char *const kinds[] = {"?:", "?i)", "?i:"};
    g_string_append_c(out, '(');
    if (*at != '?')
        return *at == '*' ? NULL : at;
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_has_prefix(at, kinds[i])) {
            g_string_append(out, kinds[i]);
            return at + strlen(kinds[i]);
        }
    return NULL;
}

char *tl_pattern_confine(const char *text)
{
    g_autoptr(GString) out = g_string_new(NULL);
    const char *at = text;
    while (at && *at) {
        char c = *at;
        if ((guchar)c < ' ' && c != '\t')
            return NULL;
        if (strchr("*+?}", c) && at[1] == '+')
            return NULL;
        if (c == '\\') {
            at = take_escape(at + 1, out);
        } else if (c == '[') {
            at = take_class(at + 1, out);
        } else if (c == '(') {
            at = take_group(at + 1, out);
        } else {
            g_string_append_c(out, c);
            at++;
        }
    }
    return at ? g_string_free(g_steal_pointer(&out), FALSE) : NULL;
}
