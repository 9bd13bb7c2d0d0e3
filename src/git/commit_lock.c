#include "commit_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

const char *tl_lock_mark(tl_lock_kind kind)
{
    static const char *const marks[TL_LOCKS] = {"held.index", "held.ref", "held.gc"};
    return marks[kind];
}

typedef enum { ONE_FILE, OTHER_FILE, UNKNOWN_FILE } likeness;

/* Whether path is the mark's file; what cannot be told must not be taken for either. */
static likeness compare(const tl_lock *lock, const char *path)
{
    struct stat mark, there;
    if (fstatat(lock->folder, tl_lock_mark(lock->kind), &mark, AT_SYMLINK_NOFOLLOW) < 0)
        return UNKNOWN_FILE;
    if (fstatat(AT_FDCWD, path, &there, AT_SYMLINK_NOFOLLOW) < 0)
        return errno == ENOENT ? OTHER_FILE : UNKNOWN_FILE;
    return mark.st_dev == there.st_dev && mark.st_ino == there.st_ino ? ONE_FILE : OTHER_FILE;
}

/* A mark that is still there may be the proof of a lock that could not be released. */
static gboolean make_mark(const tl_lock *lock, const tl_turn *turn, const char *content,
                          GError **error)
{
    const char *mark = tl_lock_mark(lock->kind);
    if (tl_write_new(FALSE, lock->folder, mark, content, strlen(content)))
        return TRUE;
    if (errno == EEXIST)
        return tl_lock_heal(turn, lock->kind, error) &&
               (tl_write_new(FALSE, lock->folder, mark, content, strlen(content)) ||
                tl_error_set_errno(error, _("cannot prepare a lock of git's")));
    tl_error_set_errno(error, _("cannot prepare a lock of git's"));
    unlinkat(lock->folder, mark, 0);
    return FALSE;
}

static gboolean has_no_links(int reason)
{
    return reason == EPERM || reason == EOPNOTSUPP || reason == ENOSYS || reason == EXDEV ||
           reason == EMLINK;
}

/* 0, or what stood in the way; over a network the answer may be lost, not the link. */
static int link_mark(const tl_lock *lock, const char *path)
{
    if (linkat(lock->folder, tl_lock_mark(lock->kind), AT_FDCWD, path, 0) == 0)
        return 0;
    int reason = errno;
    return compare(lock, path) == ONE_FILE ? 0 : reason;
}

static tl_lock_result give_up(const tl_lock *lock, const char *path, int reason, GError **error)
{
    if (compare(lock, path) == OTHER_FILE)
        unlinkat(lock->folder, tl_lock_mark(lock->kind), 0);
    if (reason == EEXIST)
        return TL_LOCK_BUSY;
    if (has_no_links(reason))
        return TL_LOCK_UNSUPPORTED;
    errno = reason;
    tl_git_fail_errno(error, _("cannot take the lock %s"), path);
    return TL_LOCK_FAILED;
}

tl_lock_result tl_lock_take(tl_lock *lock, const tl_turn *turn, tl_lock_kind kind, const char *path,
                            const char *content, gint64 until, GError **error)
{
    *lock = (tl_lock){.folder = turn->folder, .kind = kind};
    if (!make_mark(lock, turn, content, error))
        return TL_LOCK_FAILED;
    int reason = link_mark(lock, path);
    while ((reason == EEXIST || reason == EINTR) && tl_turn_wait(until))
        reason = link_mark(lock, path);
    if (reason != 0)
        return give_up(lock, path, reason, error);
    lock->path = g_strdup(path);
    return TL_LOCK_TAKEN;
}

gboolean tl_lock_is_held(const tl_lock *lock)
{
    return lock->path && compare(lock, lock->path) == ONE_FILE;
}

/* The lock first, its proof last; a lock that stays keeps its proof, for the next to heal. */
void tl_lock_clear(tl_lock *lock)
{
    if (!lock->path)
        return;
    likeness found = compare(lock, lock->path);
    gboolean is_free = found == OTHER_FILE || (found == ONE_FILE && unlink(lock->path) == 0);
    if (is_free)
        unlinkat(lock->folder, tl_lock_mark(lock->kind), 0);
    g_clear_pointer(&lock->path, g_free);
}
