#include "git_fixture.h"

/* Commits by libgit2's way in repositories of other shapes, with git as the judge. */

Test(commit_shape, packed, .init = set_up, .fini = tear_down)
{
    run("git gc -q && test ! -e .git/refs/heads/main");
    commit_text("team/alice/2026-11-24.md", "text\n");
    expect_shell("cat .git/refs/heads/main | wc -c; git status --porcelain", "41");
    run("git pack-refs --all");
    commit_text("team/alice/2026-11-24.md", "text 2\n");
    expect_shell("git rev-list --count HEAD", "4");
}

Test(commit_shape, branch_in_a_folder, .init = set_up, .fini = tear_down)
{
    run("git switch -qc feat/deep/x && git pack-refs --all && rm -rf .git/refs/heads/feat");
    commit_text("a.md", "x\n");
    expect_shell("git branch --show-current; git status --porcelain", "feat/deep/x");
    expect_shell("git rev-list --count main..feat/deep/x", "1");
    expect_shell("tail -1 .git/logs/refs/heads/feat/deep/x | cut -f2", "commit: note: a subject");
}

/* git leaves empty folders where branches were. */
Test(commit_shape, empty_folders_in_the_way, .init = set_up, .fini = tear_down)
{
    run("git switch -qc feat && git pack-refs --all && mkdir -p .git/refs/heads/feat/a/b");
    commit_text("a.md", "x\n");
    expect_shell("git rev-list --count main..feat", "1");
}

Test(commit_shape, new_branches_whose_names_clash, .init = set_up, .fini = tear_down)
{
    const char *clashes[] = {"git branch feat && git symbolic-ref HEAD refs/heads/feat/x",
                             "git branch feat/x && git symbolic-ref HEAD refs/heads/feat"};
    run("cp -a . ../kept");
    for (gsize i = 0; i < 2 * G_N_ELEMENTS(clashes); i++) {
        g_autoptr(GError) error = NULL;
        run("find . -mindepth 1 -delete && cp -a ../kept/. . && %s", clashes[i / 2]);
        if (i % 2)
            run("git pack-refs --all");
        reopen();
        g_autofree char *before = shell("git for-each-ref");
        cr_expect_not(try_commit("a.md", "x\n", NULL, &error), "%zu", i);
        expect_error(error, TL_EXIT_FAILED, "cannot begin the branch");
        expect_shell("git for-each-ref", before);
    }
}

Test(commit_shape, orphan_branch, .init = set_up, .fini = tear_down)
{
    run("git switch -q --orphan fresh/start");
    commit_text("a.md", "x\n");
    expect_shell("git rev-list --count HEAD; git ls-tree -r --name-only HEAD; git branch "
                 "--show-current; git status --porcelain",
                 "1\na.md\nfresh/start");
}

Test(commit_shape, linked_work_tree, .init = set_up, .fini = tear_down)
{
    run("git worktree add -q -b feat/x ../linked && git pack-refs --all && echo x >../linked/u.md");
    g_autofree char *linked = g_build_filename(base, "linked", NULL);
    g_autoptr(tl_repository) opened = tl_repository_open(linked, NULL);
    g_autoptr(GPtrArray) changes = new_changes();
    char name[TL_OBJECT_NAME_SIZE];
    add_change(changes, "team/carol/a.md", NULL, "x\n");
    add_change(changes, "top.md", NULL, NULL);
    cr_assert(tl_commit(opened, "linked", changes, name, NULL));
    expect_shell("git rev-parse feat/x", name);
    expect_shell(
        "git -C ../linked status --porcelain; git status --porcelain; git rev-list --count "
        "main",
        "?? u.md\n2");
    expect_shell(
        "tail -1 .git/worktrees/linked/logs/HEAD | cut -f2; ls .git/worktrees/linked/tl11; "
        "ls .git | grep tl11; find .git -name '*.lock'",
        "commit: linked\nlock");
    expect_sound();
    commit_text("b.md", "on main\n");
}

Test(commit_shape, shallow, .init = set_up, .fini = tear_down)
{
    run("git clone -q --depth 1 \"file://$PWD\" ../shallow && rm -rf .git && mv ../shallow/.git .");
    reopen();
    commit_text("a.md", "x\n");
    expect_shell("git rev-list --count HEAD; git status --porcelain", "2");
}

Test(commit_shape, sparse_checkout, .init = set_up, .fini = tear_down)
{
    run("git config core.sparseCheckout true && printf '/*\\n!/team/bob/\\n' "
        ">.git/info/sparse-checkout && git read-tree -mu HEAD && test ! -e team/bob");
    reopen();
    commit_text("team/alice/2026-11-24.md", "x\n");
    expect_shell("git ls-tree -r --name-only HEAD | grep bob; git status --porcelain; ls team",
                 "team/bob/2026-11-03.md\nalice");
    /* A path that is not checked out is git's: here it is written all the same. */
    commit_text("team/bob/2026-11-03.md", "written\n");
    expect_shell("git ls-tree -r HEAD | wc -l; git status --porcelain", "5");
}

Test(commit_shape, split_index, .init = set_up, .fini = tear_down)
{
    run("git update-index --split-index && echo x >staged.md && git add staged.md");
    reopen();
    commit_text("team/alice/2026-11-24.md", "x\n");
    commit_text("team/alice/2026-11-03.md", NULL);
    expect_shell("git status --porcelain; ls team/alice", "A  staged.md\n2026-11-10.md\n"
                                                          "2026-11-24.md");
}

Test(commit_shape, index_without_a_sum, .init = set_up, .fini = tear_down)
{
    run("echo x >staged.md && git add staged.md && " NO_SUM);
    reopen();
    commit_text("team/alice/2026-11-24.md", "x\n");
    run(NO_SUM);
    commit_text("team/alice/2026-11-03.md", NULL);
    expect_shell("git status --porcelain; ls team/alice", "A  staged.md\n2026-11-10.md\n"
                                                          "2026-11-24.md");
}

Test(commit_shape, sparse_index, .init = set_up, .fini = tear_down)
{
    run("git sparse-checkout set --cone --sparse-index team/alice && git ls-files --sparse | grep "
        "-q 'team/bob/$'");
    reopen();
    commit_text("team/alice/2026-11-24.md", "x\n");
    expect_shell("git ls-tree -r --name-only HEAD | wc -l; git status --porcelain", "5");
}

Test(commit_shape, replaced_objects, .init = set_up, .fini = tear_down)
{
    run("git replace $(git rev-parse HEAD) $(git commit-tree -m other $(git hash-object -t tree -w "
        "/dev/null)) && git --no-replace-objects ls-tree -r HEAD >../before");
    commit_text("new.md", "x\n");
    expect_shell("git --no-replace-objects ls-tree -r HEAD | grep -v new.md | diff ../before - && "
                 "echo same",
                 "same");
}

/* The branch is another name for a branch: git knows how. */
Test(commit_shape, indirect_branch, .init = set_up, .fini = tear_down)
{
    run("git branch real && git symbolic-ref refs/heads/alias refs/heads/real && git symbolic-ref "
        "HEAD refs/heads/alias");
    reopen();
    commit_text("a.md", "x\n");
    expect_shell("git rev-list --count main..real; git symbolic-ref refs/heads/alias; git status "
                 "--porcelain",
                 "1\nrefs/heads/real");
}

/* Entries that libgit2 would not write stay as they are: all but the path's own. */
Test(commit_shape, odd_trees, .init = set_up, .fini = tear_down)
{
    run("blob=$(git rev-parse HEAD:top.md) && { printf '100664 blob %%s\\tgroup.md\\n' $blob; "
        "printf "
        "'100644 blob %%s\\tCON\\n' $blob; printf '120000 blob %%s\\tlink\\n' $blob; printf "
        "'040000 "
        "tree %%s\\tteam\\n' $(git rev-parse HEAD:team); } | git mktree >../tree && git reset -q "
        "--hard $(git commit-tree -p HEAD -m odd $(cat ../tree)) && git ls-tree HEAD >../before");
    reopen();
    GError *error = NULL;
    cr_assert(try_commit("a.md", "x\n", NULL, &error), "%s", error ? error->message : "");
    expect_shell("git ls-tree HEAD | grep -v a.md | diff ../before - && echo same", "same");
}

/* The tree holds one name twice: nothing must get lost by counting it once. */
Test(commit_shape, damaged_tree, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    run("tree() { git cat-file tree HEAD; git cat-file tree HEAD; } && name=$(tree | git "
        "hash-object "
        "-t tree --literally -w --stdin) && git reset -q --soft $(git commit-tree -p HEAD -m odd "
        "$name)");
    reopen();
    cr_expect_not(try_commit("a.md", "x\n", NULL, &error));
    expect_error(error, TL_EXIT_FAILED, "'git fsck'");
    expect_shell("git log -1 --format=%s; cat a.md", "odd\nx");
}

/* An object that a power cut left empty; git takes it for the object, and so does libgit2. */
Test(commit_shape, damaged_objects_are_written_anew, .init = set_up, .fini = tear_down)
{
    run("name=$(echo text | git hash-object --stdin) && folder=.git/objects/$(echo $name | cut "
        "-c1-2) && mkdir -p $folder && : >$folder/$(echo $name | cut -c3-)");
    reopen();
    commit_text("a.md", "text\n");
    expect_shell("git show HEAD:a.md", "text");
    g_autofree char *tree = shell("git rev-parse HEAD:team");
    run("echo new >team/new.md && git add team/new.md && name=$(git write-tree --prefix=team/) && "
        "git rm -q --cached team/new.md && rm team/new.md && file=.git/objects/$(echo $name | cut "
        "-c1-2)/$(echo $name | cut -c3-) && chmod u+w $file && : >$file");
    commit_text("team/new.md", "new\n");
    expect_shell("git status --porcelain", "");
}

Test(commit_shape, read_only_file_system, .init = set_up, .fini = tear_down)
{
    if (geteuid() == 0) { /* root may write wherever it likes, so it is a mount */
        g_autofree char *output = NULL;
        int status = try_shell(
            &output, "how=; unshare --mount true 2>/dev/null || how='--propagation unchanged'; "
                     "unshare --mount $how sh -c 'mount --bind . . && mount -o remount,ro,bind "
                     ". && cd \"$PWD\" && echo x | \"$TL11_BUILD/tests/commit_driver\" . "
                     "a.md x'");
        if (strstr(output, "unshare")) {
            tear_down();
            cr_skip_test("no mounts here");
        }
        cr_expect_eq(status, 4 << 8, "%d: %s", status, output);
        cr_expect_not_null(strstr(output, "Read-only"), "%s", output);
    } else {
        g_autoptr(GError) error = NULL;
        run("chmod -R a-w .");
        cr_expect_not(try_commit("a.md", "x\n", NULL, &error));
        expect_error(error, TL_EXIT_FAILED, "Permission denied");
    }
}
