#include "tl11/error.h"

#include <errno.h>

GQuark tl_error_quark(void)
{
    return g_quark_from_static_string("tl11-error-quark");
}

gboolean tl_error_set(GError **error, tl_exit code, const char *format, ...)
{
    if (error != NULL) {
        va_list arguments;
        va_start(arguments, format);
        g_propagate_error(error, g_error_new_valist(TL_ERROR, (gint)code, format, arguments));
        va_end(arguments);
    }
    return FALSE;
}

gboolean tl_error_set_errno(GError **error, const char *format, ...)
{
    int number = errno;
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, TL_ERROR, TL_EXIT_FAILED, "%s: %s", what, g_strerror(number));
    return FALSE;
}

tl_exit tl_error_status(const GError *error)
{
    if (error->domain == TL_ERROR)
        return (tl_exit)error->code;
    return error->domain == G_OPTION_ERROR ? TL_EXIT_USAGE : TL_EXIT_FAILED;
}
