#include "tl11/point.h"

#include "blank_internal.h"
#include "tl11/lines.h"
#include "tl11/markdown.h"
#include "tl11/tag.h"

#include <cmark.h>
#include <string.h>

typedef struct {
    const tl_lines *lines;
    const tl_note *note;
    const char *relationship;
    const tl_guide *guide;
    GHashTable *items; /* line to tl_followup */
    GPtrArray *points;
} reader;

/* -- text and tags -------------------------------------------------------------------- */

/* Text without its comments; one that does not end is text. */
static char *drop_comments(const char *text)
{
    GString *rest = g_string_new(NULL);
    const char *open;
    const char *close;
    while ((open = strstr(text, "<!--")) != NULL && (close = strstr(open + 4, "-->")) != NULL) {
        g_string_append_len(rest, text, open - text);
        text = close + 3;
    }
    g_string_append(rest, text);
    return g_string_free(rest, FALSE);
}

/* A line of a block, what stands before column (from 0) left out. */
static void append_line(GString *out, const tl_lines *lines, guint number, gsize column)
{
    gsize length = 0;
    const char *line = tl_lines_get(lines, number, &length);
    if (number == 1)
        column += tl_markdown_byte_order_mark(line, length);
    column = MIN(column, length);
    g_string_append_len(out, line + column, (gssize)(length - column));
}

static gsize measure_quote(const tl_lines *lines, guint number)
{
    gsize length = 0;
    const char *line = tl_lines_get(lines, number, &length);
    gsize at = 0;
    while (at < length && (line[at] == ' ' || line[at] == '\t' || line[at] == '>'))
        at++;
    return at;
}

/* The source of a block; of a task item's first line what it says. Lines end in "\n". */
static char *read_source(const reader *r, cmark_node *block, guint last, const tl_followup *item)
{
    g_autoptr(GString) source = g_string_new(NULL);
    guint first = (guint)cmark_node_get_start_line(block);
    if (item)
        g_string_append(source, item->text);
    else
        append_line(source, r->lines, first, (gsize)cmark_node_get_start_column(block) - 1);
    for (guint number = first + 1; number <= last; number++) {
        g_string_append_c(source, '\n');
        append_line(source, r->lines, number, measure_quote(r->lines, number));
    }
    g_autofree char *valid = g_utf8_make_valid(source->str, (gssize)source->len);
    return drop_comments(valid);
}

static GPtrArray *collect_tags(const char *source)
{
    GPtrArray *tags = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) lines = g_strsplit(source, "\n", -1);
    for (gsize i = 0; lines[i]; i++)
        tl_tag_collect(lines[i], strlen(lines[i]), tags);
    return tags;
}

static gboolean is_confidential(const GPtrArray *tags)
{
    for (guint i = 0; i < tags->len; i++)
        if (tl_tag_is_confidential(g_ptr_array_index(tags, i)))
            return TRUE;
    return FALSE;
}

/* -- where a point stands ------------------------------------------------------------- */

static gboolean is_confidential_title(const char *title)
{
    g_autoptr(GPtrArray) tags = collect_tags(title);
    return is_confidential(tags);
}

static const tl_prompt *find_prompt(const reader *r, const tl_point *point, int section)
{
    const tl_comment *above = NULL;
    for (guint i = 0; i < r->note->comments->len; i++) {
        const tl_comment *comment = g_ptr_array_index(r->note->comments, i);
        if (comment->line < point->line && comment->section == section)
            above = comment;
    }
    return above && point->section_kind == TL_SECTION_GUIDE
               ? tl_guide_find_text(r->guide, r->relationship, point->letter, above->text)
               : NULL;
}

static void place(const reader *r, tl_point *point)
{
    int index = tl_note_section_at(r->note, point->line);
    if (index < 0)
        return;
    const tl_section *section = g_ptr_array_index(r->note->sections, (guint)index);
    const tl_section *top =
        g_ptr_array_index(r->note->sections, (guint)tl_note_top_section(r->note, index));
    point->section_kind = top->kind;
    point->letter = top->letter;
    point->section = tl_section_key(top->kind, top->letter, top->title, r->relationship);
    point->is_private = section->is_private;
    point->prompt = find_prompt(r, point, index);
    for (int above = index; above >= 0; above = section->parent) {
        section = g_ptr_array_index(r->note->sections, (guint)above);
        point->is_confidential = point->is_confidential || is_confidential_title(section->title);
    }
}

/* What a scaffold brings is an open follow-up with from:, or an open point of the agenda. */
static gboolean is_new(const tl_point *point)
{
    const tl_followup *item = point->followup;
    if (!item || tl_state_is_closed(item->state))
        return TRUE;
    if (point->section_kind == TL_SECTION_GUIDE)
        return TRUE;
    return point->section_kind != TL_SECTION_AGENDA && item->from == TL_DATE_NONE;
}

/* -- the walk --------------------------------------------------------------------------- */

static void add_point(const reader *r, cmark_node *block, guint last, char *source,
                      const tl_followup *item, gboolean inherited)
{
    tl_point *point = g_new0(tl_point, 1);
    point->line = (guint)cmark_node_get_start_line(block);
    point->lines = last - point->line + 1;
    point->text = tl_blank_fold(source, strlen(source));
    point->followup = item;
    point->tags = collect_tags(source);
    point->is_confidential = inherited || is_confidential(point->tags);
    place(r, point);
    point->is_new = is_new(point);
    g_ptr_array_add(r->points, point);
    g_free(source);
}

static guint find_last(const reader *r, cmark_node *block)
{
    int first = cmark_node_get_start_line(block);
    int last =
        cmark_node_get_type(block) == CMARK_NODE_PARAGRAPH ? cmark_node_get_end_line(block) : first;
    return (guint)CLAMP(last, first, (int)tl_lines_count(r->lines));
}

static char *read_block(const reader *r, cmark_node *block, const tl_followup **item)
{
    guint first = (guint)cmark_node_get_start_line(block);
    *item = g_hash_table_lookup(r->items, GUINT_TO_POINTER(first));
    return read_source(r, block, find_last(r, block), *item);
}

static gboolean holds_text(cmark_node *block)
{
    cmark_node_type type = cmark_node_get_type(block);
    cmark_node_type above = cmark_node_get_type(cmark_node_parent(block));
    return type == CMARK_NODE_PARAGRAPH ||
           (type == CMARK_NODE_HEADING && above != CMARK_NODE_DOCUMENT);
}

static void read_text(const reader *r, cmark_node *block, gboolean inherited)
{
    const tl_followup *item;
    g_autofree char *source = read_block(r, block, &item);
    if (source[strspn(source, " \t\r\n")])
        add_point(r, block, find_last(r, block), g_steal_pointer(&source), item, inherited);
}

/* Code, and HTML that is more than comments: its first line that is not blank. */
static void read_literal(const reader *r, cmark_node *block, gboolean inherited)
{
    const char *literal = cmark_node_get_literal(block);
    g_autofree char *rest = cmark_node_get_type(block) == CMARK_NODE_HTML_BLOCK
                                ? drop_comments(literal)
                                : g_strdup(literal);
    g_strchug(rest);
    rest[strcspn(rest, "\r\n")] = '\0';
    if (!*rest)
        return;
    add_point(r, block, (guint)cmark_node_get_start_line(block), g_steal_pointer(&rest), NULL,
              inherited);
    tl_point *point = g_ptr_array_index(r->points, r->points->len - 1);
    g_ptr_array_set_size(point->tags, 0);
}

/* Whether the text that stands in a block itself, not in lists within it, is confidential. */
static gboolean bears_confidence(const reader *r, cmark_node *block)
{
    gboolean found = FALSE;
    cmark_node *child = cmark_node_first_child(block);
    for (; child && !found; child = cmark_node_next(child)) {
        if (!holds_text(child))
            continue;
        const tl_followup *item;
        g_autofree char *source = read_block(r, child, &item);
        g_autoptr(GPtrArray) tags = collect_tags(source);
        found = is_confidential(tags);
    }
    return found;
}

/* "Her worries #concern:" speaks for the list right below it. */
static gboolean is_led_by_confidence(const reader *r, cmark_node *list)
{
    cmark_node *before = cmark_node_previous(list);
    if (!before || !holds_text(before))
        return FALSE;
    const tl_followup *item;
    g_autofree char *source = read_block(r, before, &item);
    g_autoptr(GPtrArray) tags = collect_tags(source);
    return is_confidential(tags);
}

/* As deep as markdown.h lets a text nest. */
static void read_blocks(const reader *r, cmark_node *parent, gboolean inherited)
{
    for (cmark_node *node = cmark_node_first_child(parent); node; node = cmark_node_next(node)) {
        switch (cmark_node_get_type(node)) {
        case CMARK_NODE_LIST:
            read_blocks(r, node, inherited || is_led_by_confidence(r, node));
            break;
        case CMARK_NODE_ITEM:
        case CMARK_NODE_BLOCK_QUOTE:
            read_blocks(r, node, inherited || bears_confidence(r, node));
            break;
        case CMARK_NODE_CODE_BLOCK:
        case CMARK_NODE_HTML_BLOCK:
            read_literal(r, node, inherited);
            break;
        default:
            if (holds_text(node))
                read_text(r, node, inherited);
        }
    }
}

/* Lines are all that is known of a note too complex to parse. */
static void read_items_alone(const reader *r, const GPtrArray *followups)
{
    for (guint i = 0; i < followups->len; i++) {
        const tl_followup *item = g_ptr_array_index(followups, i);
        tl_point *point = g_new0(tl_point, 1);
        point->line = item->line;
        point->lines = item->lines;
        point->text = g_strdup(item->text);
        point->tags = collect_tags(item->text);
        point->section_kind = item->section_kind;
        point->letter = item->letter;
        point->section =
            item->section_kind == TL_SECTION_OTHER
                ? NULL
                : tl_section_key(item->section_kind, item->letter, "", r->relationship);
        point->is_private = item->is_private;
        point->is_confidential = TRUE;
        point->followup = item;
        point->is_new = is_new(point);
        g_ptr_array_add(r->points, point);
    }
}

GPtrArray *tl_point_parse(const char *text, gsize length, const tl_note *note,
                          const GPtrArray *followups, const char *relationship,
                          const tl_guide *guide)
{
    g_autoptr(tl_lines) lines = tl_lines_new(text, length);
    g_autoptr(GHashTable) items = g_hash_table_new(NULL, NULL);
    reader r = {lines, note,  relationship,
                guide, items, g_ptr_array_new_with_free_func((GDestroyNotify)tl_point_free)};
    cmark_node *document = note->is_complex ? NULL : tl_markdown_parse(text, length);
    if (!document) {
        read_items_alone(&r, followups);
        return r.points;
    }
    for (guint i = 0; i < followups->len; i++) {
        tl_followup *item = g_ptr_array_index(followups, i);
        g_hash_table_insert(items, GUINT_TO_POINTER(item->line), item);
    }
    read_blocks(&r, document, FALSE);
    cmark_node_free(document);
    return r.points;
}
