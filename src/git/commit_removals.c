#include "commit_internal.h"

#include "tl11/error.h"
#include "tl11/file.h"
#include "tl11/language.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LIST "removals"
#define NEW_LIST "removals.new"

/*
 * The list: a line with the branch, then one for each file, "<blob> <path>",
 * names with C's escapes. A file goes only while it holds that blob.
 */
static gboolean note_one(tl_repository *repository, const tl_change *change, GString *list,
                         GError **error)
{
    char name[TL_OBJECT_NAME_SIZE];
    git_oid id;
    gsize length;
    if (change->content || tl_file_kind_of(repository->root_fd, change->path) != TL_FILE_REGULAR)
        return TRUE;
    g_autoptr(GBytes) found = tl_file_read(repository->root_fd, change->path, TL_FILE_MAX, error);
    if (!found)
        return FALSE;
    const void *bytes = g_bytes_get_data(found, &length);
    if (git_odb_hash(&id, bytes, length, GIT_OBJECT_BLOB) < 0)
        return tl_libgit2_fail(error, _("cannot hash a file"));
    git_oid_tostr(name, sizeof name, &id);
    g_autofree char *path = g_strescape(change->path, NULL);
    g_string_append_printf(list, "%s %s\n", name, path);
    return TRUE;
}

gboolean tl_removals_note(const tl_turn *turn, const char *branch, const GPtrArray *changes,
                          GError **error)
{
    gboolean durable = tl_repository_is_durable(turn->repository);
    g_autofree char *escaped = g_strescape(branch, NULL);
    g_autoptr(GString) list = g_string_new(escaped);
    g_string_append_c(list, '\n');
    gsize empty = list->len;
    for (guint i = 0; i < changes->len; i++)
        if (!note_one(turn->repository, g_ptr_array_index(changes, i), list, error))
            return FALSE;
    if (list->len == empty)
        return TRUE;
    unlinkat(turn->folder, NEW_LIST, 0);
    if (tl_write_new(durable, turn->folder, NEW_LIST, list->str, list->len) &&
        renameat(turn->folder, NEW_LIST, turn->folder, LIST) == 0 &&
        tl_sync_fd(durable, turn->folder))
        return TRUE;
    return tl_error_set_errno(error, _("cannot note down what is to be removed"));
}

static gboolean is_at_head(const git_tree *tree, const char *path)
{
    g_autoptr(git_tree_entry) entry = NULL;
    return tree && git_tree_entry_bypath(&entry, tree, path) != GIT_ENOTFOUND;
}

static gboolean still_holds(tl_repository *repository, const char *path, const char *name)
{
    git_oid id, wanted;
    gsize length;
    if (git_oid_fromstr(&wanted, name) < 0 ||
        tl_file_kind_of(repository->root_fd, path) != TL_FILE_REGULAR)
        return FALSE;
    g_autoptr(GBytes) found = tl_file_read(repository->root_fd, path, TL_FILE_MAX, NULL);
    const void *bytes = found ? g_bytes_get_data(found, &length) : NULL;
    return found && git_odb_hash(&id, bytes, length, GIT_OBJECT_BLOB) == 0 &&
           git_oid_equal(&id, &wanted);
}

static gboolean finish_one(tl_repository *repository, const git_tree *tree, const char *line,
                           GError **error)
{
    const char *blank = strchr(line, ' ');
    if (!blank)
        return TRUE;
    g_autofree char *name = g_strndup(line, (gsize)(blank - line));
    g_autofree char *path = g_strcompress(blank + 1);
    if (is_at_head(tree, path) || !still_holds(repository, path, name))
        return TRUE;
    return tl_file_remove(repository->root_fd, path, error);
}

static gboolean finish_list(tl_repository *repository, const char *text, GError **error)
{
    GError *failure = NULL;
    g_auto(tl_head) head = {.branch = NULL};
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *branch = lines[0] ? g_strcompress(lines[0]) : NULL;
    if (!tl_head_read(repository, &head, error))
        return FALSE;
    if (g_strcmp0(branch, head.branch) != 0)
        return TRUE;
    g_autoptr(git_tree) tree = tl_head_tree(repository, &failure);
    for (gsize i = 1; !failure && lines[0] && lines[i]; i++)
        finish_one(repository, tree, lines[i], &failure);
    if (failure)
        g_propagate_error(error, failure);
    return !failure;
}

gboolean tl_removals_finish(const tl_turn *turn, GError **error)
{
    g_autofree char *path = g_build_filename(turn->repository->git_dir, "tl11", LIST, NULL);
    g_autofree char *text = NULL;
    if (faccessat(turn->folder, LIST, F_OK, AT_SYMLINK_NOFOLLOW) < 0 && errno == ENOENT)
        return TRUE;
    if (!g_file_get_contents(path, &text, NULL, error) ||
        !finish_list(turn->repository, text, error))
        return FALSE;
    return unlinkat(turn->folder, LIST, 0) == 0 ||
           tl_error_set_errno(error, _("cannot forget what was removed"));
}
