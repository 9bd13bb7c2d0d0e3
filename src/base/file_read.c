#include "file_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <unistd.h>

#define READ_FLAGS (O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

/*
 * Where a file system can neither rename without replacing nor claim a name
 * otherwise, a new file is linked to its name, and a writer killed just then
 * leaves the second name behind.
 */
static gboolean has_one_link(int folder, int fd, struct stat *status)
{
    if (status->st_nlink <= 1)
        return TRUE;
    gboolean healed = tl_file_sweep_open(folder) > 0 && TL_FILE_RETRY(fstat(fd, status)) == 0 &&
                      status->st_nlink <= 1;
    errno = EMLINK;
    return healed;
}

static gboolean is_plain(int folder, int fd, struct stat *status)
{
    if (TL_FILE_RETRY(fstat(fd, status)) < 0)
        return FALSE;
    if (S_ISREG(status->st_mode))
        return has_one_link(folder, fd, status);
    errno = ENXIO;
    return FALSE;
}

int tl_file_open_regular(const tl_file_place *place, struct stat *status)
{
    int fd = TL_FILE_RETRY(openat(place->folder, place->name, READ_FLAGS));
    if (fd < 0 || is_plain(place->folder, fd, status))
        return fd;
    tl_file_close(fd);
    return -1;
}

gboolean tl_file_read_error(GError **error, const char *path, gsize max)
{
    int reason = errno;
    g_autofree char *quoted = tl_text_quote(path);
    g_autofree char *limit = g_format_size_full(max, G_FORMAT_SIZE_IEC_UNITS);
    switch (reason) {
    case ELOOP:
        return tl_error_set(error, TL_EXIT_REFUSED, _("cannot read %s: it is a symbolic link"),
                            quoted);
    case ENXIO:
        return tl_error_set(error, TL_EXIT_REFUSED, _("cannot read %s: it is no regular file"),
                            quoted);
    case EMLINK:
        return tl_error_set(error, TL_EXIT_REFUSED,
                            _("cannot read %s: it has more than one hard link"), quoted);
    case EFBIG:
        return tl_error_set(error, TL_EXIT_FAILED, _("cannot read %s: it is larger than %s"),
                            quoted, limit);
    case EBUSY:
        return tl_error_set(error, TL_EXIT_FAILED, _("cannot read %s: it changed meanwhile"),
                            quoted);
    default:
        errno = reason;
        return tl_error_set_errno(error, _("cannot read %s"), quoted);
    }
}

/* Reads until length bytes or the end; -1 on error. */
static gssize read_up_to(int fd, char *buffer, gsize length)
{
    gsize filled = 0;
    while (filled < length) {
        gssize got = TL_FILE_RETRY(read(fd, buffer + filled, length - filled));
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        filled += (gsize)got;
    }
    return (gssize)filled;
}

GBytes *tl_file_read_open(int fd, const struct stat *status, gsize max)
{
    if ((guint64)status->st_size > max) {
        errno = EFBIG;
        return NULL;
    }
    gsize size = (gsize)status->st_size;
    g_autofree char *buffer = g_malloc(size + 1);
    gssize got = read_up_to(fd, buffer, size + 1);
    if (got < 0)
        return NULL;
    if ((gsize)got != size) {
        errno = EBUSY;
        return NULL;
    }
    buffer[size] = '\0';
    return g_bytes_new_take(g_steal_pointer(&buffer), size);
}

/* What is plain and simple; anything else, errors too, takes the long way. */
static GBytes *read_below(int root, const char *path, gsize max)
{
    struct stat status;
    g_auto(tl_file_fd) fd = tl_file_open_below(root, path, READ_FLAGS);
    gboolean is_simple = fd >= 0 && TL_FILE_RETRY(fstat(fd, &status)) == 0 &&
                         S_ISREG(status.st_mode) && status.st_nlink <= 1;
    return is_simple ? tl_file_read_open(fd, &status, max) : NULL;
}

GBytes *tl_file_read(int root, const char *path, gsize max, GError **error)
{
    GBytes *content = tl_file_is_safe(path) ? read_below(root, path, max) : NULL;
    if (content)
        return content;
    g_auto(tl_file_place) place = {.folder = -1};
    if (!tl_file_place_open(&place, root, path, FALSE, error))
        return NULL;
    struct stat status;
    g_auto(tl_file_fd) fd = tl_file_open_regular(&place, &status);
    content = fd < 0 ? NULL : tl_file_read_open(fd, &status, max);
    if (!content)
        tl_file_read_error(error, path, max);
    return content;
}

gboolean tl_file_sync(int root, const char *path, GError **error)
{
    g_auto(tl_file_place) place = {.folder = -1};
    if (!tl_file_place_open(&place, root, path, FALSE, error))
        return FALSE;
    struct stat status;
    g_auto(tl_file_fd) fd = tl_file_open_regular(&place, &status);
    if (fd < 0)
        return tl_file_read_error(error, path, TL_FILE_MAX);
    return (tl_file_flush(fd) && tl_file_flush_folder(place.folder)) ||
           tl_file_fail(error, _("cannot make %s durable"), path);
}
