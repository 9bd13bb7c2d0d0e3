#include "render_internal.h"

#include <string.h>

/* The length of a mark with its brackets. */
#define MARK_LENGTH 3

/* The mark as the source has it, 0 where there is none that is known. */
static char read_mark(cmark_node *paragraph, const tl_lines *lines)
{
    int line = cmark_node_get_start_line(paragraph);
    int column = cmark_node_get_start_column(paragraph);
    if (line < 1 || (guint)line > tl_lines_count(lines) || column < 1)
        return 0;
    gsize length = 0, start = (gsize)column - 1;
    const char *text = tl_lines_get(lines, (guint)line, &length);
    if (length <= start + MARK_LENGTH || text[start] != '[' || text[start + 2] != ']' ||
        !(text[start + MARK_LENGTH] == ' ' ||
          (text[start + MARK_LENGTH] != '\n' && g_ascii_isspace(text[start + MARK_LENGTH]))))
        return 0;
    switch (text[start + 1]) {
    case 'x':
    case 'X':
        return 'x';
    case '-':
    case '~':
        return '-';
    case ' ':
    case '>':
        return text[start + 1];
    default:
        return 0;
    }
}

/* A definition "[x]: url" makes one link of the mark; else it is text, in pieces. */
static void remove_mark(cmark_node *paragraph)
{
    gsize left = MARK_LENGTH;
    cmark_node *node = cmark_node_first_child(paragraph);
    if (node != NULL && cmark_node_get_type(node) == CMARK_NODE_LINK) {
        cmark_node_free(node);
        return;
    }
    while (node != NULL && left > 0 && cmark_node_get_type(node) == CMARK_NODE_TEXT) {
        g_autofree char *literal = g_strdup(cmark_node_get_literal(node));
        cmark_node *next = cmark_node_next(node);
        gsize taken = MIN(left, strlen(literal));
        left -= taken;
        if (literal[taken] == '\0')
            cmark_node_free(node);
        else
            cmark_node_set_literal(node, literal + taken);
        node = next;
    }
}

char render_take_mark(cmark_node *item, const tl_lines *lines)
{
    cmark_node *paragraph = cmark_node_first_child(item);
    if (paragraph == NULL || cmark_node_get_type(paragraph) != CMARK_NODE_PARAGRAPH)
        return 0;
    char mark = read_mark(paragraph, lines);
    if (mark != 0)
        remove_mark(paragraph);
    return mark;
}

const char *render_mark_sign(char mark, gboolean utf8)
{
    switch (mark) {
    case 'x':
        return utf8 ? "☑" : "[x]";
    case '>':
        return utf8 ? "▷" : "[>]";
    case '-':
        return utf8 ? "☒" : "[-]";
    default:
        return utf8 ? "☐" : "[ ]";
    }
}

render_style render_mark_style(char mark)
{
    switch (mark) {
    case 'x':
        return RENDER_STYLE(GOOD);
    case ' ':
        return RENDER_STYLE(WARN);
    default:
        return RENDER_STYLE(DIM);
    }
}

render_style render_mark_text_style(char mark)
{
    switch (mark) {
    case '>':
        return RENDER_STYLE(DIM);
    case '-':
        return RENDER_STYLE(DIM) | RENDER_STYLE(STRIKE);
    default:
        return RENDER_PLAIN;
    }
}
