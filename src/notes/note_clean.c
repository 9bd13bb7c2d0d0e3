#include "tl11/note.h"

#include "heading_internal.h"
#include "marker_internal.h"
#include "tl11/lines.h"
#include "tl11/markdown.h"

#include <string.h>

/* A prompt that may go. */
typedef struct {
    guint first;
    guint last;
    guint before; /* the line before it once the prompts right above are gone; 0: none */
} prompt;

typedef struct {
    const tl_lines *lines;
    gboolean *ends_heading; /* by line */
    /* Prompts are settled from the last to the first. Of the one settled last: */
    guint first;  /* its line */
    guint behind; /* the first line from there on that stays */
    guint text;   /* the first such line that is not blank */
} cleaner;

static char find_letter(const tl_note *note, int index)
{
    int top = tl_note_top_section(note, index);
    return top < 0 ? '\0' : ((tl_section *)g_ptr_array_index(note->sections, (guint)top))->letter;
}

static GArray *find_prompts(const tl_note *note, gboolean answered_too, tl_is_prompt is_prompt,
                            gpointer data)
{
    GArray *prompts = g_array_new(FALSE, FALSE, sizeof(prompt));
    for (guint i = 0; i < note->comments->len; i++) {
        const tl_comment *comment = g_ptr_array_index(note->comments, i);
        if ((comment->is_answered && !answered_too) ||
            !is_prompt(comment->text, find_letter(note, comment->section), data))
            continue;
        prompt p = {comment->line, comment->line + comment->lines - 1, comment->line - 1};
        const prompt *above =
            prompts->len > 0 ? &g_array_index(prompts, prompt, prompts->len - 1) : NULL;
        if (above && above->last == p.before)
            p.before = above->before;
        g_array_append_val(prompts, p);
    }
    return prompts;
}

static guint find_behind(const cleaner *c, guint line)
{
    return line + 1 < c->first ? line + 1 : c->behind;
}

static guint find_text(const cleaner *c, guint line)
{
    for (guint number = line + 1; number < c->first; number++)
        if (!tl_lines_is_blank(c->lines, number))
            return number;
    return c->text;
}

static gboolean is_indented(const cleaner *c, guint line)
{
    gsize length = 0;
    const char *text = tl_lines_get(c->lines, line, &length);
    return length > 0 && (text[0] == ' ' || text[0] == '\t');
}

static gboolean is_empty(const cleaner *c, guint line)
{
    gsize length = 0;
    tl_lines_get(c->lines, line, &length);
    return length == 0;
}

/* One empty line goes with a prompt that has the like before it. */
static gboolean takes_blank(const cleaner *c, const prompt *p)
{
    gboolean separate =
        p->before > 0 && (c->ends_heading[p->before] || tl_lines_is_blank(c->lines, p->before));
    return separate && p->last + 1 < c->first && is_empty(c, p->last + 1);
}

/* Whether the line ends "\r" of before and "\n" of behind would become one. */
static gboolean would_join_ends(const cleaner *c, guint before, guint behind)
{
    gsize length = 0;
    const char *line = tl_lines_get_full(c->lines, before, &length);
    if (line[length - 1] != '\r')
        return FALSE;
    return *tl_lines_get_full(c->lines, behind, &length) == '\n';
}

/* Whether a line begins a block even right under a paragraph: "#", a comment, a bullet. */
static gboolean begins_block(const cleaner *c, guint number)
{
    gsize length = 0;
    const char *line = tl_lines_get(c->lines, number, &length);
    if (tl_heading_level(line, length) > 0 || (length >= 4 && memcmp(line, "<!--", 4) == 0))
        return TRUE;
    gsize marker = g_ascii_isdigit(*line) ? 0 : tl_marker_measure(line, length);
    gsize at = marker;
    while (at < length && (line[at] == ' ' || line[at] == '\t'))
        at++;
    return marker > 0 && at < length;
}

/*
 * Whether what follows the prompt, behind last, would become part of what
 * stands before it: text or a heading without "#" goes on a paragraph, an
 * indented line goes into a list.
 */
static gboolean would_join(const cleaner *c, const prompt *p, guint last)
{
    guint count = tl_lines_count(c->lines);
    guint text = find_text(c, last);
    if (text <= count && is_indented(c, text))
        return TRUE;
    guint behind = find_behind(c, last);
    if (behind > count || p->before == 0)
        return FALSE;
    if (would_join_ends(c, p->before, behind))
        return TRUE;
    gboolean separate = c->ends_heading[p->before] || tl_lines_is_blank(c->lines, p->before);
    return !separate && !tl_lines_is_blank(c->lines, behind) && !begins_block(c, behind);
}

/* Marks the lines that go with a prompt; FALSE when it stays. */
static gboolean settle(cleaner *c, const prompt *p, gboolean *gone)
{
    guint last = takes_blank(c, p) ? p->last + 1 : p->last;
    if (would_join(c, p, last)) {
        c->text = c->behind = c->first = p->first;
        return FALSE;
    }
    for (guint line = p->first; line <= last; line++)
        gone[line] = TRUE;
    c->text = find_text(c, last);
    c->behind = find_behind(c, last);
    c->first = p->first;
    return TRUE;
}

static GBytes *copy_rest(const tl_lines *lines, const gboolean *gone)
{
    GByteArray *rest = g_byte_array_sized_new((guint)lines->length);
    if (gone[1])
        g_byte_array_append(rest, (const guint8 *)lines->text,
                            (guint)tl_markdown_byte_order_mark(lines->text, lines->length));
    for (guint number = 1; number <= tl_lines_count(lines); number++) {
        gsize length = 0;
        const char *line = tl_lines_get_full(lines, number, &length);
        if (!gone[number])
            g_byte_array_append(rest, (const guint8 *)line, (guint)length);
    }
    return g_byte_array_free_to_bytes(rest);
}

/* NULL when nothing goes. */
static GBytes *drop(const tl_lines *lines, const tl_note *note, const GArray *prompts)
{
    guint count = tl_lines_count(lines);
    g_autofree gboolean *gone = g_new0(gboolean, count + 1);
    g_autofree gboolean *ends = g_new0(gboolean, count + 1);
    cleaner c = {lines, ends, count + 1, count + 1, count + 1};
    if (note->title_line > 0)
        ends[tl_heading_end(lines, note->title_line)] = TRUE;
    for (guint i = 0; i < note->sections->len; i++) {
        const tl_section *section = g_ptr_array_index(note->sections, i);
        ends[tl_heading_end(lines, section->line)] = TRUE;
    }
    gboolean any = FALSE;
    for (guint i = prompts->len; i > 0; i--)
        any = settle(&c, &g_array_index(prompts, prompt, i - 1), gone) || any;
    return any ? copy_rest(lines, gone) : NULL;
}

static GBytes *drop_found(GBytes *content, gboolean answered_too, tl_is_prompt is_prompt,
                          gpointer data)
{
    gsize length = 0;
    const char *text = g_bytes_get_data(content, &length);
    g_autoptr(tl_note) note = tl_note_parse(text, length);
    g_autoptr(GArray) prompts = find_prompts(note, answered_too, is_prompt, data);
    if (prompts->len == 0)
        return g_bytes_ref(content);
    g_autoptr(tl_lines) lines = tl_lines_new(text, length);
    GBytes *rest = drop(lines, note, prompts);
    return rest ? rest : g_bytes_ref(content);
}

GBytes *tl_note_drop_unanswered(GBytes *content, tl_is_prompt is_prompt, gpointer data)
{
    return drop_found(content, FALSE, is_prompt, data);
}

GBytes *tl_note_drop_comments(GBytes *content, tl_is_prompt is_remark, gpointer data)
{
    return drop_found(content, TRUE, is_remark, data);
}
