#include "tl11/text.h"

#include "text_internal.h"

#include <string.h>

/* A byte, eight times: what is done to such a number is done to eight bytes at once, as long as
 * none of them carries into the next. */
#define EACH(byte) ((guint64)(byte)*G_GUINT64_CONSTANT(0x0101010101010101))
#define HIGH EACH(0x80)

static guint64 read_eight(const char *text)
{
    guint64 eight;
    memcpy(&eight, text, sizeof(eight));
    return GUINT64_FROM_LE(eight);
}

/* The high bit of each byte that is no printable ASCII. */
static guint64 find_others(guint64 eight)
{
    return ((eight - EACH(' ')) | (eight + EACH(1)) | eight) & HIGH;
}

/* The high bit of each blank, of ASCII. */
static guint64 find_blanks(guint64 eight)
{
    return (HIGH - (eight ^ EACH(' '))) & HIGH;
}

/* The last bytes of a text, up to seven, with others behind them. */
static guint64 read_rest(const char *text, gsize length, char filler)
{
    guint64 rest = EACH((guchar)filler);
    while (length > 0)
        rest = rest << 8 | (guchar)text[--length];
    return rest;
}

gboolean tl_text_is_plain(const char *text, gsize length)
{
    guint64 others = 0;
    if (length < sizeof(guint64))
        return !find_others(read_rest(text, length, '.'));
    for (gsize i = 0; i + sizeof(guint64) < length; i += sizeof(guint64))
        others |= find_others(read_eight(text + i));
    /* The last eight, some of them once more. */
    return !(others | find_others(read_eight(text + length - sizeof(guint64))));
}

gboolean tl_text_is_folded(const char *text, gsize length)
{
    /* As if a blank stood before it and behind it. */
    guint64 bad = 0, before = 0x80, blanks;
    gsize i = 0;
    if (length == 0)
        return TRUE;
    for (; i + sizeof(guint64) <= length; i += sizeof(guint64)) {
        guint64 eight = read_eight(text + i);
        blanks = find_blanks(eight);
        bad |= find_others(eight) | (blanks & (blanks << 8 | before));
        before = blanks >> 56;
    }
    /* The last eight, some of them once more. */
    if (i > 0 && i < length)
        before = text[length - sizeof(guint64) - 1] == ' ' ? 0x80 : 0;
    if (i < length) {
        guint64 eight =
            i > 0 ? read_eight(text + length - sizeof(guint64)) : read_rest(text, length, '.');
        blanks = find_blanks(eight);
        bad |= find_others(eight) | (blanks & (blanks << 8 | before));
    }
    return !bad && text[length - 1] != ' ';
}

static guint64 lower(guint64 eight)
{
    guint64 from_a = eight + EACH(0x80 - 'A'), behind_z = eight + EACH(0x80 - 'Z' - 1);
    return eight | (from_a & ~behind_z & HIGH) >> 2;
}

void tl_text_lower_plain(char *out, const char *text, gsize length)
{
    gsize i = 0;
    guint64 eight;
    for (; i + sizeof(eight) <= length; i += sizeof(eight)) {
        eight = GUINT64_TO_LE(lower(read_eight(text + i)));
        memcpy(out + i, &eight, sizeof(eight));
    }
    if (i > 0) {
        i = length - sizeof(eight);
        eight = GUINT64_TO_LE(lower(read_eight(text + i)));
        memcpy(out + i, &eight, sizeof(eight));
    } else {
        eight = GUINT64_TO_LE(lower(read_rest(text, length, '.')));
        memcpy(out, &eight, length);
    }
    out[length] = '\0';
}
