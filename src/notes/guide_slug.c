#include "guide_internal.h"

#include "tl11/text.h"

#include <string.h>

char *tl_guide_squeeze(const char *text)
{
    char *squeezed = g_malloc(strlen(text) + 1), *out = squeezed;
    for (; *text != '\0'; text++) {
        if (*text == '\v' || g_ascii_isspace(*text)) {
            if (out > squeezed && out[-1] != ' ')
                *out++ = ' ';
        } else {
            *out++ = *text;
        }
    }
    if (out > squeezed && out[-1] == ' ')
        out--;
    *out = '\0';
    return squeezed;
}

/* Appends the letters and digits of word, a hyphen for each run of anything else. */
static void append_slug(GString *slug, const char *word)
{
    gboolean gap = slug->len > 0;
    for (; *word != '\0'; word = g_utf8_next_char(word)) {
        gunichar character = g_utf8_get_char(word);
        if (character >= 0x80 ? g_unichar_ismark(character) : *word == '\'')
            continue;
        if (character >= 0x80 || !g_ascii_isalnum(*word)) {
            gap = TRUE;
            continue;
        }
        if (gap && slug->len > 0)
            g_string_append_c(slug, '-');
        gap = FALSE;
        g_string_append_c(slug, g_ascii_tolower(*word));
    }
}

static void cut_slug(GString *slug, gsize limit)
{
    g_string_truncate(slug, MIN(slug->len, limit));
    while (slug->len > 0 && slug->str[slug->len - 1] == '-')
        g_string_truncate(slug, slug->len - 1);
}

char *tl_guide_slug(const char *text, guint words)
{
    g_autofree char *decomposed = g_utf8_normalize(text, -1, G_NORMALIZE_NFKD);
    g_autofree char *plain = tl_guide_squeeze(decomposed);
    g_auto(GStrv) parts = g_strsplit(plain, " ", -1);
    GString *slug = g_string_new(NULL);
    for (guint i = 0; parts[i] != NULL && (words == 0 || i < words); i++)
        append_slug(slug, parts[i]);
    cut_slug(slug, TL_SLUG_MAX);
    return g_string_free(slug, FALSE);
}

char *tl_guide_unique_slug(const char *slug, GHashTable *taken)
{
    GString *unique = g_string_new(slug);
    for (guint number = 2; g_hash_table_contains(taken, unique->str); number++) {
        g_autofree char *suffix = g_strdup_printf("-%u", number);
        g_string_assign(unique, slug);
        cut_slug(unique, TL_SLUG_MAX - strlen(suffix));
        g_string_append(unique, suffix);
    }
    return g_string_free(unique, FALSE);
}

const char *tl_guide_read_letter(const char *text, char *letter)
{
    if (!g_ascii_isalpha(text[0]) || text[1] != '.' || text[2] != ' ' || text[3] == '\0')
        return NULL;
    *letter = g_ascii_tolower(text[0]);
    return text + 3;
}
