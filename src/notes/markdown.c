#include "tl11/markdown.h"

#include <cmark.h>
#include <string.h>

static gboolean is_end(char c)
{
    return c == '\n' || c == '\r';
}

/* The length of the line at text, without its end; end gets the length of that. */
static gsize measure_line(const char *text, gsize length, gsize *end)
{
    gsize n = 0;
    while (n < length && !is_end(text[n]))
        n++;
    *end = n == length ? 0 : 1;
    if (n + 1 < length && text[n] == '\r' && text[n + 1] == '\n')
        *end = 2;
    return n;
}

static gboolean is_fence(const char *line, gsize length, const char *fence)
{
    while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\t'))
        length--;
    return length == 3 && memcmp(line, fence, 3) == 0;
}

gsize tl_markdown_byte_order_mark(const char *text, gsize length)
{
    return length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

gsize tl_markdown_front_matter(const char *text, gsize length)
{
    if (length == 0)
        return 0;
    gsize at = tl_markdown_byte_order_mark(text, length);
    gsize end = 0;
    gsize line = measure_line(text + at, length - at, &end);
    if (!is_fence(text + at, line, "---"))
        return 0;
    for (at += line + end; at < length; at += line + end) {
        line = measure_line(text + at, length - at, &end);
        if (is_fence(text + at, line, "---") || is_fence(text + at, line, "..."))
            return at + line + end;
    }
    return 0;
}

/* Always "\n": a "\r" of one line and the "\n" of the next would be one end. */
static void feed_blank_lines(cmark_parser *parser, const char *text, gsize length)
{
    for (gsize at = 0; at < length;) {
        gsize end = 0;
        at += measure_line(text + at, length - at, &end);
        at += end;
        cmark_parser_feed(parser, "\n", 1);
    }
}

struct cmark_node *tl_markdown_parse(const char *text, gsize length)
{
    if (tl_markdown_is_complex(text, length))
        return NULL;
    cmark_parser *parser = cmark_parser_new(CMARK_OPT_DEFAULT);
    gsize front = tl_markdown_front_matter(text, length);
    feed_blank_lines(parser, text, front);
    gsize skipped = front > 0 ? front : tl_markdown_byte_order_mark(text, length);
    if (skipped < length)
        cmark_parser_feed(parser, text + skipped, length - skipped);
    cmark_node *document = cmark_parser_finish(parser);
    cmark_parser_free(parser);
    return document;
}

static void append_plain(GString *out, cmark_node *node)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
    case CMARK_NODE_CODE:
        g_string_append(out, cmark_node_get_literal(node));
        break;
    case CMARK_NODE_SOFTBREAK:
    case CMARK_NODE_LINEBREAK:
        g_string_append_c(out, ' ');
        break;
    default:
        break;
    }
}

char *tl_markdown_plain(struct cmark_node *node)
{
    g_autoptr(GString) out = g_string_new(NULL);
    cmark_iter *iter = cmark_iter_new(node);
    cmark_event_type event;
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE)
        if (event == CMARK_EVENT_ENTER)
            append_plain(out, cmark_iter_get_node(iter));
    cmark_iter_free(iter);
    return g_utf8_make_valid(out->str, (gssize)out->len);
}
