#include "git_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define HEADER_SIZE 12
#define ATTEMPTS 16

void tl_index_clear(tl_index *index)
{
    tl_index_await(index);
    tl_git_close(index->fd);
    g_clear_pointer(&index->handle, git_index_free);
    index->fd = -1;
    index->is_rebuilt = index->has_conflicts = index->is_written = FALSE;
}

void tl_index_discard(tl_index *index)
{
    int saved = errno;
    tl_index_await(index);
    if (index->handle)
        unlink(git_index_path(index->handle));
    tl_index_clear(index);
    errno = saved;
}

static gboolean is_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static gboolean fail_damaged(const tl_repository *repository, const char *reason, GError **error)
{
    g_autofree char *path = tl_index_path(repository);
    g_autofree char *word = g_shell_quote(path);
    g_autofree char *shown = tl_text_escape(word, -1);
    return tl_error_set(error, TL_EXIT_FAILED,
                        _("cannot read git's index: %s\nto make it anew from HEAD (files stay as "
                          "they are, nothing is staged then): rm %s && git reset"),
                        reason, shown);
}

/* How many entries the file claims: libgit2 takes a failing stat(2) for an empty index. */
static gboolean read_count(int fd, guint32 *count)
{
    unsigned char header[HEADER_SIZE];
    if (TL_GIT_RETRY(pread(fd, header, HEADER_SIZE, 0)) != HEADER_SIZE ||
        memcmp(header, "DIRC", 4) != 0)
        return FALSE;
    *count =
        (guint32)header[8] << 24 | (guint32)header[9] << 16 | (guint32)header[10] << 8 | header[11];
    return TRUE;
}

/*
 * Gives the open file a second name, under which libgit2 may read it and later
 * write another: its time, by which git tells racily clean entries, stays.
 */
static gboolean link_file(const char *from, const char *to, int *fd, struct stat *stamp,
                          GError **error)
{
    for (int i = 0; i < ATTEMPTS; i++) {
        struct stat linked;
        tl_git_close(*fd);
        *fd = TL_GIT_RETRY(open(from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
        if (*fd < 0 || TL_GIT_RETRY(fstat(*fd, stamp)) < 0)
            break;
        if (unlink(to) < 0 && errno != ENOENT)
            break;
        if (linkat(AT_FDCWD, from, AT_FDCWD, to, 0) < 0 && errno != ENOENT)
            break;
        if (lstat(to, &linked) == 0 && is_same_file(&linked, stamp))
            return TRUE;
    }
    return tl_git_fail_errno(error, _("cannot read git's index %s"), from);
}

static gboolean parse(const tl_repository *repository, int fd, const char *path, git_index **handle,
                      gboolean *is_foreign, GError **error)
{
    guint32 count;
    if (!read_count(fd, &count))
        return fail_damaged(repository, _("it is empty or damaged"), error);
    if (tl_index_open_file(handle, path) < 0) {
        g_autofree char *reason = tl_libgit2_reason();
        *is_foreign = tl_index_is_foreign(reason, path);
        return fail_damaged(repository, reason, error);
    }
    return git_index_entrycount(*handle) == count ||
           fail_damaged(repository, _("not all of it could be read"), error);
}

static gboolean rebuild(tl_repository *repository, const char *path, GError **error)
{
    GError *failure = NULL;
    g_autoptr(git_tree) tree = tl_head_tree(repository, &failure);
    g_autoptr(git_index) handle = NULL;
    if (failure) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    if (tl_index_open_file(&handle, path) < 0 || (tree && git_index_read_tree(handle, tree) < 0))
        return tl_libgit2_fail(error, _("cannot make git's index anew"));
    repository->index.is_rebuilt = tree != NULL;
    repository->index.handle = g_steal_pointer(&handle);
    return TRUE;
}

/* The name under which libgit2 reads it, and writes another later. */
static char *name_own(const tl_repository *repository)
{
    g_autofree char *name = g_strdup_printf("index.%d", (int)getpid());
    return g_build_filename(repository->git_dir, "tl11", name, NULL);
}

gboolean tl_index_read(const tl_repository *repository, tl_index *index, gboolean *is_foreign,
                       GError **error)
{
    g_autofree char *file = tl_index_path(repository);
    g_autofree char *path = name_own(repository);
    g_autoptr(git_index) handle = NULL;
    if (!link_file(file, path, &index->fd, &index->stamp, error))
        return FALSE;
    gboolean parsed = parse(repository, index->fd, path, &handle, is_foreign, error);
    unlink(path);
    index->has_conflicts = parsed && git_index_has_conflicts(handle);
    if (parsed)
        index->handle = g_steal_pointer(&handle);
    return parsed;
}

gboolean tl_index_load(tl_repository *repository, gboolean *is_foreign, GError **error)
{
    g_autofree char *file = tl_index_path(repository);
    g_autofree char *path = name_own(repository);
    tl_index *index = &repository->index;
    struct stat now;
    *is_foreign = FALSE;
    if (!index->handle) /* else it is there, though a copy of it may be being written */
        tl_index_await(index);
    int code = TL_GIT_RETRY(lstat(file, &now));
    if (code == 0 && index->handle && index->fd >= 0 && is_same_file(&now, &index->stamp))
        return TRUE;
    tl_index_discard(index);
    if (code < 0 && errno != ENOENT)
        return tl_git_fail_errno(error, _("cannot read git's index %s"), file);
    if (code < 0)
        return rebuild(repository, path, error);
    gboolean loaded = tl_index_read(repository, index, is_foreign, error);
    if (!loaded)
        tl_index_clear(index);
    return loaded;
}
