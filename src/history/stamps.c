#include "standing_internal.h"

#include "checksum_internal.h"

#include "tl11/file.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Raised with every change of the format. */
#define SEED 202
/* Nanoseconds for which a file must have been as it is before its times can be relied on. */
#define SETTLED (2 * G_GINT64_CONSTANT(1000000000))

static gint64 nanoseconds(struct timespec time)
{
    return (gint64)time.tv_sec * G_GINT64_CONSTANT(1000000000) + time.tv_nsec;
}

tl_stamp tl_stamp_of(guint64 who, const struct stat *status)
{
    return (tl_stamp){who, (guint64)status->st_size, nanoseconds(status->st_mtim),
                      nanoseconds(status->st_ctim), (guint64)status->st_ino};
}

gboolean tl_stamp_is_same(const tl_stamp *kept, const tl_stamp *found)
{
    return kept->who != 0 && kept->size == found->size && kept->modified == found->modified &&
           kept->changed == found->changed && kept->inode == found->inode;
}

gboolean tl_stamp_is_of(const tl_stamp *stamp, const struct stat *status)
{
    tl_stamp found = tl_stamp_of(1, status);
    return tl_stamp_is_same(stamp, &found);
}

tl_stamp tl_stamp_take(guint64 who, const struct stat *status, gint64 now)
{
    tl_stamp stamp = tl_stamp_of(who, status);
    if (who == 0 || MAX(stamp.modified, stamp.changed) >= now - SETTLED)
        return (tl_stamp){0};
    return stamp;
}

gint64 tl_stamp_now(void)
{
    return g_get_real_time() * 1000;
}

GBytes *tl_standing_read_new(int folder, const char *name, struct stat *status)
{
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    gboolean is_plain = fstat(fd, status) == 0 && S_ISREG(status->st_mode) &&
                        status->st_nlink <= 1 && (guint64)status->st_size <= TL_FILE_MAX;
    GBytes *content = is_plain ? tl_cache_read_all(fd, (gsize)status->st_size) : NULL;
    close(fd);
    return content;
}

/* The checksum's seed ties the file to its format; the key tells which volume's order the stamps
 * are in. */
typedef struct {
    guint64 key[2];
    guint64 count;
    guint64 folders;
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

/* The stamps in content, behind their header. NULL: they do not fit. Borrowed. */
static const tl_stamp *parse(GBytes *content, header *h)
{
    gsize length = 0;
    const char *bytes = content ? g_bytes_get_data(content, &length) : NULL;
    if (length < sizeof(*h))
        return NULL;
    memcpy(h, bytes, sizeof(*h));
    gsize all = (length - sizeof(*h)) / sizeof(tl_stamp);
    if (h->count > all || h->folders != all - h->count)
        return NULL;
    return (const tl_stamp *)(gconstpointer)(bytes + sizeof(*h));
}

void tl_stamps_read(const tl_cache *cache, tl_standing_group *group)
{
    header h;
    g_autofree char *file = file_of(group->group);
    g_autoptr(GBytes) sealed = tl_cache_folder_read(cache->folder, file);
    g_autoptr(GBytes) content = tl_cache_unseal(sealed, SEED);
    const tl_stamp *kept = parse(content, &h);
    guint count = tl_volume_notes(group->volume);
    const guint64 *key = group->group->key;
    group->folders = g_array_new(FALSE, FALSE, sizeof(tl_stamp));
    if (kept && h.key[0] == key[0] && h.key[1] == key[1] && h.count == count) {
        group->stamps = kept;
        group->kept = g_steal_pointer(&sealed);
        g_array_append_vals(group->folders, kept + count, (guint)h.folders);
        return;
    }
    group->stamps = group->own = g_new0(tl_stamp, count + 1);
    if (kept)
        sort_in(group->own, group->volume, kept, (gsize)h.count);
}

void tl_stamps_clear(tl_standing_group *group)
{
    g_clear_pointer(&group->folders, g_array_unref);
    g_clear_pointer(&group->kept, g_bytes_unref);
    g_clear_pointer(&group->own, g_free);
    group->stamps = NULL;
}

void tl_stamps_change(tl_standing_group *group, guint32 i, tl_stamp stamp)
{
    if (!group->own)
        group->own =
            g_memdup2(group->stamps, tl_volume_notes(group->volume) * sizeof(*group->stamps));
    group->stamps = group->own;
    group->own[i] = stamp;
    group->is_changed = TRUE;
}

void tl_stamps_write(const tl_cache *cache, const tl_standing_group *group)
{
    const guint64 *key = group->group->key;
    header h = {{key[0], key[1]}, tl_volume_notes(group->volume), group->folders->len};
    g_autofree char *file = file_of(group->group);
    GByteArray *out = g_byte_array_new();
    g_byte_array_append(out, (const guint8 *)&h, sizeof(h));
    g_byte_array_append(out, (const guint8 *)group->stamps,
                        (guint)(h.count * sizeof(*group->stamps)));
    g_byte_array_append(out, (const guint8 *)group->folders->data,
                        (guint)(h.folders * sizeof(tl_stamp)));
    g_autoptr(GBytes) content = g_byte_array_free_to_bytes(out);
    g_autoptr(GBytes) sealed = tl_cache_seal(content, SEED);
    (void)tl_cache_folder_write(cache->folder, file, sealed);
}

guint64 tl_stamp_folder(const char *path)
{
    guint64 sum = tl_checksum(path, strlen(path), 2);
    return sum ? sum : 1;
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
