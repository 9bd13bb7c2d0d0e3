#include "commit_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define FOLDER "tl11"

int tl_turn_open_folder(tl_repository *repository, GError **error)
{
    g_autofree char *path = g_build_filename(repository->git_dir, FOLDER, NULL);
    if (mkdir(path, 0700) == 0) {
        if (!tl_sync_path(tl_repository_is_durable(repository), repository->git_dir)) {
            tl_git_fail_errno(error, _("cannot make the folder %s durable"), path);
            return -1;
        }
    } else if (errno != EEXIST) {
        tl_git_fail_errno(error, _("cannot make the folder %s"), path);
        return -1;
    }
    int folder = TL_GIT_RETRY(open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (folder < 0)
        tl_git_fail_errno(error, _("cannot open the folder %s"), path);
    return folder;
}

gboolean tl_turn_wait(gint64 until)
{
    static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    sigset_t pending;
    if (g_get_monotonic_time() >= until)
        return FALSE;
    if (sigpending(&pending) == 0)
        for (gsize i = 0; i < G_N_ELEMENTS(ending); i++)
            if (sigismember(&pending, ending[i]) == 1)
                return FALSE;
    g_usleep((gulong)g_random_int_range(10000, 50000));
    return TRUE;
}

static gboolean wait_for_turn(int lock, GError **error)
{
    gint64 until = g_get_monotonic_time() + TL_TURN_SECONDS * G_USEC_PER_SEC;
    while (TL_GIT_RETRY(flock(lock, LOCK_EX | LOCK_NB)) < 0) {
        if (errno != EWOULDBLOCK)
            return tl_error_set_errno(error, _("cannot lock the notebook"));
        if (!tl_turn_wait(until))
            return tl_error_set(error, TL_EXIT_REFUSED,
                                _("another tl11 is at work in this notebook, and stays\nwait for "
                                  "it to end, then try again"));
    }
    return TRUE;
}

gboolean tl_turn_take(tl_turn *turn, tl_repository *repository, GError **error)
{
    *turn = (tl_turn){.repository = repository, .folder = -1, .lock = -1};
    turn->folder = tl_turn_open_folder(repository, error);
    if (turn->folder < 0)
        return FALSE;
    turn->lock = TL_GIT_RETRY(
        openat(turn->folder, TL_TURN_FILE, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (turn->lock < 0)
        return tl_error_set_errno(error, _("cannot open the notebook's lock"));
    return wait_for_turn(turn->lock, error);
}

gboolean tl_turn_sign(const tl_turn *turn, GError **error)
{
    g_autofree char *text = g_strdup_printf("%d %s\n", (int)getpid(), g_get_host_name());
    gssize length = (gssize)strlen(text);
    return (TL_GIT_RETRY(pwrite(turn->lock, text, (gsize)length, 0)) == length &&
            TL_GIT_RETRY(ftruncate(turn->lock, length)) == 0) ||
           tl_error_set_errno(error, _("cannot prepare a lock of git's"));
}

void tl_turn_clear(tl_turn *turn)
{
    if (turn->lock >= 0)
        tl_git_close(turn->lock);
    if (turn->folder >= 0)
        tl_git_close(turn->folder);
    turn->lock = turn->folder = -1;
}

void tl_signals_hold(tl_signals *signals)
{
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGHUP);
    sigaddset(&ending, SIGQUIT);
    signals->is_held = sigprocmask(SIG_BLOCK, &ending, &signals->before) == 0;
}

void tl_signals_clear(tl_signals *signals)
{
    if (signals->is_held)
        sigprocmask(SIG_SETMASK, &signals->before, NULL);
    signals->is_held = FALSE;
}
