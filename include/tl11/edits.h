/*
 * Which notes were edited after the day of their meeting.
 */
#ifndef TL11_EDITS_H
#define TL11_EDITS_H

#include "tl11/cache.h"

#include <glib.h>

/*
 * For the notes of slug, or of everybody (NULL), the last day on which a commit
 * added, changed or removed words of them, where that is later than the day
 * in the note's name. What tl11 does itself to an older note is no edit: marks of
 * follow-ups, their dates and ids, the reason why one was dropped; nor is a
 * note that goes on under another name. Days after until do not count
 * (TL_DATE_NONE: all do).
 *
 * Shape: path at HEAD (char *, owned) to tl_date by GUINT_TO_POINTER. Days are
 * the committers', by the local clock.
 * Owns: the caller unrefs it. NULL on error (git's objects cannot be read).
 */
GHashTable *tl_edits_load(tl_cache *cache, const char *slug, tl_date until, GError **error);

#endif
