/*
 * A person's notes from the newest back, found without looking at the older ones:
 * what is asked of most views is settled by a few.
 */
#ifndef TL11_RECENT_H
#define TL11_RECENT_H

#include "tl11/note.h"
#include "tl11/notebook.h"
#include "tl11/people.h"

#include <glib.h>

typedef struct tl_recent tl_recent;

/*
 * The notes of slug up to and with the day until, in the folder of relationship, or in
 * every one (NULL), as the work tree has them. people tells where there are folders; NULL: they
 * are looked for.
 *
 * Errors: TL_EXIT_FAILED when the root cannot be listed.
 * Owns: the caller frees it, before the notebook. NULL on error.
 */
tl_recent *tl_recent_new(const tl_notebook *notebook, const tl_people *people, const char *slug,
                         const char *relationship, tl_date until, GError **error);
void tl_recent_free(tl_recent *recent);

/*
 * The next older note: first the newest, by tl_note_name_compare().
 *
 * Borrowed from recent. NULL when there is none, and on error.
 */
const tl_note_name *tl_recent_next(tl_recent *recent, GError **error);

/*
 * The next older note of a meeting that was held (see meeting.h); notes that
 * cannot be read are passed over, and what is wrong with them added to problems (char *).
 *
 * Borrowed from recent. NULL when there is none, and on error.
 */
const tl_note_name *tl_recent_next_held(tl_recent *recent, GPtrArray *problems, GError **error);

/* How many notes the folders hold, whatever their day; 0 until one was asked for. */
guint tl_recent_count(const tl_recent *recent);

/* The day of the newest note in a folder ("team/alice"), whatever stands in it; TL_DATE_NONE where
 * there is none. */
tl_date tl_recent_newest(const tl_notebook *notebook, const char *folder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_recent, tl_recent_free)

#endif
