#ifndef TL11_PEOPLE_INTERNAL_H
#define TL11_PEOPLE_INTERNAL_H

#include "tl11/notebook.h"

/* The largest person.ini, in bytes; ini.h asks for less. */
#define TL_PERSON_MAX ((gsize)64 * 1024)

/*
 * The names of the folders that may hold people, sorted: every folder named by
 * a slug but guide. Owns: the caller unrefs the array. NULL on error.
 */
GPtrArray *tl_people_relationships(const tl_notebook *notebook, GError **error);

#endif
