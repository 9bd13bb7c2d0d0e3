/*
 * History as it is asked for: which commit last changed a path, and every
 * change of every path.
 */
#ifndef TL11_WALK_H
#define TL11_WALK_H

#include "tl11/repository.h"

#include <glib.h>

/*
 * For each path below prefix at HEAD the commit that last changed it: from HEAD on, through
 * parents that have the same blob there, one is reached all of whose parents have another; of
 * several, on the ways of a merge, the newest. As git log -1 -- PATH has it, which goes one way.
 *
 * Shape: char * path to char * commit in hexadecimal, both owned by the table.
 * is_whole gets FALSE when history ends early (a shallow clone, a damaged
 * commit): what is found is right, what is missing is unknown.
 * NULL on error.
 */
GHashTable *tl_walk_last_commits(tl_repository *repository, const char *prefix, gboolean *is_whole,
                                 GError **error);

/* The same at a commit (its name in hexadecimal; NULL: HEAD), of what it reaches. */
GHashTable *tl_walk_last_commits_of(tl_repository *repository, const char *commit,
                                    const char *prefix, gboolean *is_whole, GError **error);

#endif
