#include "tl11/text.h"

#include "text_internal.h"

static gsize character_width(gunichar character)
{
    if (character < 0x300 || character == TEXT_BYTE)
        return 1;
    if (g_unichar_iszerowidth(character))
        return 0;
    return g_unichar_iswide(character) ? 2 : 1;
}

gsize tl_text_width(const char *text, gssize length)
{
    const char *end = text_end(text, length);
    gsize width = 0;
    for (const char *cursor = text; cursor < end;)
        width += character_width(text_next(&cursor, end));
    return width;
}

/* Appends as many whole characters as take at most width columns; gives the columns. */
static gsize append_columns(GString *out, const char *text, gsize width)
{
    const char *end = text_end(text, -1);
    const char *cursor = text;
    gsize used = 0;
    while (cursor < end) {
        const char *next = cursor;
        gsize columns = character_width(text_next(&next, end));
        if (used + columns > width)
            break;
        used += columns;
        cursor = next;
    }
    g_string_append_len(out, text, cursor - text);
    return used;
}

void tl_text_append_fitted(GString *out, const char *text, gsize width, gboolean pad)
{
    gsize used;
    if (tl_text_width(text, -1) <= width) {
        g_string_append(out, text);
        used = tl_text_width(text, -1);
    } else if (width == 0) {
        used = 0;
    } else {
        used = append_columns(out, text, width - 1) + 1;
        g_string_append(out, "…");
    }
    for (; pad && used < width; used++)
        g_string_append_c(out, ' ');
}
