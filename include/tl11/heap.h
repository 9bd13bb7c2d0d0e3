/* How the C library's heap grows, where much is about to be held. */
#ifndef TL11_HEAP_H
#define TL11_HEAP_H

#include <glib.h>

/*
 * From here on every heap grows by step bytes at a time, gives memory back only when more than kept
 * are free at its end, and has blocks below mapped bytes in itself. Each is at most INT_MAX. It is
 * about speed alone: where the C library has no such settings, nothing changes.
 * Source: mallopt(3), M_TOP_PAD, M_TRIM_THRESHOLD, M_MMAP_THRESHOLD.
 */
void tl_heap_grow_by(gsize step, gsize kept, gsize mapped);

#endif
