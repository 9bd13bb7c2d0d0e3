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

static gboolean make_mark(const tl_lock *lock, const char *content)
{
    const char *mark = tl_lock_mark(lock->kind);
    if (unlinkat(lock->folder, mark, 0) < 0 && errno != ENOENT)
        return FALSE;
    return tl_write_new(FALSE, lock->folder, mark, content, strlen(content));
}

static gboolean are_one(const tl_lock *lock, const char *path)
{
    struct stat mark, there;
    return fstatat(lock->folder, tl_lock_mark(lock->kind), &mark, AT_SYMLINK_NOFOLLOW) == 0 &&
           fstatat(AT_FDCWD, path, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
           mark.st_dev == there.st_dev && mark.st_ino == there.st_ino;
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
    return are_one(lock, path) ? 0 : reason;
}

static tl_lock_result give_up(const tl_lock *lock, const char *path, int reason, GError **error)
{
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
    if (!make_mark(lock, content)) {
        tl_git_fail_errno(error, _("cannot prepare the lock %s"), path);
        return TL_LOCK_FAILED;
    }
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
    return lock->path && are_one(lock, lock->path);
}

void tl_lock_clear(tl_lock *lock)
{
    if (!lock->path)
        return;
    if (are_one(lock, lock->path))
        unlink(lock->path);
    unlinkat(lock->folder, tl_lock_mark(lock->kind), 0);
    g_clear_pointer(&lock->path, g_free);
}
