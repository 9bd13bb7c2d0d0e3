#include "tl11/commit.h"

#include "commit_internal.h"
#include "tl11/error.h"
#include "tl11/file.h"
#include "tl11/language.h"

#include <string.h>

/* Adds what became of the text to the error. */
static void explain(GError **error, const char *outcome)
{
    char *message = g_strdup_printf("%s\n%s", (*error)->message, outcome);
    g_free((*error)->message);
    (*error)->message = message;
}

static void explain_failure(GError **error, const tl_committing *now, gboolean writes)
{
    char name[TL_OBJECT_NAME_SIZE];
    if (now->is_published) {
        git_oid_tostr(name, sizeof name, &now->commit);
        g_autofree char *outcome =
            g_strdup_printf(_("the commit %s is made, but this could not be made sure of"), name);
        explain(error, outcome);
    } else {
        explain(error, writes ? _("the text is saved in its file, but not committed")
                              : _("nothing was removed"));
    }
}

static gboolean has_content(const GPtrArray *changes)
{
    for (guint i = 0; i < changes->len; i++)
        if (((const tl_change *)g_ptr_array_index(changes, i))->content)
            return TRUE;
    return FALSE;
}

/* As git does with the message of commit -m. */
static char *clean_message(const char *message, GError **error)
{
    g_autofree char *valid = g_utf8_make_valid(message, -1);
    g_auto(git_buf) cleaned = GIT_BUF_INIT;
    if (git_message_prettify(&cleaned, valid, FALSE, '#') < 0) {
        tl_libgit2_fail(error, _("cannot clean the message up"));
        return NULL;
    }
    if (cleaned.size == 0) {
        tl_error_set(error, TL_EXIT_REFUSED, _("cannot commit: the message is empty"));
        return NULL;
    }
    return g_strdup(cleaned.ptr);
}

static gboolean commit_either_way(tl_committing *now, GError **error)
{
    tl_repository *repository = now->turn->repository;
    GError *failure = NULL;
    if (!tl_config_load(repository, error) || !tl_repository_check_writable(repository, error) ||
        !tl_changes_need_git(repository, now->changes, &now->needs_git, error))
        return FALSE;
    if (!now->needs_git && tl_commit_by_libgit2(now, &failure))
        return TRUE;
    if (!now->needs_git || now->is_published) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    g_clear_error(&failure);
    return tl_commit_by_git(now, error);
}

/* What went from HEAD goes from the work tree; what was never committed, too. */
static gboolean remove_files(tl_committing *now, GError **error)
{
    tl_repository *repository = now->turn->repository;
    g_auto(tl_head) head = {.branch = NULL};
    if (now->is_noted)
        return tl_removals_finish(now->turn, error);
    if (!tl_head_read(repository, &head, error))
        return FALSE;
    if (!head.branch)
        return tl_error_set(error, TL_EXIT_REFUSED, _("HEAD is on no branch any more"));
    return tl_removals_note(now->turn, head.branch, now->changes, error) &&
           tl_removals_finish(now->turn, error);
}

/* error is not NULL. */
static gboolean write_and_commit(tl_committing *now, GError **error)
{
    if (!tl_changes_write(now->turn->repository, now->changes, error))
        return FALSE;
    if (!commit_either_way(now, error)) {
        explain_failure(error, now, has_content(now->changes));
        return FALSE;
    }
    if (remove_files(now, error))
        return TRUE;
    explain(error, _("the commit is made; the next run removes what is left over"));
    return FALSE;
}

/* When the turn does not come, the text is saved all the same. error is set. */
static void save_only(tl_repository *repository, const GPtrArray *changes, GError **error)
{
    gboolean saved = has_content(changes) && tl_changes_check(repository, changes, NULL) &&
                     tl_changes_write(repository, changes, NULL);
    explain(error,
            saved ? _("the text is saved in its file, but not committed") : _("nothing was saved"));
}

/* Signals come, and the next tl11 has its turn, when all is settled. error is not NULL. */
static gboolean commit_in_turn(tl_committing *now, tl_repository *repository, GError **error)
{
    g_auto(tl_signals) signals = {.is_held = FALSE};
    g_auto(tl_turn) turn = {.folder = -1, .lock = -1};
    gboolean done = FALSE;
    now->turn = &turn;
    tl_file_set_durable(tl_repository_is_durable(repository));
    tl_signals_hold(&signals);
    if (!tl_turn_take(&turn, repository, error) || !tl_turn_heal(&turn, error))
        save_only(repository, now->changes, error);
    else
        done = tl_changes_check(repository, now->changes, error) && write_and_commit(now, error);
    tl_index_clear(&repository->index);
    now->turn = NULL;
    return done;
}

gboolean tl_commit(tl_repository *repository, const char *message, const GPtrArray *changes,
                   char *commit, GError **error)
{
    GError *failure = NULL;
    g_autofree char *cleaned = clean_message(message, error);
    tl_committing now = {.message = cleaned, .changes = changes};
    if (commit)
        commit[0] = '\0';
    if (!cleaned)
        return FALSE;
    if (changes->len == 0)
        return TRUE;
    if (!commit_in_turn(&now, repository, &failure)) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    if (commit && now.is_made)
        git_oid_tostr(commit, TL_OBJECT_NAME_SIZE, &now.commit);
    if (now.is_made)
        tl_gc_start(repository);
    return TRUE;
}
