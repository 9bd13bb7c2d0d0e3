#include "commit_internal.h"

#include "tl11/process.h"

#include <string.h>
#include <unistd.h>

#define LOCK_SUFFIX ".lock"

/*
 * A hook or a setting may ask for an editor, and nobody is there to use it. Our own post-merge
 * tells nothing where we tell it ourselves.
 */
char **tl_git_quiet_environment(void)
{
    char **environment = g_environ_setenv(g_get_environ(), "GIT_EDITOR", ":", TRUE);
    return g_environ_setenv(environment, "TL11_SYNC", "1", TRUE);
}

gint64 tl_git_patience(void)
{
    return g_get_monotonic_time() + TL_LOCK_SECONDS * G_USEC_PER_SEC;
}

static gboolean wait_for_index(tl_repository *repository, gint64 until, GError **error)
{
    g_autofree char *path = g_build_filename(repository->git_dir, "index.lock", NULL);
    while (access(path, F_OK) == 0)
        if (!tl_turn_wait(until))
            return tl_lock_refuse(repository, path, error);
    return TRUE;
}

/* "Unable to create '<path>.lock': File exists." Owns: the caller frees it. NULL: it says no such.
 */
static char *find_lock(const char *said)
{
    const char *end = strstr(said, LOCK_SUFFIX "'");
    const char *start = end;
    while (start && start > said && *start != '\'' && *start != '\n')
        start--;
    return start && *start == '\''
               ? g_strndup(start + 1, (gsize)(end - start - 1) + strlen(LOCK_SUFFIX))
               : NULL;
}

/*
 * Before it merges, git puts changes away, and dies when somebody commits them meanwhile. Its
 * words, in English or Indonesian: "fatal: stash failed", "fatal: stash gagal".
 * Source: git's builtin/merge.c, save_state(), and builtin/stash.c, do_create_stash().
 */
static gboolean is_overtaken(const char *said)
{
    return strstr(said, "fatal: stash ") != NULL;
}

/* TRUE: run it again. *failed: what is in its way does not go away. */
static gboolean should_repeat(tl_repository *repository, const char *said, gint64 until,
                              gboolean *failed, GError **error)
{
    g_autofree char *lock = find_lock(said);
    if (!lock && !is_overtaken(said))
        return FALSE;
    if (tl_turn_wait(until))
        return TRUE;
    *failed = lock != NULL;
    if (lock)
        tl_lock_refuse(repository, lock, error);
    return FALSE;
}

gboolean tl_git_run_patiently(tl_repository *repository, const char *const *argv, gint64 until,
                              GString *said, int *status, GError **error)
{
    g_auto(GStrv) environment = tl_git_quiet_environment();
    gboolean failed = FALSE;
    do {
        if (!wait_for_index(repository, until, error))
            return FALSE;
        g_string_truncate(said, 0);
        if (!tl_process_capture(argv, repository->root, (const char *const *)environment, NULL,
                                NULL, said, status, error))
            return FALSE;
    } while (*status == TL_GIT_DIES && should_repeat(repository, said->str, until, &failed, error));
    return !failed;
}
