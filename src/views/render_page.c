#include "render_internal.h"

#include "tl11/text.h"

#include <string.h>

#define WIDTH_MIN 8
#define TEXT_MIN 6
#define TEXT_MAX 20

void render_append_styled(GString *out, const char *text, gsize length, render_style style,
                          gboolean colour)
{
    gboolean styled = colour && style != RENDER_PLAIN && length > 0;
    for (guint name = 0; styled && style >> name != 0; name++) {
        if ((style >> name & 1) != 0)
            g_string_append(out, tl_style(TRUE, (tl_style_name)name));
    }
    gsize start = out->len;
    g_string_append_len(out, text, (gssize)length);
    for (char *c = out->str + start; (c = strchr(c, RENDER_KEPT_BLANK)) != NULL;)
        *c = ' ';
    if (styled)
        g_string_append(out, tl_style(TRUE, TL_STYLE_RESET));
}

static void clear_margin(gpointer data)
{
    render_margin *margin = data;
    g_free(margin->first);
    g_free(margin->rest);
}

void render_page_init(render_page *page, const tl_render_options *options)
{
    *page = (render_page){.out = g_string_new(NULL), .options = options};
    page->margins = g_array_new(FALSE, FALSE, sizeof(render_margin));
    g_array_set_clear_func(page->margins, clear_margin);
    page->width = page->indent = G_MAXSIZE;
    if (options->width > 0) {
        page->width = MAX((gsize)options->width, WIDTH_MIN);
        page->indent = page->width - CLAMP(page->width / 2, TEXT_MIN, TEXT_MAX);
    }
}

char *render_page_finish(render_page *page)
{
    g_array_unref(page->margins);
    return g_string_free(page->out, FALSE);
}

static char *pad_sign(const render_page *page, const char *sign, render_style style, gsize width)
{
    GString *out = g_string_new(NULL);
    render_append_styled(out, sign, strlen(sign), style, page->options->colour);
    for (gsize taken = tl_text_width(sign, -1); taken < width; taken++)
        g_string_append_c(out, ' ');
    return g_string_free(out, FALSE);
}

void render_page_push_hanging(render_page *page, const char *first, render_style style, gsize width)
{
    render_margin margin = {pad_sign(page, first, style, width),
                            pad_sign(page, "", RENDER_PLAIN, width), width};
    g_array_append_val(page->margins, margin);
}

void render_page_push_bar(render_page *page, const char *bar, render_style style, gsize width)
{
    render_margin margin = {pad_sign(page, bar, style, width), NULL, width};
    margin.rest = g_strdup(margin.first);
    g_array_append_val(page->margins, margin);
}

static const render_margin *get_margin(const render_page *page, guint index)
{
    return &g_array_index(page->margins, render_margin, index);
}

/* The first of count margins that is shown, and the columns from there on. */
static guint find_shown(const render_page *page, guint count, gsize *columns)
{
    guint index = count;
    for (*columns = 0; index > 0; index--) {
        gsize width = get_margin(page, index - 1)->width;
        if (width > page->indent - *columns)
            break;
        *columns += width;
    }
    return index;
}

gsize render_page_room(const render_page *page)
{
    gsize columns = 0;
    find_shown(page, page->margins->len, &columns);
    return page->width - columns;
}

static void trim_blanks(GString *out)
{
    gsize length = out->len;
    while (length > 0 && out->str[length - 1] == ' ')
        length--;
    g_string_truncate(out, length);
}

static void write_due_blank(render_page *page)
{
    if (!page->blank_due)
        return;
    page->blank_due = FALSE;
    gsize columns = 0;
    guint count = page->blank_margins;
    for (guint i = find_shown(page, count, &columns); i < count; i++)
        g_string_append(page->out, get_margin(page, i)->rest);
    trim_blanks(page->out);
    g_string_append_c(page->out, '\n');
}

static void write_margins(render_page *page)
{
    gsize columns = 0;
    guint count = page->margins->len;
    for (guint i = find_shown(page, count, &columns); i < count; i++) {
        const render_margin *margin = get_margin(page, i);
        g_string_append(page->out, i >= page->shown ? margin->first : margin->rest);
    }
    page->shown = count;
}

void render_page_line(render_page *page, const render_flow *flow, gsize start, gsize end,
                      guint *run)
{
    write_due_blank(page);
    write_margins(page);
    if (start >= end)
        trim_blanks(page->out);
    for (; start < end; ++*run) {
        const render_run *styled = &g_array_index(flow->runs, render_run, *run);
        gsize stop = MIN(styled->end, end);
        if (stop > start)
            render_append_styled(page->out, flow->text->str + start, stop - start, styled->style,
                                 page->options->colour);
        start = MAX(start, stop);
        if (start == end)
            break;
    }
    g_string_append_c(page->out, '\n');
}

void render_page_blank(render_page *page)
{
    guint run = 0;
    render_page_line(page, NULL, 0, 0, &run);
}

void render_page_pop(render_page *page)
{
    guint last = page->margins->len - 1;
    g_array_set_size(page->margins, last);
    page->shown = MIN(page->shown, last);
    page->blank_due = page->blank_due && page->blank_margins <= last;
}

gboolean render_page_is_shown(const render_page *page)
{
    return page->shown == page->margins->len;
}

void render_page_separate(render_page *page)
{
    guint count = page->margins->len;
    if (count == 0 ? page->out->len == 0 : page->shown < count)
        return;
    page->blank_due = TRUE;
    page->blank_margins = count;
}
