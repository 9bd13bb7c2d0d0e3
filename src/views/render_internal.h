/*
 * How a note is laid out: its blocks (render_block.c) fill a flow with styled
 * text (render_flow.c, render_inline.c), which is cut into lines
 * (render_wrap.c) that go to the page behind their margins (render_page.c).
 */
#ifndef TL11_RENDER_INTERNAL_H
#define TL11_RENDER_INTERNAL_H

#include "tl11/lines.h"
#include "tl11/render.h"
#include "tl11/terminal.h"

#include <cmark.h>
#include <glib.h>

/* Styles together: bit n stands for tl_style_name n. */
typedef guint32 render_style;
#define RENDER_PLAIN ((render_style)0)
#define RENDER_STYLE(name) ((render_style)1 << TL_STYLE_##name)

/* Appends text as it is, its styles before and their reset after it. */
void render_append_styled(GString *out, const char *text, gsize length, render_style style,
                          gboolean colour);

/* Styled text before it is cut into lines. */
typedef struct {
    GString *text;     /* valid UTF-8; '\n' ends a line, ' ' may */
    GArray *runs;      /* render_run, by end */
    gboolean is_exact; /* runs of blanks stay as they are */
} render_flow;

typedef struct {
    gsize end; /* offset in text */
    render_style style;
} render_run;

/* A blank at which no line is broken; no control byte of the note comes into a flow. */
#define RENDER_KEPT_BLANK '\x01'

render_flow *render_flow_new(void);
void render_flow_free(render_flow *flow);

/* Appends words: escaped, each white space a blank. */
void render_flow_add_words(render_flow *flow, const char *text, gsize length, render_style style);

/* The same, but no line is broken at its blanks. */
void render_flow_add_unbroken(render_flow *flow, const char *text, gsize length,
                              render_style style);

/* Appends whole lines: escaped, tabs expanded, the end of the last line left out. */
void render_flow_add_lines(render_flow *flow, const char *text, gsize length, render_style style);

/* Appends what tl11 itself adds, as it is. */
void render_flow_add_sign(render_flow *flow, const char *sign, render_style style);

/* What stands before each line of a block: a bullet and then blanks, or a bar. */
typedef struct {
    char *first; /* on the first line */
    char *rest;  /* on the lines after it */
    gsize width;
} render_margin;

typedef struct {
    GString *out;
    const tl_render_options *options;
    GArray *margins; /* render_margin, the outermost first */
    guint shown;     /* how many of them have been on a line */
    gsize width;     /* G_MAXSIZE: lines are not wrapped */
    gsize indent;    /* the most that margins may take of it */
    gboolean blank_due;
    guint blank_margins; /* how many margins stand before the blank line */
} render_page;

void render_page_init(render_page *page, const tl_render_options *options);

/* Owns: the caller frees the text; the page is at its end. */
char *render_page_finish(render_page *page);

/* first is what is shown of the margin on its first line, padded to width. */
void render_page_push_hanging(render_page *page, const char *first, render_style style,
                              gsize width);
/* The same on all lines. */
void render_page_push_bar(render_page *page, const char *bar, render_style style, gsize width);

/* Takes the innermost margin away. */
void render_page_pop(render_page *page);

/* Whether a line was written since the innermost margin is there. */
gboolean render_page_is_shown(const render_page *page);

/* Sets a blank line before the next line, if any comes. */
void render_page_separate(render_page *page);

/* The columns that the margins leave to the text. */
gsize render_page_room(const render_page *page);

/*
 * Writes one line, the part of flow from start to end. run is the index of the
 * run that start may be in, kept from one line to the next, 0 at first.
 */
void render_page_line(render_page *page, const render_flow *flow, gsize start, gsize end,
                      guint *run);

/* Writes a line that holds nothing but its margins. */
void render_page_blank(render_page *page);

/* Writes a flow, wrapped; one without text writes nothing. */
void render_page_wrap(render_page *page, const render_flow *flow);

/* Writes the lines of a flow whole. */
void render_page_keep(render_page *page, const render_flow *flow);

/* Appends the inline children of a paragraph or heading. */
void render_inlines(render_flow *flow, cmark_node *block, render_style style,
                    const tl_render_options *options);

/* Appends HTML raw, as lines or as words; nothing for a comment. */
void render_html(render_flow *flow, const char *html, gboolean as_lines, render_style style);

/*
 * The mark of a task item, ' ', 'x', '>' or '-', and 0 for any other item; it
 * is taken out of the item's paragraph. lines are the note's.
 */
char render_take_mark(cmark_node *item, const tl_lines *lines);

/* How a mark is shown, and the text behind it. */
const char *render_mark_sign(char mark, gboolean utf8);
render_style render_mark_style(char mark);
render_style render_mark_text_style(char mark);

/* Writes the blocks of a document. */
void render_blocks(render_page *page, cmark_node *document, const tl_lines *lines);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(render_flow, render_flow_free)

#endif
