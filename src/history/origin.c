#include "tl11/origin.h"

#include <string.h>

struct tl_origins {
    GHashTable *lines; /* GBytes: path, NUL and line; to origin */
};

typedef struct {
    char commit[TL_OBJECT_NAME_SIZE];
    gint64 time;
} origin;

static GBytes *make_key(const char *path, const char *line, gsize length)
{
    GByteArray *key = g_byte_array_new();
    g_byte_array_append(key, (const guint8 *)path, (guint)strlen(path) + 1);
    g_byte_array_append(key, (const guint8 *)line, (guint)length);
    return g_byte_array_free_to_bytes(key);
}

static gboolean take_line(const tl_cache_line *line, gpointer data)
{
    tl_origins *origins = data;
    if (line->removed.id)
        return TRUE;
    g_autoptr(GBytes) key = make_key(line->path, line->text, line->length);
    const origin *known = g_hash_table_lookup(origins->lines, key);
    if (known && known->time <= line->added.time)
        return TRUE;
    origin *found = g_new0(origin, 1);
    tl_cache_commit_name(&line->added, found->commit);
    found->time = line->added.time;
    g_hash_table_replace(origins->lines, g_steal_pointer(&key), found);
    return TRUE;
}

tl_origins *tl_origins_load(tl_cache *cache, const char *slug, GError **error)
{
    g_autoptr(tl_origins) origins = g_new0(tl_origins, 1);
    origins->lines =
        g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, g_free);
    if (!tl_cache_each_line(cache, slug, "", take_line, origins, error))
        return NULL;
    return g_steal_pointer(&origins);
}

void tl_origins_free(tl_origins *origins)
{
    if (!origins)
        return;
    g_hash_table_unref(origins->lines);
    g_free(origins);
}

gboolean tl_origins_find(const tl_origins *origins, const char *path, const char *line,
                         gsize length, char commit[static TL_OBJECT_NAME_SIZE])
{
    g_autoptr(GBytes) key = make_key(path, line, length);
    const origin *found = g_hash_table_lookup(origins->lines, key);
    g_strlcpy(commit, found ? found->commit : "", TL_OBJECT_NAME_SIZE);
    return found != NULL;
}
