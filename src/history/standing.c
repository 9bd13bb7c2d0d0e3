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
    tl_stamps_clear(data);
}

void tl_standing_close(tl_standing *standing)
{
    if (!standing)
        return;
    tl_scan_free(standing->scan);
    g_free(standing->slug);
    g_clear_pointer(&standing->notes, g_array_unref);
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
    guint32 person;
    int fd;              /* of the folder, where a file had to be read; else -1 */
    gboolean has_others; /* notes that are not in the volume */
} lister;

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
    gint64 now = tl_stamp_now();
    g_autoptr(GBytes) content = read_file(l, name, &status);
    gsize length = 0;
    const char *bytes = content ? g_bytes_get_data(content, &length) : NULL;
    gboolean is_same = content && tl_standing_is_same(volume, &known, bytes, length);
    tl_stamp stamp = tl_stamp_take(is_same ? tl_stamp_who(volume, &known) : 0, &status, now);
    if (stamp.who || l->group->stamps[note->index].who)
        tl_stamps_change(l->group, note->index, stamp);
    if (is_same)
        return;
    note->content = g_steal_pointer(&content);
    note->group = TL_VOLUME_NONE;
}

static void add_note(const lister *l, tl_standing_note *note)
{
    guint number = 0;
    tl_date date = tl_search_date(note->path, &number);
    note->person = l->person;
    note->day = date == TL_DATE_NONE ? G_MAXUINT32 : date;
    note->number = (guint16)number;
    g_array_append_vals(l->standing->notes, note, 1);
}

static void take_other(lister *l, const char *name)
{
    if (!tl_builder_wants(name))
        return;
    g_autofree char *path = g_strconcat(l->folder->path, "/", name, NULL);
    tl_standing_note note = {.group = TL_VOLUME_NONE};
    note.path = g_string_chunk_insert(l->standing->strings, path);
    l->has_others = TRUE;
    add_note(l, &note);
}

static void take_file(lister *l, const tl_scan_file *file)
{
    if (file->note == TL_VOLUME_NONE) {
        take_other(l, l->folder->names->str + file->name);
        return;
    }
    tl_standing_note note = {.path = tl_volume_note_path(l->group->volume, file->note),
                             .index = file->note};
    note.group = file->is_plain ? l->group_number : TL_VOLUME_NONE;
    if (file->is_plain && !file->is_same)
        compare(l, &note, strrchr(note.path, '/') + 1);
    add_note(l, &note);
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

static void take_folder(tl_standing *standing, const tl_scan_folder *folder, guint32 person)
{
    lister l = {.standing = standing, .folder = folder, .person = person, .fd = -1};
    l.group = find_group(standing, folder->slug, &l.group_number);
    for (const tl_scan_folder *part = folder; part; part = part->rest)
        for (guint i = 0; part->files && i < part->files->len; i++)
            take_file(&l, &g_array_index(part->files, tl_scan_file, i));
    if (l.group)
        keep_folder(&l);
    if (l.group)
        tl_cache_rest(l.group->group);
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
    const tl_stamp *kept = find_stamp(group, folder->path);
    folder->group = group->group;
    folder->volume = group->volume;
    folder->stamps = group->stamps;
    folder->kept = group->kept;
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
    if (left->person != right->person)
        return left->person < right->person ? -1 : 1;
    if (left->day != right->day)
        return left->day < right->day ? -1 : 1;
    if (left->number != right->number)
        return left->number < right->number ? -1 : 1;
    return strcmp(left->path, right->path);
}

static void look_at_folders(const tl_standing *standing, const GPtrArray *folders,
                            const tl_cache_group *group)
{
    for (guint i = 0; i < folders->len; i++) {
        tl_scan_folder *folder = g_ptr_array_index(folders, i);
        gboolean is_of_group = g_hash_table_contains(standing->group_of, folder->slug);
        if (group ? !tl_cache_group_has(group, folder->slug) : is_of_group)
            continue;
        prepare_folder(standing, folder);
        tl_scan_look(standing->scan, folder);
    }
}

/* Each folder is looked at as soon as it is known what to expect there. */
static gboolean open_groups(tl_standing *standing, GError **error)
{
    const GPtrArray *folders = tl_scan_folders(standing->scan);
    const char *slug = standing->slug;
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
        look_at_folders(standing, folders, group);
    }
    look_at_folders(standing, folders, NULL);
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

static guint count_files(const GPtrArray *folders)
{
    guint count = 0;
    for (guint i = 0; i < folders->len; i++)
        for (const tl_scan_folder *part = g_ptr_array_index(folders, i); part; part = part->rest)
            count += part->files ? part->files->len : 0;
    return count;
}

/* They are by slug, as the notes are to be. */
static void take_folders(tl_standing *standing, const GPtrArray *folders)
{
    guint32 person = 0;
    const char *slug = NULL;
    standing->notes =
        g_array_sized_new(FALSE, FALSE, sizeof(tl_standing_note), count_files(folders));
    g_array_set_clear_func(standing->notes, clear_note);
    for (guint i = 0; i < folders->len; i++) {
        const tl_scan_folder *folder = g_ptr_array_index(folders, i);
        person += slug && strcmp(slug, folder->slug) != 0 ? 1 : 0;
        slug = folder->slug;
        take_folder(standing, folder, person);
    }
}

static gboolean look(tl_standing *standing, GError **error)
{
    standing->scan = tl_scan_start(standing->root, standing->slug, error);
    if (!standing->scan || !open_groups(standing, error))
        return FALSE;
    const GPtrArray *folders = tl_scan_finish(standing->scan, error);
    if (!folders)
        return FALSE;
    take_folders(standing, folders);
    g_clear_pointer(&standing->scan, tl_scan_free);
    sort_notes(standing->notes);
    keep_stamps(standing);
    return TRUE;
}

tl_standing *tl_standing_open(tl_cache *cache, int root, const char *slug, GError **error)
{
    g_autoptr(tl_standing) standing = g_new0(tl_standing, 1);
    standing->cache = cache;
    standing->root = root;
    standing->slug = g_strdup(slug);
    standing->groups = g_array_new(FALSE, FALSE, sizeof(tl_standing_group));
    standing->group_of = g_hash_table_new(g_str_hash, g_str_equal);
    standing->strings = g_string_chunk_new(4096);
    g_array_set_clear_func(standing->groups, clear_group);
    return look(standing, error) ? g_steal_pointer(&standing) : NULL;
}
