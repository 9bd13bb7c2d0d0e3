#include "render_internal.h"

#include <string.h>

typedef struct {
    render_flow *flow;
    const tl_render_options *options;
    GArray *styles;       /* render_style of each node that is open */
    GArray *starts;       /* gsize: where the text of each open link or image begins */
    guint images;         /* that are open: in their text, words alone count */
    gboolean keeps_lines; /* soft breaks are hard ones */
} inline_state;

static render_style get_style(const inline_state *state)
{
    return g_array_index(state->styles, render_style, state->styles->len - 1);
}

/* A sign that says without colour what a style says with it. */
static void add_plain_sign(inline_state *state, const char *sign)
{
    if (!state->options->colour && state->images == 0)
        render_flow_add_sign(state->flow, sign, get_style(state));
}

static gboolean is_comment(const char *html)
{
    g_autofree char *stripped = g_strstrip(g_strdup(html));
    const char *end =
        g_str_has_prefix(stripped, "<!--") ? strstr(stripped + strlen("<!--"), "-->") : NULL;
    return end != NULL && end[strlen("-->")] == '\0';
}

void render_html(render_flow *flow, const char *html, gboolean as_lines, render_style style)
{
    if (is_comment(html))
        return;
    if (as_lines)
        render_flow_add_lines(flow, html, strlen(html), style | RENDER_STYLE(DIM));
    else
        render_flow_add_words(flow, html, strlen(html), style | RENDER_STYLE(DIM));
}

/* Whether what was added from start on is the target itself. */
static gboolean is_shown_already(const render_flow *flow, gsize start, const char *target)
{
    g_autoptr(render_flow) other = render_flow_new();
    render_flow_add_words(other, target, strlen(target), RENDER_PLAIN);
    return other->text->len == flow->text->len - start &&
           memcmp(other->text->str, flow->text->str + start, other->text->len) == 0;
}

/* The target as one word: white space as HTML would have it. */
static void add_url(render_flow *flow, const char *url, render_style style)
{
    g_autoptr(GString) word = g_string_new(NULL);
    for (; *url != '\0'; url++) {
        if (g_ascii_isspace(*url))
            g_string_append_printf(word, "%%%02X", (unsigned)*url);
        else
            g_string_append_c(word, *url);
    }
    render_flow_add_words(flow, word->str, word->len, style);
}

static void add_target(inline_state *state, cmark_node *node, gsize start)
{
    const char *url = cmark_node_get_url(node), *title = cmark_node_get_title(node);
    gboolean is_mail = g_str_has_prefix(url, "mailto:");
    gboolean has_title = title != NULL && *title != '\0';
    gboolean is_told = is_shown_already(state->flow, start, url) ||
                       (is_mail && is_shown_already(state->flow, start, url + strlen("mailto:")));
    if ((is_told || *url == '\0') && !has_title)
        return;
    render_flow *flow = state->flow;
    render_style dim = get_style(state) | RENDER_STYLE(DIM);
    render_flow_add_sign(flow, flow->text->len > start ? " <" : "<", dim);
    add_url(flow, url, dim | RENDER_STYLE(UNDERLINE));
    if (has_title) {
        render_flow_add_sign(flow, *url == '\0' ? "\"" : " \"", dim);
        render_flow_add_words(flow, title, strlen(title), dim);
        render_flow_add_sign(flow, "\"", dim);
    }
    render_flow_add_sign(flow, ">", dim);
}

static render_style find_style(cmark_node_type type)
{
    switch (type) {
    case CMARK_NODE_EMPH:
        return RENDER_STYLE(ITALIC);
    case CMARK_NODE_STRONG:
        return RENDER_STYLE(BOLD);
    case CMARK_NODE_LINK:
        return RENDER_STYLE(LINK);
    case CMARK_NODE_IMAGE:
        return RENDER_STYLE(LINK) | RENDER_STYLE(ITALIC);
    default:
        return RENDER_PLAIN;
    }
}

static const char *find_sign(cmark_node_type type, gboolean enters)
{
    switch (type) {
    case CMARK_NODE_EMPH:
        return "*";
    case CMARK_NODE_STRONG:
        return "**";
    case CMARK_NODE_IMAGE:
        return enters ? "![" : "]";
    default:
        return "";
    }
}

static void enter_span(inline_state *state, cmark_node_type type)
{
    add_plain_sign(state, find_sign(type, TRUE));
    render_style style = get_style(state) | find_style(type);
    g_array_append_val(state->styles, style);
    state->images += type == CMARK_NODE_IMAGE;
    if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE)
        g_array_append_val(state->starts, state->flow->text->len);
}

static void leave_span(inline_state *state, cmark_node *node)
{
    cmark_node_type type = cmark_node_get_type(node);
    g_array_set_size(state->styles, state->styles->len - 1);
    state->images -= type == CMARK_NODE_IMAGE;
    add_plain_sign(state, find_sign(type, FALSE));
    if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE) {
        guint last = state->starts->len - 1;
        gsize start = g_array_index(state->starts, gsize, last);
        g_array_set_size(state->starts, last);
        if (state->images == 0)
            add_target(state, node, start);
    }
}

static void add_leaf(inline_state *state, cmark_node *node)
{
    const char *literal = cmark_node_get_literal(node);
    gsize length = literal == NULL ? 0 : strlen(literal);
    render_style style = get_style(state);
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
        render_flow_add_words(state->flow, literal, length, style);
        break;
    case CMARK_NODE_CODE:
        add_plain_sign(state, "`");
        render_flow_add_unbroken(state->flow, literal, length, style | RENDER_STYLE(CODE));
        add_plain_sign(state, "`");
        break;
    case CMARK_NODE_HTML_INLINE:
        render_html(state->flow, literal, FALSE, style);
        break;
    case CMARK_NODE_SOFTBREAK:
        if (!state->keeps_lines) {
            render_flow_add_words(state->flow, " ", 1, style);
            break;
        }
        G_GNUC_FALLTHROUGH;
    case CMARK_NODE_LINEBREAK:
        render_flow_add_sign(state->flow, "\n", style);
        break;
    default:
        break;
    }
}

static gboolean is_span(cmark_node_type type)
{
    return type == CMARK_NODE_EMPH || type == CMARK_NODE_STRONG || type == CMARK_NODE_LINK ||
           type == CMARK_NODE_IMAGE;
}

static gboolean begins_with_bar(cmark_node *node)
{
    return node != NULL && cmark_node_get_type(node) == CMARK_NODE_TEXT &&
           cmark_node_get_literal(node)[0] == '|';
}

/* CommonMark has no tables: to it they are a paragraph like any other. */
static gboolean is_table(cmark_node *block)
{
    cmark_node *node = cmark_node_first_child(block);
    if (!begins_with_bar(node))
        return FALSE;
    gboolean has_break = FALSE;
    for (; node != NULL; node = cmark_node_next(node)) {
        if (cmark_node_get_type(node) != CMARK_NODE_SOFTBREAK)
            continue;
        has_break = TRUE;
        if (!begins_with_bar(cmark_node_next(node)))
            return FALSE;
    }
    return has_break;
}

void render_inlines(render_flow *flow, cmark_node *block, render_style style,
                    const tl_render_options *options)
{
    inline_state state = {.flow = flow, .options = options, .keeps_lines = is_table(block)};
    state.styles = g_array_new(FALSE, FALSE, sizeof(render_style));
    state.starts = g_array_new(FALSE, FALSE, sizeof(gsize));
    flow->is_exact = state.keeps_lines;
    g_array_append_val(state.styles, style);
    /* Emphasis may be nested as deep as the paragraph is long: no recursion. */
    cmark_iter *iter = cmark_iter_new(block);
    cmark_event_type event;
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        cmark_node_type type = cmark_node_get_type(node);
        if (node == block)
            continue;
        if (!is_span(type))
            add_leaf(&state, node);
        else if (event == CMARK_EVENT_ENTER)
            enter_span(&state, type);
        else
            leave_span(&state, node);
    }
    cmark_iter_free(iter);
    g_array_unref(state.styles);
    g_array_unref(state.starts);
}
