/*
 * SHA-1 and SHA-256, by Nettle: with the processor's own instructions where it has them, three to
 * six times as fast as GLib's, and every note is hashed when nothing is known of it yet.
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

G_END_DECLS

#endif
