#include "tl11/error.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

Test(error, set_makes_the_message_and_returns_false)
{
    g_autoptr(GError) error = NULL;
    gboolean returned = tl_error_set(&error, TL_EXIT_REFUSED, "locked: %s %d", "'a'", 7);
    cr_assert_eq(returned, FALSE);
    cr_assert_not_null(error);
    cr_assert(g_error_matches(error, TL_ERROR, TL_EXIT_REFUSED));
    cr_assert_str_eq(error->message, "locked: 'a' 7");
}

Test(error, nobody_need_listen)
{
    cr_assert_eq(tl_error_set(NULL, TL_EXIT_USAGE, "%s", "x"), FALSE);
    errno = ENOENT;
    cr_assert_eq(tl_error_set_errno(NULL, "%s", "x"), FALSE);
}

Test(error, errno_is_read_first_and_named)
{
    static const int numbers[] = {ENOENT, EACCES, ENOSPC, EROFS};
    for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *wanted = g_strconcat("cannot open 'b': ", g_strerror(numbers[i]), NULL);
        errno = numbers[i];
        cr_assert_eq(tl_error_set_errno(&error, "cannot open %s", "'b'"), FALSE);
        cr_assert_str_eq(error->message, wanted);
        cr_assert(g_error_matches(error, TL_ERROR, TL_EXIT_FAILED));
    }
}

Test(error, status_is_the_code_of_our_domain)
{
    for (int code = TL_EXIT_NEGATIVE; code <= TL_EXIT_FAILED; code++) {
        g_autoptr(GError) error = g_error_new(TL_ERROR, code, "x");
        cr_assert_eq((int)tl_error_status(error), code);
    }
}

Test(error, status_of_foreign_domains)
{
    g_autoptr(GError) option = g_error_new(G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION, "x");
    g_autoptr(GError) file = g_error_new(G_FILE_ERROR, G_FILE_ERROR_EXIST, "x");
    g_autoptr(GError) spawn = g_error_new(G_SPAWN_ERROR, G_SPAWN_ERROR_FORK, "x");
    cr_assert_eq(tl_error_status(option), TL_EXIT_USAGE);
    cr_assert_eq(tl_error_status(file), TL_EXIT_FAILED);
    cr_assert_eq(tl_error_status(spawn), TL_EXIT_FAILED);
}
