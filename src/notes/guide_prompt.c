#include "guide_internal.h"

#include "tl11/tag.h"
#include "tl11/text.h"

#include <string.h>

static const char *const KINDS[] = {[TL_PROMPT_CORE] = "(core)",
                                    [TL_PROMPT_ROTATE] = "(rotate)",
                                    [TL_PROMPT_PROGRAM] = "(program)"};

static gboolean read_kind(const char *word, tl_prompt_kind *kind)
{
    for (gsize i = 0; *word == '(' && i < G_N_ELEMENTS(KINDS); i++) {
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

/* The last word of text, whose words have one blank between them; "" where there is none. */
static char *last_word(char *text)
{
    char *blank = strrchr(text, ' ');
    return blank != NULL ? blank + 1 : text;
}

/* Takes the last word of text away. */
static void drop_word(char *text, char *word)
{
    word[word > text ? -1 : 0] = '\0';
}

/* From the end, where all but the text stands. */
static void read_words(tl_prompt *prompt, char *text)
{
    g_autoptr(GPtrArray) tags = g_ptr_array_new();
    char *word = last_word(text);
    if (word[0] == '^' && tl_text_is_slug(word + 1)) {
        prompt->key = g_strdup(word + 1);
        drop_word(text, word);
        word = last_word(text);
    }
    while (is_tag(word) || read_kind(word, &prompt->kind)) {
        g_ptr_array_add(tags, word);
        drop_word(text, word);
        word = last_word(text);
    }
    for (guint i = tags->len; i > 0; i--)
        tl_tag_collect(tags->pdata[i - 1], strlen(tags->pdata[i - 1]), prompt->tags);
}

tl_prompt *tl_prompt_read(const char *plain)
{
    g_autofree char *text = tl_guide_squeeze(plain);
    tl_prompt *prompt = g_new0(tl_prompt, 1);
    prompt->tags = g_ptr_array_new_with_free_func(g_free);
    read_words(prompt, text);
    prompt->text = g_steal_pointer(&text);
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
