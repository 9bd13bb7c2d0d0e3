#include "git_internal.h"

#include "tl11/hash.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static _Thread_local gboolean is_at_file;

char *tl_index_path(const tl_repository *repository)
{
    return g_build_filename(repository->git_dir, "index", NULL);
}

gboolean tl_index_is_at_file(void)
{
    return is_at_file;
}

int tl_index_open_file(git_index **handle, const char *path)
{
    is_at_file = TRUE;
    int code = git_index_open(handle, path);
    is_at_file = FALSE;
    return code;
}

int tl_index_open_of(git_index **handle, git_repository *repository)
{
    is_at_file = TRUE;
    int code = git_repository_index(handle, repository);
    is_at_file = FALSE;
    return code;
}

int tl_index_write_file(git_index *handle)
{
    is_at_file = TRUE;
    int code = git_index_write(handle);
    is_at_file = FALSE;
    return code;
}

/* Source: git's index.skipHash, which feature.manyFiles sets: noughts in place of the sum. */
static gboolean has_no_sum(const char *path)
{
    static const char none[TL_SHA1_BYTES];
    char sum[TL_SHA1_BYTES];
    struct stat status;
    int fd = TL_GIT_RETRY(open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    gboolean has_none =
        fd >= 0 && fstat(fd, &status) == 0 && status.st_size >= (off_t)sizeof sum &&
        TL_GIT_RETRY(pread(fd, sum, sizeof sum, status.st_size - (off_t)sizeof sum)) ==
            (ssize_t)sizeof sum &&
        memcmp(sum, none, sizeof sum) == 0;
    tl_git_close(fd);
    return has_none;
}

gboolean tl_index_is_foreign(const char *reason, const char *path)
{
    const char *told = strstr(reason, "mandatory extension");
    if (told)
        return strstr(told, "'link'") || strstr(told, "'sdir'");
    return strstr(reason, "checksum") && has_no_sum(path);
}
