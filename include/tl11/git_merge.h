/*
 * Merging by git itself: with its merge drivers, hooks and signatures, and so
 * that what it leaves is what every git user knows.
 */
#ifndef TL11_GIT_MERGE_H
#define TL11_GIT_MERGE_H

#include "tl11/repository.h"

#include <glib.h>

typedef enum {
    TL_MERGE_DONE,
    TL_MERGE_CONFLICT,   /* it is under way now, with unmerged paths */
    TL_MERGE_IN_THE_WAY, /* files that are not committed were in the way: nothing was done */
    TL_MERGE_UNRELATED,  /* the two have no commit in common: nothing was done */
    TL_MERGE_FAILED      /* error set */
} tl_merge_result;

/*
 * Merges commit into HEAD's branch, fast-forward where it is one; label names it in
 * the message. Other tl11s wait meanwhile; another git's lock is waited for.
 *
 * Files that an interrupted merge of the same commits wrote already are known by
 * their bytes, and are not in the way.
 * in_the_way (with a free function) gets the paths of TL_MERGE_IN_THE_WAY, sorted.
 * Errors: TL_EXIT_REFUSED: a lock that stayed, a hook that said no (the merge is under way then);
 * TL_EXIT_FAILED with git's words.
 */
tl_merge_result tl_git_merge(tl_repository *repository, const char *commit, const char *label,
                             GPtrArray *in_the_way, GError **error);

/* Whether a merge is under way. */
gboolean tl_git_merge_is_open(const tl_repository *repository);

typedef struct {
    char *path;
    gboolean is_ours, is_theirs; /* which side has it; not both: one deleted or moved what the
                                    other changed */
    gboolean is_opaque;          /* by .gitattributes git puts no markers into it */
} tl_unmerged;
void tl_unmerged_free(tl_unmerged *unmerged);

/*
 * The paths that the merge under way could not decide.
 *
 * Shape: an array of tl_unmerged sorted by path, with a free function. NULL on error.
 */
GPtrArray *tl_git_merge_unmerged(tl_repository *repository, GError **error);

/*
 * Takes paths (char *) as the work tree has them, and commits the merge under way.
 *
 * Errors: TL_EXIT_REFUSED where a hook or a lock says no; TL_EXIT_FAILED with git's words.
 */
gboolean tl_git_merge_conclude(tl_repository *repository, const GPtrArray *paths, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_unmerged, tl_unmerged_free)

#endif
