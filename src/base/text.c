#include "tl11/text.h"

#include "text_internal.h"

#define NEAR_MAX 3

gboolean tl_text_is_slug(const char *text)
{
    gsize length = 0;
    for (; text[length] != '\0'; length++) {
        gboolean good = g_ascii_islower(text[length]) || g_ascii_isdigit(text[length]) ||
                        (text[length] == '-' && length > 0);
        if (!good || length == TL_SLUG_MAX)
            return FALSE;
    }
    return length > 0;
}

const char *tl_text_number(guint64 number, char buffer[static TL_NUMBER_SIZE])
{
    char *at = buffer + TL_NUMBER_SIZE - 1;
    *at = '\0';
    do
        *--at = (char)('0' + number % 10);
    while (number /= 10);
    return at;
}

/* Of ASCII, in one pass, blanks squeezed too; NULL where it is none. */
static char *fold_ascii(const char *text, const char *end)
{
    char *folded = g_malloc((gsize)(end - text) + 1), *out = folded;
    gboolean after_blank = FALSE;
    for (; text < end; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '\0' || c >= 0x80) {
            g_free(folded);
            return NULL;
        }
        gboolean is_blank = c == ' ' || (c >= '\t' && c <= '\r');
        if (!is_blank && after_blank && out > folded)
            *out++ = ' ';
        if (!is_blank)
            *out++ = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
        after_blank = is_blank;
    }
    *out = '\0';
    return folded;
}

/* Unicode's canonical caseless form: decomposed before folding, composed after. */
static char *fold_unicode(const char *text, gssize length)
{
    g_autofree char *valid = g_utf8_make_valid(text, length);
    g_autofree char *decomposed = g_utf8_normalize(valid, -1, G_NORMALIZE_NFD);
    g_autofree char *folded = g_utf8_casefold(decomposed, -1);
    return g_utf8_normalize(folded, -1, G_NORMALIZE_NFC);
}

static gboolean is_space(gunichar character)
{
    return character == 0x0b || character == 0x85 || g_unichar_isspace(character);
}

static void squeeze_blanks(char *text)
{
    const char *end = text + strlen(text);
    const char *cursor = text;
    char *out = text;
    gboolean blank = FALSE;
    while (cursor < end) {
        const char *start = cursor;
        if (is_space(text_next(&cursor, end))) {
            blank = TRUE;
            continue;
        }
        if (blank && out > text)
            *out++ = ' ';
        blank = FALSE;
        memmove(out, start, (gsize)(cursor - start));
        out += cursor - start;
    }
    *out = '\0';
}

char *tl_text_fold(const char *text, gssize length)
{
    const char *end = text_end(text, length);
    gsize size = (gsize)(end - text);
    char *folded = NULL;
    if (tl_text_is_folded(text, size)) {
        folded = g_malloc(size + 1);
        tl_text_lower_plain(folded, text, size);
        return folded;
    }
    folded = fold_ascii(text, end);
    if (folded)
        return folded;
    folded = fold_unicode(text, end - text);
    squeeze_blanks(folded);
    return folded;
}

void tl_text_fold_into(GString *folded, const char *text, gsize length)
{
    if (tl_text_is_folded(text, length)) {
        g_string_set_size(folded, length);
        tl_text_lower_plain(folded->str, text, length);
        return;
    }
    g_autofree char *other = tl_text_fold(text, (gssize)length);
    g_string_assign(folded, other);
}

static gsize count_replacement(const char *a, const char *b)
{
    return g_ascii_tolower(*a) == g_ascii_tolower(*b) ? 0 : 1;
}

static gboolean are_swapped(const char *a, const char *b)
{
    return count_replacement(a, b - 1) == 0 && count_replacement(a - 1, b) == 0;
}

/* Optimal string alignment; rows holds three rows of strlen(b) + 1 numbers. */
static gsize measure_distance(const char *a, const char *b, gsize *rows)
{
    gsize columns = strlen(b);
    gsize *before = rows, *above = before + columns + 1, *row = above + columns + 1;
    for (gsize j = 0; j <= columns; j++)
        row[j] = j;
    for (gsize i = 1; a[i - 1] != '\0'; i++) {
        gsize *oldest = before;
        before = above;
        above = row;
        row = oldest;
        row[0] = i;
        for (gsize j = 1; j <= columns; j++) {
            const char *x = a + i - 1, *y = b + j - 1;
            row[j] = MIN(above[j - 1] + count_replacement(x, y), MIN(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && are_swapped(x, y))
                row[j] = MIN(row[j], before[j - 2] + 1);
        }
    }
    return row[columns];
}

const char *tl_text_nearest(const char *word, const char *const *candidates)
{
    const char *nearest = NULL;
    gsize least = NEAR_MAX + 1, length = strlen(word);
    for (; *candidates != NULL; candidates++) {
        gsize other = strlen(*candidates), longer = MAX(length, other);
        if (longer - MIN(length, other) > NEAR_MAX)
            continue;
        g_autofree gsize *rows = g_new(gsize, 3 * (other + 1));
        gsize distance = measure_distance(word, *candidates, rows);
        if (distance < least && distance * 3 <= longer) {
            least = distance;
            nearest = *candidates;
        }
    }
    return nearest;
}

gboolean tl_text_is_yes(const char *text)
{
    static const char *const words[] = {"y", "yes", "ya", "iya", NULL};
    if (text == NULL)
        return FALSE;
    g_autofree char *folded = tl_text_fold(text, -1);
    return g_strv_contains(words, folded);
}
