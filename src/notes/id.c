#include "tl11/followup.h"

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

char *tl_id_new(void)
{
    guint32 bits = g_random_int();
    char *id = g_new0(char, TL_ID_LENGTH + 1);
    for (gsize i = 0; i < TL_ID_LENGTH; i++, bits >>= 5)
        id[i] = ALPHABET[bits & 31];
    return id;
}
