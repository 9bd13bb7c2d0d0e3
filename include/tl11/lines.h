/*
 * A text as lines, by their byte offsets; a line keeps its end ("\n", "\r\n"
 * or, as CommonMark has it, a lone "\r").
 */
#ifndef TL11_LINES_H
#define TL11_LINES_H

#include <glib.h>

typedef struct {
    const char *text; /* borrowed */
    gsize length;
    GArray *starts; /* gsize: where each line begins, and length at the end */
} tl_lines;

/* Owns: the caller frees it; text must stay as long. */
tl_lines *tl_lines_new(const char *text, gsize length);
void tl_lines_free(tl_lines *lines);

/* How many lines: a text without a last line end has one more than its ends. */
guint tl_lines_count(const tl_lines *lines);

/* Line number, from 1; length gets its bytes without the line end. Borrowed. */
const char *tl_lines_get(const tl_lines *lines, guint number, gsize *length);

/* The same with the line end. */
const char *tl_lines_get_full(const tl_lines *lines, guint number, gsize *length);

/* Whether a line holds nothing but blanks and tabs. */
gboolean tl_lines_is_blank(const tl_lines *lines, guint number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_lines, tl_lines_free)

#endif
