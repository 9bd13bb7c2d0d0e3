#include "standing_internal.h"

#include "checksum_internal.h"

#include <string.h>

/* Raised with every change of the format. */
#define SEED 201

/* The checksum's seed ties the file to its format; the key tells which volume's order the stamps
 * are in. */
typedef struct {
    guint64 key[2];
    guint64 count;
} header;

static char *file_of(const tl_cache_group *group)
{
    return g_strconcat(group->name, ".stat", NULL);
}

guint64 tl_stamp_who(const tl_volume *volume, const tl_volume_note *note)
{
    const char *path = tl_volume_path(volume, note->path);
    guint64 sum = tl_checksum(path, strlen(path), tl_checksum(note->blob, sizeof(note->blob), 1));
    return sum ? sum : 1;
}

/* Stamps of another order find their notes by what they are of. */
static void sort_in(tl_stamp *stamps, const tl_volume *volume, const tl_stamp *kept, gsize count)
{
    g_autoptr(GHashTable) by_who = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (gsize i = 0; i < count; i++)
        g_hash_table_insert(by_who, (gpointer)&kept[i].who, (gpointer)&kept[i]);
    for (guint32 i = 0; i < tl_volume_notes(volume); i++) {
        tl_volume_note note = tl_volume_note_at(volume, i);
        guint64 who = tl_stamp_who(volume, &note);
        const tl_stamp *found = g_hash_table_lookup(by_who, &who);
        if (found)
            stamps[i] = *found;
    }
}

tl_stamp *tl_stamps_read(const tl_cache *cache, const tl_cache_group *group,
                         const tl_volume *volume)
{
    gsize length = 0;
    header h;
    g_autofree char *file = file_of(group);
    g_autoptr(GBytes) sealed = tl_cache_folder_read(cache->folder, file);
    g_autoptr(GBytes) content = tl_cache_unseal(sealed, SEED);
    const char *bytes = content ? g_bytes_get_data(content, &length) : NULL;
    guint count = tl_volume_notes(volume);
    tl_stamp *stamps = g_new0(tl_stamp, count + 1);
    if (length < sizeof(h))
        return stamps;
    memcpy(&h, bytes, sizeof(h));
    if (h.count != (length - sizeof(h)) / sizeof(tl_stamp))
        return stamps;
    const tl_stamp *kept = (const tl_stamp *)(gconstpointer)(bytes + sizeof(h));
    if (h.key[0] == group->key[0] && h.key[1] == group->key[1] && h.count == count)
        memcpy(stamps, kept, count * sizeof(*stamps));
    else
        sort_in(stamps, volume, kept, (gsize)h.count);
    return stamps;
}

void tl_stamps_write(const tl_cache *cache, const tl_cache_group *group, const tl_volume *volume,
                     const tl_stamp *stamps)
{
    header h = {{group->key[0], group->key[1]}, tl_volume_notes(volume)};
    g_autofree char *file = file_of(group);
    GByteArray *out = g_byte_array_new();
    g_byte_array_append(out, (const guint8 *)&h, sizeof(h));
    g_byte_array_append(out, (const guint8 *)stamps, (guint)(h.count * sizeof(*stamps)));
    g_autoptr(GBytes) content = g_byte_array_free_to_bytes(out);
    g_autoptr(GBytes) sealed = tl_cache_seal(content, SEED);
    (void)tl_cache_folder_write(cache->folder, file, sealed);
}

gboolean tl_standing_is_same(const tl_volume *volume, const tl_volume_note *note, const char *bytes,
                             gsize length)
{
    guint count;
    const guint32 *spans = tl_volume_spans(volume, note, &count);
    const char *at = bytes, *stop = bytes + length;
    if (length != note->size || count != note->count)
        return FALSE;
    for (guint i = 0; i < count; i++) {
        gsize size;
        const char *line = tl_volume_line(volume, spans[i] >> 2, &size);
        const char *end = tl_volume_end(spans[i]);
        gsize end_size = strlen(end);
        if ((gsize)(stop - at) < size + end_size || memcmp(at, line, size) != 0 ||
            memcmp(at + size, end, end_size) != 0)
            return FALSE;
        at += size + end_size;
    }
    return at == stop;
}
