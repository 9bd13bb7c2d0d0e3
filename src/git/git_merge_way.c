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

/* NULL: none, or only git can tell, as where a shallow clone's history ends: there libgit2 1.5
 * fails, and leaks what it had gathered, as it does where one of the two is not there. */
static char *find_base(tl_repository *repository, const char *first, const char *second)
{
    if (git_repository_is_shallow(repository->handle))
        return NULL;
    g_autoptr(git_commit) one = tl_revision_commit(repository, first, NULL);
    g_autoptr(git_commit) other = one ? tl_revision_commit(repository, second, NULL) : NULL;
    git_oid found;
    if (!other ||
        git_merge_base(&found, repository->handle, git_commit_id(one), git_commit_id(other)) < 0)
        return NULL;
    return g_strdup(git_oid_tostr_s(&found));
}

int tl_git_base(tl_repository *repository, const char *first, const char *second, char **base,
                GError **error)
{
    const char *arguments[] = {"merge-base", first, second, NULL};
    g_autoptr(GString) output = g_string_new(NULL);
    int status = -1;
    *base = find_base(repository, first, second);
    if (*base)
        return 0;
    if (!tl_git_ask(repository->root, arguments, output, &status, error))
        return -1;
    if (status == 0)
        *base = g_strndup(output->str, strcspn(output->str, "\n"));
    return status;
}

gboolean tl_merge_base(tl_repository *repository, const char *commit, char **base, GError **error)
{
    char head[TL_OBJECT_NAME_SIZE];
    if (!tl_repository_head(repository, head, NULL))
        g_strlcpy(head, "HEAD", sizeof(head)); /* git says what is wrong with it */
    int status = tl_git_base(repository, head, commit, base, error);
    if (status > 1)
        return tl_git_fail(error, _("cannot compare HEAD with the commit %s"), commit);
    return status >= 0;
}

static GHashTable *new_paths(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

/* Adds path if it is one of only; NULL: any. */
static void add(GHashTable *found, GHashTable *only, const char *path)
{
    if (!only || g_hash_table_contains(only, path))
        g_hash_table_add(found, g_strdup(path));
}

/* Adds the paths of tl_status_entry that are among only; NULL: all. */
static void add_entries(GHashTable *found, GHashTable *only, const GPtrArray *entries)
{
    for (guint i = 0; i < entries->len; i++)
        add(found, only, ((const tl_status_entry *)g_ptr_array_index(entries, i))->path);
}

/* What the two sides' histories tell of a merge. */
typedef struct {
    GPtrArray *entries;  /* tl_status_entry: how commit differs from base */
    GHashTable *written; /* their paths */
    gboolean is_forward; /* HEAD is base */
} approach;

static void approach_clear(approach *way)
{
    g_clear_pointer(&way->entries, g_ptr_array_unref);
    g_clear_pointer(&way->written, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(approach, approach_clear)

static gboolean look(tl_repository *repository, const char *base, const char *commit, approach *way,
                     GError **error)
{
    char head[TL_OBJECT_NAME_SIZE];
    way->entries = tl_revision_compare(repository, base, commit, error);
    if (!way->entries || !tl_repository_head(repository, head, error))
        return FALSE;
    way->is_forward = strcmp(head, base) == 0;
    way->written = new_paths();
    add_entries(way->written, NULL, way->entries);
    return TRUE;
}

static gboolean add_staged(tl_repository *repository, GHashTable *only, GHashTable *found,
                           GError **error)
{
    static const char *const arguments[] = {"diff",         "--cached",      "--name-only", "-z",
                                            "--no-renames", "--no-ext-diff", "HEAD",        NULL};
    g_autoptr(GPtrArray) staged = tl_git_ask_list(repository->root, arguments, error);
    for (guint i = 0; staged && i < staged->len; i++)
        add(found, only, g_ptr_array_index(staged, i));
    return staged != NULL;
}

static gboolean add_dirty(tl_repository *repository, GHashTable *only, GHashTable *found,
                          GError **error)
{
    g_autoptr(GPtrArray) entries = tl_repository_status(repository, "", error);
    if (entries)
        add_entries(found, only, entries);
    return entries != NULL;
}

gboolean tl_merge_find_changed(tl_repository *repository, GHashTable *only, GHashTable *found,
                               GError **error)
{
    static const char *const everywhere[] = {".", NULL};
    g_autofree const char **few = NULL;
    g_autoptr(GHashTable) unsure = only ? tl_status_unsure(repository, only) : NULL;
    if (unsure && g_hash_table_size(unsure) == 0)
        return TRUE;
    if (unsure && g_hash_table_size(unsure) <= FEW)
        few = (const char **)g_hash_table_get_keys_as_array(unsure, NULL);
    g_autoptr(GHashTable) all = tl_status_list(repository, few ? few : everywhere, error);
    GHashTableIter iterator;
    gpointer path;
    if (!all)
        return FALSE;
    g_hash_table_iter_init(&iterator, all);
    while (g_hash_table_iter_next(&iterator, &path, NULL))
        add(found, unsure, path);
    return TRUE;
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

static void add_unknown(tl_repository *repository, const approach *way, GHashTable *found)
{
    g_autoptr(git_tree) tree = tl_head_tree(repository, NULL);
    for (guint i = 0; i < way->entries->len; i++) {
        const tl_status_entry *entry = g_ptr_array_index(way->entries, i);
        if (entry->kind != TL_CHANGE_DELETED && !is_at_head(tree, entry->path) &&
            tl_file_kind_of(repository->root_fd, entry->path) != TL_FILE_MISSING)
            g_hash_table_add(found, g_strdup(entry->path));
    }
}

GHashTable *tl_merge_find_apart(tl_repository *repository, const char *base, const char *commit,
                                gboolean *has_unknown, GError **error)
{
    g_auto(approach) way = {.entries = NULL};
    g_autoptr(GHashTable) unknown = new_paths();
    g_autoptr(GHashTable) apart = new_paths();
    if (!look(repository, base, commit, &way, error))
        return NULL;
    add_unknown(repository, &way, unknown);
    *has_unknown = g_hash_table_size(unknown) > 0;
    return *has_unknown || tl_merge_find_changed(repository, way.is_forward ? way.written : NULL,
                                                 apart, error)
               ? g_steal_pointer(&apart)
               : NULL;
}

gboolean tl_merge_in_the_way(tl_repository *repository, const char *base, const char *commit,
                             GPtrArray *paths, GError **error)
{
    g_auto(approach) way = {.entries = NULL};
    g_autoptr(GHashTable) found = new_paths();
    if (!look(repository, base, commit, &way, error))
        return FALSE;
    add_unknown(repository, &way, found);
    if (!add_staged(repository, way.is_forward ? way.written : NULL, found, error) ||
        !add_dirty(repository, way.written, found, error))
        return FALSE;
    GHashTableIter iterator;
    gpointer path;
    g_hash_table_iter_init(&iterator, found);
    while (g_hash_table_iter_next(&iterator, &path, NULL))
        g_ptr_array_add(paths, g_strdup(path));
    g_ptr_array_sort(paths, compare_paths);
    return TRUE;
}
