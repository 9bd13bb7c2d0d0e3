/* Headings in the source, where cmark does not tell all. */
#ifndef TL11_HEADING_INTERNAL_H
#define TL11_HEADING_INTERNAL_H

#include "tl11/lines.h"

/*
 * The last line of a heading that begins at line: itself, or, where no "#"
 * opens it, the line of "=" or "-" under it. cmark's own end line of such a
 * heading is that of what follows.
 */
guint tl_heading_end(const tl_lines *lines, guint line);

/* The level, 1 to 6, of the "#" at the start of text; 0 when that opens no heading. */
guint tl_heading_level(const char *text, gsize length);

/* The level, 1 or 2, that a line gives to the text above it; 0: no underline. */
guint tl_heading_underline(const tl_lines *lines, guint line);

#endif
