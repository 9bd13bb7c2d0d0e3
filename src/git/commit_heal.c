#include "commit_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define BRANCH_DEPTH 16

static gboolean is_that_file(int folder, const char *name, const struct stat *that)
{
    struct stat found;
    return fstatat(folder, name, &found, AT_SYMLINK_NOFOLLOW) == 0 &&
           found.st_dev == that->st_dev && found.st_ino == that->st_ino;
}

/* Which branch a killed process had locked is not written down: its inode tells. */
static void unlink_below(int parent, const char *name, const struct stat *that, guint depth)
{
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *stream = fd < 0 ? NULL : fdopendir(fd);
    if (!stream) {
        tl_git_close(fd);
        return;
    }
    for (const struct dirent *entry; (entry = readdir(stream));) {
        if (entry->d_name[0] == '.')
            continue;
        if (g_str_has_suffix(entry->d_name, ".lock") && is_that_file(fd, entry->d_name, that))
            unlinkat(fd, entry->d_name, 0);
        else if (depth > 0)
            unlink_below(fd, entry->d_name, that, depth - 1);
    }
    closedir(stream);
}

static void unlink_if_that(const char *folder, const char *name, const struct stat *that)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (is_that_file(AT_FDCWD, path, that))
        unlink(path);
}

/* The lock first, its proof last: a second kill in between loses nothing. */
static gboolean release_lock(const tl_turn *turn, tl_lock_kind kind, GError **error)
{
    const char *mark = tl_lock_mark(kind);
    struct stat held;
    if (fstatat(turn->folder, mark, &held, AT_SYMLINK_NOFOLLOW) < 0)
        return errno == ENOENT || tl_error_set_errno(error, _("cannot look after left-over locks"));
    if (held.st_nlink > 1) {
        g_autofree char *heads =
            g_build_filename(turn->repository->common_dir, "refs", "heads", NULL);
        unlink_if_that(turn->repository->git_dir, "index.lock", &held);
        unlink_if_that(turn->repository->common_dir, "gc.pid", &held);
        if (kind == TL_LOCK_REF)
            unlink_below(AT_FDCWD, heads, &held, BRANCH_DEPTH);
    }
    return unlinkat(turn->folder, mark, 0) == 0 || errno == ENOENT ||
           tl_error_set_errno(error, _("cannot remove a left-over lock"));
}

/* "index.PID", "index.PID.lock": of a process that is not there any more. */
static gboolean is_left_over(const char *name)
{
    static const char prefix[] = "index.";
    if (strcmp(name, "ref.new") == 0 || strcmp(name, "removals.new") == 0 ||
        strcmp(name, "parked.new") == 0)
        return TRUE;
    if (!g_str_has_prefix(name, prefix))
        return FALSE;
    gint64 pid = g_ascii_strtoll(name + strlen(prefix), NULL, 10);
    return pid <= 0 || pid == getpid() || (kill((pid_t)pid, 0) < 0 && errno == ESRCH);
}

static void sweep(int folder)
{
    int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *stream = fd < 0 ? NULL : fdopendir(fd);
    if (!stream) {
        tl_git_close(fd);
        return;
    }
    for (const struct dirent *entry; (entry = readdir(stream));)
        if (is_left_over(entry->d_name))
            unlinkat(fd, entry->d_name, 0);
    closedir(stream);
}

gboolean tl_turn_heal(tl_turn *turn, GError **error)
{
    for (int kind = 0; kind < TL_LOCKS; kind++)
        if (!release_lock(turn, (tl_lock_kind)kind, error))
            return FALSE;
    sweep(turn->folder);
    return tl_parked_finish(turn, error) && tl_removals_finish(turn, error);
}

/* Where nothing was ever left, nothing is made: the file system may be read-only. */
gboolean tl_commit_heal(tl_repository *repository, GError **error)
{
    g_autofree char *path = g_build_filename(repository->git_dir, "tl11", NULL);
    g_auto(tl_turn) turn = {.folder = -1, .lock = -1};
    if (access(path, F_OK) < 0 && errno == ENOENT)
        return TRUE;
    if (access(path, W_OK) < 0 && (errno == EROFS || errno == EACCES))
        return TRUE;
    return tl_turn_take(&turn, repository, error) && tl_turn_heal(&turn, error);
}
