#include "file_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(SYS_openat2) && __has_include(<linux/openat2.h>)
#include <linux/openat2.h>
#define HAS_OPENAT2 1
#else
#define HAS_OPENAT2 0
#endif

#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

void tl_file_close(int fd)
{
    int saved = errno;
    if (fd >= 0)
        close(fd);
    errno = saved;
}

gboolean tl_file_fail(GError **error, const char *format, const char *path)
{
    int saved = errno;
    g_autofree char *quoted = tl_text_quote(path);
    errno = saved;
    return tl_error_set_errno(error, format, quoted);
}

int tl_file_open_root(const char *path, GError **error)
{
    int root = TL_FILE_RETRY(open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (root < 0)
        tl_file_fail(error, _("cannot open the folder %s"), path);
    return root;
}

/* "", "." and ".." are the beginnings of the last. */
static gboolean is_safe_component(const char *name, gsize length)
{
    if (length <= 2 && memcmp(name, "..", length) == 0)
        return FALSE;
    return length != 4 || g_ascii_strncasecmp(name, ".git", 4) != 0;
}

gboolean tl_file_is_safe(const char *path)
{
    for (;;) {
        gsize length = strcspn(path, "/");
        if (!is_safe_component(path, length))
            return FALSE;
        if (path[length] == '\0')
            return TRUE;
        path += length + 1;
    }
}

gboolean tl_file_check(const char *path, GError **error)
{
    if (tl_file_is_safe(path))
        return TRUE;
    g_autofree char *quoted = tl_text_quote(path);
    return tl_error_set(error, TL_EXIT_REFUSED,
                        _("cannot use the path %s: it must lead down from the root, and not "
                          "through '.git'"),
                        quoted);
}

static gboolean is_hasty;

void tl_file_set_durable(gboolean durable)
{
    is_hasty = !durable;
}

gboolean tl_file_flush(int fd)
{
    return is_hasty || TL_FILE_RETRY(fsync(fd)) == 0;
}

gboolean tl_file_flush_folder(int fd)
{
    return tl_file_flush(fd) || errno == EINVAL || errno == ENOTSUP || errno == ENOSYS;
}

/* The umask may have taken bits away, and a folder's group may have added some. */
static gboolean make_private(int folder)
{
    struct stat status;
    if (TL_FILE_RETRY(fstat(folder, &status)) < 0)
        return FALSE;
    if ((status.st_mode & 07777) == 0700)
        return TRUE;
    return TL_FILE_RETRY(fchmod(folder, 0700)) == 0 && tl_file_flush_folder(folder);
}

static int make_folder(int parent, const char *name)
{
    gboolean made = TL_FILE_RETRY(mkdirat(parent, name, 0700)) == 0;
    if (!made && errno != EEXIST)
        return -1;
    int folder = TL_FILE_RETRY(openat(parent, name, FOLDER_FLAGS));
    if (folder < 0 || !made)
        return folder;
    if (make_private(folder) && tl_file_flush_folder(parent))
        return folder;
    tl_file_close(folder);
    return -1;
}

#if HAS_OPENAT2
int tl_file_open_below(int root, const char *path, int flags)
{
    struct open_how how = {.flags = (unsigned)flags,
                           .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};
    return (int)TL_FILE_RETRY(syscall(SYS_openat2, root, path, &how, sizeof how));
}
#else
int tl_file_open_below(int root, const char *path, int flags)
{
    (void)root, (void)path, (void)flags;
    errno = ENOSYS;
    return -1;
}
#endif

/* openat() says ENOTDIR of a link too, where O_DIRECTORY is set. */
static void tell_link_from_file(int parent, const char *name)
{
    struct stat status;
    gboolean is_link = TL_FILE_RETRY(fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW)) == 0 &&
                       S_ISLNK(status.st_mode);
    errno = is_link ? ELOOP : ENOTDIR;
}

static int step(int parent, const char *name, gboolean make)
{
    int folder = TL_FILE_RETRY(openat(parent, name, FOLDER_FLAGS));
    if (folder < 0 && errno == ENOENT && make)
        folder = make_folder(parent, name);
    if (folder < 0 && errno == ENOTDIR)
        tell_link_from_file(parent, name);
    return folder;
}

static int walk_by_steps(int root, const char *path, gboolean make, gsize *reached)
{
    g_auto(GStrv) names = g_strsplit(path, "/", -1);
    int folder = TL_FILE_RETRY(openat(root, ".", FOLDER_FLAGS));
    gsize length = 0;
    for (gsize i = 0; names[i] && folder >= 0; i++) {
        int next = step(folder, names[i], make);
        tl_file_close(folder);
        folder = next;
        length += strlen(names[i]) + (i > 0);
    }
    if (reached)
        *reached = length;
    return folder;
}

int tl_file_walk(int root, const char *path, gboolean make, gsize *reached)
{
    int folder = tl_file_open_below(root, *path ? path : ".", FOLDER_FLAGS);
    return folder >= 0 ? folder : walk_by_steps(root, path, make, reached);
}

gboolean tl_file_walk_error(GError **error, const char *path, gsize reached)
{
    if (errno != ELOOP && errno != ENOTDIR)
        return tl_file_fail(error, _("cannot open %s"), path);
    const char *format = errno == ELOOP ? _("cannot open %s: %s is a symbolic link")
                                        : _("cannot open %s: %s is no folder");
    g_autofree char *prefix = g_strndup(path, reached);
    g_autofree char *obstacle = tl_text_quote(prefix);
    g_autofree char *quoted = tl_text_quote(path);
    return tl_error_set(error, TL_EXIT_REFUSED, format, quoted, obstacle);
}

gboolean tl_file_place_open(tl_file_place *place, int root, const char *path, gboolean make,
                            GError **error)
{
    const char *slash = strrchr(path, '/');
    *place = (tl_file_place){-1, path, slash ? slash + 1 : path};
    if (!tl_file_check(path, error))
        return FALSE;
    g_autofree char *folder = g_strndup(path, slash ? (gsize)(slash - path) : 0);
    gsize reached;
    place->folder = tl_file_walk(root, folder, make, &reached);
    return place->folder >= 0 || tl_file_walk_error(error, path, reached);
}

void tl_file_place_clear(tl_file_place *place)
{
    tl_file_close(place->folder);
    place->folder = -1;
}

gboolean tl_file_make_folder(int root, const char *path, GError **error)
{
    if (*path && !tl_file_check(path, error))
        return FALSE;
    gsize reached;
    g_auto(tl_file_fd) folder = tl_file_walk(root, path, TRUE, &reached);
    return folder >= 0 || tl_file_walk_error(error, path, reached);
}
