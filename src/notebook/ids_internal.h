/*
 * The ids that stand in the notebook's notes.
 */
#ifndef TL11_IDS_INTERNAL_H
#define TL11_IDS_INTERNAL_H

#include "tl11/notebook.h"

#include <glib.h>

/*
 * Those in the work tree, by a scan of bytes: what only looks like an id is
 * among them. Shape: a set of char *. Owns: the caller unrefs it.
 */
GHashTable *tl_ids_standing(const tl_notebook *notebook);

#endif
