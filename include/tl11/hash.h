/*
 * SHA-1 and SHA-256, by Nettle: with the processor's own instructions where it has them, three to
 * six times as fast as GLib's, and every note is hashed when nothing is known of it yet. And a
 * quick number to find a line by, eight bytes at a time.
 */
#ifndef TL11_HASH_H
#define TL11_HASH_H

#include <glib.h>

G_BEGIN_DECLS

#define TL_SHA1_BYTES 20
#define TL_SHA256_BYTES 32

/* The sum of first and, right behind it, second. */
void tl_hash_sha1(const void *first, gsize first_length, const void *second, gsize second_length,
                  guint8 sum[static TL_SHA1_BYTES]);
void tl_hash_sha256(const void *first, gsize first_length, const void *second, gsize second_length,
                    guint8 sum[static TL_SHA256_BYTES]);

/*
 * The same number for the same bytes, on every machine of the same byte order. Others may have it
 * too: it tells where to look, neither that two lines are the same nor that one is undamaged.
 */
guint32 tl_hash_line(const char *text, gsize length);

/* Spreads what is known over all bits. One-to-one. Source: the finalizer of splitmix64. */
guint64 tl_hash_mix(guint64 x);

G_END_DECLS

#endif
