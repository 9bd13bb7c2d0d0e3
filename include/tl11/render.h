/*
 * Markdown as a terminal shows it: a note laid out in lines.
 */
#ifndef TL11_RENDER_H
#define TL11_RENDER_H

#include <glib.h>

typedef struct {
    int width;       /* columns; 0 or less: no line is wrapped; 1 to 7 count as 8 */
    gboolean colour; /* SGR sequences of tl_style(); none at all without it */
    gboolean utf8;   /* the bullets, bars and boxes that tl11 adds; the note's text is as it is */
} tl_render_options;

/*
 * Lays out a note; any bytes will do.
 *
 * With colour, styles say what the Markdown signs said. Without it these signs
 * stay where nothing else tells: "## " of a heading, "*", "**", "`", "![ ]" of
 * an image.
 *
 * - A list whose items are a line each is shown without the blank lines that
 *   stand between them in the file.
 * - A task's mark takes the place of its bullet: ☐ open, ☑ done, ▷ carried, ☒
 *   dropped, or "[ ]", "[x]", "[>]", "[-]" without utf8. It is read from the
 *   source line, as followup.h tells; an unknown mark is shown as written.
 * - A link is its text and, when that is another, its target: "text <target>".
 * - A comment is not shown, as in any rendering. Other HTML is shown raw and dim.
 * - A paragraph whose lines all begin with "|" keeps its lines and blanks.
 * - Front matter is shown raw and dim. A text that is too complex (markdown.h)
 *   is shown raw.
 * - Where a nesting leaves less than half of the width (20 columns at most)
 *   to the text, the outermost indentations are left out.
 *
 * Shape: lines of valid UTF-8, each with '\n', none with blanks at its end but
 * in code. No control characters but '\n' and SGR sequences, and these are
 * reset within their line. What the note itself holds of them is escaped
 * (tl_text_escape()); tabs become blanks, four columns apart in code.
 * Units: no line is wider than options->width by tl_text_width(), except those
 * of code blocks, which are kept whole. Code spans are broken at the width
 * alone, words too when they are longer than a line.
 * Owns: the caller frees the text.
 */
char *tl_render_markdown(const char *text, gsize length, const tl_render_options *options);

#endif
