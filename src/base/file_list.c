#include "file_internal.h"

#include "tl11/language.h"

#include <string.h>
#include <unistd.h>

void tl_file_entry_free(tl_file_entry *entry)
{
    if (!entry)
        return;
    g_free(entry->name);
    g_free(entry);
}

static tl_file_kind kind_of_mode(mode_t mode)
{
    if (S_ISREG(mode))
        return TL_FILE_REGULAR;
    return S_ISDIR(mode) ? TL_FILE_DIRECTORY : TL_FILE_OTHER;
}

/* What cannot be looked at is there all the same: nobody may take its place. */
static tl_file_kind kind_in(int folder, const char *name)
{
    struct stat status;
    if (TL_FILE_RETRY(fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW)) == 0)
        return kind_of_mode(status.st_mode);
    return errno == ENOENT ? TL_FILE_MISSING : TL_FILE_OTHER;
}

tl_file_kind tl_file_kind_of(int root, const char *path)
{
    if (*path == '\0')
        return TL_FILE_DIRECTORY;
    if (!tl_file_is_safe(path))
        return TL_FILE_OTHER;
    const char *slash = strrchr(path, '/');
    g_autofree char *parent = g_strndup(path, slash ? (gsize)(slash - path) : 0);
    g_auto(tl_file_fd) folder = tl_file_walk(root, parent, FALSE, NULL);
    if (folder < 0)
        return errno == ENOENT || errno == ENOTDIR ? TL_FILE_MISSING : TL_FILE_OTHER;
    return kind_in(folder, slash ? slash + 1 : path);
}

static tl_file_kind kind_of_entry(int folder, const struct dirent *entry)
{
    switch (entry->d_type) {
    case DT_REG:
        return TL_FILE_REGULAR;
    case DT_DIR:
        return TL_FILE_DIRECTORY;
    case DT_UNKNOWN:
        return kind_in(folder, entry->d_name);
    default:
        return TL_FILE_OTHER;
    }
}

static void append_entry(const char *name, tl_file_kind kind, gpointer entries)
{
    tl_file_entry *entry = g_new(tl_file_entry, 1);
    *entry = (tl_file_entry){g_strdup(name), kind};
    g_ptr_array_add(entries, entry);
}

static void visit_entry(DIR *stream, const struct dirent *found, tl_file_visitor visit,
                        gpointer data)
{
    tl_file_kind kind = kind_of_entry(dirfd(stream), found);
    if (kind != TL_FILE_MISSING)
        visit(found->d_name, kind, data);
}

static gboolean visit_entries(DIR *stream, tl_file_visitor visit, gpointer data)
{
    for (;;) {
        errno = 0;
        const struct dirent *found = readdir(stream);
        if (found && *found->d_name != '.')
            visit_entry(stream, found, visit, data);
        else if (!found && errno != EINTR)
            return errno == 0;
    }
}

static gint compare_entries(gconstpointer a, gconstpointer b)
{
    const tl_file_entry *const *first = a;
    const tl_file_entry *const *second = b;
    return strcmp((*first)->name, (*second)->name);
}

DIR *tl_file_stream(int fd)
{
    DIR *stream;
    do {
        stream = fdopendir(fd);
    } while (!stream && errno == EINTR);
    if (!stream)
        tl_file_close(fd);
    return stream;
}

/* Takes folder over. */
static gboolean visit_open(int folder, tl_file_visitor visit, gpointer data)
{
    DIR *stream = tl_file_stream(folder);
    if (!stream)
        return FALSE;
    gboolean read = visit_entries(stream, visit, data);
    int saved = errno;
    closedir(stream);
    errno = saved;
    return read;
}

gboolean tl_file_each(int root, const char *path, tl_file_visitor visit, gpointer data,
                      GError **error)
{
    if (*path && !tl_file_check(path, error))
        return FALSE;
    gsize reached;
    int folder = tl_file_walk(root, path, FALSE, &reached);
    if (folder < 0)
        return errno == ENOENT || tl_file_walk_error(error, path, reached);
    return visit_open(folder, visit, data) ||
           tl_file_fail(error, _("cannot list %s"), *path ? path : ".");
}

GPtrArray *tl_file_list(int root, const char *path, GError **error)
{
    g_autoptr(GPtrArray) entries =
        g_ptr_array_new_with_free_func((GDestroyNotify)tl_file_entry_free);
    if (!tl_file_each(root, path, append_entry, entries, error))
        return NULL;
    g_ptr_array_sort(entries, compare_entries);
    return g_steal_pointer(&entries);
}
