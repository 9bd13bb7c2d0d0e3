#include "tl11/crew.h"

#define THREADS_MAX 4u
/* Microseconds of one thread's work. */
#define WORTHWHILE 4000

struct tl_crew {
    guint count;
    guint heavy;
    tl_crew_piece piece;
    gpointer data;
    int next; /* to be added to by one thread at a time */
    int is_failed;
    GThread *others[THREADS_MAX - 1];
    guint threads; /* of others */
};

tl_crew *tl_crew_new(guint count, guint heavy, tl_crew_piece piece, gpointer data)
{
    tl_crew *crew = g_new0(tl_crew, 1);
    crew->count = count;
    crew->heavy = heavy;
    crew->piece = piece;
    crew->data = data;
    return crew;
}

guint tl_crew_begun(tl_crew *crew)
{
    return MIN((guint)g_atomic_int_get(&crew->next), crew->count);
}

/* FALSE: there is nothing left. */
static gboolean take_one(tl_crew *crew)
{
    guint i = (guint)g_atomic_int_add(&crew->next, 1);
    if (i >= crew->count || g_atomic_int_get(&crew->is_failed))
        return FALSE;
    if (!crew->piece(crew->data, i))
        g_atomic_int_set(&crew->is_failed, TRUE);
    return TRUE;
}

static gpointer work(gpointer data)
{
    while (take_one(data))
        continue;
    return NULL;
}

/* One that cannot be had is done without. */
void tl_crew_begin(tl_crew *crew)
{
    GThread *thread =
        crew->threads < THREADS_MAX - 1 ? g_thread_try_new("crew", work, crew, NULL) : NULL;
    if (thread)
        crew->others[crew->threads++] = thread;
}

/* How many other threads are worth their while, by the time that one piece took. */
static guint count_threads(tl_crew *crew, gint64 took)
{
    guint left = crew->heavy - MIN(crew->heavy, tl_crew_begun(crew));
    if (took * left < WORTHWHILE)
        return 0;
    /* Asked once: it is read from a file of the kernel's. */
    guint processors = g_get_num_processors();
    return MIN(MIN(processors, THREADS_MAX) - 1, left);
}

gboolean tl_crew_finish(tl_crew *crew)
{
    gint64 began = g_get_monotonic_time();
    guint wanted = take_one(crew) ? count_threads(crew, g_get_monotonic_time() - began) : 0;
    for (guint i = crew->threads; i < wanted; i++)
        tl_crew_begin(crew);
    work(crew);
    for (guint i = 0; i < crew->threads; i++)
        g_thread_join(crew->others[i]);
    gboolean is_good = !crew->is_failed;
    g_free(crew);
    return is_good;
}
