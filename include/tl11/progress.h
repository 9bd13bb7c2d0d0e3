/*
 * How far a long job is: one line on standard error, only on a terminal and
 * only when it takes longer than half a second. It is gone when the job is done.
 */
#ifndef TL11_PROGRESS_H
#define TL11_PROGRESS_H

#include <glib.h>

typedef struct tl_progress tl_progress;

/* what is a translated text: "reading history". Owns: copies it; the caller frees the result. */
tl_progress *tl_progress_new(const char *what);

/* Takes the line away. */
void tl_progress_free(tl_progress *progress);

/* done of total steps; total 0: unknown. Cheap enough for every step. progress may be NULL. */
void tl_progress_set(tl_progress *progress, guint64 done, guint64 total);

/* The same, looking at the clock each time: for few, long steps. */
void tl_progress_now(tl_progress *progress, guint64 done, guint64 total);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_progress, tl_progress_free)

#endif
