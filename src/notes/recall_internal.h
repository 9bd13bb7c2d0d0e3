/*
 * What lines say, by their bytes: most lines of a kind stood in the note before as they are, so
 * each is read once for all notes that are read in the same memory.
 */
#ifndef TL11_RECALL_INTERNAL_H
#define TL11_RECALL_INTERNAL_H

#include <glib.h>

typedef struct tl_recall tl_recall;

/*
 * For what takes size bytes; clear is called with each before it goes, unless that is NULL.
 * Owns: the caller frees it.
 */
tl_recall *tl_recall_new(gsize size, GDestroyNotify clear);
void tl_recall_free(tl_recall *recall);

/* What was kept of such a line; NULL: nothing. Borrowed until something is kept. */
gpointer tl_recall_find(const tl_recall *recall, const char *line, gsize length);

/*
 * Room for what is kept of a line, zero. NULL: there are too many; whoever asks does without.
 * Borrowed as above.
 */
gpointer tl_recall_keep(tl_recall *recall, const char *line, gsize length);

/* A text as long as what is kept. NULL of NULL. Borrowed. */
char *tl_recall_copy(tl_recall *recall, const char *text);

/* How many lines were kept. */
guint tl_recall_count(const tl_recall *recall);

#endif
