#include "followup_internal.h"

#include "blank_internal.h"

#include <string.h>

static gboolean is_white(char c)
{
    return c == ' ' || c == '\t' || c == '\v' || c == '\f';
}

/* The bytes of one character; an emoji's variation selector belongs to it. */
static gsize measure_character(const char *text, gsize length)
{
    if ((unsigned char)text[0] < 0x80 && length > 1 && text[1] == ']')
        return 1;
    gunichar character = g_utf8_get_char_validated(text, (gssize)length);
    if (character >= (gunichar)-2)
        return 1;
    gsize size = (gsize)(g_utf8_next_char(text) - text);
    if (length >= size + 3 && memcmp(text + size, "\xEF\xB8", 2) == 0 &&
        ((unsigned char)text[size + 2] & 0xFE) == 0x8E)
        size += 3;
    return size;
}

gsize tl_mark_measure(const char *text, gsize length)
{
    if (length < 4 || text[0] != '[' || strchr("[]\\`", text[1]) != NULL)
        return 0;
    if ((unsigned char)text[1] < ' ' || text[1] == 0x7f)
        return 0;
    gsize size = measure_character(text + 1, length - 1);
    return size + 2 < length && text[size + 1] == ']' && is_white(text[size + 2]) ? size : 0;
}

tl_state tl_mark_state(const char *mark, gsize length, gboolean *is_known)
{
    *is_known = TRUE;
    switch (length == 1 ? mark[0] : '\0') {
    case ' ':
        return TL_STATE_OPEN;
    case 'x':
    case 'X':
        return TL_STATE_DONE;
    case '-':
    case '~':
        return TL_STATE_DROPPED;
    case '>':
        return TL_STATE_CARRIED;
    default:
        *is_known = FALSE;
        return TL_STATE_OPEN;
    }
}

gboolean tl_state_is_closed(tl_state state)
{
    return state == TL_STATE_DONE || state == TL_STATE_DROPPED;
}

const char *tl_state_name(tl_state state)
{
    static const char *const names[] = {
        [TL_STATE_CARRIED] = "carried",
        [TL_STATE_OPEN] = "open",
        [TL_STATE_DROPPED] = "dropped",
        [TL_STATE_DONE] = "done",
    };
    g_return_val_if_fail((guint)state < G_N_ELEMENTS(names), NULL);
    return names[state];
}
