#include "commit_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <inttypes.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* 2005-01-01 and 2100-01-01: git is no older, and libgit2's dates end in 2106. */
#define CLOCK_MIN 1104537600
#define CLOCK_MAX 4102444800

static const char *name_state(int state)
{
    switch (state) {
    case GIT_REPOSITORY_STATE_MERGE:
        return _("a merge is under way\n'git merge --continue' or 'git merge --abort' ends it");
    case GIT_REPOSITORY_STATE_REVERT:
    case GIT_REPOSITORY_STATE_REVERT_SEQUENCE:
        return _("a revert is under way\n'git revert --continue' or 'git revert --abort' ends it");
    case GIT_REPOSITORY_STATE_CHERRYPICK:
    case GIT_REPOSITORY_STATE_CHERRYPICK_SEQUENCE:
        return _("a cherry-pick is under way\n'git cherry-pick --continue' or 'git cherry-pick "
                 "--abort' ends it");
    case GIT_REPOSITORY_STATE_BISECT:
        return _("a bisection is under way\n'git bisect reset' ends it");
    case GIT_REPOSITORY_STATE_APPLY_MAILBOX:
        return _("git am is under way\n'git am --continue' or 'git am --abort' ends it");
    default:
        return _("a rebase is under way\n'git rebase --continue' or 'git rebase --abort' ends it");
    }
}

/* What is left of a sequence whose single step was committed by hand. */
static gboolean has_sequence(tl_repository *repository)
{
    g_autofree char *path = g_build_filename(repository->git_dir, "sequencer", "todo", NULL);
    return access(path, F_OK) == 0;
}

/* Seconds in which another's merge without conflicts is committed, its hooks included. */
#define MERGE_SECONDS 5

/* Whether git began a merge just now that nobody has to settle. */
static gboolean is_passing(tl_repository *repository, int state)
{
    gboolean is_foreign;
    struct stat status;
    g_autofree char *path = g_build_filename(repository->git_dir, "MERGE_HEAD", NULL);
    return state == GIT_REPOSITORY_STATE_MERGE && stat(path, &status) == 0 &&
           status.st_mtime + MERGE_SECONDS > time(NULL) &&
           tl_index_load(repository, &is_foreign, NULL) && tl_index_check_merged(repository, NULL);
}

/* What git is doing, once a merge of another process, of a sync or a pull, is through. */
static int read_state(tl_repository *repository)
{
    gint64 until = g_get_monotonic_time() + (gint64)MERGE_SECONDS * G_USEC_PER_SEC;
    int state = git_repository_state(repository->handle);
    while (is_passing(repository, state) && tl_turn_wait(until))
        state = git_repository_state(repository->handle);
    return state;
}

static gboolean check_state(tl_repository *repository, GError **error)
{
    int state = read_state(repository);
    if (state < 0)
        return tl_libgit2_fail(error, _("cannot tell what git is doing"));
    if (state == GIT_REPOSITORY_STATE_NONE && has_sequence(repository))
        state = GIT_REPOSITORY_STATE_CHERRYPICK_SEQUENCE;
    return state == GIT_REPOSITORY_STATE_NONE ||
           tl_error_set(error, TL_EXIT_REFUSED, _("cannot commit: %s"), name_state(state));
}

static gboolean check_branch(tl_repository *repository, GError **error)
{
    g_auto(tl_head) head = {.branch = NULL};
    GError *failure = NULL;
    if (!tl_head_read(repository, &head, error))
        return FALSE;
    if (!head.branch)
        return tl_error_set(error, TL_EXIT_REFUSED,
                            _("cannot commit: HEAD is on no branch\n'git switch BRANCH' goes to "
                              "one, 'git switch -c BRANCH' begins one here"));
    if (!g_str_has_prefix(head.branch, "refs/heads/"))
        return tl_git_refuse(error, _("cannot commit: HEAD is on %s, which is no branch"),
                             head.branch);
    g_autoptr(git_tree) tree = tl_head_tree(repository, &failure);
    if (!tree && failure)
        g_propagate_error(error, failure);
    return !failure;
}

static gboolean check_index(tl_repository *repository, GError **error)
{
    g_auto(tl_signals) signals = {.is_held = FALSE};
    GError *failure = NULL;
    gboolean is_foreign;
    tl_signals_hold(&signals);
    int folder = tl_turn_open_folder(repository, error);
    if (folder < 0)
        return FALSE;
    tl_git_close(folder);
    if (!tl_index_load(repository, &is_foreign, &failure)) {
        if (!is_foreign) {
            g_propagate_error(error, failure);
            return FALSE;
        }
        g_clear_error(&failure);
        return TRUE;
    }
    return tl_index_check_merged(repository, error);
}

static gboolean check_clock(GError **error)
{
    gint64 now = (gint64)time(NULL);
    return (now >= CLOCK_MIN && now < CLOCK_MAX) ||
           tl_error_set(error, TL_EXIT_REFUSED,
                        _("cannot commit: the clock is wrong (%" PRId64 " seconds since 1970)"),
                        now);
}

static gboolean check_environment(GError **error)
{
    const char *index_file = g_getenv("GIT_INDEX_FILE");
    return !index_file || tl_git_refuse(error,
                                        _("cannot commit while GIT_INDEX_FILE is set (to %s): is "
                                          "this a hook of git's?"),
                                        index_file);
}

static gboolean check_all_but_index(tl_repository *repository, GError **error)
{
    tl_git_keep_trees(TRUE);
    return check_clock(error) && check_state(repository, error) && check_branch(repository, error);
}

gboolean tl_repository_check_writable(tl_repository *repository, GError **error)
{
    repository->is_check_due = FALSE;
    return check_environment(error) && check_all_but_index(repository, error) &&
           check_index(repository, error);
}

gboolean tl_repository_check_begin(tl_repository *repository, GError **error)
{
    repository->is_check_due = FALSE;
    if (!check_environment(error))
        return FALSE;
    tl_index_begin(repository);
    repository->is_check_due = check_all_but_index(repository, error);
    return repository->is_check_due;
}

gboolean tl_repository_check_put_off(tl_repository *repository, GError **error)
{
    repository->is_check_due = check_environment(error) && check_all_but_index(repository, error);
    return repository->is_check_due;
}

void tl_repository_check_meanwhile(tl_repository *repository)
{
    if (repository->is_check_due)
        check_index(repository, NULL);
}

gboolean tl_repository_check_end(tl_repository *repository, GError **error)
{
    gboolean is_due = repository->is_check_due;
    repository->is_check_due = FALSE;
    return !is_due || check_index(repository, error);
}
