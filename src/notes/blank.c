#include "blank_internal.h"

#include "tl11/text.h"

#include <string.h>

#define NEXT_LINE 0x85

gsize tl_blank_length(const char *text, const char *end)
{
    if (text >= end)
        return 0;
    if ((unsigned char)*text < 0x80)
        return *text == ' ' || (*text >= '\t' && *text <= '\r');
    gunichar character = g_utf8_get_char_validated(text, end - text);
    if (character >= (gunichar)-2)
        return 0;
    if (character != NEXT_LINE && !g_unichar_isspace(character))
        return 0;
    return (gsize)(g_utf8_next_char(text) - text);
}

/* Of a text that is not folded yet. Owns: the caller frees it. */
static char *fold(const char *text, gsize length)
{
    g_autofree char *valid = g_utf8_make_valid(text, (gssize)length);
    const char *end = valid + strlen(valid);
    GString *folded = g_string_sized_new(length);
    for (const char *at = valid; at < end;) {
        gsize blank = tl_blank_length(at, end);
        if (blank > 0 && folded->len > 0 && folded->str[folded->len - 1] != ' ')
            g_string_append_c(folded, ' ');
        else if (blank == 0)
            g_string_append_c(folded, *at);
        at += blank > 0 ? blank : 1;
    }
    if (folded->len > 0 && folded->str[folded->len - 1] == ' ')
        g_string_truncate(folded, folded->len - 1);
    return g_string_free(folded, FALSE);
}

char *tl_blank_fold(const char *text, gsize length)
{
    return tl_blank_fold_in(NULL, text, length);
}

char *tl_blank_fold_in(tl_room *room, const char *text, gsize length)
{
    while (length > 0 && *text == ' ') {
        text++;
        length--;
    }
    while (length > 0 && text[length - 1] == ' ')
        length--;
    if (tl_text_is_folded(text, length))
        return tl_room_copy(room, text, length);
    g_autofree char *folded = fold(text, length);
    return room ? tl_room_copy(room, folded, strlen(folded)) : g_steal_pointer(&folded);
}
