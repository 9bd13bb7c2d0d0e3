#include "file_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The errors of file systems (and sandboxes) that do not know the call. */
static gboolean is_unknown_there(void)
{
    return errno == EINVAL || errno == ENOSYS || errno == ENOTSUP || errno == EPERM;
}

static gboolean rename_to_free(int from_folder, const char *from, int to_folder, const char *to)
{
#ifdef RENAME_NOREPLACE
    return TL_FILE_RETRY(renameat2(from_folder, from, to_folder, to, RENAME_NOREPLACE)) == 0;
#else
    (void)from_folder, (void)from, (void)to_folder, (void)to;
    errno = ENOSYS;
    return FALSE;
#endif
}

static gboolean is_folder(int folder, const char *name)
{
    struct stat status;
    return TL_FILE_RETRY(fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW)) == 0 &&
           S_ISDIR(status.st_mode);
}

static gboolean claim(int folder, const char *name, gboolean as_folder)
{
    if (as_folder)
        return TL_FILE_RETRY(mkdirat(folder, name, 0700)) == 0;
    g_auto(tl_file_fd) fd = TL_FILE_RETRY(
        openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    return fd >= 0;
}

/* An empty file or folder claims the name, and is then renamed over. */
static gboolean rename_to_claimed(int from_folder, const char *from, int to_folder, const char *to)
{
    gboolean as_folder = is_folder(from_folder, from);
    if (!claim(to_folder, to, as_folder))
        return FALSE;
    if (TL_FILE_RETRY(renameat(from_folder, from, to_folder, to)) == 0)
        return TRUE;
    int saved = errno;
    (void)TL_FILE_RETRY(unlinkat(to_folder, to, as_folder ? AT_REMOVEDIR : 0));
    errno = saved;
    return FALSE;
}

/* Renames a file or folder, never over anything: errno is EEXIST then. */
static gboolean move_to_free(int from_folder, const char *from, int to_folder, const char *to)
{
    if (rename_to_free(from_folder, from, to_folder, to))
        return TRUE;
    return is_unknown_there() && rename_to_claimed(from_folder, from, to_folder, to);
}

/*
 * A link comes before a claimed name: killed between its two steps, it leaves
 * the whole content, and a second name that a sweep removes.
 */
static gboolean publish(const tl_file_temp *temp, const char *name)
{
    if (rename_to_free(temp->folder, temp->name, temp->folder, name))
        return TRUE;
    if (!is_unknown_there())
        return FALSE;
    if (TL_FILE_RETRY(linkat(temp->folder, temp->name, temp->folder, name, 0)) == 0) {
        (void)TL_FILE_RETRY(unlinkat(temp->folder, temp->name, 0));
        return TRUE;
    }
    return is_unknown_there() && rename_to_claimed(temp->folder, temp->name, temp->folder, name);
}

gboolean tl_file_temp_publish(tl_file_temp *temp, const char *name)
{
    if (!publish(temp, name))
        return FALSE;
    *temp->name = '\0';
    return TRUE;
}

static void set_parent(char *path)
{
    char *slash = strrchr(path, '/');
    *(slash ? slash : path) = '\0';
}

/* A folder that stays is no failure, so nothing is said. */
void tl_file_prune(int root, const char *path)
{
    g_autofree char *folder = g_strdup(path);
    for (set_parent(folder); *folder; set_parent(folder)) {
        g_auto(tl_file_place) place = {.folder = -1};
        if (!tl_file_place_open(&place, root, folder, FALSE, NULL) ||
            TL_FILE_RETRY(unlinkat(place.folder, place.name, AT_REMOVEDIR)) < 0)
            return;
        tl_file_flush_folder(place.folder);
    }
}

/* FALSE with errno ENXIO or ELOOP when it is neither file nor, where wanted, folder. */
static gboolean is_movable(const tl_file_place *place, gboolean may_be_folder)
{
    struct stat status;
    if (TL_FILE_RETRY(fstatat(place->folder, place->name, &status, AT_SYMLINK_NOFOLLOW)) < 0)
        return FALSE;
    if (S_ISREG(status.st_mode) || (may_be_folder && S_ISDIR(status.st_mode)))
        return TRUE;
    errno = S_ISLNK(status.st_mode) ? ELOOP : ENXIO;
    return FALSE;
}

static gboolean refuse_or_fail(GError **error, const char *refusal, const char *failure,
                               const char *path)
{
    if (errno != ELOOP && errno != ENXIO)
        return tl_file_fail(error, failure, path);
    g_autofree char *quoted = tl_text_quote(path);
    return tl_error_set(error, TL_EXIT_REFUSED, refusal, quoted);
}

gboolean tl_file_remove(int root, const char *path, GError **error)
{
    g_auto(tl_file_place) place = {.folder = -1};
    if (!tl_file_place_open(&place, root, path, FALSE, error))
        return FALSE;
    if (!is_movable(&place, FALSE) || TL_FILE_RETRY(unlinkat(place.folder, place.name, 0)) < 0)
        return refuse_or_fail(error, _("cannot remove %s: it is no regular file"),
                              _("cannot remove %s"), path);
    if (!tl_file_flush_folder(place.folder))
        return tl_file_fail(error, _("cannot make the removal of %s durable"), path);
    tl_file_prune(root, path);
    return TRUE;
}

static gboolean move_error(GError **error, const char *from, const char *to)
{
    int reason = errno;
    g_autofree char *quoted_from = tl_text_quote(from);
    g_autofree char *quoted_to = tl_text_quote(to);
    if (reason == EEXIST)
        return tl_error_set(error, TL_EXIT_REFUSED,
                            _("cannot rename %s to %s: there is something of that name"),
                            quoted_from, quoted_to);
    errno = reason;
    return tl_error_set_errno(error, _("cannot rename %s to %s"), quoted_from, quoted_to);
}

gboolean tl_file_rename(int root, const char *from, const char *to, GError **error)
{
    g_auto(tl_file_place) source = {.folder = -1};
    g_auto(tl_file_place) target = {.folder = -1};
    if (!tl_file_place_open(&source, root, from, FALSE, error))
        return FALSE;
    if (!is_movable(&source, TRUE))
        return refuse_or_fail(error, _("cannot rename %s: it is neither a file nor a folder"),
                              _("cannot rename %s"), from);
    if (!tl_file_place_open(&target, root, to, TRUE, error))
        return FALSE;
    if (!move_to_free(source.folder, source.name, target.folder, target.name))
        return move_error(error, from, to);
    if (!tl_file_flush_folder(target.folder) || !tl_file_flush_folder(source.folder))
        return tl_file_fail(error, _("cannot make the new name of %s durable"), from);
    tl_file_prune(root, from);
    return TRUE;
}
