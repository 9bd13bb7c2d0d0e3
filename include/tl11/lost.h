/*
 * Lost promises: follow-ups that went away without being done or dropped,
 * however they went: a line deleted, a merge resolved without it, a note
 * removed, a folder moved away, every line of it carried and none open.
 *
 * All of history is read, each commit against each of its parents. An item
 * with an id is known by it; one without by its person and folded text, until
 * a later version of its note gives that line an id or rewords it (a new item
 * of the same version shares half of its words): it is the same one then. A
 * closing mark that no later version of its note took back ends an item.
 */
#ifndef TL11_LOST_H
#define TL11_LOST_H

#include "tl11/ledger.h"
#include "tl11/notebook.h"
#include "tl11/timeline.h"

#include <glib.h>

typedef struct {
    tl_followup *followup; /* as it last stood open */
    char *path;            /* where */
    char *person;
    char *relationship;
    tl_date note; /* its date; TL_DATE_NONE: next.md */
    tl_date born;
    guint carried;                        /* how often it was, as far as it stands */
    char removed_in[TL_OBJECT_NAME_SIZE]; /* the commit */
    tl_date removed_on;                   /* its day by the local clock */
} tl_lost;

void tl_lost_free(tl_lost *lost);

/*
 * The lost items: an array of tl_lost, the latest first, with a free function.
 *
 * agenda: talking points in place of promises. gap gets why history is not
 * all here (a shallow clone), or NULL: what is found is right then, but there
 * may be more. Owns: the caller frees gap. NULL on error.
 */
GPtrArray *tl_lost_find(const tl_notebook *notebook, gboolean agenda, char **gap, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_lost, tl_lost_free)

#endif
