/*
 * A person: what person.ini says, and where it stands.
 */
#ifndef TL11_PERSON_H
#define TL11_PERSON_H

#include "tl11/date.h"
#include "tl11/language.h"

#include <glib.h>

typedef struct {
    char *slug;
    char *relationship; /* today: the folder that holds person.ini */
    char *name;         /* NULL: none given */
    char *email;        /* NULL: none given */
    tl_span every;      /* {0, 0}: none given */
    gboolean has_language;
    tl_language language;
    tl_date started;  /* or TL_DATE_NONE */
    tl_date archived; /* or TL_DATE_NONE */
} tl_person;

/*
 * Reads person.ini; slug and relationship come from its path,
 * "<relationship>/<slug>/person.ini".
 *
 * Unknown keys and sections are kept in the file and ignored here; a key whose
 * value is empty counts as not given.
 * Errors: TL_EXIT_FAILED with path and line: what ini.h refuses, a date (ISO
 * alone), cadence or language that cannot be read; a path that is none of a
 * person.ini, or whose folders are no slugs.
 * Owns: the caller frees it with tl_person_free(). NULL on error.
 */
tl_person *tl_person_parse(GBytes *content, const char *path, GError **error);

void tl_person_free(tl_person *person);

/* The name to show: the name given, else the slug. Borrowed from person. */
const char *tl_person_name(const tl_person *person);

/*
 * The bytes of a new person.ini. Only what is set is written, started too.
 *
 * Errors: as tl_ini_set(). NULL then.
 */
GBytes *tl_person_format(const tl_person *person, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_person, tl_person_free)

#endif
