#include "standing_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct tl_scan {
    int root;
    GPtrArray *folders; /* tl_scan_folder */
    GArray *parents;    /* int: the open folders that those are in */
    gint next;          /* the first folder that nobody has taken on yet */
    GThread *helper;    /* NULL: there is none, or no more */
};

static void free_folder(gpointer data)
{
    tl_scan_folder *folder = data;
    g_array_unref(folder->files);
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

static void take_file(tl_scan_folder *folder, int fd, const char *name)
{
    struct stat status;
    tl_scan_file file = {.name = folder->names->len};
    if (fstatat(fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode) &&
        status.st_nlink <= 1)
        file.stamp = tl_stamp_of(1, &status);
    g_string_append_len(folder->names, name, (gssize)strlen(name) + 1);
    g_array_append_val(folder->files, file);
}

/* 0, or what stood in the way. */
static int list(tl_scan_folder *folder)
{
    int fd = openat(folder->parent, folder->slug, TL_SCAN_FOLDER_FLAGS);
    DIR *stream = fd < 0 ? NULL : fdopendir(fd);
    if (!stream) {
        int reason = errno;
        if (fd >= 0)
            close(fd);
        return reason == ELOOP || reason == ENOTDIR || reason == ENOENT ? 0 : reason;
    }
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

/* Takes folders on until none is left. */
static gpointer work(gpointer data)
{
    tl_scan *scan = data;
    for (;;) {
        guint i = (guint)g_atomic_int_add(&scan->next, 1);
        if (i >= scan->folders->len)
            return NULL;
        tl_scan_folder *folder = g_ptr_array_index(scan->folders, i);
        folder->reason = list(folder);
    }
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
    g_atomic_int_set(&scan->next, (gint)scan->folders->len);
    join(scan);
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

static gboolean add_relationship(tl_scan *scan, const char *relationship, const char *slug,
                                 GError **error)
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
        if (slug && strcmp(slug, name) != 0)
            continue;
        tl_scan_folder *folder = g_new0(tl_scan_folder, 1);
        folder->path = g_strconcat(relationship, "/", name, NULL);
        folder->slug = strchr(folder->path, '/') + 1;
        folder->parent = parent;
        folder->files = g_array_new(FALSE, FALSE, sizeof(tl_scan_file));
        folder->names = g_string_new(NULL);
        g_ptr_array_add(scan->folders, folder);
    }
    return TRUE;
}

tl_scan *tl_scan_start(int root, const char *slug, GError **error)
{
    g_autoptr(GPtrArray) relationships = tl_standing_folders(root, "", error);
    if (!relationships)
        return NULL;
    g_autoptr(tl_scan) scan = g_new0(tl_scan, 1);
    scan->root = root;
    scan->folders = g_ptr_array_new_with_free_func(free_folder);
    scan->parents = g_array_new(FALSE, FALSE, sizeof(int));
    g_array_set_clear_func(scan->parents, close_parent);
    for (guint i = 0; i < relationships->len; i++) {
        const char *relationship = g_ptr_array_index(relationships, i);
        if (strcmp(relationship, "guide") != 0 &&
            !add_relationship(scan, relationship, slug, error))
            return NULL;
    }
    if (scan->folders->len > 1)
        scan->helper = g_thread_try_new("scan", work, scan, NULL);
    return g_steal_pointer(&scan);
}

const GPtrArray *tl_scan_finish(tl_scan *scan, GError **error)
{
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
