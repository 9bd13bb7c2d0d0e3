#include "git_internal.h"

#include "tl11/error.h"
#include "tl11/file.h"
#include "tl11/git_program.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <fcntl.h>
#include <string.h>

/*
 * libgit2's status names whatever differs anywhere, by the index's stat data, and so does git's,
 * which takes half the time of it where there is much; what a path is then said to be is decided
 * here, by HEAD's blob and the file's bytes, so that neither staged differences nor a stale index
 * show.
 */
typedef struct {
    tl_repository *repository;
    git_tree *tree; /* NULL: not born yet; borrowed */
    git_index *index;
    gboolean is_index_asked; /* an index of NULL is one that only git can read */
    GPtrArray *entries;
} comparison;

static void comparison_clear(comparison *all)
{
    g_clear_pointer(&all->index, git_index_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(comparison, comparison_clear)

/* Read when the first path asks for it: most often none does. Borrowed. */
static git_index *index_of(comparison *all)
{
    if (!all->is_index_asked && tl_index_open_of(&all->index, all->repository->handle) < 0)
        all->index = NULL;
    all->is_index_asked = TRUE;
    return all->index;
}

void tl_status_entry_free(tl_status_entry *entry)
{
    if (!entry)
        return;
    g_free(entry->path);
    g_free(entry->former);
    g_free(entry);
}

void tl_status_add(GPtrArray *entries, const char *path, const char *former, tl_change_kind kind)
{
    tl_status_entry *entry = g_new0(tl_status_entry, 1);
    entry->path = g_strdup(path);
    entry->former = g_strdup(former);
    entry->kind = kind;
    g_ptr_array_add(entries, entry);
}

static gint compare_entries(gconstpointer a, gconstpointer b)
{
    return strcmp((*(const tl_status_entry *const *)a)->path,
                  (*(const tl_status_entry *const *)b)->path);
}

void tl_status_sort(GPtrArray *entries)
{
    g_ptr_array_sort(entries, compare_entries);
}

static const git_index_entry *find_entry(comparison *all, const char *path)
{
    return index_of(all) ? git_index_get_bypath(all->index, path, 0) : NULL;
}

static gboolean is_sparse(comparison *all, const char *path)
{
    const git_index_entry *entry = find_entry(all, path);
    return entry && (entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) != 0;
}

/* Filters of the user's are git's to run, and run they must: it may be ciphertext. */
static gboolean hash_by_git(const comparison *all, const char *path, git_oid *id, GError **error)
{
    g_autofree char *as = g_strconcat("--path=", path, NULL);
    const char *arguments[] = {"hash-object", as, "--", path, NULL};
    g_autoptr(GString) output = g_string_new(NULL);
    return tl_git_ask(all->repository->root, arguments, output, NULL, error) &&
           (git_oid_fromstr(id, g_strchomp(output->str)) == 0 ||
            tl_git_fail(error, _("cannot hash %s"), path));
}

static gboolean hash_file(comparison *all, const char *path, git_oid *id, GError **error)
{
    const char *values[2] = {NULL};
    const char *names[] = {"filter", "working-tree-encoding"};
    if (!index_of(all))
        return hash_by_git(all, path, id, error);
    if (git_attr_get_many(values, all->repository->handle, GIT_ATTR_CHECK_FILE_THEN_INDEX, path, 2,
                          names) == 0 &&
        (GIT_ATTR_HAS_VALUE(values[0]) || GIT_ATTR_HAS_VALUE(values[1])))
        return hash_by_git(all, path, id, error);
    g_autofree char *quoted = tl_text_quote(path);
    return git_repository_hashfile(id, all->repository->handle, path, GIT_OBJECT_BLOB, path) == 0 ||
           tl_libgit2_fail(error, _("cannot read %s"), quoted);
}

/* What the index says of the file may be believed when libgit2 found nothing else. */
static gboolean find_now(comparison *all, const char *path, unsigned flags, git_oid *id,
                         GError **error)
{
    const unsigned unsure = GIT_STATUS_WT_NEW | GIT_STATUS_WT_MODIFIED | GIT_STATUS_WT_TYPECHANGE |
                            GIT_STATUS_WT_RENAMED | GIT_STATUS_WT_UNREADABLE |
                            GIT_STATUS_CONFLICTED | GIT_STATUS_INDEX_DELETED;
    const git_index_entry *entry = (flags & unsure) != 0 ? NULL : find_entry(all, path);
    if (!entry)
        return hash_file(all, path, id, error);
    git_oid_cpy(id, &entry->id);
    return TRUE;
}

static gboolean compare_one(comparison *all, const char *path, unsigned flags, GError **error)
{
    g_autoptr(git_tree_entry) entry = NULL;
    git_oid now;
    int code = all->tree ? git_tree_entry_bypath(&entry, all->tree, path) : GIT_ENOTFOUND;
    if (code < 0 && code != GIT_ENOTFOUND)
        return tl_libgit2_fail(error, _("cannot read HEAD's tree"));
    tl_file_kind kind = tl_file_kind_of(all->repository->root_fd, path);
    gboolean is_there = kind == TL_FILE_REGULAR;
    if ((code == 0 && !tl_git_is_file_mode(git_tree_entry_filemode(entry))) ||
        kind == TL_FILE_OTHER)
        return TRUE;
    if (code < 0 && is_there)
        tl_status_add(all->entries, path, NULL, TL_CHANGE_ADDED);
    else if (code == 0 && !is_there && !is_sparse(all, path))
        tl_status_add(all->entries, path, NULL, TL_CHANGE_DELETED);
    if (code < 0 || !is_there)
        return TRUE;
    if (!find_now(all, path, flags, &now, error))
        return FALSE;
    if (!git_oid_equal(&now, git_tree_entry_id(entry)))
        tl_status_add(all->entries, path, NULL, TL_CHANGE_MODIFIED);
    return TRUE;
}

static const char *path_of(const git_status_entry *entry)
{
    const git_diff_delta *delta =
        entry->head_to_index ? entry->head_to_index : entry->index_to_workdir;
    return delta->old_file.path ? delta->old_file.path : delta->new_file.path;
}

static int list_candidates(tl_repository *repository, const char *prefix, git_status_list **list)
{
    char *paths[] = {(char *)prefix};
    git_status_options options;
    git_status_options_init(&options, GIT_STATUS_OPTIONS_VERSION);
    options.show = GIT_STATUS_SHOW_INDEX_AND_WORKDIR;
    options.flags = GIT_STATUS_OPT_INCLUDE_UNTRACKED | GIT_STATUS_OPT_RECURSE_UNTRACKED_DIRS |
                    GIT_STATUS_OPT_EXCLUDE_SUBMODULES | GIT_STATUS_OPT_DISABLE_PATHSPEC_MATCH |
                    GIT_STATUS_OPT_INCLUDE_UNREADABLE;
    if (*prefix)
        options.pathspec = (git_strarray){paths, 1};
    return git_status_list_new(list, repository->handle, &options);
}

static gboolean compare_all(comparison *all, git_status_list *list, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (gsize i = 0; i < git_status_list_entrycount(list); i++) {
        const git_status_entry *entry = git_status_byindex(list, i);
        const char *path = path_of(entry);
        if (!g_str_has_suffix(path, "/") && g_hash_table_add(seen, (gpointer)path) &&
            !compare_one(all, path, entry->status, error))
            return FALSE;
    }
    return TRUE;
}

/* FALSE without an error when only git can read the index. */
static gboolean status_by_libgit2(comparison *all, const char *prefix, GError **error)
{
    g_autoptr(git_status_list) list = NULL;
    if (!index_of(all) || list_candidates(all->repository, prefix, &list) < 0) {
        g_autofree char *reason = tl_libgit2_reason();
        g_autofree char *index = tl_index_path(all->repository);
        if (!tl_index_is_foreign(reason, index))
            tl_error_set(error, TL_EXIT_FAILED, _("cannot look through the work tree: %s"), reason);
        return FALSE;
    }
    return compare_all(all, list, error);
}

/* "XY <path>"; a path that the index lost and the work tree has comes twice. */
static void take_listed(GHashTable *paths, const char *entry)
{
    const char *path = strlen(entry) > strlen("XY ") ? entry + strlen("XY ") : "/";
    if (!g_str_has_suffix(path, "/"))
        g_hash_table_add(paths, g_strdup(path));
}

/* Shape: char *, borrowed, NULL at the end. */
static GPtrArray *list_arguments(const char *const *below)
{
    static const char *const leading[] = {"status",
                                          "--porcelain",
                                          "-z",
                                          "--untracked-files=all",
                                          "--no-renames",
                                          "--ignore-submodules=all",
                                          "--"};
    GPtrArray *arguments = g_ptr_array_new();
    for (gsize i = 0; i < G_N_ELEMENTS(leading); i++)
        g_ptr_array_add(arguments, (gpointer)leading[i]);
    for (gsize i = 0; below[i]; i++)
        g_ptr_array_add(arguments, (gpointer)below[i]);
    g_ptr_array_add(arguments, NULL);
    return arguments;
}

static GHashTable *take_list(const GPtrArray *listed)
{
    GHashTable *paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < listed->len; i++)
        take_listed(paths, g_ptr_array_index(listed, i));
    return paths;
}

GHashTable *tl_status_list(tl_repository *repository, const char *const *below, GError **error)
{
    g_autoptr(GPtrArray) arguments = list_arguments(below);
    g_autoptr(GPtrArray) listed =
        tl_git_ask_list(repository->root, (const char *const *)arguments->pdata, error);
    return listed ? take_list(listed) : NULL;
}

static gboolean compare_paths(comparison *all, GHashTable *paths, GError **error)
{
    GHashTableIter iterator;
    gpointer path;
    g_hash_table_iter_init(&iterator, paths);
    while (g_hash_table_iter_next(&iterator, &path, NULL))
        if (!compare_one(all, path, GIT_STATUS_WT_MODIFIED, error))
            return FALSE;
    return TRUE;
}

static gboolean status_by_git(comparison *all, const char *prefix, GError **error)
{
    const char *below[] = {*prefix ? prefix : ".", NULL};
    g_autoptr(GHashTable) paths = tl_status_list(all->repository, below, error);
    return paths && compare_paths(all, paths, error);
}

tl_git_errand *tl_repository_status_begin(tl_repository *repository, GError **error)
{
    const char *const everywhere[] = {".", NULL};
    g_autoptr(GPtrArray) arguments = list_arguments(everywhere);
    return tl_git_ask_begin(repository->root, (const char *const *)arguments->pdata, error);
}

/* How the paths are to be found. */
typedef struct {
    const char *prefix;
    gboolean by_git;
    GHashTable *paths; /* they are found; else NULL */
} finding;

static gboolean find(comparison *all, const finding *how, GError **error)
{
    GError *failure = NULL;
    if (how->paths)
        return compare_paths(all, how->paths, error);
    if (!how->by_git && status_by_libgit2(all, how->prefix, &failure))
        return TRUE;
    if (!failure)
        return status_by_git(all, how->prefix, error);
    g_propagate_error(error, failure);
    return FALSE;
}

static GPtrArray *compare_found(tl_repository *repository, const finding *how, GError **error)
{
    GError *failure = NULL;
    g_autoptr(git_tree) tree = tl_head_tree(repository, &failure);
    g_autoptr(GPtrArray) entries =
        g_ptr_array_new_with_free_func((GDestroyNotify)tl_status_entry_free);
    g_auto(comparison) all = {.repository = repository, .tree = tree, .entries = entries};
    if (failure || !tl_config_load(repository, &failure) || !find(&all, how, &failure)) {
        g_propagate_error(error, failure);
        return NULL;
    }
    tl_status_sort(entries);
    return g_steal_pointer(&entries);
}

GPtrArray *tl_status_find(tl_repository *repository, const char *prefix, gboolean by_git,
                          GError **error)
{
    const finding how = {.prefix = prefix, .by_git = by_git};
    return compare_found(repository, &how, error);
}

GPtrArray *tl_repository_status_end(tl_repository *repository, tl_git_errand *errand,
                                    GError **error)
{
    g_autoptr(GString) output = tl_git_ask_end(errand, error);
    if (!output)
        return NULL;
    g_autoptr(GPtrArray) listed = tl_git_split_list(output);
    g_autoptr(GHashTable) paths = take_list(listed);
    const finding how = {.paths = paths};
    return compare_found(repository, &how, error);
}

GPtrArray *tl_repository_status(tl_repository *repository, const char *prefix, GError **error)
{
    g_autofree char *index = tl_index_path(repository);
    struct stat status;
    gboolean by_git = lstat(index, &status) == 0 && tl_index_is_large(&status);
    return tl_status_find(repository, prefix, by_git, error);
}

gboolean tl_repository_differs(tl_repository *repository, const char *path, GError **error)
{
    GError *failure = NULL;
    g_autoptr(git_tree) tree = tl_head_tree(repository, &failure);
    g_autoptr(GPtrArray) entries =
        g_ptr_array_new_with_free_func((GDestroyNotify)tl_status_entry_free);
    g_auto(comparison) all = {.repository = repository, .tree = tree, .entries = entries};
    if (!failure && tl_config_load(repository, &failure))
        compare_one(&all, path, GIT_STATUS_WT_MODIFIED, &failure);
    if (failure)
        g_propagate_error(error, failure);
    return !failure && entries->len > 0;
}
