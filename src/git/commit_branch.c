#include "commit_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BRANCHES "refs/heads/"
#define NEW_REF "ref.new"
#define DEPTH_MAX 16

char *tl_branch_path(tl_repository *repository, const char *branch)
{
    return g_build_filename(repository->common_dir, branch, NULL);
}

static gboolean fail_name(const char *branch, const char *other, GError **error)
{
    g_autofree char *quoted = tl_text_quote(branch);
    g_autofree char *blocking = tl_text_quote(other);
    return tl_error_set(error, TL_EXIT_FAILED,
                        _("cannot begin the branch %s: there is a branch %s"), quoted, blocking);
}

/* A branch of one name cannot be beside those in a folder of that name, packed or not. */
static gboolean check_free(tl_repository *repository, const char *branch, GError **error)
{
    for (const char *slash = strchr(branch + strlen(BRANCHES), '/'); slash;
         slash = strchr(slash + 1, '/')) {
        g_autofree char *above = g_strndup(branch, (gsize)(slash - branch));
        g_autoptr(git_reference) found = NULL;
        if (git_reference_lookup(&found, repository->handle, above) == 0)
            return fail_name(branch, above, error);
    }
    g_autofree char *below = g_strconcat(branch, "/*", NULL);
    g_autoptr(git_reference_iterator) all = NULL;
    const char *name;
    if (git_reference_iterator_glob_new(&all, repository->handle, below) == 0 &&
        git_reference_next_name(&name, all) == 0)
        return fail_name(branch, name, error);
    return TRUE;
}

/* git leaves the folders of branches that went, and takes them for free names. */
static void remove_empty(int parent, const char *name, guint depth)
{
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *stream = fd < 0 ? NULL : fdopendir(fd);
    if (!stream) {
        tl_git_close(fd);
        return;
    }
    for (const struct dirent *entry; depth > 0 && (entry = readdir(stream));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            remove_empty(fd, entry->d_name, depth - 1);
    closedir(stream);
    unlinkat(parent, name, AT_REMOVEDIR);
}

/* Makes the folders above path, durably, however many there are. */
static gboolean make_folders(tl_repository *repository, const char *path)
{
    gboolean durable = tl_repository_is_durable(repository);
    gsize known = strlen(repository->common_dir) + 1;
    for (const char *slash = strchr(path + known, '/'); slash; slash = strchr(slash + 1, '/')) {
        g_autofree char *folder = g_strndup(path, (gsize)(slash - path));
        g_autofree char *above = g_path_get_dirname(folder);
        if (mkdir(folder, 0777) == 0 ? !tl_sync_path(durable, above) : errno != EEXIST)
            return FALSE;
    }
    return TRUE;
}

gboolean tl_branch_make_room(tl_repository *repository, const tl_head *head, GError **error)
{
    g_autofree char *path = tl_branch_path(repository, head->branch);
    if (!head->is_born && !check_free(repository, head->branch, error))
        return FALSE;
    remove_empty(AT_FDCWD, path, DEPTH_MAX);
    return make_folders(repository, path) ||
           tl_git_fail_errno(error, _("cannot make the folder of the branch %s"), head->branch);
}

gboolean tl_branch_sync(tl_repository *repository, const tl_head *head, GError **error)
{
    gboolean durable = tl_repository_is_durable(repository);
    g_autofree char *path = tl_branch_path(repository, head->branch);
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *packed = g_build_filename(repository->common_dir, "packed-refs", NULL);
    gboolean is_loose = access(path, F_OK) == 0;
    return (tl_sync_path(durable, is_loose ? path : packed) &&
            tl_sync_path(durable, is_loose ? folder : repository->common_dir) &&
            tl_sync_path(durable, repository->git_dir)) ||
           tl_git_fail_errno(error, _("cannot make the branch %s durable"), head->branch);
}

gboolean tl_branch_publish(const tl_turn *turn, const tl_head *head, const git_oid *commit,
                           gboolean *published, GError **error)
{
    gboolean durable = tl_repository_is_durable(turn->repository);
    g_autofree char *path = tl_branch_path(turn->repository, head->branch);
    g_autofree char *folder = g_path_get_dirname(path);
    char line[TL_OBJECT_NAME_SIZE + 1];
    git_oid_tostr(line, TL_OBJECT_NAME_SIZE, commit);
    line[TL_OBJECT_NAME_SIZE - 1] = '\n';
    unlinkat(turn->folder, NEW_REF, 0);
    if (!tl_write_new(durable, turn->folder, NEW_REF, line, TL_OBJECT_NAME_SIZE) ||
        renameat(turn->folder, NEW_REF, AT_FDCWD, path) < 0)
        return tl_git_fail_errno(error, _("cannot write the branch %s"), head->branch);
    *published = TRUE;
    return tl_sync_path(durable, folder) ||
           tl_git_fail_errno(error, _("cannot make the branch %s durable"), head->branch);
}
