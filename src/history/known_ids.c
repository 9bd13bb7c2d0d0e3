#include "tl11/known_ids.h"

#include "tl11/cache.h"

static gpointer open_ids(const tl_notebook *notebook)
{
    return tl_cache_open(notebook->repository, TL_CACHE_MAKE, NULL);
}

static gboolean has_id(gpointer known, const char *id)
{
    return tl_cache_has_id(known, id, NULL);
}

static void close_ids(gpointer known)
{
    tl_cache_close(known);
}

const tl_id_history tl_known_ids = {.open = open_ids, .has = has_id, .close = close_ids};
