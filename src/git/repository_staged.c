#include "git_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"

#include <string.h>

/*
 * In a hook the index is not the repository's own, and may be named relative to the root. It is
 * read once: asked again for each path, it would be read as often. Borrowed from repository.
 */
static gboolean open_staged(tl_repository *repository, git_index **index, gboolean *is_foreign,
                            GError **error)
{
    *is_foreign = FALSE;
    if (repository->staged && git_index_read(repository->staged, FALSE) == 0) {
        *index = repository->staged;
        return TRUE;
    }
    g_clear_pointer(&repository->staged, git_index_free);
    const char *named = g_getenv("GIT_INDEX_FILE");
    g_autofree char *path =
        named ? g_canonicalize_filename(named, repository->root) : tl_index_path(repository);
    if (tl_index_open_file(&repository->staged, path) < 0) {
        g_autofree char *reason = tl_libgit2_reason();
        *is_foreign = tl_index_is_foreign(reason, path);
        return tl_libgit2_fail(error, _("cannot read git's index"));
    }
    *index = repository->staged;
    return TRUE;
}

static gboolean is_file_staged(git_index *index, const char *path)
{
    const git_index_entry *entry = git_index_get_bypath(index, path, 0);
    return entry && tl_git_is_file_mode((git_filemode_t)entry->mode) &&
           (entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD) == 0;
}

static gint compare_paths(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *compare_to_head(tl_repository *repository, git_index *index, GError **error)
{
    GError *failure = NULL;
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(git_tree) tree = tl_head_tree(repository, &failure);
    g_autoptr(git_diff) diff = NULL;
    if (failure) {
        g_propagate_error(error, failure);
        return NULL;
    }
    if (git_diff_tree_to_index(&diff, repository->handle, tree, index, NULL) < 0) {
        tl_libgit2_fail(error, _("cannot compare git's index with HEAD"));
        return NULL;
    }
    for (gsize i = 0; i < git_diff_num_deltas(diff); i++) {
        const char *path = git_diff_get_delta(diff, i)->new_file.path;
        if (is_file_staged(index, path))
            g_ptr_array_add(paths, g_strdup(path));
    }
    g_ptr_array_sort(paths, compare_paths);
    return g_steal_pointer(&paths);
}

/* An index that only git can read. */
static GPtrArray *ask_git(tl_repository *repository, GError **error)
{
    const char *arguments[] = {"diff",         "--cached",      "--name-only",       "-z",
                               "--no-renames", "--no-ext-diff", "--diff-filter=AMT", NULL};
    GPtrArray *paths = tl_git_ask_list(repository->root, arguments, error);
    if (paths)
        g_ptr_array_sort(paths, compare_paths);
    return paths;
}

GPtrArray *tl_repository_staged(tl_repository *repository, GError **error)
{
    git_index *index = NULL;
    gboolean is_foreign;
    GError *failure = NULL;
    if (open_staged(repository, &index, &is_foreign, &failure))
        return compare_to_head(repository, index, error);
    if (!is_foreign) {
        g_propagate_error(error, failure);
        return NULL;
    }
    g_clear_error(&failure);
    return ask_git(repository, error);
}

static gboolean find_by_git(tl_repository *repository, const char *path, git_oid *id,
                            GError **error)
{
    g_autofree char *name = g_strconcat(":0:", path, NULL);
    const char *arguments[] = {"rev-parse", "--verify", "--quiet", name, NULL};
    g_autoptr(GString) output = g_string_new(NULL);
    return tl_git_ask(repository->root, arguments, output, NULL, error) &&
           (git_oid_fromstr(id, g_strchomp(output->str)) == 0 ||
            tl_git_fail(error, _("%s is not staged"), path));
}

static gboolean find_staged(tl_repository *repository, const char *path, git_oid *id,
                            GError **error)
{
    git_index *index = NULL;
    gboolean is_foreign;
    GError *failure = NULL;
    if (!open_staged(repository, &index, &is_foreign, &failure)) {
        if (!is_foreign)
            g_propagate_error(error, failure);
        else
            g_clear_error(&failure);
        return is_foreign && find_by_git(repository, path, id, error);
    }
    const git_index_entry *entry = git_index_get_bypath(index, path, 0);
    if (!entry)
        return tl_git_fail(error, _("%s is not staged"), path);
    git_oid_cpy(id, &entry->id);
    return TRUE;
}

GBytes *tl_repository_read_staged(tl_repository *repository, const char *path, gsize max,
                                  GError **error)
{
    git_oid id;
    return find_staged(repository, path, &id, error)
               ? tl_blob_read(repository, &id, path, max, error)
               : NULL;
}
