#include "standing_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Bytes that are worth being let go of. */
#define LARGE ((gsize)64 * 1024)
/* Notes of a folder of which another thread had better take the half. */
#define MANY 48
/* Notes that take longer to look at than a thread takes to start. */
#define ENOUGH 1024

struct tl_scan {
    int root;
    const char *slug;
    GPtrArray *folders; /* tl_scan_folder */
    GArray *parents;    /* int: the open folders that those are in */
    GAsyncQueue *given; /* tl_scan_folder to look at, borrowed; the scan itself: no more come */
    gsize expected;     /* notes in what was given */
    gboolean is_shared; /* by two threads */
    GThread *helper;    /* NULL: there is none, or no more */
};

static void free_folder(gpointer data)
{
    tl_scan_folder *folder = data;
    if (!folder)
        return;
    free_folder(folder->rest);
    if (folder->fd >= 0)
        close(folder->fd);
    g_clear_pointer(&folder->files, g_array_unref);
    g_string_free(folder->names, TRUE);
    g_free(folder->path);
    g_free(folder);
}

static void close_parent(gpointer fd)
{
    close(*(int *)fd);
}

static gboolean may_be_note(const struct dirent *entry)
{
    gsize length = strlen(entry->d_name);
    return length > 3 && entry->d_name[0] != '.' && entry->d_type != DT_DIR &&
           strcmp(entry->d_name + length - 3, ".md") == 0;
}

/* -- what the volume has ---------------------------------------------------------------- */

static void find_notes(tl_scan_folder *folder)
{
    g_autofree char *first = g_strconcat(folder->path, "/", NULL);
    g_autofree char *behind = g_strconcat(folder->path, "0", NULL); /* '0' follows '/' */
    guint32 count = tl_volume_notes(folder->volume);
    folder->low = tl_volume_find_note(folder->volume, 0, count, first);
    folder->high = tl_volume_find_note(folder->volume, folder->low, count, behind);
}

/* Where the volume has the file; NONE: nowhere. */
static guint32 find_file(const tl_scan_folder *folder, const char *name)
{
    char path[3 * (TL_SLUG_MAX + 2)];
    if (!folder->volume ||
        g_snprintf(path, sizeof(path), "%s/%s", folder->path, name) >= (gint)sizeof(path))
        return TL_VOLUME_NONE;
    guint32 found = tl_volume_find_note(folder->volume, folder->low, folder->high, path);
    gboolean is_there =
        found < folder->high && strcmp(tl_volume_note_path(folder->volume, found), path) == 0;
    return is_there ? found : TL_VOLUME_NONE;
}

/* -- the files ------------------------------------------------------------------------------ */

static void add_file(tl_scan_folder *folder, tl_scan_file file, const struct stat *status)
{
    file.is_plain = S_ISREG(status->st_mode) && status->st_nlink <= 1;
    file.is_same = file.is_plain && file.note != TL_VOLUME_NONE &&
                   tl_stamp_is_of(&folder->stamps[file.note], status);
    g_array_append_val(folder->files, file);
}

static void take_file(tl_scan_folder *folder, int fd, const char *name)
{
    struct stat status;
    tl_scan_file file = {.name = (guint32)folder->names->len, .note = find_file(folder, name)};
    if (fstatat(fd, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
        memset(&status, 0, sizeof(status));
    g_string_append_len(folder->names, name, (gssize)strlen(name) + 1);
    add_file(folder, file, &status);
}

static void begin_files(tl_scan_folder *folder, guint expected)
{
    folder->files = g_array_sized_new(FALSE, FALSE, sizeof(tl_scan_file), expected);
}

/* Those of the volume from one to behind another. Takes fd over. */
static void look_up(tl_scan_folder *folder, int fd, guint32 low, guint32 high)
{
    begin_files(folder, high - low);
    for (guint32 i = low; i < high; i++) {
        struct stat status;
        const char *name = strrchr(tl_volume_note_path(folder->volume, i), '/');
        gboolean is_seen = name && fstatat(fd, name + 1, &status, AT_SYMLINK_NOFOLLOW) == 0;
        if (!name || (!is_seen && errno == ENOENT) || (is_seen && S_ISDIR(status.st_mode)))
            continue;
        if (!is_seen)
            memset(&status, 0, sizeof(status));
        add_file(folder, (tl_scan_file){.note = i}, &status);
    }
    close(fd);
}

static tl_scan_folder *new_folder(const char *path, int parent)
{
    tl_scan_folder *folder = g_new0(tl_scan_folder, 1);
    folder->path = g_strdup(path);
    folder->slug = strchr(folder->path, '/') + 1;
    folder->parent = parent;
    folder->fd = -1;
    folder->names = g_string_new(NULL);
    return folder;
}

/* Leaves the notes from low on to whoever comes. */
static gboolean leave_rest(tl_scan *scan, tl_scan_folder *folder, int fd, guint32 low)
{
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (copy < 0)
        return FALSE;
    tl_scan_folder *rest = folder->rest = new_folder(folder->path, folder->parent);
    rest->fd = copy;
    rest->group = folder->group;
    rest->volume = folder->volume;
    rest->stamps = folder->stamps;
    rest->kept = folder->kept;
    rest->low = low;
    rest->high = folder->high;
    g_async_queue_push_front(scan->given, rest);
    return TRUE;
}

/* The names are as they were: none but the volume's can be there. Takes fd over. */
static void look_at_known(tl_scan *scan, tl_scan_folder *folder, int fd)
{
    guint32 count = folder->high - folder->low, middle = folder->low + count / 2;
    gboolean is_left = scan->is_shared && count >= MANY && leave_rest(scan, folder, fd, middle);
    folder->is_as_known = TRUE;
    look_up(folder, fd, folder->low, is_left ? middle : folder->high);
}

/* 0, or what stood in the way. Takes fd over. */
static int list(tl_scan_folder *folder, int fd)
{
    DIR *stream = fdopendir(fd);
    if (!stream) {
        int reason = errno;
        close(fd);
        return reason;
    }
    begin_files(folder, folder->high - folder->low);
    const struct dirent *entry;
    errno = 0;
    while ((entry = readdir(stream))) {
        if (may_be_note(entry))
            take_file(folder, fd, entry->d_name);
        errno = 0;
    }
    int reason = errno;
    closedir(stream);
    return reason;
}

static void look_at_files(tl_scan *scan, tl_scan_folder *folder)
{
    struct stat status;
    gint64 now = tl_stamp_now();
    int fd = openat(folder->parent, folder->slug, TL_SCAN_FOLDER_FLAGS);
    if (fd < 0 || fstat(fd, &status) < 0) {
        int reason = errno;
        if (fd >= 0)
            close(fd);
        folder->reason = reason == ELOOP || reason == ENOTDIR || reason == ENOENT ? 0 : reason;
        return;
    }
    folder->stamp = tl_stamp_take(tl_stamp_folder(folder->path), &status, now);
    if (folder->volume)
        find_notes(folder);
    if (folder->volume && tl_stamp_is_of(&folder->known, &status))
        look_at_known(scan, folder, fd);
    else
        folder->reason = list(folder, fd);
}

/* What was read for it may be another's memory then. */
static void look(tl_scan *scan, tl_scan_folder *folder)
{
    if (folder->fd < 0)
        look_at_files(scan, folder);
    else
        look_up(folder, folder->fd, folder->low, folder->high);
    folder->fd = -1;
    if (folder->group)
        tl_cache_rest(folder->group);
    if (folder->kept && g_bytes_get_size(folder->kept) >= LARGE)
        tl_cache_folder_forget(folder->kept);
}

/* Takes folders on until no more come. */
static gpointer work(gpointer data)
{
    tl_scan *scan = data;
    gpointer given;
    while ((given = g_async_queue_pop(scan->given)) != scan)
        look(scan, given);
    g_async_queue_push(scan->given, scan);
    return NULL;
}

static void join(tl_scan *scan)
{
    if (scan->helper)
        g_thread_join(g_steal_pointer(&scan->helper));
}

void tl_scan_free(tl_scan *scan)
{
    if (!scan)
        return;
    if (scan->helper)
        g_async_queue_push_front(scan->given, scan);
    join(scan);
    g_async_queue_unref(scan->given);
    g_ptr_array_unref(scan->folders);
    g_array_unref(scan->parents);
    g_free(scan);
}

static gboolean fail_list(const char *path, int reason, GError **error)
{
    g_autofree char *quoted = tl_text_quote(path);
    errno = reason;
    return tl_error_set_errno(error, _("cannot list %s"), quoted);
}

static gboolean add_relationship(tl_scan *scan, const char *relationship, GError **error)
{
    g_autoptr(GPtrArray) slugs = tl_standing_folders(scan->root, relationship, error);
    if (!slugs)
        return FALSE;
    int parent = openat(scan->root, relationship, TL_SCAN_FOLDER_FLAGS);
    if (parent < 0)
        return fail_list(relationship, errno, error);
    g_array_append_val(scan->parents, parent);
    for (guint i = 0; i < slugs->len; i++) {
        const char *name = g_ptr_array_index(slugs, i);
        if (scan->slug && strcmp(scan->slug, name) != 0)
            continue;
        g_autofree char *path = g_strconcat(relationship, "/", name, NULL);
        g_ptr_array_add(scan->folders, new_folder(path, parent));
    }
    return TRUE;
}

static int compare_folders(gconstpointer a, gconstpointer b)
{
    const tl_scan_folder *const *left = a, *const *right = b;
    int order = strcmp((*left)->slug, (*right)->slug);
    return order ? order : strcmp((*left)->path, (*right)->path);
}

tl_scan *tl_scan_start(int root, const char *slug, GError **error)
{
    g_autoptr(GPtrArray) relationships = tl_standing_folders(root, "", error);
    if (!relationships)
        return NULL;
    g_autoptr(tl_scan) scan = g_new0(tl_scan, 1);
    scan->root = root;
    scan->slug = slug;
    scan->folders = g_ptr_array_new_with_free_func(free_folder);
    scan->given = g_async_queue_new();
    scan->parents = g_array_new(FALSE, FALSE, sizeof(int));
    g_array_set_clear_func(scan->parents, close_parent);
    for (guint i = 0; i < relationships->len; i++) {
        const char *relationship = g_ptr_array_index(relationships, i);
        if (strcmp(relationship, "guide") != 0 && !add_relationship(scan, relationship, error))
            return NULL;
    }
    g_ptr_array_sort(scan->folders, compare_folders);
    return g_steal_pointer(&scan);
}

const GPtrArray *tl_scan_folders(const tl_scan *scan)
{
    return scan->folders;
}

void tl_scan_look(tl_scan *scan, tl_scan_folder *folder)
{
    g_async_queue_push(scan->given, folder);
    scan->expected += folder->volume ? tl_volume_notes(folder->volume) : ENOUGH;
    /* One person's notes are looked at sooner than a thread is there. */
    if (scan->is_shared || scan->slug || scan->expected < ENOUGH)
        return;
    scan->is_shared = TRUE;
    scan->helper = g_thread_try_new("scan", work, scan, NULL);
}

const GPtrArray *tl_scan_finish(tl_scan *scan, GError **error)
{
    g_async_queue_push(scan->given, scan);
    work(scan);
    join(scan);
    for (guint i = 0; i < scan->folders->len; i++) {
        const tl_scan_folder *folder = g_ptr_array_index(scan->folders, i);
        if (folder->reason) {
            fail_list(folder->path, folder->reason, error);
            return NULL;
        }
    }
    return scan->folders;
}
