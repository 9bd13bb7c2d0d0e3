#include "room_internal.h"

#include <string.h>

/* Enough for what most notes hold. */
#define LEAST ((gsize)2048)
#define ALIGNMENT sizeof(gint64)

struct tl_room_block {
    tl_room_block *before;
    gsize size; /* of bytes */
    gint64 bytes[];
};

/* Blocks grow, so that the last one comes to be large enough for all. */
static void add_block(tl_room *room, gsize size)
{
    gsize wanted = MAX(size, room->last ? 2 * room->last->size : LEAST);
    tl_room_block *block = g_malloc(sizeof(*block) + wanted);
    block->before = room->last;
    block->size = wanted;
    room->last = block;
    room->used = 0;
}

gpointer tl_room_take(tl_room *room, gsize size)
{
    if (!room)
        return g_malloc(size);
    gsize whole = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (!room->last || room->last->size - room->used < whole)
        add_block(room, whole);
    char *taken = (char *)room->last->bytes + room->used;
    room->used += whole;
    return taken;
}

char *tl_room_copy(tl_room *room, const char *text, gsize length)
{
    char *copy = tl_room_take(room, length + 1);
    if (length)
        memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

static void drop_blocks(tl_room_block *block)
{
    while (block) {
        tl_room_block *before = block->before;
        g_free(block);
        block = before;
    }
}

void tl_room_clear(tl_room *room)
{
    if (room->last)
        drop_blocks(g_steal_pointer(&room->last->before));
    room->used = 0;
}

void tl_room_end(tl_room *room)
{
    drop_blocks(g_steal_pointer(&room->last));
    room->used = 0;
}
