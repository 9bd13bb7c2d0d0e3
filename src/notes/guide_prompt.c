#include "guide_internal.h"

#include "tl11/tag.h"
#include "tl11/text.h"

#include <string.h>

static const char *const KINDS[] = {[TL_PROMPT_CORE] = "(core)",
                                    [TL_PROMPT_ROTATE] = "(rotate)",
                                    [TL_PROMPT_PROGRAM] = "(program)"};

static gboolean read_kind(const char *word, tl_prompt_kind *kind)
{
    for (gsize i = 0; i < G_N_ELEMENTS(KINDS); i++) {
        if (strcmp(word, KINDS[i]) == 0) {
            *kind = (tl_prompt_kind)i;
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean is_tag(const char *word)
{
    if (word[0] != '#' || !g_unichar_isalpha(g_utf8_get_char(word + 1)))
        return FALSE;
    for (const char *at = word + 1; *at != '\0'; at = g_utf8_next_char(at)) {
        if (*at != '-' && *at != '_' && !g_unichar_isalnum(g_utf8_get_char(at)))
            return FALSE;
    }
    return TRUE;
}

static char *join_words(char **words, guint count)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < count; i++) {
        if (i > 0)
            g_string_append_c(text, ' ');
        g_string_append(text, words[i]);
    }
    return g_string_free(text, FALSE);
}

tl_prompt *tl_prompt_read(const char *plain)
{
    g_autofree char *text = tl_guide_squeeze(plain);
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    guint end = g_strv_length(words);
    tl_prompt *prompt = g_new0(tl_prompt, 1);
    prompt->tags = g_ptr_array_new_with_free_func(g_free);
    if (end > 0 && words[end - 1][0] == '^' && tl_text_is_slug(words[end - 1] + 1))
        prompt->key = g_strdup(words[--end] + 1);
    guint start = end;
    while (start > 0 && (is_tag(words[start - 1]) || read_kind(words[start - 1], &prompt->kind)))
        start--;
    for (guint i = start; i < end; i++)
        tl_tag_collect(words[i], strlen(words[i]), prompt->tags);
    prompt->text = join_words(words, start);
    return prompt;
}

void tl_prompt_free(tl_prompt *prompt)
{
    g_free(prompt->key);
    g_free(prompt->text);
    g_ptr_array_unref(prompt->tags);
    g_free(prompt);
}

gboolean tl_prompt_fits_comment(const char *text)
{
    return strstr(text, "-->") == NULL && strstr(text, "--!>") == NULL;
}
