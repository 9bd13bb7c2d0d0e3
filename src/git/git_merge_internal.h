/*
 * What a merge that git refused may have in its way.
 */
#ifndef TL11_GIT_MERGE_INTERNAL_H
#define TL11_GIT_MERGE_INTERNAL_H

#include "commit_internal.h"
#include "tl11/repository.h"

/* The commit that HEAD and commit have in common. Owns: *base is the caller's; NULL: none. */
gboolean tl_merge_base(tl_repository *repository, const char *commit, char **base, GError **error);

/*
 * Adds the paths that differ from HEAD, in the work tree or staged, where a merge of commit
 * would write; where it is no fast-forward, all that is staged.
 */
gboolean tl_merge_in_the_way(tl_repository *repository, const char *base, const char *commit,
                             GPtrArray *paths, GError **error);

/* Adds those of only (a set of paths; NULL: all) that differ from HEAD, in the work tree or staged.
 */
gboolean tl_merge_find_changed(tl_repository *repository, GHashTable *only, GHashTable *found,
                               GError **error);

/*
 * What of HEAD's state was changed before commit is merged: of a fast-forward, where it writes; of
 * any other, all. *has_unknown: a file that HEAD does not have stands where the merge would write,
 * an ignored one maybe: to git that is there to be overwritten, and to its owner it may be all
 * there is; then nothing else is looked for.
 *
 * Shape: a set of paths. NULL on error.
 */
GHashTable *tl_merge_find_apart(tl_repository *repository, const char *base, const char *commit,
                                gboolean *has_unknown, GError **error);

/* --- what a killed merge left ------------------------------------------------------------- */

/*
 * Takes HEAD's state back to paths if each holds exactly what the merge would write there: a
 * killed merge left them. FALSE, and nothing done, where one does not.
 */
gboolean tl_merge_clear_leftovers(tl_repository *repository, const char *commit,
                                  const GPtrArray *paths);

/*
 * Notes down, in <git dir>/tl11, that git is about to merge commit, by that name, into HEAD, and
 * what differs from HEAD before (apart, a set of paths); and that it has ended by itself.
 */
gboolean tl_merging_note(const tl_turn *turn, GHashTable *apart, const char *commit,
                         const char *name, GError **error);
void tl_merging_forget(const tl_turn *turn);

#endif
