#include "file_fixture.h"

#include <sys/file.h>

Test(file_sweep, only_what_nobody_holds, .init = set_up, .fini = tear_down)
{
    put("root/team/.tl11-aaaaaa.tmp", "dead");
    put("root/team/.tl11-bbbbbb.tmp", "alive");
    put("root/team/.tl11-zz0919.tmp", "dead");
    put("root/team/.tl11-short.tmp", "not ours");
    put("root/team/.tl11-toolong.tmp", "not ours");
    put("root/team/.tl11-ABCDEF.tmp", "not ours");
    put("root/team/.tl11-cccccc.tmpx", "not ours");
    put("root/team/.tl11-dddddd.tmp/x", "a folder");
    put("outside/victim", "secret");
    link_to("../../outside/victim", "root/team/.tl11-eeeeee.tmp");
    g_autofree char *fifo = in_base("root/team/.tl11-ffffff.tmp");
    cr_assert_eq(mkfifo(fifo, 0600), 0);
    g_autofree char *alive = in_base("root/team/.tl11-bbbbbb.tmp");
    int writer = open(alive, O_WRONLY);
    cr_assert_eq(flock(writer, LOCK_EX), 0);
    cr_expect_eq(tl_file_sweep(root, "team"), 2);
    cr_expect(is_there("root/team/.tl11-bbbbbb.tmp"));
    cr_expect_not(is_there("root/team/.tl11-aaaaaa.tmp"));
    cr_expect_eq(count_entries("root/team"), 8);
    expect_text("outside/victim", "secret");
    close(writer);
    cr_expect_eq(tl_file_sweep(root, "team"), 1);
    cr_expect_eq(tl_file_sweep(root, "nowhere"), 0);
    cr_expect_eq(tl_file_sweep(root, ""), 0);
}

static gpointer keep_sweeping(gpointer stop)
{
    guint swept = 0;
    while (!g_atomic_int_get((gint *)stop))
        swept += tl_file_sweep(root, "");
    return GUINT_TO_POINTER(swept);
}

Test(file_sweep, beside_a_writer, .init = set_up, .fini = tear_down, .timeout = 60)
{
    gint stop = 0;
    GThread *sweeper = g_thread_new("sweeper", keep_sweeping, &stop);
    for (guint i = 0; i < 500; i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text = g_strdup_printf("text %u", i);
        cr_assert(replace_text("a.md", NULL, text, &error), "%s", error ? error->message : "");
    }
    g_atomic_int_set(&stop, 1);
    g_thread_join(sweeper);
    expect_text("root/a.md", "text 499");
    cr_expect_eq(count_entries("root"), 1);
}

Test(file_move, remove_prunes_below_the_root, .init = set_up, .fini = tear_down)
{
    put("root/team/alice/a.md", "note");
    put("root/team/bob/b.md", "note");
    cr_expect(tl_file_remove(root, "team/alice/a.md", NULL));
    cr_expect_not(is_there("root/team/alice"));
    expect_text("root/team/bob/b.md", "note");
    cr_expect(tl_file_remove(root, "team/bob/b.md", NULL));
    cr_expect_not(is_there("root/team"));
    cr_expect(is_there("root"));
    put("root/only.md", "note");
    cr_expect(tl_file_remove(root, "only.md", NULL));
    cr_expect(is_there("root"));
}

Test(file_move, remove_missing, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *empty = in_base("root/team");
    cr_assert_eq(g_mkdir(empty, 0700), 0);
    cr_expect_not(tl_file_remove(root, "team/a.md", &error));
    expect_error(error, TL_EXIT_FAILED, "'team/a.md'");
    cr_expect(is_there("root/team"));
}

Test(file_move, rename_file_and_folder, .init = set_up, .fini = tear_down)
{
    put("root/team/alice/person.ini", "ini");
    put("root/team/bob/b.md", "note");
    cr_expect(tl_file_rename(root, "team/alice/person.ini", "manager/alice/person.ini", NULL));
    expect_text("root/manager/alice/person.ini", "ini");
    cr_expect_eq(mode_of("root/manager"), 0700);
    cr_expect_not(is_there("root/team/alice"));
    cr_expect(tl_file_rename(root, "team/bob", "team/robert", NULL));
    expect_text("root/team/robert/b.md", "note");
    cr_expect_not(is_there("root/team/bob"));
}

Test(file_move, rename_never_onto_anything, .init = set_up, .fini = tear_down)
{
    const char *const targets[] = {"b.md", "link.md", "empty", "a.md"};
    g_autofree char *empty = in_base("root/empty");
    put("root/a.md", "a");
    put("root/b.md", "b");
    link_to("nowhere", "root/link.md");
    cr_assert_eq(g_mkdir(empty, 0700), 0);
    for (gsize i = 0; i < G_N_ELEMENTS(targets); i++) {
        g_autoptr(GError) error = NULL;
        cr_expect_not(tl_file_rename(root, "a.md", targets[i], &error), "%s", targets[i]);
        expect_error(error, TL_EXIT_REFUSED, targets[i]);
    }
    g_autoptr(GError) missing = NULL;
    cr_expect_not(tl_file_rename(root, "c.md", "new/c.md", &missing));
    expect_error(missing, TL_EXIT_FAILED, "'c.md'");
    g_autoptr(GError) odd = NULL;
    cr_expect_not(tl_file_rename(root, "link.md", "other.md", &odd));
    expect_error(odd, TL_EXIT_REFUSED, "'link.md'");
    expect_text("root/a.md", "a");
    expect_text("root/b.md", "b");
    cr_expect_eq(count_entries("root"), 4);
}

Test(file_move, make_folder, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    cr_expect(tl_file_make_folder(root, "team/alice", NULL));
    cr_expect(tl_file_make_folder(root, "team/alice", NULL));
    cr_expect(tl_file_make_folder(root, "", NULL));
    cr_expect_eq(mode_of("root/team/alice"), 0700);
    put("root/team/alice/a.md", "note");
    cr_expect_not(tl_file_make_folder(root, "team/alice/a.md", &error));
    expect_error(error, TL_EXIT_REFUSED, "no folder");
}

Test(file_move, sync, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    put("root/a.md", "note");
    cr_expect(tl_file_sync(root, "a.md", NULL));
    cr_expect_not(tl_file_sync(root, "b.md", &error));
    expect_error(error, TL_EXIT_FAILED, "'b.md'");
}
