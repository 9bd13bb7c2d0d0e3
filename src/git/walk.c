#include "tl11/walk.h"

#include "git_internal.h"
#include "tl11/error.h"
#include "tl11/language.h"

#include <string.h>

/* The walk: what is still looked for, and what was found. */
typedef struct {
    tl_repository *repository;
    const char *start;   /* the commit to begin with; NULL: HEAD */
    git_odb *odb;        /* borrowed */
    const char *prefix;  /* "" is the root */
    GHashTable *wanted;  /* path to HEAD's blob (git_oid) */
    GHashTable *found;   /* path to commit */
    GHashTable *folders; /* commit to the tree at prefix, of parents yet to be met */
    gboolean is_whole;
} walking;

/* Trees of the same folder in a commit and its parents; a parent may have none. */
typedef struct {
    const git_tree *here;
    GPtrArray *parents; /* git_tree *, NULL among them */
} trees;

static void free_tree(gpointer tree)
{
    git_tree_free(tree);
}

/* "tree <name>" and so on: the next line's name when it begins with word. */
static gboolean take_line(const char **text, const char *end, const char *word, git_oid *id)
{
    gsize length = strlen(word), line = length + GIT_OID_HEXSZ + 1;
    if ((gsize)(end - *text) < line || memcmp(*text, word, length) != 0 ||
        git_oid_fromstrn(id, *text + length, GIT_OID_HEXSZ) < 0)
        return FALSE;
    *text += line;
    return TRUE;
}

/*
 * Reads the commit's own text, so that one bad date or name, which git_commit_lookup() refuses,
 * does not end history.
 */
static gboolean read_commit(const walking *walk, const git_oid *id, git_oid *tree, GArray *parents)
{
    g_autoptr(git_odb_object) object = NULL;
    git_oid parent;
    if (git_odb_read(&object, walk->odb, id) < 0 ||
        git_odb_object_type(object) != GIT_OBJECT_COMMIT)
        return FALSE;
    const char *text = git_odb_object_data(object);
    const char *end = text + git_odb_object_size(object);
    if (!take_line(&text, end, "tree ", tree))
        return FALSE;
    while (parents && take_line(&text, end, "parent ", &parent))
        g_array_append_val(parents, parent);
    return TRUE;
}

/* The tree at prefix in the tree root: all noughts where there is none. */
static gboolean find_folder(const walking *walk, const git_oid *root, git_oid *folder)
{
    g_autoptr(git_tree) tree = NULL;
    g_autoptr(git_tree_entry) entry = NULL;
    git_oid_cpy(folder, root);
    if (!*walk->prefix)
        return TRUE;
    if (git_tree_lookup(&tree, walk->repository->handle, root) < 0)
        return FALSE;
    int code = git_tree_entry_bypath(&entry, tree, walk->prefix);
    memset(folder, 0, sizeof *folder);
    if (code == 0 && git_tree_entry_type(entry) == GIT_OBJECT_TREE)
        git_oid_cpy(folder, git_tree_entry_id(entry));
    return code == 0 || code == GIT_ENOTFOUND;
}

static gboolean folder_of_parent(walking *walk, const git_oid *id, git_oid *folder)
{
    const git_oid *known = g_hash_table_lookup(walk->folders, id);
    git_oid root;
    if (known) {
        git_oid_cpy(folder, known);
        return TRUE;
    }
    if (!read_commit(walk, id, &root, NULL) || !find_folder(walk, &root, folder))
        return FALSE;
    g_hash_table_insert(walk->folders, g_memdup2(id, sizeof *id),
                        g_memdup2(folder, sizeof *folder));
    return TRUE;
}

static gboolean open_tree(const walking *walk, const git_oid *id, git_tree **tree)
{
    *tree = NULL;
    return git_oid_is_zero(id) || git_tree_lookup(tree, walk->repository->handle, id) == 0;
}

static gboolean differs_from_all(const trees *now, const git_tree_entry *entry)
{
    for (guint i = 0; i < now->parents->len; i++) {
        const git_tree *parent = g_ptr_array_index(now->parents, i);
        const git_tree_entry *old =
            parent ? git_tree_entry_byname(parent, git_tree_entry_name(entry)) : NULL;
        if (old && git_oid_equal(git_tree_entry_id(old), git_tree_entry_id(entry)))
            return FALSE;
    }
    return TRUE;
}

static void take_file(walking *walk, const char *path, const git_oid *blob, const git_oid *commit)
{
    const git_oid *wanted = g_hash_table_lookup(walk->wanted, path);
    char name[TL_OBJECT_NAME_SIZE];
    if (!wanted || !git_oid_equal(wanted, blob))
        return;
    git_oid_tostr(name, sizeof name, commit);
    g_hash_table_insert(walk->found, g_strdup(path), g_strdup(name));
    g_hash_table_remove(walk->wanted, path);
}

/* FALSE when a folder could not be read; the others are looked at all the same. */
static gboolean compare(walking *walk, const trees *now, const char *path, const git_oid *commit,
                        guint depth);

/* The folder entry, in the commit and where it is one in its parents. */
static gboolean descend(walking *walk, const trees *now, const git_tree_entry *entry,
                        const char *path, const git_oid *commit, guint depth)
{
    g_autoptr(git_tree) here = NULL;
    g_autoptr(GPtrArray) parents = g_ptr_array_new_with_free_func(free_tree);
    trees below = {NULL, parents};
    if (depth == 0)
        return TRUE;
    if (!open_tree(walk, git_tree_entry_id(entry), &here))
        return FALSE;
    for (guint i = 0; i < now->parents->len; i++) {
        const git_tree *parent = g_ptr_array_index(now->parents, i);
        const git_tree_entry *old =
            parent ? git_tree_entry_byname(parent, git_tree_entry_name(entry)) : NULL;
        git_tree *tree = NULL;
        if (old && git_tree_entry_type(old) == GIT_OBJECT_TREE &&
            !open_tree(walk, git_tree_entry_id(old), &tree))
            return FALSE;
        g_ptr_array_add(parents, tree);
    }
    below.here = here;
    return compare(walk, &below, path, commit, depth - 1);
}

static gboolean compare(walking *walk, const trees *now, const char *path, const git_oid *commit,
                        guint depth)
{
    gboolean is_whole = TRUE;
    for (gsize i = 0; i < git_tree_entrycount(now->here); i++) {
        const git_tree_entry *entry = git_tree_entry_byindex(now->here, i);
        if (!differs_from_all(now, entry))
            continue;
        g_autofree char *below =
            g_strconcat(path, *path ? "/" : "", git_tree_entry_name(entry), NULL);
        if (git_tree_entry_type(entry) != GIT_OBJECT_TREE)
            take_file(walk, below, git_tree_entry_id(entry), commit);
        else if (!descend(walk, now, entry, below, commit, depth))
            is_whole = FALSE;
    }
    return is_whole;
}

/* The same, from the folders' names; nothing to do when one parent has the same folder. */
static gboolean compare_folders(walking *walk, const git_oid *commit, const git_oid *here,
                                const GArray *parents)
{
    g_autoptr(git_tree) tree = NULL;
    g_autoptr(GPtrArray) others = g_ptr_array_new_with_free_func(free_tree);
    trees all = {NULL, others};
    gboolean is_same = git_oid_is_zero(here);
    for (guint i = 0; i < parents->len; i++) {
        git_oid folder;
        git_tree *parent;
        if (!folder_of_parent(walk, &g_array_index(parents, git_oid, i), &folder))
            return FALSE;
        is_same = is_same || git_oid_equal(&folder, here);
        if (!is_same && !open_tree(walk, &folder, &parent))
            return FALSE;
        if (!is_same)
            g_ptr_array_add(others, parent);
    }
    if (is_same)
        return TRUE;
    if (!open_tree(walk, here, &tree))
        return FALSE;
    all.here = tree;
    return compare(walk, &all, walk->prefix, commit, 8);
}

static void visit(walking *walk, const git_oid *id)
{
    g_autoptr(GArray) parents = g_array_new(FALSE, FALSE, sizeof(git_oid));
    git_oid root, folder;
    if (!read_commit(walk, id, &root, parents) || !find_folder(walk, &root, &folder) ||
        !compare_folders(walk, id, &folder, parents))
        walk->is_whole = FALSE;
    g_hash_table_remove(walk->folders, id);
}

static gboolean is_done(const walking *walk)
{
    return g_hash_table_size(walk->wanted) == 0;
}

static gboolean push_start(const walking *walk, git_revwalk *commits)
{
    git_oid id;
    if (!walk->start)
        return git_revwalk_push_head(commits) == 0;
    return git_oid_fromstr(&id, walk->start) == 0 && git_revwalk_push(commits, &id) == 0;
}

/* FALSE when libgit2 cannot: a shallow clone, a commit that it does not like. */
static gboolean walk_by_libgit2(walking *walk)
{
    g_autoptr(git_revwalk) commits = NULL;
    git_oid id;
    int code = 0;
    if (git_repository_is_shallow(walk->repository->handle) != 0 ||
        git_revwalk_new(&commits, walk->repository->handle) < 0 ||
        git_revwalk_sorting(commits, GIT_SORT_TIME) < 0 || !push_start(walk, commits))
        return FALSE;
    while (!is_done(walk) && (code = git_revwalk_next(&id, commits)) == 0)
        visit(walk, &id);
    return code == 0 || code == GIT_ITEROVER;
}

/* Not in an order that has git read all of it first: what comes before a gap is told. */
static gboolean walk_by_git(walking *walk, GError **error)
{
    const char *arguments[] = {"rev-list", walk->start ? walk->start : "HEAD", NULL};
    g_autoptr(GString) output = g_string_new(NULL);
    int status;
    if (!tl_git_ask(walk->repository->root, arguments, output, &status, error))
        return FALSE;
    walk->is_whole = walk->is_whole && status == 0;
    const char *line = output->str, *end = line + output->len;
    for (; !is_done(walk) && end - line > GIT_OID_HEXSZ; line += GIT_OID_HEXSZ + 1) {
        git_oid id;
        if (git_oid_fromstrn(&id, line, GIT_OID_HEXSZ) == 0)
            visit(walk, &id);
    }
    return TRUE;
}

static GPtrArray *list_paths(const walking *walk, const git_tree *tree, GError **error)
{
    return walk->start ? tl_tree_list(walk->repository, tree, walk->prefix, error)
                       : tl_repository_list_head(walk->repository, walk->prefix, error);
}

static gboolean find_wanted(walking *walk, GError **error)
{
    GError *failure = NULL;
    g_autoptr(git_tree) tree = walk->start
                                   ? tl_revision_tree(walk->repository, walk->start, &failure)
                                   : tl_head_tree(walk->repository, &failure);
    g_autoptr(GPtrArray) paths = failure ? NULL : list_paths(walk, tree, &failure);
    for (guint i = 0; paths && tree && i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        g_autoptr(git_tree_entry) entry = NULL;
        if (git_tree_entry_bypath(&entry, tree, path) == 0)
            g_hash_table_insert(walk->wanted, g_strdup(path),
                                g_memdup2(git_tree_entry_id(entry), sizeof(git_oid)));
    }
    if (failure)
        g_propagate_error(error, failure);
    return paths != NULL;
}

/* Objects are checked against their names when they are written: twice as fast without. */
static gboolean walk_all(walking *walk, GError **error)
{
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, FALSE);
    gboolean done = is_done(walk) || walk_by_libgit2(walk) || walk_by_git(walk, error);
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, TRUE);
    return done;
}

GHashTable *tl_walk_last_commits(tl_repository *repository, const char *prefix, gboolean *is_whole,
                                 GError **error)
{
    return tl_walk_last_commits_of(repository, NULL, prefix, is_whole, error);
}

GHashTable *tl_walk_last_commits_of(tl_repository *repository, const char *commit,
                                    const char *prefix, gboolean *is_whole, GError **error)
{
    g_autoptr(GHashTable) wanted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GHashTable) found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GHashTable) folders =
        g_hash_table_new_full(tl_oid_hash, tl_oid_equal, g_free, g_free);
    g_autoptr(git_odb) odb = NULL;
    walking walk = {.repository = repository,
                    .start = commit,
                    .prefix = prefix,
                    .wanted = wanted,
                    .found = found,
                    .folders = folders,
                    .is_whole = TRUE};
    if (git_repository_odb(&odb, repository->handle) < 0) {
        tl_libgit2_fail(error, _("cannot open the object database"));
        return NULL;
    }
    walk.odb = odb;
    if (!find_wanted(&walk, error) || !walk_all(&walk, error))
        return NULL;
    *is_whole = walk.is_whole && is_done(&walk);
    return g_steal_pointer(&found);
}
