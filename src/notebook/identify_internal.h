/*
 * What the files of identify share.
 */
#ifndef TL11_IDENTIFY_INTERNAL_H
#define TL11_IDENTIFY_INTERNAL_H

#include "tl11/notebook.h"

#include <glib.h>

/*
 * Whether the lines that have an id at HEAD in the note at path, more than one, were brought
 * together by a merge: two wordings of one promise. FALSE where one was copied from the
 * other, or history does not tell.
 */
gboolean tl_identify_are_twins(const tl_notebook *notebook, const char *path, const char *id);

#endif
