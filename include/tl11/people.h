/*
 * The people of a notebook: who there is, who is meant, where their notes are.
 *
 * A folder <relationship>/<slug> makes a person; the one with person.ini
 * is the relationship today. Notes made by hand without any person.ini count too:
 * the folder of the newest note is the relationship then.
 */
#ifndef TL11_PEOPLE_H
#define TL11_PEOPLE_H

#include "tl11/commit.h"
#include "tl11/note.h"
#include "tl11/notebook.h"
#include "tl11/person.h"

#include <glib.h>

typedef struct {
    GPtrArray *persons;  /* tl_person, by slug; one whose person.ini is damaged has nothing but slug
                            and relationship */
    GPtrArray *problems; /* char *: what is wrong with which person.ini */
    GHashTable *homes;   /* for tl_people_homes() */
} tl_people;

/* Owns: the caller frees it. NULL on error. */
tl_people *tl_people_load(const tl_notebook *notebook, GError **error);
void tl_people_free(tl_people *people);

/*
 * The person that text names: a slug, a slug's unique prefix, a name (case
 * folded), or a name's unique prefix at a word.
 *
 * Errors: TL_EXIT_USAGE: none (with the nearest), or several (with all of
 * them); a person.ini that cannot be read is that error, by line.
 * Borrowed from people. NULL on error.
 */
const tl_person *tl_people_find(const tl_notebook *notebook, const tl_people *people,
                                const char *text, GError **error);

/* The person with exactly this slug, or NULL. Borrowed. */
const tl_person *tl_people_get(const tl_people *people, const char *slug);

/* The relationships, sorted, that have a folder of this slug, whether anything is in it or not, or
 * something else by that name. NULL: there is none. Borrowed. */
const GPtrArray *tl_people_homes(const tl_people *people, const char *slug);

/* How to call whoever has this slug: by name; by slug where nobody has it. Borrowed. */
const char *tl_people_name(const tl_people *people, const char *slug);

/*
 * The notes of a person in every relationship, oldest first: an array of
 * tl_note_name with a free function. NULL on error.
 */
GPtrArray *tl_people_notes(const tl_notebook *notebook, const char *slug, GError **error);

/* The notes of everybody, in the same shape. */
GPtrArray *tl_people_all_notes(const tl_notebook *notebook, GError **error);

/* The note of a day (number 0: the day's last) among notes of tl_people_notes(), or NULL. Borrowed.
 */
const tl_note_name *tl_people_note_of(const GPtrArray *notes, tl_date date, guint number);

/*
 * The day of the next 1:1: the last one plus the cadence; TL_DATE_NONE for who
 * is archived. last may be TL_DATE_NONE: then started, else today.
 */
tl_date tl_people_next_due(const tl_notebook *notebook, const tl_person *person, tl_date last,
                           tl_date today);

/* The cadence of a person: their own, else the relationship's. */
tl_span tl_people_cadence(const tl_notebook *notebook, const tl_person *person);

/*
 * Whether slug may be given to a new person.
 * Errors: TL_EXIT_USAGE with the rule, or that it is taken.
 */
gboolean tl_people_check_slug(const tl_people *people, const char *slug, GError **error);

/* The changes that add a person: its person.ini. Array of tl_change. */
GPtrArray *tl_people_add(const tl_person *person, GError **error);

/* The changes of a new slug: every file of the person, in every relationship. NULL on error. */
GPtrArray *tl_people_rename(const tl_notebook *notebook, const char *slug, const char *new_slug,
                            GError **error);

/* The changes of a new relationship: person.ini and next.md go there, notes stay. NULL on error. */
GPtrArray *tl_people_move(const tl_notebook *notebook, const tl_person *person,
                          const char *relationship, GError **error);

/* The changes that archive a person at date (TL_DATE_NONE: bring back). NULL on error. */
GPtrArray *tl_people_archive(const tl_notebook *notebook, const tl_person *person, tl_date date,
                             GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_people, tl_people_free)

#endif
