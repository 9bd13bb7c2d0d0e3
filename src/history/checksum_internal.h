/* A checksum that is as quick as the memory it reads. */
#ifndef TL11_CHECKSUM_INTERNAL_H
#define TL11_CHECKSUM_INTERNAL_H

#include <glib.h>

/*
 * 64 bits over bytes, seed and length. Against damage, not against malice.
 *
 * Each of eight lanes is changed by each word of its own through a
 * one-to-one step, so a single changed word is always seen.
 */
guint64 tl_checksum(const void *bytes, gsize length, guint64 seed);

/* The same, while rest is called with data after each so many bytes. */
guint64 tl_checksum_resting(const void *bytes, gsize length, guint64 seed, void (*rest)(gpointer),
                            gpointer data);

#endif
