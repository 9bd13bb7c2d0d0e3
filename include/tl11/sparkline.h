/*
 * A row of numbers as a row of bars.
 */
#ifndef TL11_SPARKLINE_H
#define TL11_SPARKLINE_H

#include <glib.h>

/*
 * A bar a value, the lowest of eight heights for the smallest value and the
 * highest for the largest; all alike: one in the middle. U+2581 to U+2588, or
 * without utf8 ".:-=+*#@".
 *
 * Owns: the caller frees it.
 */
char *tl_sparkline(const double *values, gsize count, gboolean utf8);

#endif
