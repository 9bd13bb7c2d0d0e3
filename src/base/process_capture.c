#include "tl11/process.h"

#include "process_internal.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define BUFFER_SIZE 65536

/*
 * How long silent pipes are waited for before the child is looked after: one
 * that has ended may have left a descendant (ssh's shared connection, a
 * credential daemon) that holds them open for hours.
 */
#define PATIENCE_MS 50

/* Our ends of the pipes; a descriptor of -1 is closed, or never was. */
typedef struct {
    struct pollfd ends[3];
    const char *pending;
    gsize left;
    GString *sinks[3];
    gboolean is_shown; /* what comes on standard error goes on to ours */
    gsize shown;       /* how much of it did */
} conversation;

static void close_end(int *fd)
{
    int saved = errno;
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
    errno = saved;
}

static void close_ours(conversation *talk)
{
    for (int i = 0; i < 3; i++)
        close_end(&talk->ends[i].fd);
}

static void close_theirs(int streams[static 3])
{
    for (int i = 0; i < 3; i++)
        close_end(&streams[i]);
}

/* Makes the pipe of stream i: our end is not to block, for we have up to three to serve. */
static gboolean open_pipe(conversation *talk, int streams[static 3], int i)
{
    int pair[2];
    if (pipe2(pair, O_CLOEXEC) < 0)
        return FALSE;
    int ours = i == STDIN_FILENO ? 1 : 0;
    streams[i] = pair[1 - ours];
    talk->ends[i] = (struct pollfd){.fd = pair[ours], .events = ours ? POLLOUT : POLLIN};
    return fcntl(pair[ours], F_SETFL, O_NONBLOCK) == 0;
}

static gboolean open_pipes(conversation *talk, int streams[static 3], gboolean with_input)
{
    if (with_input && !open_pipe(talk, streams, STDIN_FILENO))
        return FALSE;
    for (int i = STDOUT_FILENO; i <= STDERR_FILENO; i++)
        if (talk->sinks[i] && !open_pipe(talk, streams, i))
            return FALSE;
    return TRUE;
}

static gboolean is_worth_another_try(void)
{
    return errno == EAGAIN || errno == EINTR;
}

/* A child that does not want to hear all of it is no failure. */
static gboolean send_some(conversation *talk)
{
    int *end = &talk->ends[STDIN_FILENO].fd;
    gssize sent = talk->left == 0 ? 0 : write(*end, talk->pending, talk->left);
    if (sent < 0 && errno != EPIPE)
        return is_worth_another_try();
    if (sent > 0) {
        talk->pending += sent;
        talk->left -= (gsize)sent;
    }
    if (sent < 0 || talk->left == 0)
        close_end(end);
    return TRUE;
}

static gboolean hear_some(conversation *talk, int i)
{
    char buffer[BUFFER_SIZE];
    gssize heard = read(talk->ends[i].fd, buffer, sizeof buffer);
    if (heard < 0)
        return is_worth_another_try();
    g_string_append_len(talk->sinks[i], buffer, heard);
    if (heard == 0)
        close_end(&talk->ends[i].fd);
    return TRUE;
}

static void show_piece(conversation *talk, gsize end)
{
    const GString *said = talk->sinks[STDERR_FILENO];
    g_autofree char *piece = tl_text_escape(said->str + talk->shown, (gssize)(end - talk->shown));
    fputs(piece, stderr);
    talk->shown = end;
}

/*
 * Line by line, so that no character is torn; a carriage return ends one as well, as the lines of
 * a progress do. What has no end yet (a question) is shown once the child waits.
 */
static void show_some(conversation *talk, gboolean all)
{
    const GString *said = talk->sinks[STDERR_FILENO];
    if (!talk->is_shown)
        return;
    for (gsize i = talk->shown; i < said->len; i++) {
        if (said->str[i] != '\n' && said->str[i] != '\r')
            continue;
        show_piece(talk, i);
        putc(said->str[i], stderr);
        talk->shown = i + 1;
    }
    if (all && talk->shown < said->len)
        show_piece(talk, said->len);
    fflush(stderr);
}

static gboolean serve_ready(conversation *talk)
{
    if (talk->ends[STDIN_FILENO].revents && !send_some(talk))
        return FALSE;
    for (int i = STDOUT_FILENO; i <= STDERR_FILENO; i++)
        if (talk->ends[i].revents && !hear_some(talk, i))
            return FALSE;
    return TRUE;
}

static gboolean is_open(const conversation *talk)
{
    return talk->ends[0].fd >= 0 || talk->ends[1].fd >= 0 || talk->ends[2].fd >= 0;
}

/* Serves the pipes until they are closed, or the child has ended and they are silent. */
static gboolean converse(conversation *talk, pid_t child, gboolean *ended, int *status)
{
    while (is_open(talk)) {
        int ready = poll(talk->ends, 3, *ended ? 0 : PATIENCE_MS);
        if (ready < 0 && errno != EINTR)
            return FALSE;
        if (ready == 0 && *ended)
            break;
        if (ready == 0)
            *ended = tl_process_reap(child, WNOHANG, status);
        else if (ready > 0 && !serve_ready(talk))
            return FALSE;
        show_some(talk, ready == 0);
    }
    show_some(talk, TRUE);
    return TRUE;
}

/* Whatever happens to the pipes, the child is waited for. */
static gboolean hear_out(conversation *talk, pid_t child, int *status)
{
    gboolean ended = FALSE;
    gboolean heard = converse(talk, child, &ended, status);
    int saved = errno;
    close_ours(talk);
    if (!ended && !tl_process_reap(child, 0, status))
        return FALSE;
    errno = saved;
    return heard;
}

static conversation begin(GBytes *input, GString *output, GString *errors)
{
    conversation talk = {
        .ends = {{.fd = -1}, {.fd = -1}, {.fd = -1}},
        .sinks = {NULL, output, errors},
    };
    if (input)
        talk.pending = g_bytes_get_data(input, &talk.left);
    if (input && !talk.pending)
        talk.pending = "";
    return talk;
}

struct tl_process {
    const char *program; /* borrowed */
    conversation talk;
    pid_t child;
    tl_held_signal held[2];
};

static gboolean start(tl_process *process, const char *const *argv, const char *folder,
                      const char *const *environment, GError **error)
{
    tl_held_signal *held = process->held;
    tl_launch what = {.argv = argv,
                      .folder = folder,
                      .environment = environment,
                      .streams = {TL_STREAM_NULL, TL_STREAM_NULL, TL_STREAM_NULL},
                      .held = held,
                      .n_held = G_N_ELEMENTS(process->held)};
    process->program = argv[0];
    held[0].number = SIGPIPE;
    held[1].number = SIGCHLD;
    tl_process_hold_signals(held, what.n_held);
    gboolean opened = open_pipes(&process->talk, what.streams, process->talk.pending != NULL);
    int reason = opened ? tl_process_start(&what, &process->child) : errno;
    close_theirs(what.streams);
    if (reason == 0)
        return TRUE;
    close_ours(&process->talk);
    tl_process_release_signals(held, what.n_held);
    return tl_process_start_error(error, &what, reason);
}

static gboolean finish(tl_process *process, int *status, GError **error)
{
    gboolean heard = hear_out(&process->talk, process->child, status);
    int failure = errno;
    close_ours(&process->talk);
    tl_process_release_signals(process->held, G_N_ELEMENTS(process->held));
    errno = failure;
    return heard || tl_process_fail(error, _("cannot hear %s out"), process->program);
}

gboolean tl_process_capture(const char *const *argv, const char *folder,
                            const char *const *environment, GBytes *input, GString *output,
                            GString *errors, int *status, GError **error)
{
    tl_process process = {.talk = begin(input, output, errors)};
    return start(&process, argv, folder, environment, error) && finish(&process, status, error);
}

tl_process *tl_process_begin(const char *const *argv, const char *folder,
                             const char *const *environment, GString *output, GString *errors,
                             gboolean is_shown, GError **error)
{
    tl_process *process = g_new0(tl_process, 1);
    process->talk = begin(NULL, output, errors);
    process->talk.is_shown = is_shown;
    if (start(process, argv, folder, environment, error))
        return process;
    g_free(process);
    return NULL;
}

gboolean tl_process_end(tl_process *process, int *status, GError **error)
{
    gboolean is_heard = finish(process, status, error);
    g_free(process);
    return is_heard;
}

void tl_process_drop(tl_process *process)
{
    close_ours(&process->talk);
    kill(process->child, SIGTERM);
    tl_process_reap(process->child, 0, NULL);
    tl_process_release_signals(process->held, G_N_ELEMENTS(process->held));
    g_free(process);
}
