#include "commit_internal.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_LIMIT 6700
#define FOLDERS 256
#define STALE_SECONDS (12 * 60 * 60)

/* Source: git's builtin/gc.c, lock_repo_for_gc(). */
gboolean tl_gc_is_running(tl_repository *repository)
{
    g_autofree char *path = g_build_filename(repository->common_dir, "gc.pid", NULL);
    g_autofree char *text = NULL;
    struct stat status;
    if (stat(path, &status) < 0 || !g_file_get_contents(path, &text, NULL, NULL) ||
        g_get_real_time() / G_USEC_PER_SEC - status.st_mtime > STALE_SECONDS)
        return FALSE;
    g_auto(GStrv) words = g_strsplit_set(g_strchomp(text), " \n", 2);
    gint64 pid = words[0] ? g_ascii_strtoll(words[0], NULL, 10) : 0;
    if (pid <= 0 || !words[1])
        return FALSE;
    return strcmp(words[1], g_get_host_name()) != 0 || kill((pid_t)pid, 0) == 0 || errno == EPERM;
}

static gsize count_loose(tl_repository *repository)
{
    g_autofree char *path = g_build_filename(repository->common_dir, "objects", "17", NULL);
    DIR *folder = opendir(path);
    gsize n = 0;
    if (!folder)
        return 0;
    for (const struct dirent *entry; (entry = readdir(folder));)
        n += strlen(entry->d_name) == TL_OBJECT_NAME_SIZE - 3;
    closedir(folder);
    return n;
}

/* Source: git's builtin/gc.c, too_many_loose_objects(). */
static gboolean is_due(tl_repository *repository)
{
    g_autofree char *setting = tl_repository_config(repository, "gc.auto");
    gint32 limit = DEFAULT_LIMIT;
    if (setting && git_config_parse_int32(&limit, setting) < 0)
        return FALSE;
    return limit > 0 && count_loose(repository) > ((gsize)limit + FOLDERS - 1) / FOLDERS;
}

void tl_gc_start(tl_repository *repository)
{
    char *arguments[] = {"git", "gc", "--auto", "--quiet", NULL};
    GSpawnFlags flags =
        G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL;
    if (is_due(repository))
        g_spawn_async(repository->root, arguments, NULL, flags, NULL, NULL, NULL, NULL);
}
