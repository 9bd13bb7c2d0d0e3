/*
 * The scaffold of a new note: the guide's sections with this time's prompts,
 * what is carried over, what was gathered for the agenda.
 */
#ifndef TL11_SCAFFOLD_H
#define TL11_SCAFFOLD_H

#include "tl11/note.h"
#include "tl11/notebook.h"
#include "tl11/person.h"

#include <glib.h>

typedef struct {
    const tl_person *person;
    const char *relationship; /* where the note will stand */
    tl_date date;
    guint number; /* of the day's notes, from 1 */
    tl_language language;
    gboolean full;         /* every prompt, not this time's */
    const char *followups; /* Markdown lines for Follow-ups, or NULL */
    const char *agenda;    /* Markdown lines for Agenda, or NULL */
    const char *secrets;   /* Markdown lines for Private, or NULL */
    GHashTable *offers; /* a section's letter to Markdown (GString) that it begins with; or NULL */
} tl_scaffold;

/*
 * Makes the scaffold.
 *
 * Two core prompts and one rotating one a section, those answered longest ago
 * with this person (never answered first, then in the guide's order); one
 * program prompt a section more in a person's first note of a quarter.
 * Errors: TL_EXIT_FAILED when a former note cannot be read.
 * Owns: the caller unrefs the result. NULL on error.
 */
GBytes *tl_scaffold_make(const tl_notebook *notebook, const tl_scaffold *scaffold, GError **error);

/*
 * The whole scaffold of the note at path: the sections as above, with what the
 * person's other notes left open and what next.md gathered; a manager's sections A and C
 * begin with what flows to them (flow.h), as comments to keep or drop.
 *
 * Owns: the caller unrefs the result. NULL on error.
 */
GBytes *tl_scaffold_fill(const tl_notebook *notebook, const tl_person *person, const char *path,
                         tl_language language, gboolean full, GError **error);

/* The title of Follow-ups, Agenda, Decisions or Private in a language. */
const char *tl_scaffold_title(tl_section_kind kind, tl_language language);

/* Whether a comment is a prompt of the guide, or an offer (flow.h), for
 * tl_note_drop_unanswered(): data is a tl_prompt_scope. */
typedef struct {
    const tl_guide *guide;
    const char *relationship;
} tl_prompt_scope;
gboolean tl_scaffold_is_prompt(const char *text, char letter, gpointer scope);

#endif
