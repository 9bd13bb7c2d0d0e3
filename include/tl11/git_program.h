/*
 * The user's own git, for what it alone does right: transport with ssh config
 * and credential helpers, hooks, filters, signatures.
 */
#ifndef TL11_GIT_PROGRAM_H
#define TL11_GIT_PROGRAM_H

#include "tl11/repository.h"

#include <glib.h>

/*
 * Runs git with arguments (NULL-terminated, without "git") in folder, on the
 * terminal. status as in tl_process_run(). Here and below, what would lead git
 * to another repository than folder's (GIT_DIR and its like) is taken out of
 * the environment first.
 */
gboolean tl_git_run(const char *folder, const char *const *arguments, int *status, GError **error);

/*
 * Runs git and hears it out. Errors: TL_EXIT_FAILED with git's last words
 * (escaped) when it ends with another status than 0, unless status is not NULL.
 * output may be NULL.
 */
gboolean tl_git_capture(const char *folder, const char *const *arguments, GString *output,
                        int *status, GError **error);

/*
 * A git that is asked, with nothing of a config's own programs, while the caller does something
 * else. Of several, the one that was begun last is ended first.
 *
 * Errors: as tl_git_capture() where status is NULL.
 * Owns: tl_git_ask_end() and tl_git_errand_drop() (which ends a git that nobody wants to hear any
 * more; NULL: nothing) free the errand; what it said is the caller's. NULL on error.
 */
typedef struct tl_git_errand tl_git_errand;
tl_git_errand *tl_git_ask_begin(const char *folder, const char *const *arguments, GError **error);
GString *tl_git_ask_end(tl_git_errand *errand, GError **error);
void tl_git_errand_drop(tl_git_errand *errand);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_git_errand, tl_git_errand_drop)

/* What a git that went out to the network said. */
typedef struct {
    GString *output;
    GString *words;    /* standard error, as it came */
    gboolean is_shown; /* the user has seen the words: standard error is a terminal */
    int status;
} tl_git_talk;

/*
 * Runs git in the repository (NULL: in the working directory) and hears it out; on a terminal its
 * words are shown while they come, harmless, and a password is asked for as git and ssh do. A
 * status other than 0 is no error. What tl_repository_check_put_off() put off is looked at while
 * git is under way.
 */
gboolean tl_git_listen(tl_repository *repository, const char *const *arguments, tl_git_talk *talk,
                       GError **error);

void tl_git_talk_clear(tl_git_talk *talk);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(tl_git_talk, tl_git_talk_clear)

/*
 * The editor as git finds it: $GIT_EDITOR, core.editor, $VISUAL (not on a dumb
 * terminal), $EDITOR, then the first of sensible-editor, nano, vim, vi there is.
 * repository NULL: the user's config alone counts.
 *
 * Owns: the caller frees it. NULL when there is none (TL_EXIT_FAILED).
 */
char *tl_git_editor(tl_repository *repository, GError **error);

/*
 * The pager as git finds it: $TL11_PAGER, $GIT_PAGER, core.pager, $PAGER, less.
 * repository as above. Owns: the caller frees it.
 */
char *tl_git_pager(tl_repository *repository);

#endif
