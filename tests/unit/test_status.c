#include "../../src/git/git_internal.h"
#include "git_fixture.h"
#include "tl11/git_program.h"

/* "A path M path D path" */
static char *join_entries(const GPtrArray *entries)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < entries->len; i++) {
        const tl_status_entry *entry = g_ptr_array_index(entries, i);
        g_string_append_printf(text, "%s%c %s", i ? " " : "", "AMD"[entry->kind], entry -> path);
    }
    return g_string_free(text, FALSE);
}

/* Of prefix. */
static char *status_by(const char *prefix, gboolean by_git)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) entries = tl_status_find(repository, prefix, by_git, &error);
    cr_assert_not_null(entries, "%s", error ? error->message : "");
    return join_entries(entries);
}

/* What libgit2 finds and what git finds, which must be the same. */
static char *status_of(const char *prefix)
{
    char *found = status_by(prefix, FALSE);
    g_autofree char *by_git = status_by(prefix, TRUE);
    cr_expect_str_eq(by_git, found);
    return found;
}

static void expect_status(const char *prefix, const char *wanted)
{
    g_autofree char *found = status_of(prefix);
    cr_expect_str_eq(found, wanted, "status of '%s' is '%s', not '%s'", prefix, found, wanted);
}

Test(status, clean, .init = set_up, .fini = tear_down)
{
    expect_status("", "");
}

Test(status, changes_of_each_kind, .init = set_up, .fini = tear_down)
{
    run("echo x >top.md && rm team/bob/2026-11-03.md && mkdir -p team/carol/new && echo x "
        ">team/carol/new/a.md && echo x >'sp ace é.md'");
    expect_status("", "A sp ace é.md D team/bob/2026-11-03.md A team/carol/new/a.md M top.md");
    expect_status("team", "D team/bob/2026-11-03.md A team/carol/new/a.md");
    expect_status("team/bob", "D team/bob/2026-11-03.md");
    expect_status("team/al", "");
}

/* What is staged, and what the index knows nothing of, makes no difference. */
static const struct {
    const char *how;
    const char *wanted;
} staged[] = {
    {"echo x >top.md && git add top.md", "M top.md"},
    {"echo x >top.md && git add top.md && echo changed >top.md", ""},
    {"echo x >top.md && git add top.md && git checkout -q HEAD^0 -- top.md", ""},
    {"git rm -q --cached top.md", ""},
    {"git rm -q --cached top.md && echo x >top.md", "M top.md"},
    {"git rm -q top.md", "D top.md"},
    {"git rm -q --cached top.md && echo top.md >.git/info/exclude", ""},
    {"echo x >new.md && git add new.md", "A new.md"},
    {"echo x >new.md && git add new.md && rm new.md", ""},
    {"echo x >new.md && git add -N new.md", "A new.md"},
    {"git mv top.md moved.md", "A moved.md D top.md"},
    {"chmod +x top.md", ""},
    {"touch -d 2020-01-01 top.md", ""},
    {"rm .git/index", ""},
    {"rm .git/index && echo x >top.md && rm team/bob/*", "D team/bob/2026-11-03.md M top.md"},
    {"git read-tree --empty", ""},
    {"git update-index --split-index && echo x >top.md && git add top.md && echo y >y.md",
     "M top.md A y.md"},
    {"git update-index --split-index && git rm -q --cached top.md && rm team/bob/*",
     "D team/bob/2026-11-03.md"},
    {"rm top.md && git rm -q --cached top.md && echo y >y.md && " NO_SUM, "D top.md A y.md"},
    {"rm top.md && ln -s team top.md", ""},
    {"ln -s top.md link.md && mkfifo fifo", ""},
    {"echo '*.md' >.git/info/exclude && echo x >ignored.md && echo x >top.md", "M top.md"},
    {"echo ignored/ >.gitignore && mkdir ignored && echo x >ignored/a.md", "A .gitignore"},
    {"git init -q nested && echo x >nested/a.md", ""},
    {"rm top.md && mkdir top.md && echo x >top.md/a.md", "D top.md A top.md/a.md"},
    {"git sparse-checkout set --no-cone '/*' '!/team/bob/'", ""},
};

Test(status, does_not_ask_the_index, .init = set_up, .fini = tear_down)
{
    run("cp -a . ../kept");
    for (gsize i = 0; i < G_N_ELEMENTS(staged); i++) {
        run("find . -mindepth 1 -delete && cp -a ../kept/. . && { %s; } >/dev/null 2>&1",
            staged[i].how);
        reopen();
        g_autofree char *found = status_of("");
        cr_expect_str_eq(found, staged[i].wanted, "after '%s': '%s', not '%s'", staged[i].how,
                         found, staged[i].wanted);
    }
}

Test(status, before_the_first_commit, .init = set_up_unborn, .fini = tear_down)
{
    run("echo x >a.md && echo x >b.md && git add b.md");
    expect_status("", "A a.md A b.md");
    run("git update-index --split-index");
    reopen();
    expect_status("", "A a.md A b.md");
}

/* A file that was changed in the moment when the index was written, size and time the same. */
Test(status, racily_clean, .init = set_up, .fini = tear_down)
{
    for (int i = 0; i < 20; i++) {
        run("echo aaaa >top.md && git add top.md && git commit -qm a && echo bbbb >top.md");
        expect_status("", "M top.md");
        run("git commit -qam b");
    }
}

Test(status, line_ends_are_compared_as_git_does, .init = set_up, .fini = tear_down)
{
    run("git config core.autocrlf true && printf 'a\\r\\nb\\r\\n' >crlf.md && git add crlf.md "
        "2>/dev/null && git commit -qm x && touch -d 2020-01-01 crlf.md");
    reopen();
    expect_status("", "");
}

/* The clean filter must run: otherwise every touched file of git-crypt's looks modified. */
Test(status, filters_are_gits, .init = set_up, .fini = tear_down)
{
    run("git config filter.rot.clean 'tr a-z n-za-m' && git config filter.rot.smudge 'tr a-z "
        "n-za-m' && echo '*.md filter=rot' >.gitattributes && git add -A && git commit -qm x && "
        "git add --renormalize . && git commit -q --allow-empty -m y && touch -d 2020-01-01 "
        "top.md");
    reopen();
    expect_status("", "");
    run("echo other >top.md");
    expect_status("", "M top.md");
}

Test(status, a_damaged_index_is_an_error, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    run("truncate -s 60 .git/index");
    cr_expect_null(tl_repository_status(repository, "", &error));
    expect_error(error, TL_EXIT_FAILED, "index");
}

/* What became HEAD's meanwhile, as by a merge, differs no more; all else does. */
Test(status, in_two_steps, .init = set_up, .fini = tear_down)
{
    GError *error = NULL;
    run("echo x >top.md && rm team/bob/2026-11-03.md && echo y >team/bob/2026-11-04.md &&"
        " echo z >new.md");
    g_autofree char *before = status_of("");
    tl_git_errand *errand = tl_repository_status_begin(repository, &error);
    cr_assert_not_null(errand);
    run("git rm -q --cached team/bob/2026-11-03.md && git commit -qm meanwhile");
    g_autofree char *after = status_of("");
    cr_expect_str_neq(before, after);
    g_autoptr(GPtrArray) entries = tl_repository_status_end(repository, errand, &error);
    cr_assert_not_null(entries, "%s", error ? error->message : "");
    g_autofree char *found = join_entries(entries);
    cr_expect_str_eq(found, after);
}

/* More names than a pipe holds: git waits with them, and the caller may take its time. */
Test(status, in_two_steps_of_many, .init = set_up, .fini = tear_down, .timeout = 60)
{
    GError *error = NULL;
    run("mkdir team/many && cd team/many && for i in $(seq 4000); do echo $i "
        ">2026-11-24.a-name-of-some-length-$i.md; done");
    tl_git_errand *errand = tl_repository_status_begin(repository, &error);
    cr_assert_not_null(errand);
    g_usleep(300 * 1000);
    g_autoptr(GPtrArray) entries = tl_repository_status_end(repository, errand, &error);
    cr_assert_not_null(entries, "%s", error ? error->message : "");
    cr_expect_eq(entries->len, 4000);
}

Test(status, in_two_steps_what_git_cannot_do_is_told, .init = set_up, .fini = tear_down)
{
    GError *error = NULL;
    run("echo damaged >.git/index");
    tl_git_errand *errand = tl_repository_status_begin(repository, &error);
    cr_assert_not_null(errand);
    cr_expect_null(tl_repository_status_end(repository, errand, &error));
    cr_expect_eq(tl_error_status(error), TL_EXIT_FAILED);
    cr_expect_not_null(strstr(error->message, "index"), "%s", error->message);
    g_clear_error(&error);
    tl_git_errand_drop(NULL);
    tl_git_errand_drop(tl_repository_status_begin(repository, &error));
}

/* --- what HEAD, the index and lstat(2) tell without git ----------------------------------------
 */

static const char *const asked[] = {"team/alice/2026-11-03.md", "team/bob/2026-11-03.md",
                                    "team/new.md", "top.md"};

/* Those of asked that may have been changed, a space between. */
static char *unsure_now(void)
{
    GString *text = g_string_new(NULL);
    g_autoptr(GHashTable) paths = g_hash_table_new(g_str_hash, g_str_equal);
    for (gsize i = 0; i < G_N_ELEMENTS(asked); i++)
        g_hash_table_add(paths, (gpointer)asked[i]);
    g_autoptr(GHashTable) unsure = tl_status_unsure(repository, paths);
    for (gsize i = 0; i < G_N_ELEMENTS(asked); i++)
        if (g_hash_table_contains(unsure, asked[i]))
            g_string_append_printf(text, "%s%s", text->len ? " " : "", asked[i]);
    return g_string_free(text, FALSE);
}

#define ALL_ASKED "team/alice/2026-11-03.md team/bob/2026-11-03.md team/new.md top.md"

/* What was done, and the paths that may have been changed. */
static const struct {
    const char *how;
    const char *wanted;
} unsure[] = {
    {"true", ""},
    {"echo x >>top.md", "top.md"},
    {"touch top.md", "top.md"},
    {"touch -r top.md was && echo CHANGED >top.md && touch -r was top.md && rm was", "top.md"},
    {"chmod +x top.md", "top.md"},
    {"rm top.md && ln -s nowhere top.md", "top.md"},
    {"echo x >>top.md && touch -d yesterday top.md && git add top.md", "top.md"},
    {"git rm -q --cached top.md", "top.md"},
    {"chmod +x top.md && git add top.md && touch .git/index", "top.md"},
    {"touch -d tomorrow top.md && git update-index -q --refresh", "top.md"},
    {"rm team/bob/2026-11-03.md", "team/bob/2026-11-03.md"},
    {"rm -r team/bob && echo x >team/bob", "team/bob/2026-11-03.md"},
    {"git rm -q team/bob/2026-11-03.md", "team/bob/2026-11-03.md"},
    {"echo x >team/new.md", "team/new.md"},
    {"echo x >team/new.md && git add team/new.md && rm team/new.md", "team/new.md"},
    {"git update-index --add --cacheinfo 100644,$(git rev-parse HEAD:top.md),team/new.md",
     "team/new.md"},
    {NO_SUM, ALL_ASKED},
    {"printf x >.git/index", ALL_ASKED},
    {"rm .git/index", ALL_ASKED},
    {"git checkout -q -b side && echo a >top.md && git commit -qam a && git checkout -q main &&"
     " echo b >top.md && git commit -qam b && (git merge -q side || true)",
     ALL_ASKED},
};

static void expect_unsure(gsize i)
{
    set_up();
    run("touch -d '2 hours ago' top.md team/*/*.md && git update-index -q --refresh &&"
        " mkdir -m 700 .git/tl11");
    run("%s", unsure[i].how);
    reopen();
    g_autofree char *found = unsure_now();
    g_autofree char *listed = shell("git status --porcelain -uall | cut -c 4-");
    cr_expect_str_eq(found, unsure[i].wanted, "after '%s': '%s'", unsure[i].how, found);
    /* git is the judge: whatever it lists is among them. */
    for (gsize j = 0; j < G_N_ELEMENTS(asked); j++)
        cr_expect(!strstr(listed, asked[j]) || strstr(found, asked[j]), "after '%s': %s",
                  unsure[i].how, asked[j]);
    expect_shell("ls .git/tl11", "");
    tear_down();
}

Test(status, what_may_have_been_changed, .timeout = 60)
{
    for (gsize i = 0; i < G_N_ELEMENTS(unsure); i++)
        expect_unsure(i);
}

/* Written in the moment in which the index was: nothing but the bytes can tell. */
Test(status, what_is_as_young_as_the_index_may_have_been_changed, .init = set_up, .fini = tear_down)
{
    run("mkdir -m 700 .git/tl11 && touch -r top.md .git/index");
    reopen();
    g_autofree char *found = unsure_now();
    cr_expect(strstr(found, "top.md"), "%s", found);
}
