/*
 * JSON as --json prints it: one array of objects, through Jansson.
 */
#ifndef TL11_JSON_H
#define TL11_JSON_H

#include "tl11/date.h"

#include <glib.h>
#include <jansson.h>

/* A string; NULL becomes null, bytes that are no UTF-8 become U+FFFD. Owns: a new reference. */
json_t *tl_json_text(const char *text);

/* "YYYY-MM-DD", or null for TL_DATE_NONE. Owns: a new reference. */
json_t *tl_json_date(tl_date date);

/* Appends the array, a line an object, and a line end. Owns: takes the reference. */
void tl_json_append(GString *out, json_t *array);

/* One object of it, of which there may be too many for one array: between "[" and "]" and a line
 * end, which are the caller's. Owns: takes the reference. */
void tl_json_append_element(GString *out, json_t *element, gboolean is_first);

#endif
