#include "git_fixture.h"

#include <sys/wait.h>

/* What the user has under way, and must still have after a commit: as git status shows it. */
static const char *const others[] = {
    "echo x >team/bob/2026-11-03.md && git add team",
    "echo x >team/bob/2026-11-03.md",
    "echo x >staged.md && git add staged.md",
    "echo x >staged.md && git add staged.md && echo y >staged.md",
    "echo x >untracked.md",
    "echo x >intended.md && git add -N intended.md",
    "git rm -q team/bob/2026-11-03.md",
    "git rm -q --cached team/bob/2026-11-03.md",
    "rm team/bob/2026-11-03.md",
    "git mv team/bob team/rob",
    "chmod +x team/bob/2026-11-03.md && git add team",
    "ln -sf x team/bob/2026-11-03.md && git add team",
    "git update-index --assume-unchanged team/bob/2026-11-03.md && echo x "
    ">team/bob/2026-11-03.md",
    "git update-index --skip-worktree team/bob/2026-11-03.md && rm team/bob/2026-11-03.md",
};

Test(commit_index, what_is_under_way_stays, .init = set_up, .fini = tear_down)
{
    run("cp -a . ../kept");
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
        run("find . -mindepth 1 -delete && cp -a ../kept/. . && %s", others[i]);
        reopen();
        g_autofree char *before = shell("git status --porcelain -uall && git diff --cached && git "
                                        "ls-files -v | sed -n '/^H/!p'");
        g_autofree char *tree = shell("git ls-tree -r HEAD");
        commit_text("team/alice/2026-11-24.md", "text\n");
        commit_text("team/alice/2026-11-24.md", NULL);
        expect_shell("git status --porcelain -uall && git diff --cached && git ls-files -v | sed "
                     "-n '/^H/!p'",
                     before);
        expect_shell("git ls-tree -r HEAD", tree);
    }
}

/* The path itself was staged with other text: the commit is of what is given. */
Test(commit_index, staged_text_of_the_same_path, .init = set_up, .fini = tear_down)
{
    run("echo staged >top.md && git add top.md");
    commit_text("top.md", "given\n");
    expect_shell("git status --porcelain", "");
    run("echo intended >new.md && git add -N new.md");
    commit_text("new.md", "given\n");
    expect_shell("git status --porcelain", "");
}

Test(commit_index, a_missing_one_is_made_anew, .init = set_up, .fini = tear_down)
{
    run("echo x >untracked.md && rm .git/index");
    cr_expect_null(tl_repository_take_notices(repository));
    commit_text("team/alice/2026-11-24.md", "text\n");
    expect_shell("git status --porcelain && git ls-files | wc -l", "?? untracked.md\n5");
    expect_shell("git ls-tree -r --name-only HEAD | wc -l", "5");
    g_autofree char *notices = tl_repository_take_notices(repository);
    cr_assert_not_null(notices);
    cr_expect_not_null(strstr(notices, "index was missing"));
    cr_expect_null(tl_repository_take_notices(repository));
}

Test(commit_index, none_before_the_first_commit, .init = set_up_unborn, .fini = tear_down)
{
    commit_text("a.md", "x\n");
    cr_expect_null(tl_repository_take_notices(repository));
    expect_shell("git status --porcelain", "");
}

Test(commit_index, version_4_stays, .init = set_up, .fini = tear_down)
{
    run("git update-index --index-version 4");
    commit_text("team/alice/2026-11-24.md", "text\n");
    expect_shell("od -An -tu1 -j7 -N1 .git/index | tr -d ' '; git status --porcelain", "4");
}

Test(commit_index, untracked_cache_and_monitor, .init = set_up, .fini = tear_down)
{
    run("git update-index --untracked-cache --force-write-index && git status --porcelain");
    commit_text("team/alice/2026-11-24.md", "text\n");
    expect_shell("git status --porcelain", "");
    run("echo x >seen.md");
    expect_shell("git status --porcelain", "?? seen.md");
}

/* The cached trees in it must stay right: git commit builds from them. */
Test(commit_index, gits_next_commit_is_whole, .init = set_up, .fini = tear_down)
{
    commit_text("team/alice/2026-11-24.md", "text\n");
    run("echo x >top.md && git commit -qam git");
    expect_shell("git ls-tree -r --name-only HEAD",
                 "team/alice/2026-11-03.md\nteam/alice/2026-11-10.md\nteam/alice/2026-11-24.md\n"
                 "team/bob/2026-11-03.md\ntop.md");
    commit_text("team/alice/2026-11-24.md", NULL);
    run("echo y >top.md && git commit -qam git");
    expect_shell("git ls-tree -r --name-only HEAD | wc -l; git status --porcelain", "4");
    expect_sound();
}

/*
 * A file that was changed in the moment when git wrote the index, to the same
 * size: only its content tells. Our index is younger, so it has to say so.
 */
Test(commit_index, racily_clean_files_are_still_seen, .init = set_up, .fini = tear_down)
{
    guint changed = 0;
    for (int i = 0; i < 30; i++) {
        g_autofree char *text = g_strdup_printf("text %d\n", i);
        run("echo aaaa >top.md && git add top.md && echo bbbb >top.md");
        commit_text("team/alice/2026-11-24.md", text);
        g_autofree char *found = shell("git status --porcelain -- top.md");
        changed += strstr(found, "M top.md") != NULL;
    }
    cr_expect_eq(changed, 30, "%u of 30 changes were seen", changed);
}

/* The file that is committed, changed right after: neither may its stat data hide that. */
Test(commit_index, a_note_changed_right_after, .init = set_up, .fini = tear_down)
{
    guint seen = 0;
    for (int i = 0; i < 30; i++) {
        g_autofree char *text = g_strdup_printf("text %2d\n", i);
        commit_text("team/alice/2026-11-24.md", text);
        run("echo 'text xx' >team/alice/2026-11-24.md");
        g_autofree char *found = shell("git status --porcelain");
        seen += strstr(found, "M team/alice") != NULL;
    }
    cr_expect_eq(seen, 30, "%u of 30 changes were seen", seen);
}

Test(commit_index, stat_data_is_there, .init = set_up, .fini = tear_down)
{
    commit_text("team/alice/2026-11-24.md", "text\n");
    expect_shell("git ls-files --debug team/alice/2026-11-24.md | grep -o 'size: [0-9]*'",
                 "size: 5");
    expect_shell("git diff-files", "");
}

/* One that threads read and write: of many files, long names and other staged changes. */
static void make_large(void)
{
    run("mkdir many && cd many && seq -f 'a-note-with-a-name-that-is-rather-long-%%05g.md' 4000 | "
        "xargs touch && git add . && git commit -qm many");
    run("echo x >staged.md && git add staged.md && git rm -q --cached many/*00001.md");
    reopen();
}

Test(commit_index, a_large_one, .init = set_up, .fini = tear_down)
{
    make_large();
    g_autofree char *status = shell("git status --porcelain");
    for (int i = 0; i < 5; i++) {
        g_autofree char *text = g_strdup_printf("text %d\n", i);
        commit_text("team/alice/2026-11-24.md", text);
        expect_shell("git status --porcelain", status);
        expect_shell("git cat-file -p HEAD:team/alice/2026-11-24.md", g_strchomp(text));
        expect_shell("git ls-files --debug team/alice/2026-11-24.md | grep -o 'size: [0-9]*'",
                     "size: 7");
    }
    commit_text("team/alice/2026-11-24.md", NULL);
    expect_shell("git status --porcelain", status);
    expect_shell("ls .git/tl11", "lock");
    expect_sound();
}

/* Who is told of it is the one who waits for the thread. */
Test(commit_index, a_large_one_that_cannot_be_written, .init = set_up, .fini = tear_down)
{
    GError *error = NULL;
    make_large();
    g_autofree char *status = shell("git status --porcelain");
    run("mkdir -p .git/tl11/index.%d.lock/x", (int)getpid());
    g_autofree char *before = shell("git rev-parse HEAD; md5sum .git/index");
    g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func((GDestroyNotify)tl_change_free);
    g_autoptr(GBytes) text = g_bytes_new_static("text\n", 5);
    g_ptr_array_add(changes, tl_change_new("team/alice/2026-11-24.md", text, NULL));
    cr_expect_not(tl_commit(repository, "m", changes, NULL, &error));
    cr_expect_not_null(strstr(error->message, "cannot write git's index"), "%s", error->message);
    g_clear_error(&error);
    expect_shell("git rev-parse HEAD; md5sum .git/index", before);
    expect_shell("cat team/alice/2026-11-24.md", "text");
    run("rm -r .git/tl11/index.*");
    cr_expect(tl_commit(repository, "m", changes, NULL, NULL));
    expect_shell("git status --porcelain", status);
    expect_sound();
}

/* What somebody stages while the copy of a large one is being written already. */
Test(commit_index, a_large_one_that_changes_meanwhile, .init = set_up, .fini = tear_down)
{
    make_large();
    g_autofree char *status = shell("git status --porcelain");
    run("touch .git/index.lock && echo x >late.md");
    pid_t child = fork();
    if (child == 0) {
        g_usleep(300000);
        execlp("sh", "sh", "-c",
               "cp .git/index .git/other && GIT_INDEX_FILE=.git/other git add late.md && "
               "mv .git/other .git/index && rm .git/index.lock",
               NULL);
        _exit(127);
    }
    commit_text("team/alice/2026-11-24.md", "text\n");
    waitpid(child, NULL, 0);
    g_autofree char *wanted = g_strconcat("A  late.md\n", status, NULL);
    expect_shell("git status --porcelain", wanted);
    expect_shell("ls .git/tl11", "lock");
    expect_sound();
}

/* Locks that others hold; each path is below .git. */
static const char *const locks[] = {"index.lock", "refs/heads/main.lock"};

Test(commit_lock, a_foreign_lock_is_waited_for, .init = set_up, .fini = tear_down, .timeout = 60)
{
    for (gsize i = 0; i < G_N_ELEMENTS(locks); i++) {
        g_autofree char *text = g_strdup_printf("text %zu\n", i);
        run("touch .git/%s && { sleep 0.5; rm .git/%s; } >/dev/null 2>&1 &", locks[i], locks[i]);
        commit_text("a.md", text);
    }
}

Test(commit_lock, a_foreign_lock_is_never_removed, .init = set_up, .fini = tear_down, .timeout = 60)
{
    for (gsize i = 0; i < G_N_ELEMENTS(locks); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text = g_strdup_printf("text %zu\n", i);
        run("echo foreign >.git/%s", locks[i]);
        gint64 start = g_get_monotonic_time();
        cr_expect_not(try_commit("a.md", text, NULL, &error));
        gint64 taken = (g_get_monotonic_time() - start) / 1000;
        cr_expect(taken >= 4900 && taken < 8000, "%" G_GINT64_FORMAT " ms", taken);
        expect_error(error, TL_EXIT_REFUSED, locks[i]);
        cr_expect_not_null(strstr(error->message, "the text is saved"));
        g_autofree char *found = shell("cat .git/%s a.md && rm .git/%s", locks[i], locks[i]);
        g_autofree char *wanted = g_strdup_printf("foreign\ntext %zu", i);
        cr_expect_str_eq(found, wanted);
        expect_shell("git rev-list --count HEAD; find .git -name '*.lock' -o -path '*tl11/*' ! "
                     "-name lock",
                     "2");
        commit_text("b.md", text);
        commit_text("b.md", NULL);
        run("git reset -q --hard HEAD~2");
        reopen();
    }
}

/* gc.pid of a living process is waited for, a stale one is nobody's. */
Test(commit_lock, gc, .init = set_up, .fini = tear_down, .timeout = 60)
{
    run("echo \"$$ $(hostname)\" >.git/gc.pid && touch -d '1 day ago' .git/gc.pid");
    gint64 start = g_get_monotonic_time();
    commit_text("a.md", "x\n");
    cr_expect_lt(g_get_monotonic_time() - start, 2000000);
    run("test -e .git/gc.pid && echo \"1 $(hostname)\" >.git/gc.pid");
    start = g_get_monotonic_time();
    commit_text("a.md", "y\n");
    cr_expect_gt(g_get_monotonic_time() - start, 4500000);
    expect_shell("cut -d' ' -f1 .git/gc.pid && rm .git/gc.pid", "1");
    commit_text("a.md", "z\n");
    expect_shell("ls .git | grep gc.pid || echo none", "none");
}

/* git gc must find its lock where it looks for it, with what it reads there. */
Test(commit_lock, gc_is_started_when_it_is_due, .init = set_up, .fini = tear_down)
{
    run("git config gc.auto 1 && git config gc.autoDetach false && mkdir -p .git/objects/17 &&"
        " for i in 1 2 3; do touch .git/objects/17/0000000000000000000000000000000000000$i; done &&"
        " mkdir ../bin && printf '#!/bin/sh\\necho \"$@\" >>%s/ran\\n' >../bin/git && chmod +x "
        "../bin/git",
        base);
    g_autofree char *path = g_strdup(g_getenv("PATH"));
    g_autofree char *bin = g_strdup_printf("%s/bin:%s", base, path);
    reopen();
    g_setenv("PATH", bin, TRUE);
    cr_assert(try_commit("a.md", "x\n", NULL, NULL));
    g_setenv("PATH", path, TRUE);
    for (int i = 0; i < 500 && try_shell(NULL, "test -s ../ran") != 0; i++)
        g_usleep(20000);
    expect_shell("cat ../ran && rm ../ran", "gc --auto --quiet");
    run("git config gc.auto 0");
    reopen();
    g_setenv("PATH", bin, TRUE);
    cr_assert(try_commit("a.md", "y\n", NULL, NULL));
    g_setenv("PATH", path, TRUE);
    g_usleep(200000);
    expect_shell("cat ../ran 2>/dev/null || echo none", "none");
}
