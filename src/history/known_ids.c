#include "tl11/known_ids.h"

#include "tl11/cache.h"

gboolean tl_known_ids_has(const tl_notebook *notebook, const char *id)
{
    g_autoptr(tl_cache) cache = tl_cache_open(notebook->repository, TL_CACHE_MAKE, NULL);
    return cache && tl_cache_has_id(cache, id, NULL);
}
