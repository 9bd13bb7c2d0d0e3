#include "followup_internal.h"

#include "blank_internal.h"
#include "heading_internal.h"
#include "marker_internal.h"
#include "tl11/markdown.h"

#include <string.h>

#define MAX_LEVEL 6
#define CODE_INDENT 4
/* Nobody nests lists so deep; what does is not worth its time. */
#define MAX_ITEMS 256

/* What a line holds behind quote marks and list markers. */
typedef struct {
    const char *text;
    gsize length; /* of text; 0: a blank line, an empty item, or code */
    gsize indent; /* columns before the first list marker, or before the text */
    gsize column; /* of the text */
    gsize quotes;
    guint items;
} opening;

/* A list item that is still open. */
typedef struct {
    gsize column; /* where its content begins */
    int followup; /* index, or -1 */
} open_item;

typedef struct {
    tl_date today;
    const tl_lines *lines;
    GPtrArray *followups;
    GArray *items; /* open_item, the outermost first */
    char fence;    /* of the code block that the lines are in, '<' in a comment, or 0 */
    gsize fence_length;
    gsize fence_column; /* a line that begins left of it ends the block */
    gsize fence_quotes;
    gboolean in_code; /* the indented kind */
    gboolean after_blank;
    gboolean has_title;
    guint after_text; /* number of the line before, when a rule makes it a heading */
    tl_section_kind kinds[MAX_LEVEL + 1]; /* of the headings above, by level */
    char letters[MAX_LEVEL + 1];
} scanner;

static void close_items(scanner *s, gsize column)
{
    while (s->items->len > 0 &&
           g_array_index(s->items, open_item, s->items->len - 1).column > column)
        g_array_set_size(s->items, s->items->len - 1);
}

/* Where the content of the innermost item that may hold column begins. */
static gsize find_container(const scanner *s, gsize column)
{
    for (guint i = s->items->len; i > 0; i--) {
        gsize content = g_array_index(s->items, open_item, i - 1).column;
        if (content <= column)
            return content;
    }
    return 0;
}

/* Skips blanks and quote marks. */
static gsize skip_blanks(const char *line, gsize length, gsize at, gsize *column, gsize *quotes)
{
    for (; at < length; at++) {
        if (line[at] == '>')
            ++*quotes;
        else if (line[at] != ' ' && line[at] != '\t')
            break;
        *column += tl_blank_columns(line[at], *column);
    }
    return at;
}

static void open_item_at(scanner *s, gsize column, gsize content)
{
    open_item item = {content, -1};
    close_items(s, column);
    if (s->items->len < MAX_ITEMS)
        g_array_append_val(s->items, item);
}

/* Reads markers; those of list items open them, the others that they end closed. */
static opening read_opening(scanner *s, const char *line, gsize length)
{
    opening o = {0};
    gsize rule = tl_marker_find_rule(line, length);
    gsize at = skip_blanks(line, length, 0, &o.column, &o.quotes);
    o.indent = o.column;
    gboolean reads = s->fence == '\0';
    gboolean is_code = reads && o.indent >= find_container(s, o.indent) + CODE_INDENT &&
                       (s->after_blank || s->in_code);
    s->in_code = is_code || (s->in_code && at == length);
    while (reads && !is_code && at < MIN(rule, length) && o.items < MAX_ITEMS) {
        gsize marker = tl_marker_measure(line + at, length - at);
        if (marker == 0)
            break;
        gsize start = o.column;
        gsize behind = o.column += marker;
        at = skip_blanks(line, length, at + marker, &o.column, &o.quotes);
        is_code = o.column > behind + CODE_INDENT;
        open_item_at(s, start, at == length || is_code ? behind + 1 : o.column);
        o.items++;
    }
    o.text = line + at;
    o.length = is_code ? 0 : length - at;
    return o;
}

static void set_heading(scanner *s, guint level, const char *text, gsize length)
{
    g_autofree char *title = tl_blank_fold(text, length);
    char letter = '\0';
    tl_section_kind kind = tl_section_kind_of(title, &letter);
    for (guint i = level; i <= MAX_LEVEL; i++) {
        s->kinds[i] = TL_SECTION_OTHER;
        s->letters[i] = '\0';
    }
    /* As tl_note_parse() has it: the title is no section. */
    if (level == 1 && !s->has_title && (kind == TL_SECTION_OTHER || kind == TL_SECTION_GUIDE)) {
        s->has_title = TRUE;
        return;
    }
    s->kinds[level] = kind;
    s->letters[level] = letter;
}

/* As tl_note_top_section() has it. */
static void place_in_section(const scanner *s, tl_followup *followup)
{
    guint found = 0;
    for (guint level = MAX_LEVEL; level > 0; level--) {
        gboolean is_guide = s->kinds[level] == TL_SECTION_GUIDE;
        if ((is_guide && s->kinds[found] != TL_SECTION_GUIDE) ||
            (found == 0 && s->kinds[level] != TL_SECTION_OTHER))
            found = level;
        if (s->kinds[level] == TL_SECTION_PRIVATE)
            followup->is_private = TRUE;
    }
    followup->section_kind = s->kinds[found];
    followup->letter = s->letters[found];
}

static void add_item(scanner *s, guint number, const opening *o)
{
    gsize bracket = (gsize)(o->text - s->lines->text);
    tl_followup *followup = tl_followup_read(s->lines, number, bracket, s->today);
    followup->depth = s->items->len - 1;
    for (guint i = s->items->len - 1; i > 0 && followup->parent < 0; i--)
        followup->parent = g_array_index(s->items, open_item, i - 1).followup;
    place_in_section(s, followup);
    g_array_index(s->items, open_item, s->items->len - 1).followup = (int)s->followups->len;
    g_ptr_array_add(s->followups, followup);
}

static gsize measure_fence(const opening *o)
{
    gsize n = 0;
    while (n < o->length && o->text[n] == o->text[0])
        n++;
    char mark = o->length > 0 ? o->text[0] : '\0';
    return n >= 3 && (mark == '`' || mark == '~') ? n : 0;
}

static void enter(scanner *s, const opening *o, char fence, gsize length)
{
    s->fence = fence;
    s->fence_length = length;
    s->fence_column = find_container(s, o->column);
    s->fence_quotes = o->quotes;
}

static gboolean ends_comment(const opening *o)
{
    return g_strstr_len(o->text, (gssize)o->length, "-->") != NULL;
}

static gboolean ends_code(const scanner *s, const opening *o)
{
    gsize n = measure_fence(o);
    if (n < s->fence_length || o->text[0] != s->fence)
        return FALSE;
    while (n < o->length && (o->text[n] == ' ' || o->text[n] == '\t'))
        n++;
    return n == o->length;
}

/* Whether a line begins a code block or a comment, that may end on it too. */
static gboolean open_fence(scanner *s, const opening *o)
{
    if (o->length >= 4 && memcmp(o->text, "<!--", 4) == 0) {
        if (!ends_comment(o))
            enter(s, o, '<', 0);
        return TRUE;
    }
    gsize n = measure_fence(o);
    if (n == 0 || (o->text[0] == '`' && memchr(o->text + n, '`', o->length - n) != NULL))
        return FALSE;
    enter(s, o, o->text[0], n);
    return TRUE;
}

/* Whether a line belongs to the code block or comment that is open; its last closes it. */
static gboolean read_fenced(scanner *s, const opening *o)
{
    if (o->quotes < s->fence_quotes || (o->length > 0 && o->indent < s->fence_column)) {
        s->fence = '\0';
        return FALSE;
    }
    if (s->fence == '<' ? ends_comment(o) : ends_code(s, o))
        s->fence = '\0';
    s->after_text = 0;
    s->after_blank = FALSE;
    return TRUE;
}

static gboolean read_heading(scanner *s, guint number, const opening *o)
{
    if (o->items > 0 || o->quotes > 0 || o->indent >= CODE_INDENT)
        return FALSE;
    guint level = tl_heading_level(o->text, o->length);
    if (level > 0) {
        g_autofree char *title = g_strndup(o->text + level, o->length - level);
        while (g_str_has_suffix(g_strchomp(title), "#"))
            title[strlen(title) - 1] = '\0';
        set_heading(s, level, title, strlen(title));
        return TRUE;
    }
    level = s->after_text > 0 ? tl_heading_underline(s->lines, number) : 0;
    if (level == 0)
        return FALSE;
    gsize length = 0;
    const char *title = tl_lines_get(s->lines, s->after_text, &length);
    set_heading(s, level, title, length);
    return TRUE;
}

static void read_text(scanner *s, guint number, const opening *o)
{
    if (o->items == 0 && s->after_blank)
        close_items(s, o->indent);
    if (open_fence(s, o) || read_heading(s, number, o)) {
        s->after_text = 0;
        return;
    }
    s->after_text = o->items == 0 && o->quotes == 0 ? number : 0;
    if (o->items > 0 && tl_mark_measure(o->text, o->length) > 0)
        add_item(s, number, o);
}

static void read_line(scanner *s, guint number)
{
    gsize length = 0;
    const char *line = tl_lines_get(s->lines, number, &length);
    gsize skipped = number == 1 ? tl_markdown_byte_order_mark(line, length) : 0;
    line += skipped;
    length -= skipped;
    opening o = read_opening(s, line, length);
    if (s->fence) {
        if (read_fenced(s, &o))
            return;
        o = read_opening(s, line, length);
    }
    if (o.length > 0)
        read_text(s, number, &o);
    else
        s->after_text = 0;
    s->after_blank = o.length == 0 && o.items == 0 && !s->in_code;
}

GPtrArray *tl_followup_scan(const tl_lines *lines, tl_date today)
{
    scanner s = {.lines = lines, .today = today, .after_blank = TRUE};
    s.followups = g_ptr_array_new_with_free_func((GDestroyNotify)tl_followup_free);
    s.items = g_array_new(FALSE, FALSE, sizeof(open_item));
    gsize front = tl_markdown_front_matter(lines->text, lines->length);
    for (guint number = 1; number <= tl_lines_count(lines); number++)
        if (g_array_index(lines->starts, gsize, number - 1) >= front)
            read_line(&s, number);
    g_array_unref(s.items);
    return s.followups;
}
