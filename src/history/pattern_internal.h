#ifndef TL11_PATTERN_INTERNAL_H
#define TL11_PATTERN_INTERNAL_H

#include <glib.h>

/*
 * The pattern in a form of which no part matches a line end, so that a whole
 * text can be searched at once with the same result as line by line. NULL where
 * that is not plain from its signs alone.
 *
 * Without look-around, atomic groups and the like, a backtracking matcher that finds a
 * match in a line by itself finds one at the same place in the whole text.
 *
 * Owns: the caller frees it.
 */
char *tl_pattern_confine(const char *text);

#endif
