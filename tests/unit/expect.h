/*
 * What tests of several floors expect alike.
 */
#ifndef TL11_EXPECT_H
#define TL11_EXPECT_H

#include "tl11/error.h"

#include <criterion/criterion.h>
#include <glib.h>
#include <string.h>

static inline void expect_error(GError *error, tl_exit code, const char *part)
{
    cr_assert_not_null(error, "no error, wanted one with '%s'", part);
    cr_expect_eq(tl_error_status(error), code, "status %d of '%s'", tl_error_status(error),
                 error->message);
    cr_expect_not_null(strstr(error->message, part), "'%s' lacks '%s'", error->message, part);
}

static inline GBytes *bytes_of(const char *text)
{
    return g_bytes_new(text, strlen(text));
}

#endif
