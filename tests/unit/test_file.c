#include "file_fixture.h"

#include <sys/socket.h>
#include <sys/un.h>

/* Paths that no function may follow anywhere, whatever stands there. */
static const char *const refused[] = {
    "",           ".",          "..",          "../outside/secret.md",
    "/etc/hosts", "team//a.md", "team/./a.md", "team/../../outside/secret.md",
    "team/",      "/",          ".git",        ".GIT/hooks/pre-commit",
    "a/.Git/x",   ".git/",      "team/..",     "team/.gIt",
};

Test(file_path, refused_everywhere, .init = set_up, .fini = tear_down)
{
    put("outside/secret.md", "secret");
    put("root/.git/hooks/pre-commit", "hook");
    put("root/team/a.md", "note");
    g_autoptr(GBytes) content = bytes_of("new");
    for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
        const char *path = refused[i];
        GError *errors[6] = {NULL};
        cr_expect_null(tl_file_read(root, path, TL_FILE_MAX, &errors[0]), "read '%s'", path);
        cr_expect_not(tl_file_replace(root, path, NULL, content, &errors[1]), "'%s'", path);
        cr_expect_not(tl_file_create(root, path, content, &errors[2]), "create '%s'", path);
        cr_expect_not(tl_file_remove(root, path, &errors[3]), "remove '%s'", path);
        cr_expect_not(tl_file_rename(root, "team/a.md", path, &errors[4]), "to '%s'", path);
        cr_expect_not(tl_file_rename(root, path, "b.md", &errors[5]), "rename '%s'", path);
        for (gsize k = 0; k < G_N_ELEMENTS(errors); k++) {
            expect_error(errors[k], TL_EXIT_REFUSED, "path");
            g_clear_error(&errors[k]);
        }
        if (*path)
            cr_expect_eq(tl_file_kind_of(root, path), TL_FILE_OTHER, "kind of '%s'", path);
    }
    expect_text("root/team/a.md", "note");
    expect_text("outside/secret.md", "secret");
    expect_text("root/.git/hooks/pre-commit", "hook");
    cr_expect_eq(count_entries("root"), 2);
}

Test(file_path, near_misses_are_names, .init = set_up, .fini = tear_down)
{
    const char *const fine[] = {".gitignore", "...", "a/.github/x", "..a/b", "git"};
    for (gsize i = 0; i < G_N_ELEMENTS(fine); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *name = g_strconcat("root/", fine[i], NULL);
        cr_expect(create_text(fine[i], "text", &error), "'%s': %s", fine[i],
                  error ? error->message : "");
        expect_text(name, "text");
    }
}

Test(file_path, links_in_each_position, .init = set_up, .fini = tear_down)
{
    put("outside/alice/a.md", "victim");
    put("root/team/bob/b.md", "note");
    link_to("../outside", "root/first");
    link_to("../../outside/alice", "root/team/second");
    link_to("../../../outside/alice/a.md", "root/team/bob/third.md");
    link_to("../../nowhere.md", "root/team/bob/dangling.md");
    link_to("nowhere", "root/team/gone");
    link_to("loop", "root/loop");
    link_to("bob", "root/team/inner");
    const char *const paths[] = {
        "first/alice/a.md",  "team/second/a.md", "team/bob/third.md", "team/bob/dangling.md",
        "team/gone/note.md", "loop/a.md",        "team/inner/b.md",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        GError *errors[5] = {NULL};
        cr_expect_null(tl_file_read(root, paths[i], TL_FILE_MAX, &errors[0]), "%s", paths[i]);
        cr_expect_not(replace_text(paths[i], NULL, "new", &errors[1]), "%s", paths[i]);
        cr_expect_not(replace_text(paths[i], "victim", "new", &errors[2]), "%s", paths[i]);
        cr_expect_not(create_text(paths[i], "new", &errors[3]), "%s", paths[i]);
        cr_expect_not(tl_file_remove(root, paths[i], &errors[4]), "%s", paths[i]);
        for (gsize k = 0; k < G_N_ELEMENTS(errors); k++) {
            expect_error(errors[k], TL_EXIT_REFUSED, "'");
            g_clear_error(&errors[k]);
        }
        cr_expect_eq(tl_file_kind_of(root, paths[i]), TL_FILE_OTHER, "%s", paths[i]);
    }
    expect_text("outside/alice/a.md", "victim");
    expect_text("root/team/bob/b.md", "note");
    cr_expect_not(is_there("nowhere.md"));
    cr_expect_not(is_there("root/team/nowhere"));
    cr_expect_eq(count_entries("outside"), 1);
    cr_expect_eq(count_entries("outside/alice"), 1);
}

Test(file_path, link_is_named, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    link_to("../outside", "root/team");
    cr_assert_not(create_text("team/alice/a.md", "new", &error));
    cr_expect_str_eq(error->message, "cannot open 'team/alice/a.md': 'team' is a symbolic link");
    g_clear_error(&error);
    put("root/peer", "a file");
    cr_assert_not(create_text("peer/alice/a.md", "new", &error));
    cr_expect_str_eq(error->message, "cannot open 'peer/alice/a.md': 'peer' is no folder");
    cr_expect_eq(tl_error_status(error), TL_EXIT_REFUSED);
}

Test(file_path, folders_through_links, .init = set_up, .fini = tear_down)
{
    GError *errors[3] = {NULL};
    put("root/note.md", "note");
    link_to("../outside", "root/team");
    cr_expect_not(tl_file_make_folder(root, "team/alice", &errors[0]));
    cr_expect_null(tl_file_list(root, "team", &errors[1]));
    cr_expect_not(tl_file_rename(root, "note.md", "team/note.md", &errors[2]));
    for (gsize k = 0; k < G_N_ELEMENTS(errors); k++) {
        expect_error(errors[k], TL_EXIT_REFUSED, "is a symbolic link");
        g_clear_error(&errors[k]);
    }
    cr_expect_eq(tl_file_sweep(root, "team"), 0);
    cr_expect_eq(count_entries("outside"), 0);
}

Test(file_path, root_may_be_a_link_but_not_a_file, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    link_to("root", "alias");
    put("root/a.md", "note");
    g_autofree char *alias = in_base("alias");
    g_autofree char *file = in_base("root/a.md");
    int through = tl_file_open_root(alias, NULL);
    g_autoptr(GBytes) content = tl_file_read(through, "a.md", 100, NULL);
    cr_assert_not_null(content);
    close(through);
    cr_expect_eq(tl_file_open_root(file, &error), -1);
    expect_error(error, TL_EXIT_FAILED, "a.md'");
}

/* What no read may block on, end in, or take for a note. */
static void make_oddities(void)
{
    g_autofree char *fifo = in_base("root/fifo.md");
    g_autofree char *folder = in_base("root/folder.md");
    g_autofree char *bound = in_base("root/socket.md");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    cr_assert_eq(mkfifo(fifo, 0600), 0);
    cr_assert_eq(g_mkdir(folder, 0700), 0);
    link_to("/dev/zero", "root/zero.md");
    g_strlcpy(address.sun_path, bound, sizeof address.sun_path);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    cr_assert_eq(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    close(listener);
}

Test(file_read, only_regular_files, .init = set_up, .fini = tear_down, .timeout = 10)
{
    const char *const names[] = {"fifo.md", "folder.md", "socket.md", "zero.md"};
    make_oddities();
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        GError *errors[4] = {NULL};
        cr_expect_null(tl_file_read(root, names[i], TL_FILE_MAX, &errors[0]), "%s", names[i]);
        cr_expect_not(replace_text(names[i], NULL, "new", &errors[1]), "%s", names[i]);
        cr_expect_not(tl_file_sync(root, names[i], &errors[2]), "%s", names[i]);
        cr_expect_not(tl_file_remove(root, names[i], &errors[3]), "%s", names[i]);
        for (gsize k = 0; k < G_N_ELEMENTS(errors); k++) {
            expect_error(errors[k], TL_EXIT_REFUSED, names[i]);
            g_clear_error(&errors[k]);
        }
    }
    cr_expect_eq(count_entries("root"), 4);
    cr_expect_eq(tl_file_kind_of(root, "fifo.md"), TL_FILE_OTHER);
    cr_expect_eq(tl_file_kind_of(root, "folder.md"), TL_FILE_DIRECTORY);
}

Test(file_read, hard_link, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) read_error = NULL;
    g_autoptr(GError) write_error = NULL;
    g_autofree char *victim = in_base("outside/victim");
    g_autofree char *name = in_base("root/a.md");
    put("outside/victim", "secret");
    cr_assert_eq(link(victim, name), 0);
    cr_expect_null(tl_file_read(root, "a.md", TL_FILE_MAX, &read_error));
    expect_error(read_error, TL_EXIT_REFUSED, "hard link");
    cr_expect_not(replace_text("a.md", NULL, "new", &write_error));
    expect_error(write_error, TL_EXIT_REFUSED, "hard link");
    expect_text("outside/victim", "secret");
}

/* A writer killed between linking a new file and removing its first name. */
Test(file_read, half_linked_file_is_healed, .init = set_up, .fini = tear_down)
{
    g_autofree char *first = in_base("root/.tl11-abc123.tmp");
    g_autofree char *name = in_base("root/a.md");
    put("root/.tl11-abc123.tmp", "note");
    cr_assert_eq(link(first, name), 0);
    g_autoptr(GBytes) content = tl_file_read(root, "a.md", TL_FILE_MAX, NULL);
    cr_assert_not_null(content);
    cr_expect_eq(count_entries("root"), 1);
}

Test(file_read, size_limit, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = in_base("root/sparse.md");
    put("root/a.md", "12345");
    g_autoptr(GBytes) fits = tl_file_read(root, "a.md", 5, NULL);
    cr_assert_not_null(fits);
    cr_expect_null(tl_file_read(root, "a.md", 4, &error));
    expect_error(error, TL_EXIT_FAILED, "larger than 4");
    g_clear_error(&error);
    put("root/sparse.md", "");
    cr_assert_eq(truncate(path, (off_t)1 << 40), 0);
    cr_expect_null(tl_file_read(root, "sparse.md", TL_FILE_MAX, &error));
    expect_error(error, TL_EXIT_FAILED, "larger than 64");
}

Test(file_read, every_byte, .init = set_up, .fini = tear_down)
{
    const char odd[] = "\xef\xbb\xbf# a\r\nb\rc\0d\x1b[31m\xff\xfe no end";
    g_autofree char *path = in_base("root/odd.md");
    cr_assert(g_file_set_contents(path, odd, sizeof odd - 1, NULL));
    put("root/empty.md", "");
    gsize length;
    g_autoptr(GBytes) content = tl_file_read(root, "odd.md", TL_FILE_MAX, NULL);
    const char *bytes = g_bytes_get_data(content, &length);
    cr_assert_eq(length, sizeof odd - 1);
    cr_expect_arr_eq(bytes, odd, sizeof odd); /* the NUL behind them too */
    g_autoptr(GBytes) empty = tl_file_read(root, "empty.md", 0, NULL);
    cr_assert_not_null(empty);
    cr_expect_eq(g_bytes_get_size(empty), 0);
}

/* /proc/self/mem cannot be read at 0 (EIO); status tells a size of 0, and has more. */
Test(file_read, errors_are_no_short_results)
{
    int process = tl_file_open_root("/proc/self", NULL);
    g_autoptr(GError) unreadable = NULL;
    g_autoptr(GError) growing = NULL;
    g_autoptr(GError) missing = NULL;
    cr_expect_null(tl_file_read(process, "mem", TL_FILE_MAX, &unreadable));
    expect_error(unreadable, TL_EXIT_FAILED, g_strerror(EIO));
    cr_expect_null(tl_file_read(process, "status", TL_FILE_MAX, &growing));
    expect_error(growing, TL_EXIT_FAILED, "changed meanwhile");
    cr_expect_null(tl_file_read(process, "nothing/here", TL_FILE_MAX, &missing));
    expect_error(missing, TL_EXIT_FAILED, "'nothing/here'");
    close(process);
}

Test(file_kind, of_each, .init = set_up, .fini = tear_down)
{
    put("root/team/alice/a.md", "note");
    link_to("team", "root/link");
    cr_expect_eq(tl_file_kind_of(root, ""), TL_FILE_DIRECTORY);
    cr_expect_eq(tl_file_kind_of(root, "team"), TL_FILE_DIRECTORY);
    cr_expect_eq(tl_file_kind_of(root, "team/alice/a.md"), TL_FILE_REGULAR);
    cr_expect_eq(tl_file_kind_of(root, "team/alice/b.md"), TL_FILE_MISSING);
    cr_expect_eq(tl_file_kind_of(root, "team/bob/b.md"), TL_FILE_MISSING);
    cr_expect_eq(tl_file_kind_of(root, "team/alice/a.md/b.md"), TL_FILE_MISSING);
    cr_expect_eq(tl_file_kind_of(root, "link"), TL_FILE_OTHER);
}

Test(file_list, sorted_without_dots, .init = set_up, .fini = tear_down)
{
    put("root/team/b.md", "");
    put("root/team/B.md", "");
    put("root/team/a/x.md", "");
    put("root/team/\xc3\xa9.md", "");
    put("root/team/.hidden", "");
    link_to("b.md", "root/team/c.md");
    g_autoptr(GPtrArray) entries = tl_file_list(root, "team", NULL);
    const tl_file_entry wanted[] = {{(char *)"B.md", TL_FILE_REGULAR},
                                    {(char *)"a", TL_FILE_DIRECTORY},
                                    {(char *)"b.md", TL_FILE_REGULAR},
                                    {(char *)"c.md", TL_FILE_OTHER},
                                    {(char *)"\xc3\xa9.md", TL_FILE_REGULAR}};
    cr_assert_eq(entries->len, G_N_ELEMENTS(wanted));
    for (guint i = 0; i < entries->len; i++) {
        const tl_file_entry *entry = g_ptr_array_index(entries, i);
        cr_expect_str_eq(entry->name, wanted[i].name);
        cr_expect_eq(entry->kind, wanted[i].kind, "%s", entry->name);
    }
}

Test(file_list, root_missing_and_file, .init = set_up, .fini = tear_down)
{
    g_autoptr(GError) error = NULL;
    put("root/a.md", "");
    g_autoptr(GPtrArray) top = tl_file_list(root, "", NULL);
    cr_expect_eq(top->len, 1);
    g_autoptr(GPtrArray) none = tl_file_list(root, "team/alice", NULL);
    cr_assert_not_null(none);
    cr_expect_eq(none->len, 0);
    cr_expect_null(tl_file_list(root, "a.md", &error));
    expect_error(error, TL_EXIT_REFUSED, "no folder");
}
