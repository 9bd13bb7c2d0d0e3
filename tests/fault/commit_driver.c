/*
 * commit_driver ROOT PATH MESSAGE [REMOVED]: commits standard input as PATH
 * (and the removal of REMOVED) and prints the commit's name, "unchanged" when
 * HEAD held it all: the least program that the fault scripts can be run with.
 */
#include "tl11/commit.h"
#include "tl11/error.h"
#include "tl11/file.h"
#include "tl11/terminal.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static GBytes *read_input(void)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    guint8 buffer[4096];
    gssize heard;
    while ((heard = read(STDIN_FILENO, buffer, sizeof buffer)) > 0)
        g_byte_array_append(bytes, buffer, (guint)heard);
    return heard < 0 ? NULL : g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}

static int fail(const GError *error)
{
    fprintf(stderr, "commit_driver: %s\n", error->message);
    return (int)tl_error_status(error);
}

/* As a command does: what HEAD has not any more is not asked to go, so healing has to see to it. */
static gboolean is_at_head(tl_repository *repository, const char *path)
{
    g_autoptr(GBytes) found = tl_repository_read_head(repository, path, TL_FILE_MAX, NULL);
    return found != NULL;
}

static gboolean commit(tl_repository *repository, char **argv, GBytes *content, char *name,
                       GError **error)
{
    g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func((GDestroyNotify)tl_change_free);
    g_ptr_array_add(changes, tl_change_new(argv[2], content, NULL));
    if (argv[4] && is_at_head(repository, argv[4]))
        g_ptr_array_add(changes, tl_change_new(argv[4], NULL, NULL));
    return tl_commit(repository, argv[3], changes, name, error);
}

int main(int argc, char **argv)
{
    char name[TL_OBJECT_NAME_SIZE];
    g_autoptr(GError) error = NULL;
    umask(077);
    tl_terminal_guard();
    if (argc < 4)
        return TL_EXIT_USAGE;
    g_autoptr(GBytes) content = read_input();
    if (!content)
        return TL_EXIT_FAILED;
    g_autoptr(tl_repository) repository = tl_repository_open(argv[1], &error);
    if (!repository || !commit(repository, argv, content, name, &error))
        return fail(error);
    g_autofree char *notices = tl_repository_take_notices(repository);
    if (notices)
        fputs(notices, stderr);
    return printf("%s\n", *name ? name : "unchanged") < 0 || fflush(stdout) != 0 ? TL_EXIT_FAILED
                                                                                 : TL_EXIT_OK;
}
