/*
 * Errors of tl11: one GError domain whose codes are the exit statuses of the
 * program, so that whoever reports an error needs no table.
 *
 * A message is lower case, has no full stop, tells what before why, and sets
 * its subject in single quotes through tl_text_quote(), which escapes control
 * bytes. Lines after the first tell what to do next.
 */
#ifndef TL11_ERROR_H
#define TL11_ERROR_H

#include <glib.h>

#define TL_ERROR tl_error_quark()

/* The exit statuses, and with them the codes of the domain. */
typedef enum {
    TL_EXIT_OK = 0,
    TL_EXIT_NEGATIVE = 1, /* no match, nothing due, note left unchanged */
    TL_EXIT_USAGE = 2,    /* wrong usage: an unknown option, person or date */
    TL_EXIT_REFUSED = 3,  /* refused so that nothing is lost */
    TL_EXIT_FAILED = 4,   /* the surroundings failed: disk, permissions, git */
} tl_exit;

GQuark tl_error_quark(void);

/*
 * Sets *error to a message made from format.
 *
 * Returns FALSE, so that a failing function can end with it.
 */
gboolean tl_error_set(GError **error, tl_exit code, const char *format, ...) G_GNUC_PRINTF(3, 4);

/*
 * Sets *error from errno: "<what>: <reason>", code TL_EXIT_FAILED.
 *
 * Returns FALSE. Reads errno first of all, so nothing needs to save it.
 */
gboolean tl_error_set_errno(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

/*
 * The exit status that error stands for; an error of a foreign domain (GLib's
 * files, options) is TL_EXIT_FAILED, GOption's is TL_EXIT_USAGE.
 */
tl_exit tl_error_status(const GError *error);

#endif
