#include "git_fixture.h"

#include <signal.h>
#include <sys/file.h>

/* What a killed process leaves, made by hand; and what must not be taken for it. */

static void make_room(void)
{
    run("mkdir -m 700 .git/tl11 && touch .git/tl11/lock");
}

static void heal(void)
{
    GError *error = NULL;
    cr_assert(tl_commit_heal(repository, &error), "%s", error ? error->message : "");
}

Test(commit_heal, nothing_is_made_where_nothing_was, .init = set_up, .fini = tear_down)
{
    heal();
    expect_shell("ls -d .git/tl11 2>/dev/null || echo none", "none");
}

Test(commit_heal, locks_that_are_ours, .init = set_up, .fini = tear_down)
{
    make_room();
    run("cd .git/tl11 && ln lock ../index.lock && mkdir -p "
        "../refs/heads/feat/deep && ln lock ../refs/heads/feat/deep/x.lock && ln lock "
        "../gc.pid && touch index.999999997.lock ref.new removals.new parked.new index.999999999 "
        "&& cp "
        "../index index.999999998");
    heal();
    expect_shell("ls .git/tl11; find .git -name '*.lock' -o -name gc.pid", "lock");
    commit_text("a.md", "x\n");
}

Test(commit_heal, locks_of_others, .init = set_up, .fini = tear_down)
{
    make_room();
    run("cd .git/tl11 && echo f >../index.lock && echo f "
        ">../refs/heads/main.lock && echo f >../gc.pid && ln lock kept");
    heal();
    expect_shell("cat .git/index.lock .git/refs/heads/main.lock .git/gc.pid; ls .git/tl11",
                 "f\nf\nf\nkept\nlock");
}

/* A process that only looks at the index needs no turn: what it has is not swept away. */
Test(commit_heal, files_of_the_living, .init = set_up, .fini = tear_down)
{
    make_room();
    run("touch .git/tl11/index.1 .git/tl11/index.999999999");
    heal();
    expect_shell("ls .git/tl11", "index.1\nlock");
}

Test(commit_heal, temporary_notes, .init = set_up, .fini = tear_down)
{
    run("touch team/alice/.tl11-abc123.tmp team/bob/.tl11-abc123.tmp");
    commit_text("team/alice/2026-11-24.md", "x\n");
    expect_shell("ls -A team/alice team/bob | grep tl11", ".tl11-abc123.tmp");
}

/* A list of one removal: what it says of what, what there is, and whether it is left there. */
static const struct {
    const char *how;
    const char *list;
    const char *left; /* of bob's note */
} removals[] = {
    {"git rm -q --cached team/bob/2026-11-03.md && git commit -qm gone",
     "refs/heads/main\\n%s team/bob/2026-11-03.md\\n", ""},
    {"true", "refs/heads/main\\n%s team/bob/2026-11-03.md\\n", "bob"},
    {"git rm -q --cached team/bob/2026-11-03.md && git commit -qm gone && echo edited "
     ">team/bob/2026-11-03.md",
     "refs/heads/main\\n%s team/bob/2026-11-03.md\\n", "edited"},
    {"git switch -qc other && git rm -q --cached team/bob/2026-11-03.md && git commit -qm gone",
     "refs/heads/main\\n%s team/bob/2026-11-03.md\\n", "bob"},
    {"git rm -q --cached team/bob/2026-11-03.md && git commit -qm gone", "", "bob"},
    {"git rm -q --cached team/bob/2026-11-03.md && git commit -qm gone", "garbage\\nmore\\n%s",
     "bob"},
    {"git rm -q --cached team/bob/2026-11-03.md && git commit -qm gone",
     "refs/heads/main\\n%s team/bob/2026-11-03.md", ""},
    {"git rm -q --cached team/bob/2026-11-03.md && git commit -qm gone && rm -r team/bob && ln -s "
     "../../kept/team/bob team/bob",
     "refs/heads/main\\n%s team/bob/2026-11-03.md\\n", "bob"},
};

Test(commit_heal, removals_that_were_not_done, .init = set_up, .fini = tear_down)
{
    g_autofree char *name = shell("git rev-parse HEAD:team/bob/2026-11-03.md");
    run("cp -a . ../kept");
    for (gsize i = 0; i < G_N_ELEMENTS(removals); i++) {
        run("find . -mindepth 1 -delete && cp -a ../kept/. . && %s", removals[i].how);
        make_room();
        run("name=%s; printf \"$(echo '%s' | sed s/%%s/$name/)\" >.git/tl11/removals", name,
            removals[i].list);
        reopen();
        heal();
        g_autofree char *left = shell(
            "cat team/bob/2026-11-03.md 2>/dev/null || true; ls .git/tl11 | grep -v lock || true");
        cr_expect_str_eq(left, removals[i].left, "%zu: %s", i, left);
    }
    expect_shell("cat ../kept/team/bob/*", "bob");
}

Test(commit_heal, odd_names_of_removals, .init = set_up, .fini = tear_down)
{
    const char *paths[] = {"a\nb.md", "sp ace.md", "qu\"ote\\.md", "é/ü.md"};
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        commit_text(paths[i], "x\n");
        commit_text(paths[i], NULL);
        expect_shell("git status --porcelain; ls", "team\ntop.md");
    }
}

/* The text of a file that is to go was edited, but never committed: only what was seen goes. */
Test(commit_heal, a_removal_of_what_is_expected, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) changes = new_changes();
    run("echo edited >top.md && echo new >never.md");
    add_change(changes, "top.md", "changed\n", NULL);
    cr_expect_not(tl_commit(repository, "x", changes, NULL, &error));
    expect_error(error, TL_EXIT_REFUSED, "'top.md'");
    expect_shell("cat top.md; git rev-list --count HEAD", "edited\n2");
    g_ptr_array_set_size(changes, 0);
    add_change(changes, "top.md", "edited\n", NULL);
    add_change(changes, "never.md", "new\n", NULL);
    cr_assert(tl_commit(repository, "x", changes, NULL, NULL));
    expect_shell("ls; git status --porcelain", "team");
}

/* What git's way had moved aside: how it was left, and what is there after. */
static const struct {
    const char *how;
    const char *left; /* of bob's note, and in .git/tl11 */
} parked[] = {
    {"true", "bob lock"},
    {"git rm -q --cached team/bob/2026-11-03.md && git commit -qm gone", " lock"},
    {"git switch -qc other && git rm -q --cached team/bob/2026-11-03.md && git commit -qm gone",
     "bob lock"},
    {"mkdir team/bob && echo anew >team/bob/2026-11-03.md", "anew kept lock"},
    {"rm .git/tl11/parked.0", " lock"},
};

Test(commit_heal, what_was_moved_aside, .init = set_up, .fini = tear_down)
{
    run("cp -a . ../kept");
    for (gsize i = 0; i < G_N_ELEMENTS(parked); i++) {
        run("find . -mindepth 1 -delete && cp -a ../kept/. .");
        make_room();
        run("mv team/bob/2026-11-03.md .git/tl11/parked.0 && rmdir team/bob && printf "
            "'refs/heads/main\\nteam/bob/2026-11-03.md' >.git/tl11/parked && %s",
            parked[i].how);
        reopen();
        heal();
        g_autofree char *left = shell(
            "echo $(cat team/bob/2026-11-03.md 2>/dev/null; ls .git/tl11 | sed 's/kept.*/kept/')");
        g_autofree char *wanted = g_strstrip(g_strdup(parked[i].left));
        cr_expect_str_eq(left, wanted, "%zu: %s", i, left);
        g_autofree char *notices = tl_repository_take_notices(repository);
        cr_expect_eq(notices != NULL, strstr(wanted, "kept") != NULL);
    }
}

/* Another tl11 has the turn, and a signal ends the waiting: the text is saved all the same. */
Test(commit_heal, the_turn_does_not_come, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(root, ".git", "tl11", "lock", NULL);
    sigset_t ending, pending;
    make_room();
    int fd = g_open(path, O_RDWR, 0);
    cr_assert_eq(flock(fd, LOCK_EX), 0);
    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    sigprocmask(SIG_BLOCK, &ending, NULL);
    raise(SIGTERM);
    cr_expect_not(try_commit("a.md", "x\n", NULL, &error));
    expect_error(error, TL_EXIT_REFUSED, "another tl11");
    cr_expect_not_null(strstr(error->message, "the text is saved"));
    expect_shell("cat a.md; git rev-list --count HEAD", "x\n2");
    close(fd);
    cr_assert_eq(sigpending(&pending), 0);
    cr_assert_eq(sigismember(&pending, SIGTERM), 1);
    signal(SIGTERM, SIG_IGN);
    sigprocmask(SIG_UNBLOCK, &ending, NULL);
    commit_text("a.md", "x\n");
}

Test(commit_heal, a_turn_is_waited_for, .init = set_up, .fini = tear_down)
{
    make_room();
    run("flock .git/tl11/lock sleep 0.5 >/dev/null 2>&1 &");
    g_usleep(100000);
    gint64 start = g_get_monotonic_time();
    commit_text("a.md", "x\n");
    cr_expect_gt(g_get_monotonic_time() - start, 200000);
}

Test(commit_heal, a_linked_folder_of_ours, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    run("mkdir ../elsewhere && ln -s ../../elsewhere .git/tl11");
    cr_expect_not(try_commit("a.md", "x\n", NULL, &error));
    expect_error(error, TL_EXIT_FAILED, "tl11");
    expect_shell("ls ../elsewhere", "");
}
