/*
 * Completion: a shell's script asks the program itself what may stand at the
 * cursor, so an installed script is always that of today's tables.
 */
#ifndef TL11_COMPLETION_INTERNAL_H
#define TL11_COMPLETION_INTERNAL_H

#include "tl11/command.h"

/* What stands before the cursor. Strings are borrowed from the words but for those said to be
 * owned. */
typedef struct {
    const tl_command *command; /* NULL: the word is one, or a global option */
    GPtrArray *arguments;      /* char *: those of the command before the word; owned */
    char *directory;           /* -C, or NULL; owned */
    const tl_option *option;   /* whose value the word is, or NULL */
    const char *kept;          /* with a value behind "=": the whole word, else NULL */
    const char *prefix;        /* what candidates begin with */
    gboolean is_option;        /* the word begins with "-" and may be an option */
    gboolean is_hopeless;      /* no such command */
    guint foreign;             /* from this word on it is another program's; 0: it is not */
} tl_typed;

/* Reads words, the last of which is to be completed. Owns: the caller clears it. */
tl_typed tl_typed_read(char **words, guint count);
void tl_typed_clear(tl_typed *typed);

/* The option of a command (or a global one) that word begins: "--as", "--as=te", "-C". NULL: none.
 */
const tl_option *tl_typed_option(const tl_command *command, const char *word);

/*
 * What a usage such as "PERSON [DATE]" says may stand at a position, from 0:
 * "PERSON". Owns: the caller frees the array.
 */
char **tl_usage_kinds(const char *usage, guint position);

/*
 * Appends a line for each candidate: the word, a tab, what it is. A line that
 * begins with ":" is for the script: ":file", ":directory", ":command N".
 */
void tl_candidates_append(tl_call *call, const tl_typed *typed);

/* The script for a shell, or NULL. */
const char *tl_completion_script(const char *shell);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(tl_typed, tl_typed_clear)

#endif
