#include "commit_internal.h"

#include "tl11/error.h"
#include "tl11/git_program.h"
#include "tl11/language.h"
#include "tl11/process.h"
#include "tl11/text.h"

#include <string.h>
#include <unistd.h>

/* What git ends with when it has something to say. */
#define GIT_SAYS_NO 1

typedef struct {
    tl_committing *now;
    GPtrArray *paths; /* ":(literal)…", what git commit is given; owned */
    GPtrArray *fresh; /* those of them that the index does not know; borrowed */
    tl_head before;
    gint64 until; /* when waiting for others ends */
    int status;
    GString *words; /* what git and the hooks said */
} delegation;

static void delegation_clear(delegation *work)
{
    g_ptr_array_unref(work->fresh);
    g_ptr_array_unref(work->paths);
    g_string_free(work->words, TRUE);
    tl_head_clear(&work->before);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(delegation, delegation_clear)

static GPtrArray *begin_command(const char *const *words)
{
    GPtrArray *command = g_ptr_array_new();
    for (gsize i = 0; words[i]; i++)
        g_ptr_array_add(command, (gpointer)words[i]);
    return command;
}

static const char *const *finish_command(GPtrArray *command, const GPtrArray *paths)
{
    g_ptr_array_add(command, (gpointer) "--");
    for (guint i = 0; i < paths->len; i++)
        g_ptr_array_add(command, g_ptr_array_index(paths, i));
    g_ptr_array_add(command, NULL);
    return (const char *const *)command->pdata;
}

static gboolean run(const delegation *work, const char *const *words, const GPtrArray *paths,
                    GString *said, int *status, GError **error)
{
    const char *root = work->now->turn->repository->root;
    g_autoptr(GPtrArray) command = begin_command(words);
    g_auto(GStrv) environment = tl_git_quiet_environment();
    return tl_process_capture(finish_command(command, paths), root,
                              (const char *const *)environment, NULL, NULL, said, status, error);
}

static gboolean run_patiently(delegation *work, const char *const *words, const GPtrArray *paths,
                              GError **error)
{
    g_autoptr(GPtrArray) command = begin_command(words);
    return tl_git_run_patiently(work->now->turn->repository, finish_command(command, paths),
                                work->until, work->words, &work->status, error);
}

/* Owns: the caller frees them; "" when git was silent. */
static char *take_words(delegation *work)
{
    g_autofree char *words = g_strstrip(g_strdup(work->words->str));
    g_string_truncate(work->words, 0);
    return tl_text_escape(words, -1);
}

static gboolean fail_with_words(delegation *work, tl_exit code, const char *what, GError **error)
{
    g_autofree char *words = take_words(work);
    return tl_error_set(error, code, "%s%s%s", what, *words ? ":\n" : "", words);
}

static gboolean is_known(delegation *work, const char *pathspec, gboolean *known, GError **error)
{
    g_autoptr(GString) output = g_string_new(NULL);
    const char *words[] = {"ls-files", "-z", "--", pathspec, NULL};
    gboolean ok = tl_git_capture(work->now->turn->repository->root, words, output, NULL, error);
    *known = output->len > 0;
    return ok;
}

/* What git knows nothing of, and is to be removed, is no business of its. */
static gboolean sort_paths(delegation *work, GError **error)
{
    const GPtrArray *changes = work->now->changes;
    for (guint i = 0; i < changes->len; i++) {
        const tl_change *change = g_ptr_array_index(changes, i);
        g_autofree char *pathspec = g_strconcat(":(literal)", change->path, NULL);
        gboolean known;
        if (!is_known(work, pathspec, &known, error))
            return FALSE;
        if (!known && !change->content)
            continue;
        if (!known)
            g_ptr_array_add(work->fresh, pathspec);
        g_ptr_array_add(work->paths, g_steal_pointer(&pathspec));
    }
    return TRUE;
}

static gboolean add_fresh(delegation *work, GError **error)
{
    gboolean sparse =
        tl_repository_config_bool(work->now->turn->repository, "core.sparsecheckout", FALSE);
    const char *words[] = {"git", "add", "-f", "--intent-to-add", sparse ? "--sparse" : NULL, NULL};
    if (work->fresh->len == 0)
        return TRUE;
    if (!run_patiently(work, words, work->fresh, error))
        return FALSE;
    return work->status == 0 ||
           fail_with_words(work, TL_EXIT_FAILED, _("git could not take a file in"), error);
}

/* FALSE also while nothing can be compared: there is no commit yet. */
static gboolean is_clean(const delegation *work, const char *cached)
{
    const char *words[] = {"git", "diff", "--quiet", "--no-ext-diff", "HEAD", cached, NULL};
    int status;
    return work->before.is_born && run(work, words, work->paths, NULL, &status, NULL) &&
           status == 0;
}

static gboolean has_moved(delegation *work)
{
    g_auto(tl_head) head = {.branch = NULL};
    return tl_head_read(work->now->turn->repository, &head, NULL) && head.is_born &&
           (!work->before.is_born || !git_oid_equal(&head.commit, &work->before.commit));
}

static gboolean run_commit(delegation *work, GError **error)
{
    gboolean durable = tl_repository_is_durable(work->now->turn->repository);
    const char *words[] = {"git",
                           "-c",
                           durable ? "core.fsync=all" : "core.fsync=none",
                           "commit",
                           "-q",
                           "--only",
                           "--cleanup=whitespace",
                           "-m",
                           work->now->message,
                           NULL};
    tl_head_clear(&work->before);
    return tl_head_read(work->now->turn->repository, &work->before, error) &&
           run_patiently(work, words, work->paths, error);
}

static gboolean fail_commit(delegation *work, GError **error)
{
    g_autofree char *hook = tl_hooks_find(work->now->turn->repository);
    gboolean refused = work->status == GIT_SAYS_NO && hook;
    return fail_with_words(work, refused ? TL_EXIT_REFUSED : TL_EXIT_FAILED,
                           refused ? _("a hook of the repository refused the commit")
                                   : _("git could not commit"),
                           error);
}

static gboolean is_at_head(const git_tree *tree, const tl_change *change)
{
    g_autoptr(git_tree_entry) entry = NULL;
    git_oid id;
    gsize length;
    int code = git_tree_entry_bypath(&entry, tree, change->path);
    if (!change->content)
        return code == GIT_ENOTFOUND ||
               (code == 0 && git_tree_entry_filemode(entry) == GIT_FILEMODE_TREE);
    const void *bytes = g_bytes_get_data(change->content, &length);
    return code == 0 && git_odb_hash(&id, bytes, length, GIT_OBJECT_BLOB) == 0 &&
           git_oid_equal(&id, git_tree_entry_id(entry));
}

/* Byte for byte, or, where a filter or a hook had its say, as git compares. */
static gboolean verify(delegation *work, GError **error)
{
    tl_repository *repository = work->now->turn->repository;
    g_autoptr(git_tree) tree = tl_head_tree(repository, error);
    const char *different = NULL;
    if (!tree)
        return FALSE;
    for (guint i = 0; i < work->now->changes->len; i++) {
        const tl_change *change = g_ptr_array_index(work->now->changes, i);
        if (!is_at_head(tree, change))
            different = change->path;
    }
    return !different || is_clean(work, NULL) ||
           tl_git_fail(error, _("HEAD does not hold %s as it was written"), different);
}

/* A hook that mended a file did so in git's index for the commit, not in the lasting one. */
static void settle_index(const delegation *work)
{
    const char *words[] = {"git", "reset", "-q", NULL};
    int status;
    if (!is_clean(work, "--cached"))
        run(work, words, work->paths, NULL, &status, NULL);
}

static gboolean take_result(delegation *work, GError **error)
{
    g_auto(tl_head) head = {.branch = NULL};
    if (!tl_head_read(work->now->turn->repository, &head, error))
        return FALSE;
    git_oid_cpy(&work->now->commit, &head.commit);
    work->now->is_published = work->now->is_made = TRUE;
    work->before.is_born = TRUE;
    g_autofree char *words = take_words(work);
    if (*words)
        tl_repository_notice(work->now->turn->repository, "%s", words);
    settle_index(work);
    return verify(work, error);
}

static gboolean commit(delegation *work, GError **error)
{
    if (!add_fresh(work, error))
        return FALSE;
    if (is_clean(work, NULL))
        return TRUE;
    if (!run_commit(work, error))
        return FALSE;
    if (work->status == 0 && has_moved(work))
        return take_result(work, error);
    return is_clean(work, NULL) || fail_commit(work, error);
}

static void unstage(delegation *work)
{
    const char *words[] = {"git", "reset", "-q", NULL};
    int status;
    if (work->fresh->len > 0)
        run(work, words, work->fresh, NULL, &status, NULL);
}

gboolean tl_commit_by_git(tl_committing *now, GError **error)
{
    tl_repository *repository = now->turn->repository;
    g_auto(delegation) work = {.now = now,
                               .paths = g_ptr_array_new_with_free_func(g_free),
                               .fresh = g_ptr_array_new(),
                               .words = g_string_new(NULL),
                               .until = tl_git_patience()};
    if (!tl_head_read(repository, &work.before, error) || !sort_paths(&work, error))
        return FALSE;
    if (work.paths->len == 0)
        return TRUE;
    gboolean done = tl_parked_move(now->turn, now->changes, error) && commit(&work, error);
    if (!now->is_published)
        unstage(&work);
    gboolean settled = tl_parked_finish(now->turn, done ? error : NULL);
    return done && settled;
}
