#include "git_internal.h"

static _Thread_local gboolean is_at_file;

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

int tl_index_write_file(git_index *handle)
{
    is_at_file = TRUE;
    int code = git_index_write(handle);
    is_at_file = FALSE;
    return code;
}
