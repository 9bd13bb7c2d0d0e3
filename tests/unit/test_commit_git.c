#include "git_fixture.h"

/* Commits that are the git program's to make, because of what the user set up. */

static void put_hook(const char *name, const char *body)
{
    g_autofree char *path = g_build_filename(root, ".git", "hooks", name, NULL);
    g_autofree char *text = g_strconcat("#!/bin/sh\n", body, "\n", NULL);
    cr_assert(g_file_set_contents(path, text, -1, NULL));
    cr_assert_eq(chmod(path, 0755), 0);
}

/* Whether the hook of this name, with this body, is run by a commit. */
static gboolean is_run(const char *name, const char *body)
{
    static guint n;
    g_autofree char *full = g_strconcat(body, "\necho ran >../ran", NULL);
    g_autofree char *text = g_strdup_printf("text %u\n", n++);
    put_hook(name, full);
    commit_text("top.md", text);
    run("rm .git/hooks/%s", name);
    g_autofree char *found = shell("cat ../ran 2>/dev/null; rm -f ../ran");
    return *found != '\0';
}

Test(commit_git, the_users_hooks_are_run, .init = set_up, .fini = tear_down)
{
    const char *names[] = {"pre-commit",  "prepare-commit-msg", "commit-msg",
                           "post-commit", "post-index-change",  "reference-transaction"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        cr_expect(is_run(names[i], "true"), "%s", names[i]);
    cr_expect_not(is_run("pre-push", "true"));
}

/* They do nothing for a commit that tl11 makes itself, and are no reason to call git. */
Test(commit_git, our_own_hooks_are_not, .init = set_up, .fini = tear_down)
{
    cr_expect_not(is_run("pre-commit", "# tl11 hook"));
    cr_expect(is_run("pre-commit", "# tl11 hook of mine"));
    cr_expect(is_run("pre-commit", "echo '# tl11 hook' >/dev/null"));
}

Test(commit_git, a_hook_that_may_not_run_is_not, .init = set_up, .fini = tear_down)
{
    put_hook("pre-commit", "exit 1");
    run("chmod -x .git/hooks/pre-commit && mkdir .git/hooks/commit-msg");
    commit_text("a.md", "x\n");
}

Test(commit_git, hooks_elsewhere, .init = set_up, .fini = tear_down)
{
    const char *settings[] = {"myhooks", "~/myhooks", "\"$PWD/myhooks\""};
    run("mkdir myhooks ../myhooks && printf '#!/bin/sh\\necho ran >../ran\\n' >myhooks/pre-commit "
        "&& "
        "chmod +x myhooks/pre-commit && cp myhooks/pre-commit ../myhooks");
    put_hook("pre-commit", "exit 1");
    for (gsize i = 0; i < G_N_ELEMENTS(settings); i++) {
        g_autofree char *text = g_strdup_printf("text %zu\n", i);
        run("git config core.hooksPath %s", settings[i]);
        reopen();
        commit_text("a.md", text);
        expect_shell("cat ../ran && rm ../ran", "ran");
    }
    run("git config core.hooksPath /dev/null");
    reopen();
    commit_text("a.md", "no hooks\n");
}

Test(commit_git, a_commit_is_what_libgit2s_would_be, .init = set_up, .fini = tear_down)
{
    g_autoptr(GPtrArray) changes = new_changes();
    char name[TL_OBJECT_NAME_SIZE];
    put_hook("pre-commit", "true");
    g_setenv("GIT_AUTHOR_DATE", "@1700000000 +0530", TRUE);
    run("echo x >team/bob/2026-11-03.md && git add team && echo s >staged.md && git add staged.md "
        "&& echo u >untracked.md");
    add_change(changes, "team/alice/2026-11-03.md", "one\n", NULL);
    add_change(changes, "peer/alice/2026-11-03.md", NULL, "one\n");
    add_change(changes, "team/alice/2026-11-10.md", "two\n", "edited\n");
    add_change(changes, "unknown.md", NULL, NULL);
    cr_assert(tl_commit(repository, " move: a subject\n\n\n\nbody\n#kept\n", changes, name, NULL));
    expect_shell("git rev-parse HEAD", name);
    expect_shell("git show --no-renames --name-status --format='%B%an %ad' --date=raw HEAD",
                 " move: a subject\n\nbody\n#kept\nTest Lead 1700000000 +0530\n\n"
                 "A\tpeer/alice/2026-11-03.md\nD\tteam/alice/2026-11-03.md\n"
                 "M\tteam/alice/2026-11-10.md");
    expect_shell("git status --porcelain; ls team/alice",
                 "A  staged.md\nM  team/bob/2026-11-03.md\n?? untracked.md\n2026-11-10.md");
    expect_shell("ls .git/tl11", "lock");
    expect_sound();
}

Test(commit_git, the_first_commit, .init = set_up_unborn, .fini = tear_down)
{
    put_hook("pre-commit", "true");
    run("echo s >staged.md && git add staged.md");
    commit_text("team/alice/2026-11-24.md", "text\n");
    expect_shell("git ls-tree -r --name-only HEAD; git status --porcelain",
                 "team/alice/2026-11-24.md\nA  staged.md");
}

Test(commit_git, a_hook_says_no_to_the_first, .init = set_up_unborn, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    put_hook("pre-commit", "exit 1");
    cr_expect_not(try_commit("team/alice/2026-11-24.md", "text\n", NULL, &error));
    expect_error(error, TL_EXIT_REFUSED, "a hook");
    expect_shell("git status --porcelain -uall; cat team/alice/*",
                 "?? team/alice/2026-11-24.md\ntext");
}

Test(commit_git, nothing_to_commit, .init = set_up, .fini = tear_down)
{
    char name[TL_OBJECT_NAME_SIZE] = "unset";
    put_hook("pre-commit", "echo ran >../ran");
    cr_assert(try_commit("top.md", "changed\n", name, NULL));
    cr_expect_str_eq(name, "");
    cr_assert(try_commit("none.md", NULL, name, NULL));
    cr_expect_str_eq(name, "");
    expect_shell("git rev-list --count HEAD; ls ../ran 2>/dev/null || true", "2");
    /* Staged, but the file is as HEAD has it. */
    run("echo staged >top.md && git add top.md");
    cr_assert(try_commit("top.md", "changed\n", name, NULL));
    cr_expect_str_eq(name, "");
}

/* Nothing is lost and nothing is left over when it is refused. */
Test(commit_git, a_hook_says_no, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) changes = new_changes();
    put_hook("pre-commit", "printf 'not \\033[31mlike this\\n' >&2; exit 1");
    run("echo s >staged.md && git add staged.md");
    add_change(changes, "team/alice/2026-11-24.md", NULL, "text\n");
    add_change(changes, "team/alice/2026-11-10.md", "two\n", "edited\n");
    add_change(changes, "team/bob/2026-11-03.md", "bob\n", NULL);
    cr_expect_not(tl_commit(repository, "x", changes, NULL, &error));
    expect_error(error, TL_EXIT_REFUSED, "a hook");
    cr_expect_not_null(strstr(error->message, "like this"));
    cr_expect_null(strchr(error->message, '\033'));
    cr_expect_not_null(strstr(error->message, "the text is saved"));
    expect_shell(
        "git status --porcelain -uall; cat team/alice/2026-11-24.md team/bob/*; ls .git/tl11",
        "A  staged.md\n M team/alice/2026-11-10.md\n?? team/alice/2026-11-24.md\ntext\nbob\n"
        "lock");
    expect_shell("git rev-list --count HEAD", "2");
    run("rm .git/hooks/pre-commit");
    cr_assert(tl_commit(repository, "x", changes, NULL, NULL));
    expect_shell("git status --porcelain -uall; ls team", "A  staged.md\nalice");
}

Test(commit_git, a_hook_may_mend_the_note, .init = set_up, .fini = tear_down)
{
    char name[TL_OBJECT_NAME_SIZE];
    put_hook("pre-commit", "sed -i s/teh/the/ a.md && git add a.md && echo mended >&2");
    cr_assert(try_commit("a.md", "teh text\n", name, NULL));
    expect_shell("git show HEAD:a.md; git status --porcelain; cat a.md", "the text\nthe text");
    g_autofree char *notices = tl_repository_take_notices(repository);
    cr_expect_str_eq(notices, "mended\n");
}

Test(commit_git, a_hook_may_change_the_message, .init = set_up, .fini = tear_down)
{
    put_hook("commit-msg", "echo 'Ticket: 7' >>\"$1\"");
    commit_text("a.md", "x\n");
    expect_shell("git log -1 --format=%B", "note: a subject\nTicket: 7");
}

Test(commit_git, odd_paths, .init = set_up, .fini = tear_down)
{
    const char *paths[] = {"team/a[b]*.md", ":(top)x.md", "-rf.md", "sp ace\té.md", "*.md"};
    put_hook("pre-commit", "true");
    run("echo x >team/ab.md && echo x >y.md");
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        char name[TL_OBJECT_NAME_SIZE];
        GError *error = NULL;
        cr_expect(try_commit(paths[i], "text\n", name, &error), "%s: %s", paths[i],
                  error ? error->message : "");
        g_clear_error(&error);
    }
    expect_shell("git rev-list --count HEAD; git status --porcelain", "7\n?? team/ab.md\n?? y.md");
}

Test(commit_git, ignored_paths, .init = set_up, .fini = tear_down)
{
    put_hook("pre-commit", "true");
    run("echo '*.md' >.git/info/exclude");
    commit_text("a.md", "text\n");
}

Test(commit_git, signatures, .init = set_up, .fini = tear_down)
{
    run("ssh-keygen -q -t ed25519 -N '' -f ../key && git config gpg.format ssh && git config "
        "user.signingKey \"$PWD/../key.pub\" && echo \"lead@example.org $(cat ../key.pub)\" "
        ">../signers && git config gpg.ssh.allowedSignersFile \"$PWD/../signers\" && git config "
        "commit.gpgsign true");
    reopen();
    commit_text("a.md", "x\n");
    expect_shell("git log -1 --format=%G?", "G");
}

Test(commit_git, signing_fails, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    run("printf '[commit]\\n\\tgpgsign\\n[gpg]\\n\\tprogram = /bin/false\\n' >>.git/config");
    reopen();
    cr_expect_not(try_commit("a.md", "x\n", NULL, &error));
    expect_error(error, TL_EXIT_FAILED, "gpg");
    expect_shell("git rev-list --count HEAD; git status --porcelain; cat a.md", "2\n?? a.md\nx");
}

/* No object of the database holds the word. */
static void expect_no_clear_text(const char *word)
{
    g_autofree char *line =
        g_strdup_printf("git cat-file --batch-all-objects --batch | grep -ac '%s' || true", word);
    expect_shell(line, "0");
}

static void set_filter(void)
{
    run("git config filter.rot.clean 'tr a-z n-za-m' && git config filter.rot.smudge 'tr a-z "
        "n-za-m' && git config filter.rot.required true");
}

Test(commit_git, filters_are_run, .init = set_up, .fini = tear_down)
{
    char name[TL_OBJECT_NAME_SIZE];
    set_filter();
    run("echo '*.md filter=rot' >.git/info/attributes");
    reopen();
    cr_assert(try_commit("team/alice/2026-11-24.md", "secret\n", name, NULL));
    expect_shell(
        "git show HEAD:team/alice/2026-11-24.md; git status --porcelain -- team/alice/*24.md",
        "frperg");
    expect_no_clear_text("secret");
    cr_assert(try_commit("team/alice/2026-11-24.md", "secret again\n", name, NULL));
    cr_assert(try_commit("team/alice/2026-11-24.md", "secret again\n", name, NULL));
    cr_expect_str_eq(name, "");
    expect_no_clear_text("secret");
}

/* Wherever git has the filter from, what HEAD has is read through it; through none, as it is. */
Test(commit_git, filters_are_read_through, .init = set_up, .fini = tear_down)
{
    static const char *const ways[][2] = {
        {"git config -f .git/config include.path ../rot", "secret\n"},
        {"git config -f .git/config includeIf.hasconfig:remote.*.url:x.path ../rot && git config "
         "remote.origin.url x",
         "secret\n"},
        {"git config --global include.path $PWD/rot", "secret\n"},
        {"true", "frperg\n"},
    };
    set_filter();
    run("echo '*.md filter=rot' >.git/info/attributes && echo secret >a.md && git add a.md && git "
        "commit -qm a && mv .git/config rot && git config -f rot --rename-section core other && "
        "cp $HOME/gitconfig ../global");
    for (gsize i = 0; i < G_N_ELEMENTS(ways); i++) {
        run("rm -f .git/config && git config -f .git/config core.repositoryformatversion 0 && cp "
            "../global $HOME/gitconfig && %s",
            ways[i][0]);
        reopen();
        g_autoptr(GBytes) read = tl_repository_read_head(repository, "a.md", 100, NULL);
        cr_assert_not_null(read, "%s", ways[i][0]);
        g_autofree char *text = g_strndup(g_bytes_get_data(read, NULL), g_bytes_get_size(read));
        cr_expect_str_eq(text, ways[i][1], "%s: %s", ways[i][0], text);
    }
    g_setenv("GIT_CONFIG_PARAMETERS", "'filter.rot.smudge=tr a-z n-za-m'", TRUE);
    reopen();
    g_autoptr(GBytes) read = tl_repository_read_head(repository, "a.md", 100, NULL);
    cr_expect(read && memcmp(g_bytes_get_data(read, NULL), "secret", 6) == 0);
    g_unsetenv("GIT_CONFIG_PARAMETERS");
}

/* The file that asks for the filter is of the same commit. */
Test(commit_git, filters_that_are_new, .init = set_up, .fini = tear_down)
{
    g_autoptr(GPtrArray) changes = new_changes();
    set_filter();
    reopen();
    add_change(changes, "a.md", NULL, "secret\n");
    add_change(changes, ".gitattributes", NULL, "a.md filter=rot\n");
    cr_assert(tl_commit(repository, "x", changes, NULL, NULL));
    expect_no_clear_text("secret");
}

Test(commit_git, filters_of_a_missing_attributes_file, .init = set_up, .fini = tear_down)
{
    char name[TL_OBJECT_NAME_SIZE];
    set_filter();
    run("echo '*.md filter=rot' >team/.gitattributes && git add team/.gitattributes && git commit "
        "-qm x && rm team/.gitattributes");
    reopen();
    cr_assert(try_commit("team/alice/2026-11-24.md", "secret\n", name, NULL));
    expect_no_clear_text("secret");
}

Test(commit_git, filters_that_are_not_set_up, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    run("echo '*.md filter=git-crypt' >.gitattributes");
    reopen();
    cr_expect_not(try_commit("a.md", "secret\n", NULL, &error));
    expect_error(error, TL_EXIT_REFUSED, "'git-crypt'");
    cr_expect_not_null(strstr(error->message, "the text is saved"));
    expect_no_clear_text("secret");
    expect_shell("git rev-list --count HEAD; cat a.md", "2\nsecret");
}

Test(commit_git, a_filter_fails, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    run("git config filter.bad.clean false && git config filter.bad.required true && echo '*.md "
        "filter=bad' >.git/info/attributes");
    reopen();
    cr_expect_not(try_commit("a.md", "secret\n", NULL, &error));
    expect_error(error, TL_EXIT_FAILED, "git");
    expect_no_clear_text("secret");
    expect_shell("git ls-files a.md; cat a.md", "secret");
}

/* Content, attributes, config and what history is to hold: NULL is the content itself. */
static const struct {
    const char *content;
    const char *attributes;
    const char *config;
    const char *stored;
} conversions[] = {
    {"a\r\nb\r\n", "*.md -text", "core.autocrlf true", NULL},
    {"a\r\nb\r\n", "*.md binary", "core.autocrlf true", NULL},
    {"a\r\nb\r\n", "*.md text", "core.autocrlf false", "a\nb\n"},
    {"a\r\nb\r\n", "*.md text=auto", "core.autocrlf false", "a\nb\n"},
    {"a\r\nb\r\n", "*.md eol=lf", "core.autocrlf false", "a\nb\n"},
    {"a\r\nb\r\n", "*.md eol=crlf", "core.autocrlf false", "a\nb\n"},
    {"a\r\nb\r\n", "*.md crlf", "core.autocrlf false", "a\nb\n"},
    {"a\r\nb\r\n", "*.md -crlf", "core.autocrlf true", NULL},
    {"a\r\nb\r\n", "", "core.autocrlf true", "a\nb\n"},
    {"a\r\nb\r\n", "", "core.autocrlf input", "a\nb\n"},
    {"a\r\nb\r\n", "", "core.autocrlf false", NULL},
    {"a\nb\n", "*.md text eol=crlf", "core.autocrlf true", NULL},
    {"$Id: 0123 $\n", "*.md ident", "core.autocrlf false", "$Id$\n"},
};

Test(commit_git, conversions_are_gits, .init = set_up, .fini = tear_down)
{
    for (gsize i = 0; i < G_N_ELEMENTS(conversions); i++) {
        char name[TL_OBJECT_NAME_SIZE];
        g_autofree char *path = g_strdup_printf("note%zu.md", i);
        const char *stored = conversions[i].stored ? conversions[i].stored : conversions[i].content;
        GError *error = NULL;
        run("echo '%s' >.git/info/attributes && git config %s", conversions[i].attributes,
            conversions[i].config);
        reopen();
        cr_assert(try_commit(path, conversions[i].content, name, &error), "%zu: %s", i,
                  error ? error->message : "");
        run("test -z \"$(git status --porcelain -- %s)\"", path);
        g_autoptr(GBytes) found = tl_repository_read_head(repository, path, 100, NULL);
        g_autoptr(GBytes) wanted = bytes_of(stored);
        cr_expect(found && g_bytes_equal(found, wanted), "%zu: %s", i, conversions[i].attributes);
    }
}

Test(commit_git, encodings, .init = set_up, .fini = tear_down)
{
    static const char utf16[] = "\xff\xfe"
                                "a\0\xe9\0\n";
    g_autoptr(GPtrArray) changes = new_changes();
    g_autoptr(GBytes) content = g_bytes_new_static(utf16, 8);
    run("echo 'a.md working-tree-encoding=UTF-16LE-BOM' >.git/info/attributes");
    g_ptr_array_add(changes, tl_change_new("a.md", content, NULL));
    cr_assert(tl_commit(repository, "x", changes, NULL, NULL));
    expect_shell("git show HEAD:a.md; git status --porcelain", "aé");
}

Test(commit_git, a_foreign_lock, .init = set_up, .fini = tear_down, .timeout = 60)
{
    g_autoptr(GError) error = NULL;
    put_hook("pre-commit", "true");
    run("touch .git/index.lock && { sleep 0.7; rm .git/index.lock; } >/dev/null 2>&1 &");
    commit_text("a.md", "x\n");
    run("touch .git/index.lock");
    cr_expect_not(try_commit("b.md", "x\n", NULL, &error));
    expect_error(error, TL_EXIT_REFUSED, "index.lock");
    expect_shell("ls .git/index.lock b.md", ".git/index.lock\nb.md");
}

/* A hook that would write with tl11 must not wait for its own turn. */
Test(commit_git, the_environment_of_a_commit, .init = set_up, .fini = tear_down)
{
    put_hook("pre-commit", "echo \"$GIT_EDITOR|${GIT_INDEX_FILE:+set}\" >../seen; cat >>../seen");
    commit_text("a.md", "x\n");
    expect_shell("cat ../seen", ":|set");
}
