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
    g_clear_pointer(&group->folders, g_array_unref);
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
    int fd;              /* of the folder, where a file had to be read; else -1 */
    gboolean has_others; /* notes that are not in the volume */
} lister;

static const char *name_at(const tl_volume *volume, guint32 i)
{
    return tl_volume_path(volume, tl_volume_note_at(volume, i).path);
}

/* The first note of the volume whose path is not before text. */
static guint32 find_bound(const tl_volume *volume, guint32 low, guint32 high, const char *text)
{
    while (low < high) {
        guint32 middle = low + (high - low) / 2;
        if (strcmp(name_at(volume, middle), text) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
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

/* Where the volume has the file; NONE: nowhere. */
static guint32 find_file(const lister *l, const char *name)
{
    char path[3 * (TL_SLUG_MAX + 2)];
    const tl_scan_folder *folder = l->folder;
    if (!l->group ||
        g_snprintf(path, sizeof(path), "%s/%s", folder->path, name) >= (gint)sizeof(path))
        return TL_VOLUME_NONE;
    guint32 found = find_bound(folder->volume, folder->low, folder->high, path);
    gboolean is_there = found < folder->high && strcmp(name_at(folder->volume, found), path) == 0;
    return is_there ? found : TL_VOLUME_NONE;
}

static void add_note(tl_standing *standing, tl_standing_note *note)
{
    tl_date date = tl_search_date(note->path, &note->number);
    note->day = date == TL_DATE_NONE ? G_MAXUINT32 : date;
    g_array_append_vals(standing->notes, note, 1);
}

static void take_other(lister *l, const char *name)
{
    if (!tl_builder_wants(name))
        return;
    g_autofree char *path = g_strconcat(l->folder->path, "/", name, NULL);
    tl_standing_note note = {.group = TL_VOLUME_NONE};
    note.path = g_string_chunk_insert(l->standing->strings, path);
    l->has_others = TRUE;
    add_note(l->standing, &note);
}

static void take_file(lister *l, const tl_scan_file *file)
{
    gboolean is_named = file->note == TL_VOLUME_NONE;
    const char *name = is_named ? l->folder->names->str + file->name : NULL;
    guint32 found = is_named ? find_file(l, name) : file->note;
    if (found == TL_VOLUME_NONE) {
        take_other(l, name);
        return;
    }
    tl_standing_note note = {.path = name_at(l->group->volume, found), .index = found};
    note.group = file->stamp.who ? l->group_number : TL_VOLUME_NONE;
    if (file->stamp.who && !tl_stamp_is_same(&l->group->stamps[found], &file->stamp))
        compare(l, &note, strrchr(note.path, '/') + 1);
    add_note(l->standing, &note);
}

static tl_standing_group *find_group(const tl_standing *standing, const char *slug, guint32 *number)
{
    guint found = GPOINTER_TO_UINT(g_hash_table_lookup(standing->group_of, slug));
    *number = found ? found - 1 : 0;
    tl_standing_group *group =
        found ? &g_array_index(standing->groups, tl_standing_group, found - 1) : NULL;
    return group && group->volume ? group : NULL;
}

/* The stamp that is kept of a folder; NULL: none. */
static tl_stamp *find_stamp(const tl_standing_group *group, const char *path)
{
    guint64 who = tl_stamp_folder(path);
    for (guint i = 0; i < group->folders->len; i++) {
        tl_stamp *stamp = &g_array_index(group->folders, tl_stamp, i);
        if (stamp->who == who)
            return stamp;
    }
    return NULL;
}

/* Keeps the stamp of a folder that was listed, where it tells that there are no other notes. */
static void keep_folder(const lister *l)
{
    tl_stamp *kept = find_stamp(l->group, l->folder->path);
    gboolean tells = l->folder->stamp.who != 0 && !l->has_others;
    if (l->folder->is_as_known || (!kept && !tells))
        return;
    if (!kept)
        g_array_append_val(l->group->folders, l->folder->stamp);
    else if (tells)
        *kept = l->folder->stamp;
    else
        g_array_remove_index(l->group->folders,
                             (guint)(kept - (tl_stamp *)(gpointer)l->group->folders->data));
    l->group->is_changed = TRUE;
}

static void take_folder(tl_standing *standing, const tl_scan_folder *folder)
{
    lister l = {.standing = standing, .folder = folder, .fd = -1};
    l.group = find_group(standing, folder->slug, &l.group_number);
    for (guint i = 0; i < folder->files->len; i++)
        take_file(&l, &g_array_index(folder->files, tl_scan_file, i));
    if (l.group)
        keep_folder(&l);
    if (l.fd >= 0)
        close(l.fd);
}

/* What is known of the folder before it is looked at. */
static void prepare_folder(const tl_standing *standing, tl_scan_folder *folder)
{
    guint32 number;
    const tl_standing_group *group = find_group(standing, folder->slug, &number);
    if (!group)
        return;
    g_autofree char *first = g_strconcat(folder->path, "/", NULL);
    g_autofree char *behind = g_strconcat(folder->path, "0", NULL); /* '0' follows '/' */
    guint32 count = tl_volume_notes(group->volume);
    const tl_stamp *kept = find_stamp(group, folder->path);
    folder->volume = group->volume;
    folder->low = find_bound(group->volume, 0, count, first);
    folder->high = find_bound(group->volume, folder->low, count, behind);
    if (kept)
        folder->known = *kept;
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

static void look_at_folders(const tl_standing *standing, tl_scan *scan, const tl_cache_group *group)
{
    const GPtrArray *folders = tl_scan_folders(scan);
    for (guint i = 0; i < folders->len; i++) {
        tl_scan_folder *folder = g_ptr_array_index(folders, i);
        gboolean is_of_group = g_hash_table_contains(standing->group_of, folder->slug);
        if (group ? !tl_cache_group_has(group, folder->slug) : is_of_group)
            continue;
        prepare_folder(standing, folder);
        tl_scan_look(scan, folder);
    }
}

/* Each folder is looked at as soon as it is known what to expect there. */
static gboolean open_groups(tl_standing *standing, const char *slug, tl_scan *scan, GError **error)
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
            tl_stamps_read(standing->cache, &known);
        tl_cache_rest(group);
        g_array_append_val(standing->groups, known);
        for (guint s = 0; s < group->slugs->len; s++)
            g_hash_table_insert(standing->group_of, g_ptr_array_index(group->slugs, s),
                                GUINT_TO_POINTER(standing->groups->len));
        look_at_folders(standing, scan, group);
    }
    look_at_folders(standing, scan, NULL);
    return TRUE;
}

/* By folder they are mostly in order already. */
static void sort_notes(GArray *notes)
{
    for (guint i = 1; i < notes->len; i++)
        if (compare_notes(&g_array_index(notes, tl_standing_note, i - 1),
                          &g_array_index(notes, tl_standing_note, i)) > 0) {
            g_array_sort(notes, compare_notes);
            return;
        }
}

static void keep_stamps(const tl_standing *standing)
{
    for (guint i = 0; i < standing->groups->len; i++) {
        const tl_standing_group *group = &g_array_index(standing->groups, tl_standing_group, i);
        if (group->is_changed)
            tl_stamps_write(standing->cache, group);
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
    g_autoptr(tl_scan) scan = tl_scan_start(root, slug, error);
    if (!scan || !open_groups(standing, slug, scan, error))
        return NULL;
    const GPtrArray *folders = tl_scan_finish(scan, error);
    for (guint i = 0; folders && i < folders->len; i++)
        take_folder(standing, g_ptr_array_index(folders, i));
    if (!folders)
        return NULL;
    sort_notes(standing->notes);
    keep_stamps(standing);
    return g_steal_pointer(&standing);
}
