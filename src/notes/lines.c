#include "tl11/lines.h"

#include <string.h>

static gboolean is_end(char c)
{
    return c == '\n' || c == '\r';
}

/* The offset behind the line that begins at start. */
static gsize find_next(const char *text, gsize length, gsize start)
{
    gsize i = start;
    while (i < length && !is_end(text[i]))
        i++;
    if (i + 1 < length && text[i] == '\r' && text[i + 1] == '\n')
        return i + 2;
    return MIN(i + 1, length);
}

tl_lines *tl_lines_new(const char *text, gsize length)
{
    tl_lines *lines = g_new(tl_lines, 1);
    lines->text = text;
    lines->length = length;
    lines->starts = g_array_new(FALSE, FALSE, sizeof(gsize));
    for (gsize start = 0; start < length; start = find_next(text, length, start))
        g_array_append_val(lines->starts, start);
    g_array_append_val(lines->starts, length);
    return lines;
}

void tl_lines_free(tl_lines *lines)
{
    if (!lines)
        return;
    g_array_unref(lines->starts);
    g_free(lines);
}

guint tl_lines_count(const tl_lines *lines)
{
    return lines->starts->len - 1;
}

const char *tl_lines_get_full(const tl_lines *lines, guint number, gsize *length)
{
    g_return_val_if_fail(number >= 1 && number <= tl_lines_count(lines), NULL);
    gsize start = g_array_index(lines->starts, gsize, number - 1);
    *length = g_array_index(lines->starts, gsize, number) - start;
    return lines->text + start;
}

const char *tl_lines_get(const tl_lines *lines, guint number, gsize *length)
{
    const char *line = tl_lines_get_full(lines, number, length);
    while (line && *length > 0 && is_end(line[*length - 1]))
        --*length;
    return line;
}

gboolean tl_lines_is_blank(const tl_lines *lines, guint number)
{
    gsize length = 0;
    const char *line = tl_lines_get(lines, number, &length);
    for (gsize i = 0; i < length; i++)
        if (line[i] != ' ' && line[i] != '\t')
            return FALSE;
    return TRUE;
}
