#include "tl11/progress.h"

#include "tl11/text.h"

#include <stdio.h>
#include <unistd.h>

/* Microseconds before the line comes, and between two of them. */
#define DELAY 500000
#define PAUSE 100000
/* The clock is looked at once in so many steps. */
#define STRIDE 64

struct tl_progress {
    char *what;
    gboolean is_terminal;
    gboolean is_shown;
    guint steps;
    gint64 next;
};

tl_progress *tl_progress_new(const char *what)
{
    tl_progress *progress = g_new0(tl_progress, 1);
    progress->what = tl_text_escape(what, -1);
    progress->is_terminal = isatty(STDERR_FILENO) == 1;
    progress->next = g_get_monotonic_time() + DELAY;
    return progress;
}

void tl_progress_free(tl_progress *progress)
{
    if (!progress)
        return;
    if (progress->is_shown)
        fputs("\r\033[K", stderr);
    g_free(progress->what);
    g_free(progress);
}

static void show(tl_progress *progress, guint64 done, guint64 total)
{
    if (total > 0)
        fprintf(stderr, "\r%s: %d%%\033[K", progress->what, (int)(100 * MIN(done, total) / total));
    else
        fprintf(stderr, "\r%s: %" G_GUINT64_FORMAT "\033[K", progress->what, done);
    fflush(stderr);
    progress->is_shown = TRUE;
}

void tl_progress_now(tl_progress *progress, guint64 done, guint64 total)
{
    gint64 now = g_get_monotonic_time();
    if (!progress || !progress->is_terminal || now < progress->next)
        return;
    progress->next = now + PAUSE;
    show(progress, done, total);
}

void tl_progress_set(tl_progress *progress, guint64 done, guint64 total)
{
    if (progress && progress->is_terminal && ++progress->steps % STRIDE == 0)
        tl_progress_now(progress, done, total);
}
