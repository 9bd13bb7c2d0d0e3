/*
 * A terminal in the place of a descriptor, for the tests of what is written to one.
 */
#ifndef TL11_TERMINAL_FIXTURE_H
#define TL11_TERMINAL_FIXTURE_H

#include <criterion/criterion.h>
#include <fcntl.h>
#include <glib.h>
#include <pty.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Makes descriptor a terminal of so many rows and columns; gives its other end. */
static inline int become_terminal(int descriptor, unsigned short rows, unsigned short columns)
{
    int master, slave;
    struct winsize size = {.ws_row = rows, .ws_col = columns};
    cr_assert_eq(openpty(&master, &slave, NULL, NULL, &size), 0);
    fcntl(master, F_SETFL, O_NONBLOCK);
    fflush(NULL);
    dup2(slave, descriptor);
    close(slave);
    return master;
}

static inline char *read_terminal(int master)
{
    GString *seen = g_string_new(NULL);
    char chunk[4096];
    for (ssize_t count; (count = read(master, chunk, sizeof chunk)) > 0;)
        g_string_append_len(seen, chunk, count);
    return g_string_free(seen, FALSE);
}

#endif
