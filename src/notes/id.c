#include "tl11/followup.h"

#include "tl11/hash.h"

#include <string.h>

static const char ALPHABET[] = "0123456789abcdefghjkmnpqrstvwxyz";

gboolean tl_id_is_valid(const char *text, gsize length)
{
    if (length != TL_ID_LENGTH)
        return FALSE;
    for (gsize i = 0; i < length; i++)
        if (text[i] == '\0' || strchr(ALPHABET, text[i]) == NULL)
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
        number |= (guint32)(strchr(ALPHABET, id[i]) - ALPHABET) << (5 * i);
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
    char numbers[32];
    guint8 sum[TL_SHA256_BYTES];
    g_snprintf(numbers, sizeof(numbers), "\n%u\n%u", date, attempt);
    g_autofree char *rest = g_strconcat("\n", person, numbers, NULL);
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
