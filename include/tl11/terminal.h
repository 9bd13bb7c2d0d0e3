/*
 * The terminal: is there one, how wide, may it be coloured, and the pager.
 */
#ifndef TL11_TERMINAL_H
#define TL11_TERMINAL_H

#include <glib.h>

typedef enum { TL_COLOR_AUTO, TL_COLOR_ALWAYS, TL_COLOR_NEVER } tl_color;

/* SGR sequences; views ask tl_style() for them, which gives "" without colour. */
typedef enum {
    TL_STYLE_RESET,
    TL_STYLE_BOLD,
    TL_STYLE_DIM,
    TL_STYLE_ITALIC,
    TL_STYLE_UNDERLINE,
    TL_STYLE_STRIKE,
    TL_STYLE_HEADING,
    TL_STYLE_CODE,
    TL_STYLE_LINK,
    TL_STYLE_GOOD,
    TL_STYLE_WARN,
    TL_STYLE_BAD,
    TL_STYLE_PERSON,
    TL_STYLE_MATCH,
} tl_style_name;

const char *tl_style(gboolean colour, tl_style_name name);

/* Reads "auto", "always" or "never"; FALSE for anything else. */
gboolean tl_color_parse(const char *text, tl_color *color);

/* Whether standard output is a terminal. */
gboolean tl_terminal_is_output(void);

/* Whether a person can be asked: standard input and error are terminals. */
gboolean tl_terminal_can_ask(void);

/*
 * Whether to colour standard output: always, never, or when it is a terminal,
 * $NO_COLOR is unset or empty and $TERM is not "dumb".
 * Source: https://no-color.org
 */
gboolean tl_terminal_colour(tl_color color);

/* Columns of the terminal: $COLUMNS, else what it says, else 80; 20 to 400. */
int tl_terminal_width(void);

/* Lines of the terminal, as it says, else 24. */
int tl_terminal_height(void);

/* Whether the terminal shows UTF-8 (by the locale's codeset). */
gboolean tl_terminal_is_utf8(void);

/*
 * Asks on standard error, reads a line from standard input without its end.
 *
 * Owns: the caller frees the answer; NULL at end of file.
 */
char *tl_terminal_ask(const char *question);

/*
 * Opens /dev/null on those of descriptors 0 to 2 that are closed, so that no
 * file is ever opened there and written to by a message; ignores SIGXFSZ and
 * SIGPIPE. What is written to an output that was closed still fails (EBADF).
 */
void tl_terminal_guard(void);

/*
 * Writes text to standard output, through the pager when page is set and
 * standard output is a terminal and text has more lines than it.
 *
 * pager is a command line for the shell; NULL or "" or "cat": none. LESS=FRX
 * is set for it where LESS is not set, as git does.
 *
 * Errors: TL_EXIT_FAILED when not all could be written; a reader that went
 * away (EPIPE) is no error.
 */
gboolean tl_terminal_print(const char *text, gsize length, gboolean page, const char *pager,
                           GError **error);

#endif
