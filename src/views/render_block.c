#include "render_internal.h"

#include "tl11/text.h"

#include <string.h>

#define RULE_MAX 72
#define CODE_INDENT 4
#define LABEL_INDENT 2

typedef struct {
    gboolean is_ordered;
    gboolean is_spaced; /* blank lines stand between its blocks */
    gint64 number;      /* of the next item */
    gsize digits;       /* of its longest number */
    char delimiter;
    char mark; /* of the item that is open, 0: none */
} list_state;

typedef struct {
    render_page *page;
    const tl_render_options *options;
    const tl_lines *lines;
    GArray *lists; /* list_state, the innermost last */
} block_state;

static list_state *get_list(const block_state *state)
{
    return &g_array_index(state->lists, list_state, state->lists->len - 1);
}

/* A paragraph of one line, and lists below it. */
static gboolean is_short(cmark_node *item)
{
    cmark_node *child = cmark_node_first_child(item);
    if (child == NULL)
        return TRUE;
    if (cmark_node_get_type(child) != CMARK_NODE_PARAGRAPH ||
        cmark_node_get_start_line(child) != cmark_node_get_end_line(child))
        return FALSE;
    while ((child = cmark_node_next(child)) != NULL) {
        if (cmark_node_get_type(child) != CMARK_NODE_LIST)
            return FALSE;
    }
    return TRUE;
}

static void enter_list(block_state *state, cmark_node *list)
{
    list_state added = {.is_ordered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST,
                        .number = cmark_node_get_list_start(list)};
    gboolean is_tight = cmark_node_get_list_tight(list) != 0;
    gint64 last = added.number - 1;
    for (cmark_node *item = cmark_node_first_child(list); item; item = cmark_node_next(item)) {
        added.is_spaced = added.is_spaced || (!is_tight && !is_short(item));
        last++;
    }
    g_autofree char *longest = g_strdup_printf("%" G_GINT64_FORMAT, last);
    added.digits = strlen(longest);
    added.delimiter = cmark_node_get_list_delim(list) == CMARK_PAREN_DELIM ? ')' : '.';
    g_array_append_val(state->lists, added);
}

static const char *find_bullet(const block_state *state)
{
    static const char *const bullets[] = {"•", "◦", "▪"};
    static const char *const plain[] = {"-", "*", "+"};
    gsize level = (state->lists->len - 1) % G_N_ELEMENTS(bullets);
    return (state->options->utf8 ? bullets : plain)[level];
}

static char *make_marker(const block_state *state)
{
    const list_state *list = get_list(state);
    gboolean utf8 = state->options->utf8;
    const char *sign = list->mark != 0 ? render_mark_sign(list->mark, utf8) : "";
    if (!list->is_ordered)
        return g_strdup(list->mark != 0 ? sign : find_bullet(state));
    return g_strdup_printf("%*" G_GINT64_FORMAT "%c%s%s", (int)list->digits, list->number,
                           list->delimiter, list->mark != 0 ? " " : "", sign);
}

static void write_words(const block_state *state, const char *text, render_style style)
{
    g_autoptr(render_flow) flow = render_flow_new();
    render_flow_add_words(flow, text, strlen(text), style);
    render_page_wrap(state->page, flow);
}

static void enter_item(block_state *state, cmark_node *item)
{
    list_state *list = get_list(state);
    list->mark = render_take_mark(item, state->lines);
    g_autofree char *marker = make_marker(state);
    render_style style = list->mark != 0 ? render_mark_style(list->mark) : RENDER_STYLE(DIM);
    gsize width = tl_text_width(marker, -1) + 1;
    list->number++;
    if (width <= state->page->indent) {
        render_page_push_hanging(state->page, marker, style, width);
        return;
    }
    write_words(state, marker, style);
    render_page_push_hanging(state->page, "", RENDER_PLAIN, 0);
}

static void leave_item(block_state *state)
{
    if (!render_page_is_shown(state->page))
        render_page_blank(state->page);
    render_page_pop(state->page);
}

static render_style find_heading_style(int level)
{
    switch (level) {
    case 1:
        return RENDER_STYLE(HEADING) | RENDER_STYLE(UNDERLINE);
    case 2:
        return RENDER_STYLE(HEADING);
    case 3:
        return RENDER_STYLE(BOLD);
    default:
        return RENDER_STYLE(BOLD) | RENDER_STYLE(DIM);
    }
}

static void write_heading(const block_state *state, cmark_node *heading)
{
    g_autoptr(render_flow) flow = render_flow_new();
    int level = cmark_node_get_heading_level(heading);
    if (!state->options->colour) {
        g_autofree char *sign = g_strnfill((gsize)level + 1, '#');
        sign[level] = ' ';
        render_flow_add_sign(flow, sign, RENDER_PLAIN);
    }
    render_inlines(flow, heading, find_heading_style(level), state->options);
    render_page_wrap(state->page, flow);
}

static gboolean is_task_text(cmark_node *paragraph)
{
    return cmark_node_get_type(cmark_node_parent(paragraph)) == CMARK_NODE_ITEM &&
           cmark_node_previous(paragraph) == NULL;
}

static void write_paragraph(const block_state *state, cmark_node *paragraph)
{
    g_autoptr(render_flow) flow = render_flow_new();
    render_style style =
        is_task_text(paragraph) ? render_mark_text_style(get_list(state)->mark) : RENDER_PLAIN;
    render_inlines(flow, paragraph, style, state->options);
    render_page_wrap(state->page, flow);
}

static void write_code(const block_state *state, cmark_node *block)
{
    const char *literal = cmark_node_get_literal(block), *info = cmark_node_get_fence_info(block);
    if (info != NULL && *info != '\0') {
        render_page_push_hanging(state->page, "", RENDER_PLAIN, LABEL_INDENT);
        write_words(state, info, RENDER_STYLE(DIM));
        render_page_pop(state->page);
    }
    g_autoptr(render_flow) flow = render_flow_new();
    render_flow_add_lines(flow, literal, strlen(literal), RENDER_STYLE(CODE));
    render_page_push_hanging(state->page, "", RENDER_PLAIN, CODE_INDENT);
    render_page_keep(state->page, flow);
    render_page_pop(state->page);
}

static void write_html(const block_state *state, cmark_node *block)
{
    g_autoptr(render_flow) flow = render_flow_new();
    render_html(flow, cmark_node_get_literal(block), TRUE, RENDER_PLAIN);
    render_page_wrap(state->page, flow);
}

static void write_rule(const block_state *state)
{
    g_autoptr(render_flow) flow = render_flow_new();
    gsize length = MIN(render_page_room(state->page), RULE_MAX);
    for (gsize i = 0; i < length; i++)
        render_flow_add_sign(flow, state->options->utf8 ? "─" : "-", RENDER_STYLE(DIM));
    render_page_wrap(state->page, flow);
}

static void separate(const block_state *state, cmark_node *node)
{
    cmark_node_type parent = cmark_node_get_type(cmark_node_parent(node));
    gboolean in_list = parent == CMARK_NODE_ITEM || parent == CMARK_NODE_LIST;
    if (cmark_node_previous(node) != NULL && (!in_list || get_list(state)->is_spaced))
        render_page_separate(state->page);
}

/* FALSE when the children of node have been written with it. */
static gboolean enter_block(block_state *state, cmark_node *node)
{
    separate(state, node);
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_BLOCK_QUOTE:
        render_page_push_bar(state->page, state->options->utf8 ? "│" : ">", RENDER_STYLE(DIM), 2);
        return TRUE;
    case CMARK_NODE_LIST:
        enter_list(state, node);
        return TRUE;
    case CMARK_NODE_ITEM:
        enter_item(state, node);
        return TRUE;
    case CMARK_NODE_HEADING:
        write_heading(state, node);
        return FALSE;
    case CMARK_NODE_PARAGRAPH:
        write_paragraph(state, node);
        return FALSE;
    case CMARK_NODE_CODE_BLOCK:
        write_code(state, node);
        return TRUE;
    case CMARK_NODE_HTML_BLOCK:
        write_html(state, node);
        return TRUE;
    case CMARK_NODE_THEMATIC_BREAK:
        write_rule(state);
        return TRUE;
    default:
        return TRUE;
    }
}

static void leave_block(block_state *state, cmark_node *node)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_BLOCK_QUOTE:
        render_page_pop(state->page);
        break;
    case CMARK_NODE_LIST:
        g_array_set_size(state->lists, state->lists->len - 1);
        break;
    case CMARK_NODE_ITEM:
        leave_item(state);
        break;
    default:
        break;
    }
}

void render_blocks(render_page *page, cmark_node *document, const tl_lines *lines)
{
    block_state state = {page, page->options, lines, g_array_new(FALSE, FALSE, sizeof(list_state))};
    cmark_iter *iter = cmark_iter_new(document);
    cmark_event_type event;
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        if (node == document)
            continue;
        if (event == CMARK_EVENT_EXIT)
            leave_block(&state, node);
        else if (!enter_block(&state, node))
            cmark_iter_reset(iter, node, CMARK_EVENT_EXIT);
    }
    cmark_iter_free(iter);
    g_array_unref(state.lists);
}
