/*
 * Saving: from the bytes that an editor left to the commit.
 */
#ifndef TL11_SAVE_H
#define TL11_SAVE_H

#include "tl11/commit.h"
#include "tl11/file.h"
#include "tl11/note.h"
#include "tl11/notebook.h"

#include <glib.h>

/* What is to be saved in one commit. */
typedef struct tl_save tl_save;

tl_save *tl_save_new(tl_notebook *notebook);
void tl_save_free(tl_save *save);

/*
 * A note's bytes as they are to be committed: looked over, unanswered prompts dropped.
 *
 * Errors: TL_EXIT_REFUSED for what a check finds fatal (conflict markers, a
 * binary file), all of it named by line.
 * Owns: the caller unrefs the result. NULL on error.
 */
GBytes *tl_save_prepare(tl_notebook *notebook, const char *path, GBytes *content, GError **error);

/*
 * Takes in a note: prepared as above, then with ids and dates for its
 * follow-ups (see identify.h). expected is what the work tree holds, NULL when
 * it has no such file yet.
 */
gboolean tl_save_note(tl_save *save, const char *path, GBytes *content, GBytes *expected,
                      GError **error);

/* Takes in any other change: next.md, person.ini, a removed note. Owns: takes change. */
void tl_save_change(tl_save *save, tl_change *change);

/* Whether a change of path is in it. */
gboolean tl_save_has(const tl_save *save, const char *path);

/* What is in it: an array of tl_change, borrowed; guard.h finds and restores in it. */
GPtrArray *tl_save_changes(tl_save *save);

/* Whether nothing would be committed: every path is at HEAD as it is to be. */
gboolean tl_save_is_empty(tl_save *save, GError **error);

/*
 * Marks what goes on in the notes taken in as carried in the person's older ones (see
 * carry.h), and commits. message NULL: made from what is in it, "note(team/alice):
 * 2026-11-24, 2 follow-ups opened, 1 closed".
 */
gboolean tl_save_commit(tl_save *save, const char *message, char *commit, GError **error);

/*
 * The subject for changes of notes: "note(team/alice): 2026-11-24, 2
 * follow-ups opened, 1 closed"; English in every language, for it is history's.
 *
 * Owns: the caller frees it. NULL on error.
 */
char *tl_save_subject(tl_notebook *notebook, const GPtrArray *changes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_save, tl_save_free)

#endif
