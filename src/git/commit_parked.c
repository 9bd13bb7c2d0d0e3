#include "commit_internal.h"

#include "tl11/error.h"
#include "tl11/file.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LIST "parked"

/*
 * git commit --only takes a file for removed when it is not there. So, before
 * it runs, such files are moved to <git dir>/tl11/parked.N; the list, written first,
 * has a line with the branch and then their paths, N counting from 0, with C's
 * escapes. When HEAD lacks the path they are removed for good; else moved back.
 */
static char *name_parked(gsize n)
{
    return g_strdup_printf(LIST ".%zu", n);
}

static GPtrArray *find_removals(tl_repository *repository, const GPtrArray *changes)
{
    GPtrArray *paths = g_ptr_array_new();
    for (guint i = 0; i < changes->len; i++) {
        const tl_change *change = g_ptr_array_index(changes, i);
        if (!change->content &&
            tl_file_kind_of(repository->root_fd, change->path) == TL_FILE_REGULAR)
            g_ptr_array_add(paths, change->path);
    }
    return paths;
}

static gboolean write_list(const tl_turn *turn, const GPtrArray *paths, GError **error)
{
    gboolean durable = tl_repository_is_durable(turn->repository);
    g_auto(tl_head) head = {.branch = NULL};
    if (!tl_head_read(turn->repository, &head, error))
        return FALSE;
    g_autofree char *branch = g_strescape(head.branch ? head.branch : "", NULL);
    g_autoptr(GString) list = g_string_new(branch);
    for (guint i = 0; i < paths->len; i++) {
        g_autofree char *path = g_strescape(g_ptr_array_index(paths, i), NULL);
        g_string_append_printf(list, "\n%s", path);
    }
    unlinkat(turn->folder, LIST ".new", 0);
    return (tl_write_new(durable, turn->folder, LIST ".new", list->str, list->len) &&
            renameat(turn->folder, LIST ".new", turn->folder, LIST) == 0 &&
            tl_sync_fd(durable, turn->folder)) ||
           tl_error_set_errno(error, _("cannot note down what is to be removed"));
}

gboolean tl_parked_move(const tl_turn *turn, const GPtrArray *changes, GError **error)
{
    int root = turn->repository->root_fd;
    g_autoptr(GPtrArray) paths = find_removals(turn->repository, changes);
    if (paths->len == 0)
        return TRUE;
    if (!write_list(turn, paths, error))
        return FALSE;
    for (guint i = 0; i < paths->len; i++) {
        g_autofree char *name = name_parked(i);
        const char *path = g_ptr_array_index(paths, i);
        if (renameat(root, path, turn->folder, name) < 0)
            return tl_git_fail_errno(error, _("cannot move %s aside"), path);
    }
    return tl_sync_fd(tl_repository_is_durable(turn->repository), turn->folder) ||
           tl_error_set_errno(error, _("cannot move files aside durably"));
}

static gboolean is_gone_from_head(const git_tree *tree, const char *path)
{
    g_autoptr(git_tree_entry) entry = NULL;
    return !tree || git_tree_entry_bypath(&entry, tree, path) == GIT_ENOTFOUND;
}

static gboolean move_back(const tl_turn *turn, const char *name, const char *path, GError **error)
{
    int root = turn->repository->root_fd;
    g_autofree char *folder = g_path_get_dirname(path);
    if (tl_file_kind_of(root, path) != TL_FILE_MISSING) {
        g_autofree char *kept = g_strdup_printf("kept.%" G_GINT64_FORMAT, g_get_real_time());
        g_autofree char *quoted = tl_text_quote(path);
        g_autofree char *place = tl_text_quote(turn->repository->git_dir);
        if (renameat(turn->folder, name, turn->folder, kept) < 0)
            return tl_git_fail_errno(error, _("cannot move %s back"), path);
        tl_repository_notice(turn->repository,
                             _("%s was written anew meanwhile; what it held before is tl11/%s in "
                               "%s"),
                             quoted, kept, place);
        return TRUE;
    }
    if (strcmp(folder, ".") != 0 && !tl_file_make_folder(root, folder, error))
        return FALSE;
    if (renameat(turn->folder, name, root, path) < 0)
        return tl_git_fail_errno(error, _("cannot move %s back"), path);
    return tl_file_sync(root, path, error);
}

static gboolean finish_one(const tl_turn *turn, gsize n, const char *path, gboolean is_gone,
                           GError **error)
{
    g_autofree char *name = name_parked(n);
    if (faccessat(turn->folder, name, F_OK, AT_SYMLINK_NOFOLLOW) < 0 && errno == ENOENT)
        return TRUE;
    if (!is_gone)
        return move_back(turn, name, path, error);
    if (unlinkat(turn->folder, name, 0) < 0)
        return tl_git_fail_errno(error, _("cannot remove %s"), path);
    tl_file_prune(turn->repository->root_fd, path);
    return TRUE;
}

static gboolean finish_list(const tl_turn *turn, const char *text, GError **error)
{
    GError *failure = NULL;
    g_auto(tl_head) head = {.branch = NULL};
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    if (!tl_head_read(turn->repository, &head, error))
        return FALSE;
    g_autofree char *branch = lines[0] ? g_strcompress(lines[0]) : NULL;
    gboolean is_same = g_strcmp0(branch, head.branch) == 0;
    g_autoptr(git_tree) tree = tl_head_tree(turn->repository, &failure);
    for (gsize i = 1; !failure && lines[0] && lines[i]; i++) {
        g_autofree char *path = g_strcompress(lines[i]);
        finish_one(turn, i - 1, path, is_same && is_gone_from_head(tree, path), &failure);
    }
    if (failure)
        g_propagate_error(error, failure);
    return !failure;
}

gboolean tl_parked_finish(const tl_turn *turn, GError **error)
{
    g_autofree char *path = g_build_filename(turn->repository->git_dir, "tl11", LIST, NULL);
    g_autofree char *text = NULL;
    if (faccessat(turn->folder, LIST, F_OK, AT_SYMLINK_NOFOLLOW) < 0 && errno == ENOENT)
        return TRUE;
    if (!g_file_get_contents(path, &text, NULL, error) || !finish_list(turn, text, error))
        return FALSE;
    return unlinkat(turn->folder, LIST, 0) == 0 ||
           tl_error_set_errno(error, _("cannot forget what was moved aside"));
}
