#include "render_internal.h"

#include "tl11/text.h"

#include <string.h>

#define TAB_STOP 4

render_flow *render_flow_new(void)
{
    render_flow *flow = g_new0(render_flow, 1);
    flow->text = g_string_new(NULL);
    flow->runs = g_array_new(FALSE, FALSE, sizeof(render_run));
    return flow;
}

void render_flow_free(render_flow *flow)
{
    g_string_free(flow->text, TRUE);
    g_array_unref(flow->runs);
    g_free(flow);
}

/* Gives what was appended since the last run its style. */
static void close_run(render_flow *flow, render_style style)
{
    render_run run = {flow->text->len, style};
    guint count = flow->runs->len;
    render_run *last = count == 0 ? NULL : &g_array_index(flow->runs, render_run, count - 1);
    if (last != NULL && last->style == style)
        last->end = run.end;
    else if (run.end > (last == NULL ? 0 : last->end))
        g_array_append_val(flow->runs, run);
}

static gboolean is_white(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Whether a blank here would be at the start of a line or behind another one. */
static gboolean is_behind_blank(const GString *text)
{
    return text->len == 0 || text->str[text->len - 1] == ' ' || text->str[text->len - 1] == '\n';
}

void render_flow_add_words(render_flow *flow, const char *text, gsize length, render_style style)
{
    for (gsize at = 0; at < length;) {
        gsize start = at;
        while (at < length && !is_white(text[at]))
            at++;
        g_autofree char *word = tl_text_escape(text + start, (gssize)(at - start));
        g_string_append(flow->text, word);
        for (; at < length && is_white(text[at]); at++) {
            if (flow->is_exact || !is_behind_blank(flow->text))
                g_string_append_c(flow->text, ' ');
        }
    }
    close_run(flow, style);
}

void render_flow_add_unbroken(render_flow *flow, const char *text, gsize length, render_style style)
{
    g_autofree char *copy = g_memdup2(text, length);
    for (gsize i = 0; i < length; i++) {
        if (is_white(copy[i]))
            copy[i] = ' ';
    }
    g_autofree char *escaped = tl_text_escape(copy, (gssize)length);
    g_string_append(flow->text, g_strdelimit(escaped, " ", RENDER_KEPT_BLANK));
    close_run(flow, style);
}

static void append_line(GString *out, const char *line, gsize length)
{
    g_autofree char *escaped = tl_text_escape(line, (gssize)length);
    gsize column = 0;
    for (const char *piece = escaped;;) {
        gsize size = strcspn(piece, "\t");
        g_string_append_len(out, piece, (gssize)size);
        if (piece[size] == '\0')
            return;
        column += tl_text_width(piece, (gssize)size);
        gsize stop = (column / TAB_STOP + 1) * TAB_STOP;
        for (; column < stop; column++)
            g_string_append_c(out, ' ');
        piece += size + 1;
    }
}

void render_flow_add_lines(render_flow *flow, const char *text, gsize length, render_style style)
{
    g_autoptr(tl_lines) lines = tl_lines_new(text, length);
    for (guint number = 1; number <= tl_lines_count(lines); number++) {
        if (number > 1)
            g_string_append_c(flow->text, '\n');
        gsize size = 0;
        const char *line = tl_lines_get(lines, number, &size);
        append_line(flow->text, line, size);
    }
    close_run(flow, style);
}

void render_flow_add_sign(render_flow *flow, const char *sign, render_style style)
{
    g_string_append(flow->text, sign);
    close_run(flow, style);
}
