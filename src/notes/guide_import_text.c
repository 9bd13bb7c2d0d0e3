#include "guide_import_internal.h"

#include <string.h>

/* The length of a run of one emphasis mark at text, 0 where none stands. */
static gsize measure_mark(const char *text)
{
    gsize length = 0;
    if (*text != '*' && *text != '_')
        return 0;
    while (text[length] == *text)
        length++;
    return length <= 3 ? length : 0;
}

static gboolean ends_word(char byte)
{
    return byte == '\0' || g_ascii_isspace(byte) || g_ascii_ispunct(byte);
}

/* A mark that begins a word; *length gets how long it is. */
static const char *find_opening(const char *text, gsize *length)
{
    for (const char *at = text; *at != '\0'; at += MAX(*length, 1)) {
        *length = measure_mark(at);
        gboolean begins = at == text || at[-1] == ' ' || at[-1] == '(';
        if (*length > 0 && begins && at[*length] != '\0' && at[*length] != ' ')
            return at;
    }
    return NULL;
}

/* The same mark at the end of a word. */
static const char *find_closing(const char *text, char mark, gsize length)
{
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == mark && at != text && at[-1] != ' ' && measure_mark(at) == length &&
            ends_word(at[length]))
            return at;
        if (*at == mark)
            at += MAX(measure_mark(at), 1) - 1;
    }
    return NULL;
}

char *tl_import_mend_heading(const char *text, const char *next, char **rest)
{
    gsize length = 0;
    if (next == NULL || !tl_import_is_open(text))
        return NULL;
    const char *opening = find_opening(text, &length);
    const char *closing = find_closing(next, *opening, length);
    if (closing == NULL)
        return NULL;
    *rest = g_strstrip(g_strdup(closing + length));
    return g_strdup_printf("%.*s%s %.*s", (int)(opening - text), text, opening + length,
                           (int)(closing - next), next);
}

gboolean tl_import_is_open(const char *text)
{
    gsize length = 0;
    const char *opening = find_opening(text, &length);
    return opening != NULL && find_closing(opening + length, *opening, length) == NULL;
}

static gboolean is_closer(gunichar character)
{
    return strchr("\"')]*_", (int)MIN(character, 0x7f)) != NULL || character == 0x2019 ||
           character == 0x201d || character == 0xbb;
}

gboolean tl_import_ends_sentence(const char *text)
{
    const char *at = text + strlen(text);
    while (at > text) {
        at = g_utf8_prev_char(at);
        gunichar character = g_utf8_get_char(at);
        if (is_closer(character))
            continue;
        return character == 0x2026 || character == 0x3002 ||
               (character < 0x80 && strchr(".!?:;", (int)character) != NULL);
    }
    return FALSE;
}
