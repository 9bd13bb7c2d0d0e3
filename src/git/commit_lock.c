#include "commit_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

typedef enum { ONE_FILE, OTHER_FILE, UNKNOWN_FILE } likeness;

/* Whether path is the turn's file; what cannot be told must not be taken for either. */
static likeness compare(int turn, const char *path)
{
    struct stat mark, there;
    if (fstat(turn, &mark) < 0)
        return UNKNOWN_FILE;
    if (fstatat(AT_FDCWD, path, &there, AT_SYMLINK_NOFOLLOW) < 0)
        return errno == ENOENT ? OTHER_FILE : UNKNOWN_FILE;
    return mark.st_dev == there.st_dev && mark.st_ino == there.st_ino ? ONE_FILE : OTHER_FILE;
}

static gboolean has_no_links(int reason)
{
    return reason == EPERM || reason == EOPNOTSUPP || reason == ENOSYS || reason == EXDEV ||
           reason == EMLINK;
}

/* 0, or what stood in the way; over a network the answer may be lost, not the link. */
static int link_turn(const tl_turn *turn, const char *path)
{
    if (linkat(turn->folder, TL_TURN_FILE, AT_FDCWD, path, 0) == 0)
        return 0;
    int reason = errno;
    return compare(turn->lock, path) == ONE_FILE ? 0 : reason;
}

static tl_lock_result give_up(const char *path, int reason, GError **error)
{
    if (reason == EEXIST)
        return TL_LOCK_BUSY;
    if (has_no_links(reason))
        return TL_LOCK_UNSUPPORTED;
    errno = reason;
    tl_git_fail_errno(error, _("cannot take the lock %s"), path);
    return TL_LOCK_FAILED;
}

tl_lock_result tl_lock_take(tl_lock *lock, const tl_turn *turn, const char *path, gint64 until,
                            GError **error)
{
    *lock = (tl_lock){.turn = turn->lock};
    int reason = link_turn(turn, path);
    while ((reason == EEXIST || reason == EINTR) && tl_turn_wait(until))
        reason = link_turn(turn, path);
    if (reason != 0)
        return give_up(path, reason, error);
    lock->path = g_strdup(path);
    return TL_LOCK_TAKEN;
}

gboolean tl_lock_is_held(const tl_lock *lock)
{
    return lock->path && compare(lock->turn, lock->path) == ONE_FILE;
}

void tl_lock_clear(tl_lock *lock)
{
    if (tl_lock_is_held(lock))
        unlink(lock->path);
    g_clear_pointer(&lock->path, g_free);
}
