#include "git_internal.h"

#include "tl11/file.h"

#include <fcntl.h>

/*
 * A path of which HEAD and the index say the same, and of whose file the index knows all that
 * lstat(2) tells, was not changed: git would say so too, after it has read the whole index once
 * more, in a process of its own. Whatever differs is left to git, which knows what it may mean
 * (core.trustctime, core.fileMode, filters).
 */
typedef struct {
    tl_repository *repository;
    const tl_index *index;
    git_tree *tree; /* borrowed */
} looking;

static gboolean is_time(const git_index_time *kept, const struct timespec *now)
{
    return kept->seconds == (gint32)now->tv_sec && kept->nanoseconds == (guint32)now->tv_nsec;
}

/* An entry as young as the index: its file may have been written again without a sign of it. By
 * nanoseconds, for an entry that has none is not as its file is, and git is asked. */
static gboolean is_racy(const looking *l, const git_index_entry *entry)
{
    const struct timespec *written = &l->index->stamp.st_mtim;
    return entry->mtime.seconds > (gint32)written->tv_sec ||
           (entry->mtime.seconds == (gint32)written->tv_sec &&
            entry->mtime.nanoseconds >= (guint32)written->tv_nsec);
}

/* Source: git's statinfo.c, match_stat_data(). */
static gboolean is_file_of(const git_index_entry *entry, const struct stat *status)
{
    return S_ISREG(status->st_mode) && tl_git_is_file_mode((git_filemode_t)entry->mode) &&
           ((entry->mode & S_IXUSR) != 0) == ((status->st_mode & S_IXUSR) != 0) &&
           entry->file_size == (guint32)status->st_size && entry->ino == (guint32)status->st_ino &&
           entry->uid == status->st_uid && entry->gid == status->st_gid &&
           is_time(&entry->mtime, &status->st_mtim) && is_time(&entry->ctime, &status->st_ctim);
}

static gboolean is_unchanged(const looking *l, const char *path)
{
    struct stat status;
    g_autoptr(git_tree_entry) at_head = NULL;
    const git_index_entry *entry = git_index_get_bypath(l->index->handle, path, 0);
    int code = git_tree_entry_bypath(&at_head, l->tree, path);
    if (code == GIT_ENOTFOUND)
        return !entry && tl_file_kind_of(l->repository->root_fd, path) == TL_FILE_MISSING;
    return code == 0 && entry && git_oid_equal(&entry->id, git_tree_entry_id(at_head)) &&
           entry->mode == (guint32)git_tree_entry_filemode(at_head) && !is_racy(l, entry) &&
           fstatat(l->repository->root_fd, path, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           is_file_of(entry, &status);
}

/* Whether the index can be gone by: it is the user's own, whole and without conflicts. */
static gboolean is_index_good(tl_repository *repository)
{
    gboolean is_foreign;
    return tl_index_load(repository, &is_foreign, NULL) && !repository->index.is_rebuilt &&
           !repository->index.has_conflicts;
}

GHashTable *tl_status_unsure(tl_repository *repository, GHashTable *paths)
{
    g_autoptr(git_tree) tree = tl_head_tree(repository, NULL);
    looking l = {.repository = repository, .index = &repository->index, .tree = tree};
    gboolean can_tell = g_hash_table_size(paths) > 0 && tree && is_index_good(repository);
    GHashTable *unsure = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GHashTableIter iterator;
    gpointer path;
    g_hash_table_iter_init(&iterator, paths);
    while (g_hash_table_iter_next(&iterator, &path, NULL))
        if (!can_tell || !is_unchanged(&l, path))
            g_hash_table_add(unsure, g_strdup(path));
    return unsure;
}
