/*
 * File systems that fail, dawdle, or know less than ours: the calls that the
 * file module makes are taken over here, and do as they are told.
 */
#undef _FORTIFY_SOURCE /* it has a read() of its own */

#include "file_fixture.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

/* Each is 0 for the true call, else as its comment says. */
static int renameat2_errno; /* fails with it */
static int linkat_errno;    /* fails with it */
static int fsync_errno;     /* fails with it, from call fsync_from on */
static int fsync_from;
static int dawdle; /* every other read and write is interrupted, the rest is one byte long */

static int fsyncs;
static guint turns;

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
    if (renameat2_errno) {
        errno = renameat2_errno;
        return -1;
    }
    return (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
}

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags)
{
    if (linkat_errno) {
        errno = linkat_errno;
        return -1;
    }
    return (int)syscall(SYS_linkat, from_folder, from, to_folder, to, flags);
}

int fsync(int fd)
{
    if (++fsyncs >= fsync_from && fsync_errno) {
        errno = fsync_errno;
        return -1;
    }
    return (int)syscall(SYS_fsync, fd);
}

static gboolean is_interrupted(void)
{
    errno = EINTR;
    return dawdle && turns++ % 2 == 0;
}

ssize_t write(int fd, const void *bytes, size_t length)
{
    if (is_interrupted())
        return -1;
    return syscall(SYS_write, fd, bytes, dawdle ? MIN(length, 1) : length);
}

ssize_t read(int fd, void *bytes, size_t length)
{
    if (is_interrupted())
        return -1;
    return syscall(SYS_read, fd, bytes, dawdle ? MIN(length, 1) : length);
}

Test(file_faults, interrupted_and_short, .init = set_up, .fini = tear_down)
{
    dawdle = 1;
    gboolean written = replace_text("team/a.md", NULL, "a note of some bytes", NULL);
    g_autoptr(GBytes) content = tl_file_read(root, "team/a.md", 100, NULL);
    dawdle = 0;
    cr_expect(written);
    cr_assert_not_null(content);
    cr_expect_eq(g_bytes_get_size(content), strlen("a note of some bytes"));
    expect_text("root/team/a.md", "a note of some bytes");
    cr_expect_gt(turns, 80);
}

Test(file_faults, what_is_not_durable_is_not_there, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) replace_error = NULL;
    g_autoptr(GError) create_error = NULL;
    put("root/a.md", "old");
    fsync_errno = EIO;
    cr_expect_not(replace_text("a.md", "old", "new", &replace_error));
    cr_expect_not(create_text("b.md", "new", &create_error));
    expect_error(replace_error, TL_EXIT_FAILED, g_strerror(EIO));
    expect_error(create_error, TL_EXIT_FAILED, "'b.md'");
    expect_text("root/a.md", "old");
    cr_expect_eq(count_entries("root"), 1);
}

Test(file_faults, being_there_matters_more, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    put("root/a.md", "theirs");
    fsync_errno = ENOSPC;
    cr_expect_not(create_text("a.md", "new", &error));
    expect_error(error, TL_EXIT_REFUSED, "'a.md'");
}

/* The file's own fsync is the first; the folder's comes after the rename. */
Test(file_faults, folder_that_cannot_be_synced, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    put("root/a.md", "old");
    fsync_from = 2;
    fsync_errno = EINVAL;
    cr_expect(replace_text("a.md", "old", "new", NULL));
    cr_expect_eq(fsyncs, 2);
    fsync_errno = EIO;
    fsyncs = 0;
    cr_expect_not(replace_text("a.md", "new", "newer", &error));
    expect_error(error, TL_EXIT_FAILED, "durable");
    cr_expect_eq(count_entries("root"), 1);
}

/* File, its folder; each new folder's parent. */
Test(file_faults, number_of_syncs, .init = set_up, .fini = tear_down)
{
    cr_expect(create_text("team/alice/a.md", "text", NULL));
    cr_expect_eq(fsyncs, 4);
    cr_expect(create_text("team/alice/b.md", "text", NULL));
    cr_expect_eq(fsyncs, 6);
    cr_expect(replace_text("team/alice/b.md", NULL, "text", NULL));
    cr_expect_eq(fsyncs, 8);
    cr_expect(tl_file_sync(root, "team/alice/b.md", NULL));
    cr_expect_eq(fsyncs, 10);
    cr_expect(tl_file_rename(root, "team/alice/b.md", "team/b.md", NULL));
    cr_expect_eq(fsyncs, 12);
    cr_expect(tl_file_remove(root, "team/alice/a.md", NULL));
    cr_expect_eq(fsyncs, 14); /* the folder went as well */
}

static void create_without_renameat2(void)
{
    struct stat status;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = in_base("root/a.md");
    renameat2_errno = EINVAL;
    cr_assert(create_text("a.md", "first", NULL));
    expect_text("root/a.md", "first");
    cr_assert_eq(stat(path, &status), 0);
    cr_expect_eq(status.st_nlink, 1);
    cr_expect_eq(mode_of("root/a.md"), 0600);
    cr_expect_not(tl_file_rename(root, "a.md", "a.md", &error));
    expect_error(error, TL_EXIT_REFUSED, "of that name");
    cr_expect_eq(count_entries("root"), 1);
}

Test(file_faults, create_by_link, .init = set_up, .fini = tear_down)
{
    create_without_renameat2();
}

Test(file_faults, create_by_claim, .init = set_up, .fini = tear_down)
{
    linkat_errno = EPERM;
    create_without_renameat2();
}

/* The race that the early look at the target cannot see. */
static gpointer create_other(gpointer unused)
{
    (void)unused;
    return GUINT_TO_POINTER(create_text("race.md", "other", NULL) ? 1u : 0u);
}

static void race_without_renameat2(void)
{
    g_autofree char *path = in_base("root/race.md");
    renameat2_errno = ENOSYS;
    for (guint i = 0; i < 100; i++) {
        GThread *thread = g_thread_new("other", create_other, NULL);
        gboolean mine = create_text("race.md", "mine", NULL);
        gboolean others = g_thread_join(thread) != NULL;
        cr_assert(mine != others);
        expect_text("root/race.md", mine ? "mine" : "other");
        cr_assert_eq(g_unlink(path), 0);
    }
    cr_expect_eq(count_entries("root"), 0);
}

Test(file_faults, one_creator_wins_by_link, .init = set_up, .fini = tear_down, .timeout = 60)
{
    race_without_renameat2();
}

Test(file_faults, one_creator_wins_by_claim, .init = set_up, .fini = tear_down, .timeout = 60)
{
    linkat_errno = ENOTSUP;
    race_without_renameat2();
}

Test(file_faults, rename_by_claim, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    put("root/team/alice/a.md", "note");
    put("root/team/bob/b.md", "note");
    renameat2_errno = EINVAL;
    cr_expect(tl_file_rename(root, "team/alice", "peer/alice", NULL));
    expect_text("root/peer/alice/a.md", "note");
    cr_expect(tl_file_rename(root, "peer/alice/a.md", "peer/alice/b.md", NULL));
    expect_text("root/peer/alice/b.md", "note");
    cr_expect_not(tl_file_rename(root, "team/bob", "peer/alice", &error));
    expect_error(error, TL_EXIT_REFUSED, "of that name");
    expect_text("root/team/bob/b.md", "note");
}

Test(file_faults, rename_that_fails_leaves_no_claim, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    put("root/team/alice/a.md", "note");
    renameat2_errno = EINVAL;
    cr_expect_not(tl_file_rename(root, "team", "team/alice/team", &error));
    expect_error(error, TL_EXIT_FAILED, "'team/alice/team'");
    cr_expect_eq(count_entries("root/team/alice"), 1);
}

/* A Linux before 5.6, or a container that knows no newer call. */
static gboolean forbid_openat2(int reason)
{
    struct sock_filter steps[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (guint)reason),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {G_N_ELEMENTS(steps), steps};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
        return FALSE;
    gboolean is_forbidden = syscall(SYS_openat2, root, ".", NULL, (gsize)0) < 0 && errno == reason;
    cr_assert(is_forbidden);
    return TRUE;
}

static void walk_without_openat2(int reason)
{
    g_autoptr(GError) error = NULL;
    put("root/team/alice/a.md", "note");
    put("outside/b.md", "theirs");
    link_to("../../outside", "root/team/bob");
    if (!forbid_openat2(reason)) {
        tear_down();
        cr_skip_test("no seccomp here");
    }
    g_autoptr(GBytes) content = tl_file_read(root, "team/alice/a.md", 100, NULL);
    cr_assert_not_null(content);
    cr_expect_str_eq(g_bytes_get_data(content, NULL), "note");
    g_autoptr(GPtrArray) entries = tl_file_list(root, "team/alice", NULL);
    cr_assert_not_null(entries);
    cr_expect_eq(entries->len, 1);
    cr_expect_eq(tl_file_kind_of(root, "team/alice/a.md"), TL_FILE_REGULAR);
    cr_expect_null(tl_file_read(root, "team/bob/b.md", 100, &error));
    expect_error(error, TL_EXIT_REFUSED, "symbolic link");
}

Test(file_faults, walk_where_openat2_is_unknown, .init = set_up, .fini = tear_down)
{
    walk_without_openat2(ENOSYS);
}

Test(file_faults, walk_where_openat2_is_forbidden, .init = set_up, .fini = tear_down)
{
    walk_without_openat2(EPERM);
}
