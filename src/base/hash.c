#include "tl11/hash.h"

#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <string.h>

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

guint64 tl_hash_mix(guint64 x)
{
    x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

guint32 tl_hash_line(const char *text, gsize length)
{
    guint64 sum = tl_hash_mix(length), word;
    for (; length >= sizeof(word); length -= sizeof(word), text += sizeof(word)) {
        memcpy(&word, text, sizeof(word));
        sum = (sum ^ word) * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
        sum ^= sum >> 29;
    }
    word = 0;
    memcpy(&word, text, length);
    sum = tl_hash_mix(sum ^ word);
    return (guint32)(sum ^ sum >> 32);
}
