/*
 * The ids of follow-ups that history knows.
 */
#ifndef TL11_KNOWN_IDS_H
#define TL11_KNOWN_IDS_H

#include "tl11/notebook.h"

#include <glib.h>

/*
 * Whether an id ever stood in a note that HEAD reaches: what tl_identify()
 * asks before it gives a new one. Where history cannot be read the answer is FALSE.
 */
gboolean tl_known_ids_has(const tl_notebook *notebook, const char *id);

#endif
