#include "tl11/git_program.h"

#include "git_fixture.h"

Test(git_program, runs, .init = set_up, .fini = tear_down)
{
    int status = -1;
    const char *good[] = {"config", "t.run", "here", NULL};
    const char *bad[] = {"rev-parse", "--verify", "--quiet", "nothing", NULL};
    cr_assert(tl_git_run(root, good, &status, NULL));
    cr_expect_eq(status, 0);
    expect_shell("git config t.run", "here");
    cr_assert(tl_git_run(root, bad, &status, NULL));
    cr_expect_eq(status, 1);
}

Test(git_program, hears_out, .init = set_up, .fini = tear_down)
{
    g_autoptr(GString) output = g_string_new("before ");
    const char *arguments[] = {"log", "-1", "--format=%s", NULL};
    cr_assert(tl_git_capture(root, arguments, output, NULL, NULL));
    cr_expect_str_eq(output->str, "before second\n");
    cr_expect(tl_git_capture(root, arguments, NULL, NULL, NULL));
}

Test(git_program, errors_are_gits_last_words, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    int status = 0;
    const char *arguments[] = {"cat-file", "-p", "esc\033[31mape", NULL};
    cr_expect_not(tl_git_capture(root, arguments, NULL, NULL, &error));
    expect_error(error, TL_EXIT_FAILED, "git cat-file: fatal: Not a valid object name esc");
    cr_expect_null(strchr(error->message, '\033'));
    cr_expect(tl_git_capture(root, arguments, NULL, &status, NULL));
    cr_expect_eq(status, 128);
}

Test(git_program, the_environment_leads_nowhere_else, .init = set_up, .fini = tear_down)
{
    g_autoptr(GString) output = g_string_new(NULL);
    g_autofree char *other = g_build_filename(base, "other", ".git", NULL);
    const char *arguments[] = {"rev-parse", "--absolute-git-dir", NULL};
    run("git init -q ../other");
    g_setenv("GIT_DIR", other, TRUE);
    g_setenv("GIT_WORK_TREE", "/tmp", TRUE);
    cr_assert(tl_git_capture(root, arguments, output, NULL, NULL));
    cr_expect(g_str_has_prefix(output->str, root), "%s", output->str);
}

static void expect_editor(const char *wanted)
{
    g_autoptr(tl_repository) opened = tl_repository_open(root, NULL);
    g_autofree char *editor = tl_git_editor(opened, NULL);
    cr_expect_str_eq(editor ? editor : "(none)", wanted);
}

Test(git_program, editor, .init = set_up, .fini = tear_down)
{
    g_setenv("TERM", "xterm", TRUE);
    g_setenv("EDITOR", "five", TRUE);
    expect_editor("five");
    g_setenv("VISUAL", "four", TRUE);
    expect_editor("four");
    g_setenv("TERM", "dumb", TRUE);
    expect_editor("five");
    run("git config --global core.editor 'three --wait'");
    expect_editor("three --wait");
    run("git config core.editor two");
    expect_editor("two");
    g_setenv("GIT_EDITOR", "one", TRUE);
    expect_editor("one");
    g_setenv("GIT_EDITOR", "", TRUE);
    expect_editor("two");
    g_autofree char *outside = tl_git_editor(NULL, NULL);
    cr_expect_str_eq(outside, "three --wait");
}

Test(git_program, an_editor_that_is_there, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    run("mkdir ../bin && printf '#!/bin/sh\\n' >../bin/vi && cp ../bin/vi ../bin/vim && chmod +x "
        "../bin/*");
    g_autofree char *bin = g_build_filename(base, "bin", NULL);
    g_autofree char *path = g_strdup(g_getenv("PATH"));
    g_setenv("PATH", bin, TRUE);
    expect_editor("vim");
    g_setenv("PATH", "/nonexistent", TRUE);
    cr_expect_null(tl_git_editor(NULL, &error));
    expect_error(error, TL_EXIT_FAILED, "core.editor");
    g_setenv("PATH", path, TRUE);
}

static void expect_pager(const char *wanted)
{
    g_autoptr(tl_repository) opened = tl_repository_open(root, NULL);
    g_autofree char *pager = tl_git_pager(opened);
    cr_expect_str_eq(pager, wanted);
}

Test(git_program, a_linked_worktree_has_the_repositorys_config, .init = set_up, .fini = tear_down)
{
    run("git config core.editor here && git config core.pager there && git worktree add -q ../w");
    g_autofree char *path = g_build_filename(base, "w", NULL);
    g_autoptr(tl_repository) linked = tl_repository_open(path, NULL);
    g_autofree char *editor = tl_git_editor(linked, NULL);
    g_autofree char *pager = tl_git_pager(linked);
    cr_expect_str_eq(editor, "here");
    cr_expect_str_eq(pager, "there");
}

Test(git_program, pager, .init = set_up, .fini = tear_down)
{
    expect_pager("less");
    g_setenv("PAGER", "four", TRUE);
    expect_pager("four");
    run("git config core.pager 'three -x'");
    expect_pager("three -x");
    g_setenv("GIT_PAGER", "two", TRUE);
    expect_pager("two");
    g_setenv("TL11_PAGER", "one", TRUE);
    expect_pager("one");
}
