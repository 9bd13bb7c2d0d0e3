/*
 * INI files as tl11 reads and changes them: inih behind a gate.
 *
 * inih 55 cuts a line above 199 bytes and reads the rest as another line,
 * delivers duplicates and continuation lines as further values, and goes on
 * after an error. So a file is looked over first, and refused whole: above
 * 64 KiB, a control byte but the tab, invalid UTF-8, a byte order mark, a
 * carriage return alone, a line (a comment too) above 190 bytes, white space
 * before a section or key (a continuation line), a key or section given twice, a
 * section name or key that is empty or above 48 bytes, white space at an end of
 * a section name, a key before the first section, a comment that begins between
 * two '"', a line that is neither section, key = value (or key: value), comment
 * nor blank. CRLF line ends are fine. A comment begins with ';' or '#' at the
 * start of a line, and with ';' after white space.
 *
 * Errors: TL_EXIT_FAILED, "'path':line: what is wrong"; without a line where the
 * file is too large.
 */
#ifndef TL11_INI_H
#define TL11_INI_H

#include <glib.h>

typedef struct {
    char *section;
    char *key;
    char *value; /* without white space at its ends and without a comment */
    guint line;  /* from 1 */
} tl_ini_entry;

typedef struct tl_ini tl_ini;

/*
 * Reads content; path is for messages alone.
 *
 * Owns: the caller frees it with tl_ini_free(). NULL on error.
 */
tl_ini *tl_ini_parse(GBytes *content, const char *path, GError **error);

void tl_ini_free(tl_ini *ini);

/* The value, or NULL. Borrowed from ini. Names compare exactly. */
const char *tl_ini_find(const tl_ini *ini, const char *section, const char *key);

/* All entries in file order: an array of tl_ini_entry, borrowed from ini. */
const GPtrArray *tl_ini_entries(const tl_ini *ini);

/* The line a key stands on, 0 when it is not there. */
guint tl_ini_line(const tl_ini *ini, const char *section, const char *key);

/*
 * Content with section.key set to value (NULL: its line removed); every other
 * byte stays. A new key goes after the last key of its section, a new section
 * to the end. Line ends are those of the file's first line.
 *
 * Errors: TL_EXIT_USAGE where section, key or value cannot be read back as they
 * are: a control byte, white space at an end, a ';' at the start or after white
 * space, a line above 190 bytes; TL_EXIT_FAILED where content is what
 * tl_ini_parse() refuses.
 * Owns: the caller unrefs the result. NULL on error.
 */
GBytes *tl_ini_set(GBytes *content, const char *path, const char *section, const char *key,
                   const char *value, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_ini, tl_ini_free)

#endif
