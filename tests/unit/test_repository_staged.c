#include "git_fixture.h"

static char *staged(void)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) paths = tl_repository_staged(repository, &error);
    cr_assert_not_null(paths, "%s", error ? error->message : "");
    g_ptr_array_add(paths, NULL);
    return g_strjoinv(" ", (char **)paths->pdata);
}

static void expect_staged(const char *wanted)
{
    g_autofree char *found = staged();
    cr_expect_str_eq(found, wanted, "staged is '%s', not '%s'", found, wanted);
}

static void expect_bytes(const char *path, const char *wanted)
{
    GError *error = NULL;
    g_autoptr(GBytes) bytes = tl_repository_read_staged(repository, path, 100, &error);
    cr_assert_not_null(bytes, "%s", error ? error->message : "");
    g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    cr_expect_str_eq(text, wanted);
}

static const char *CHANGES = "echo staged >top.md && echo new >team/new.md && git add top.md "
                             "team/new.md && echo later >top.md && git rm -q team/bob/2026-11-03.md"
                             " && echo intent >intent.md && git add -N intent.md && ln -s x link &&"
                             " git add link";

Test(repository_staged, added_and_modified, .init = set_up, .fini = tear_down)
{
    expect_staged("");
    run("%s", CHANGES);
    expect_staged("team/new.md top.md");
    expect_bytes("top.md", "staged\n");
    expect_bytes("team/new.md", "new\n");
    expect_bytes("team/alice/2026-11-03.md", "one\n");
}

Test(repository_staged, split_index, .init = set_up, .fini = tear_down)
{
    run("%s && git update-index --split-index && echo x >x.md && git add x.md", CHANGES);
    expect_staged("link team/new.md top.md x.md");
    expect_bytes("x.md", "x\n");
}

Test(repository_staged, index_without_a_sum, .init = set_up, .fini = tear_down)
{
    run("%s && echo x >x.md && git add x.md && " NO_SUM, CHANGES);
    expect_staged("link team/new.md top.md x.md");
    expect_bytes("x.md", "x\n");
}

Test(repository_staged, before_the_first_commit, .init = set_up_unborn, .fini = tear_down)
{
    expect_staged("");
    run("echo a >a.md && git add a.md");
    expect_staged("a.md");
}

Test(repository_staged, errors, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) large = NULL;
    cr_expect_null(tl_repository_read_staged(repository, "none.md", 100, &error));
    expect_error(error, TL_EXIT_FAILED, "'none.md'");
    cr_expect_null(tl_repository_read_staged(repository, "top.md", 3, &large));
    expect_error(large, TL_EXIT_FAILED, "'top.md'");
}

/* What a hook sees: each kind of commit has an index of its own kind. */
Test(repository_staged, in_a_hook, .init = set_up, .fini = tear_down)
{
    const char *commits[] = {"git commit -qam all", "git commit -qm only -- top.md",
                             "git add -A && git commit -qm staged"};
    run("printf '#!/bin/sh\\necho $GIT_INDEX_FILE >../seen\\ncp $GIT_INDEX_FILE ../copy\\n' "
        ">.git/hooks/pre-commit && chmod +x .git/hooks/pre-commit");
    for (gsize i = 0; i < G_N_ELEMENTS(commits); i++) {
        run("echo 'by %zu' >top.md && %s && git reset -q --soft HEAD~", i, commits[i]);
        g_autofree char *seen = shell("cat ../seen");
        run("cp ../copy \"$(cat ../seen)\"");
        g_setenv("GIT_INDEX_FILE", seen, TRUE);
        expect_staged("top.md");
        g_unsetenv("GIT_INDEX_FILE");
        run("[ %s = .git/index ] || rm -f \"$(cat ../seen)\"; git reset -q", seen);
    }
}
