#include "heading_internal.h"

#include "tl11/markdown.h"

static gboolean is_blank(char c)
{
    return c == ' ' || c == '\t';
}

guint tl_heading_underline(const tl_lines *lines, guint line)
{
    gsize length = 0;
    const char *text = tl_lines_get(lines, line, &length);
    gsize at = 0;
    while (at < length && at < 3 && text[at] == ' ')
        at++;
    char mark = at < length ? text[at] : '\0';
    if (mark != '=' && mark != '-')
        return 0;
    while (at < length && text[at] == mark)
        at++;
    while (at < length && is_blank(text[at]))
        at++;
    if (at < length)
        return 0;
    return mark == '=' ? 1 : 2;
}

guint tl_heading_level(const char *text, gsize length)
{
    guint level = 0;
    while (level < length && text[level] == '#')
        level++;
    gboolean ends = level == length || is_blank(text[level]);
    return level <= 6 && ends ? level : 0;
}

guint tl_heading_end(const tl_lines *lines, guint line)
{
    gsize length = 0;
    const char *text = tl_lines_get(lines, line, &length);
    gsize at = line == 1 ? tl_markdown_byte_order_mark(text, length) : 0;
    while (at < length && text[at] == ' ')
        at++;
    if (tl_heading_level(text + at, length - at) > 0)
        return line;
    for (guint number = line + 1; number <= tl_lines_count(lines); number++)
        if (tl_heading_underline(lines, number) > 0)
            return number;
    return line;
}
