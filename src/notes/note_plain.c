#include "note_internal.h"

#include "blank_internal.h"
#include "heading_internal.h"
#include "marker_internal.h"
#include "tl11/markdown.h"

#include <string.h>

/*
 * Most notes need no parser: headings, bullets, remarks and plain paragraphs, each of which
 * CommonMark reads the same whatever stands before it. One line of another kind, and cmark reads
 * the note; a test holds both against each other.
 */

/* Far below what the bounds of markdown.h allow in a paragraph. */
#define MAX_RUN 4096

typedef enum { HEADING, REMARK, WORDS, ITEM, WITHIN, UNSURE } line_kind;

typedef struct {
    tl_note *note;
    guint number;        /* of the line */
    gsize run;           /* bytes since the last empty line */
    gboolean in_item;    /* what is indented by two stands in a list item */
    gboolean is_apart;   /* the line before is empty */
    tl_section *section; /* that the line stands in; NULL: none */
    int index;           /* its index, or -1 */
    tl_comment *comment; /* above it, in the same section; or NULL */
    const char *text;
    gboolean in_marked; /* the line before is of the last item's paragraph */
} scan;

/* Whether text, behind whatever markers, is a paragraph's and can be nothing else. */
static gboolean begins_paragraph(const char *text, gsize length)
{
    if (length == 0)
        return FALSE;
    unsigned char first = (unsigned char)text[0];
    if (g_ascii_isalpha(first) || first >= 0x80)
        return TRUE;
    if (g_ascii_isdigit(first))
        return tl_marker_measure(text, length) == 0;
    gsize same = first == '*' && length > 1 && text[1] == '*' ? 2 : 1;
    gboolean has_word = length > same && g_ascii_isalnum(text[same]);
    return strchr("\"'(@$%/,.:;!?^", first) ? first != '\0' : strchr("#*_`", first) && has_word;
}

static gboolean is_mark(const char *text, gsize length)
{
    return length > 4 && text[0] == '[' && text[1] != '\0' && strchr(" xX>-~", text[1]) &&
           text[2] == ']' && text[3] == ' ' && (unsigned char)text[4] > ' ';
}

/* What makes more than text of the text of a heading. */
static gboolean is_sign(char c)
{
    switch (c) {
    case '\\':
    case '&':
    case '`':
    case '*':
    case '_':
    case '[':
    case ']':
    case '<':
    case '#':
    case 0x7f:
        return TRUE;
    default:
        return (unsigned char)c < ' ';
    }
}

/* "## Words" without anything that would be more than text. */
static gboolean is_plain_heading(const char *line, gsize length, guint level)
{
    if (level == 0 || length < level + 2 || line[level] != ' ' || line[level + 1] == ' ')
        return FALSE;
    for (gsize i = level; i < length; i++)
        if (is_sign(line[i]))
            return FALSE;
    return TRUE;
}

static gboolean is_one_remark(const char *line, gsize length)
{
    const char *end =
        length >= 7 && memcmp(line, "<!--", 4) == 0 ? memmem(line + 4, length - 4, "-->", 3) : NULL;
    return end && end + 3 == line + length;
}

static line_kind kind_of(const scan *s, const char *line, gsize length)
{
    if (line[0] == '#' && is_plain_heading(line, length, tl_heading_level(line, length)))
        return HEADING;
    if (line[0] == '<')
        return is_one_remark(line, length) ? REMARK : UNSURE;
    if (length > 2 && line[0] == '-' && line[1] == ' ')
        return begins_paragraph(line + 2, length - 2) || is_mark(line + 2, length - 2) ? ITEM
                                                                                       : UNSURE;
    if (length > 2 && line[0] == ' ' && line[1] == ' ')
        return s->in_item && begins_paragraph(line + 2, length - 2) ? WITHIN : UNSURE;
    /* A byte order mark would be none of the text. */
    gboolean is_mark = s->number == 1 && (unsigned char)line[0] >= 0x80;
    return !is_mark && begins_paragraph(line, length) ? WORDS : UNSURE;
}

static void read_heading(scan *s, const char *line, gsize length)
{
    guint level = tl_heading_level(line, length);
    if (s->section)
        s->section->end_line = s->number;
    s->index = tl_note_add_heading(s->note, line + level, length - level, level, s->number);
    s->section = s->index < 0 ? NULL : g_ptr_array_index(s->note->sections, (guint)s->index);
    s->comment = NULL;
}

static void read_remark(scan *s, const char *line, gsize length)
{
    s->comment = tl_note_add_comment(s->note, line + 4, length - 7, s->number);
    s->comment->section = s->index;
}

static void read_text(scan *s)
{
    if (s->section)
        s->section->is_filled = TRUE;
    if (s->comment)
        s->comment->is_answered = TRUE;
}

static void read_marked(scan *s, const char *line, gsize length)
{
    tl_plain_item item = {(gsize)(line - s->text), length, s->number, 1, s->index};
    g_array_append_val(s->note->items, item);
}

/* What goes on with the paragraph of an item that has a mark, or begins one. */
static void read_items(scan *s, line_kind kind, const char *line, gsize length)
{
    gboolean goes_on = kind == WORDS || kind == WITHIN;
    gboolean is_marked = kind == ITEM && line[2] == '[';
    if (s->in_marked && goes_on)
        g_array_index(s->note->items, tl_plain_item, s->note->items->len - 1).lines++;
    if (is_marked)
        read_marked(s, line, length);
    s->in_marked = is_marked || (s->in_marked && goes_on);
}

static void read_empty(scan *s)
{
    s->run = 0;
    s->in_marked = FALSE;
    s->is_apart = TRUE;
}

static gboolean read_line(scan *s, const char *line, gsize length)
{
    line_kind kind = kind_of(s, line, length);
    s->run += length + 1;
    if (kind == UNSURE || s->run > MAX_RUN)
        return FALSE;
    if (kind == HEADING)
        read_heading(s, line, length);
    else if (kind == REMARK)
        read_remark(s, line, length);
    else
        read_text(s);
    read_items(s, kind, line, length);
    /* Words right under an item go on with it. */
    gboolean stays = kind == WITHIN || (kind == WORDS && !s->is_apart);
    s->in_item = kind == ITEM || (s->in_item && stays);
    s->is_apart = FALSE;
    return TRUE;
}

gboolean tl_note_read_plain(tl_note *note, const char *text, gsize length)
{
    scan s = {.note = note, .text = text, .index = -1, .is_apart = TRUE};
    const char *end = text + length;
    if (length > TL_MARKDOWN_MAX ||
        (length && (memchr(text, '\r', length) || memchr(text, '\0', length))))
        return FALSE;
    for (const char *line = text; line < end;) {
        s.number++;
        if (*line == '\n') {
            read_empty(&s);
            line++;
            continue;
        }
        const char *stop = memchr(line, '\n', (gsize)(end - line));
        stop = stop ? stop : end;
        if (!read_line(&s, line, (gsize)(stop - line))) {
            tl_note_clear(note);
            return FALSE;
        }
        line = stop + 1;
    }
    if (s.section)
        s.section->end_line = s.number + 1;
    return TRUE;
}
