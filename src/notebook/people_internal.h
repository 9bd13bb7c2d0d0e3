#ifndef TL11_PEOPLE_INTERNAL_H
#define TL11_PEOPLE_INTERNAL_H

#include "tl11/notebook.h"
#include "tl11/person.h"

/* The largest person.ini, in bytes; ini.h asks for less. */
#define TL_PERSON_MAX ((gsize)64 * 1024)

/*
 * What in a folder ("" is the root) is named by a slug: an array of tl_file_entry with a free
 * function, sorted by name, whose kinds are TL_FILE_DIRECTORY and TL_FILE_OTHER. NULL on error.
 */
GPtrArray *tl_home_list(const tl_notebook *notebook, const char *folder, GError **error);

/* What person.ini in a folder ("team/alice") says. NULL without an error where there is none; on
 * error NULL too. */
tl_person *tl_home_person(const tl_notebook *notebook, const char *folder, GError **error);

/*
 * The names of the folders that may hold people, sorted: every folder named by
 * a slug but guide. Owns: the caller unrefs the array. NULL on error.
 */
GPtrArray *tl_people_relationships(const tl_notebook *notebook, GError **error);

#endif
