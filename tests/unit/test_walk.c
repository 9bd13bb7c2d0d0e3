#include "git_fixture.h"

#include "tl11/walk.h"

#ifdef __SANITIZE_ADDRESS__
/* Whole stacks, by which lsan.supp tells libgit2's own leak in a commit it refuses from ours. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "fast_unwind_on_malloc=0";
}
#endif

static GHashTable *walk(const char *prefix, gboolean *is_whole)
{
    GError *error = NULL;
    GHashTable *found = tl_walk_last_commits(repository, prefix, is_whole, &error);
    cr_assert_not_null(found, "%s", error ? error->message : "");
    return found;
}

/* Each path's commit is the one that git log says, of the whole of history. */
static void expect_as_git(const char *prefix)
{
    gboolean is_whole;
    g_autoptr(GHashTable) found = walk(prefix, &is_whole);
    g_autofree char *output =
        shell("git ls-tree -r --name-only HEAD | { grep '^%s' || true; }", prefix);
    g_auto(GStrv) paths = g_strsplit(output, "\n", -1);
    guint n = *output ? g_strv_length(paths) : 0;
    cr_expect(is_whole);
    cr_expect_eq(g_hash_table_size(found), n, "%u of %u", g_hash_table_size(found), n);
    for (guint i = 0; i < n; i++) {
        g_autofree char *wanted = shell("git log -1 --format=%%H -- '%s'", paths[i]);
        const char *commit = g_hash_table_lookup(found, paths[i]);
        cr_expect_str_eq(commit ? commit : "(none)", wanted, "of %s", paths[i]);
    }
}

static const char *MORE =
    "for i in 1 2 3 4 5 6; do echo $i >team/alice/2026-11-1$i.md; git add -A; git commit -qm $i; "
    "done; echo new >>team/alice/2026-11-12.md; git commit -qam edit; git mv team/bob team/rob; "
    "git commit -qm moved; echo x >top.md; git commit -qam x; echo changed >top.md; git commit "
    "-qam 'as it was'";

Test(walk, a_line_of_commits, .init = set_up, .fini = tear_down)
{
    run("%s", MORE);
    expect_as_git("");
    expect_as_git("team");
    expect_as_git("team/alice");
}

Test(walk, packed_and_with_a_commit_graph, .init = set_up, .fini = tear_down)
{
    run("%s && git gc -q && git commit-graph write --reachable", MORE);
    reopen();
    expect_as_git("");
}

Test(walk, nothing_there, .init = set_up, .fini = tear_down)
{
    gboolean is_whole;
    g_autoptr(GHashTable) found = walk("team/carol", &is_whole);
    cr_expect_eq(g_hash_table_size(found), 0);
    cr_expect(is_whole);
}

Test(walk, unborn, .init = set_up_unborn, .fini = tear_down)
{
    gboolean is_whole;
    g_autoptr(GHashTable) found = walk("", &is_whole);
    cr_expect_eq(g_hash_table_size(found), 0);
    cr_expect(is_whole);
}

static void expect_subject(GHashTable *found, const char *path, const char *wanted)
{
    const char *commit = g_hash_table_lookup(found, path);
    cr_assert_not_null(commit, "nothing of %s", path);
    g_autofree char *subject = shell("git log -1 --format=%%s %s", commit);
    cr_expect_str_eq(subject, wanted, "%s is of '%s', not '%s'", path, subject, wanted);
}

/* Both sides' own notes, one that both edited, and one side's edit that the merge threw away. */
Test(walk, merges, .init = set_up, .fini = tear_down)
{
    gboolean is_whole;
    run("git switch -qc side HEAD~ && echo s >team/side.md && printf 's\\none\\n' "
        ">team/alice/2026-11-03.md && echo s >team/bob/2026-11-03.md && git add -A && git commit "
        "-qm side && git switch -q main && echo m >team/main.md && printf 'one\\nm\\n' "
        ">team/alice/2026-11-03.md && git add -A && git commit -qm main && git merge -q "
        "--no-commit "
        "side || true; printf 's\\none\\nm\\n' >team/alice/2026-11-03.md && git checkout -q HEAD "
        "-- "
        "team/bob && git add -A && git commit -qm merged");
    g_autoptr(GHashTable) found = walk("", &is_whole);
    cr_expect(is_whole);
    expect_subject(found, "team/side.md", "side");
    expect_subject(found, "team/main.md", "main");
    expect_subject(found, "team/alice/2026-11-03.md", "merged");
    expect_subject(found, "team/bob/2026-11-03.md", "first");
    expect_subject(found, "top.md", "second");
    cr_expect_eq(g_hash_table_size(found), 6);
}

/* Text goes into top.md at a time: seconds since the first commit of them. */
static void commit_top(const char *text, int seconds, const char *subject)
{
    run("echo %s >top.md && git add -A && GIT_COMMITTER_DATE='@%d +0000' git commit -qm %s", text,
        1800000000 + seconds, subject);
}

/* A clock that was put back. */
Test(walk, a_commit_older_than_its_parents, .init = set_up, .fini = tear_down)
{
    commit_top("red", 100, "one");
    commit_top("blue", 200, "two");
    commit_top("red", 50, "again");
    expect_as_git("");
    gboolean is_whole;
    g_autoptr(GHashTable) found = walk("", &is_whole);
    expect_subject(found, "top.md", "again");
}

/* The same bytes came on a side that was merged and not taken; a merge has them from elsewhere. */
Test(walk, bytes_that_are_from_another_side, .init = set_up, .fini = tear_down)
{
    commit_top("red", 100, "one");
    run("git branch old");
    commit_top("blue", 200, "two");
    run("git switch -qc side");
    commit_top("red", 300, "three");
    run("git switch -q main && git merge -q -s ours --no-edit side && "
        "git reset -q --soft $(git commit-tree -p HEAD -p old -m merged 'old^{tree}') && "
        "git checkout -q -f && echo later >later.md && git add -A && git commit -qm later");
    expect_as_git("");
    gboolean is_whole;
    g_autoptr(GHashTable) found = walk("", &is_whole);
    expect_subject(found, "top.md", "one");
}

/* No note is so deep. */
Test(walk, what_is_too_deep_is_not_told, .init = set_up, .fini = tear_down)
{
    gboolean is_whole;
    run("mkdir -p a/b/c/d/e/f/g/h && echo one >a/b/c/d/e/f/g/h/i.md && git add -A && "
        "git commit -qm deep && echo two >a/b/c/d/e/f/g/h/i.md && git commit -qam deeper");
    g_autoptr(GHashTable) found = walk("", &is_whole);
    cr_expect_not(is_whole);
    cr_expect_null(g_hash_table_lookup(found, "a/b/c/d/e/f/g/h/i.md"));
    expect_subject(found, "top.md", "second");
}

/* Both sides of a merge brought the same. */
Test(walk, the_newest_of_two_that_brought_the_same, .init = set_up, .fini = tear_down)
{
    for (int newer = 0; newer < 2; newer++) {
        gboolean is_whole;
        commit_top("blue", 100, "one");
        run("git switch -qc side%d", newer);
        commit_top("red", newer ? 400 : 300, "side");
        run("git switch -q main");
        commit_top("red", newer ? 300 : 400, "main");
        run("git merge -q --no-edit side%d", newer);
        g_autoptr(GHashTable) found = walk("", &is_whole);
        expect_subject(found, "top.md", newer ? "side" : "main");
    }
}

Test(walk, shallow, .init = set_up, .fini = tear_down)
{
    gboolean is_whole;
    run("%s && git clone -q --depth 3 \"file://$PWD\" ../shallow", MORE);
    g_autofree char *shallow = g_build_filename(base, "shallow", NULL);
    g_autoptr(tl_repository) opened = tl_repository_open(shallow, NULL);
    cr_assert_not_null(opened);
    g_autoptr(GHashTable) found = tl_walk_last_commits(opened, "", &is_whole, NULL);
    cr_assert_not_null(found);
    cr_expect_not(is_whole);
    expect_subject(found, "top.md", "as it was");
    /* The move is the oldest commit here: what came with it, and what was there, looks the same. */
    cr_expect_eq(g_hash_table_size(found), 1);
}

/* A commit whose date nobody can read, in the middle: libgit2 gives up, git does not. */
Test(walk, a_commit_that_libgit2_refuses, .init = set_up, .fini = tear_down)
{
    run("echo odd >odd.md && git add -A && name=$(git cat-file commit $(git commit-tree -p HEAD -m "
        "odd $(git write-tree)) | sed -E 's/^(author|committer) .*/\\1 nobody/' | git hash-object "
        "-t commit -w --literally --stdin) && git reset -q --soft $name && echo later >later.md && "
        "git add -A && git commit -qm later");
    gboolean is_whole;
    g_autoptr(GHashTable) found = walk("", &is_whole);
    expect_subject(found, "later.md", "later");
    expect_subject(found, "odd.md", "odd");
    expect_subject(found, "top.md", "second");
    expect_subject(found, "team/bob/2026-11-03.md", "first");
}

Test(walk, a_missing_commit_ends_history, .init = set_up, .fini = tear_down)
{
    gboolean is_whole;
    run("echo later >later.md && git add -A && git commit -qm later && name=$(git rev-parse "
        "HEAD~2) && rm -f .git/objects/$(echo $name | cut -c1-2)/$(echo $name | cut -c3-)");
    reopen();
    g_autoptr(GHashTable) found = walk("", &is_whole);
    cr_expect_not(is_whole);
    expect_subject(found, "later.md", "later");
    cr_expect_null(g_hash_table_lookup(found, "team/bob/2026-11-03.md"));
}

Test(walk, a_missing_tree_is_told, .init = set_up, .fini = tear_down)
{
    gboolean is_whole;
    run("echo a >team/alice/new.md && git add -A && git commit -qm new && name=$(git rev-parse "
        "HEAD~:team/alice) && rm -f .git/objects/$(echo $name | cut -c1-2)/$(echo $name | cut "
        "-c3-)");
    reopen();
    g_autoptr(GHashTable) found = walk("", &is_whole);
    cr_expect_not(is_whole);
    expect_subject(found, "top.md", "second");
    expect_subject(found, "team/bob/2026-11-03.md", "first");
}
