#include "file_internal.h"

#include <pthread.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define PREFIX ".tl11-"
#define SUFFIX ".tmp"
#define RANDOM_LETTERS 6
#define ATTEMPTS 64

G_STATIC_ASSERT(sizeof(PREFIX SUFFIX) + RANDOM_LETTERS == TL_FILE_TEMP_SIZE);

static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyz";

static void hold_signals(sigset_t *before)
{
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGHUP);
    sigaddset(&ending, SIGQUIT);
    pthread_sigmask(SIG_BLOCK, &ending, before);
}

static void invent_name(char name[static TL_FILE_TEMP_SIZE])
{
    char middle[RANDOM_LETTERS + 1] = "";
    for (int i = 0; i < RANDOM_LETTERS; i++)
        middle[i] = letters[g_random_int_range(0, (gint32)strlen(letters))];
    g_snprintf(name, TL_FILE_TEMP_SIZE, PREFIX "%s" SUFFIX, middle);
}

/*
 * Whether the file is still there once it is ours: a sweep may have come
 * between its birth and its lock. Where nothing can be locked, nothing is
 * swept either.
 */
static gboolean lock_written(int fd)
{
    struct stat status;
    if (TL_FILE_RETRY(flock(fd, LOCK_EX | LOCK_NB)) < 0 && errno == EWOULDBLOCK)
        return FALSE;
    return TL_FILE_RETRY(fstat(fd, &status)) < 0 || status.st_nlink > 0;
}

static int open_locked(int folder, const char *name)
{
    int fd = TL_FILE_RETRY(
        openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (fd < 0 || lock_written(fd))
        return fd;
    tl_file_close(fd);
    errno = EEXIST;
    return -1;
}

gboolean tl_file_temp_open(tl_file_temp *temp, int folder)
{
    *temp = (tl_file_temp){.fd = -1, .folder = folder};
    hold_signals(&temp->mask);
    for (int i = 0; i < ATTEMPTS && temp->fd < 0; i++) {
        invent_name(temp->name);
        temp->fd = open_locked(folder, temp->name);
        if (temp->fd < 0 && errno != EEXIST)
            break;
    }
    if (temp->fd < 0)
        pthread_sigmask(SIG_SETMASK, &temp->mask, NULL);
    return temp->fd >= 0;
}

gboolean tl_file_temp_write(tl_file_temp *temp, GBytes *content)
{
    gsize length;
    const char *bytes = g_bytes_get_data(content, &length);
    while (length > 0) {
        gssize written = TL_FILE_RETRY(write(temp->fd, bytes, length));
        if (written == 0)
            errno = EIO;
        if (written <= 0)
            return FALSE;
        bytes += written;
        length -= (gsize)written;
    }
    return TRUE;
}

void tl_file_temp_clear(tl_file_temp *temp)
{
    if (temp->fd < 0)
        return;
    int saved = errno;
    if (*temp->name)
        (void)TL_FILE_RETRY(unlinkat(temp->folder, temp->name, 0));
    tl_file_close(temp->fd);
    temp->fd = -1;
    pthread_sigmask(SIG_SETMASK, &temp->mask, NULL);
    errno = saved;
}

static gboolean is_temp_name(const char *name)
{
    return strlen(name) == TL_FILE_TEMP_SIZE - 1 && g_str_has_prefix(name, PREFIX) &&
           g_str_has_suffix(name, SUFFIX) &&
           strspn(name + strlen(PREFIX), letters) == RANDOM_LETTERS;
}

/* A shared lock will do against a writer's, and needs no right to write. */
static gboolean is_abandoned(int fd)
{
    struct stat status;
    return TL_FILE_RETRY(fstat(fd, &status)) == 0 && S_ISREG(status.st_mode) &&
           status.st_uid == geteuid() && TL_FILE_RETRY(flock(fd, LOCK_SH | LOCK_NB)) == 0;
}

static gboolean sweep_one(int folder, const char *name)
{
    g_auto(tl_file_fd) fd = TL_FILE_RETRY(
        openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    return fd >= 0 && is_abandoned(fd) && TL_FILE_RETRY(unlinkat(folder, name, 0)) == 0;
}

guint tl_file_sweep_open(int folder)
{
    int fd = TL_FILE_RETRY(openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    DIR *stream = fd < 0 ? NULL : tl_file_stream(fd);
    if (!stream)
        return 0;
    guint swept = 0;
    for (const struct dirent *found; (found = readdir(stream));)
        if (is_temp_name(found->d_name) && sweep_one(folder, found->d_name))
            swept++;
    closedir(stream);
    return swept;
}

guint tl_file_sweep(int root, const char *folder)
{
    if (*folder && !tl_file_is_safe(folder))
        return 0;
    g_auto(tl_file_fd) fd = tl_file_walk(root, folder, FALSE, NULL);
    return fd < 0 ? 0 : tl_file_sweep_open(fd);
}
