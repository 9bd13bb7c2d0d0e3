/* What the files of the text module share. */
#ifndef TL11_TEXT_INTERNAL_H
#define TL11_TEXT_INTERNAL_H

#include <glib.h>
#include <string.h>

/* Stands for a byte that is no part of a UTF-8 character. */
#define TEXT_BYTE ((gunichar)-1)

/* The character at *cursor, which moves past it; TEXT_BYTE moves by one. */
static inline gunichar text_next(const char **cursor, const char *end)
{
    unsigned char byte = (unsigned char)**cursor;
    if (byte < 0x80) {
        *cursor += 1;
        return byte;
    }
    gunichar character = g_utf8_get_char_validated(*cursor, end - *cursor);
    if (character >= (gunichar)-2) {
        *cursor += 1;
        return TEXT_BYTE;
    }
    *cursor = g_utf8_next_char(*cursor);
    return character;
}

static inline const char *text_end(const char *text, gssize length)
{
    return text + (length < 0 ? strlen(text) : (gsize)length);
}

/* Text that tl_text_is_plain(), in lower case, with a NUL behind it. */
void tl_text_lower_plain(char *out, const char *text, gsize length);

#endif
