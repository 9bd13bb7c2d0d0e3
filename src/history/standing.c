#include "standing_internal.h"

#include "builder_internal.h"
#include "tl11/file.h"
#include "tl11/search.h"
#include "tl11/text.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void clear_note(gpointer data)
{
    tl_standing_note *note = data;
    g_clear_pointer(&note->content, g_bytes_unref);
}

static void clear_group(gpointer data)
{
    tl_standing_group *group = data;
    g_free(group->stamps);
}

void tl_standing_close(tl_standing *standing)
{
    if (!standing)
        return;
    g_array_unref(standing->notes);
    g_array_unref(standing->groups);
    g_hash_table_unref(standing->group_of);
    g_string_chunk_free(standing->strings);
    g_free(standing);
}

/* -- a folder of notes ------------------------------------------------------------- */

typedef struct {
    tl_standing *standing;
    tl_standing_group *group; /* NULL: no volume */
    guint32 group_number;
    const tl_scan_folder *folder;
    int fd;            /* of the folder, where a file had to be read; else -1 */
    guint32 low, high; /* the folder's notes in the volume */
} lister;

static const char *name_at(const lister *l, guint32 i)
{
    tl_volume_note note = tl_volume_note_at(l->group->volume, i);
    return tl_volume_path(l->group->volume, note.path);
}

/* The first note of the volume whose path is not before text (its first length bytes). */
static guint32 find_bound(const lister *l, guint32 low, guint32 high, const char *text)
{
    while (low < high) {
        guint32 middle = low + (high - low) / 2;
        if (strcmp(name_at(l, middle), text) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void find_range(lister *l)
{
    guint32 count = l->group ? tl_volume_notes(l->group->volume) : 0;
    g_autofree char *first = g_strconcat(l->folder->path, "/", NULL);
    g_autofree char *behind = g_strconcat(l->folder->path, "0", NULL); /* '0' follows '/' */
    l->low = count ? find_bound(l, 0, count, first) : 0;
    l->high = count ? find_bound(l, l->low, count, behind) : 0;
}

static GBytes *read_file(lister *l, const char *name, struct stat *status)
{
    if (l->fd < 0)
        l->fd = openat(l->folder->parent, l->folder->slug, TL_SCAN_FOLDER_FLAGS);
    return l->fd < 0 ? NULL : tl_standing_read_new(l->fd, name, status);
}

/* Compares a file with HEAD's bytes; they are kept when they differ. */
static void compare(lister *l, tl_standing_note *note, const char *name)
{
    struct stat status = {.st_size = 0};
    const tl_volume *volume = l->group->volume;
    tl_volume_note known = tl_volume_note_at(volume, note->index);
    tl_stamp *stamp = &l->group->stamps[note->index];
    gint64 now = tl_stamp_now();
    g_autoptr(GBytes) content = read_file(l, name, &status);
    gsize length = 0;
    const char *bytes = content ? g_bytes_get_data(content, &length) : NULL;
    gboolean is_same = content && tl_standing_is_same(volume, &known, bytes, length);
    guint64 former = stamp->who;
    *stamp = tl_stamp_take(is_same ? tl_stamp_who(volume, &known) : 0, &status, now);
    if (former || stamp->who)
        l->group->is_changed = TRUE;
    if (is_same)
        return;
    note->content = g_steal_pointer(&content);
    note->group = TL_VOLUME_NONE;
}

static void take_file(lister *l, const tl_scan_file *file)
{
    char path[3 * (TL_SLUG_MAX + 2)];
    const char *name = l->folder->names->str + file->name;
    tl_standing_note note = {.group = TL_VOLUME_NONE};
    if (g_snprintf(path, sizeof(path), "%s/%s", l->folder->path, name) >= (gint)sizeof(path))
        return;
    guint32 found = l->high > l->low ? find_bound(l, l->low, l->high, path) : l->high;
    if (found < l->high && strcmp(name_at(l, found), path) == 0) {
        note.path = name_at(l, found);
        note.index = found;
        note.group = file->stamp.who ? l->group_number : TL_VOLUME_NONE;
        if (file->stamp.who && !tl_stamp_is_same(&l->group->stamps[found], &file->stamp))
            compare(l, &note, name);
    } else if (tl_builder_wants(name)) {
        note.path = g_string_chunk_insert(l->standing->strings, path);
    } else {
        return;
    }
    tl_date date = tl_search_date(note.path, &note.number);
    note.day = date == TL_DATE_NONE ? G_MAXUINT32 : date;
    g_array_append_val(l->standing->notes, note);
}

static tl_standing_group *find_group(tl_standing *standing, const char *slug, guint32 *number)
{
    guint found = GPOINTER_TO_UINT(g_hash_table_lookup(standing->group_of, slug));
    *number = found ? found - 1 : 0;
    tl_standing_group *group =
        found ? &g_array_index(standing->groups, tl_standing_group, found - 1) : NULL;
    return group && group->volume ? group : NULL;
}

static void take_folder(tl_standing *standing, const tl_scan_folder *folder)
{
    lister l = {.standing = standing, .folder = folder, .fd = -1};
    l.group = find_group(standing, folder->slug, &l.group_number);
    find_range(&l);
    for (guint i = 0; i < folder->files->len; i++)
        take_file(&l, &g_array_index(folder->files, tl_scan_file, i));
    if (l.fd >= 0)
        close(l.fd);
}

/* -- all folders ---------------------------------------------------------------------- */

GPtrArray *tl_standing_folders(int root, const char *path, GError **error)
{
    g_autoptr(GPtrArray) entries = tl_file_list(root, path, error);
    GPtrArray *names = entries ? g_ptr_array_new_with_free_func(g_free) : NULL;
    for (guint i = 0; entries && i < entries->len; i++) {
        const tl_file_entry *entry = g_ptr_array_index(entries, i);
        if (entry->kind == TL_FILE_DIRECTORY && tl_text_is_slug(entry->name))
            g_ptr_array_add(names, g_strdup(entry->name));
    }
    return names;
}

static int compare_notes(gconstpointer a, gconstpointer b)
{
    const tl_standing_note *left = a, *right = b;
    const char *x = strchr(left->path, '/') + 1, *y = strchr(right->path, '/') + 1;
    gsize x_length = strcspn(x, "/"), y_length = strcspn(y, "/");
    int order = memcmp(x, y, MIN(x_length, y_length));
    if (order == 0 && x_length != y_length)
        return x_length < y_length ? -1 : 1;
    if (order == 0 && left->day != right->day)
        return left->day < right->day ? -1 : 1;
    if (order == 0 && left->number != right->number)
        return left->number < right->number ? -1 : 1;
    return order ? order : strcmp(left->path, right->path);
}

static gboolean open_groups(tl_standing *standing, const char *slug, GError **error)
{
    for (guint i = 0; standing->cache && i < standing->cache->groups->len; i++) {
        GError *failure = NULL;
        tl_cache_group *group = g_ptr_array_index(standing->cache->groups, i);
        if (slug && !tl_cache_group_has(group, slug))
            continue;
        tl_standing_group known = {.group = group};
        known.volume = tl_cache_volume(standing->cache, group, TL_VOLUME_STANDING, &failure);
        if (failure) {
            g_propagate_error(error, failure);
            return FALSE;
        }
        if (known.volume)
            known.stamps = tl_stamps_read(standing->cache, group, known.volume);
        tl_cache_rest(group);
        g_array_append_val(standing->groups, known);
        for (guint s = 0; s < group->slugs->len; s++)
            g_hash_table_insert(standing->group_of, g_ptr_array_index(group->slugs, s),
                                GUINT_TO_POINTER(standing->groups->len));
    }
    return TRUE;
}

static void keep_stamps(const tl_standing *standing)
{
    for (guint i = 0; i < standing->groups->len; i++) {
        const tl_standing_group *group = &g_array_index(standing->groups, tl_standing_group, i);
        if (group->is_changed)
            tl_stamps_write(standing->cache, group->group, group->volume, group->stamps);
    }
}

tl_standing *tl_standing_open(tl_cache *cache, int root, const char *slug, GError **error)
{
    g_autoptr(tl_standing) standing = g_new0(tl_standing, 1);
    standing->cache = cache;
    standing->root = root;
    standing->notes = g_array_new(FALSE, FALSE, sizeof(tl_standing_note));
    standing->groups = g_array_new(FALSE, FALSE, sizeof(tl_standing_group));
    standing->group_of = g_hash_table_new(g_str_hash, g_str_equal);
    standing->strings = g_string_chunk_new(4096);
    g_array_set_clear_func(standing->notes, clear_note);
    g_array_set_clear_func(standing->groups, clear_group);
    /* The files are looked at while the volumes are read. */
    g_autoptr(tl_scan) scan = tl_scan_start(root, slug, error);
    if (!scan || !open_groups(standing, slug, error))
        return NULL;
    const GPtrArray *folders = tl_scan_finish(scan, error);
    for (guint i = 0; folders && i < folders->len; i++)
        take_folder(standing, g_ptr_array_index(folders, i));
    if (!folders)
        return NULL;
    g_array_sort(standing->notes, compare_notes);
    keep_stamps(standing);
    return g_steal_pointer(&standing);
}
