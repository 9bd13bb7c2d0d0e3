#include "tl11/process.h"

#include "process_internal.h"
#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define SHELL "/bin/sh"
#define SHELL_CHARACTERS "|&;<>()$`\\\"' \t\n*?[#~=%"

/* SIGCHLD is not to be ignored, as it may be by inheritance: the status would be lost. */
void tl_process_hold_signals(tl_held_signal *held, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        struct sigaction action = {.sa_handler = held[i].number == SIGCHLD ? SIG_DFL : SIG_IGN};
        sigemptyset(&action.sa_mask);
        sigaction(held[i].number, &action, &held[i].before);
    }
}

void tl_process_release_signals(const tl_held_signal *held, gsize n)
{
    for (gsize i = 0; i < n; i++)
        sigaction(held[i].number, &held[i].before, NULL);
}

/*
 * The child starts as if we had changed nothing; SIGPIPE and SIGXFSZ, which we
 * ignore all the time, are the defaults for it.
 */
static void set_signals(posix_spawnattr_t *attributes, const tl_launch *what)
{
    sigset_t defaults, mask;
    sigemptyset(&mask);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    sigaddset(&defaults, SIGXFSZ);
    for (gsize i = 0; i < what->n_held; i++)
        if (what->held[i].before.sa_handler != SIG_IGN)
            sigaddset(&defaults, what->held[i].number);
    posix_spawnattr_setsigdefault(attributes, &defaults);
    posix_spawnattr_setsigmask(attributes, &mask);
    posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
}

static int set_actions(posix_spawn_file_actions_t *actions, const tl_launch *what)
{
    int reason = 0;
    for (int i = 0; i < 3 && reason == 0; i++) {
        if (what->streams[i] == TL_STREAM_NULL)
            reason = posix_spawn_file_actions_addopen(actions, i, "/dev/null", O_RDWR, 0);
        else if (what->streams[i] != TL_STREAM_OURS)
            reason = posix_spawn_file_actions_adddup2(actions, what->streams[i], i);
    }
    if (reason == 0 && what->folder)
        reason = posix_spawn_file_actions_addchdir_np(actions, what->folder);
    return reason;
}

int tl_process_start(const tl_launch *what, pid_t *child)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    set_signals(&attributes, what);
    int reason = set_actions(&actions, what);
    if (reason == 0)
        reason =
            posix_spawnp(child, what->argv[0], &actions, &attributes, (char *const *)what->argv,
                         what->environment ? (char *const *)what->environment : environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return reason;
}

gboolean tl_process_start_error(GError **error, const tl_launch *what, int reason)
{
    gboolean no_folder = what->folder && access(what->folder, X_OK) < 0;
    g_autofree char *program = tl_text_quote(what->argv[0]);
    g_autofree char *folder = no_folder ? tl_text_quote(what->folder) : NULL;
    errno = reason;
    if (no_folder)
        return tl_error_set_errno(error, _("cannot start %s in the folder %s"), program, folder);
    return tl_error_set_errno(error, _("cannot start %s"), program);
}

gboolean tl_process_reap(pid_t child, int options, int *status)
{
    int raw = 0;
    pid_t reaped;
    do {
        reaped = waitpid(child, &raw, options);
    } while (reaped < 0 && errno == EINTR);
    if (reaped != child)
        return FALSE;
    if (status)
        *status = WIFSIGNALED(raw) ? 128 + WTERMSIG(raw) : WEXITSTATUS(raw);
    return TRUE;
}

gboolean tl_process_fail(GError **error, const char *format, const char *program)
{
    int reason = errno;
    g_autofree char *quoted = tl_text_quote(program);
    errno = reason;
    return tl_error_set_errno(error, format, quoted);
}

/* As tl_process_start(), and waits; -1 when the wait failed, see errno. */
static int run(tl_launch *what, int *status)
{
    tl_held_signal held[] = {{.number = SIGINT}, {.number = SIGQUIT}, {.number = SIGCHLD}};
    what->held = held;
    what->n_held = G_N_ELEMENTS(held);
    tl_process_hold_signals(held, G_N_ELEMENTS(held));
    pid_t child;
    int reason = tl_process_start(what, &child);
    if (reason == 0 && !tl_process_reap(child, 0, status))
        reason = -1;
    tl_process_release_signals(held, G_N_ELEMENTS(held));
    return reason; /* NOLINT(clang-analyzer-core.StackAddressEscape): what is used up here */
}

static gboolean run_error(GError **error, const tl_launch *what, int reason)
{
    return reason < 0 ? tl_process_fail(error, _("cannot tell how %s ended"), what->argv[0])
                      : tl_process_start_error(error, what, reason);
}

gboolean tl_process_run(const char *const *argv, const char *folder, int *status, GError **error)
{
    tl_launch what = {.argv = argv,
                      .folder = folder,
                      .streams = {TL_STREAM_OURS, TL_STREAM_OURS, TL_STREAM_OURS}};
    int reason = run(&what, status);
    return reason == 0 || run_error(error, &what, reason);
}

gboolean tl_process_run_shell(const char *command, const char *argument, const char *folder,
                              int *status, GError **error)
{
    g_autofree char *line = g_strconcat(command, " \"$@\"", NULL);
    const char *direct[] = {command, argument, NULL};
    const char *shell[] = {SHELL, "-c", line, command, argument, NULL};
    tl_launch what = {.argv = strpbrk(command, SHELL_CHARACTERS) ? shell : direct,
                      .folder = folder,
                      .streams = {TL_STREAM_OURS, TL_STREAM_OURS, TL_STREAM_OURS}};
    int reason = run(&what, status);
    if (reason == ENOEXEC && what.argv == direct) { /* a script without "#!" */
        what.argv = shell;
        reason = run(&what, status);
    }
    return reason == 0 || run_error(error, &what, reason);
}

char *tl_process_self(void)
{
    return g_file_read_link("/proc/self/exe", NULL);
}
