#include "followup_internal.h"

#include "note_internal.h"
#include "tl11/markdown.h"

#include <cmark.h>
#include <string.h>

typedef struct {
    const tl_lines *lines;
    const tl_note *note;
    tl_date today;
    GPtrArray *followups;
} reader;

/* The block that a mark may begin: a paragraph, or a heading by what is under it. */
static cmark_node *find_opening(cmark_node *item)
{
    cmark_node *block = cmark_node_first_child(item);
    if (!block || cmark_node_get_start_line(block) != cmark_node_get_start_line(item))
        return NULL;
    cmark_node_type type = cmark_node_get_type(block);
    return type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_HEADING ? block : NULL;
}

/* The offset of "[" of an item's mark in the text; FALSE when it has none. */
static gboolean find_bracket(const tl_lines *lines, cmark_node *block, gsize *bracket)
{
    gsize length = 0;
    guint number = (guint)cmark_node_get_start_line(block);
    const char *line = tl_lines_get(lines, number, &length);
    gsize column = (gsize)cmark_node_get_start_column(block) - 1;
    if (number == 1)
        column += tl_markdown_byte_order_mark(line, length);
    if (column >= length)
        return FALSE;
    gsize mark = tl_mark_measure(line + column, length - column);
    gboolean is_known = FALSE;
    if (mark == 0)
        return FALSE;
    tl_mark_state(line + column + 1, mark, &is_known);
    cmark_node *first = cmark_node_first_child(block);
    if (!is_known && first && cmark_node_get_type(first) == CMARK_NODE_LINK)
        return FALSE;
    *bracket = (gsize)(line - lines->text) + column;
    return TRUE;
}

/* Items read so far bear their index, from 1, as user data. */
static void place_among_items(tl_followup *followup, cmark_node *item)
{
    for (cmark_node *node = cmark_node_parent(item); node; node = cmark_node_parent(node)) {
        if (cmark_node_get_type(node) != CMARK_NODE_ITEM)
            continue;
        followup->depth++;
        if (followup->parent < 0)
            followup->parent = GPOINTER_TO_INT(cmark_node_get_user_data(node)) - 1;
    }
}

static void place_in_section(tl_followup *followup, const tl_note *note, int index)
{
    followup->section = index;
    if (index < 0)
        return;
    const tl_section *section = g_ptr_array_index(note->sections, (guint)index);
    int top = tl_note_top_section(note, index);
    const tl_section *above = g_ptr_array_index(note->sections, (guint)top);
    followup->is_private = section->is_private;
    followup->section_kind = above->kind;
    followup->letter = above->letter;
}

static guint count_lines(const tl_lines *lines, cmark_node *block)
{
    int first = cmark_node_get_start_line(block);
    int last = MIN(cmark_node_get_end_line(block), (int)tl_lines_count(lines));
    return cmark_node_get_type(block) == CMARK_NODE_PARAGRAPH && last > first
               ? (guint)(last - first) + 1
               : 1;
}

static void read_item(reader *r, cmark_node *item)
{
    gsize bracket = 0;
    cmark_node *block = find_opening(item);
    if (!block || !find_bracket(r->lines, block, &bracket))
        return;
    guint line = (guint)cmark_node_get_start_line(block);
    tl_followup *followup = tl_followup_read(r->lines, line, bracket, r->today);
    followup->lines = count_lines(r->lines, block);
    place_among_items(followup, item);
    place_in_section(followup, r->note, tl_note_section_at(r->note, line));
    g_ptr_array_add(r->followups, followup);
    cmark_node_set_user_data(item, GINT_TO_POINTER((int)r->followups->len));
}

static void read_items(reader *r, cmark_node *document)
{
    cmark_iter *iter = cmark_iter_new(document);
    cmark_event_type event;
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        if (event == CMARK_EVENT_ENTER && cmark_node_get_type(node) == CMARK_NODE_ITEM)
            read_item(r, node);
    }
    cmark_iter_free(iter);
}

/* Most notes hold nothing that looks like a mark, and need no tree. */
static gboolean may_have_items(const char *text, gsize length)
{
    const char *end = text + length;
    const char *at = text;
    while (at < end && (at = memchr(at, '[', (gsize)(end - at))) != NULL) {
        if (tl_mark_measure(at, (gsize)(end - at)) > 0)
            return TRUE;
        at++;
    }
    return FALSE;
}

/* "- [ ] ": where the bracket is. */
#define PLAIN_BRACKET 2

static const tl_plain_item *plain_item(const tl_note *note, guint i)
{
    return &g_array_index(note->items, tl_plain_item, i);
}

/* What the line of an item says, of a note whose lines are what they look like. */
static void read_plain_line(tl_followup *followup, tl_room *room, const char *text,
                            const tl_plain_item *item, GArray *words, tl_date today)
{
    tl_item_line line = {text, text + item->start, item->length, item->line, PLAIN_BRACKET};
    tl_followup_read_line(followup, room, &line, words, today);
}

/* Where it stands. */
static void place_plain(tl_followup *followup, const tl_note *note, const tl_plain_item *item)
{
    followup->line = item->line;
    followup->lines = item->lines;
    followup->mark = item->start + PLAIN_BRACKET + 1;
    place_in_section(followup, note, item->section);
}

static GPtrArray *read_plain(const char *text, const tl_note *note, tl_date today)
{
    g_autoptr(GArray) words = tl_words_new();
    GPtrArray *followups = g_ptr_array_new_with_free_func((GDestroyNotify)tl_followup_free);
    for (guint i = 0; i < note->items->len; i++) {
        tl_followup *followup = g_new(tl_followup, 1);
        read_plain_line(followup, NULL, text, plain_item(note, i), words, today);
        place_plain(followup, note, plain_item(note, i));
        g_ptr_array_add(followups, followup);
    }
    return followups;
}

/* What is kept of an item's first line: its place in the note and among others is another's. */
typedef struct {
    tl_followup followup;
    guint number; /* from 1 */
} recalled;

static void clear_recalled(gpointer data)
{
    recalled *r = data;
    g_clear_pointer(&r->followup.tags, g_ptr_array_unref);
}

/* FALSE: nothing is known of the line. */
static gboolean recall(const tl_note_memory *memory, const char *line, gsize length,
                       tl_followup *followup, guint *number)
{
    const recalled *found = tl_recall_find(memory->items, line, length);
    if (!found)
        return FALSE;
    *followup = found->followup;
    *number = found->number;
    if (followup->tags)
        g_ptr_array_ref(followup->tags);
    return TRUE;
}

/* The number that it has from now on; 0: it is not kept. */
static guint keep(tl_note_memory *memory, const char *line, gsize length,
                  const tl_followup *followup)
{
    recalled *kept =
        tl_words_depend_on_day(memory->words) ? NULL : tl_recall_keep(memory->items, line, length);
    if (!kept)
        return 0;
    kept->followup = *followup;
    kept->followup.text = tl_recall_copy(memory->items, followup->text);
    kept->followup.owner = tl_recall_copy(memory->items, followup->owner);
    kept->followup.id = tl_recall_copy(memory->items, followup->id);
    if (followup->tags)
        g_ptr_array_ref(followup->tags);
    return kept->number = tl_recall_count(memory->items);
}

static void visit_plain_item(const char *text, const tl_note *note, guint i, tl_date today,
                             tl_followup_visitor visit, gpointer data)
{
    guint known;
    tl_followup followup;
    tl_note_memory *memory = note->memory;
    const tl_plain_item *item = plain_item(note, i);
    const char *line = text + item->start;
    if (!recall(memory, line, item->length, &followup, &known)) {
        read_plain_line(&followup, &memory->room, text, item, memory->words, today);
        known = keep(memory, line, item->length, &followup);
    }
    place_plain(&followup, note, item);
    visit(&followup, i, known, data);
    g_clear_pointer(&followup.tags, g_ptr_array_unref);
}

/* In the note's own memory. */
static guint visit_plain(const char *text, const tl_note *note, tl_date today,
                         tl_followup_visitor visit, gpointer data)
{
    tl_note_memory *memory = note->memory;
    if (note->items->len > 0 && !memory->words) {
        memory->words = tl_words_new();
        memory->items = tl_recall_new(sizeof(recalled), clear_recalled);
    }
    for (guint i = 0; i < note->items->len; i++)
        visit_plain_item(text, note, i, today, visit, data);
    return note->items->len;
}

guint tl_followup_visit(const char *text, gsize length, const tl_note *note, tl_date today,
                        tl_followup_visitor visit, gpointer data)
{
    if (note->is_plain)
        return visit_plain(text, note, today, visit, data);
    g_autoptr(GPtrArray) followups = tl_followup_parse(text, length, note, today);
    for (guint i = 0; i < followups->len; i++)
        visit(g_ptr_array_index(followups, i), i, 0, data);
    return followups->len;
}

GPtrArray *tl_followup_parse(const char *text, gsize length, const tl_note *note, tl_date today)
{
    if (note && note->is_plain)
        return read_plain(text, note, today);
    if (length == 0 || !may_have_items(text, length))
        return g_ptr_array_new_with_free_func((GDestroyNotify)tl_followup_free);
    g_autoptr(tl_lines) lines = tl_lines_new(text, length);
    cmark_node *document = tl_markdown_parse(text, length);
    if (!document)
        return tl_followup_scan(lines, today);
    reader r = {lines, note, today,
                g_ptr_array_new_with_free_func((GDestroyNotify)tl_followup_free)};
    read_items(&r, document);
    cmark_node_free(document);
    return r.followups;
}

GPtrArray *tl_followup_parse_file(const char *path, GBytes *content)
{
    gsize length;
    const char *text = g_bytes_get_data(content, &length);
    g_autoptr(tl_note) note = tl_note_parse(text, length);
    g_autoptr(tl_note_name) name = path ? tl_note_name_parse(path) : NULL;
    return tl_followup_parse(text, length, note, name ? name->date : tl_date_today());
}
