#include "git_fixture.h"

#include "tl11/remote.h"

/* A bare repository beside the notes, "hub", which origin leads to, without anything in it. */
static void set_up_hub(void)
{
    set_up();
    run("git init -q --bare ../hub && git remote add origin ../hub");
    reopen();
}

TestSuite(remote, .init = set_up_hub, .fini = tear_down, .timeout = 60);

static tl_remote *choose(const char *wanted)
{
    GError *error = NULL;
    tl_remote *remote = tl_remote_choose(repository, wanted, &error);
    cr_assert_not_null(remote, "%s", error ? error->message : "");
    return remote;
}

static void expect_refused(const char *wanted, tl_exit code, const char *part)
{
    GError *error = NULL;
    cr_expect_null(tl_remote_choose(repository, wanted, &error));
    expect_error(error, code, part);
}

static void expect_remote(const char *wanted, const char *label, gboolean is_set)
{
    g_autoptr(tl_remote) remote = choose(wanted);
    cr_expect_str_eq(remote->label, label);
    cr_expect_str_eq(remote->local, "refs/heads/main");
    cr_expect_eq(remote->is_set, is_set);
}

/* --- which --------------------------------------------------------------------------------- */

Test(remote, the_only_one_there_is)
{
    expect_remote(NULL, "origin/main", FALSE);
}

Test(remote, the_branchs_upstream_comes_before_all_others)
{
    run("git init -q --bare ../other && git remote add other ../other &&"
        " git push -q other main:notes && git branch -q -u other/notes");
    reopen();
    expect_remote(NULL, "other/notes", TRUE);
    expect_remote("origin", "origin/main", TRUE);
}

Test(remote, of_several_one_must_be_named)
{
    run("git remote add other ../other");
    reopen();
    expect_refused(NULL, TL_EXIT_USAGE, "other");
    expect_remote("other", "other/main", FALSE);
    expect_refused("third", TL_EXIT_USAGE, "third");
}

Test(remote, none_a_detached_head_and_a_local_upstream_are_refused)
{
    run("git branch -q side && git branch -q -u side");
    reopen();
    expect_refused(NULL, TL_EXIT_REFUSED, "follows a branch of this machine");
    run("git checkout -q --detach");
    reopen();
    expect_refused(NULL, TL_EXIT_REFUSED, "branch");
    run("git checkout -q main && git branch -q --unset-upstream && git remote remove origin");
    reopen();
    expect_refused(NULL, TL_EXIT_FAILED, "git remote add");
}

Test(remote, one_that_is_pushed_to_elsewhere_is_refused)
{
    run("git remote add other ../other && git push -q -u origin main &&"
        " git config branch.main.pushRemote other");
    reopen();
    expect_refused(NULL, TL_EXIT_REFUSED, "other");
}

/* --- what may be pushed to -------------------------------------------------------------------- */

Test(remote, a_url_is_allowed_by_itself)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) urls = tl_remote_push_urls(repository, "origin", &error);
    cr_assert_eq(urls->len, 1);
    cr_expect_str_eq(g_ptr_array_index(urls, 0), "../hub");
    cr_expect_not(tl_remote_is_allowed(repository, "../hub"));
    cr_assert(tl_remote_allow(repository, "../hub", &error));
    cr_assert(tl_remote_allow(repository, "../second", &error));
    reopen();
    cr_expect(tl_remote_is_allowed(repository, "../hub"));
    cr_expect(tl_remote_is_allowed(repository, "../second"));
    cr_expect_not(tl_remote_is_allowed(repository, "../hu"));
    expect_shell("git config --local --get-all tl11.allowedRemote", "../hub\n../second");
}

Test(remote, push_urls_are_those_that_git_rewrites_to)
{
    GError *error = NULL;
    run("git config remote.origin.pushurl short:x && git config --add remote.origin.pushurl ../b &&"
        " git config url.../long/.pushInsteadOf nothing: && git config url.../long/.insteadOf "
        "short:");
    reopen();
    g_autoptr(GPtrArray) urls = tl_remote_push_urls(repository, "origin", &error);
    cr_assert_eq(urls->len, 2, "%u", urls->len);
    cr_expect_str_eq(g_ptr_array_index(urls, 0), "../long/x");
    cr_expect_str_eq(g_ptr_array_index(urls, 1), "../b");
}

Test(remote, a_password_is_not_shown)
{
    static const char *const urls[][2] = {
        {"https://me:s3cret@example.org/notes", "example.org/notes"},
        {"https://example.org/notes", "https://example.org/notes"},
        {"me@example.org:notes", "me@example.org:notes"}};
    for (gsize i = 0; i < G_N_ELEMENTS(urls); i++) {
        g_autofree char *shown = tl_remote_quote(urls[i][0]);
        cr_expect_null(strstr(shown, "s3cret"), "%s", shown);
        cr_expect_not_null(strstr(shown, urls[i][1]), "%s", shown);
    }
}

/* --- talking to it -------------------------------------------------------------------------- */

static void push(const tl_remote *remote, tl_push_result wanted)
{
    GError *error = NULL;
    tl_push_result result = tl_remote_push(repository, remote, &error);
    cr_expect_eq(result, wanted, "%d: %s", (int)result, error ? error->message : "");
    g_clear_error(&error);
}

static void expect_tip(const tl_remote *remote, const char *wanted)
{
    GError *error = NULL;
    char tip[TL_OBJECT_NAME_SIZE];
    cr_expect(tl_remote_tip(repository, remote, tip, &error), "%s", error ? error->message : "");
    cr_expect_str_eq(tip, wanted);
}

Test(remote, pushed_and_asked)
{
    GError *error = NULL;
    g_autoptr(tl_remote) remote = choose(NULL);
    g_autofree char *head = shell("git rev-parse HEAD");
    expect_tip(remote, "");
    push(remote, TL_PUSH_DONE);
    expect_tip(remote, head);
    expect_shell("git -C ../hub for-each-ref --format='%(refname)'", "refs/heads/main");
    cr_expect(tl_remote_set_upstream(repository, remote, &error));
    expect_shell("git rev-parse --abbrev-ref @{u}", "origin/main");
}

/* Another clone pushes first. */
static char *overtake(void)
{
    return shell("git push -q origin main && git clone -q ../hub ../third && cd ../third &&"
                 " echo x >quicker && git add quicker && git commit -qm quicker &&"
                 " git push -q && git rev-parse HEAD");
}

Test(remote, who_comes_second_is_late_and_forces_nothing)
{
    GError *error = NULL;
    g_autoptr(tl_remote) remote = choose(NULL);
    g_autofree char *theirs = overtake();
    run("echo mine >>top.md && git commit -qam mine");
    push(remote, TL_PUSH_LATE);
    expect_tip(remote, theirs);
    g_autofree char *ours = shell("git rev-parse HEAD");
    cr_expect_eq(tl_remote_relate(repository, ours, theirs, &error), TL_RELATED_UNKNOWN);
    cr_assert(tl_remote_fetch(repository, remote, &error), "%s", error ? error->message : "");
    cr_expect_eq(tl_remote_relate(repository, ours, theirs, &error), TL_RELATED_DIVERGED);
    expect_shell("git rev-parse origin/main", theirs);
}

Test(remote, a_lock_there_is_told_with_its_words)
{
    GError *error = NULL;
    g_autoptr(tl_remote) remote = choose(NULL);
    run("mkdir -p ../hub/refs/heads && touch ../hub/refs/heads/main.lock");
    cr_expect_eq(tl_remote_push(repository, remote, &error), TL_PUSH_BUSY);
    expect_error(error, TL_EXIT_FAILED, "main.lock': File exists");
    expect_tip(remote, "");
    run("rm ../hub/refs/heads/main.lock");
    push(remote, TL_PUSH_DONE);
}

Test(remote, a_hook_there_that_says_no_is_an_error_with_its_words)
{
    GError *error = NULL;
    g_autoptr(tl_remote) remote = choose(NULL);
    run("printf '#!/bin/sh\\necho closed on mondays >&2; exit 1\\n' >../hub/hooks/pre-receive &&"
        " chmod +x ../hub/hooks/pre-receive");
    cr_expect_eq(tl_remote_push(repository, remote, &error), TL_PUSH_FAILED);
    expect_error(error, TL_EXIT_FAILED, "closed on mondays");
    expect_tip(remote, "");
}

Test(remote, one_that_is_not_there_is_an_error_with_gits_words)
{
    GError *error = NULL;
    char tip[TL_OBJECT_NAME_SIZE];
    g_autoptr(tl_remote) remote = choose(NULL);
    run("rm -rf ../hub");
    cr_expect_not(tl_remote_tip(repository, remote, tip, &error));
    expect_error(error, TL_EXIT_FAILED, "does not appear to be a git repository");
}

/* --- how two commits are to each other ---------------------------------------------------------
 */

Test(remote, commits_are_related)
{
    GError *error = NULL;
    g_autofree char *first = shell("git rev-parse HEAD^");
    g_autofree char *second = shell("git rev-parse HEAD");
    const char *absent = "0123456789012345678901234567890123456789";
    cr_expect_eq(tl_remote_relate(repository, first, first, &error), TL_RELATED_SAME);
    cr_expect_eq(tl_remote_relate(repository, first, second, &error), TL_RELATED_BEHIND);
    cr_expect_eq(tl_remote_relate(repository, second, first, &error), TL_RELATED_AHEAD);
    cr_expect_eq(tl_remote_relate(repository, second, "", &error), TL_RELATED_AHEAD);
    cr_expect_eq(tl_remote_relate(repository, second, absent, &error), TL_RELATED_UNKNOWN);
    cr_expect_null(error);
}

Test(remote, commits_are_counted_without_mere_merges)
{
    g_autofree char *first = shell("git rev-parse HEAD^");
    run("git checkout -q -b side && echo a >a && git add a && git commit -qm a &&"
        " git checkout -q main && echo b >b && git add b && git commit -qm b && git merge -q side "
        "-m m");
    g_autofree char *now = shell("git rev-parse HEAD");
    cr_expect_eq(tl_remote_count(repository, first, now), 3);
    cr_expect_eq(tl_remote_count(repository, "", now), 4);
}

/* --- histories at random: git is the judge ------------------------------------------------------
 */

/* A history of n commits, each of which has some of those before as parents. */
static void grow(guint32 seed, guint n)
{
    g_autofree char *line = g_strdup_printf(
        "tree=$(git rev-parse HEAD^{tree}) && s=%u && n=0 && rm -f names &&"
        " roll() { s=$(( (s * 1103515245 + 12345) %% 2147483648 )); r=$(( s / 65536 %% $1 )); } &&"
        " while [ $n -lt %u ]; do parents=; k=0; roll 4; many=$r;"
        "  while [ $n -gt 0 ] && [ $k -lt $many ]; do roll $n; p=$(sed -n \"$((r + 1))p\" names);"
        "   case \"$parents\" in *$p*) ;; *) parents=\"$parents -p $p\" ;; esac; k=$((k + 1)); "
        "done;"
        "  roll 50; GIT_COMMITTER_DATE=\"$((1700000000 + r)) +0000\""
        "   git commit-tree $tree $parents -m c$n-%u >>names; n=$((n + 1)); done",
        seed, n, seed);
    run("%s", line);
}

static tl_related relation_by_git(const char *ours, const char *theirs)
{
    g_autofree char *line = g_strdup_printf(
        "if [ %s = %s ]; then echo 0; elif git merge-base --is-ancestor %s %s; then echo 1;"
        " elif git merge-base --is-ancestor %s %s; then echo 2; else echo 3; fi",
        ours, theirs, ours, theirs, theirs, ours);
    g_autofree char *said = shell("%s", line);
    return (tl_related)atoi(said);
}

static guint count_by_git(const char *from, const char *to)
{
    g_autofree char *line = g_strdup_printf("git rev-list --count --no-merges ^%s %s", from, to);
    g_autofree char *said = shell("%s", line);
    return MAX((guint)atoi(said), 1);
}

static void check_history(guint32 seed)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
    grow(seed, 24);
    g_autofree char *all = shell("cat names");
    g_auto(GStrv) names = g_strsplit(all, "\n", -1);
    for (guint i = 0; i < 12; i++) {
        GError *error = NULL;
        const char *ours = names[g_rand_int_range(rand, 0, 24)];
        const char *theirs = names[g_rand_int_range(rand, 0, 24)];
        cr_expect_eq(tl_remote_relate(repository, ours, theirs, &error),
                     relation_by_git(ours, theirs), "seed %u: %s %s", seed, ours, theirs);
        cr_expect_null(error);
        cr_expect_eq(tl_remote_count(repository, ours, theirs), count_by_git(ours, theirs),
                     "seed %u: %s %s", seed, ours, theirs);
    }
}

/* Many roots, merges of three, dates that say nothing. */
Test(remote, any_history_is_related_and_counted_as_by_git)
{
    for (guint32 seed = 1; seed <= (g_getenv("TL11_TORTURE") ? 100 : 6); seed++)
        check_history(seed);
}

/* Where it ends, libgit2 knows nothing of it. */
Test(remote, a_shallow_clones_history_is_gits_to_tell)
{
    GError *error = NULL;
    run("for i in 1 2 3 4 5; do git commit -q --allow-empty -m $i; done && git push -q origin HEAD"
        " && git clone -q --depth 3 \"file://$(cd \"$(git remote get-url origin)\" && pwd)\" "
        "shallow");
    g_autofree char *path = shell("cd shallow && pwd");
    g_autofree char *tip = shell("git -C shallow rev-parse HEAD");
    g_autofree char *before = shell("git -C shallow rev-parse HEAD~2");
    tl_repository *shallow = tl_repository_open(path, &error);
    cr_assert_not_null(shallow, "%s", error ? error->message : "");
    cr_expect_eq(tl_remote_relate(shallow, before, tip, &error), TL_RELATED_BEHIND);
    cr_expect_eq(tl_remote_count(shallow, before, tip), 2);
    tl_repository_close(shallow);
}
