#include "commit_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/process.h"

#include <string.h>
#include <unistd.h>

/* What git ends with when it dies. */
#define GIT_DIES 128

/*
 * A hook or a setting may ask for an editor, and nobody is there to use it. Our own post-merge
 * tells nothing where we tell it ourselves.
 */
char **tl_git_quiet_environment(void)
{
    char **environment = g_environ_setenv(g_get_environ(), "GIT_EDITOR", ":", TRUE);
    return g_environ_setenv(environment, "TL11_SYNC", "1", TRUE);
}

static gboolean wait_for_index(tl_repository *repository, gint64 until)
{
    g_autofree char *path = g_build_filename(repository->git_dir, "index.lock", NULL);
    while (access(path, F_OK) == 0)
        if (!tl_turn_wait(until))
            return FALSE;
    return TRUE;
}

static gboolean refuse_locked(tl_repository *repository, GError **error)
{
    return tl_git_refuse(error,
                         _("another git holds a lock in %s\nif none is running any more, remove "
                           "index.lock there"),
                         repository->git_dir);
}

gboolean tl_git_run_patiently(tl_repository *repository, const char *const *argv, gint64 until,
                              GString *said, int *status, GError **error)
{
    g_auto(GStrv) environment = tl_git_quiet_environment();
    for (;;) {
        if (!wait_for_index(repository, until))
            return refuse_locked(repository, error);
        g_string_truncate(said, 0);
        if (!tl_process_capture(argv, repository->root, (const char *const *)environment, NULL,
                                NULL, said, status, error))
            return FALSE;
        if (*status != GIT_DIES || !strstr(said->str, ".lock'"))
            return TRUE;
        if (!tl_turn_wait(until))
            return refuse_locked(repository, error);
    }
}
