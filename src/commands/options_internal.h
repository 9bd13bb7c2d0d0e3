/*
 * The typed table of a command's options, made into GOption's.
 */
#ifndef TL11_OPTIONS_INTERNAL_H
#define TL11_OPTIONS_INTERNAL_H

#include "tl11/command.h"

/* What every command takes. */
typedef struct {
    char *directory;
    char *language;
    char *color;
    gboolean no_pager;
    gboolean json;
    gboolean help;
    gboolean version;
} tl_globals;

void tl_globals_clear(tl_globals *globals);

/* The table of the global options; ends with a NULL name. */
extern const tl_option tl_global_options[];

/*
 * Takes options out of arguments. command NULL: the global ones alone, up to
 * the first word that is none; else the command's too, anywhere.
 *
 * Owns: strings in values (the command's struct) and globals are the
 * caller's; arguments is changed in place, "--" taken out.
 */
gboolean tl_options_parse(const tl_command *command, void *values, tl_globals *globals,
                          char ***arguments, GError **error);

/* Frees what tl_options_parse() put into a command's struct, and the struct. */
void tl_options_free(const tl_command *command, void *values);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(tl_globals, tl_globals_clear)

#endif
