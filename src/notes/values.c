#include "values_internal.h"

#include "place_internal.h"
#include "tl11/text.h"

const char *tl_values_find(const tl_ini *ini, const char *section, const char *key)
{
    const char *value = tl_ini_find(ini, section, key);
    return value == NULL || *value == '\0' ? NULL : value;
}

gboolean tl_values_read_span(const tl_ini *ini, const char *path, const char *section,
                             const char *key, tl_span *span, GError **error)
{
    const char *value = tl_values_find(ini, section, key);
    GError *cause = NULL;
    return value == NULL || tl_span_parse(value, span, &cause) ||
           tl_place_fail_with(error, path, tl_ini_line(ini, section, key), cause);
}

gboolean tl_values_read_date(const tl_ini *ini, const char *path, const char *section,
                             const char *key, tl_date *date, GError **error)
{
    const char *value = tl_values_find(ini, section, key);
    if (value == NULL)
        return TRUE;
    *date = tl_date_parse_iso(value, -1);
    if (*date != TL_DATE_NONE)
        return TRUE;
    g_autofree char *quoted = tl_text_quote(value);
    return tl_place_fail(error, path, tl_ini_line(ini, section, key),
                         _("%s is no date such as 2026-11-24"), quoted);
}

gboolean tl_values_read_language(const tl_ini *ini, const char *path, const char *section,
                                 const char *key, gboolean *given, tl_language *language,
                                 GError **error)
{
    const char *value = tl_values_find(ini, section, key);
    if (value == NULL)
        return TRUE;
    *given = tl_language_parse(value, language);
    if (*given)
        return TRUE;
    g_autofree char *quoted = tl_text_quote(value);
    return tl_place_fail(error, path, tl_ini_line(ini, section, key),
                         _("%s is no language: en or id"), quoted);
}
