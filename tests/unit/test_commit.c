#include "git_fixture.h"

/* All of HEAD but the lines that have path in them. */
static char *others_at_head(const char *path)
{
    return shell("git ls-tree -r HEAD | { grep -vF '%s' || true; }", path);
}

Test(commit, a_new_note, .init = set_up, .fini = tear_down)
{
    g_autofree char *before = others_at_head("team/carol/2026-11-24.md");
    commit_text("team/carol/2026-11-24.md", "text\n");
    g_autofree char *after = others_at_head("team/carol/2026-11-24.md");
    cr_expect_str_eq(after, before);
    expect_shell("git status --porcelain", "");
    expect_shell("git log -1 --format=%s", "note: a subject");
    expect_shell("git rev-list --count HEAD", "3");
    expect_shell("git show --name-status --format= HEAD", "A\tteam/carol/2026-11-24.md");
    expect_shell("stat -c '%a %n' team/carol team/carol/*",
                 "700 team/carol\n600 team/carol/2026-11-24.md");
}

Test(commit, an_edited_note, .init = set_up, .fini = tear_down)
{
    commit_text("team/alice/2026-11-03.md", "other\n");
    expect_shell("git status --porcelain", "");
    expect_shell("git show --name-status --format= HEAD", "M\tteam/alice/2026-11-03.md");
}

/* Bytes are kept, whatever they are. */
Test(commit, odd_content, .init = set_up, .fini = tear_down)
{
    const char *contents[] = {"", "no end",
                              "\xef\xbb\xbf"
                              "bom\n",
                              "cr\r\nlf\r\n", "\xff\xfe\n"};
    for (gsize i = 0; i < G_N_ELEMENTS(contents); i++) {
        g_autofree char *path = g_strdup_printf("team/alice/odd %zu é\n.md", i);
        char name[TL_OBJECT_NAME_SIZE];
        cr_assert(try_commit(path, contents[i], name, NULL));
        GError *error = NULL;
        g_autoptr(GBytes) found = tl_repository_read_head(repository, path, 100, &error);
        g_autoptr(GBytes) wanted = bytes_of(contents[i]);
        cr_assert_not_null(found);
        cr_expect(g_bytes_equal(found, wanted));
    }
    expect_sound();
    expect_shell("git status --porcelain", "");
}

Test(commit, the_first_one, .init = set_up_unborn, .fini = tear_down)
{
    run("echo x >untracked.md");
    commit_text("team/alice/2026-11-24.md", "text\n");
    expect_shell("git rev-list --count HEAD", "1");
    expect_shell("git status --porcelain", "?? untracked.md");
    expect_shell("git reflog --format=%gs", "commit (initial): note: a subject");
}

Test(commit, nothing_to_commit, .init = set_up, .fini = tear_down)
{
    char name[TL_OBJECT_NAME_SIZE] = "unset";
    cr_assert(try_commit("top.md", "changed\n", name, NULL));
    cr_expect_str_eq(name, "");
    expect_shell("git rev-list --count HEAD", "2");
    cr_assert(try_commit("none.md", NULL, name, NULL));
    cr_expect_str_eq(name, "");
    g_autoptr(GPtrArray) none = new_changes();
    cr_assert(tl_commit(repository, "x", none, name, NULL));
    cr_expect_str_eq(name, "");
    expect_shell("git rev-list --count HEAD", "2");
    expect_sound();
}

Test(commit, the_name_is_not_wanted, .init = set_up, .fini = tear_down)
{
    cr_assert(try_commit("a.md", "x\n", NULL, NULL));
    expect_shell("git show HEAD:a.md", "x");
}

Test(commit, several_changes_at_once, .init = set_up, .fini = tear_down)
{
    g_autoptr(GPtrArray) changes = new_changes();
    char name[TL_OBJECT_NAME_SIZE];
    add_change(changes, "team/bob/2026-11-03.md", "bob\n", NULL);
    add_change(changes, "team/alice/2026-11-10.md", "two\n", "edited\n");
    add_change(changes, "team-x/a.md", NULL, "x\n");
    add_change(changes, "team.md", NULL, "x\n");
    add_change(changes, "peer/bob/2026-11-03.md", NULL, "bob\n")->is_new = TRUE;
    cr_assert(tl_commit(repository, "move(bob): to peer", changes, name, NULL));
    expect_shell("git show --no-renames --name-status --format= HEAD",
                 "A\tpeer/bob/2026-11-03.md\nA\tteam-x/a.md\nA\tteam.md\n"
                 "M\tteam/alice/2026-11-10.md\nD\tteam/bob/2026-11-03.md");
    expect_shell("git status --porcelain && ls team", "alice");
    expect_shell("git ls-tree --name-only HEAD:team", "alice");
    expect_sound();
}

Test(commit, the_last_file_of_all_goes, .init = set_up_unborn, .fini = tear_down)
{
    commit_text("team/alice/a.md", "x\n");
    commit_text("team/alice/a.md", NULL);
    expect_shell("git ls-tree -r HEAD; git status --porcelain; ls", "");
}

/* A file becomes a folder, and the other way round, in one commit. */
Test(commit, file_and_folder_change_places, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) changes = new_changes();
    run("rm top.md");
    add_change(changes, "top.md/a.md", NULL, "x\n");
    cr_expect_not(tl_commit(repository, "x", changes, NULL, &error));
    expect_error(error, TL_EXIT_REFUSED, "'top.md/a.md'");
    add_change(changes, "top.md", NULL, NULL);
    cr_assert(tl_commit(repository, "x", changes, NULL, NULL));
    expect_shell("git ls-tree -r --name-only HEAD | grep top && git status --porcelain",
                 "top.md/a.md");
    expect_sound();
}

static void expect_message(const char *message, const char *wanted)
{
    static guint n;
    g_autoptr(GPtrArray) changes = new_changes();
    g_autofree char *text = g_strdup_printf("text %u\n", n++);
    GError *error = NULL;
    add_change(changes, "top.md", NULL, text);
    cr_assert(tl_commit(repository, message, changes, NULL, &error), "%s",
              error ? error->message : "");
    g_autofree char *found = shell("git log -1 --format='%%B|'");
    cr_expect_str_eq(found, wanted);
    expect_sound();
}

Test(commit, messages_are_cleaned_as_git_does, .init = set_up, .fini = tear_down)
{
    expect_message("plain", "plain\n|");
    expect_message("\n\n  subject \n\n\n\nbody  \n# kept\n\n", "  subject\n\nbody\n# kept\n|");
    expect_message("bad \xff byte", "bad \xef\xbf\xbd byte\n|");
    expect_message("tab\tand é", "tab\tand é\n|");
}

Test(commit, no_message, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) changes = new_changes();
    add_change(changes, "top.md", NULL, "x\n");
    cr_expect_not(tl_commit(repository, " \n", changes, NULL, &error));
    expect_error(error, TL_EXIT_REFUSED, "message is empty");
}

Test(commit, paths_that_are_not_kept, .init = set_up, .fini = tear_down)
{
    const char *paths[] = {"",   "/etc/passwd", "../a.md",  "a/../b.md", "./a.md", "a//b.md",
                           "a/", ".git/config", "a/.git/x", "a/.GIT/x",  ".Git",   "."};
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        GError *error = NULL;
        cr_expect_not(try_commit(paths[i], "x\n", NULL, &error), "%s", paths[i]);
        expect_error(error, TL_EXIT_REFUSED, paths[i]);
        g_clear_error(&error);
    }
    expect_shell("git status --porcelain; git rev-list --count HEAD; ls ..", "2\ngitconfig\nnotes");
}

Test(commit, one_path_twice, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) changes = new_changes();
    add_change(changes, "a.md", NULL, "x\n");
    add_change(changes, "a.md", NULL, "y\n");
    cr_expect_not(tl_commit(repository, "x", changes, NULL, &error));
    expect_error(error, TL_EXIT_REFUSED, "'a.md'");
}

Test(commit, a_linked_folder_is_not_written_through, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    run("ln -s ../.git/hooks team/carol");
    cr_expect_not(try_commit("team/carol/pre-commit", "x\n", NULL, &error));
    expect_error(error, TL_EXIT_REFUSED, "symbolic link");
    expect_shell("ls .git/hooks/pre-commit 2>/dev/null; git rev-list --count HEAD", "2");
}

/* What the file must hold before, and what it holds. */
Test(commit, a_file_that_changed_meanwhile, .init = set_up, .fini = tear_down)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) changes = new_changes();
    add_change(changes, "top.md", "what was read\n", "new\n");
    cr_expect_not(tl_commit(repository, "x", changes, NULL, &error));
    expect_error(error, TL_EXIT_REFUSED, "'top.md'");
    expect_shell("cat top.md", "changed");
    g_clear_error(&error);
    g_ptr_array_set_size(changes, 0);
    add_change(changes, "top.md", NULL, "new\n")->is_new = TRUE;
    cr_expect_not(tl_commit(repository, "x", changes, NULL, &error));
    expect_error(error, TL_EXIT_REFUSED, "'top.md'");
    expect_shell("cat top.md && git rev-list --count HEAD", "changed\n2");
    g_clear_error(&error);
}

/* The file has the new text already: a killed run, or the editor, wrote it. */
Test(commit, a_file_that_is_written_already, .init = set_up, .fini = tear_down)
{
    g_autoptr(GPtrArray) changes = new_changes();
    run("echo new >top.md && echo new >a.md");
    add_change(changes, "top.md", "changed\n", "new\n");
    add_change(changes, "a.md", NULL, "new\n")->is_new = TRUE;
    cr_assert(tl_commit(repository, "x", changes, NULL, NULL));
    expect_shell("git show HEAD:top.md && git show HEAD:a.md && git status --porcelain",
                 "new\nnew");
}

Test(commit, nested_repositories, .init = set_up, .fini = tear_down)
{
    GError *error = NULL;
    run("git init -q team/carol && git init -q ../inner && git -C ../inner commit -q --allow-empty "
        "-m x && git submodule --quiet add \"$PWD/../inner\" team/sub && git commit -qm sub");
    reopen();
    const char *paths[] = {"team/carol/a.md", "team/carol/deep/a.md", "team/sub/a.md", "team/sub"};
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        cr_expect_not(try_commit(paths[i], "x\n", NULL, &error), "%s", paths[i]);
        expect_error(error, TL_EXIT_REFUSED, "a git repository of its own");
        g_clear_error(&error);
    }
    run("git submodule --quiet deinit -f team/sub");
    reopen();
    cr_expect_not(try_commit("team/sub/a.md", "x\n", NULL, &error));
    expect_error(error, TL_EXIT_REFUSED, "team/sub");
    g_clear_error(&error);
    expect_shell("ls -A team/sub; git ls-tree HEAD team/sub | cut -c1-6", "160000");
}

Test(commit, wrong_clocks, .init = set_up, .fini = tear_down)
{
    const char *const texts[] = {"1999-12-31", "2004-12-31", "2100-01-02", "2200-01-01"};
    g_autofree char *faketime = g_find_program_in_path("faketime");
    if (faketime == NULL)
        cr_assert_fail("faketime is needed: make deps installs it");
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *line =
            g_strdup_printf("echo x | ASAN_OPTIONS=verify_asan_link_order=0 faketime '%s 12:00' "
                            "\"$TL11_BUILD/tests/commit_driver\" . a.md x",
                            texts[i]);
        g_autofree char *output = NULL;
        cr_expect_eq(try_shell(&output, line), 3 << 8, "%s: %s", texts[i], output);
        cr_expect_not_null(strstr(output, "the clock is wrong"), "%s", output);
    }
    run("echo x | ASAN_OPTIONS=verify_asan_link_order=0 faketime '2038-02-01 12:00' "
        "\"$TL11_BUILD/tests/commit_driver\" . a.md x");
    expect_shell("git log -1 --format=%as", "2038-02-01");
}

Test(commit, modes, .init = set_up, .fini = tear_down)
{
    run("chmod +x top.md && git commit -qam exec");
    commit_text("top.md", "edited\n");
    expect_shell("git ls-tree HEAD top.md | cut -c1-6; git status --porcelain", "100755");
    run("chmod -x top.md && git config core.fileMode false");
    reopen();
    commit_text("top.md", "edited again\n");
    expect_shell("git ls-tree HEAD top.md | cut -c1-6; git status --porcelain", "100755");
    commit_text("new.md", "new\n");
    expect_shell("git ls-tree HEAD new.md | cut -c1-6; git status --porcelain", "100644");
}

Test(commit, reflogs, .init = set_up, .fini = tear_down)
{
    g_setenv("GIT_COMMITTER_DATE", "@1700000000 +0530", TRUE);
    commit_text("a.md", "x\n");
    expect_shell("for log in HEAD refs/heads/main; do tail -1 .git/logs/$log; done | sort -u | "
                 "cut -d' ' -f3-",
                 "Test Lead <lead@example.org> 1700000000 +0530\tcommit: note: a subject");
    expect_shell("[ $(git rev-parse HEAD@{1}) = $(git rev-parse HEAD~) ]", "");
}

static const struct {
    const char *setting;
    gboolean has_log; /* before */
    const char *lines;
} reflogs[] = {
    {"false", FALSE, "0"},
    {"false", TRUE, "3"},
    {"true", FALSE, "1"},
    {"always", FALSE, "1"},
};

Test(commit, reflogs_by_config, .init = set_up, .fini = tear_down)
{
    run("cp -a . ../kept");
    for (gsize i = 0; i < G_N_ELEMENTS(reflogs); i++) {
        run("find . -mindepth 1 -delete && cp -a ../kept/. . && git config "
            "core.logAllRefUpdates %s",
            reflogs[i].setting);
        if (!reflogs[i].has_log)
            run("rm -rf .git/logs");
        reopen();
        commit_text("a.md", "x\n");
        expect_shell("cat .git/logs/HEAD 2>/dev/null | wc -l", reflogs[i].lines);
        expect_shell("cat .git/logs/refs/heads/main 2>/dev/null | wc -l", reflogs[i].lines);
    }
}

Test(commit, no_config_of_libgit2s_is_needed, .init = set_up, .fini = tear_down)
{
    run("git config core.fsync none");
    reopen();
    commit_text("a.md", "x\n");
    expect_shell("git status --porcelain", "");
}
