/* Errors that name a place in a file of the notebook. */
#ifndef TL11_PLACE_INTERNAL_H
#define TL11_PLACE_INTERNAL_H

#include <glib.h>

/*
 * Sets *error to "'path':line: what", TL_EXIT_FAILED; line 0 leaves the line out.
 *
 * Returns FALSE.
 */
gboolean tl_place_fail(GError **error, const char *path, guint line, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* The same with the message of cause, which is freed. */
gboolean tl_place_fail_with(GError **error, const char *path, guint line, GError *cause);

/* Refuses content that is not UTF-8, naming the first line that is not. */
gboolean tl_place_check_utf8(GBytes *content, const char *path, GError **error);

#endif
