#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/terminal.h"
#include "tl11/text.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define HEIGHT_DEFAULT 24
/* What the shell ends with when it cannot run the command. */
#define SHELL_CANNOT_RUN 126
#define SHELL_NOT_FOUND 127

/* While the pager runs, these are for it alone; a write to one that ended gives EPIPE. */
static const int held_signals[] = {SIGINT, SIGQUIT, SIGPIPE};

typedef struct {
    struct sigaction actions[G_N_ELEMENTS(held_signals)];
} held;

static void hold_signals(held *before)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    for (gsize i = 0; i < G_N_ELEMENTS(held_signals); i++)
        sigaction(held_signals[i], &ignore, &before->actions[i]);
}

static void release_signals(const held *before)
{
    for (gsize i = 0; i < G_N_ELEMENTS(held_signals); i++)
        sigaction(held_signals[i], &before->actions[i], NULL);
}

/* Whether to try again after a failed write; a descriptor that must not block is waited for. */
static gboolean may_retry(int descriptor)
{
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
        struct pollfd ready = {.fd = descriptor, .events = POLLOUT};
        return poll(&ready, 1, -1) >= 0 || errno == EINTR;
    }
    return errno == EINTR;
}

static gboolean write_all(int descriptor, const char *text, gsize length, GError **error)
{
    while (length > 0) {
        ssize_t count = write(descriptor, text, length);
        if (count >= 0) {
            text += count;
            length -= (gsize)count;
        } else if (errno == EPIPE) {
            return TRUE;
        } else if (!may_retry(descriptor)) {
            return tl_error_set_errno(error, "%s", _("cannot write the output"));
        }
    }
    return TRUE;
}

static gboolean write_output(const char *text, gsize length, GError **error)
{
    if (fflush(stdout) != 0 && errno != EPIPE)
        return tl_error_set_errno(error, "%s", _("cannot write the output"));
    return write_all(STDOUT_FILENO, text, length, error);
}

/* Columns of a line that may hold SGR sequences, which take none. */
static gsize measure_line(const char *line, const char *end)
{
    gsize width = 0;
    while (line < end) {
        const char *escape = memchr(line, '\033', (gsize)(end - line));
        const char *stop = escape == NULL ? end : escape;
        width += tl_text_width(line, stop - line);
        const char *last = escape == NULL ? NULL : memchr(stop, 'm', (gsize)(end - stop));
        line = last == NULL ? end : last + 1;
    }
    return width;
}

static gboolean is_taller(const char *text, gsize length, gsize rows)
{
    const char *end = text + length;
    gsize columns = (gsize)tl_terminal_width(), used = 0;
    while (text < end && used <= rows) {
        const char *newline = memchr(text, '\n', (gsize)(end - text));
        const char *stop = newline == NULL ? end : newline;
        gsize width = measure_line(text, stop);
        used += MAX((width + columns - 1) / columns, 1);
        text = stop + 1;
    }
    /* The shell's next prompt takes a row as well. */
    return used >= rows;
}

int tl_terminal_height(void)
{
    struct winsize size;
    gboolean known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0;
    return known ? size.ws_row : HEIGHT_DEFAULT;
}

static gboolean start_pager(const char *pager, GPid *pid, int *input, GError **error)
{
    const char *argv[] = {"/bin/sh", "-c", pager, NULL};
    g_auto(GStrv) environment = tl_language_environment();
    environment = g_environ_setenv(environment, "LESS", "FRX", FALSE);
    environment = g_environ_setenv(environment, "LV", "-c", FALSE);
    g_autoptr(GError) reason = NULL;
    if (!g_spawn_async_with_pipes(NULL, (char **)argv, environment, G_SPAWN_DO_NOT_REAP_CHILD, NULL,
                                  NULL, pid, input, NULL, NULL, &reason))
        return tl_error_set(error, TL_EXIT_FAILED, "%s: %s", _("cannot run the pager"),
                            reason->message);
    return TRUE;
}

/* Gives TRUE when the shell could run the pager, whatever came of it. */
static gboolean wait_for_pager(GPid pid)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    g_spawn_close_pid(pid);
    if (!WIFEXITED(status))
        return TRUE;
    return WEXITSTATUS(status) != SHELL_CANNOT_RUN && WEXITSTATUS(status) != SHELL_NOT_FOUND;
}

static gboolean page_output(const char *text, gsize length, const char *pager, GError **error)
{
    GPid pid;
    int input;
    fflush(stdout);
    if (!start_pager(pager, &pid, &input, error))
        return FALSE;
    held before;
    hold_signals(&before);
    gboolean good = write_all(input, text, length, error);
    close(input);
    gboolean shown = wait_for_pager(pid);
    release_signals(&before);
    return good && (shown || write_output(text, length, error));
}

gboolean tl_terminal_print(const char *text, gsize length, gboolean page, const char *pager,
                           GError **error)
{
    gboolean has_pager = pager != NULL && *pager != '\0' && strcmp(pager, "cat") != 0;
    if (page && has_pager && tl_terminal_is_output() &&
        is_taller(text, length, (gsize)tl_terminal_height()))
        return page_output(text, length, pager, error);
    return write_output(text, length, error);
}
