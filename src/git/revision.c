#include "tl11/revision.h"

#include "git_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <string.h>

static gboolean fail_early_end(GError **error)
{
    g_autofree char *reason = tl_libgit2_reason();
    return tl_error_set(error, TL_EXIT_FAILED,
                        _("history ends before that day: %s\n"
                          "'tl11 git fetch --unshallow' fetches the rest of a shallow clone"),
                        reason);
}

/* Goes to the first parent; *commit is NULL behind the first commit of all. */
static gboolean go_back(git_commit **commit, GError **error)
{
    git_commit *parent = NULL;
    int code = git_commit_parentcount(*commit) > 0 ? git_commit_parent(&parent, *commit, 0) : 0;
    git_commit_free(*commit);
    *commit = parent;
    return code == 0 || fail_early_end(error);
}

gboolean tl_revision_as_of(tl_repository *repository, gint64 seconds,
                           char name[static TL_OBJECT_NAME_SIZE], GError **error)
{
    g_auto(tl_head) head = {.branch = NULL};
    git_commit *commit = NULL;
    name[0] = '\0';
    if (!tl_head_read(repository, &head, error) || !head.is_born)
        return FALSE;
    if (git_commit_lookup(&commit, repository->handle, &head.commit) < 0)
        return tl_libgit2_fail(error, _("cannot read HEAD's commit"));
    while (commit && git_commit_time(commit) > seconds)
        if (!go_back(&commit, error))
            return FALSE;
    if (!commit)
        return FALSE;
    git_oid_tostr(name, TL_OBJECT_NAME_SIZE, git_commit_id(commit));
    git_commit_free(commit);
    return TRUE;
}

git_commit *tl_revision_commit(tl_repository *repository, const char *name, GError **error)
{
    git_commit *commit = NULL;
    git_oid id;
    if (git_oid_fromstr(&id, name) < 0 || git_commit_lookup(&commit, repository->handle, &id) < 0) {
        g_autofree char *quoted = tl_text_quote(name);
        tl_libgit2_fail(error, _("cannot read the commit %s"), quoted);
    }
    return commit;
}

gboolean tl_revision_resolve(tl_repository *repository, const char *text,
                             char name[static TL_OBJECT_NAME_SIZE])
{
    g_autoptr(git_object) object = NULL;
    g_autoptr(git_object) commit = NULL;
    name[0] = '\0';
    if (git_revparse_single(&object, repository->handle, text) < 0 ||
        git_object_peel(&commit, object, GIT_OBJECT_COMMIT) < 0)
        return FALSE;
    git_oid_tostr(name, TL_OBJECT_NAME_SIZE, git_object_id(commit));
    return TRUE;
}

git_tree *tl_revision_tree(tl_repository *repository, const char *name, GError **error)
{
    g_autoptr(git_commit) commit = tl_revision_commit(repository, name, error);
    git_tree *tree = NULL;
    if (commit && git_commit_tree(&tree, commit) < 0) {
        g_autofree char *quoted = tl_text_quote(name);
        tl_libgit2_fail(error, _("cannot read the commit %s"), quoted);
    }
    return tree;
}

GPtrArray *tl_revision_parents(tl_repository *repository, const char *name, GError **error)
{
    g_autoptr(git_commit) commit = tl_revision_commit(repository, name, error);
    if (!commit)
        return NULL;
    GPtrArray *parents = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < git_commit_parentcount(commit); i++)
        g_ptr_array_add(parents, g_strdup(git_oid_tostr_s(git_commit_parent_id(commit, i))));
    return parents;
}

GPtrArray *tl_revision_list(tl_repository *repository, const char *name, const char *prefix,
                            GError **error)
{
    g_autoptr(git_tree) tree = tl_revision_tree(repository, name, error);
    return tree ? tl_tree_list(repository, tree, prefix, error) : NULL;
}

GBytes *tl_revision_read(tl_repository *repository, const char *name, const char *path, gsize max,
                         GError **error)
{
    g_autoptr(git_tree) tree = tl_revision_tree(repository, name, error);
    return tree ? tl_tree_read(repository, tree, path, max, error) : NULL;
}

static gboolean find_trees(tl_repository *repository, const char *from, const char *to,
                           git_tree *trees[static 2], GError **error)
{
    trees[0] = *from ? tl_revision_tree(repository, from, error) : NULL;
    if (*from && !trees[0])
        return FALSE;
    trees[1] = tl_revision_tree(repository, to, error);
    return trees[1] != NULL;
}

/* A note's name is its day: under another one it is another note, however alike they are. */
static gboolean has_same_name(const git_diff_delta *delta)
{
    g_autofree char *before = g_path_get_basename(delta->old_file.path);
    g_autofree char *now = g_path_get_basename(delta->new_file.path);
    return strcmp(before, now) == 0;
}

static void add_difference(GPtrArray *entries, const git_diff_delta *delta)
{
    gboolean was_file = tl_git_is_file_mode((git_filemode_t)delta->old_file.mode);
    gboolean is_file = tl_git_is_file_mode((git_filemode_t)delta->new_file.mode);
    gboolean is_moved = delta->status == GIT_DELTA_RENAMED;
    if (is_moved && was_file && is_file && has_same_name(delta)) {
        tl_status_add(entries, delta->new_file.path, delta->old_file.path, TL_CHANGE_MODIFIED);
        return;
    }
    if (is_moved && was_file)
        tl_status_add(entries, delta->old_file.path, NULL, TL_CHANGE_DELETED);
    if (is_moved)
        was_file = FALSE;
    if (was_file || is_file)
        tl_status_add(entries, delta->new_file.path, NULL,
                      was_file && is_file ? TL_CHANGE_MODIFIED
                      : is_file           ? TL_CHANGE_ADDED
                                          : TL_CHANGE_DELETED);
}

static git_diff *make_diff(tl_repository *repository, git_tree *const trees[static 2],
                           gboolean find_moved, GError **error)
{
    git_diff *diff = NULL;
    git_diff_find_options options;
    git_diff_find_options_init(&options, GIT_DIFF_FIND_OPTIONS_VERSION);
    options.flags = GIT_DIFF_FIND_RENAMES;
    if (git_diff_tree_to_tree(&diff, repository->handle, trees[0], trees[1], NULL) < 0 ||
        (find_moved && git_diff_find_similar(diff, &options) < 0)) {
        tl_libgit2_fail(error, _("cannot compare two commits"));
        g_clear_pointer(&diff, git_diff_free);
    }
    return diff;
}

static GPtrArray *compare(tl_repository *repository, const char *from, const char *to,
                          gboolean find_moved, GError **error)
{
    git_tree *trees[2] = {NULL, NULL};
    tl_git_check_objects(FALSE);
    g_autoptr(git_diff) diff = find_trees(repository, from, to, trees, error)
                                   ? make_diff(repository, trees, find_moved, error)
                                   : NULL;
    tl_git_check_objects(TRUE);
    git_tree_free(trees[0]);
    git_tree_free(trees[1]);
    if (!diff)
        return NULL;
    GPtrArray *entries = g_ptr_array_new_with_free_func((GDestroyNotify)tl_status_entry_free);
    for (gsize i = 0; i < git_diff_num_deltas(diff); i++)
        add_difference(entries, git_diff_get_delta(diff, i));
    if (find_moved)
        tl_status_sort(entries);
    return entries;
}

GPtrArray *tl_revision_compare(tl_repository *repository, const char *from, const char *to,
                               GError **error)
{
    return compare(repository, from, to, FALSE, error);
}

GPtrArray *tl_revision_compare_moved(tl_repository *repository, const char *from, const char *to,
                                     GError **error)
{
    return compare(repository, from, to, TRUE, error);
}
