#include "marker_internal.h"

#define MAX_DIGITS 9

gsize tl_blank_columns(char blank, gsize column)
{
    return blank == '\t' ? 4 - column % 4 : 1;
}

static gboolean is_white(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

gsize tl_marker_measure(const char *text, gsize length)
{
    gsize n = 0;
    while (n < length && n < MAX_DIGITS && g_ascii_isdigit(text[n]))
        n++;
    if (n == length)
        return 0;
    gboolean fits = n > 0 ? text[n] == '.' || text[n] == ')'
                          : text[n] == '-' || text[n] == '+' || text[n] == '*';
    return fits && (n + 1 == length || is_white(text[n + 1])) ? n + 1 : 0;
}

gsize tl_marker_find_rule(const char *line, gsize length)
{
    gsize marks = 0;
    gsize start = length;
    char mark = '\0';
    for (gsize i = length; i > 0; i--) {
        char c = line[i - 1];
        if (c == ' ' || c == '\t')
            continue;
        if (mark && c != mark)
            break;
        mark = c;
        marks++;
        start = i - 1;
    }
    return marks >= 3 && (mark == '-' || mark == '*' || mark == '_') ? start : length;
}
