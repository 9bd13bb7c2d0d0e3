#include "git_fixture.h"

/* A state to refuse, made from the fixture's repository, and a part of the message. */
static const struct {
    const char *name;
    const char *how;
    tl_exit code;
    const char *part;
} states[] = {
    {"merge",
     "git switch -qc side HEAD~ && echo s >top.md && git commit -qam s && git switch -q "
     "main && ! git merge side",
     TL_EXIT_REFUSED, "'git merge --abort'"},
    {"resolved merge",
     "git switch -qc side HEAD~ && echo s >top.md && git commit -qam s && git "
     "switch -q main && ! git merge side && git add top.md",
     TL_EXIT_REFUSED, "'git merge --abort'"},
    {"rebase",
     "git switch -qc side HEAD~ && echo s >top.md && git commit -qam s && ! git rebase "
     "main",
     TL_EXIT_REFUSED, "'git rebase --abort'"},
    {"interactive rebase", "GIT_SEQUENCE_EDITOR='sed -i 1s/pick/edit/' git rebase -qi HEAD~",
     TL_EXIT_REFUSED, "'git rebase --abort'"},
    {"cherry-pick",
     "git switch -qc side HEAD~ && echo s >top.md && git commit -qam s && ! git "
     "cherry-pick main",
     TL_EXIT_REFUSED, "'git cherry-pick --abort'"},
    {"revert", "echo x >top.md && git commit -qam x && ! git revert --no-edit HEAD~",
     TL_EXIT_REFUSED, "'git revert --abort'"},
    {"bisect", "git bisect start -q && git bisect bad && git bisect good HEAD~", TL_EXIT_REFUSED,
     "'git bisect reset'"},
    {"am",
     "git format-patch -q -1 -o .. && git reset -q --hard HEAD~ && echo x >top.md && git "
     "commit -qam x && ! git am ../0001*",
     TL_EXIT_REFUSED, "'git am --abort'"},
    {"sequence",
     "git switch -qc side HEAD~ && echo s >top.md && git commit -qam s && echo s2 >top.md && git "
     "commit -qam s2 && git switch -q main && ! git cherry-pick side~ side && git commit -qam x",
     TL_EXIT_REFUSED, "'git cherry-pick --abort'"},
    {"unmerged",
     "name=$(git rev-parse HEAD:top.md) && printf '100644 %s 1\\ttop.md\\n100644 %s "
     "2\\ttop.md\\n' $name $name | git update-index --index-info",
     TL_EXIT_REFUSED, "unmerged"},
    {"detached", "git switch -q --detach", TL_EXIT_REFUSED, "'git switch BRANCH'"},
    {"HEAD elsewhere", "git update-ref refs/notes/x HEAD && git symbolic-ref HEAD refs/notes/x",
     TL_EXIT_REFUSED, "'refs/notes/x'"},
    {"empty branch", ": >.git/refs/heads/main", TL_EXIT_FAILED, "refs/heads/main"},
    {"branch of no commit", "echo 1234567890123456789012345678901234567890 >.git/refs/heads/main",
     TL_EXIT_FAILED, "'git fsck'"},
    {"no tree",
     "name=$(git rev-parse HEAD:) && rm -f .git/objects/$(echo $name | cut -c1-2)/$(echo "
     "$name | cut -c3-)",
     TL_EXIT_FAILED, "'git fsck'"},
    {"empty index", ": >.git/index", TL_EXIT_FAILED, "git reset"},
    {"short index", "truncate -s 100 .git/index", TL_EXIT_FAILED, "git reset"},
    {"garbage for an index", "echo this is no index at all >.git/index", TL_EXIT_FAILED,
     "git reset"},
    {"folder for an index", "rm .git/index && mkdir .git/index", TL_EXIT_FAILED, "index"},
};

Test(repository_state, is_told, .init = set_up, .fini = tear_down, .timeout = 60)
{
    run("cp -a . ../kept");
    for (gsize i = 0; i < G_N_ELEMENTS(states); i++) {
        GError *error = NULL;
        run("find . -mindepth 1 -delete && cp -a ../kept/. . && { %s; } >/dev/null 2>&1",
            states[i].how);
        reopen();
        cr_expect_not(tl_repository_check_writable(repository, &error), "%s", states[i].name);
        expect_error(error, states[i].code, states[i].part);
        g_clear_error(&error);
        /* And a commit saves the text, and leaves the rest alone. */
        g_autofree char *before = shell("cat .git/HEAD; git for-each-ref; ls .git | grep -v tl11");
        cr_expect_not(try_commit("team/carol/2026-11-24.md", "text\n", NULL, &error));
        expect_error(error, states[i].code, states[i].part);
        cr_expect_not_null(strstr(error->message, "the text is saved"), "%s", error->message);
        expect_shell("cat team/carol/2026-11-24.md", "text");
        g_autofree char *after = shell("cat .git/HEAD; git for-each-ref; ls .git | grep -v tl11");
        cr_expect_str_eq(after, before, "%s: %s", states[i].name, after);
        g_clear_error(&error);
    }
}

/* What looks odd, but is fine. */
static const char *const fine[] = {
    "true",
    "git pack-refs --all",
    "git gc -q",
    "rm .git/index",
    "git update-index --index-version 4",
    "git update-index --untracked-cache",
    "git update-index --split-index",
    "echo x >untracked.md && echo y >top.md && git add top.md",
    "git config core.logAllRefUpdates false",
    "touch .git/HEAD.lock .git/config.lock .git/packed-refs.lock",
    "git switch -qc feat/a/b",
    "git switch -q --orphan fresh",
    "git tag x && git stash list",
};

Test(repository_state, fine_ones, .init = set_up, .fini = tear_down)
{
    run("cp -a . ../kept");
    for (gsize i = 0; i < G_N_ELEMENTS(fine); i++) {
        GError *error = NULL;
        run("find . -mindepth 1 -delete && cp -a ../kept/. . && { %s; } >/dev/null 2>&1", fine[i]);
        reopen();
        cr_expect(tl_repository_check_writable(repository, &error), "%s: %s", fine[i],
                  error ? error->message : "");
    }
}

Test(repository_state, in_a_hook, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    g_setenv("GIT_INDEX_FILE", ".git/index.lock", TRUE);
    cr_expect_not(tl_repository_check_writable(repository, &error));
    expect_error(error, TL_EXIT_REFUSED, "GIT_INDEX_FILE");
}

Test(repository_state, looking_changes_nothing, .init = set_up, .fini = tear_down)
{
    g_autofree char *before = shell("find . -type f | sort | xargs sha1sum");
    cr_assert(tl_repository_check_writable(repository, NULL));
    expect_shell("find . -type f | sort | xargs sha1sum", before);
    expect_shell("ls .git/tl11", "");
}
