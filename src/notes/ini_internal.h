/* What the files of the ini module share: lines, and the gate before inih. */
#ifndef TL11_INI_INTERNAL_H
#define TL11_INI_INTERNAL_H

#include <glib.h>

/* The largest file, line, and section name or key, in bytes. */
#define TL_INI_FILE_MAX ((gsize)64 * 1024)
#define TL_INI_LINE_LIMIT 190
#define TL_INI_NAME_LIMIT 48

typedef enum { TL_INI_BLANK, TL_INI_COMMENT, TL_INI_SECTION, TL_INI_KEY } tl_ini_kind;

/* A line, and where in it its parts stand; start is borrowed, not NUL-terminated. */
typedef struct {
    const char *start;
    gsize length; /* without the line end */
    gsize full;   /* with it */
    guint number; /* from 1 */
    tl_ini_kind kind;
    gsize name, name_end;   /* of a section's name or a key */
    gsize value, value_end; /* of a key's value; empty: both just behind the separator */
} tl_ini_row;

/*
 * Moves line (all zeros at first) to the next of content; FALSE at the end.
 * Only start, length, full and number are set.
 */
gboolean tl_ini_row_next(tl_ini_row *line, GBytes *content);

/*
 * Finds the parts of a line as inih would.
 *
 * Returns what is wrong with it (translated, static), or NULL.
 */
const char *tl_ini_row_scan(tl_ini_row *line);

/* Refuses what inih would misread (see ini.h). */
gboolean tl_ini_check(GBytes *content, const char *path, GError **error);

#endif
