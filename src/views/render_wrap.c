#include "render_internal.h"

#include "tl11/text.h"

#include <string.h>

#define ZERO_WIDTH_JOINER 0x200d

/* A class of UAX #14 that may not begin a line where an ideograph ends the one before. */
static gboolean must_follow(GUnicodeBreakType type)
{
    switch (type) {
    case G_UNICODE_BREAK_CLOSE_PUNCTUATION:
    case G_UNICODE_BREAK_CLOSE_PARANTHESIS:
    case G_UNICODE_BREAK_NON_STARTER:
    case G_UNICODE_BREAK_CONDITIONAL_JAPANESE_STARTER:
    case G_UNICODE_BREAK_EXCLAMATION:
    case G_UNICODE_BREAK_INFIX_SEPARATOR:
    case G_UNICODE_BREAK_SYMBOL:
    case G_UNICODE_BREAK_POSTFIX:
    case G_UNICODE_BREAK_QUOTATION:
    case G_UNICODE_BREAK_INSEPARABLE:
    case G_UNICODE_BREAK_COMBINING_MARK:
    case G_UNICODE_BREAK_EMOJI_MODIFIER:
    case G_UNICODE_BREAK_ZERO_WIDTH_JOINER:
    case G_UNICODE_BREAK_WORD_JOINER:
    case G_UNICODE_BREAK_NON_BREAKING_GLUE:
        return TRUE;
    default:
        return FALSE;
    }
}

/* One that may not end a line before an ideograph. */
static gboolean must_lead(GUnicodeBreakType type)
{
    switch (type) {
    case G_UNICODE_BREAK_OPEN_PUNCTUATION:
    case G_UNICODE_BREAK_PREFIX:
    case G_UNICODE_BREAK_QUOTATION:
    case G_UNICODE_BREAK_ZERO_WIDTH_JOINER:
    case G_UNICODE_BREAK_WORD_JOINER:
    case G_UNICODE_BREAK_NON_BREAKING_GLUE:
        return TRUE;
    default:
        return FALSE;
    }
}

/* Chinese and Japanese have no blanks: a line may end beside an ideograph. */
static gboolean is_breakable(gunichar before, gunichar after)
{
    if (before <= ' ' || (before < 0x1100 && after < 0x1100))
        return FALSE;
    GUnicodeBreakType left = g_unichar_break_type(before);
    GUnicodeBreakType right = g_unichar_break_type(after);
    return (left == G_UNICODE_BREAK_IDEOGRAPHIC || right == G_UNICODE_BREAK_IDEOGRAPHIC) &&
           !must_lead(left) && !must_follow(right);
}

static gsize skip_blanks(const GString *text, gsize at)
{
    while (text->str[at] == ' ')
        at++;
    return at;
}

static gsize trim_end(const GString *text, gsize start, gsize end)
{
    while (end > start && text->str[end - 1] == ' ')
        end--;
    return end;
}

/*
 * The end of the line that begins at start; next gets the start of the one
 * after it. No character is looked at more than three times: between the place
 * where a line is broken and the one where it was full there is none to break.
 */
static gsize find_end(const GString *text, gsize start, gsize room, gsize *next)
{
    gsize columns = 0, cluster = start, cut = start;
    gunichar before = ' ';
    for (gsize at = start; at < text->len;) {
        const char *here = text->str + at;
        gunichar c = g_utf8_get_char(here);
        gsize size = (gsize)(g_utf8_next_char(here) - here);
        gsize width = c < 0x80 ? 1 : tl_text_width(here, (gssize)size);
        if (c == '\n') {
            *next = at + 1;
            return trim_end(text, start, at);
        }
        if ((c == ' ' && before != ' ') || is_breakable(before, c))
            cut = at;
        if (width > 0 && before != ZERO_WIDTH_JOINER)
            cluster = at;
        columns += width;
        if (columns > room && c != ' ') {
            gsize end = cut > start ? cut : cluster > start ? cluster : at;
            *next = skip_blanks(text, end);
            return trim_end(text, start, end);
        }
        before = c;
        at += size;
    }
    *next = text->len;
    return trim_end(text, start, text->len);
}

/* Where a line of its own begins: an indentation that leaves too little is left out. */
static gsize skip_indentation(const GString *text, gsize start, gsize room)
{
    gsize behind = skip_blanks(text, start);
    return behind - start > room / 2 ? behind : start;
}

void render_page_wrap(render_page *page, const render_flow *flow)
{
    const GString *text = flow->text;
    gsize room = render_page_room(page);
    guint run = 0;
    for (gsize start = 0, next = 0; start < text->len; start = next) {
        if (start == 0 || text->str[start - 1] == '\n')
            start = skip_indentation(text, start, room);
        gsize end = find_end(text, start, room, &next);
        render_page_line(page, flow, start, end, &run);
    }
}

void render_page_keep(render_page *page, const render_flow *flow)
{
    const GString *text = flow->text;
    guint run = 0;
    for (gsize start = 0, end = 0; text->len > 0 && end < text->len; start = end + 1) {
        end = start + strcspn(text->str + start, "\n");
        render_page_line(page, flow, start, end, &run);
    }
}
