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

static char *spell(guint32 bits)
{
    char *id = g_new0(char, TL_ID_LENGTH + 1);
    for (gsize i = 0; i < TL_ID_LENGTH; i++, bits >>= 5)
        id[i] = ALPHABET[bits & 31];
    return id;
}

char *tl_id_new(void)
{
    return spell(g_random_int());
}

char *tl_id_derive(const tl_followup *followup, const char *person, tl_date date, guint attempt)
{
    g_autofree char *key = tl_followup_key(followup);
    g_autofree char *rest = g_strdup_printf("\n%s\n%u\n%u", person, date, attempt);
    guint8 digest[TL_SHA256_BYTES];
    tl_hash_sha256(key, strlen(key), rest, strlen(rest), digest);
    return spell((guint32)digest[0] | (guint32)digest[1] << 8 | (guint32)digest[2] << 16 |
                 (guint32)digest[3] << 24);
}
