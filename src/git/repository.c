#include "tl11/repository.h"

#include "git_internal.h"
#include "tl11/error.h"
#include "tl11/file.h"
#include "tl11/language.h"

#include <stdlib.h>
#include <string.h>

static char *resolve(const char *path)
{
    char *real = realpath(path, NULL);
    char *copy = g_strdup(real);
    free(real);
    return copy;
}

static char *strip_slash(const char *path)
{
    char *copy = g_strdup(path);
    gsize length = strlen(copy);
    while (length > 1 && copy[length - 1] == '/')
        copy[--length] = '\0';
    return copy;
}

static tl_repository *wrap(git_repository *handle, const char *root)
{
    tl_repository *repository = g_new0(tl_repository, 1);
    repository->handle = handle;
    repository->root = g_strdup(root);
    repository->git_dir = strip_slash(git_repository_path(handle));
    repository->common_dir = strip_slash(git_repository_commondir(handle));
    repository->root_fd = -1;
    repository->index.fd = -1;
    repository->notices = g_string_new(NULL);
    return repository;
}

tl_repository *tl_repository_open(const char *root, GError **error)
{
    if (!tl_git_start(error))
        return NULL;
    g_autofree char *real = resolve(root);
    if (!real) {
        tl_git_fail_errno(error, _("cannot open the folder %s"), root);
        return NULL;
    }
    git_repository *handle = NULL;
    int code = git_repository_open_ext(&handle, real, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL);
    if (code < 0) {
        tl_repository_explain(real, code, error);
        return NULL;
    }
    g_autoptr(tl_repository) repository = wrap(handle, real);
    g_autoptr(git_config) config = NULL;
    if (git_repository_config(&config, handle) < 0) {
        tl_libgit2_fail(error, _("cannot read git's config"));
        return NULL;
    }
    if (!tl_config_add_worktree(config, handle, error) ||
        !tl_repository_check_shape(handle, real, error))
        return NULL;
    repository->root_fd = tl_file_open_root(real, error);
    return repository->root_fd < 0 ? NULL : g_steal_pointer(&repository);
}

void tl_repository_close(tl_repository *repository)
{
    if (!repository)
        return;
    tl_index_clear(&repository->index);
    g_clear_pointer(&repository->staged, git_index_free);
    tl_git_close(repository->root_fd);
    g_clear_pointer(&repository->config, git_config_free);
    g_clear_pointer(&repository->sayings, g_hash_table_unref);
    git_repository_free(repository->handle);
    g_string_free(repository->notices, TRUE);
    g_free(repository->branch);
    g_free(repository->common_dir);
    g_free(repository->git_dir);
    g_free(repository->root);
    g_free(repository);
}

const char *tl_repository_root(const tl_repository *repository)
{
    return repository->root;
}

const char *tl_repository_git_dir(const tl_repository *repository)
{
    return repository->git_dir;
}

const char *tl_repository_common_dir(const tl_repository *repository)
{
    return repository->common_dir;
}

int tl_repository_root_fd(const tl_repository *repository)
{
    return repository->root_fd;
}

void tl_repository_notice(tl_repository *repository, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_string_append_vprintf(repository->notices, format, arguments);
    va_end(arguments);
    g_string_append_c(repository->notices, '\n');
}

char *tl_repository_take_notices(tl_repository *repository)
{
    if (repository->notices->len == 0)
        return NULL;
    char *notices = g_string_free(repository->notices, FALSE);
    repository->notices = g_string_new(NULL);
    return notices;
}
