#include "git_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <string.h>

/* Ten trees that hold each other ten times over are 10^10 paths. */
#define DEPTH_MAX 8
#define PATHS_MAX 2000000

/* A tree yet to be read. */
typedef struct {
    char *path; /* "" is the root */
    git_oid id;
    guint depth;
} pending;

static void pending_clear(gpointer data)
{
    g_free(((pending *)data)->path);
}

static void take_entry(const git_tree_entry *entry, const pending *parent, GArray *todo,
                       GPtrArray *paths)
{
    git_filemode_t mode = git_tree_entry_filemode(entry);
    char *path =
        g_strconcat(parent->path, *parent->path ? "/" : "", git_tree_entry_name(entry), NULL);
    if (mode == GIT_FILEMODE_TREE && parent->depth < DEPTH_MAX) {
        pending child = {path, *git_tree_entry_id(entry), parent->depth + 1};
        g_array_append_val(todo, child);
    } else if (tl_git_is_file_mode(mode)) {
        g_ptr_array_add(paths, path);
    } else {
        g_free(path);
    }
}

static gboolean list_one(tl_repository *repository, const pending *now, GArray *todo,
                         GPtrArray *paths, GError **error)
{
    g_autoptr(git_tree) tree = NULL;
    g_autofree char *quoted = tl_text_quote(now->path);
    if (git_tree_lookup(&tree, repository->handle, &now->id) < 0)
        return tl_libgit2_fail(error, _("cannot read the folder %s from history"), quoted);
    gsize n = git_tree_entrycount(tree);
    if (n + paths->len + todo->len > PATHS_MAX)
        return tl_error_set(error, TL_EXIT_FAILED, _("cannot list %s: there are too many files"),
                            quoted);
    for (gsize i = 0; i < n; i++)
        take_entry(git_tree_entry_byindex(tree, i), now, todo, paths);
    return TRUE;
}

static gboolean list_all(tl_repository *repository, GArray *todo, GPtrArray *paths, GError **error)
{
    while (todo->len > 0) {
        pending now = g_array_index(todo, pending, todo->len - 1);
        now.path = g_strdup(now.path);
        g_array_set_size(todo, todo->len - 1);
        gboolean ok = list_one(repository, &now, todo, paths, error);
        g_free(now.path);
        if (!ok)
            return FALSE;
    }
    return TRUE;
}

/* FALSE without an error when the tree has no such folder. */
static gboolean find_start(const git_tree *tree, const char *prefix, pending *start, GError **error)
{
    g_autoptr(git_tree_entry) entry = NULL;
    *start = (pending){NULL, *git_tree_id(tree), 0};
    if (*prefix) {
        int code = git_tree_entry_bypath(&entry, tree, prefix);
        if (code < 0 && code != GIT_ENOTFOUND)
            tl_libgit2_fail(error, _("cannot read a commit's folders"));
        if (code < 0 || git_tree_entry_filemode(entry) != GIT_FILEMODE_TREE)
            return FALSE;
        start->id = *git_tree_entry_id(entry);
        for (const char *c = prefix; *c; c++)
            start->depth += *c == '/';
        start->depth++;
    }
    start->path = g_strdup(prefix);
    return TRUE;
}

static gint compare_paths(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *tl_tree_list(tl_repository *repository, const git_tree *tree, const char *prefix,
                        GError **error)
{
    GError *failure = NULL;
    pending start;
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) todo = g_array_new(FALSE, FALSE, sizeof(pending));
    g_array_set_clear_func(todo, pending_clear);
    if (find_start(tree, prefix, &start, &failure))
        g_array_append_val(todo, start);
    if (!failure)
        list_all(repository, todo, paths, &failure);
    if (failure) {
        g_propagate_error(error, failure);
        return NULL;
    }
    g_ptr_array_sort(paths, compare_paths);
    return g_steal_pointer(&paths);
}

GPtrArray *tl_repository_list_head(tl_repository *repository, const char *prefix, GError **error)
{
    GError *failure = NULL;
    g_autoptr(git_tree) tree = tl_head_tree(repository, &failure);
    if (failure)
        g_propagate_error(error, failure);
    else if (!tree)
        return g_ptr_array_new_with_free_func(g_free);
    return tree ? tl_tree_list(repository, tree, prefix, error) : NULL;
}
