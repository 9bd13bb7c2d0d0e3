#include "tl11/terminal.h"

#include "terminal_fixture.h"

#include "tl11/error.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char *make_file(void)
{
    char *path = NULL;
    int descriptor = g_file_open_tmp("tl11-terminal-XXXXXX", &path, NULL);
    cr_assert_geq(descriptor, 0);
    close(descriptor);
    return path;
}

static char *take_file(char *path)
{
    char *text = NULL;
    cr_assert(g_file_get_contents(path, &text, NULL, NULL));
    g_unlink(path);
    return text;
}

static char *make_lines(gsize count, gsize width)
{
    GString *text = g_string_new(NULL);
    for (gsize i = 0; i < count; i++)
        g_string_append_printf(text, "%0*zu\n", (int)width, i);
    return g_string_free(text, FALSE);
}

Test(pager, print_into_a_pipe_or_file_never_pages)
{
    g_autofree char *path = make_file();
    g_autofree char *text = make_lines(3000, 70);
    int file = g_open(path, O_WRONLY, 0);
    fflush(NULL);
    dup2(file, STDOUT_FILENO);
    cr_assert(tl_terminal_print(text, strlen(text), TRUE, "false", NULL));
    g_autofree char *seen = take_file(path);
    cr_assert_str_eq(seen, text);
}

Test(pager, print_keeps_the_order_with_stdio)
{
    g_autofree char *path = make_file();
    fflush(NULL);
    dup2(g_open(path, O_WRONLY, 0), STDOUT_FILENO);
    fputs("first ", stdout);
    cr_assert(tl_terminal_print("second", 6, FALSE, NULL, NULL));
    g_autofree char *seen = take_file(path);
    cr_assert_str_eq(seen, "first second");
}

Test(pager, print_tells_of_a_full_disk)
{
    g_autoptr(GError) error = NULL;
    fflush(NULL);
    dup2(g_open("/dev/full", O_WRONLY, 0), STDOUT_FILENO);
    cr_assert_not(tl_terminal_print("x", 1, FALSE, NULL, &error));
    cr_assert(g_error_matches(error, TL_ERROR, TL_EXIT_FAILED));
    cr_assert_not_null(strstr(error->message, g_strerror(ENOSPC)));
}

Test(pager, print_tells_of_a_closed_output)
{
    g_autoptr(GError) error = NULL;
    fflush(NULL);
    close(STDOUT_FILENO);
    tl_terminal_guard();
    cr_assert_not(tl_terminal_print("x", 1, FALSE, NULL, &error));
    cr_assert(g_error_matches(error, TL_ERROR, TL_EXIT_FAILED));
}

Test(pager, a_reader_that_went_away_is_no_error)
{
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    tl_terminal_guard();
    fflush(NULL);
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    cr_assert(tl_terminal_print("x", 1, FALSE, NULL, NULL));
}

/* A pager that leaves what it got, and LESS, in files. */
typedef struct {
    int master;
    char *path;
    char *command;
} pager_run;

static pager_run begin_paging(const char *command)
{
    pager_run run = {.master = become_terminal(STDOUT_FILENO, 24, 80), .path = make_file()};
    g_unsetenv("COLUMNS");
    g_setenv("TL11_TEST_FILE", run.path, TRUE);
    run.command = g_strdup(command);
    return run;
}

static void end_paging(pager_run *run)
{
    close(run->master);
    g_unlink(run->path);
    g_free(run->path);
    g_free(run->command);
}

static gboolean is_paged(const char *text)
{
    pager_run run = begin_paging("cat > \"$TL11_TEST_FILE\"");
    cr_expect(tl_terminal_print(text, strlen(text), TRUE, run.command, NULL));
    g_autofree char *paged = take_file(run.path);
    gboolean result = strcmp(paged, text) == 0;
    cr_expect(result || *paged == '\0');
    end_paging(&run);
    return result;
}

Test(pager, pages_what_is_taller_than_the_terminal)
{
    static const struct {
        gsize lines, width;
        gboolean paged;
    } rows[] = {
        {1, 1, FALSE},   {23, 70, FALSE}, {24, 70, TRUE},      {2000, 70, TRUE},
        {11, 81, FALSE}, {12, 81, TRUE},  {1, 22 * 80, FALSE}, {1, 24 * 80, TRUE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = make_lines(rows[i].lines, rows[i].width);
        cr_expect_eq(is_paged(text), rows[i].paged, "row %zu", i);
    }
}

Test(pager, styles_take_no_columns)
{
    GString *text = g_string_new(NULL);
    for (int i = 0; i < 20; i++)
        g_string_append_printf(text, "\033[1;31m%070d\033[0m \033[4mlink\033[0m\n", i);
    cr_assert_not(is_paged(text->str));
    g_string_free(text, TRUE);
}

Test(pager, pages_more_than_a_pipe_holds)
{
    g_autofree char *text = make_lines(40000, 70);
    cr_assert(is_paged(text));
}

Test(pager, no_pager_is_asked_for)
{
    static const char *const none[] = {NULL, "", "cat"};
    g_autofree char *text = make_lines(30, 10);
    for (gsize i = 0; i < G_N_ELEMENTS(none) + 1; i++) {
        pager_run run = begin_paging("cat > \"$TL11_TEST_FILE\"");
        gboolean page = i < G_N_ELEMENTS(none);
        cr_expect(tl_terminal_print(text, strlen(text), page, page ? none[i] : run.command, NULL));
        g_autofree char *seen = read_terminal(run.master);
        cr_expect_eq(strlen(seen), strlen(text) + 30, "case %zu", i); /* \n becomes \r\n */
        end_paging(&run);
    }
}

static char *ask_pager(const char *command)
{
    g_autofree char *text = make_lines(30, 10);
    pager_run run = begin_paging(command);
    cr_expect(tl_terminal_print(text, strlen(text), TRUE, run.command, NULL));
    char *answer = take_file(run.path);
    end_paging(&run);
    return answer;
}

Test(pager, less_gets_its_options_unless_the_user_has_some)
{
    static const char command[] = "printf %s \"$LESS\" > \"$TL11_TEST_FILE\"; cat > /dev/null";
    g_unsetenv("LESS");
    g_autofree char *ours = ask_pager(command);
    g_setenv("LESS", "-iM", TRUE);
    g_autofree char *theirs = ask_pager(command);
    g_setenv("LESS", "", TRUE);
    g_autofree char *empty = ask_pager(command);
    cr_assert_str_eq(ours, "FRX");
    cr_assert_str_eq(theirs, "-iM");
    cr_assert_str_eq(empty, "");
}

/* The pager dies of Ctrl-C if it likes; we wait for it, and are as before afterwards. */
Test(pager, signals_are_the_pagers_while_it_runs)
{
    g_autofree char *answer =
        ask_pager("cat > /dev/null; kill -INT $PPID; kill -QUIT $PPID; sleep 0.1; "
                  "printf waited > \"$TL11_TEST_FILE\"");
    cr_assert_str_eq(answer, "waited");
    struct sigaction action;
    sigaction(SIGINT, NULL, &action);
    cr_assert_eq(action.sa_handler, SIG_DFL);
    sigaction(SIGPIPE, NULL, &action);
    cr_assert_eq(action.sa_handler, SIG_DFL);
}

Test(pager, a_pager_that_is_left_early_is_no_error)
{
    g_autofree char *text = make_lines(40000, 70);
    pager_run run = begin_paging("head -n 1 > \"$TL11_TEST_FILE\"; exit 3");
    g_autoptr(GError) error = NULL;
    cr_expect(tl_terminal_print(text, strlen(text), TRUE, run.command, &error));
    cr_expect_null(error);
    end_paging(&run);
}

Test(pager, a_pager_that_is_not_there_loses_nothing)
{
    g_autofree char *text = make_lines(30, 10);
    pager_run run = begin_paging("tl11-no-such-pager 2> /dev/null");
    cr_expect(tl_terminal_print(text, strlen(text), TRUE, run.command, NULL));
    g_autofree char *seen = read_terminal(run.master);
    cr_expect_not_null(strstr(seen, "0000000029"));
    end_paging(&run);
}
