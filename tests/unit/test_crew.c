#include "tl11/crew.h"

#include <criterion/criterion.h>

TestSuite(crew, .timeout = 60);

#define PIECES 100u

typedef struct {
    GMutex lock;
    GCond changed;
    guint done[PIECES];
    GThread *by[PIECES];
    guint order[PIECES];
    guint count;
    gulong takes; /* microseconds that each of the first ones takes */
    guint slow;
    gulong rest; /* and each of the others */
    guint fails; /* at this piece; PIECES: at none */
    guint meets; /* pieces that wait until so many are being done at once */
    guint waiting;
    tl_crew *crew;
} job;

static job new_job(void)
{
    return (job){.fails = PIECES};
}

static void meet(job *j, guint i)
{
    if (i < j->meets) {
        j->waiting++;
        g_cond_broadcast(&j->changed);
    }
    while (i < j->meets && j->waiting < j->meets)
        g_cond_wait(&j->changed, &j->lock);
}

static gboolean do_piece(gpointer data, guint i)
{
    job *j = data;
    gulong takes = i < j->slow ? j->takes : j->rest;
    if (takes)
        g_usleep(takes);
    g_mutex_lock(&j->lock);
    meet(j, i);
    j->done[i]++;
    j->by[i] = g_thread_self();
    j->order[j->count++] = i;
    g_mutex_unlock(&j->lock);
    return i != j->fails;
}

static guint count_threads(const job *j)
{
    g_autoptr(GHashTable) threads = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < j->count; i++)
        g_hash_table_add(threads, j->by[j->order[i]]);
    return g_hash_table_size(threads);
}

static void expect_each_once(const job *j, guint count)
{
    cr_assert_eq(j->count, count);
    for (guint i = 0; i < PIECES; i++)
        cr_assert_eq(j->done[i], i < count ? 1 : 0, "piece %u: %u times", i, j->done[i]);
}

Test(crew, short_pieces_are_done_in_order_by_the_one_that_is_there)
{
    job j = new_job();
    cr_assert(tl_crew_finish(tl_crew_new(PIECES, PIECES, do_piece, &j)));
    expect_each_once(&j, PIECES);
    for (guint i = 0; i < PIECES; i++) {
        cr_assert_eq(j.order[i], i);
        cr_assert_eq(j.by[i], g_thread_self());
    }
}

Test(crew, no_piece_is_nothing_to_do)
{
    job j = new_job();
    cr_assert(tl_crew_finish(tl_crew_new(0, 0, do_piece, &j)));
    expect_each_once(&j, 0);
}

Test(crew, one_that_was_begun_works_beside_the_caller)
{
    job j = new_job();
    j.meets = 2;
    tl_crew *crew = tl_crew_new(PIECES, 0, do_piece, &j);
    tl_crew_begin(crew);
    cr_assert(tl_crew_finish(crew));
    expect_each_once(&j, PIECES);
    cr_assert_eq(count_threads(&j), 2);
}

Test(crew, more_threads_come_where_pieces_take_long)
{
    job j = new_job();
    j.slow = 8;
    j.takes = 20000;
    cr_assert(tl_crew_finish(tl_crew_new(j.slow, j.slow, do_piece, &j)));
    expect_each_once(&j, j.slow);
    cr_assert_eq(count_threads(&j), MIN(g_get_num_processors(), 4));
}

Test(crew, pieces_that_hardly_count_bring_no_thread)
{
    job j = new_job();
    j.slow = 1;
    j.takes = 20000;
    j.rest = 200;
    cr_assert(tl_crew_finish(tl_crew_new(PIECES, 1, do_piece, &j)));
    expect_each_once(&j, PIECES);
    cr_assert_eq(count_threads(&j), 1);
}

Test(crew, a_piece_that_fails_is_the_last_to_be_begun)
{
    job j = new_job();
    j.fails = 7;
    cr_assert_not(tl_crew_finish(tl_crew_new(PIECES, PIECES, do_piece, &j)));
    expect_each_once(&j, 8);
}

static gboolean count_begun(gpointer data, guint i)
{
    job *j = data;
    j->order[i] = tl_crew_begun(j->crew);
    return TRUE;
}

Test(crew, tells_how_many_pieces_were_begun)
{
    job j = new_job();
    j.crew = tl_crew_new(3, 0, count_begun, &j);
    cr_assert_eq(tl_crew_begun(j.crew), 0);
    cr_assert(tl_crew_finish(j.crew));
    for (guint i = 0; i < 3; i++)
        cr_assert_eq(j.order[i], i + 1);
}
