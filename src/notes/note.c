#include "note_internal.h"

#include "blank_internal.h"
#include "heading_internal.h"
#include "tl11/lines.h"
#include "tl11/markdown.h"

#include <cmark.h>
#include <string.h>

/* A heading or comment at the top of the document: what ends the ones before. */
typedef struct {
    guint first;
    guint last;
    int section; /* of the heading, or -1 */
    int comment; /* or -1 */
} landmark;

typedef struct {
    const tl_lines *lines;
    tl_note *note;
    GArray *landmarks;
} reader;

tl_note *tl_note_new(void)
{
    tl_note *note = g_new0(tl_note, 1);
    note->sections = g_ptr_array_new();
    note->comments = g_ptr_array_new();
    note->items = g_array_new(FALSE, FALSE, sizeof(tl_plain_item));
    note->memory = g_new0(tl_note_memory, 1);
    return note;
}

void tl_note_free(tl_note *note)
{
    if (!note)
        return;
    g_ptr_array_unref(note->sections);
    g_ptr_array_unref(note->comments);
    g_array_unref(note->items);
    tl_room_end(&note->memory->room);
    g_clear_pointer(&note->memory->words, g_array_unref);
    tl_recall_free(note->memory->items);
    g_free(note->memory);
    g_free(note);
}

static int find_parent(const tl_note *note, guint level)
{
    int index = (int)note->sections->len - 1;
    while (index >= 0) {
        const tl_section *section = g_ptr_array_index(note->sections, (guint)index);
        if (note->title_line > section->line)
            return -1;
        if (section->level < level)
            return index;
        index = section->parent;
    }
    return -1;
}

static tl_section *new_section(tl_note *note, char *title, guint level, guint line)
{
    tl_section *section = tl_room_take(&note->memory->room, sizeof(*section));
    *section = (tl_section){.title = title, .level = level, .line = line};
    section->kind = tl_section_kind_of(title, &section->letter);
    section->parent = find_parent(note, level);
    section->is_private = section->kind == TL_SECTION_PRIVATE;
    if (section->parent >= 0) {
        const tl_section *parent = g_ptr_array_index(note->sections, (guint)section->parent);
        section->is_private = section->is_private || parent->is_private;
    }
    return section;
}

/* A level-1 "Private" is no title: what stands under it must stay private. */
static gboolean is_title(const tl_note *note, const char *text, guint level)
{
    char letter = '\0';
    if (level != 1 || note->title)
        return FALSE;
    tl_section_kind kind = tl_section_kind_of(text, &letter);
    return kind == TL_SECTION_OTHER || kind == TL_SECTION_GUIDE;
}

int tl_note_add_heading(tl_note *note, const char *text, gsize length, guint level, guint line)
{
    char *title = tl_blank_fold_in(&note->memory->room, text, length);
    if (is_title(note, title, level)) {
        note->title = title;
        note->title_line = line;
        return -1;
    }
    g_ptr_array_add(note->sections, new_section(note, title, level, line));
    return (int)note->sections->len - 1;
}

tl_comment *tl_note_add_comment(tl_note *note, const char *text, gsize length, guint line)
{
    tl_comment *comment = tl_room_take(&note->memory->room, sizeof(*comment));
    *comment = (tl_comment){.line = line, .lines = 1, .section = -1};
    comment->text = tl_blank_fold_in(&note->memory->room, text, length);
    g_ptr_array_add(note->comments, comment);
    return comment;
}

static void add_heading(reader *r, cmark_node *node)
{
    guint level = (guint)cmark_node_get_heading_level(node);
    guint line = (guint)cmark_node_get_start_line(node);
    landmark mark = {line, tl_heading_end(r->lines, line), -1, -1};
    g_autofree char *plain = tl_markdown_plain(node);
    mark.section = tl_note_add_heading(r->note, plain, strlen(plain), level, line);
    g_array_append_val(r->landmarks, mark);
}

static guint count_line_ends(const char *text, const char *end)
{
    guint count = 0;
    for (; text < end; text++)
        count += *text == '\n' || (*text == '\r' && text[1] != '\n');
    return count;
}

/* Only a block that is one comment and nothing else. */
static void add_comment(reader *r, cmark_node *node)
{
    const char *html = cmark_node_get_literal(node);
    const char *open = html + strspn(html, " \t");
    const char *close = g_str_has_prefix(open, "<!--") ? strstr(open + 4, "-->") : NULL;
    if (!close || close[3 + strspn(close + 3, " \t\r\n")] != '\0')
        return;
    tl_comment *comment = tl_note_add_comment(r->note, open + 4, (gsize)(close - open) - 4,
                                              (guint)cmark_node_get_start_line(node));
    comment->lines = count_line_ends(html, close) + 1;
    landmark mark = {comment->line, comment->line + comment->lines - 1, -1,
                     (int)r->note->comments->len - 1};
    g_array_append_val(r->landmarks, mark);
}

static void collect(reader *r, cmark_node *document)
{
    cmark_node *node = cmark_node_first_child(document);
    for (; node; node = cmark_node_next(node)) {
        if (cmark_node_get_type(node) == CMARK_NODE_HEADING)
            add_heading(r, node);
        else if (cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK)
            add_comment(r, node);
    }
}

static gboolean has_text(const tl_lines *lines, guint first, guint end)
{
    for (guint number = first; number < end; number++)
        if (!tl_lines_is_blank(lines, number))
            return TRUE;
    return FALSE;
}

/* What stands between a landmark and the next belongs to it. */
static void settle(reader *r)
{
    tl_section *section = NULL;
    int index = -1;
    for (guint i = 0; i < r->landmarks->len; i++) {
        const landmark *mark = &g_array_index(r->landmarks, landmark, i);
        guint end = i + 1 < r->landmarks->len ? g_array_index(r->landmarks, landmark, i + 1).first
                                              : tl_lines_count(r->lines) + 1;
        gboolean filled = has_text(r->lines, mark->last + 1, end);
        if (mark->comment < 0) {
            index = mark->section;
            section = index < 0 ? NULL : g_ptr_array_index(r->note->sections, (guint)index);
        } else {
            tl_comment *comment = g_ptr_array_index(r->note->comments, (guint)mark->comment);
            comment->section = index;
            comment->is_answered = filled;
        }
        if (!section)
            continue;
        section->is_filled = section->is_filled || filled;
        section->end_line = end;
    }
}

void tl_note_clear(tl_note *note)
{
    note->title = NULL;
    note->title_line = 0;
    g_ptr_array_set_size(note->sections, 0);
    g_ptr_array_set_size(note->comments, 0);
    g_array_set_size(note->items, 0);
    tl_room_clear(&note->memory->room);
}

void tl_note_read(tl_note *note, const char *text, gsize length)
{
    tl_note_clear(note);
    note->is_complex = FALSE;
    note->is_plain = tl_note_read_plain(note, text, length);
    if (note->is_plain)
        return;
    cmark_node *document = tl_markdown_parse(text, length);
    note->is_complex = document == NULL;
    if (!document)
        return;
    g_autoptr(tl_lines) lines = tl_lines_new(text, length);
    g_autoptr(GArray) landmarks = g_array_new(FALSE, FALSE, sizeof(landmark));
    reader r = {lines, note, landmarks};
    collect(&r, document);
    settle(&r);
    cmark_node_free(document);
}

tl_note *tl_note_parse(const char *text, gsize length)
{
    tl_note *note = tl_note_new();
    tl_note_read(note, text, length);
    return note;
}
