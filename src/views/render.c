#include "tl11/render.h"

#include "render_internal.h"
#include "tl11/markdown.h"

#include <string.h>

static const char byte_order_mark[] = "\xEF\xBB\xBF";

static void write_raw(render_page *page, const char *text, gsize length, render_style style)
{
    g_autoptr(render_flow) flow = render_flow_new();
    render_flow_add_lines(flow, text, length, style);
    render_page_wrap(page, flow);
}

static void write_blocks(render_page *page, cmark_node *document, const char *text, gsize length)
{
    g_autoptr(tl_lines) lines = tl_lines_new(text, length);
    render_blocks(page, document, lines);
}

char *tl_render_markdown(const char *text, gsize length, const tl_render_options *options)
{
    /* cmark's columns do not count it. */
    gsize mark = strlen(byte_order_mark);
    if (length >= mark && memcmp(text, byte_order_mark, mark) == 0) {
        text += mark;
        length -= mark;
    }
    render_page page;
    render_page_init(&page, options);
    gsize front = tl_markdown_front_matter(text, length);
    write_raw(&page, text, front, RENDER_STYLE(DIM));
    render_page_separate(&page);
    cmark_node *document = tl_markdown_parse(text, length);
    if (document == NULL) {
        write_raw(&page, text + front, length - front, RENDER_PLAIN);
    } else {
        write_blocks(&page, document, text, length);
        cmark_node_free(document);
    }
    return render_page_finish(&page);
}
