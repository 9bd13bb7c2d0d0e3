#include "checksum_internal.h"

#include "tl11/hash.h"

#include <string.h>

#define LANES 8
#define ODD G_GUINT64_CONSTANT(0x9e3779b97f4a7c15)

static guint64 take_word(guint64 lane, const char *at)
{
    guint64 word;
    memcpy(&word, at, sizeof(word));
    return (lane ^ word) * ODD;
}

#define BLOCK (LANES * sizeof(guint64))

/* Whole blocks. Each lane has a variable, which a compiler keeps in a register: from a table in
 * memory, each step would wait for the one before. */
static void take_blocks(guint64 lanes[LANES], const char *at, gsize length)
{
    guint64 a = lanes[0], b = lanes[1], c = lanes[2], d = lanes[3];
    guint64 e = lanes[4], f = lanes[5], g = lanes[6], h = lanes[7];
    for (const char *end = at + length; at < end; at += BLOCK) {
        a = take_word(a, at);
        b = take_word(b, at + 8);
        c = take_word(c, at + 16);
        d = take_word(d, at + 24);
        e = take_word(e, at + 32);
        f = take_word(f, at + 40);
        g = take_word(g, at + 48);
        h = take_word(h, at + 56);
    }
    const guint64 taken[LANES] = {a, b, c, d, e, f, g, h};
    memcpy(lanes, taken, sizeof(taken));
}

/* Bytes. */
#define STRIDE ((gsize)1024 * 1024)

guint64 tl_checksum(const void *bytes, gsize length, guint64 seed)
{
    return tl_checksum_resting(bytes, length, seed, NULL, NULL);
}

guint64 tl_checksum_resting(const void *bytes, gsize length, guint64 seed, void (*rest)(gpointer),
                            gpointer data)
{
    const char *at = bytes;
    guint64 lanes[LANES];
    char last[BLOCK] = {0};
    for (guint i = 0; i < LANES; i++)
        lanes[i] = tl_hash_mix(seed + i);
    gsize left = length;
    while (left >= BLOCK) {
        gsize now = MIN(left, STRIDE) / BLOCK * BLOCK;
        take_blocks(lanes, at, now);
        at += now;
        left -= now;
        if (rest && now == STRIDE)
            rest(data);
    }
    if (left > 0)
        memcpy(last, at, left);
    take_blocks(lanes, last, BLOCK);
    guint64 sum = tl_hash_mix(length);
    for (guint i = 0; i < LANES; i++)
        sum = tl_hash_mix(sum ^ lanes[i]) + ODD;
    return sum;
}
