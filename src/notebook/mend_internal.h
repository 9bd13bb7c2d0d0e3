/*
 * Merges that git left open because a person was renamed or moved.
 */
#ifndef TL11_MEND_INTERNAL_H
#define TL11_MEND_INTERNAL_H

#include "people_internal.h"
#include "tl11/notebook.h"

#include <glib.h>

enum { TL_MEND_OURS, TL_MEND_THEIRS };

typedef struct {
    const tl_notebook *notebook;
    GHashTable *moves[2]; /* what each side moved since they parted: path to path */
    GPtrArray *unmerged;  /* tl_unmerged: what git asks about */
    GString *apart;
    guint mended;
} tl_mending;

/*
 * In the merge under way, what one side changed and the other moved comes together in its new
 * place, and what was added in a folder of a person's former name goes to the present one; each
 * only where that needs nobody's decision. It is staged, not committed. mended gets how many.
 *
 * apart gets lines for each person whom the two sides moved or renamed to two places: who,
 * where, and the commands that go on.
 *
 * Errors: TL_EXIT_FAILED with git's words; files. What was mended until then stays so.
 */
gboolean tl_mend(const tl_notebook *notebook, guint *mended, GString *apart, GError **error);

/*
 * The persons of whom each side moved or renamed person.ini, and not to the same place. Where one
 * moved and the other renamed, both are done; else lines are added to m->apart.
 */
gboolean tl_mend_homes(tl_mending *m, GError **error);

/* Whether git asks about the file. */
gboolean tl_mend_is_unmerged(const tl_mending *m, const char *path);

/* The two sides in one; NULL where that takes a decision. Owns: the caller unrefs it. */
GBytes *tl_mend_merge(const char *path, GBytes *base, GBytes *ours, GBytes *theirs);

/*
 * Puts content to where the file is now, which holds expected (NULL: nothing), and lets the other
 * place go; both are staged.
 */
gboolean tl_mend_settle(tl_mending *m, const char *from, const char *to, GBytes *expected,
                        GBytes *content, GError **error);

#endif
