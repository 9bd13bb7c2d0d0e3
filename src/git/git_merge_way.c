#include "git_internal.h"
#include "git_merge_internal.h"

#include "tl11/error.h"
#include "tl11/file.h"
#include "tl11/git_program.h"
#include "tl11/language.h"
#include "tl11/revision.h"

#include <string.h>

/* Paths up to which git looks at them alone; it compares each file of the index with each. */
#define FEW 32

gboolean tl_merge_base(tl_repository *repository, const char *commit, char **base, GError **error)
{
    const char *arguments[] = {"merge-base", "HEAD", commit, NULL};
    g_autoptr(GString) output = g_string_new(NULL);
    int status = -1;
    *base = NULL;
    if (!tl_git_ask(repository->root, arguments, output, &status, error))
        return FALSE;
    if (status > 1)
        return tl_git_fail(error, _("cannot compare HEAD with the commit %s"), commit);
    if (status == 0)
        *base = g_strndup(output->str, strcspn(output->str, "\n"));
    return TRUE;
}

/* Shape: a set of paths. NULL on error. */
static GHashTable *list_changed(tl_repository *repository, const char *from, const char *to,
                                GError **error)
{
    g_autoptr(GPtrArray) entries = tl_revision_compare(repository, from, to, error);
    if (!entries)
        return NULL;
    GHashTable *paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < entries->len; i++)
        g_hash_table_add(paths, g_strdup(((tl_status_entry *)g_ptr_array_index(entries, i))->path));
    return paths;
}

static gboolean add_staged(tl_repository *repository, GHashTable *only, GHashTable *found,
                           GError **error)
{
    static const char *const arguments[] = {"diff",         "--cached",      "--name-only", "-z",
                                            "--no-renames", "--no-ext-diff", "HEAD",        NULL};
    g_autoptr(GPtrArray) staged = tl_git_ask_list(repository->root, arguments, error);
    for (guint i = 0; staged && i < staged->len; i++) {
        const char *path = g_ptr_array_index(staged, i);
        if (!only || g_hash_table_contains(only, path))
            g_hash_table_add(found, g_strdup(path));
    }
    return staged != NULL;
}

static gboolean add_dirty(tl_repository *repository, GHashTable *only, GHashTable *found,
                          GError **error)
{
    g_autoptr(GPtrArray) entries = tl_repository_status(repository, "", error);
    for (guint i = 0; entries && i < entries->len; i++) {
        const tl_status_entry *entry = g_ptr_array_index(entries, i);
        if (!only || g_hash_table_contains(only, entry->path))
            g_hash_table_add(found, g_strdup(entry->path));
    }
    return entries != NULL;
}

gboolean tl_merge_find_changed(tl_repository *repository, GHashTable *only, GHashTable *found,
                               GError **error)
{
    static const char *const everywhere[] = {".", NULL};
    g_autofree const char **few = NULL;
    if (only && g_hash_table_size(only) == 0)
        return TRUE;
    if (only && g_hash_table_size(only) <= FEW)
        few = (const char **)g_hash_table_get_keys_as_array(only, NULL);
    g_autoptr(GHashTable) all = tl_status_list(repository, few ? few : everywhere, error);
    GHashTableIter iterator;
    gpointer path;
    if (!all)
        return FALSE;
    g_hash_table_iter_init(&iterator, all);
    while (g_hash_table_iter_next(&iterator, &path, NULL))
        if (!only || g_hash_table_contains(only, path))
            g_hash_table_add(found, g_strdup(path));
    return TRUE;
}

gboolean tl_merge_find_apart(tl_repository *repository, const char *base, const char *commit,
                             GHashTable *found, GError **error)
{
    char head[TL_OBJECT_NAME_SIZE];
    if (!tl_repository_head(repository, head, error))
        return FALSE;
    if (strcmp(head, base) != 0)
        return tl_merge_find_changed(repository, NULL, found, error);
    g_autoptr(GHashTable) changed = list_changed(repository, base, commit, error);
    return changed && tl_merge_find_changed(repository, changed, found, error);
}

static gint compare_paths(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static gboolean is_at_head(const git_tree *tree, const char *path)
{
    g_autoptr(git_tree_entry) entry = NULL;
    return tree && git_tree_entry_bypath(&entry, tree, path) == 0;
}

static gboolean add_unknown(tl_repository *repository, const char *base, const char *commit,
                            GHashTable *found, GError **error)
{
    g_autoptr(GPtrArray) entries = tl_revision_compare(repository, base, commit, error);
    g_autoptr(git_tree) tree = tl_head_tree(repository, NULL);
    for (guint i = 0; entries && i < entries->len; i++) {
        const tl_status_entry *entry = g_ptr_array_index(entries, i);
        if (entry->kind != TL_CHANGE_DELETED && !is_at_head(tree, entry->path) &&
            tl_file_kind_of(repository->root_fd, entry->path) != TL_FILE_MISSING)
            g_hash_table_add(found, g_strdup(entry->path));
    }
    return entries != NULL;
}

gboolean tl_merge_has_unknown(tl_repository *repository, const char *base, const char *commit,
                              gboolean *has, GError **error)
{
    g_autoptr(GHashTable) found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    gboolean ok = add_unknown(repository, base, commit, found, error);
    *has = g_hash_table_size(found) > 0;
    return ok;
}

gboolean tl_merge_in_the_way(tl_repository *repository, const char *base, const char *commit,
                             GPtrArray *paths, GError **error)
{
    char head[TL_OBJECT_NAME_SIZE];
    g_autoptr(GHashTable) changed = list_changed(repository, base, commit, error);
    g_autoptr(GHashTable) found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (!changed || !tl_repository_head(repository, head, error))
        return FALSE;
    gboolean is_forward = strcmp(head, base) == 0;
    if (!add_unknown(repository, base, commit, found, error) ||
        !add_staged(repository, is_forward ? changed : NULL, found, error) ||
        !add_dirty(repository, changed, found, error))
        return FALSE;
    GHashTableIter iterator;
    gpointer path;
    g_hash_table_iter_init(&iterator, found);
    while (g_hash_table_iter_next(&iterator, &path, NULL))
        g_ptr_array_add(paths, g_strdup(path));
    g_ptr_array_sort(paths, compare_paths);
    return TRUE;
}
