/*
 * Typed values of an INI file. One that is empty counts as not given; one that
 * cannot be read is an error with path and line.
 */
#ifndef TL11_VALUES_INTERNAL_H
#define TL11_VALUES_INTERNAL_H

#include "tl11/date.h"
#include "tl11/ini.h"
#include "tl11/language.h"

/* The value, or NULL. Borrowed from ini. */
const char *tl_values_find(const tl_ini *ini, const char *section, const char *key);

/* Each of these leaves its result alone where no value is given. */
gboolean tl_values_read_span(const tl_ini *ini, const char *path, const char *section,
                             const char *key, tl_span *span, GError **error);
gboolean tl_values_read_date(const tl_ini *ini, const char *path, const char *section,
                             const char *key, tl_date *date, GError **error);
gboolean tl_values_read_language(const tl_ini *ini, const char *path, const char *section,
                                 const char *key, gboolean *given, tl_language *language,
                                 GError **error);

#endif
