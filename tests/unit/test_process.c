#include "tl11/process.h"

#include "tl11/error.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MEBIBYTE ((gsize)1024 * 1024)

/* How long waitpid() hesitates before it looks whether a child has ended. */
static gulong hesitation_us;

pid_t waitpid(pid_t child, int *status, int options)
{
    if (options & WNOHANG)
        g_usleep(hesitation_us);
    return wait4(child, status, options, NULL);
}

static char *folder;

static void set_up(void)
{
    folder = g_dir_make_tmp("tl11-process-XXXXXX", NULL);
    cr_assert_not_null(folder);
}

static void tear_down(void)
{
    const char *argv[] = {"rm", "-rf", folder, NULL};
    g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                 NULL);
    g_free(folder);
}

/* Runs a line of shell by tl_process_run(); -1 when that failed. */
static int run_line(const char *line, const char *in)
{
    int status = -1;
    const char *argv[] = {"sh", "-c", line, NULL};
    return tl_process_run(argv, in, &status, NULL) ? status : -1;
}

/* What a line of shell writes to standard output, its last newline aside. */
static char *hear_line(const char *line, const char *in)
{
    int status = -1;
    const char *argv[] = {"sh", "-c", line, NULL};
    GString *output = g_string_new(NULL);
    cr_assert(tl_process_capture(argv, in, NULL, NULL, output, NULL, &status, NULL));
    cr_expect_eq(status, 0, "status %d of %s", status, line);
    g_strchomp(output->str);
    return g_string_free(output, FALSE);
}

static char *make_script(const char *name, const char *text)
{
    char *path = g_build_filename(folder, name, NULL);
    cr_assert(g_file_set_contents(path, text, -1, NULL));
    cr_assert_eq(g_chmod(path, 0755), 0);
    return path;
}

static void expect_written(const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *found = NULL;
    cr_assert(g_file_get_contents(path, &found, NULL, NULL), "%s was not written", name);
    cr_expect_str_eq(found, text);
}

static guint count_descriptors(void)
{
    guint count = 0;
    g_autoptr(GDir) entries = g_dir_open("/proc/self/fd", 0, NULL);
    while (g_dir_read_name(entries))
        count++;
    return count;
}

Test(process_run, status_and_folder, .init = set_up, .fini = tear_down)
{
    cr_expect_eq(run_line("exit 0", NULL), 0);
    cr_expect_eq(run_line("exit 7", NULL), 7);
    cr_expect_eq(run_line("kill -9 $$", NULL), 128 + SIGKILL);
    cr_expect_eq(run_line("kill -TERM $$", NULL), 128 + SIGTERM);
    cr_expect_eq(run_line("echo here >where", folder), 0);
    expect_written("where", "here\n");
}

Test(process_run, cannot_be_started, .init = set_up, .fini = tear_down)
{
    int status = 42;
    g_autoptr(GError) error = NULL;
    const char *missing[] = {"tl11-no-such-program", NULL};
    const char *fine[] = {"true", NULL};
    cr_expect_not(tl_process_run(missing, NULL, &status, &error));
    cr_expect_eq(tl_error_status(error), TL_EXIT_FAILED);
    cr_expect_not_null(strstr(error->message, "cannot start 'tl11-no-such-program'"));
    g_clear_error(&error);
    cr_expect_not(tl_process_run(fine, "/nonexistent/folder", &status, &error));
    cr_expect_not_null(strstr(error->message, "'/nonexistent/folder'"), "%s", error->message);
    g_clear_error(&error);
    cr_expect_not(tl_process_capture(missing, folder, NULL, NULL, NULL, NULL, &status, &error));
    cr_expect_not_null(strstr(error->message, "cannot start 'tl11-no-such-program'"));
    cr_expect_eq(status, 42);
}

static volatile sig_atomic_t interrupts;

static void count_interrupt(int number)
{
    (void)number;
    interrupts++;
}

Test(process_run, interrupts_are_for_the_child)
{
    signal(SIGINT, count_interrupt);
    signal(SIGQUIT, SIG_DFL);
    cr_expect_eq(run_line("kill -INT $PPID; kill -QUIT $PPID; exit 5", NULL), 5);
    cr_expect_eq(run_line("kill -INT $$; exit 5", NULL), 128 + SIGINT);
    cr_expect_eq(interrupts, 0);
    raise(SIGINT);
    cr_expect_eq(interrupts, 1, "our handler is back");
}

Test(process_run, same_process_group)
{
    g_autofree char *heard =
        hear_line("read -r p c s pp group rest </proc/self/stat; echo $group", NULL);
    cr_expect_eq(atoi(heard), (int)getpgrp());
}

/* The line of /proc/self/status of a child that names sigs, as a number. */
static guint64 signals_in_child(const char *name)
{
    g_autofree char *expression = g_strdup_printf("s/^%s:\t*//p", name);
    const char *argv[] = {"sed", "-n", expression, "/proc/self/status",
                          NULL}; /* no shell: it resets some */
    g_autoptr(GString) output = g_string_new(NULL);
    cr_assert(tl_process_capture(argv, NULL, NULL, NULL, output, NULL, NULL, NULL));
    return g_ascii_strtoull(output->str, NULL, 16);
}

static guint64 bit_of(int number)
{
    return (guint64)1 << (number - 1);
}

Test(process_run, child_finds_signals_untouched)
{
    const int ignored[] = {SIGPIPE, SIGXFSZ, SIGCHLD};
    sigset_t all;
    for (gsize i = 0; i < G_N_ELEMENTS(ignored); i++)
        signal(ignored[i], SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    sigemptyset(&all);
    sigaddset(&all, SIGUSR1);
    sigaddset(&all, SIGTERM);
    sigprocmask(SIG_BLOCK, &all, NULL);
    guint64 left = signals_in_child("SigIgn");
    for (gsize i = 0; i < G_N_ELEMENTS(ignored); i++)
        cr_expect_eq(left & bit_of(ignored[i]), 0, "signal %d", ignored[i]);
    cr_expect_neq(left & bit_of(SIGHUP), 0, "nohup stays");
    cr_expect_eq(signals_in_child("SigBlk"), 0);
    cr_expect_eq(run_line("kill -XFSZ $$; exit 5", NULL), 128 + SIGXFSZ);
    cr_expect_eq(run_line("kill -PIPE $$; exit 5", NULL), 128 + SIGPIPE);
    cr_expect_eq(signal(SIGPIPE, SIG_IGN), SIG_IGN, "and ours are as they were");
    cr_expect_eq(signal(SIGCHLD, SIG_IGN), SIG_IGN);
}

Test(process_run, status_though_children_are_ignored)
{
    signal(SIGCHLD, SIG_IGN);
    cr_expect_eq(run_line("exit 3", NULL), 3);
}

/* Writes its arguments, one a line. */
static const char editor[] = "#!/bin/sh\nprintf '%s\\n' \"$@\" >\"${0%/*}/arguments\"\n";

Test(process_shell, quotes_and_blanks, .init = set_up, .fini = tear_down)
{
    int status = -1;
    g_autofree char *path = make_script("my editor", editor);
    g_autofree char *command = g_strdup_printf("'%s' --flag \"a b\" $((1 + 1))", path);
    cr_expect(tl_process_run_shell(command, "it's \"$HOME\" `x` *.md", folder, &status, NULL));
    cr_expect_eq(status, 0);
    expect_written("arguments", "--flag\na b\n2\nit's \"$HOME\" `x` *.md\n");
}

Test(process_shell, without_special_characters, .init = set_up, .fini = tear_down)
{
    int status = -1;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = make_script("editor", editor);
    cr_expect(tl_process_run_shell(path, "-a note.md", NULL, &status, NULL));
    expect_written("arguments", "-a note.md\n");
    cr_expect(tl_process_run_shell(path, NULL, NULL, &status, NULL));
    expect_written("arguments", "\n");
    cr_expect_not(tl_process_run_shell("tl11-no-such-editor", "a.md", NULL, &status, &error));
    cr_assert_not_null(error);
    g_clear_error(&error);
    cr_expect(tl_process_run_shell("tl11-no-such-editor --wait", "a.md", NULL, &status, &error));
    cr_expect_eq(status, 127, "the shell's own answer");
}

Test(process_shell, script_without_interpreter, .init = set_up, .fini = tear_down)
{
    int status = -1;
    g_autofree char *path = make_script("plain", strchr(editor, '\n') + 1);
    cr_expect(tl_process_run_shell(path, "note.md", NULL, &status, NULL));
    cr_expect_eq(status, 0);
    expect_written("arguments", "note.md\n");
}

static GBytes *make_noise(gsize length)
{
    char *bytes = g_malloc(length);
    for (gsize i = 0; i < length; i++)
        bytes[i] = (char)(i * 31 + i / 251);
    return g_bytes_new_take(bytes, length);
}

/* Sends a mebibyte to a line of shell; what comes back is checked by the caller. */
static int converse(const char *line, GBytes *input, GString *output, GString *errors)
{
    int status = -1;
    const char *argv[] = {"sh", "-c", line, NULL};
    g_autoptr(GError) error = NULL;
    cr_assert(tl_process_capture(argv, NULL, NULL, input, output, errors, &status, &error), "%s",
              error ? error->message : "");
    return status;
}

Test(process_capture, mebibyte_in_and_out, .timeout = 30)
{
    g_autoptr(GBytes) input = make_noise(MEBIBYTE);
    g_autoptr(GString) output = g_string_new("kept:");
    cr_expect_eq(converse("cat", input, output, NULL), 0);
    cr_assert_eq(output->len, MEBIBYTE + strlen("kept:"));
    cr_expect_arr_eq(output->str, "kept:", 5);
    cr_expect_eq(memcmp(output->str + 5, g_bytes_get_data(input, NULL), MEBIBYTE), 0);
}

/* Each order of events that a simple loop deadlocks on. */
Test(process_capture, much_of_everything, .timeout = 30)
{
    const char *const lines[] = {
        "head -c 1048576 /dev/zero >&2; cat",
        "head -c 1048576 /dev/zero; cat >&2",
        "cat | tee /dev/stderr",
        "exec 3>&1; cat >/dev/null; head -c 1048576 /dev/zero >&2; head -c 1048576 /dev/zero",
    };
    g_autoptr(GBytes) input = make_noise(MEBIBYTE);
    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(GString) output = g_string_new(NULL);
        g_autoptr(GString) errors = g_string_new(NULL);
        cr_expect_eq(converse(lines[i], input, output, errors), 0, "%s", lines[i]);
        cr_expect_eq(output->len, MEBIBYTE, "%s", lines[i]);
        cr_expect_eq(errors->len, MEBIBYTE, "%s", lines[i]);
    }
}

/* SIGPIPE has its default here, and must not end us. */
Test(process_capture, input_that_nobody_reads, .timeout = 30)
{
    signal(SIGPIPE, SIG_DFL);
    g_autoptr(GBytes) input = make_noise(MEBIBYTE);
    g_autoptr(GString) output = g_string_new(NULL);
    cr_expect_eq(converse("exec <&-; echo done; exit 4", input, output, NULL), 4);
    cr_expect_str_eq(output->str, "done\n");
    cr_expect_eq(converse("exit 6", input, NULL, NULL), 6);
    cr_expect_eq(signal(SIGPIPE, SIG_DFL), SIG_DFL);
}

Test(process_capture, no_input_is_empty_input, .timeout = 30)
{
    g_autoptr(GBytes) empty = g_bytes_new_static("", 0);
    g_autoptr(GString) output = g_string_new(NULL);
    cr_expect_eq(converse("cat; echo end", NULL, output, NULL), 0);
    cr_expect_eq(converse("cat; echo end", empty, output, NULL), 0);
    cr_expect_str_eq(output->str, "end\nend\n");
    cr_expect_eq(converse("echo lost; echo lost >&2; exit 2", NULL, NULL, NULL), 2);
}

Test(process_capture, status_of_a_killed_one, .timeout = 30)
{
    g_autoptr(GString) errors = g_string_new(NULL);
    cr_expect_eq(converse("echo dying >&2; kill -9 $$", NULL, NULL, errors), 128 + SIGKILL);
    cr_expect_str_eq(errors->str, "dying\n");
}

Test(process_capture, environment_is_all_of_it)
{
    const char *argv[] = {"/usr/bin/env", NULL};
    const char *environment[] = {"TL11_ONE=1", "TL11_TWO=zwei zwei", NULL};
    g_autoptr(GString) output = g_string_new(NULL);
    cr_assert(tl_process_capture(argv, NULL, environment, NULL, output, NULL, NULL, NULL));
    cr_expect_str_eq(output->str, "TL11_ONE=1\nTL11_TWO=zwei zwei\n");
    g_setenv("TL11_OURS", "inherited", TRUE);
    g_autofree char *heard = hear_line("echo $TL11_OURS", NULL);
    cr_expect_str_eq(heard, "inherited");
}

Test(process_capture, folder_is_where_it_runs, .init = set_up, .fini = tear_down)
{
    g_autofree char *heard = hear_line("pwd -P", folder);
    g_autofree char *real = realpath(folder, NULL);
    cr_expect_str_eq(heard, real);
}

/* As ssh's master process does: it holds the streams long after its parent has ended. */
Test(process_capture, descendant_that_stays, .timeout = 30)
{
    g_autoptr(GBytes) input = make_noise(MEBIBYTE);
    g_autoptr(GString) output = g_string_new(NULL);
    g_autoptr(GString) errors = g_string_new(NULL);
    gint64 before = g_get_monotonic_time();
    cr_expect_eq(converse("sleep 20 & echo $!; exit 3", input, output, errors), 3);
    cr_expect_lt(g_get_monotonic_time() - before, 10 * G_USEC_PER_SEC);
    pid_t sleeper = atoi(output->str);
    cr_assert_gt(sleeper, 1);
    cr_expect_eq(kill(sleeper, SIGKILL), 0, "it was still there");
}

/* Nothing was to be heard, and then, before it was seen to have ended, there was. */
Test(process_capture, last_words, .timeout = 30)
{
    g_autoptr(GString) output = g_string_new(NULL);
    hesitation_us = 400 * 1000;
    cr_expect_eq(converse("sleep 0.2; echo last words; exit 3", NULL, output, NULL), 3);
    cr_expect_str_eq(output->str, "last words\n");
}

/* A child that closes its streams is waited for all the same. */
Test(process_capture, streams_closed_before_the_end, .timeout = 30)
{
    g_autoptr(GString) output = g_string_new(NULL);
    cr_expect_eq(converse("echo first; exec >&- 2>&-; sleep 0.3; exit 9", NULL, output, NULL), 9);
    cr_expect_str_eq(output->str, "first\n");
}

Test(process_capture, no_descriptor_is_left, .timeout = 30)
{
    int status;
    const char *missing[] = {"tl11-no-such-program", NULL};
    g_autoptr(GBytes) input = make_noise(MEBIBYTE);
    g_autoptr(GString) output = g_string_new(NULL);
    guint before = count_descriptors();
    converse("cat", input, output, output);
    converse("exit 1", input, output, NULL);
    cr_expect_not(tl_process_capture(missing, NULL, NULL, input, output, output, &status, NULL));
    cr_expect_eq(count_descriptors(), before);
}

static tl_process *begin_line(const char *line, GString *output, GString *errors)
{
    const char *argv[] = {"/bin/sh", "-c", line, NULL};
    g_autoptr(GError) error = NULL;
    tl_process *process = tl_process_begin(argv, NULL, NULL, output, errors, FALSE, &error);
    cr_assert_not_null(process, "%s", error ? error->message : "");
    return process;
}

static int end(tl_process *process)
{
    int status = -1;
    g_autoptr(GError) error = NULL;
    cr_assert(tl_process_end(process, &status, &error), "%s", error ? error->message : "");
    return status;
}

/* The first has to wait with what it says; meanwhile others come and go. */
Test(process_begin, several_at_once, .timeout = 30)
{
    guint before = count_descriptors();
    g_autoptr(GString) much = g_string_new("kept:");
    g_autoptr(GString) errors = g_string_new(NULL);
    g_autoptr(GString) little = g_string_new(NULL);
    signal(SIGCHLD, SIG_IGN);
    tl_process *first = begin_line("head -c 1048576 /dev/zero; echo oh >&2; exit 5", much, errors);
    tl_process *second = begin_line("echo here; exit 6", little, NULL);
    g_autofree char *third = hear_line("sleep 0.2; echo heard", NULL);
    cr_expect_str_eq(third, "heard");
    cr_expect_eq(end(second), 6);
    cr_expect_str_eq(little->str, "here\n");
    cr_expect_eq(end(first), 5);
    cr_expect_eq(much->len, MEBIBYTE + strlen("kept:"));
    cr_expect_str_eq(errors->str, "oh\n");
    cr_expect_eq(signal(SIGCHLD, SIG_DFL), SIG_IGN);
    cr_expect_eq(count_descriptors(), before);
}

Test(process_begin, one_that_nobody_wants_to_hear_ends, .init = set_up, .fini = tear_down,
     .timeout = 30)
{
    guint before = count_descriptors();
    g_autoptr(GString) output = g_string_new(NULL);
    g_autofree char *line = g_strdup_printf("echo $$ >%s/pid; echo lost; exec sleep 20", folder);
    g_autofree char *path = g_build_filename(folder, "pid", NULL);
    g_autofree char *pid = NULL;
    tl_process *process = begin_line(line, output, NULL);
    while (!pid || !strchr(pid, '\n')) {
        g_usleep(1000);
        g_clear_pointer(&pid, g_free);
        g_file_get_contents(path, &pid, NULL, NULL);
    }
    gint64 started = g_get_monotonic_time();
    tl_process_drop(process);
    cr_expect_lt(g_get_monotonic_time() - started, 10 * G_USEC_PER_SEC);
    cr_expect_eq(kill(atoi(pid), 0), -1, "it is still there");
    cr_expect_str_eq(output->str, "");
    cr_expect_eq(count_descriptors(), before);
}

Test(process_begin, cannot_be_started)
{
    const char *missing[] = {"tl11-no-such-program", NULL};
    g_autoptr(GError) error = NULL;
    guint before = count_descriptors();
    g_autoptr(GString) output = g_string_new(NULL);
    cr_expect_null(tl_process_begin(missing, NULL, NULL, output, output, FALSE, &error));
    cr_expect_eq(tl_error_status(error), TL_EXIT_FAILED);
    cr_expect_eq(count_descriptors(), before);
}
