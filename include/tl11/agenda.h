/*
 * next.md: points gathered for the next 1:1, one task item each.
 */
#ifndef TL11_AGENDA_H
#define TL11_AGENDA_H

#include "tl11/commit.h"
#include "tl11/notebook.h"
#include "tl11/person.h"

#include <glib.h>

/*
 * What next.md holds, for the Agenda of a scaffold.
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
 * The change of next.md once note (its bytes) is committed: what stands in the
 * note leaves next.md, by id or by text; what the user took out of the note
 * stays there. An empty next.md is removed.
 *
 * Owns: the caller frees it. NULL without an error when nothing changes.
 */
tl_change *tl_agenda_consume(const tl_notebook *notebook, const tl_person *person, GBytes *note,
                             GError **error);

#endif
