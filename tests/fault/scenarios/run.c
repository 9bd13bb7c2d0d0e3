#include "book.h"

#include "tl11/command.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void redirect(const book *b, const char *name, int flags, int target)
{
    g_autofree char *path = file_of(b, name);
    int fd = open(path, flags | O_CLOEXEC, 0600);
    if (fd < 0 || dup2(fd, target) < 0)
        _exit(99);
}

static void be_tl11(const book *b, char **words)
{
    char day[TL_DATE_SIZE];
    g_setenv("TL11_TODAY", tl_date_format(b->day, day), TRUE);
    g_autofree char *now = g_strdup_printf("%sT%02u:%02u:00Z", day, b->step / 60, b->step % 60);
    g_setenv("GIT_AUTHOR_DATE", now, TRUE);
    g_setenv("GIT_COMMITTER_DATE", now, TRUE);
    g_setenv("TL11_DIR", b->root, TRUE);
    redirect(b, "in", O_RDONLY, 0);
    redirect(b, "out", O_WRONLY | O_CREAT | O_TRUNC, 1);
    redirect(b, "err", O_WRONLY | O_CREAT | O_TRUNC, 2);
    /* The ids that are drawn are the same when the scenario is run again. */
    g_random_set_seed(b->seed * 1000 + b->step);
    int status = tl_command_main((int)g_strv_length(words), words);
    fflush(NULL);
    _exit(status);
}

int run_tl11(book *b, const char *input, const char *const *arguments)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_strv_builder_add(builder, "tl11");
    for (guint i = 0; arguments[i]; i++)
        g_strv_builder_add(builder, arguments[i]);
    g_auto(GStrv) words = g_strv_builder_end(builder);
    g_autofree char *in = file_of(b, "in");
    g_file_set_contents(in, input ? input : "", -1, NULL);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        be_tl11(b, words);
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child)
        abort();
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

gboolean expect_status(book *b, const char *what, int got, int wanted)
{
    tell(b, " = %d\n", got);
    if (got == wanted)
        return TRUE;
    g_autofree char *path = file_of(b, "err"), *said = NULL;
    g_file_get_contents(path, &said, NULL, NULL);
    mismatch(b, "step %u: %s ends with %d, not %d: %s", b->step, what, got, wanted, said);
    return FALSE;
}
