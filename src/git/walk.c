#include "tl11/walk.h"

#include "timeline_internal.h"
#include "tl11/error.h"
#include "tl11/language.h"

#include <string.h>

/* A commit that brought a path as it is. */
typedef struct {
    git_oid id;
    gint64 time;
} bringer;

/* The walk: what is followed, and what was found. */
typedef struct {
    tl_repository *repository;
    git_oid start;
    git_odb *odb;
    const char *prefix;   /* "" is the root */
    GHashTable *followed; /* commit to the paths (a set, owned) that it has as start does */
    GHashTable *found;    /* path to bringer */
    GHashTable *folders;  /* commit to the tree at prefix, of parents yet to be met */
    GStringChunk *texts;  /* the paths */
    gboolean is_whole;
} walking;

/* FALSE: it is damaged. */
static gboolean read_commit(const walking *walk, const git_oid *id, tl_timeline_raw *raw)
{
    g_autoptr(git_odb_object) object = NULL;
    return git_odb_read(&object, walk->odb, id) == 0 &&
           git_odb_object_type(object) == GIT_OBJECT_COMMIT &&
           tl_timeline_parse_commit(git_odb_object_data(object), git_odb_object_size(object), raw);
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
    if (known) {
        git_oid_cpy(folder, known);
        return TRUE;
    }
    g_autoptr(GArray) parents = g_array_new(FALSE, FALSE, sizeof(git_oid));
    tl_timeline_raw raw = {.parents = parents};
    if (!read_commit(walk, id, &raw) || !find_folder(walk, &raw.tree, folder))
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

/* -- a commit beside one of its parents ------------------------------------------------- */

typedef struct {
    walking *walk;
    GHashTable *paths; /* those that are followed into the commit */
    GHashTable *other; /* those of them that the parent has not, or otherwise */
} comparison;

/* What cannot be read is followed no more. */
static void lose(const comparison *c, const char *folder)
{
    GHashTableIter iter;
    gpointer path;
    gsize length = strlen(folder);
    c->walk->is_whole = FALSE;
    g_hash_table_iter_init(&iter, c->paths);
    while (g_hash_table_iter_next(&iter, &path, NULL))
        if (length == 0 ||
            (strncmp(path, folder, length) == 0 && ((const char *)path)[length] == '/'))
            g_hash_table_iter_remove(&iter);
}

static void compare(const comparison *c, const git_oid *here, const git_oid *there,
                    const char *path, guint depth);

static void compare_entry(const comparison *c, const git_tree_entry *entry,
                          const git_tree_entry *other, const char *path, guint depth)
{
    static const git_oid absent;
    gpointer known;
    if (git_tree_entry_type(entry) == GIT_OBJECT_TREE)
        compare(c, git_tree_entry_id(entry),
                other && git_tree_entry_type(other) == GIT_OBJECT_TREE ? git_tree_entry_id(other)
                                                                       : &absent,
                path, depth);
    else if (g_hash_table_lookup_extended(c->paths, path, &known, NULL))
        g_hash_table_add(c->other, known);
}

/* Two trees of one folder; all noughts: there is none. */
static void compare(const comparison *c, const git_oid *here, const git_oid *there,
                    const char *path, guint depth)
{
    g_autoptr(git_tree) tree = NULL;
    g_autoptr(git_tree) parent = NULL;
    if (git_oid_equal(here, there))
        return;
    if (depth == 0 || !open_tree(c->walk, here, &tree) || !open_tree(c->walk, there, &parent)) {
        lose(c, path);
        return;
    }
    for (gsize i = 0; tree && i < git_tree_entrycount(tree); i++) {
        const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
        const char *name = git_tree_entry_name(entry);
        const git_tree_entry *other = parent ? git_tree_entry_byname(parent, name) : NULL;
        if (other && git_oid_equal(git_tree_entry_id(entry), git_tree_entry_id(other)))
            continue;
        g_autofree char *below = g_strconcat(path, *path ? "/" : "", name, NULL);
        compare_entry(c, entry, other, below, depth - 1);
    }
}

/* -- from commit to commit ----------------------------------------------------------------- */

/* The newest of those that brought a path on several ways. */
static void take(const walking *walk, const char *path, const bringer *now)
{
    const bringer *known = g_hash_table_lookup(walk->found, path);
    if (known && (known->time > now->time ||
                  (known->time == now->time && git_oid_cmp(&known->id, &now->id) > 0)))
        return;
    g_hash_table_insert(walk->found, (gpointer)path, g_memdup2(now, sizeof *now));
}

/* Takes paths over. */
static void follow(const walking *walk, const git_oid *id, GHashTable *paths)
{
    GHashTable *known = g_hash_table_lookup(walk->followed, id);
    GHashTableIter iter;
    gpointer path;
    g_hash_table_iter_init(&iter, paths);
    while (known && g_hash_table_iter_next(&iter, &path, NULL))
        g_hash_table_add(known, path);
    if (known || g_hash_table_size(paths) == 0)
        g_hash_table_unref(paths);
    else
        g_hash_table_insert(walk->followed, g_memdup2(id, sizeof *id), paths);
}

/* Those of paths that are not among others. Owns: the caller unrefs it. */
static GHashTable *without(GHashTable *paths, GHashTable *others)
{
    GHashTable *rest = g_hash_table_new(g_str_hash, g_str_equal);
    GHashTableIter iter;
    gpointer path;
    g_hash_table_iter_init(&iter, paths);
    while (g_hash_table_iter_next(&iter, &path, NULL))
        if (!g_hash_table_contains(others, path))
            g_hash_table_add(rest, path);
    return rest;
}

/* What is still among paths is nowhere before. */
static void take_all(const walking *walk, GHashTable *paths, const bringer *now)
{
    GHashTableIter iter;
    gpointer path;
    g_hash_table_iter_init(&iter, paths);
    while (g_hash_table_iter_next(&iter, &path, NULL))
        take(walk, path, now);
}

/* Of one parent, as nearly always: the set goes on, without what the commit brought. */
static void go_on_to(const walking *walk, GHashTable *paths, const bringer *now,
                     const git_oid *parent, GHashTable *other)
{
    GHashTableIter iter;
    gpointer path;
    g_hash_table_iter_init(&iter, other);
    while (g_hash_table_iter_next(&iter, &path, NULL))
        if (g_hash_table_remove(paths, path))
            take(walk, path, now);
    follow(walk, parent, g_hash_table_ref(paths));
}

/* Of several: into each goes what it has; what none has, the commit brought. */
static void go_on_to_all(const walking *walk, GHashTable *paths, const bringer *now,
                         const GArray *parents, const GPtrArray *others)
{
    g_autoptr(GHashTable) left = g_hash_table_ref(paths);
    for (guint i = 0; i < parents->len; i++) {
        GHashTable *rest = without(paths, g_ptr_array_index(others, i));
        GHashTable *fewer = without(left, rest);
        g_hash_table_unref(left);
        left = fewer;
        follow(walk, &g_array_index(parents, git_oid, i), rest);
    }
    take_all(walk, left, now);
}

/* FALSE: a parent cannot be read. */
static gboolean visit_followed(walking *walk, const git_oid *id, GHashTable *paths)
{
    g_autoptr(GArray) parents = g_array_new(FALSE, FALSE, sizeof(git_oid));
    g_autoptr(GPtrArray) others =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_hash_table_unref);
    tl_timeline_raw raw = {.parents = parents};
    git_oid here, there;
    if (!read_commit(walk, id, &raw) || !find_folder(walk, &raw.tree, &here))
        return FALSE;
    for (guint i = 0; i < parents->len; i++) {
        comparison c = {walk, paths, g_hash_table_new(g_str_hash, g_str_equal)};
        g_ptr_array_add(others, c.other);
        if (!folder_of_parent(walk, &g_array_index(parents, git_oid, i), &there))
            return FALSE;
        compare(&c, &here, &there, walk->prefix, 8);
    }
    const bringer now = {*id, raw.time};
    if (parents->len == 1)
        go_on_to(walk, paths, &now, &g_array_index(parents, git_oid, 0),
                 g_ptr_array_index(others, 0));
    else
        go_on_to_all(walk, paths, &now, parents, others);
    return TRUE;
}

static void visit(walking *walk, const git_oid *id)
{
    gpointer key, paths;
    if (g_hash_table_steal_extended(walk->followed, id, &key, &paths)) {
        g_free(key);
        if (!visit_followed(walk, id, paths))
            walk->is_whole = FALSE;
        g_hash_table_unref(paths);
    }
    g_hash_table_remove(walk->folders, id);
}

static gboolean is_done(const walking *walk)
{
    return g_hash_table_size(walk->followed) == 0;
}

/* -- all of them, each before its parents ----------------------------------------------------- */

/* FALSE when libgit2 cannot: a shallow clone, a commit that it does not like. */
static gboolean list_by_libgit2(const walking *walk, GArray *ids)
{
    g_autoptr(git_revwalk) commits = NULL;
    git_oid id;
    int code;
    if (git_repository_is_shallow(walk->repository->handle) != 0 ||
        git_revwalk_new(&commits, walk->repository->handle) < 0 ||
        git_revwalk_sorting(commits, GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME) < 0 ||
        git_revwalk_push(commits, &walk->start) < 0)
        return FALSE;
    while ((code = git_revwalk_next(&id, commits)) == 0)
        g_array_append_val(ids, id);
    return code == GIT_ITEROVER;
}

/* Not in an order that has git read all of it first: what comes before a gap is told. */
static gboolean list_by_git(walking *walk, GArray *ids, GError **error)
{
    char name[TL_OBJECT_NAME_SIZE];
    const char *arguments[] = {"rev-list", git_oid_tostr(name, sizeof name, &walk->start), NULL};
    g_autoptr(GString) output = g_string_new(NULL);
    int status;
    if (!tl_git_ask(walk->repository->root, arguments, output, &status, error))
        return FALSE;
    walk->is_whole = walk->is_whole && status == 0;
    const char *line = output->str, *end = line + output->len;
    g_array_set_size(ids, 0);
    for (; end - line > GIT_OID_HEXSZ; line += GIT_OID_HEXSZ + 1) {
        git_oid id;
        if (git_oid_fromstrn(&id, line, GIT_OID_HEXSZ) == 0)
            g_array_append_val(ids, id);
    }
    return TRUE;
}

static GPtrArray *list_paths(const walking *walk, const char *commit, GError **error)
{
    GError *failure = NULL;
    g_autoptr(git_tree) tree = commit ? tl_revision_tree(walk->repository, commit, &failure) : NULL;
    if (failure) {
        g_propagate_error(error, failure);
        return NULL;
    }
    return commit ? tl_tree_list(walk->repository, tree, walk->prefix, error)
                  : tl_repository_list_head(walk->repository, walk->prefix, error);
}

static gboolean resolve_start(walking *walk, const char *commit)
{
    return commit ? git_oid_fromstr(&walk->start, commit) == 0
                  : git_reference_name_to_id(&walk->start, walk->repository->handle, "HEAD") == 0;
}

/* All that there is to be followed; nothing where nothing was committed. */
static gboolean begin(walking *walk, const char *commit, GError **error)
{
    g_autoptr(GPtrArray) listed = list_paths(walk, commit, error);
    GHashTable *paths = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; listed && i < listed->len; i++)
        g_hash_table_add(paths, g_string_chunk_insert(walk->texts, g_ptr_array_index(listed, i)));
    if (listed && resolve_start(walk, commit))
        follow(walk, &walk->start, paths);
    else
        g_hash_table_unref(paths);
    return listed != NULL;
}

/* Objects are checked against their names when they are written: twice as fast without. */
static gboolean walk_all(walking *walk, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(git_oid));
    if (is_done(walk))
        return TRUE;
    tl_git_check_objects(FALSE);
    gboolean is_listed = list_by_libgit2(walk, ids) || list_by_git(walk, ids, error);
    for (guint i = 0; is_listed && i < ids->len && !is_done(walk); i++)
        visit(walk, &g_array_index(ids, git_oid, i));
    tl_git_check_objects(TRUE);
    return is_listed;
}

/* Owns: the caller unrefs it. */
static GHashTable *name_found(const walking *walk)
{
    GHashTable *named = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    GHashTableIter iter;
    gpointer path, found;
    char name[TL_OBJECT_NAME_SIZE];
    g_hash_table_iter_init(&iter, walk->found);
    while (g_hash_table_iter_next(&iter, &path, &found)) {
        git_oid_tostr(name, sizeof name, &((const bringer *)found)->id);
        g_hash_table_insert(named, g_strdup(path), g_strdup(name));
    }
    return named;
}

static void clear(walking *walk)
{
    g_hash_table_unref(walk->followed);
    g_hash_table_unref(walk->found);
    g_hash_table_unref(walk->folders);
    g_string_chunk_free(walk->texts);
    git_odb_free(walk->odb);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(walking, clear)

GHashTable *tl_walk_last_commits(tl_repository *repository, const char *prefix, gboolean *is_whole,
                                 GError **error)
{
    return tl_walk_last_commits_of(repository, NULL, prefix, is_whole, error);
}

GHashTable *tl_walk_last_commits_of(tl_repository *repository, const char *commit,
                                    const char *prefix, gboolean *is_whole, GError **error)
{
    g_auto(walking) walk = {.repository = repository, .prefix = prefix, .is_whole = TRUE};
    walk.followed = g_hash_table_new_full(tl_oid_hash, tl_oid_equal, g_free,
                                          (GDestroyNotify)g_hash_table_unref);
    walk.found = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    walk.folders = g_hash_table_new_full(tl_oid_hash, tl_oid_equal, g_free, g_free);
    walk.texts = g_string_chunk_new(4096);
    if (git_repository_odb(&walk.odb, repository->handle) < 0) {
        tl_libgit2_fail(error, _("cannot open the object database"));
        return NULL;
    }
    if (!begin(&walk, commit, error) || !walk_all(&walk, error))
        return NULL;
    *is_whole = walk.is_whole && is_done(&walk);
    return name_found(&walk);
}
