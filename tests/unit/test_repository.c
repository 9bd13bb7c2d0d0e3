#include "git_fixture.h"

#include "tl11/language.h"

/* --- config ------------------------------------------------------------------------------- */

static void expect_config(const char *key, const char *wanted)
{
    g_autofree char *value = tl_repository_config(repository, key);
    cr_expect_str_eq(value ? value : "(unset)", wanted, "%s is '%s'", key, value);
}

Test(repository_config, files_in_their_order, .init = set_up, .fini = tear_down)
{
    run("git config --global t.one global && git config --global t.two global &&"
        " git config t.two local");
    reopen();
    expect_config("t.one", "global");
    expect_config("t.two", "local");
    expect_config("t.three", "(unset)");
    expect_config("T.One", "global");
}

Test(repository_config, files_that_the_environment_names, .init = set_up, .fini = tear_down)
{
    run("git config -f ../system t.one system && git config -f ../system t.two system &&"
        " git config -f ../global t.two global");
    g_autofree char *system = g_build_filename(base, "system", NULL);
    g_autofree char *global = g_build_filename(base, "global", NULL);
    g_setenv("GIT_CONFIG_SYSTEM", system, TRUE);
    g_setenv("GIT_CONFIG_GLOBAL", global, TRUE);
    reopen();
    expect_config("t.one", "(unset)"); /* GIT_CONFIG_NOSYSTEM is set */
    expect_config("t.two", "global");
    g_unsetenv("GIT_CONFIG_NOSYSTEM");
    reopen();
    expect_config("t.one", "system");
    expect_config("t.two", "global");
}

/* Each is compared with what git says of the same key in the same environment. */
Test(repository_config, values_that_the_environment_sets, .init = set_up, .fini = tear_down)
{
    const char *keys[] = {"t.one",   "t.Sub.Two", "t.sub.two", "T.SUB.TWO",
                          "t.three", "t.four",    "t.five"};
    run("git config t.one local && git config t.five local");
    g_setenv("GIT_CONFIG_COUNT", "2", TRUE);
    g_setenv("GIT_CONFIG_KEY_0", "T.One", TRUE);
    g_setenv("GIT_CONFIG_VALUE_0", "counted", TRUE);
    g_setenv("GIT_CONFIG_KEY_1", "t.Sub.Two", TRUE);
    g_setenv("GIT_CONFIG_VALUE_1", "counted too", TRUE);
    g_setenv("GIT_CONFIG_PARAMETERS", "'t.three'='a =b' 't.four=old style' 't.one'='given'", TRUE);
    reopen();
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        g_autofree char *line = g_strdup_printf("git config %s || echo '(unset)'", keys[i]);
        g_autofree char *git = shell("%s", line);
        expect_config(keys[i], git);
    }
    expect_config("t.one", "given");
}

Test(repository_config, includes, .init = set_up, .fini = tear_down)
{
    run("git config -f ../more t.one included && git config -f ../more2 t.two conditional");
    g_autofree char *more = g_build_filename(base, "more", NULL);
    g_autofree char *more2 = g_build_filename(base, "more2", NULL);
    run("git config --global include.path '%s' && git config --global "
        "includeIf.gitdir:'%s/'.path '%s'",
        more, root, more2);
    reopen();
    expect_config("t.one", "included");
    expect_config("t.two", "conditional");
}

Test(repository_config, is_set_in_the_repository_alone, .init = set_up, .fini = tear_down)
{
    expect_config("t.new", "(unset)");
    cr_assert(tl_repository_set_config(repository, "t.new", "two words", NULL));
    expect_config("t.new", "two words");
    expect_shell("git config --local t.new", "two words");
    expect_shell("git config --global t.new || echo none", "none");
}

Test(repository_config, a_broken_file_is_an_error_of_a_commit, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    run("echo '[commit' >>../gitconfig");
    reopen();
    cr_expect_not(try_commit("team/alice/2026-11-24.md", "text\n", NULL, &error));
    expect_error(error, TL_EXIT_FAILED, "gitconfig");
}

/* --- identity ------------------------------------------------------------------------------- */

static void expect_people(const char *author, const char *committer)
{
    static guint n;
    g_autofree char *text = g_strdup_printf("text %u\n", n++);
    cr_expect(tl_repository_has_identity(repository));
    commit_text("team/alice/2026-11-24.md", text);
    expect_shell("git log -1 --format='%an <%ae>'", author);
    expect_shell("git log -1 --format='%cn <%ce>'", committer);
}

Test(repository_identity, from_config, .init = set_up, .fini = tear_down)
{
    expect_people("Test Lead <lead@example.org>", "Test Lead <lead@example.org>");
    run("git config author.name Author && git config committer.email c@example.org");
    reopen();
    expect_people("Author <lead@example.org>", "Test Lead <c@example.org>");
}

Test(repository_identity, from_the_environment, .init = set_up, .fini = tear_down)
{
    g_setenv("GIT_AUTHOR_NAME", "A U Thor", TRUE);
    g_setenv("GIT_AUTHOR_EMAIL", "a@example.org", TRUE);
    g_setenv("GIT_COMMITTER_NAME", "Com Mitter", TRUE);
    g_setenv("GIT_COMMITTER_EMAIL", "c@example.org", TRUE);
    expect_people("A U Thor <a@example.org>", "Com Mitter <c@example.org>");
}

/* Names as they come, and the way git writes them; both commit, and must agree. */
Test(repository_identity, is_cleaned_as_git_does, .init = set_up, .fini = tear_down)
{
    const char *names[] = {"  Alice  ", "A <lice>", "Ali\nce",   "\"Alice\"", "Alice.",
                           "Dr. Alice", "al,ice;",  "<<Alice>>", "A\tlice",   "Ål ïce"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *text = g_strdup_printf("text %zu\n", i);
        g_setenv("GIT_AUTHOR_NAME", names[i], TRUE);
        g_setenv("GIT_AUTHOR_EMAIL", " <a@example.org>\n", TRUE);
        commit_text("team/alice/2026-11-24.md", text);
        g_autofree char *ours = shell("git log -1 --format=%%an+%%ae");
        run("git commit -q --allow-empty -m x");
        expect_shell("git log -1 --format=%an+%ae", ours);
    }
}

Test(repository_identity, nobody_is_named, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    const char *nothing[] = {"[user]\n", "[user]\n\tname = Only\n", "[user]\n\temail = o@e.org\n",
                             "[user]\n\tname = \" . \"\n\temail = o@e.org\n"};
    g_autofree char *config = g_build_filename(base, "gitconfig", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(nothing); i++) {
        cr_assert(g_file_set_contents(config, nothing[i], -1, NULL));
        reopen();
        cr_expect_not(tl_repository_has_identity(repository), "%s", nothing[i]);
    }
    cr_expect_not(try_commit("team/alice/2026-11-24.md", "text\n", NULL, &error));
    expect_error(error, TL_EXIT_FAILED, "git config --global user.name");
    cr_expect_not_null(strstr(error->message, "the text is saved"));
    expect_shell("cat team/alice/2026-11-24.md", "text");
    expect_shell("git rev-list --count HEAD", "2");
}

Test(repository_identity, is_written, .init = set_up, .fini = tear_down)
{
    run("git config --global --remove-section user");
    reopen();
    cr_assert(tl_repository_set_identity(repository, "New Lead", "new@example.org", NULL));
    expect_people("New Lead <new@example.org>", "New Lead <new@example.org>");
}

/* Dates in git's forms; git itself is asked what they mean. */
Test(repository_identity, dates_are_read_as_git_reads_them, .init = set_up, .fini = tear_down)
{
    const char *dates[] = {"@1700000000 +0530",
                           "1700000000 -0800",
                           "@0 +0000",
                           "@99 +0100",
                           "2026-11-24T10:11:12+01:00",
                           "2026-11-24 10:11:12 -0330",
                           "2026-11-24T10:11:12",
                           "Tue, 24 Nov 2026 10:11:12 +0700",
                           "24.11.2026 10:11",
                           "1700000000 +0160"};
    for (gsize i = 0; i < G_N_ELEMENTS(dates); i++) {
        g_autofree char *text = g_strdup_printf("text %zu\n", i);
        g_setenv("GIT_AUTHOR_DATE", dates[i], TRUE);
        g_setenv("GIT_COMMITTER_DATE", dates[i], TRUE);
        commit_text("team/alice/2026-11-24.md", text);
        g_autofree char *ours = shell("git log -1 --format=%%ad+%%cd --date=raw");
        run("git commit -q --allow-empty -m x");
        expect_shell("git log -1 --format=%ad+%cd --date=raw", ours);
    }
}

Test(repository_identity, a_date_that_makes_no_sense, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    g_setenv("GIT_COMMITTER_DATE", "when it rains", TRUE);
    cr_expect_not(try_commit("a.md", "text\n", NULL, &error));
    expect_error(error, TL_EXIT_FAILED, "GIT_COMMITTER_DATE");
}

Test(repository_identity, the_zone_is_the_clocks, .init = set_up, .fini = tear_down)
{
    const char *zones[] = {"Asia/Jakarta", "America/St_Johns", "Pacific/Chatham", "UTC"};
    for (gsize i = 0; i < G_N_ELEMENTS(zones); i++) {
        g_autofree char *text = g_strdup_printf("text %zu\n", i);
        g_setenv("TZ", zones[i], TRUE);
        commit_text("a.md", text);
        g_autofree char *wanted = shell("date +%%z");
        expect_shell("git log -1 --format=%ad --date=raw | cut -d' ' -f2", wanted);
    }
}

/* --- HEAD ------------------------------------------------------------------------------------ */

Test(repository_head, branch_and_commit, .init = set_up, .fini = tear_down)
{
    char name[TL_OBJECT_NAME_SIZE];
    cr_expect_str_eq(tl_repository_branch(repository), "main");
    cr_assert(tl_repository_head(repository, name, NULL));
    expect_shell("git rev-parse HEAD", name);
    run("git switch -q -c feat/x");
    cr_expect_str_eq(tl_repository_branch(repository), "feat/x");
    run("git switch -q --detach");
    cr_expect_null(tl_repository_branch(repository));
    cr_assert(tl_repository_head(repository, name, NULL));
    expect_shell("git rev-parse HEAD", name);
}

Test(repository_head, unborn, .init = set_up_unborn, .fini = tear_down)
{
    char name[TL_OBJECT_NAME_SIZE];
    GError *error = NULL;
    cr_expect_not(tl_repository_head(repository, name, &error));
    cr_expect_null(error);
    cr_expect_str_eq(tl_repository_branch(repository), "main");
    cr_expect_null(tl_repository_read_head(repository, "top.md", 100, &error));
    cr_expect_null(error);
    g_autoptr(GPtrArray) paths = tl_repository_list_head(repository, "", &error);
    cr_assert_not_null(paths);
    cr_expect_eq(paths->len, 0);
}

static void expect_head(const char *path, const char *wanted)
{
    GError *error = NULL;
    g_autoptr(GBytes) bytes = tl_repository_read_head(repository, path, 100, &error);
    cr_assert_null(error, "%s", error ? error->message : "");
    gsize size = bytes ? g_bytes_get_size(bytes) : 0;
    g_autofree char *text =
        bytes ? g_strndup(size ? g_bytes_get_data(bytes, NULL) : "", size) : g_strdup("(none)");
    cr_expect_str_eq(text, wanted, "%s is '%s'", path, text);
}

Test(repository_head, files, .init = set_up, .fini = tear_down)
{
    run("ln -s top.md link.md && : >empty.md && git add -A && git commit -qm x && rm top.md");
    expect_head("top.md", "changed\n");
    expect_head("team/alice/2026-11-03.md", "one\n");
    expect_head("empty.md", "");
    expect_head("team/alice", "(none)");
    expect_head("team/none.md", "(none)");
    expect_head("link.md", "(none)");
    expect_head("top.md/below", "(none)");
}

Test(repository_head, a_large_file_is_an_error, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    cr_expect_null(tl_repository_read_head(repository, "top.md", 7, &error));
    expect_error(error, TL_EXIT_FAILED, "'top.md'");
    g_autoptr(GBytes) bytes = tl_repository_read_head(repository, "top.md", 8, NULL);
    cr_expect_not_null(bytes);
}

Test(repository_head, replaced_objects_are_not_followed, .init = set_up, .fini = tear_down)
{
    run("git replace $(git rev-parse HEAD:top.md) $(git rev-parse HEAD:team/bob/2026-11-03.md)");
    expect_head("top.md", "changed\n");
}

Test(repository_head, missing_objects_are_errors, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    run("name=$(git rev-parse HEAD:top.md) && rm -f .git/objects/$(echo $name | cut -c1-2)/"
        "$(echo $name | cut -c3-)");
    cr_expect_null(tl_repository_read_head(repository, "top.md", 100, &error));
    expect_error(error, TL_EXIT_FAILED, "'top.md'");
}

static char *list(const char *prefix)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) paths = tl_repository_list_head(repository, prefix, &error);
    cr_assert_not_null(paths, "%s", error ? error->message : "");
    g_ptr_array_add(paths, NULL);
    return g_strjoinv(" ", (char **)paths->pdata);
}

Test(repository_head, paths, .init = set_up, .fini = tear_down)
{
    run("ln -s top.md link.md && mkdir team-x && echo x >team-x/x.md && echo x >team.md &&"
        " git add -A && git commit -qm x");
    g_autofree char *all = list("");
    g_autofree char *alice = list("team/alice");
    g_autofree char *none = list("team/carol");
    g_autofree char *file = list("top.md");
    cr_expect_str_eq(all, "team-x/x.md team.md team/alice/2026-11-03.md team/alice/2026-11-10.md "
                          "team/bob/2026-11-03.md top.md");
    cr_expect_str_eq(alice, "team/alice/2026-11-03.md team/alice/2026-11-10.md");
    cr_expect_str_eq(none, "");
    cr_expect_str_eq(file, "");
}

Test(repository_head, deep_folders_are_left_out, .init = set_up, .fini = tear_down)
{
    run("mkdir -p 1/2/3/4/5/6/7/8/9 && echo x >1/2/3/4/5/6/7/8/in.md &&"
        " echo x >1/2/3/4/5/6/7/8/9/out.md && git add -A && git commit -qm deep");
    g_autofree char *all = list("1");
    g_autofree char *some = list("1/2/3");
    cr_expect_str_eq(all, "1/2/3/4/5/6/7/8/in.md");
    cr_expect_str_eq(some, "1/2/3/4/5/6/7/8/in.md");
}

/* Ten trees of ten each, eight deep: 10^8 paths of 9 objects. */
Test(repository_head, a_bomb_is_an_error, .init = set_up, .fini = tear_down, .timeout = 60)
{
    g_autoptr(GError) error = NULL;
    run("t=$(git rev-parse HEAD:top.md) && k='100644 blob' && for level in 1 2 3 4 5 6 7 8 9; do"
        " t=$(for i in 0 1 2 3 4 5 6 7 8 9; do printf '%%s %%s\\tf%%s\\n' \"$k\" $t $i; done |"
        " git mktree); k='040000 tree'; done &&"
        " git reset -q --soft $(git commit-tree -m bomb $t)");
    cr_expect_null(tl_repository_list_head(repository, "", &error));
    expect_error(error, TL_EXIT_FAILED, "too many files");
}
