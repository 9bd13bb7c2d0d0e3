#include "commit_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean fail_write(GError **error)
{
    return tl_libgit2_fail(error, _("cannot write git's index"));
}

gboolean tl_index_check_merged(tl_repository *repository, GError **error)
{
    return !repository->index.has_conflicts ||
           tl_error_set(error, TL_EXIT_REFUSED,
                        _("cannot commit: there are unmerged files\nsettle them (git status names "
                          "them), then git add each"));
}

/* Whether the file holds what the entry says, byte for byte; not sure is no. */
static gboolean is_clean(tl_repository *repository, const git_index_entry *entry)
{
    g_autofree char *path = g_build_filename(repository->root, entry->path, NULL);
    struct stat status;
    git_oid id;
    return lstat(path, &status) == 0 && S_ISREG(status.st_mode) &&
           git_odb_hashfile(&id, path, GIT_OBJECT_BLOB) == 0 && git_oid_equal(&id, &entry->id);
}

/*
 * Entries as young as the index itself are compared by content by whoever
 * reads it. The new index is younger, so that it has to be done now: a size of
 * nought makes git look at those that differ. By seconds, for that is all that
 * most builds of git go by. Source: git's racy-git.txt, and USE_NSEC in its Makefile.
 */
static gboolean keep_racy(tl_repository *repository, GError **error)
{
    tl_index *index = &repository->index;
    gsize n = index->is_rebuilt || index->fd < 0 ? 0 : git_index_entrycount(index->handle);
    for (gsize i = 0; i < n; i++) {
        const git_index_entry *entry = git_index_get_byindex(index->handle, i);
        if (git_index_entry_stage(entry) != 0 || entry->file_size == 0 ||
            entry->mtime.seconds < (gint32)index->stamp.st_mtim.tv_sec ||
            is_clean(repository, entry))
            continue;
        git_index_entry unsure = *entry;
        unsure.file_size = 0;
        if (git_index_add(index->handle, &unsure) < 0)
            return fail_write(error);
    }
    return TRUE;
}

static git_index_entry make_entry(const tl_edit *edit)
{
    const struct stat *status = &edit->status;
    return (git_index_entry){
        .ctime = {(gint32)status->st_ctim.tv_sec, (guint32)status->st_ctim.tv_nsec},
        .mtime = {(gint32)status->st_mtim.tv_sec, (guint32)status->st_mtim.tv_nsec},
        .dev = (guint32)status->st_dev,
        .ino = (guint32)status->st_ino,
        .mode = edit->mode,
        .uid = status->st_uid,
        .gid = status->st_gid,
        .file_size = (guint32)status->st_size,
        .id = edit->id,
        .path = edit->change->path,
    };
}

static gboolean apply(git_index *handle, const tl_edit *edit, GError **error)
{
    if (edit->change->content) {
        git_index_entry entry = make_entry(edit);
        return git_index_add(handle, &entry) == 0 || fail_write(error);
    }
    int code = git_index_remove(handle, edit->change->path, 0);
    return code == 0 || code == GIT_ENOTFOUND || fail_write(error);
}

gboolean tl_index_write(tl_repository *repository, const GArray *edits, gboolean durable,
                        GError **error)
{
    tl_index *index = &repository->index;
    if (!keep_racy(repository, error))
        return FALSE;
    for (guint i = 0; i < edits->len; i++)
        if (!apply(index->handle, &g_array_index(edits, tl_edit, i), error))
            return FALSE;
    if (tl_index_write_file(index->handle) < 0)
        return fail_write(error);
    return tl_sync_path(durable, git_index_path(index->handle)) ||
           tl_error_set_errno(error, _("cannot make git's index durable"));
}

gboolean tl_index_prepare(tl_repository *repository, const GArray *edits, GError **error)
{
    tl_index_await(&repository->index);
    return repository->index.is_written ||
           tl_index_write(repository, edits, tl_repository_is_durable(repository), error);
}

gboolean tl_index_publish(tl_repository *repository, GError **error)
{
    g_autofree char *file = tl_index_path(repository);
    gboolean was_rebuilt = repository->index.is_rebuilt;
    if (rename(git_index_path(repository->index.handle), file) < 0)
        return tl_git_fail_errno(error, _("cannot replace git's index %s"), file);
    tl_index_retire(&repository->index);
    if (!tl_sync_path(tl_repository_is_durable(repository), repository->git_dir))
        return tl_git_fail_errno(error, _("cannot make git's index %s durable"), file);
    if (was_rebuilt)
        tl_repository_notice(repository, "%s",
                             _("git's index was missing and has been made anew from HEAD: what "
                               "was staged before is not any more"));
    return TRUE;
}
