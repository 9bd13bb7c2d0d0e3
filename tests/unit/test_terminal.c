#include "tl11/terminal.h"

#include "terminal_fixture.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

Test(terminal, styles)
{
    cr_assert_str_eq(tl_style(TRUE, TL_STYLE_RESET), "\033[0m");
    for (int name = TL_STYLE_RESET; name <= TL_STYLE_MATCH; name++) {
        const char *on = tl_style(TRUE, (tl_style_name)name);
        cr_expect(g_str_has_prefix(on, "\033[") && g_str_has_suffix(on, "m"), "%d", name);
        cr_expect_str_eq(tl_style(FALSE, (tl_style_name)name), "");
    }
}

Test(terminal, color_is_one_of_three_words)
{
    static const char *const bad[] = {"", "Auto", "yes", "always ", "nevermore"};
    tl_color color = TL_COLOR_AUTO;
    cr_assert(tl_color_parse("never", &color) && color == TL_COLOR_NEVER);
    cr_assert(tl_color_parse("auto", &color) && color == TL_COLOR_AUTO);
    cr_assert(tl_color_parse("always", &color) && color == TL_COLOR_ALWAYS);
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
        cr_expect_not(tl_color_parse(bad[i], &color), "%s", bad[i]);
}

Test(terminal, colour_follows_no_color_and_dumb)
{
    int master = become_terminal(STDOUT_FILENO, 24, 80);
    g_unsetenv("NO_COLOR");
    g_setenv("TERM", "xterm", TRUE);
    cr_expect(tl_terminal_colour(TL_COLOR_AUTO));
    cr_expect_not(tl_terminal_colour(TL_COLOR_NEVER));
    g_setenv("NO_COLOR", "", TRUE);
    cr_expect(tl_terminal_colour(TL_COLOR_AUTO));
    g_setenv("NO_COLOR", "1", TRUE);
    cr_expect_not(tl_terminal_colour(TL_COLOR_AUTO));
    cr_expect(tl_terminal_colour(TL_COLOR_ALWAYS));
    g_unsetenv("NO_COLOR");
    g_setenv("TERM", "dumb", TRUE);
    cr_expect_not(tl_terminal_colour(TL_COLOR_AUTO));
    close(master);
}

Test(terminal, no_colour_into_a_pipe)
{
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    fflush(NULL);
    dup2(ends[1], STDOUT_FILENO);
    g_unsetenv("NO_COLOR");
    g_setenv("TERM", "xterm", TRUE);
    cr_expect_not(tl_terminal_is_output());
    cr_expect_not(tl_terminal_colour(TL_COLOR_AUTO));
    cr_expect(tl_terminal_colour(TL_COLOR_ALWAYS));
}

Test(terminal, width)
{
    static const struct {
        const char *columns;
        unsigned short says;
        int wanted;
    } rows[] = {
        {NULL, 100, 100}, {NULL, 0, 80},    {NULL, 5, 20},      {NULL, 999, 400},
        {"60", 100, 60},  {"3", 100, 20},   {"9999", 100, 400}, {"", 100, 100},
        {"x", 100, 100},  {"-5", 100, 100}, {"0", 100, 100},    {"60x", 100, 100},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        int master = become_terminal(STDOUT_FILENO, 24, rows[i].says);
        g_unsetenv("COLUMNS");
        if (rows[i].columns != NULL)
            g_setenv("COLUMNS", rows[i].columns, TRUE);
        cr_expect_eq(tl_terminal_width(), rows[i].wanted, "row %zu gives %d", i,
                     tl_terminal_width());
        close(master);
    }
}

/* Standard input as if someone had typed text. */
static void type_text(const char *text)
{
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    cr_assert_eq(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    close(ends[1]);
}

Test(terminal, ask_takes_one_line_and_leaves_the_rest)
{
    int master = become_terminal(STDERR_FILENO, 24, 80);
    type_text("yes\nno\r\n\nlast");
    static const char *const wanted[] = {"yes", "no", "", "last"};
    for (gsize i = 0; i < G_N_ELEMENTS(wanted); i++) {
        g_autofree char *answer = tl_terminal_ask(i == 0 ? "keep? " : "");
        cr_expect_str_eq(answer, wanted[i]);
    }
    cr_expect_null(tl_terminal_ask(""));
    g_autofree char *seen = read_terminal(master);
    cr_expect(g_str_has_prefix(seen, "keep? "));
}

Test(terminal, ask_reads_no_byte_too_many)
{
    type_text("one\ntwo\n");
    g_autofree char *answer = tl_terminal_ask("");
    char rest[8] = {0};
    cr_assert_str_eq(answer, "one");
    cr_assert_eq(read(STDIN_FILENO, rest, sizeof rest - 1), 4);
    cr_assert_str_eq(rest, "two\n");
}

Test(terminal, guard_fills_closed_descriptors)
{
    struct stat null, found;
    char byte;
    cr_assert_eq(stat("/dev/null", &null), 0);
    fflush(NULL);
    for (int descriptor = 0; descriptor < 3; descriptor++)
        close(descriptor);
    tl_terminal_guard();
    for (int descriptor = 0; descriptor < 3; descriptor++) {
        cr_expect_eq(fstat(descriptor, &found), 0);
        cr_expect_eq(found.st_rdev, null.st_rdev, "descriptor %d", descriptor);
    }
    g_autofree char *path = NULL;
    int file = g_file_open_tmp("tl11-guard-XXXXXX", &path, NULL);
    cr_expect_gt(file, 2);
    cr_expect_eq(write(STDOUT_FILENO, "x", 1), -1);
    cr_expect_eq(errno, EBADF);
    cr_expect_eq(read(STDIN_FILENO, &byte, 1), -1);
    g_unlink(path);
}

Test(terminal, guard_leaves_open_descriptors)
{
    struct stat before[3], after;
    for (int descriptor = 0; descriptor < 3; descriptor++)
        fstat(descriptor, &before[descriptor]);
    tl_terminal_guard();
    for (int descriptor = 0; descriptor < 3; descriptor++) {
        cr_assert_eq(fstat(descriptor, &after), 0);
        cr_assert_eq(after.st_ino, before[descriptor].st_ino);
    }
}

Test(terminal, guard_ignores_the_two_signals)
{
    tl_terminal_guard();
    raise(SIGPIPE);
    raise(SIGXFSZ);
    struct sigaction action;
    sigaction(SIGPIPE, NULL, &action);
    cr_assert_eq(action.sa_handler, SIG_IGN);
    sigaction(SIGXFSZ, NULL, &action);
    cr_assert_eq(action.sa_handler, SIG_IGN);
}
