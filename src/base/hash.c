#include "tl11/hash.h"

#include <nettle/sha1.h>
#include <nettle/sha2.h>

G_STATIC_ASSERT(TL_SHA1_BYTES == SHA1_DIGEST_SIZE);
G_STATIC_ASSERT(TL_SHA256_BYTES == SHA256_DIGEST_SIZE);

void tl_hash_sha1(const void *first, gsize first_length, const void *second, gsize second_length,
                  guint8 sum[static TL_SHA1_BYTES])
{
    struct sha1_ctx context;
    sha1_init(&context);
    sha1_update(&context, first_length, first);
    sha1_update(&context, second_length, second);
    sha1_digest(&context, TL_SHA1_BYTES, sum);
}

void tl_hash_sha256(const void *first, gsize first_length, const void *second, gsize second_length,
                    guint8 sum[static TL_SHA256_BYTES])
{
    struct sha256_ctx context;
    sha256_init(&context);
    sha256_update(&context, first_length, first);
    sha256_update(&context, second_length, second);
    sha256_digest(&context, TL_SHA256_BYTES, sum);
}
