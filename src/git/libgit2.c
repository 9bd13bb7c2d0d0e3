#include "git_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <string.h>
#include <unistd.h>

/* A folder of a hundred thousand notes. libgit2 keeps none above 4 kB. */
#define KEPT_TREE_SIZE ((size_t)4 * 1024 * 1024)

void tl_git_close(int fd)
{
    int saved = errno;
    if (fd >= 0)
        close(fd);
    errno = saved;
}

guint tl_oid_hash(gconstpointer oid)
{
    guint hash;
    memcpy(&hash, ((const git_oid *)oid)->id, sizeof(hash));
    return hash;
}

gboolean tl_oid_equal(gconstpointer a, gconstpointer b)
{
    return git_oid_equal(a, b);
}

void tl_git_scrub_environment(void)
{
    static const char *const leading[] = {
        "GIT_DIR",       "GIT_WORK_TREE",        "GIT_COMMON_DIR",
        "GIT_NAMESPACE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES"};
    for (gsize i = 0; i < G_N_ELEMENTS(leading); i++)
        if (g_getenv(leading[i]))
            g_unsetenv(leading[i]);
}

/* What it does not know itself, but we see to: see tl_config_add_worktree(). */
static gboolean start_libgit2(void)
{
    static const char *extensions[] = {"worktreeconfig"};
    return git_libgit2_init() > 0 &&
           git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions, G_N_ELEMENTS(extensions)) == 0;
}

gboolean tl_git_start(GError **error)
{
    static gsize started = 0;
    static const char *missing = NULL;
    tl_git_scrub_environment();
    if (g_once_init_enter(&started)) {
        missing = tl_libgit2_load();
        g_once_init_leave(&started, !missing && start_libgit2() ? 1 : 2);
    }
    if (missing)
        return tl_error_set(error, TL_EXIT_FAILED, _("cannot load libgit2: %s"), missing);
    return started == 1 || tl_libgit2_fail(error, _("cannot start libgit2"));
}

void tl_git_check_objects(gboolean check)
{
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, check);
}

void tl_git_keep_trees(gboolean keep)
{
    git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE,
                     keep ? KEPT_TREE_SIZE : (size_t)0);
}

char *tl_libgit2_reason(void)
{
    const git_error *last = git_error_last();
    return last && last->message ? tl_text_escape(last->message, -1)
                                 : g_strdup(_("no reason given"));
}

gboolean tl_libgit2_fail(GError **error, const char *format, ...)
{
    g_autofree char *reason = tl_libgit2_reason();
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return tl_error_set(error, TL_EXIT_FAILED, "%s: %s", what, reason);
}

gboolean tl_git_refuse(GError **error, const char *format, const char *subject)
{
    g_autofree char *quoted = tl_text_quote(subject);
    return tl_error_set(error, TL_EXIT_REFUSED, format, quoted);
}

gboolean tl_git_fail(GError **error, const char *format, const char *subject)
{
    g_autofree char *quoted = tl_text_quote(subject);
    return tl_error_set(error, TL_EXIT_FAILED, format, quoted);
}

gboolean tl_git_fail_errno(GError **error, const char *format, const char *subject)
{
    int saved = errno;
    g_autofree char *quoted = tl_text_quote(subject);
    errno = saved;
    return tl_error_set_errno(error, format, quoted);
}
