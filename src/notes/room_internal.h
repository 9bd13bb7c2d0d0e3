/*
 * Memory for many small things that go away together: what is read of a note.
 */
#ifndef TL11_ROOM_INTERNAL_H
#define TL11_ROOM_INTERNAL_H

#include <glib.h>

typedef struct tl_room_block tl_room_block;

/* Zero: an empty one. */
typedef struct {
    tl_room_block *last; /* the others hang on it */
    gsize used;          /* of its bytes */
} tl_room;

/*
 * Bytes that are not set to anything. They are the room's until it is cleared; where room is NULL
 * they are the caller's, who frees them with g_free().
 */
gpointer tl_room_take(tl_room *room, gsize size);

/* A copy of a text, ended by a NUL. As above. */
char *tl_room_copy(tl_room *room, const char *text, gsize length);

/* Nothing of it is in use any more; it keeps a block for what comes next. */
void tl_room_clear(tl_room *room);

/* The same without a block. */
void tl_room_end(tl_room *room);

#endif
