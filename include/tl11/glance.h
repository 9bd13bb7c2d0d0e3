/*
 * The day at a glance: what tl11 alone shows.
 */
#ifndef TL11_GLANCE_H
#define TL11_GLANCE_H

#include "tl11/due.h"
#include "tl11/ledger.h"
#include "tl11/repository.h"

#include <glib.h>

/* What it is made from; all is borrowed. */
typedef struct {
    tl_date today;
    const GArray *due;            /* tl_due, as tl_due_load() gives them */
    const GPtrArray *items;       /* tl_item: open promises, at least */
    const GPtrArray *uncommitted; /* char *: paths */
    const tl_upstream *upstream;
} tl_glance;

/*
 * Whom to meet; promises that are due today or were before, mine first, then what was due first;
 * what is not committed; how far it is from the upstream. Promises under Private are not
 * in it. At most height lines of width columns, the longest lists cut.
 *
 * Owns: the caller frees it.
 */
char *tl_glance_format(const tl_glance *glance, int width, int height, gboolean colour);

#endif
