/*
 * Text: what may be shown, how wide it is, how it compares.
 *
 * All text is UTF-8 unless a function says otherwise; what is not valid UTF-8
 * is taken byte by byte, never refused here.
 */
#ifndef TL11_TEXT_H
#define TL11_TEXT_H

#include <glib.h>

/* The longest slug, in bytes. */
#define TL_SLUG_MAX 64

/*
 * Makes text harmless to a terminal: every byte below 0x20 but '\n' and '\t',
 * 0x7f, U+0080 to U+009F, the bidirectional controls (U+202A to U+202E,
 * U+2066 to U+2069, U+200E, U+200F, U+061C) and each byte that is not UTF-8
 * become a visible \xNN or \u{NNNN}.
 *
 * length may be -1 for a NUL-terminated text; a NUL inside becomes \x00.
 *
 * Owns: the caller frees the result with g_free().
 */
char *tl_text_escape(const char *text, gssize length);

/*
 * The same for the subject of a message: escaped, '\n' and '\t' too, in single
 * quotes. At most 200 characters; a longer one is cut and ends in "…".
 *
 * Owns: the caller frees the result.
 */
char *tl_text_quote(const char *text);

/*
 * The columns that text takes on a terminal: East Asian wide characters two,
 * combining and zero-width ones none, a byte that is no UTF-8 one.
 * length may be -1.
 */
gsize tl_text_width(const char *text, gssize length);

/*
 * Appends text cut to at most width columns, "…" in place of what is cut, and
 * padded with blanks to exactly width when pad is set.
 */
void tl_text_append_fitted(GString *out, const char *text, gsize width, gboolean pad);

/* Whether text is [a-z0-9][a-z0-9-]*, at most TL_SLUG_MAX bytes. */
gboolean tl_text_is_slug(const char *text);

#define TL_NUMBER_SIZE 21

/* A number in digits, at the end of buffer. Borrowed from it. */
const char *tl_text_number(guint64 number, char buffer[static TL_NUMBER_SIZE]);

/*
 * Folds text for comparing: NFC, case folded, runs of white space (NBSP too)
 * to one blank, none at the ends. Invalid UTF-8 is replaced by U+FFFD first.
 *
 * Owns: the caller frees the result.
 */
char *tl_text_fold(const char *text, gssize length);

/* The same into folded, in place of what it holds. */
void tl_text_fold_into(GString *folded, const char *text, gsize length);

/* Whether text is printable ASCII. */
gboolean tl_text_is_plain(const char *text, gsize length);

/* The same with single blanks between its words and none at the ends, as nearly all texts are. */
gboolean tl_text_is_folded(const char *text, gsize length);

/*
 * The candidate nearest to word by edit distance (Damerau-Levenshtein with
 * adjacent transpositions, over bytes, case ignored), or NULL when none is
 * near: more than a third of the longer of the two lengths, or more than 3.
 *
 * candidates ends with NULL; the result is borrowed from it.
 */
const char *tl_text_nearest(const char *word, const char *const *candidates);

/* Whether text is "y", "yes", "ya" or "iya", in any case, blanks around it or not; NULL is no. */
gboolean tl_text_is_yes(const char *text);

#endif
