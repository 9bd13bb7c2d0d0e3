#include "cache_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
/* Seconds that a file which nobody seems to need may still be somebody's. */
#define GRACE 600
/* Bytes of a file that are sooner read than mapped, and the mapping taken away again. */
#define SMALL ((gsize)16 * 1024)
/* Bytes of mappings that a short process leaves: of one, and of all. */
#define LEFT_EACH ((gsize)256 * 1024)
#define LEFT (2 * 1024 * 1024)
#define TEMPORARY ".tmp-"
#define VOLUME ".lines"
#define TAIL ".tail"

/* $XDG_CACHE_HOME, else ~/.cache; NULL when neither is a usable name. */
static char *find_base(void)
{
    const char *base = g_getenv("XDG_CACHE_HOME");
    const char *home = g_getenv("HOME");
    if (base && g_path_is_absolute(base))
        return g_strdup(base);
    return home && g_path_is_absolute(home) ? g_build_filename(home, ".cache", NULL) : NULL;
}

/* Nobody else may have put files there, or may read ours. */
static gboolean is_private(int folder)
{
    struct stat status;
    return fstat(folder, &status) == 0 && status.st_uid == geteuid() && (status.st_mode & 022) == 0;
}

static int enter(int parent, const char *name)
{
    int folder = openat(parent, name, FOLDER_FLAGS);
    if (folder < 0 && errno == ENOENT) {
        (void)mkdirat(parent, name, 0700);
        folder = openat(parent, name, FOLDER_FLAGS);
    }
    if (folder >= 0 && !is_private(folder)) {
        close(folder);
        return -1;
    }
    return folder;
}

static char *make_key(const tl_repository *repository)
{
    struct stat common, own;
    if (stat(tl_repository_common_dir(repository), &common) < 0 ||
        stat(tl_repository_git_dir(repository), &own) < 0)
        return NULL;
    g_autofree char *text =
        g_strdup_printf("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT
                        ":%" G_GUINT64_FORMAT ":%u",
                        (guint64)common.st_dev, (guint64)common.st_ino, (guint64)own.st_dev,
                        (guint64)own.st_ino, (unsigned)geteuid());
    g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    return g_strndup(sum, 32);
}

int tl_cache_folder_open(const tl_repository *repository)
{
    g_autofree char *base = find_base();
    g_autofree char *key = base ? make_key(repository) : NULL;
    if (!key)
        return -1;
    int outer = open(base, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (outer < 0 && errno == ENOENT && g_mkdir_with_parents(base, 0700) == 0)
        outer = open(base, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int middle = outer < 0 ? -1 : enter(outer, "tl11");
    int folder = middle < 0 ? -1 : enter(middle, key);
    if (middle >= 0)
        close(middle);
    if (outer >= 0)
        close(outer);
    return folder;
}

gboolean tl_cache_folder_is_writable(int folder)
{
    return folder >= 0 && faccessat(folder, ".", W_OK, AT_EACCESS) == 0;
}

typedef struct {
    void *start;
    gsize length;
} mapping;

/* Bytes of mappings that may be left to the end of the process, yet. */
static gint leavable;

void tl_cache_leave_mappings(void)
{
    g_atomic_int_set(&leavable, LEFT);
}

static gboolean leave(gsize length)
{
    gint left = g_atomic_int_get(&leavable);
    return length <= LEFT_EACH && length <= (gsize)left &&
           g_atomic_int_compare_and_exchange(&leavable, left, left - (gint)length);
}

static void unmap(gpointer data)
{
    mapping *m = data;
    if (!leave(m->length))
        munmap(m->start, m->length);
    g_free(m);
}

static GBytes *map(int fd, gsize length)
{
    void *start = length ? mmap(NULL, length, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
    if (start == MAP_FAILED)
        return NULL;
    mapping *m = g_new(mapping, 1);
    *m = (mapping){start, length};
    return g_bytes_new_with_free_func(start, length, unmap, m);
}

GBytes *tl_cache_read_all(int fd, gsize size)
{
    g_autofree char *bytes = g_malloc(size + 1);
    gsize filled = 0;
    ssize_t got;
    /* Fewer than were asked for: that was the end. */
    do {
        got = read(fd, bytes + filled, size + 1 - filled);
        filled += got > 0 ? (gsize)got : 0;
    } while ((got < 0 && errno == EINTR) || (got > 0 && filled < size));
    if (got < 0 || filled != size)
        return NULL;
    bytes[size] = '\0';
    return g_bytes_new_take(g_steal_pointer(&bytes), size);
}

static GBytes *take(int fd, gsize length)
{
    return length <= SMALL ? tl_cache_read_all(fd, length) : map(fd, length);
}

GBytes *tl_cache_folder_read(int folder, const char *name)
{
    struct stat status;
    int fd = folder < 0 ? -1 : openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    gboolean is_ours = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
                       status.st_uid == geteuid() && status.st_size > 0;
    GBytes *content = is_ours ? take(fd, (gsize)status.st_size) : NULL;
    close(fd);
    return content;
}

void tl_cache_folder_forget(GBytes *mapped)
{
    gsize length;
    gconstpointer start = g_bytes_get_data(mapped, &length);
    if (length > SMALL)
        (void)madvise((gpointer)start, length, MADV_DONTNEED);
}

static gboolean write_all(int fd, const char *bytes, gsize length)
{
    while (length > 0) {
        ssize_t written = write(fd, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return FALSE;
        bytes += written;
        length -= (gsize)written;
    }
    return TRUE;
}

gboolean tl_cache_folder_write(int folder, const char *name, GBytes *content)
{
    static guint count;
    g_autofree char *temporary =
        g_strdup_printf(TEMPORARY "%d-%u-%s", (int)getpid(), count++, name);
    int fd =
        folder < 0 ? -1 : openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return FALSE;
    gsize length;
    const char *bytes = g_bytes_get_data(content, &length);
    /* Not synced: what a power cut leaves fails its checksum, and is made anew. */
    gboolean is_written = write_all(fd, bytes, length);
    is_written = close(fd) == 0 && is_written && renameat(folder, temporary, folder, name) == 0;
    if (!is_written)
        (void)unlinkat(folder, temporary, 0);
    return is_written;
}

static gboolean is_rubbish(int folder, const char *name, GHashTable *kept, time_t now)
{
    struct stat status;
    gboolean is_known = g_str_has_prefix(name, TEMPORARY) || g_str_has_suffix(name, VOLUME) ||
                        g_str_has_suffix(name, TAIL);
    return is_known && !g_hash_table_contains(kept, name) &&
           fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode) &&
           status.st_mtime < now - GRACE;
}

void tl_cache_folder_sweep(int folder, GHashTable *kept)
{
    int copy = openat(folder, ".", FOLDER_FLAGS);
    DIR *stream = copy < 0 ? NULL : fdopendir(copy);
    if (!stream && copy >= 0)
        close(copy);
    if (!stream)
        return;
    time_t now = time(NULL);
    const struct dirent *entry;
    while ((entry = readdir(stream)))
        if (is_rubbish(folder, entry->d_name, kept, now))
            (void)unlinkat(folder, entry->d_name, 0);
    closedir(stream);
}
