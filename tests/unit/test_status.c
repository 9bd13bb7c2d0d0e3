#include "../../src/git/git_internal.h"
#include "git_fixture.h"

/* "A path M path D path", of prefix. */
static char *status_by(const char *prefix, gboolean by_git)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) entries = tl_status_find(repository, prefix, by_git, &error);
    cr_assert_not_null(entries, "%s", error ? error->message : "");
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < entries->len; i++) {
        const tl_status_entry *entry = g_ptr_array_index(entries, i);
        g_string_append_printf(text, "%s%c %s", i ? " " : "", "AMD"[entry->kind], entry -> path);
    }
    return g_string_free(text, FALSE);
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
