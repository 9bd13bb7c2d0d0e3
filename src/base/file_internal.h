/*
 * What the file modules share: a path taken apart into descriptors, and the
 * temporary file that becomes what is written.
 *
 * Functions that return a descriptor or a gboolean and take no GError tell
 * the reason in errno; three values of it have a meaning of their own here:
 * ELOOP a symbolic link, ENXIO no regular file, EMLINK several hard links.
 */
#ifndef TL11_FILE_INTERNAL_H
#define TL11_FILE_INTERNAL_H

#include "tl11/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

/* A call begun again as long as a signal interrupts it. */
#define TL_FILE_RETRY(call)                                                                        \
    __extension__({                                                                                \
        __typeof__(call) tl_file_result;                                                           \
        do {                                                                                       \
            tl_file_result = (call);                                                               \
        } while (tl_file_result < 0 && errno == EINTR);                                            \
        tl_file_result;                                                                            \
    })

/* Closes fd unless it is negative, and keeps errno. */
void tl_file_close(int fd);

typedef int tl_file_fd;
G_DEFINE_AUTO_CLEANUP_FREE_FUNC(tl_file_fd, tl_file_close, -1)

/* A path below a root: its folder, opened, and the name in it. */
typedef struct {
    int folder;
    const char *path; /* borrowed, for messages */
    const char *name; /* within path */
} tl_file_place;

/* Whether path leads nowhere but down: see file.h. "" is no such path. */
gboolean tl_file_is_safe(const char *path);

/* The same, as an error: TL_EXIT_REFUSED. */
gboolean tl_file_check(const char *path, GError **error);

/*
 * Opens what path, which must be safe, leads to, as the walk below would and in
 * one call where it takes two a component: reading many notes is half of it.
 *
 * Owns: the caller closes the descriptor. -1 on error, or where the system has no
 * such call: the walk then tells why, or succeeds.
 * Source: openat2(2), Linux 5.6.
 */
int tl_file_open_below(int root, const char *path, int flags);

/*
 * Opens the folder path ("" is the root), component by component; a missing
 * one is made when make is set. path must be safe.
 *
 * Owns: the caller closes the descriptor. -1 on error; then *reached, which
 * may be NULL, is the length of path up to the component that stood in the way.
 */
int tl_file_walk(int root, const char *path, gboolean make, gsize *reached);

/* The error for a walk that failed with errno at reached. Returns FALSE. */
gboolean tl_file_walk_error(GError **error, const char *path, gsize reached);

/* Opens the folder that path stands in, made when make is set. */
gboolean tl_file_place_open(tl_file_place *place, int root, const char *path, gboolean make,
                            GError **error);
void tl_file_place_clear(tl_file_place *place);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(tl_file_place, tl_file_place_clear)

/* An error from errno; format holds one %s for the quoted path. Returns FALSE. */
gboolean tl_file_fail(GError **error, const char *format, const char *path);

/* The error for what cannot be opened or read, from errno. Returns FALSE. */
gboolean tl_file_read_error(GError **error, const char *path, gsize max);

/* The entries of the folder fd, which it takes over; NULL on error, see errno. */
DIR *tl_file_stream(int fd);

/* fsync of a file. */
gboolean tl_file_flush(int fd);

/* fsync of a folder; file systems that know no such thing are fine. */
gboolean tl_file_flush_folder(int fd);

/*
 * Opens a regular file with one link for reading. A file that another process
 * replaced meanwhile has no link left and is fine: its bytes are whole.
 *
 * Owns: the caller closes the descriptor. -1 on error, see errno.
 */
int tl_file_open_regular(const tl_file_place *place, struct stat *status);

/*
 * Reads all of fd, whose size status tells.
 *
 * Owns: the caller unrefs the bytes. NULL on error; errno is EFBIG when there
 * are more than max, EBUSY when the size changed meanwhile.
 */
GBytes *tl_file_read_open(int fd, const struct stat *status, gsize max);

/* Bytes of a temporary file's name, the NUL included: ".tl11-XXXXXX.tmp". */
#define TL_FILE_TEMP_SIZE 17

/*
 * A file that is being written. While it stands, it is locked, so that a
 * sweep tells it from one that a killed process left, and signals that would
 * end this process wait, so that none is left by those.
 */
typedef struct {
    int fd;     /* -1: none */
    int folder; /* borrowed */
    char name[TL_FILE_TEMP_SIZE];
    sigset_t mask;
} tl_file_temp;

/* Makes one in folder, 0600. FALSE on error, see errno. */
gboolean tl_file_temp_open(tl_file_temp *temp, int folder);

/* Writes all of content to it. FALSE on error, see errno. */
gboolean tl_file_temp_write(tl_file_temp *temp, GBytes *content);

/*
 * Gives it its name in the same folder, never over anything: errno is EEXIST
 * then. FALSE on error, see errno.
 */
gboolean tl_file_temp_publish(tl_file_temp *temp, const char *name);

/* Removes it, unless its name was given up (name is ""), and lets signals come. */
void tl_file_temp_clear(tl_file_temp *temp);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(tl_file_temp, tl_file_temp_clear)

/*
 * Gives the file to the owner, mode and access list of the file from, whose
 * status is old. What cannot be carried over leaves the owner's bits alone:
 * nobody may read more than before. FALSE on error, see errno.
 */
gboolean tl_file_copy_access(int from, const struct stat *old, int to);

/* Removes the temporary files in folder that no process holds; their number. */
guint tl_file_sweep_open(int folder);

#endif
