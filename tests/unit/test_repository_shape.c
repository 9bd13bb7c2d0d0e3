#include "git_fixture.h"

static void expect_refused(const char *part)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(tl_repository) opened = tl_repository_open(root, &error);
    cr_assert_null(opened, "it was opened; wanted '%s'", part);
    expect_error(error, TL_EXIT_FAILED, part);
    cr_expect_not_null(strchr(error->message, '\''), "'%s' names no folder", error->message);
}

static void expect_opened(void)
{
    reopen();
    cr_expect_str_eq(tl_repository_root(repository), root);
}

Test(repository_shape, no_repository, .init = set_up_folder, .fini = tear_down)
{
    expect_refused("no git repository");
}

Test(repository_shape, the_repository_above_is_not_taken, .init = set_up_folder, .fini = tear_down)
{
    run("git init -q ..");
    expect_refused("no git repository");
}

Test(repository_shape, no_folder, .init = set_up_folder, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    cr_expect_null(tl_repository_open("/nonexistent/notes", &error));
    expect_error(error, TL_EXIT_FAILED, "'/nonexistent/notes'");
}

Test(repository_shape, bare, .init = set_up_folder, .fini = tear_down)
{
    run("git init -q --bare .");
    expect_refused("bare");
}

Test(repository_shape, bare_by_config, .init = set_up_folder, .fini = tear_down)
{
    run("git init -q . && git config core.bare true");
    expect_refused("bare");
}

/* Config of a repository, and a part of the message: NULL when it is fine. */
static const struct {
    const char *config;
    const char *part;
} configs[] = {
    {"core.repositoryformatversion 1", NULL},
    {"core.repositoryformatversion 1 && git config extensions.noop x", NULL},
    {"core.repositoryformatversion 2", "cannot open the git repository"},
    {"core.repositoryformatversion 1 && git config extensions.objectformat sha1", "--unset"},
    {"core.repositoryformatversion 1 && git config extensions.refstorage reftable",
     "'git refs migrate --ref-format=files'"},
    {"core.repositoryformatversion 0 && git config extensions.refstorage reftable",
     "'git refs migrate --ref-format=files'"},
    {"core.repositoryformatversion 0 && git config extensions.refstorage files", NULL},
    {"extensions.refstorage reftable && git config --add extensions.refstorage files", NULL},
    {"extensions.refstorage files && git config --add extensions.refstorage reftable",
     "'git refs migrate --ref-format=files'"},
    {"remote.a.promisor true && git config remote.b.promisor false", "partial clone"},
    {"remote.a.promisor false", NULL},
    {"core.repositoryformatversion 1 && git config extensions.partialclone origin",
     "partial clone"},
    {"core.repositoryformatversion 0 && git config extensions.partialclone origin",
     "partial clone"},
    {"core.repositoryformatversion 1 && git config extensions.worktreeconfig true", NULL},
    {"core.repositoryformatversion 0 && git config extensions.worktreeconfig true", NULL},
    {"core.repositoryformatversion 1 && git config extensions.preciousobjects true",
     "'extensions.preciousobjects'"},
    {"core.repositoryformatversion 1 && git config extensions.tomorrow x", "'extensions.tomorrow'"},
    {"core.worktree /tmp", "belongs to the work tree"},
};

Test(repository_shape, formats_and_extensions, .init = set_up_folder, .fini = tear_down)
{
    for (gsize i = 0; i < G_N_ELEMENTS(configs); i++) {
        run("rm -rf .git && git init -q . && git config %s", configs[i].config);
        if (configs[i].part)
            expect_refused(configs[i].part);
        else
            expect_opened();
    }
}

Test(repository_shape, sha256, .init = set_up_folder, .fini = tear_down)
{
    run("git init -q --object-format=sha256 .");
    expect_refused("SHA-256");
}

Test(repository_shape, damaged_config, .init = set_up_folder, .fini = tear_down)
{
    run("git init -q . && echo '[core' >.git/config");
    expect_refused("cannot open the git repository");
}

Test(repository_shape, git_file_that_leads_elsewhere, .init = set_up_folder, .fini = tear_down)
{
    run("git init -q ../other && echo 'gitdir: ../other/.git' >.git");
    expect_refused("does not name this folder");
}

Test(repository_shape, git_link_that_leads_elsewhere, .init = set_up_folder, .fini = tear_down)
{
    run("git init -q ../other && ln -s ../other/.git .git");
    expect_refused("does not name this folder");
}

Test(repository_shape, separate_folder_that_names_the_work_tree, .init = set_up_folder,
     .fini = tear_down)
{
    run("git init -q --separate-git-dir=../elsewhere .");
    expect_refused("git config core.worktree");
    run("git config core.worktree \"$PWD\"");
    expect_opened();
}

Test(repository_shape, linked_work_tree, .init = set_up, .fini = tear_down)
{
    run("git worktree add -q -b feat/x ../linked");
    g_autofree char *linked = g_build_filename(base, "linked", NULL);
    g_autoptr(tl_repository) opened = tl_repository_open(linked, NULL);
    cr_assert_not_null(opened);
    g_autofree char *common = g_build_filename(root, ".git", NULL);
    g_autofree char *own = g_build_filename(common, "worktrees", "linked", NULL);
    cr_expect_str_eq(tl_repository_root(opened), linked);
    cr_expect_str_eq(tl_repository_common_dir(opened), common);
    cr_expect_str_eq(tl_repository_git_dir(opened), own);
    cr_expect_str_eq(tl_repository_branch(opened), "feat/x");
}

Test(repository_shape, copied_work_tree, .init = set_up, .fini = tear_down)
{
    run("git worktree add -q ../linked && cp -a ../linked ../copied");
    g_autofree char *copied = g_build_filename(base, "copied", NULL);
    g_autoptr(GError) error = NULL;
    cr_expect_null(tl_repository_open(copied, &error));
    expect_error(error, TL_EXIT_FAILED, "belongs to the work tree");
}

Test(repository_shape, submodule_is_a_root_of_its_own, .init = set_up, .fini = tear_down)
{
    run("git init -q ../inner && git -C ../inner commit -q --allow-empty -m x &&"
        " git submodule --quiet add \"$PWD/../inner\" inner");
    g_autofree char *inner = g_build_filename(root, "inner", NULL);
    g_autoptr(tl_repository) opened = tl_repository_open(inner, NULL);
    cr_assert_not_null(opened);
    cr_expect_str_eq(tl_repository_root(opened), inner);
}

Test(repository_shape, another_users_folder, .init = set_up, .fini = tear_down)
{
    if (geteuid() != 0) {
        tear_down();
        cr_skip_test("only root can give files away");
    }
    run("chown -R 1234:1234 .");
    expect_refused("git config --global --add safe.directory");
}

Test(repository_shape, a_link_to_the_root_is_resolved, .init = set_up, .fini = tear_down)
{
    run("ln -s notes ../named");
    g_autofree char *named = g_build_filename(base, "named", NULL);
    g_autoptr(tl_repository) opened = tl_repository_open(named, NULL);
    cr_assert_not_null(opened);
    cr_expect_str_eq(tl_repository_root(opened), root);
}

Test(repository_shape, git_dir_of_the_environment_is_not_followed, .init = set_up,
     .fini = tear_down)
{
    run("git init -q ../other");
    g_autofree char *other = g_build_filename(base, "other", ".git", NULL);
    g_setenv("GIT_DIR", other, TRUE);
    reopen();
    cr_expect(g_str_has_prefix(tl_repository_git_dir(repository), root));
    cr_expect_null(g_getenv("GIT_DIR"));
}

Test(repository_create, makes_a_private_one, .init = set_up_folder, .fini = tear_down)
{
    GError *error = NULL;
    cr_assert(tl_repository_create(root, &error), "%s", error ? error->message : "");
    expect_opened();
    expect_shell("stat -c %a .git", "700");
    expect_shell("git symbolic-ref HEAD", "refs/heads/main");
    expect_shell("git config transfer.fsckObjects", "true");
    expect_shell("git config core.worktree || echo none", "none");
    expect_shell("ls -A", ".git");
    commit_text("team/alice/2026-11-24.md", "text\n");
}

Test(repository_create, branch_by_config, .init = set_up_folder, .fini = tear_down)
{
    run("git config --global init.defaultBranch trunk");
    cr_assert(tl_repository_create(root, NULL));
    expect_shell("git symbolic-ref HEAD", "refs/heads/trunk");
}

Test(repository_create, main_without_config, .init = set_up_folder, .fini = tear_down)
{
    run("git config --global --unset init.defaultBranch");
    cr_assert(tl_repository_create(root, NULL));
    expect_shell("git symbolic-ref HEAD", "refs/heads/main");
}

Test(repository_create, an_existing_one_is_left_alone, .init = set_up, .fini = tear_down)
{
    g_autofree char *before = shell("find .git -type f | xargs sha1sum && stat -c %%a .git");
    cr_assert(tl_repository_create(root, NULL));
    expect_shell("find .git -type f | xargs sha1sum && stat -c %a .git", before);
}

Test(repository_create, what_a_killed_run_left_is_removed, .init = set_up_folder, .fini = tear_down)
{
    run("mkdir -p .tl11-new-abcdef/.git/objects && touch .tl11-new-abcdef/.git/HEAD note.md");
    cr_assert(tl_repository_create(root, NULL));
    expect_shell("ls -A", ".git\nnote.md");
}

Test(repository_create, refused_where_git_would_not_open, .init = set_up_folder, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    run("mkdir .git && echo text >.git/kept");
    cr_expect_not(tl_repository_create(root, &error));
    expect_error(error, TL_EXIT_FAILED, "no git repository");
    expect_shell("cat .git/kept", "text");
}
