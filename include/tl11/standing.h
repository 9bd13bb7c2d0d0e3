/*
 * The notes as they stand in the work tree, uncommitted edits and all, with
 * only those read that are not, byte for byte, what the cache knows of HEAD.
 *
 * Every note is looked at (lstat); one whose size, times and inode are as
 * they were when its bytes were last compared with HEAD's is not read. What was changed in the
 * two seconds before such a comparison is compared again the next time: within the
 * granularity of file times one cannot tell.
 */
#ifndef TL11_STANDING_H
#define TL11_STANDING_H

#include "tl11/cache.h"

#include <glib.h>

typedef struct tl_standing tl_standing;

/*
 * Looks at the notes of slug, or of everybody (NULL); next.md is one too. cache may be NULL: then
 * each note is read when it is asked for.
 *
 * Errors: TL_EXIT_FAILED when a folder cannot be listed. NULL then.
 * Owns: the caller closes it, before the cache. root is borrowed.
 */
tl_standing *tl_standing_open(tl_cache *cache, int root, const char *slug, GError **error);
void tl_standing_close(tl_standing *standing);

/* How many notes there are: by slug, then by date and number, next.md last. */
guint tl_standing_count(const tl_standing *standing);

/* The bytes of note i. Owns: the caller unrefs them. NULL on error. */
GBytes *tl_standing_read(const tl_standing *standing, guint i, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_standing, tl_standing_close)

#endif
