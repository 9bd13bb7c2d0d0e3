#include "commit_internal.h"

#include "tl11/error.h"
#include "tl11/file.h"
#include "tl11/language.h"

#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static char *loose_path(tl_repository *repository, const git_oid *id)
{
    char name[TL_OBJECT_NAME_SIZE];
    git_oid_tostr(name, sizeof name, id);
    return g_strdup_printf("%s/objects/%.2s/%s", repository->common_dir, name, name + 2);
}

/*
 * Whether libgit2 has just written and synced the file. One that was there
 * before may come from a plain "git add", and git syncs no loose object.
 */
static gboolean is_just_made(const char *path, gint64 since)
{
    struct statx status;
    return statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_BTIME, &status) == 0 &&
           (status.stx_mask & STATX_BTIME) != 0 &&
           status.stx_btime.tv_sec * G_USEC_PER_SEC + status.stx_btime.tv_nsec / 1000 >= since;
}

static gboolean sync_loose(tl_repository *repository, const char *path, GError **error)
{
    gboolean durable = tl_repository_is_durable(repository);
    g_autofree char *folder = g_path_get_dirname(path);
    if (!durable || access(path, F_OK) < 0 || is_just_made(path, repository->writing_since))
        return TRUE;
    return (tl_sync_path(durable, path) && tl_sync_path(durable, folder)) ||
           tl_git_fail_errno(error, _("cannot make %s durable"), path);
}

/* By the clock that file systems stamp files with. */
static gint64 read_coarse_clock(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME_COARSE, &now) < 0)
        return G_MAXINT64;
    return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static gboolean is_readable(tl_repository *repository, const git_oid *id)
{
    g_autoptr(git_odb) odb = NULL;
    g_autoptr(git_odb_object) object = NULL;
    return git_repository_odb(&odb, repository->handle) == 0 && git_odb_read(&object, odb, id) == 0;
}

gboolean tl_object_confirm(tl_repository *repository, const git_oid *id, gboolean *again,
                           GError **error)
{
    g_autofree char *path = loose_path(repository, id);
    gboolean is_retry = *again;
    *again = FALSE;
    if (is_readable(repository, id))
        return sync_loose(repository, path, error);
    g_autofree char *reason = tl_libgit2_reason();
    /* What a power cut left of an unsynced file: git takes it for the object, and so would we. */
    *again = !is_retry && unlink(path) == 0;
    return *again ||
           tl_error_set(error, TL_EXIT_FAILED, _("cannot read back what was written: %s"), reason);
}

gboolean tl_object_write(tl_repository *repository, const void *data, gsize length,
                         git_object_t type, git_oid *id, GError **error)
{
    g_autoptr(git_odb) odb = NULL;
    gboolean again = FALSE;
    if (git_repository_odb(&odb, repository->handle) < 0)
        return tl_libgit2_fail(error, _("cannot open the object database"));
    do {
        int code = git_odb_write(id, odb, data, length, type);
        for (int i = 1; code < 0 && i < TL_WRITE_ATTEMPTS; i++)
            code = git_odb_write(id, odb, data, length, type);
        if (code < 0)
            return tl_libgit2_fail(error, _("cannot write to the object database"));
        if (!tl_object_confirm(repository, id, &again, error))
            return FALSE;
    } while (again);
    return TRUE;
}

gboolean tl_objects_sync(tl_repository *repository, GError **error)
{
    g_autofree char *path = g_build_filename(repository->common_dir, "objects", NULL);
    return tl_sync_path(tl_repository_is_durable(repository), path) ||
           tl_git_fail_errno(error, _("cannot make %s durable"), path);
}

/* The order of a tree's recursion: '/' comes before any other byte. */
static gint compare_edits(gconstpointer a, gconstpointer b)
{
    const unsigned char *x = (const unsigned char *)((const tl_edit *)a)->change->path;
    const unsigned char *y = (const unsigned char *)((const tl_edit *)b)->change->path;
    while (*x && *x == *y)
        x++, y++;
    int left = *x == '/' ? 1 : *x ? *x + 1 : 0;
    int right = *y == '/' ? 1 : *y ? *y + 1 : 0;
    return left - right;
}

static gboolean is_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
           a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

/*
 * The index may say that a file is clean only when these very bytes were seen
 * under that status; otherwise it says nothing, and git looks for itself.
 */
static void take_status(tl_repository *repository, tl_edit *edit)
{
    struct stat before, after;
    const char *path = edit->change->path;
    if (fstatat(repository->root_fd, path, &before, AT_SYMLINK_NOFOLLOW) < 0 ||
        !tl_changes_holds(repository, path, edit->change->content) ||
        fstatat(repository->root_fd, path, &after, AT_SYMLINK_NOFOLLOW) < 0 ||
        !is_same_file(&before, &after))
        return;
    edit->status = after;
}

static gboolean make_edit(tl_repository *repository, const tl_change *change, GArray *edits,
                          GError **error)
{
    tl_edit edit = {.change = change};
    if (change->content) {
        gsize length;
        const void *bytes = g_bytes_get_data(change->content, &length);
        if (git_odb_hash(&edit.id, bytes, length, GIT_OBJECT_BLOB) < 0)
            return tl_libgit2_fail(error, _("cannot hash a file"));
        take_status(repository, &edit);
        if (tl_repository_config_bool(repository, "core.filemode", TRUE))
            edit.mode =
                edit.status.st_mode & S_IXUSR ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB;
    }
    g_array_append_val(edits, edit);
    return TRUE;
}

GArray *tl_edits_make(tl_repository *repository, const GPtrArray *changes, GError **error)
{
    g_autoptr(GArray) edits = g_array_new(FALSE, FALSE, sizeof(tl_edit));
    for (guint i = 0; i < changes->len; i++)
        if (!make_edit(repository, g_ptr_array_index(changes, i), edits, error))
            return NULL;
    g_array_sort(edits, compare_edits);
    return g_steal_pointer(&edits);
}

gboolean tl_edits_write(tl_repository *repository, const GArray *edits, GError **error)
{
    repository->writing_since = read_coarse_clock();
    for (guint i = 0; i < edits->len; i++) {
        const tl_edit *edit = &g_array_index(edits, tl_edit, i);
        GBytes *content = edit->change->content;
        gsize length = 0;
        const void *bytes = content ? g_bytes_get_data(content, &length) : NULL;
        git_oid id;
        if (content && !tl_object_write(repository, bytes, length, GIT_OBJECT_BLOB, &id, error))
            return FALSE;
    }
    return TRUE;
}
