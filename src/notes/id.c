#include "tl11/followup.h"

#include "tl11/hash.h"
#include "tl11/text.h"

#include <string.h>

static const char ALPHABET[] = "0123456789abcdefghjkmnpqrstvwxyz";

/* One more than where a character stands in it; 0: nowhere. */
static const guint8 PLACES[256] = {
    ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
    ['g'] = 17, ['h'] = 18, ['j'] = 19, ['k'] = 20, ['m'] = 21, ['n'] = 22, ['p'] = 23, ['q'] = 24,
    ['r'] = 25, ['s'] = 26, ['t'] = 27, ['v'] = 28, ['w'] = 29, ['x'] = 30, ['y'] = 31, ['z'] = 32,
};

gboolean tl_id_is_valid(const char *text, gsize length)
{
    if (length != TL_ID_LENGTH)
        return FALSE;
    for (gsize i = 0; i < length; i++)
        if (!PLACES[(guchar)text[i]])
            return FALSE;
    return TRUE;
}

gboolean tl_id_begins(const char *id, const char *typed)
{
    g_autofree char *beginning = g_ascii_strdown(*typed == '^' ? typed + 1 : typed, -1);
    return id && *beginning && g_str_has_prefix(id, beginning);
}

guint32 tl_id_pack(const char *id)
{
    guint32 number = 0;
    for (gsize i = 0; i < TL_ID_LENGTH; i++)
        number |= (PLACES[(guchar)id[i]] - 1u) << (5 * i);
    return number;
}

void tl_id_unpack(guint32 number, char id[static TL_ID_LENGTH + 1])
{
    for (gsize i = 0; i < TL_ID_LENGTH; i++, number >>= 5)
        id[i] = ALPHABET[number & 31];
    id[TL_ID_LENGTH] = '\0';
}

static char *spell(guint32 number)
{
    char *id = g_malloc(TL_ID_LENGTH + 1);
    tl_id_unpack(number, id);
    return id;
}

char *tl_id_new(void)
{
    return spell(g_random_int());
}

guint32 tl_id_derive_packed(const char *key, const char *person, tl_date date, guint attempt)
{
    char day[TL_NUMBER_SIZE], number[TL_NUMBER_SIZE];
    guint8 sum[TL_SHA256_BYTES];
    g_autofree char *rest = g_strconcat("\n", person, "\n", tl_text_number(date, day), "\n",
                                        tl_text_number(attempt, number), NULL);
    tl_hash_sha256(key, strlen(key), rest, strlen(rest), sum);
    guint32 bits =
        (guint32)sum[0] | (guint32)sum[1] << 8 | (guint32)sum[2] << 16 | (guint32)sum[3] << 24;
    return bits & ((1u << 5 * TL_ID_LENGTH) - 1);
}

char *tl_id_derive(const tl_followup *followup, const char *person, tl_date date, guint attempt)
{
    g_autofree char *key = tl_followup_key(followup);
    return spell(tl_id_derive_packed(key, person, date, attempt));
}
