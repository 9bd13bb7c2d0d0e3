/*
 * What running a program and hearing one out have in common: its start, with
 * the signals as it should find them, and its end.
 */
#ifndef TL11_PROCESS_INTERNAL_H
#define TL11_PROCESS_INTERNAL_H

#include <glib.h>
#include <signal.h>
#include <sys/types.h>

/* What a standard stream of a child is, beside a descriptor of ours. */
enum { TL_STREAM_OURS = -1, TL_STREAM_NULL = -2 };

/* A signal that this process treats otherwise while a child runs. */
typedef struct {
    int number;
    struct sigaction before;
} tl_held_signal;

/* A program to start; argv and the rest are borrowed. */
typedef struct {
    const char *const *argv;
    const char *folder;             /* NULL: ours */
    const char *const *environment; /* NULL: ours */
    int streams[3];
    const tl_held_signal *held;
    gsize n_held;
} tl_launch;

/* Ignores these signals until they are released; SIGCHLD gets its default. */
void tl_process_hold_signals(tl_held_signal *held, gsize n);
void tl_process_release_signals(const tl_held_signal *held, gsize n);

/* Returns 0, or the errno that tells why the program could not be started. */
int tl_process_start(const tl_launch *what, pid_t *child);

/* The error for what tl_process_start() returned. Returns FALSE. */
gboolean tl_process_start_error(GError **error, const tl_launch *what, int reason);

/* Returns whether the child has ended; options as for waitpid(2). status may be NULL. */
gboolean tl_process_reap(pid_t child, int options, int *status);

/* An error from errno; format holds one %s for the quoted program. Returns FALSE. */
gboolean tl_process_fail(GError **error, const char *format, const char *program);

#endif
