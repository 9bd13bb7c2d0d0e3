#include "commit_internal.h"

#include <fcntl.h>
#include <unistd.h>

/* File systems that know no fsync of a folder are fine. */
static gboolean is_unknown_there(void)
{
    return errno == EINVAL || errno == ENOTSUP || errno == ENOSYS;
}

gboolean tl_sync_fd(gboolean durable, int fd)
{
    struct stat status;
    if (!durable || TL_GIT_RETRY(fsync(fd)) == 0)
        return TRUE;
    gboolean unknown = is_unknown_there();
    int saved = errno;
    gboolean is_folder = fstat(fd, &status) == 0 && S_ISDIR(status.st_mode);
    errno = saved;
    return unknown && is_folder;
}

gboolean tl_sync_path(gboolean durable, const char *path)
{
    if (!durable)
        return TRUE;
    g_auto(tl_git_fd) fd = TL_GIT_RETRY(open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    return fd >= 0 && tl_sync_fd(durable, fd);
}

static gboolean write_all(int fd, const char *text, gsize length)
{
    while (length > 0) {
        gssize written = TL_GIT_RETRY(write(fd, text, length));
        if (written == 0)
            errno = EIO;
        if (written <= 0)
            return FALSE;
        text += written;
        length -= (gsize)written;
    }
    return TRUE;
}

gboolean tl_write_new(gboolean durable, int folder, const char *name, const char *text,
                      gsize length)
{
    tl_git_fd fd = TL_GIT_RETRY(
        openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (fd < 0)
        return FALSE;
    gboolean done = write_all(fd, text, length) && tl_sync_fd(durable, fd);
    if (done)
        return close(fd) == 0;
    tl_git_close(fd);
    return FALSE;
}
