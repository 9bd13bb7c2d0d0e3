/*
 * next.md: points gathered for the next 1:1, one task item each.
 *
 * It is in the person's folder of today. One in a folder of before comes from another machine,
 * where the person had not moved yet; its points count too.
 *
 * Where the notebook has a remote, a next.md that holds no point any more stays, with nothing but
 * a heading and a comment: removed here and added to on another machine, git would call it a
 * conflict.
 */
#ifndef TL11_AGENDA_H
#define TL11_AGENDA_H

#include "tl11/commit.h"
#include "tl11/notebook.h"
#include "tl11/person.h"

#include <glib.h>

/*
 * What next.md holds, those two aside, for the Agenda of a scaffold.
 *
 * Owns: the caller unrefs the bytes. NULL without an error when there is none.
 */
GBytes *tl_agenda_read(const tl_notebook *notebook, const tl_person *person, GError **error);

/*
 * The change that adds a point at the end of next.md, open, with an id of its own.
 *
 * Errors: TL_EXIT_USAGE for an empty text or one of several lines.
 * Owns: the caller frees it. NULL on error.
 */
tl_change *tl_agenda_add(const tl_notebook *notebook, const tl_person *person, const char *text,
                         GError **error);

/*
 * The changes of next.md once note (its bytes) is committed: what stands in the
 * note leaves next.md, by id or by text; what the user took out of the note
 * stays there. An empty next.md is removed, or kept as said above.
 *
 * Shape: an array of tl_change with a free function, empty when nothing changes. NULL on error.
 */
GPtrArray *tl_agenda_consume(const tl_notebook *notebook, const tl_person *person, GBytes *note,
                             GError **error);

#endif
