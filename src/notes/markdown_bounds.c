#include "tl11/markdown.h"

#include "heading_internal.h"
#include "marker_internal.h"

/* What cmark takes for nested blocks costs it their depth on every line. */
#define MAX_DEPTH 32
#define MAX_PARAGRAPH ((gsize)64 * 1024)
/* Every "[" may look at all those before it (CVE-2023-22486). */
#define MAX_BRACKETS 4096

/* What the lines so far may have opened: upper bounds, never too low. */
typedef struct {
    gsize depth;
    gsize paragraph;
    gsize brackets;
    gboolean after_blank;
} bounds;

/* The containers that one line begins with. */
typedef struct {
    gsize columns; /* of white space before, between and behind the markers */
    gsize quotes;
    gsize items;
    gboolean interrupts; /* a heading or its first item ends any paragraph */
    gsize text;          /* offset of what follows the markers, or the line's length */
} prefix;

static gboolean is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* A list may begin in the midst of a paragraph if it is a bullet list or begins with 1. */
static gboolean may_interrupt(const char *marker, gsize length)
{
    gsize n = 0;
    while (n + 2 < length && marker[n] == '0')
        n++;
    return length == 1 || (n + 2 == length && marker[n] == '1');
}

static prefix read_prefix(const char *line, gsize length)
{
    prefix p = {.text = length};
    gsize rule = tl_marker_find_rule(line, length);
    gsize column = 0;
    gsize run = 0;
    gboolean indented = FALSE;
    for (gsize i = 0; i < length;) {
        gsize step = 1;
        gsize width = 1;
        if (is_blank(line[i])) {
            width = tl_blank_columns(line[i], column);
            p.columns += width;
            run += width;
            indented = indented || run > 3;
        } else if (i < rule && line[i] == '>') {
            p.quotes++;
            run = 0;
        } else if (i < rule && (step = tl_marker_measure(line + i, length - i)) > 0) {
            if (p.items++ == 0)
                p.interrupts = !indented && may_interrupt(line + i, step);
            width = step;
            run = 0;
        } else {
            p.text = i;
            if (p.items == 0)
                p.interrupts = !indented && tl_heading_level(line + i, length - i) > 0;
            break;
        }
        column += width;
        i += step;
    }
    return p;
}

static void count_line(bounds *b, const char *line, gsize length)
{
    prefix p = read_prefix(line, length);
    gboolean blank = p.text == length && p.items == 0;
    if (!blank || p.quotes > 0) {
        /* An open item takes two columns at least, an open quote its mark. */
        gsize depth = MIN(b->depth, p.columns / 2 + p.quotes) + p.quotes + p.items;
        /* Only a blank line surely closes what it does not go on: others may be lazy. */
        b->depth = b->after_blank ? depth : MAX(b->depth, depth);
    }
    if (blank || (p.interrupts && p.text < length))
        b->paragraph = b->brackets = 0;
    b->after_blank = blank;
    b->paragraph += length + 1;
    for (gsize i = p.text; i < length; i++)
        b->brackets += line[i] == '[';
}

gboolean tl_markdown_is_complex(const char *text, gsize length)
{
    if (length > TL_MARKDOWN_MAX)
        return TRUE;
    bounds b = {.after_blank = TRUE};
    for (gsize at = tl_markdown_byte_order_mark(text, length); at < length;) {
        gsize start = at;
        while (at < length && text[at] != '\n' && text[at] != '\r')
            at++;
        count_line(&b, text + start, at - start);
        if (b.depth > MAX_DEPTH || b.paragraph > MAX_PARAGRAPH || b.brackets > MAX_BRACKETS)
            return TRUE;
        at += at + 1 < length && text[at] == '\r' && text[at + 1] == '\n' ? 2 : 1;
    }
    return FALSE;
}
