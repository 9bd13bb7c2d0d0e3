/*
 * Where the lines of notes come from: the commit that brought each line that
 * stands at HEAD.
 */
#ifndef TL11_ORIGIN_H
#define TL11_ORIGIN_H

#include "tl11/cache.h"

#include <glib.h>

typedef struct tl_origins tl_origins;

/*
 * Of all lines of one person's notes.
 *
 * Errors: TL_EXIT_FAILED when git's objects cannot be read. NULL then.
 * Owns: the caller frees it; nothing of cache is borrowed.
 */
tl_origins *tl_origins_load(tl_cache *cache, const char *slug, GError **error);
void tl_origins_free(tl_origins *origins);

/*
 * The commit that brought a line (its bytes without the line end) into the note
 * at path, wherever that note was before; of several alike the first to come.
 * FALSE when no such line stands at HEAD: it is not committed.
 */
gboolean tl_origins_find(const tl_origins *origins, const char *path, const char *line,
                         gsize length, char commit[static TL_OBJECT_NAME_SIZE]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_origins, tl_origins_free)

#endif
