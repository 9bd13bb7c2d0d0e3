#include "history_fixture.h"

#include "tl11/timeline.h"

/* Some of the cache's files get lost. */
static void lose_files(model *m)
{
    g_autofree char *outer = g_build_filename(m->cache, "tl11", NULL);
    g_autoptr(GDir) stream = g_dir_open(outer, 0, NULL);
    const char *name = stream ? g_dir_read_name(stream) : NULL;
    g_autofree char *folder = name ? g_build_filename(outer, name, NULL) : NULL;
    g_autoptr(GDir) files = folder ? g_dir_open(folder, 0, NULL) : NULL;
    while (files && (name = g_dir_read_name(files))) {
        g_autofree char *file = g_build_filename(folder, name, NULL);
        if (roll(m, 2))
            cr_assert_eq(g_remove(file), 0);
    }
}

/* Whether commits were added to the timeline that is kept, and it is what reading all gives. */
static gboolean grows_plain(const model *m, guint tip, GBytes **kept)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(tl_repository) repository = tl_repository_open(m->root, &error);
    gsize length = 0;
    gconstpointer bytes = *kept ? g_bytes_get_data(*kept, &length) : NULL;
    g_autoptr(tl_timeline) grown = bytes ? tl_timeline_parse(bytes, length) : tl_timeline_new();
    g_autoptr(tl_timeline) read = tl_timeline_new();
    const char *id = commit_at(m, tip)->id;
    cr_assert(tl_timeline_follow(grown, repository, id, NULL, &error));
    cr_assert(tl_timeline_follow(read, repository, id, NULL, &error));
    cr_assert(tl_timeline_is_plain(read));
    g_clear_pointer(kept, g_bytes_unref);
    *kept = tl_timeline_format(grown);
    g_autoptr(GBytes) wanted = tl_timeline_format(read);
    cr_assert(!tl_timeline_is_plain(grown) || g_bytes_equal(*kept, wanted));
    gboolean is_grown = bytes && tl_timeline_is_plain(grown) && tl_timeline_count_fresh(grown) > 0;
    if (!tl_timeline_is_plain(grown)) {
        g_bytes_unref(*kept);
        *kept = g_steal_pointer(&wanted);
    }
    return is_grown;
}

/*
 * Random histories of merges, moves and deletions, grown, rewound and rewritten in
 * steps: after each, what the timeline makes of it is what brute force finds.
 */
static guint check_history(guint32 seed, guint steps)
{
    guint grown = 0;
    g_autoptr(GBytes) kept = NULL;
    model *m = model_new(seed);
    guint tip = model_commit_on(m, G_MAXUINT);
    for (guint step = 0; step < steps; step++) {
        g_autofree char *when = g_strdup_printf("seed %u, step %u", seed, step);
        guint kind = roll(m, 5);
        /* From the tip on; from a commit before it, as amend and rebase do; or just back to one. */
        if (kind == 0 && step > 0)
            tip = roll(m, m->commits->len);
        for (guint i = kind == 0 ? roll(m, 3) : 1 + roll(m, 6); i > 0; i--) {
            guint on = roll(m, 8) == 0 ? roll(m, m->commits->len) : tip;
            tip = model_commit_on(m, roll(m, 40) == 0 ? G_MAXUINT : on);
        }
        model_write(m, tip);
        expect_truth(m, tip, when);
        grown += grows_plain(m, tip, &kept) ? 1 : 0;
        if (roll(m, 3) == 0) {
            lose_files(m);
            expect_truth(m, tip, when);
        }
    }
    remove_tree(m->cache);
    expect_truth(m, tip, "anew");
    model_free(m);
    return grown;
}

static void check_many(guint32 first)
{
    guint count = is_torture() ? 1000 : 40, grown = 0;
    for (guint32 i = 0; i < count; i++)
        grown += check_history(first * 100000 + i, 5);
    cr_assert_gt(grown, count / 2);
}

Test(timeline, is_as_brute_force_has_it_1)
{
    check_many(1);
}

Test(timeline, is_as_brute_force_has_it_2)
{
    check_many(2);
}

Test(timeline, is_as_brute_force_has_it_3)
{
    check_many(3);
}
