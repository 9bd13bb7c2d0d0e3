#include "git_merge_internal.h"

#include "tl11/error.h"
#include "tl11/file.h"
#include "tl11/git_program.h"
#include "tl11/language.h"
#include "tl11/revision.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/*
 * git writes the work tree first, file by file, then the index, then moves the
 * branch. Killed in between, it leaves files as the merge has them, files that are
 * gone or cut off in the middle, and a HEAD that knows nothing of it: to
 * everybody else they look like the user's own changes.
 */
#define NOTE "merging"
#define END ".\n"

/* The merge that was under way. */
typedef struct {
    tl_repository *repository;
    char head[TL_OBJECT_NAME_SIZE];
    char commit[TL_OBJECT_NAME_SIZE];
    char *name;        /* of commit, as git was told it */
    GHashTable *apart; /* the paths that differed from HEAD before */
    char *tree;        /* what it makes; NULL: not known */
} merging;

static void clear_merging(merging *m)
{
    g_clear_pointer(&m->name, g_free);
    g_clear_pointer(&m->apart, g_hash_table_unref);
    g_clear_pointer(&m->tree, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(merging, clear_merging)

/* The first line that git says, or NULL. Owns: the caller frees it. */
static char *ask_line(tl_repository *repository, const char *const *arguments)
{
    g_autoptr(GString) output = g_string_new(NULL);
    int status = -1;
    /* merge-tree ends with 1 where there are conflicts, and the tree is there all the same. */
    if (!tl_git_ask(repository->root, arguments, output, &status, NULL) || status > 1 ||
        output->len == 0)
        return NULL;
    return g_strndup(output->str, strcspn(output->str, "\n"));
}

/* A fast-forward makes the commit's own tree, and so does merge-tree. */
static char *find_tree(tl_repository *repository, const char *name)
{
    const char *arguments[] = {"merge-tree", "--write-tree", "HEAD", name, NULL};
    return ask_line(repository, arguments);
}

static char *find_in_tree(tl_repository *repository, const char *tree, const char *path)
{
    g_autofree char *name = g_strconcat(tree, ":", path, NULL);
    const char *arguments[] = {"rev-parse", "--verify", "--quiet", name, NULL};
    return ask_line(repository, arguments);
}

/* The bytes that git writes into the work tree for it. NULL: tree does not have it. */
static GString *read_as_written(tl_repository *repository, const char *tree, const char *path)
{
    g_autofree char *name = g_strconcat(tree, ":", path, NULL);
    const char *arguments[] = {"cat-file", "--filters", name, NULL};
    g_autoptr(GString) output = g_string_new(NULL);
    int status = -1;
    gboolean is_there =
        tl_git_ask(repository->root, arguments, output, &status, NULL) && status == 0;
    return is_there ? g_steal_pointer(&output) : NULL;
}

/* partly: a file that ends in the middle of what tree has counts too. */
static gboolean holds(tl_repository *repository, const char *tree, const char *path,
                      gboolean partly)
{
    gsize length;
    tl_file_kind kind = tl_file_kind_of(repository->root_fd, path);
    g_autoptr(GString) wanted = read_as_written(repository, tree, path);
    g_autoptr(GBytes) now = wanted && kind == TL_FILE_REGULAR
                                ? tl_file_read(repository->root_fd, path, TL_FILE_MAX, NULL)
                                : NULL;
    const void *bytes = now ? g_bytes_get_data(now, &length) : NULL;
    return now ? length <= wanted->len && (partly || length == wanted->len) &&
                     (length == 0 || memcmp(bytes, wanted->str, length) == 0)
               : !wanted && kind == TL_FILE_MISSING;
}

static gboolean take_back(tl_repository *repository, const char *path, GError **error)
{
    g_autofree char *at_head = find_in_tree(repository, "HEAD", path);
    const char *checkout[] = {"git", "--literal-pathspecs", "checkout", "-q", "HEAD", "--", path,
                              NULL};
    const char *forget[] = {
        "git", "--literal-pathspecs", "rm", "-q", "--cached", "--ignore-unmatch", "--", path, NULL};
    g_autoptr(GString) words = g_string_new(NULL);
    int status = -1;
    if (!tl_git_run_patiently(repository, at_head ? checkout : forget, tl_git_patience(), words,
                              &status, error))
        return FALSE;
    if (status != 0)
        return tl_git_fail(error, _("git could not take %s back as it was"), path);
    return at_head || tl_file_kind_of(repository->root_fd, path) == TL_FILE_MISSING ||
           tl_file_remove(repository->root_fd, path, error);
}

gboolean tl_merge_clear_leftovers(tl_repository *repository, const char *commit,
                                  const GPtrArray *paths)
{
    g_autofree char *tree = find_tree(repository, commit);
    for (guint i = 0; tree && i < paths->len; i++)
        if (!holds(repository, tree, g_ptr_array_index(paths, i), FALSE))
            return FALSE;
    for (guint i = 0; tree && i < paths->len; i++)
        if (!take_back(repository, g_ptr_array_index(paths, i), NULL))
            return FALSE;
    return tree != NULL;
}

/* --- the note: "<HEAD> <commit> <name>", then a line for each path, with C's escapes -----------
 */

static gboolean write_note(const tl_turn *turn, const char *text)
{
    gboolean durable = tl_repository_is_durable(turn->repository);
    unlinkat(turn->folder, NOTE, 0);
    return tl_write_new(durable, turn->folder, NOTE, text, strlen(text)) &&
           tl_sync_fd(durable, turn->folder);
}

gboolean tl_merging_note(const tl_turn *turn, GHashTable *apart, const char *commit,
                         const char *name, GError **error)
{
    char head[TL_OBJECT_NAME_SIZE];
    g_autoptr(GString) text = g_string_new(NULL);
    GHashTableIter iterator;
    gpointer path;
    if (!tl_repository_head(turn->repository, head, error))
        return FALSE;
    g_string_append_printf(text, "%s %s %s\n", head, commit, name);
    g_hash_table_iter_init(&iterator, apart);
    while (g_hash_table_iter_next(&iterator, &path, NULL)) {
        g_autofree char *escaped = g_strescape(path, NULL);
        g_string_append_printf(text, "%s\n", escaped);
    }
    g_string_append(text, END);
    return write_note(turn, text->str) ||
           tl_error_set_errno(error, _("cannot note down that a merge begins"));
}

void tl_merging_forget(const tl_turn *turn)
{
    unlinkat(turn->folder, NOTE, 0);
}

/* Without its end it was written by a process that was killed before any merge began. */
static gboolean parse_note(const char *text, merging *m)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_auto(GStrv) words = lines[0] ? g_strsplit(lines[0], " ", 3) : NULL;
    if (!g_str_has_suffix(text, "\n" END) || !words || g_strv_length(words) < 3)
        return FALSE;
    g_strlcpy(m->head, words[0], sizeof m->head);
    g_strlcpy(m->commit, words[1], sizeof m->commit);
    m->name = g_strdup(words[2]);
    m->apart = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (gsize i = 1; lines[i]; i++)
        g_hash_table_add(m->apart, g_strcompress(lines[i]));
    return TRUE;
}

/* --- taking it back ------------------------------------------------------------------------- */

/* Killed as it wrote MERGE_HEAD, git leaves it empty, and then cannot go on itself. */
static gboolean has_merge_head(tl_repository *repository)
{
    g_autofree char *path = g_build_filename(repository->git_dir, "MERGE_HEAD", NULL);
    g_autofree char *text = NULL;
    git_oid id;
    return g_file_get_contents(path, &text, NULL, NULL) &&
           git_oid_fromstr(&id, g_strchomp(text)) == 0;
}

static gboolean is_cut_off(const merging *m)
{
    char head[TL_OBJECT_NAME_SIZE];
    return tl_repository_head(m->repository, head, NULL) && strcmp(head, m->head) == 0 &&
           !has_merge_head(m->repository);
}

/* A git outlives the tl11 that began it. */
static gboolean wait_for_git(tl_repository *repository, GError **error)
{
    gint64 until = tl_git_patience();
    for (gint64 process; (process = tl_lock_find_git(repository, "merge")) > 0;)
        if (!tl_turn_wait(until))
            return tl_error_set(error, TL_EXIT_REFUSED,
                                _("git is still at work on a merge here, as process %d\n"
                                  "when it has ended, try again"),
                                (int)process);
    return TRUE;
}

/* Shape: a set of paths, all that the merge may have written. NULL on error. */
static GHashTable *list_written(const merging *m, GError **error)
{
    const char *arguments[] = {"diff-tree",    "-r",   "--name-only", "-z",
                               "--no-renames", "HEAD", m->tree,       NULL};
    g_autoptr(GPtrArray) changed = tl_git_ask_list(m->repository->root, arguments, error);
    if (!changed)
        return NULL;
    GHashTable *paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < changed->len; i++)
        if (!g_hash_table_contains(m->apart, g_ptr_array_index(changed, i)))
            g_hash_table_add(paths, g_strdup(g_ptr_array_index(changed, i)));
    return paths;
}

/* Whoever edited it since has more there than git wrote. */
static gboolean is_left(const merging *m, const char *path)
{
    return tl_file_kind_of(m->repository->root_fd, path) == TL_FILE_MISSING ||
           holds(m->repository, m->tree, path, TRUE) || holds(m->repository, "HEAD", path, TRUE);
}

static gboolean take_all_back(merging *m, GError **error)
{
    char named[TL_OBJECT_NAME_SIZE];
    static const char *const state[] = {"MERGE_HEAD", "MERGE_MODE", "MERGE_MSG"};
    gboolean is_name =
        tl_revision_resolve(m->repository, m->name, named) && strcmp(named, m->commit) == 0;
    m->tree = find_tree(m->repository, is_name ? m->name : m->commit);
    g_autoptr(GHashTable) found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) written = m->tree ? list_written(m, error) : NULL;
    GHashTableIter iterator;
    gpointer path;
    if (!m->tree)
        return TRUE;
    if (!written || !tl_merge_find_changed(m->repository, written, found, error))
        return FALSE;
    g_hash_table_iter_init(&iterator, found);
    while (g_hash_table_iter_next(&iterator, &path, NULL))
        if (is_left(m, path) && !take_back(m->repository, path, error))
            return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(state); i++) {
        g_autofree char *file = g_build_filename(m->repository->git_dir, state[i], NULL);
        unlink(file);
    }
    return TRUE;
}

gboolean tl_merging_finish(const tl_turn *turn, GError **error)
{
    g_auto(merging) m = {.repository = turn->repository};
    g_autofree char *path = g_build_filename(turn->repository->git_dir, "tl11", NOTE, NULL);
    g_autofree char *text = NULL;
    if (faccessat(turn->folder, NOTE, F_OK, AT_SYMLINK_NOFOLLOW) < 0 && errno == ENOENT)
        return TRUE;
    if (!g_file_get_contents(path, &text, NULL, error))
        return FALSE;
    if (parse_note(text, &m) &&
        (!wait_for_git(m.repository, error) || (is_cut_off(&m) && !take_all_back(&m, error))))
        return FALSE;
    tl_merging_forget(turn);
    return TRUE;
}
