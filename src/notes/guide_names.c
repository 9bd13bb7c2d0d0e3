#include "guide_internal.h"

#include "tl11/error.h"
#include "tl11/text.h"

#include <string.h>

typedef struct {
    const char *word;
    const char *key;
} alias;

static const alias ALIASES[] = {
    {"tim", "team"},
    {"manajer", "manager"},
    {"rekan", "peer"},
    {"lintas-fungsional", "cross-functional"},
    {"xfunc", "cross-functional"},
};

const char *tl_guide_alias(const char *word)
{
    for (gsize i = 0; i < G_N_ELEMENTS(ALIASES); i++) {
        if (strcmp(ALIASES[i].word, word) == 0)
            return ALIASES[i].key;
    }
    return NULL;
}

static void add_once(GPtrArray *keys, const char *key)
{
    if (!g_ptr_array_find_with_equal_func(keys, key, g_str_equal, NULL))
        g_ptr_array_add(keys, (gpointer)key);
}

/* The keys that a name beginning with prefix stands for, each once. */
static GPtrArray *find_prefixed(const GPtrArray *keys, const char *prefix)
{
    GPtrArray *found = g_ptr_array_new();
    for (guint i = 0; i < keys->len; i++) {
        if (g_str_has_prefix(keys->pdata[i], prefix))
            add_once(found, keys->pdata[i]);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(ALIASES); i++) {
        if (g_str_has_prefix(ALIASES[i].word, prefix))
            add_once(found, ALIASES[i].key);
    }
    return found;
}

static const char *find_exact(const GPtrArray *keys, const char *name)
{
    for (guint i = 0; i < keys->len; i++) {
        if (strcmp(keys->pdata[i], name) == 0)
            return keys->pdata[i];
    }
    return tl_guide_alias(name);
}

static char *list_keys(const GPtrArray *keys)
{
    GString *list = g_string_new(NULL);
    for (guint i = 0; i < keys->len; i++)
        g_string_append_printf(list, "%s%s", i == 0 ? "" : ", ", (const char *)keys->pdata[i]);
    return g_string_free(list, FALSE);
}

static void refuse_unknown(const GPtrArray *keys, const char *text, const char *name,
                           GError **error)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    for (guint i = 0; i < keys->len; i++)
        g_ptr_array_add(words, keys->pdata[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(ALIASES); i++)
        g_ptr_array_add(words, (gpointer)ALIASES[i].word);
    g_ptr_array_add(words, NULL);
    const char *nearest = tl_text_nearest(name, (const char *const *)words->pdata);
    g_autofree char *quoted = tl_text_quote(text);
    g_autofree char *list = list_keys(keys);
    if (nearest != NULL)
        tl_error_set(error, TL_EXIT_USAGE, _("%s is no relationship\ndid you mean '%s'?"), quoted,
                     nearest);
    else
        tl_error_set(error, TL_EXIT_USAGE, _("%s is no relationship\nthere are: %s"), quoted, list);
}

static void refuse_ambiguous(const GPtrArray *found, const char *text, GError **error)
{
    g_autofree char *quoted = tl_text_quote(text);
    g_autofree char *list = list_keys(found);
    tl_error_set(error, TL_EXIT_USAGE, _("%s may be any of several relationships: %s"), quoted,
                 list);
}

const char *tl_guide_relationship(const tl_guide *guide, const char *text, GError **error)
{
    g_autoptr(GPtrArray) keys = tl_guide_keys(guide);
    g_autofree char *folded = tl_text_fold(text, -1);
    g_autofree char *name = g_strdelimit(g_steal_pointer(&folded), " _", '-');
    const char *exact = find_exact(keys, name);
    if (exact != NULL)
        return exact;
    g_autoptr(GPtrArray) found = find_prefixed(keys, name);
    if (found->len == 1)
        return found->pdata[0];
    if (found->len == 0 || *name == '\0')
        refuse_unknown(keys, text, name, error);
    else
        refuse_ambiguous(found, text, error);
    return NULL;
}
