#include "commit_internal.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Source: git's refs/files-backend.c, log_ref_setup(), and refs.c, should_autocreate_reflog(). */
static gboolean may_create(tl_repository *repository)
{
    g_autofree char *setting = tl_repository_config(repository, "core.logallrefupdates");
    if (!setting || g_ascii_strcasecmp(setting, "always") == 0)
        return TRUE;
    return tl_repository_config_bool(repository, "core.logallrefupdates", TRUE);
}

static void make_folders(const char *path, gsize known)
{
    for (const char *slash = strchr(path + known, '/'); slash; slash = strchr(slash + 1, '/')) {
        g_autofree char *folder = g_strndup(path, (gsize)(slash - path));
        (void)mkdir(folder, 0777);
    }
}

/* All of the line or nothing of it: half a line would spoil the next. */
static void append(tl_repository *repository, const char *path, const char *line)
{
    struct stat status;
    gsize length = strlen(line);
    int flags = O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC;
    g_auto(tl_git_fd) fd = open(path, flags | (may_create(repository) ? O_CREAT : 0), 0666);
    if (fd < 0 || fstat(fd, &status) < 0)
        return;
    if (TL_GIT_RETRY(write(fd, line, length)) != (gssize)length) {
        (void)!ftruncate(fd, status.st_size);
        return;
    }
    tl_sync_fd(tl_repository_is_durable(repository), fd);
}

static char *format_line(const tl_head *before, const git_oid *commit, const char *committer,
                         const char *message)
{
    char from[TL_OBJECT_NAME_SIZE], to[TL_OBJECT_NAME_SIZE];
    git_oid none = {{0}};
    git_oid_tostr(from, sizeof from, before->is_born ? &before->commit : &none);
    git_oid_tostr(to, sizeof to, commit);
    return g_strdup_printf("%s %s %s\tcommit%s: %.*s\n", from, to, committer,
                           before->is_born ? "" : " (initial)", (int)strcspn(message, "\n"),
                           message);
}

void tl_reflog_append(tl_repository *repository, const tl_head *before, const git_oid *commit,
                      const char *committer, const char *message)
{
    g_autofree char *line = format_line(before, commit, committer, message);
    g_autofree char *head = g_build_filename(repository->git_dir, "logs", "HEAD", NULL);
    g_autofree char *branch =
        g_build_filename(repository->common_dir, "logs", before->branch, NULL);
    if (may_create(repository)) {
        make_folders(head, strlen(repository->git_dir) + 1);
        make_folders(branch, strlen(repository->common_dir) + 1);
    }
    append(repository, branch, line);
    append(repository, head, line);
}
