/*
 * A notebook as it stood at the end of a day: as the last commit up to then has it.
 */
#ifndef TL11_AS_OF_H
#define TL11_AS_OF_H

#include "tl11/notebook.h"

#include <glib.h>

/*
 * The last commit up to the end of a day: of HEAD's first parents the newest
 * committed on that day or before, by the local clock.
 *
 * Errors: TL_EXIT_NEGATIVE when there was no commit yet; what tl_revision_as_of() gives.
 */
gboolean tl_as_of_commit(const tl_notebook *notebook, tl_date day,
                         char commit[static TL_OBJECT_NAME_SIZE], GError **error);

/*
 * The notes of slug (NULL: of everybody) that a commit has, oldest first, as
 * tl_people_notes() gives them: an array of tl_note_name with a free function.
 *
 * NULL on error.
 */
GPtrArray *tl_as_of_notes(const tl_notebook *notebook, const char *commit, const char *slug,
                          GError **error);

#endif
