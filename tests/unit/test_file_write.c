#include "file_fixture.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/xattr.h>

static const mode_t umasks[] = {000, 022, 077, 0277};

Test(file_write, private_whatever_the_umask, .init = set_up, .fini = tear_down)
{
    for (gsize i = 0; i < G_N_ELEMENTS(umasks); i++) {
        g_autofree char *top = g_strdup_printf("root/u%zu", i);
        g_autofree char *folder = g_strconcat(top, "/alice", NULL);
        g_autofree char *replaced = g_strconcat(folder, "/a.md", NULL);
        g_autofree char *created = g_strconcat(folder, "/b.md", NULL);
        mode_t before = umask(umasks[i]);
        cr_expect(replace_text(replaced + strlen("root/"), NULL, "text", NULL));
        cr_expect(create_text(created + strlen("root/"), "text", NULL));
        umask(before);
        cr_expect_eq(mode_of(top), 0700, "umask %o", umasks[i]);
        cr_expect_eq(mode_of(folder), 0700, "umask %o", umasks[i]);
        cr_expect_eq(mode_of(replaced), 0600, "umask %o", umasks[i]);
        cr_expect_eq(mode_of(created), 0600, "umask %o", umasks[i]);
        cr_expect_eq(count_entries(folder), 2);
    }
}

Test(file_write, mode_of_an_existing_file_stays, .init = set_up, .fini = tear_down)
{
    const mode_t modes[] = {0644, 0640, 0400, 0777};
    g_autofree char *path = in_base("root/a.md");
    for (gsize i = 0; i < G_N_ELEMENTS(modes); i++) {
        put("root/a.md", "old");
        cr_assert_eq(chmod(path, modes[i]), 0);
        cr_expect(replace_text("a.md", "old", "new", NULL));
        cr_expect_eq(mode_of("root/a.md"), modes[i]);
        expect_text("root/a.md", "new");
    }
}

Test(file_write, owner_stays, .init = set_up, .fini = tear_down)
{
    struct stat status;
    g_autofree char *path = in_base("root/a.md");
    if (geteuid() != 0) {
        tear_down();
        cr_skip_test("only root can give files away");
    }
    put("root/a.md", "old");
    cr_assert_eq(chown(path, 1234, 2345), 0);
    cr_assert_eq(chmod(path, 0640), 0);
    cr_expect(replace_text("a.md", NULL, "new", NULL));
    cr_assert_eq(stat(path, &status), 0);
    cr_expect_eq(status.st_uid, 1234);
    cr_expect_eq(status.st_gid, 2345);
    cr_expect_eq(mode_of("root/a.md"), 0640);
}

/* user::rw- user:1234:r-- group::--- mask::r-- other::---, so the mode is 0640. */
static const guint8 access_list[] = {
    2,    0, 0, 0,                                                                /* version */
    1,    0, 6, 0, 0xff, 0xff, 0xff, 0xff, 2,    0, 4, 0, 0xd2, 4,    0,    0,    /* owner, user */
    4,    0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x10, 0, 4, 0, 0xff, 0xff, 0xff, 0xff, /* group, mask */
    0x20, 0, 0, 0, 0xff, 0xff, 0xff, 0xff,                                        /* others */
};

Test(file_write, access_list_stays, .init = set_up, .fini = tear_down)
{
    guint8 found[sizeof access_list + 1];
    g_autofree char *path = in_base("root/a.md");
    put("root/a.md", "old");
    if (setxattr(path, "system.posix_acl_access", access_list, sizeof access_list, 0) < 0) {
        tear_down();
        cr_skip_test("no access lists on this file system");
    }
    cr_assert_eq(mode_of("root/a.md"), 0640);
    cr_expect(replace_text("a.md", NULL, "new", NULL));
    cr_expect_eq(getxattr(path, "system.posix_acl_access", found, sizeof found),
                 sizeof access_list);
    cr_expect_arr_eq(found, access_list, sizeof access_list);
    expect_text("root/a.md", "new");
}

Test(file_write, replace_expected, .init = set_up, .fini = tear_down)
{
    GError *errors[5] = {NULL};
    put("root/a.md", "theirs");
    cr_expect_not(replace_text("a.md", "mine", "new", &errors[0]));
    cr_expect_not(replace_text("a.md", "their", "new", &errors[1]));
    cr_expect_not(replace_text("a.md", "theirs!", "new", &errors[2]));
    cr_expect_not(replace_text("a.md", "mine", "theirs", &errors[3]));
    cr_expect_not(replace_text("team/gone.md", "mine", "new", &errors[4]));
    for (gsize k = 0; k < G_N_ELEMENTS(errors); k++) {
        expect_error(errors[k], TL_EXIT_REFUSED, "changed meanwhile");
        g_clear_error(&errors[k]);
    }
    expect_text("root/a.md", "theirs");
    cr_expect_eq(count_entries("root"), 1);
    cr_expect(replace_text("a.md", "theirs", "new", NULL));
    expect_text("root/a.md", "new");
}

/* Saves as an editor does, as soon as a temporary file shows that the first look is over. */
static gpointer save_in_between(gpointer path)
{
    for (gboolean seen = FALSE; !seen; g_usleep(100)) {
        g_autofree char *folder = in_base("root");
        g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
        for (const char *name; (name = g_dir_read_name(entries));)
            seen = seen || g_str_has_prefix(name, ".tl11-");
    }
    g_file_set_contents(path, "from the editor", -1, NULL);
    return NULL;
}

Test(file_write, replace_looks_again, .init = set_up, .fini = tear_down, .timeout = 60)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = in_base("root/a.md");
    g_autoptr(GBytes) before = bytes_of("before");
    gsize length = 48 * 1024 * 1024;
    g_autoptr(GBytes) content = g_bytes_new_take(g_strnfill(length, 'x'), length);
    put("root/a.md", "before");
    GThread *editor = g_thread_new("editor", save_in_between, path);
    cr_expect_not(tl_file_replace(root, "a.md", before, content, &error));
    g_thread_join(editor);
    expect_error(error, TL_EXIT_REFUSED, "changed meanwhile");
    expect_text("root/a.md", "from the editor");
    cr_expect_eq(count_entries("root"), 1);
}

Test(file_write, equal_bytes_are_left_alone, .init = set_up, .fini = tear_down)
{
    struct stat before, after;
    g_autofree char *path = in_base("root/a.md");
    put("root/a.md", "same");
    cr_assert_eq(stat(path, &before), 0);
    cr_expect(replace_text("a.md", NULL, "same", NULL));
    cr_assert_eq(stat(path, &after), 0);
    cr_expect_eq(before.st_ino, after.st_ino);
    cr_expect(replace_text("a.md", NULL, "else", NULL));
    cr_assert_eq(stat(path, &after), 0);
    cr_expect_neq(before.st_ino, after.st_ino);
}

Test(file_write, create_refuses_what_is_there, .init = set_up, .fini = tear_down)
{
    GError *errors[3] = {NULL};
    put("root/a.md", "theirs");
    put("root/folder/x.md", "x");
    link_to("nowhere", "root/link.md");
    cr_expect_not(create_text("a.md", "new", &errors[0]));
    cr_expect_not(create_text("folder", "new", &errors[1]));
    cr_expect_not(create_text("link.md", "new", &errors[2]));
    for (gsize k = 0; k < G_N_ELEMENTS(errors); k++) {
        expect_error(errors[k], TL_EXIT_REFUSED, "something of that name");
        g_clear_error(&errors[k]);
    }
    expect_text("root/a.md", "theirs");
    cr_expect_eq(count_entries("root"), 3);
    cr_expect_not(is_there("root/nowhere"));
}

static gpointer create_same(gpointer text)
{
    return GUINT_TO_POINTER(create_text("team/race.md", text, NULL) ? 1u : 0u);
}

Test(file_write, one_creator_wins, .init = set_up, .fini = tear_down, .timeout = 60)
{
    g_autofree char *path = in_base("root/team/race.md");
    for (guint i = 0; i < 100; i++) {
        GThread *other = g_thread_new("other", create_same, (gpointer) "other");
        guint mine = GPOINTER_TO_UINT(create_same((gpointer) "mine"));
        guint others = GPOINTER_TO_UINT(g_thread_join(other));
        cr_assert_eq(mine + others, 1);
        expect_text("root/team/race.md", mine ? "mine" : "other");
        cr_assert_eq(g_unlink(path), 0);
    }
    cr_expect_eq(count_entries("root/team"), 0);
}

Test(file_write, any_bytes_and_size, .init = set_up, .fini = tear_down)
{
    gsize length = 3 * 1024 * 1024 + 1;
    g_autofree guint8 *bytes = g_malloc(length);
    for (gsize i = 0; i < length; i++)
        bytes[i] = (guint8)(i * 7 + i / 256);
    g_autoptr(GBytes) content = g_bytes_new_static(bytes, length);
    g_autoptr(GBytes) nothing = g_bytes_new_static("", 0);
    cr_expect(tl_file_create(root, "big.bin", content, NULL));
    g_autoptr(GBytes) big = tl_file_read(root, "big.bin", length, NULL);
    cr_assert_not_null(big);
    cr_expect(g_bytes_equal(big, content));
    cr_expect(tl_file_replace(root, "big.bin", content, nothing, NULL));
    expect_text("root/big.bin", "");
}

/* Files may not grow above 4 KiB any more, as with a quota or a full disk. */
static void limit_files(void)
{
    const struct rlimit limit = {4096, 4096};
    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

Test(file_write, too_large_for_the_disk, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) replace_error = NULL;
    g_autoptr(GError) create_error = NULL;
    g_autofree char *large = g_strnfill(10000, 'x');
    put("root/a.md", "old");
    limit_files();
    cr_expect_not(replace_text("a.md", "old", large, &replace_error));
    expect_error(replace_error, TL_EXIT_FAILED, "'a.md'");
    cr_expect_not(create_text("b.md", large, &create_error));
    expect_error(create_error, TL_EXIT_FAILED, g_strerror(EFBIG));
    expect_text("root/a.md", "old");
    cr_expect_eq(count_entries("root"), 1);
}

/* Blocked while a file is written, a signal comes afterwards, not never. */
static volatile sig_atomic_t arrived;

static void note_arrival(int number)
{
    arrived = number;
}

Test(file_write, signals_are_let_through_again, .init = set_up, .fini = tear_down)
{
    sigset_t mask;
    signal(SIGTERM, note_arrival);
    cr_expect(create_text("a.md", "text", NULL));
    cr_expect_not(create_text("a.md", "text", NULL));
    raise(SIGTERM);
    cr_expect_eq(arrived, SIGTERM);
    cr_assert_eq(sigprocmask(SIG_BLOCK, NULL, &mask), 0);
    cr_expect_not(sigismember(&mask, SIGINT));
}

/* The name that the next temporary file will have, should nobody have taken it. */
static char *foretell_temp_name(guint32 seed)
{
    GString *name = g_string_new("root/.tl11-");
    g_random_set_seed(seed);
    for (int i = 0; i < 6; i++)
        g_string_append_c(name, "0123456789abcdefghijklmnopqrstuvwxyz"[g_random_int_range(0, 36)]);
    g_string_append(name, ".tmp");
    g_random_set_seed(seed);
    return g_string_free(name, FALSE);
}

Test(file_write, temporary_name_is_taken, .init = set_up, .fini = tear_down)
{
    g_autofree char *link_name = foretell_temp_name(11);
    put("outside/victim", "secret");
    link_to("../outside/victim", link_name);
    cr_expect(create_text("a.md", "new", NULL));
    g_autofree char *file_name = foretell_temp_name(12);
    put(file_name, "somebody's");
    cr_expect(create_text("b.md", "new", NULL));
    expect_text("root/a.md", "new");
    expect_text("root/b.md", "new");
    expect_text("outside/victim", "secret");
    expect_text(file_name, "somebody's");
    cr_expect_eq(count_entries("root"), 4);
}
