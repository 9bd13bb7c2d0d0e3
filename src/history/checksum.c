#include "checksum_internal.h"

#include <string.h>

#define LANES 8
#define ODD G_GUINT64_CONSTANT(0x9e3779b97f4a7c15)

static guint64 mix(guint64 x)
{
    x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

static void take_block(guint64 lanes[LANES], const void *block)
{
    guint64 words[LANES];
    memcpy(words, block, sizeof(words));
    for (int i = 0; i < LANES; i++)
        lanes[i] = (lanes[i] ^ words[i]) * ODD;
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
    char last[LANES * sizeof(guint64)] = {0};
    for (guint i = 0; i < LANES; i++)
        lanes[i] = mix(seed + i);
    gsize left = length;
    while (left >= sizeof(last)) {
        gsize now = MIN(left, STRIDE) / sizeof(last) * sizeof(last);
        for (const char *end = at + now; at < end; at += sizeof(last))
            take_block(lanes, at);
        left -= now;
        if (rest && now == STRIDE)
            rest(data);
    }
    if (left > 0)
        memcpy(last, at, left);
    take_block(lanes, last);
    guint64 sum = mix(length);
    for (guint i = 0; i < LANES; i++)
        sum = mix(sum ^ lanes[i]) + ODD;
    return sum;
}

guint32 tl_checksum_line(const char *text, gsize length)
{
    guint64 sum = mix(length), word;
    for (; length >= sizeof(word); length -= sizeof(word), text += sizeof(word)) {
        memcpy(&word, text, sizeof(word));
        sum = (sum ^ word) * ODD;
        sum ^= sum >> 29;
    }
    word = 0;
    memcpy(&word, text, length);
    sum = mix(sum ^ word);
    return (guint32)(sum ^ sum >> 32);
}
