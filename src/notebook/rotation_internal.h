/*
 * Whose turn it is: when each prompt of the guide was last answered with a
 * person, and which ones a new note offers.
 */
#ifndef TL11_ROTATION_INTERNAL_H
#define TL11_ROTATION_INTERNAL_H

#include "tl11/guide.h"
#include "tl11/note.h"
#include "tl11/notebook.h"

#include <glib.h>

typedef struct tl_rotation tl_rotation;

/*
 * Reads a person's notes before that of date and number in the folder of one
 * relationship: a prompt that stayed in a note counts as answered that day.
 *
 * Notes that cannot be read or parsed are passed over: they only change whose turn it is.
 * Owns: the caller frees it. NULL on error.
 */
tl_rotation *tl_rotation_load(const tl_notebook *notebook, const char *relationship,
                              const char *person, tl_date date, guint number, GError **error);
void tl_rotation_free(tl_rotation *rotation);

/*
 * The prompts of a section to offer, in the guide's order; borrowed from section.
 * Owns: the caller unrefs the array.
 */
GPtrArray *tl_rotation_choose(const tl_rotation *rotation, const tl_guide_section *section);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_rotation, tl_rotation_free)

#endif
