/*
 * A screen: titles with lists under them, cut to the lines of a terminal.
 *
 *   g_autoptr(tl_screen) screen = tl_screen_new(80, TRUE);
 *   tl_screen_begin(screen, _("I promised"));
 *   tl_screen_add_row(screen, "2026-11-20", TL_STYLE_BAD, "Send the RFC", "^k3f9q2");
 *   tl_screen_append(screen, 23, out);
 */
#ifndef TL11_SCREEN_INTERNAL_H
#define TL11_SCREEN_INTERNAL_H

#include "tl11/terminal.h"

#include <glib.h>

/* Narrower terminals get less. */
#define TL_SCREEN_WIDE 60

typedef struct tl_screen tl_screen;

/* width 0: no line is cut. Owns: the caller frees it. */
tl_screen *tl_screen_new(int width, gboolean colour);
void tl_screen_free(tl_screen *screen);

/* A new list under a title, which is copied. */
void tl_screen_begin(tl_screen *screen, const char *title);

/* A line of the list, as it is: harmless, and no wider than the screen. Takes line. */
void tl_screen_add(tl_screen *screen, char *line);

/*
 * A line of the list: a label in a column of its own, the text, cut where it must be, and
 * behind it a tail (or NULL), for which wide screens have room. All are made harmless.
 */
void tl_screen_add_row(tl_screen *screen, const char *label, tl_style_name style, const char *text,
                       const char *tail);

/* Appends text in a style, without colour as it is. */
void tl_screen_append_styled(const tl_screen *screen, tl_style_name style, const char *text,
                             GString *out);

/*
 * Appends it: at most height lines (0: all), the longest lists cut, which says so.
 * One line of each list stays.
 */
void tl_screen_append(tl_screen *screen, int height, GString *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_screen, tl_screen_free)

#endif
