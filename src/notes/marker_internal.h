/* What begins a line, for whoever reads lines without cmark. */
#ifndef TL11_MARKER_INTERNAL_H
#define TL11_MARKER_INTERNAL_H

#include <glib.h>

/* The columns from column on that a blank or tab at text takes. */
gsize tl_blank_columns(char blank, gsize column);

/* The bytes of the list marker that text begins with, white space left out; 0: none. */
gsize tl_marker_measure(const char *text, gsize length);

/*
 * Where the rule that a line ends in ("- - -") begins, length where there is
 * none: its marks are no list markers.
 */
gsize tl_marker_find_rule(const char *line, gsize length);

#endif
