/* Pieces of work with numbers, taken by one thread, or by several where that is quicker. */
#ifndef TL11_CREW_H
#define TL11_CREW_H

#include <glib.h>

typedef struct tl_crew tl_crew;

/* Does piece i, beside others in other threads. FALSE: no more are to be begun. */
typedef gboolean (*tl_crew_piece)(gpointer data, guint i);

/*
 * Pieces 0 to count - 1, each to be done once, begun in this order; the first heavy of them take
 * long, the others hardly count. Nothing is done yet. data is borrowed until the crew is finished.
 *
 * Owns: the caller finishes it.
 */
tl_crew *tl_crew_new(guint count, guint heavy, tl_crew_piece piece, gpointer data);

/* Has another thread begin, where one can be had. */
void tl_crew_begin(tl_crew *crew);

/* How many pieces were begun, for the threads that do them: others may begin more meanwhile. */
guint tl_crew_begun(tl_crew *crew);

/*
 * Works along, with more threads where what is left is worth them by the time that one piece took,
 * waits for all, and frees the crew. FALSE: a piece said so; others may be not done.
 */
gboolean tl_crew_finish(tl_crew *crew);

#endif
