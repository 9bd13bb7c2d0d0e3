#include "place_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

static gboolean set(GError **error, const char *path, guint line, const char *what)
{
    g_autofree char *quoted = tl_text_quote(path);
    if (line == 0)
        return tl_error_set(error, TL_EXIT_FAILED, "%s: %s", quoted, what);
    return tl_error_set(error, TL_EXIT_FAILED, "%s:%u: %s", quoted, line, what);
}

gboolean tl_place_fail(GError **error, const char *path, guint line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return set(error, path, line, what);
}

gboolean tl_place_fail_with(GError **error, const char *path, guint line, GError *cause)
{
    g_autoptr(GError) owned = cause;
    return set(error, path, line, owned->message);
}

gboolean tl_place_check_utf8(GBytes *content, const char *path, GError **error)
{
    gsize size;
    const char *text = g_bytes_get_data(content, &size), *end;
    if (size == 0 || g_utf8_validate(text, (gssize)size, &end))
        return TRUE;
    guint line = 1;
    for (; text < end; text++)
        line += *text == '\n';
    return tl_place_fail(error, path, line, "%s", _("this is not UTF-8"));
}
