/*
 * Other programs: run on the terminal as git runs an editor, or heard out.
 */
#ifndef TL11_PROCESS_H
#define TL11_PROCESS_H

#include <glib.h>

/*
 * Runs a program that takes over the terminal (an editor, git), and waits.
 *
 * While it runs, SIGINT and SIGQUIT are for the child alone, as with
 * system(3); the child has the signals' defaults and none blocked, but what
 * was ignored when we were started (nohup) stays so, SIGPIPE and SIGXFSZ
 * aside. It is in our process group, which has the terminal. folder may be
 * NULL; the environment is ours.
 *
 * status gets the exit status, or 128 + the signal that ended it.
 * Errors: TL_EXIT_FAILED when it could not be started. A non-zero status is
 * no error.
 */
gboolean tl_process_run(const char *const *argv, const char *folder, int *status, GError **error);

/*
 * Runs command, a line for the shell, with argument appended as "$@": this is
 * how git starts an editor, so what works in core.editor works here. A
 * command without any of the shell's special characters is run directly.
 * argument may be NULL: none.
 *
 * Source: git's prepare_shell_cmd() (run-command.c): sh -c 'command "$@"'.
 */
gboolean tl_process_run_shell(const char *command, const char *argument, const char *folder,
                              int *status, GError **error);

/*
 * Runs a program and hears it out, standard input from input (NULL: empty).
 * It may leave part of its input unread. What a descendant that outlives it
 * writes to its streams later is not waited for. PATH is ours.
 *
 * Owns: output and errors, each may be NULL (then it goes to /dev/null), are
 * appended to. environment may be NULL (ours), else the whole of it.
 */
gboolean tl_process_capture(const char *const *argv, const char *folder,
                            const char *const *environment, GBytes *input, GString *output,
                            GString *errors, int *status, GError **error);

/*
 * tl_process_capture() without input in two steps, for a program that runs while the caller does
 * something else. Of several, the one that was begun last is ended first.
 *
 * is_shown: what the program says on standard error is shown on ours while it is heard out, made
 * harmless to a terminal but for the carriage returns of a progress; errors is not NULL then.
 *
 * Owns: output and errors, of which either may be NULL, are the caller's and are filled by
 * tl_process_end(); what the program has to say waits in a pipe until then. argv[0] is borrowed
 * until then. NULL on error. tl_process_end() and tl_process_drop(), which ends a program that
 * nobody wants to hear any more, free the process.
 */
typedef struct tl_process tl_process;
tl_process *tl_process_begin(const char *const *argv, const char *folder,
                             const char *const *environment, GString *output, GString *errors,
                             gboolean is_shown, GError **error);
gboolean tl_process_end(tl_process *process, int *status, GError **error);
void tl_process_drop(tl_process *process);

/* The path of the program that is running. Owns: the caller frees it. NULL where it cannot be told.
 */
char *tl_process_self(void);

#endif
