/*
 * A command is one const struct in one file; help, completion and the manual
 * are made from these.
 */
#ifndef TL11_COMMAND_H
#define TL11_COMMAND_H

#include "tl11/date.h"
#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/notebook.h"
#include "tl11/terminal.h"

#include <glib.h>

/* One option; its value goes to offset in the command's own struct. */
typedef struct {
    const char *name; /* without "--" */
    char letter;      /* or 0 */
    GOptionArg type;  /* NONE (gboolean), FILENAME (char *, any bytes), INT (int) */
    gsize offset;
    const char *argument; /* N_(), or NULL */
    const char *summary;  /* N_() */
} tl_option;

typedef enum {
    TL_COMMAND_NOTEBOOK = 1 << 0, /* needs one: it is opened before run */
    TL_COMMAND_CREATES = 1 << 1,  /* makes the default notebook when there is none */
    TL_COMMAND_WRITES =
        1 << 2, /* heals first, and checks that a commit may be made, that git knows who commits */
    TL_COMMAND_PAGES = 1 << 3,       /* its output goes through the pager */
    TL_COMMAND_JSON = 1 << 4,        /* takes --json */
    TL_COMMAND_RAW = 1 << 5,         /* all arguments are its own, options too */
    TL_COMMAND_CHECKS_LATE = 1 << 6, /* with WRITES: calls tl_repository_check_end() before it
                                        writes or starts a program; its input may be a file */
} tl_command_flags;

typedef struct tl_call tl_call;

typedef struct {
    const char *name;
    const char *alias;        /* or NULL */
    const char *arguments;    /* N_("PERSON [DATE]"), or NULL */
    int least, most;          /* how many arguments; most -1: any number */
    const char *summary;      /* N_(), one line, lower case */
    const char *details;      /* N_(), Markdown paragraphs for help and the manual */
    const tl_option *options; /* ends with a NULL name; or NULL */
    gsize options_size;       /* of the command's struct */
    unsigned flags;           /* tl_command_flags */
    /* Returns the exit status; on an error that is set, its code counts. */
    int (*run)(tl_call *call, GError **error);
} tl_command;

/* One run of a command. */
struct tl_call {
    const tl_command *command;
    void *options;    /* the command's struct, filled */
    char **arguments; /* ends with NULL */
    guint count;
    tl_notebook *notebook; /* open, if the command needs it */
    char *directory;       /* -C, or NULL */
    gboolean json;
    gboolean colour;
    gboolean no_pager;
    gboolean has_language; /* --lang was given */
    tl_language language;  /* of messages */
    tl_date today;
    GString *out;      /* what goes to standard output when the command is done */
    GError *unwritten; /* why what was spilt could not be written, or NULL */
};

/* All commands, in the order of the help; ends with NULL. */
extern const tl_command *const tl_commands[];

/*
 * What git runs and nobody types: neither help nor completion nor the manual lists them, and no
 * wrong name is taken for one. Ends with NULL.
 */
extern const tl_command *const tl_plumbing[];

/* The command of this name or alias, plumbing too, or NULL. */
const tl_command *tl_command_find(const char *name);

/* The same; where there is none, an error (TL_EXIT_USAGE) that names the nearest. */
const tl_command *tl_command_get(const char *name, GError **error);

/* Runs the program; returns the exit status. */
int tl_command_main(int argc, char **argv);

/*
 * The help of one command, or the overview of all, for a terminal of width
 * columns. Owns: the caller frees it.
 */
char *tl_help_command(const tl_command *command, int width, gboolean colour);
char *tl_help_overview(gboolean colour);

/* The commands' part of the manual, as Markdown. Owns: the caller frees it. */
char *tl_help_manual(void);

#endif
