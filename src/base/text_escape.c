#include "tl11/text.h"

#include "text_internal.h"

#define QUOTE_MAX 200

static gboolean is_bidi_control(gunichar character)
{
    return (character >= 0x202a && character <= 0x202e) ||
           (character >= 0x2066 && character <= 0x2069) || character == 0x200e ||
           character == 0x200f || character == 0x061c;
}

static gboolean is_harmful(gunichar character)
{
    if (character < 0x20)
        return character != '\n' && character != '\t';
    if (character < 0x7f)
        return FALSE;
    return character <= 0x9f || character == TEXT_BYTE || is_bidi_control(character);
}

static void append_escaped(GString *out, const char *start, gunichar character)
{
    if (character < 0x80 || character == TEXT_BYTE)
        g_string_append_printf(out, "\\x%02x", (unsigned)(unsigned char)*start);
    else
        g_string_append_printf(out, "\\u{%04x}", (unsigned)character);
}

char *tl_text_escape(const char *text, gssize length)
{
    const char *end = text_end(text, length);
    GString *out = g_string_sized_new((gsize)(end - text));
    const char *plain = text;
    for (const char *cursor = text; cursor < end;) {
        const char *start = cursor;
        gunichar character = text_next(&cursor, end);
        if (is_harmful(character)) {
            g_string_append_len(out, plain, start - plain);
            append_escaped(out, start, character);
            plain = cursor;
        }
    }
    g_string_append_len(out, plain, end - plain);
    return g_string_free(out, FALSE);
}

static void append_quoted_character(GString *out, const char *start, const char *end,
                                    gunichar character)
{
    if (character == '\n')
        g_string_append(out, "\\n");
    else if (character == '\t')
        g_string_append(out, "\\t");
    else if (is_harmful(character))
        append_escaped(out, start, character);
    else
        g_string_append_len(out, start, end - start);
}

char *tl_text_quote(const char *text)
{
    const char *end = text_end(text, -1);
    GString *out = g_string_new("'");
    gsize shown = 0, cut = out->len;
    for (const char *cursor = text; cursor < end;) {
        const char *start = cursor;
        gsize before = out->len;
        gunichar character = text_next(&cursor, end);
        append_quoted_character(out, start, cursor, character);
        shown += (gsize)g_utf8_strlen(out->str + before, (gssize)(out->len - before));
        if (shown < QUOTE_MAX)
            cut = out->len;
        if (shown > QUOTE_MAX) {
            g_string_truncate(out, cut);
            g_string_append(out, "…");
            break;
        }
    }
    g_string_append_c(out, '\'');
    return g_string_free(out, FALSE);
}
