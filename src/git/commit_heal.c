#include "commit_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define BRANCH_DEPTH 16

/* Removes name if it is that file. FALSE when it may still be there, see errno. */
static gboolean unlink_that(int folder, const char *name, const struct stat *that)
{
    struct stat found;
    if (fstatat(folder, name, &found, AT_SYMLINK_NOFOLLOW) < 0)
        return errno == ENOENT;
    if (found.st_dev != that->st_dev || found.st_ino != that->st_ino)
        return TRUE;
    return unlinkat(folder, name, 0) == 0 || errno == ENOENT;
}

/* Which branch a killed process had locked is not written down: its inode tells. */
static gboolean unlink_below(int parent, const char *name, const struct stat *that, guint depth)
{
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *stream = fd < 0 ? NULL : fdopendir(fd);
    gboolean done = TRUE;
    if (!stream) {
        tl_git_close(fd);
        return errno == ENOTDIR || errno == ENOENT || errno == ELOOP;
    }
    for (const struct dirent *entry; done && (entry = readdir(stream));) {
        if (entry->d_name[0] == '.')
            continue;
        if (g_str_has_suffix(entry->d_name, ".lock"))
            done = unlink_that(fd, entry->d_name, that);
        else if (depth > 0)
            done = unlink_below(fd, entry->d_name, that, depth - 1);
    }
    closedir(stream);
    return done;
}

/* The turn's file has a second name when a killed process left one, or when somebody made it one.
 */
static gboolean heal_locks(const tl_turn *turn, GError **error)
{
    const tl_repository *repository = turn->repository;
    g_autofree char *heads = g_build_filename(repository->common_dir, "refs", "heads", NULL);
    g_autofree char *index = g_build_filename(repository->git_dir, "index.lock", NULL);
    g_autofree char *gc = g_build_filename(repository->common_dir, "gc.pid", NULL);
    struct stat mark;
    if (fstat(turn->lock, &mark) < 0)
        return tl_error_set_errno(error, _("cannot look after left-over locks"));
    return mark.st_nlink <= 1 ||
           (unlink_that(AT_FDCWD, index, &mark) && unlink_that(AT_FDCWD, gc, &mark) &&
            unlink_below(AT_FDCWD, heads, &mark, BRANCH_DEPTH)) ||
           tl_error_set_errno(error, _("cannot remove a left-over lock"));
}

/* "index.PID", "index.PID.lock": of a process that is not there any more. */
static gboolean is_left_over(const char *name, gboolean is_reading)
{
    static const char prefix[] = "index.";
    if (strcmp(name, "ref.new") == 0 || strcmp(name, "removals.new") == 0 ||
        strcmp(name, "parked.new") == 0)
        return TRUE;
    if (!g_str_has_prefix(name, prefix))
        return FALSE;
    gint64 pid = g_ascii_strtoll(name + strlen(prefix), NULL, 10);
    if (pid == getpid())
        return !is_reading;
    return pid <= 0 || (kill((pid_t)pid, 0) < 0 && errno == ESRCH);
}

/* is_reading: this process reads its own just now. */
static void sweep(int folder, gboolean is_reading)
{
    int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *stream = fd < 0 ? NULL : fdopendir(fd);
    if (!stream) {
        tl_git_close(fd);
        return;
    }
    for (const struct dirent *entry; (entry = readdir(stream));)
        if (is_left_over(entry->d_name, is_reading))
            unlinkat(fd, entry->d_name, 0);
    closedir(stream);
}

gboolean tl_turn_heal(tl_turn *turn, GError **error)
{
    if (!heal_locks(turn, error))
        return FALSE;
    sweep(turn->folder, turn->repository->index.ahead != NULL);
    return tl_parked_finish(turn, error) && tl_removals_finish(turn, error) &&
           tl_merging_finish(turn, error);
}

/* Where nothing was ever left, nothing is made: the file system may be read-only. */
gboolean tl_commit_heal(tl_repository *repository, GError **error)
{
    g_autofree char *path = g_build_filename(repository->git_dir, "tl11", NULL);
    g_auto(tl_signals) signals = {.is_held = FALSE};
    g_auto(tl_turn) turn = {.folder = -1, .lock = -1};
    if (access(path, F_OK) < 0 && errno == ENOENT)
        return TRUE;
    if (access(path, W_OK) < 0 && (errno == EROFS || errno == EACCES))
        return TRUE;
    tl_signals_hold(&signals);
    return tl_turn_take(&turn, repository, error) && tl_turn_heal(&turn, error);
}
