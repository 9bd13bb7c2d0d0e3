/*
 * The save guard: no open follow-up of HEAD goes away unnoticed.
 */
#ifndef TL11_GUARD_H
#define TL11_GUARD_H

#include "tl11/commit.h"
#include "tl11/followup.h"
#include "tl11/notebook.h"

#include <glib.h>

/* An item open at HEAD that would stand nowhere once changes are committed. */
typedef struct {
    char *path; /* of the note that had it */
    char *id;   /* or NULL */
    char *text; /* as tl_followup has it */
    char *line; /* the whole line of the note, without its end */
    tl_section_kind section_kind;
    gboolean is_private;
} tl_missing;

void tl_missing_free(tl_missing *missing);

/*
 * The items of the notes in changes (of tl_change) that are open at HEAD and,
 * with changes made, neither open nor closed anywhere. One without an id
 * counts as reworded, not missing, where the note has a new item that shares half of its words.
 *
 * Shape: an array of tl_missing in the order of changes and lines, with a free
 * function. NULL on error.
 */
GPtrArray *tl_guard_find(const tl_notebook *notebook, const GPtrArray *changes, GError **error);

/*
 * Puts an item back into its note's change, with mark ' ', 'x' or '-' (done:
 * is today then): at the end of its section, which is made where it is missing. A removed note's
 * item goes to the newest other note of the person.
 *
 * Errors: TL_EXIT_REFUSED when there is no such note.
 */
gboolean tl_guard_restore(const tl_notebook *notebook, GPtrArray *changes,
                          const tl_missing *missing, char mark, tl_date today, tl_language language,
                          GError **error);

/*
 * Content with a line (without its end) put at the end of the section of a
 * kind, Follow-ups where that is none of Agenda and Private; a missing section is made, titled in
 * language. Every other byte stays. Owns: the caller unrefs the result.
 */
GBytes *tl_guard_insert(GBytes *content, tl_section_kind kind, const char *line,
                        tl_language language);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_missing, tl_missing_free)

#endif
