/*
 * Merges that git left open because a person was renamed or moved.
 */
#ifndef TL11_MEND_INTERNAL_H
#define TL11_MEND_INTERNAL_H

#include "people_internal.h"
#include "tl11/notebook.h"

#include <glib.h>

/*
 * In the merge under way, what one side changed and the other moved comes together in its new
 * place, and what was added in a folder of a person's former name goes to the present one; each
 * only where that needs nobody's decision. It is staged, not committed. mended gets how many.
 *
 * Errors: TL_EXIT_FAILED with git's words; files. What was mended until then stays so.
 */
gboolean tl_mend(const tl_notebook *notebook, guint *mended, GError **error);

#endif
