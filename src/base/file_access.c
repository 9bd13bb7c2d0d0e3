#include "file_internal.h"

#include <unistd.h>

#ifdef __linux__
#include <sys/xattr.h>

#define ACL "system.posix_acl_access"

/* With an access list, the mode's group bits are its mask: alone they would open the file. */
static gboolean copy_list(int from, int to)
{
    char list[4096];
    gssize length = TL_FILE_RETRY(fgetxattr(from, ACL, list, sizeof list));
    if (length > 0)
        return TL_FILE_RETRY(fsetxattr(to, ACL, list, (gsize)length, 0)) == 0;
    if (length < 0 && errno != ENODATA && errno != ENOTSUP)
        return FALSE;
    return TL_FILE_RETRY(fremovexattr(to, ACL)) == 0 || errno == ENODATA || errno == ENOTSUP;
}
#else
static gboolean copy_list(int from, int to)
{
    (void)from, (void)to;
    return TRUE;
}
#endif

static gboolean copy_owner(const struct stat *old, int to)
{
    struct stat made;
    if (TL_FILE_RETRY(fstat(to, &made)) < 0)
        return FALSE;
    return (made.st_uid == old->st_uid && made.st_gid == old->st_gid) ||
           TL_FILE_RETRY(fchown(to, old->st_uid, old->st_gid)) == 0;
}

gboolean tl_file_copy_access(int from, const struct stat *old, int to)
{
    gboolean kept = copy_owner(old, to) && copy_list(from, to);
    return TL_FILE_RETRY(fchmod(to, old->st_mode & (kept ? 0777 : 0700))) == 0;
}
