#include "git_fixture.h"

#include "tl11/git_merge.h"

/* "theirs" has a line more in alice's first note, a new note, and none of bob's. */
static void set_up_theirs(void)
{
    set_up();
    run("git checkout -q -b theirs && echo theirs >>team/alice/2026-11-03.md &&"
        " echo new >team/alice/2026-11-17.md && git rm -q team/bob/2026-11-03.md &&"
        " git add -A && git commit -qm theirs && git checkout -q main");
    reopen();
}

TestSuite(git_merge, .init = set_up_theirs, .fini = tear_down, .timeout = 60);

static tl_merge_result merge(GPtrArray *in_the_way, GError **error)
{
    g_autofree char *commit = shell("git rev-parse theirs");
    return tl_git_merge(repository, commit, "theirs", in_the_way, error);
}

/* paths: what is in the way, a line each. */
static void expect_merge(tl_merge_result wanted, const char *paths)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) in_the_way = g_ptr_array_new_with_free_func(g_free);
    tl_merge_result result = merge(in_the_way, &error);
    cr_assert_eq(result, wanted, "%d: %s", (int)result, error ? error->message : "");
    g_ptr_array_add(in_the_way, NULL);
    g_autofree char *found = g_strjoinv("\n", (char **)in_the_way->pdata);
    cr_expect_str_eq(found, paths);
}

static void expect_merged(const char *notes)
{
    expect_shell("git status --porcelain -uall", "");
    expect_shell("git merge-base --is-ancestor theirs HEAD && echo in", "in");
    expect_shell("cat team/*/*.md", notes);
    expect_shell("ls .git/tl11", "lock");
    expect_sound();
}

Test(git_merge, a_fast_forward)
{
    expect_merge(TL_MERGE_DONE, "");
    expect_shell("git rev-list --count theirs..HEAD", "0");
    expect_merged("one\ntheirs\ntwo\nnew");
}

static void diverge(void)
{
    run("echo ours >>team/alice/2026-11-10.md && git commit -qam ours");
    reopen();
}

Test(git_merge, two_sides_make_a_commit)
{
    diverge();
    expect_merge(TL_MERGE_DONE, "");
    expect_shell("git log -1 --format='%s %p' | wc -w", "5");
    expect_shell("git log -1 --format=%s", "sync: merge theirs");
    expect_merged("one\ntheirs\ntwo\nours\nnew");
}

Test(git_merge, what_is_not_committed_is_in_the_way)
{
    run("echo mine >>team/alice/2026-11-03.md && echo mine >>top.md");
    expect_merge(TL_MERGE_IN_THE_WAY, "team/alice/2026-11-03.md");
    expect_shell("cat team/alice/2026-11-03.md", "one\nmine");
    expect_shell("git rev-list --count HEAD..theirs", "1");
    expect_shell("ls .git/tl11", "lock");
}

Test(git_merge, files_that_only_stand_here_are_in_the_way_ignored_ones_too)
{
    run("echo '*17.md' >.git/info/exclude && echo secret >team/alice/2026-11-17.md");
    expect_merge(TL_MERGE_IN_THE_WAY, "team/alice/2026-11-17.md");
    expect_shell("cat team/alice/2026-11-17.md", "secret");
}

Test(git_merge, what_is_staged_is_in_the_way_of_a_merge_commit)
{
    diverge();
    run("echo staged >>top.md && git add top.md");
    expect_merge(TL_MERGE_IN_THE_WAY, "top.md");
    expect_shell("git diff --cached --name-only", "top.md");
}

Test(git_merge, a_history_that_began_apart_is_not_merged)
{
    run("git checkout -q --orphan theirs2 && git commit -qm apart && git branch -q -D theirs &&"
        " git branch -q -m theirs && git checkout -q main");
    reopen();
    expect_merge(TL_MERGE_UNRELATED, "");
    expect_shell("git rev-list --count HEAD", "2");
}

Test(git_merge, a_hook_that_says_no_leaves_the_merge_open)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) in_the_way = g_ptr_array_new_with_free_func(g_free);
    diverge();
    run("printf '#!/bin/sh\\necho not today >&2; exit 1\\n' >.git/hooks/pre-merge-commit &&"
        " chmod +x .git/hooks/pre-merge-commit");
    cr_expect_eq(merge(in_the_way, &error), TL_MERGE_FAILED);
    expect_error(error, TL_EXIT_REFUSED, "not today");
    cr_expect(tl_git_merge_is_open(repository));
    expect_shell("ls .git/tl11", "lock");
}

/* --- conflicts ----------------------------------------------------------------------------- */

static void conflict(void)
{
    run("echo ours >>team/alice/2026-11-03.md && echo ours >>team/bob/2026-11-03.md &&"
        " git commit -qam ours");
    reopen();
    expect_merge(TL_MERGE_CONFLICT, "");
}

Test(git_merge, a_conflict_names_what_each_side_has)
{
    GError *error = NULL;
    conflict();
    cr_expect(tl_git_merge_is_open(repository));
    g_autoptr(GPtrArray) unmerged = tl_git_merge_unmerged(repository, &error);
    cr_assert_eq(unmerged->len, 2);
    const tl_unmerged *alice = g_ptr_array_index(unmerged, 0);
    const tl_unmerged *bob = g_ptr_array_index(unmerged, 1);
    cr_expect_str_eq(alice->path, "team/alice/2026-11-03.md");
    cr_expect(alice->is_ours && alice->is_theirs && !alice->is_opaque);
    cr_expect_str_eq(bob->path, "team/bob/2026-11-03.md");
    cr_expect(bob->is_ours && !bob->is_theirs);
}

static void conclude(void)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) decided = g_ptr_array_new();
    run("printf 'one\\nboth\\n' >team/alice/2026-11-03.md && git rm -q team/bob/2026-11-03.md");
    g_ptr_array_add(decided, (gpointer) "team/alice/2026-11-03.md");
    cr_expect(tl_git_merge_conclude(repository, decided, &error), "%s",
              error ? error->message : "");
    cr_expect_not(tl_git_merge_is_open(repository));
    expect_shell("git status --porcelain -uall", "");
    expect_shell("git merge-base --is-ancestor theirs HEAD && echo in", "in");
    expect_shell("git show HEAD:team/alice/2026-11-03.md", "one\nboth");
    expect_sound();
}

Test(git_merge, what_was_decided_is_committed)
{
    conflict();
    conclude();
    expect_shell("git log -1 --format=%s", "sync: merge theirs");
}

Test(git_merge, a_message_that_a_killed_git_never_wrote_is_made)
{
    conflict();
    run(": >.git/MERGE_MSG");
    conclude();
    g_autofree char *wanted = shell("echo sync: merge $(git rev-parse theirs)");
    expect_shell("git log -1 --format=%s", wanted);
}

/* --- a merge cut off in the middle ------------------------------------------------------------ */

/* As git leaves it: alice's first note cut off, the new one begun, bob's gone, HEAD as it was. */
static void cut_off(const char *apart)
{
    diverge();
    run("mkdir -p -m 700 .git/tl11 && printf '%%s %%s theirs\\n%s.\\n' $(git rev-parse HEAD theirs)"
        " >.git/tl11/merging",
        apart);
    run("printf 'one\\nth' >team/alice/2026-11-03.md && : >team/alice/2026-11-17.md &&"
        " rm team/bob/2026-11-03.md");
}

static void heal(void)
{
    GError *error = NULL;
    cr_expect(tl_commit_heal(repository, &error), "%s", error ? error->message : "");
    expect_shell("ls .git/tl11", "lock");
    expect_sound();
}

Test(git_merge, what_a_killed_merge_wrote_is_taken_back)
{
    cut_off("");
    heal();
    expect_shell("git status --porcelain -uall", "");
    expect_shell("ls team/alice", "2026-11-03.md\n2026-11-10.md");
    expect_merge(TL_MERGE_DONE, "");
    expect_merged("one\ntheirs\ntwo\nours\nnew");
}

Test(git_merge, the_index_too)
{
    cut_off("");
    run("git add -A");
    heal();
    expect_shell("git status --porcelain -uall", "");
}

Test(git_merge, so_is_what_it_wrote_before_a_merge_head_of_nothing)
{
    cut_off("");
    run(": >.git/MERGE_HEAD && : >.git/MERGE_MSG");
    heal();
    expect_shell("git status --porcelain -uall", "");
    cr_expect_not(tl_git_merge_is_open(repository));
}

Test(git_merge, what_was_edited_before_or_since_stays)
{
    cut_off("team/bob/2026-11-03.md\\n");
    run("printf 'one\\nsince\\n' >team/alice/2026-11-03.md");
    heal();
    expect_shell("cat team/alice/2026-11-03.md", "one\nsince");
    expect_shell("git status --porcelain -uall", " M team/alice/2026-11-03.md\n"
                                                 " D team/bob/2026-11-03.md");
}

Test(git_merge, a_merge_that_got_to_its_end_is_left_alone)
{
    cut_off("");
    run("git checkout -q . && git clean -qfd && git merge -q -m merged theirs");
    run("rm team/alice/2026-11-17.md");
    heal();
    expect_shell("git status --porcelain -uall", " D team/alice/2026-11-17.md");
}

Test(git_merge, one_that_awaits_a_decision_is_left_alone)
{
    conflict();
    run("printf '%%s %%s theirs\\n.\\n' $(git rev-parse HEAD theirs) >.git/tl11/merging");
    g_autofree char *before = shell("git status --porcelain -uall");
    heal();
    expect_shell("git status --porcelain -uall", before);
    cr_expect(tl_git_merge_is_open(repository));
}

Test(git_merge, a_note_of_it_that_is_cut_off_itself_says_that_none_began)
{
    cut_off("");
    run("printf '%%s %%s th' $(git rev-parse HEAD theirs) >.git/tl11/merging");
    g_autofree char *before = shell("git status --porcelain -uall");
    heal();
    expect_shell("git status --porcelain -uall", before);
}
