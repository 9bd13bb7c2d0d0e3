/*
 * What grep prints: found lines for people, for pipes, and as JSON.
 */
#ifndef TL11_GREP_INTERNAL_H
#define TL11_GREP_INTERNAL_H

#include "tl11/command.h"
#include "tl11/search.h"

#include <jansson.h>

typedef struct {
    tl_call *call;
    tl_pattern *pattern;
    guint context;     /* lines around each match */
    gboolean is_shown; /* to a person at a terminal */
    json_t *array;     /* or NULL */
    guint count;       /* lines that were found */
    char *path;        /* of the note that the last line was of */
} tl_grep_printer;

gboolean tl_grep_print_note(const tl_search_note *note, gpointer printer);
gboolean tl_grep_print_former(const tl_cache_line *line, guint number, gpointer printer);

#endif
