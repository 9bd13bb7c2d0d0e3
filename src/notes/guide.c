#include "tl11/guide.h"

#include "guide_internal.h"
#include "tl11/text.h"

#include <string.h>

/*
 * Made when it is asked for: to read the whole guide would take a small command
 * as long as all else it does. The lock makes a guide one that threads can share.
 */
typedef struct {
    GMutex lock;
    GPtrArray *builtin[TL_LANGUAGES];  /* tl_chapter, as far as they were asked for */
    GPtrArray *outlines[TL_LANGUAGES]; /* the same */
    GHashTable *texts;                 /* relationship to its texts, see index_relationship() */
} guide_cache;

struct tl_guide {
    GPtrArray *own; /* tl_chapter, by key */
    guide_cache *cache;
};

static void free_chapter(gpointer data)
{
    tl_chapter_free(data);
}

tl_guide *tl_guide_new(void)
{
    tl_guide *guide = g_new0(tl_guide, 1);
    guide->own = g_ptr_array_new_with_free_func(free_chapter);
    guide->cache = g_new0(guide_cache, 1);
    g_mutex_init(&guide->cache->lock);
    for (gsize language = 0; language < TL_LANGUAGES; language++) {
        guide->cache->builtin[language] = g_ptr_array_new_with_free_func(free_chapter);
        guide->cache->outlines[language] = g_ptr_array_new_with_free_func(free_chapter);
    }
    guide->cache->texts =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
    return guide;
}

void tl_guide_free(tl_guide *guide)
{
    if (guide == NULL)
        return;
    g_hash_table_unref(guide->cache->texts);
    for (gsize language = 0; language < TL_LANGUAGES; language++) {
        g_ptr_array_unref(guide->cache->builtin[language]);
        g_ptr_array_unref(guide->cache->outlines[language]);
    }
    g_mutex_clear(&guide->cache->lock);
    g_free(guide->cache);
    g_ptr_array_unref(guide->own);
    g_free(guide);
}

static const tl_chapter *find_in(const GPtrArray *chapters, const char *key)
{
    for (guint i = 0; i < chapters->len; i++) {
        const tl_chapter *chapter = chapters->pdata[i];
        if (strcmp(chapter->key, key) == 0)
            return chapter;
    }
    return NULL;
}

typedef tl_chapter *(*builtin_reader)(const char *key, tl_language language);

/* Among those read already, or read now. The cache is locked. */
static const tl_chapter *find_or_read(GPtrArray *chapters, builtin_reader read, const char *key,
                                      tl_language language)
{
    const tl_chapter *chapter = find_in(chapters, key);
    if (chapter == NULL && g_strv_contains(tl_guide_builtin_keys, key)) {
        tl_chapter *made = read(key, language);
        g_ptr_array_add(chapters, made);
        chapter = made;
    }
    return chapter;
}

/* The cache is locked. */
static const tl_chapter *find_builtin(guide_cache *cache, const char *key, tl_language language)
{
    return find_or_read(cache->builtin[language], tl_guide_builtin, key, language);
}

const tl_chapter *tl_guide_find(const tl_guide *guide, const char *key, tl_language language)
{
    const tl_chapter *chapter = find_in(guide->own, key);
    if (chapter != NULL)
        return chapter;
    g_mutex_lock(&guide->cache->lock);
    chapter = find_builtin(guide->cache, key, language);
    g_mutex_unlock(&guide->cache->lock);
    return chapter;
}

const tl_chapter *tl_guide_outline(const tl_guide *guide, const char *key, tl_language language)
{
    const tl_chapter *chapter = find_in(guide->own, key);
    if (chapter != NULL)
        return chapter;
    g_mutex_lock(&guide->cache->lock);
    chapter =
        find_or_read(guide->cache->outlines[language], tl_guide_builtin_outline, key, language);
    g_mutex_unlock(&guide->cache->lock);
    return chapter;
}

static int compare_keys(gconstpointer a, gconstpointer b)
{
    const tl_chapter *const *left = a, *const *right = b;
    return strcmp((*left)->key, (*right)->key);
}

void tl_guide_replace(tl_guide *guide, tl_chapter *chapter)
{
    g_hash_table_remove(guide->cache->texts, chapter->key);
    const tl_chapter *before = find_in(guide->own, chapter->key);
    if (before != NULL)
        g_ptr_array_remove(guide->own, (gpointer)before);
    g_ptr_array_add(guide->own, chapter);
    g_ptr_array_sort(guide->own, compare_keys);
}

GPtrArray *tl_guide_keys(const tl_guide *guide)
{
    GPtrArray *keys = g_ptr_array_new();
    for (gsize i = 0; tl_guide_builtin_keys[i] != NULL; i++)
        g_ptr_array_add(keys, (gpointer)tl_guide_builtin_keys[i]);
    for (guint i = 0; i < guide->own->len; i++) {
        const tl_chapter *chapter = guide->own->pdata[i];
        if (!g_strv_contains(tl_guide_builtin_keys, chapter->key))
            g_ptr_array_add(keys, chapter->key);
    }
    return keys;
}

static guint rank_in(const GPtrArray *keys, const char *relationship)
{
    guint rank = keys->len;
    g_ptr_array_find_with_equal_func((GPtrArray *)keys, relationship, g_str_equal, &rank);
    return rank;
}

int tl_guide_compare(const GPtrArray *keys, const char *a, const char *b)
{
    guint left = rank_in(keys, a), right = rank_in(keys, b);
    return left != right ? (left < right ? -1 : 1) : strcmp(a, b);
}

/* The first prompt with a text keeps it. Takes name. */
static void index_text(GHashTable *texts, char *name, const tl_prompt *prompt)
{
    if (g_hash_table_contains(texts, name))
        g_free(name);
    else
        g_hash_table_insert(texts, name, (gpointer)prompt);
}

static void index_section(GHashTable *texts, const tl_guide_section *section)
{
    for (guint i = 0; i < section->prompts->len; i++) {
        const tl_prompt *prompt = section->prompts->pdata[i];
        char *folded = tl_text_fold(prompt->text, -1);
        index_text(texts, g_strdup_printf("%c\n%s", section->letter, folded), prompt);
        index_text(texts, folded, prompt);
    }
}

static void index_chapter(GHashTable *texts, const tl_chapter *chapter)
{
    for (guint i = 0; chapter != NULL && i < chapter->sections->len; i++)
        index_section(texts, chapter->sections->pdata[i]);
}

/*
 * The prompts of a relationship by their folded text, and by their section's
 * letter, a line end and that. The cache is locked.
 */
static GHashTable *index_relationship(const tl_guide *guide, const char *relationship)
{
    GHashTable *texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    index_chapter(texts, find_in(guide->own, relationship));
    for (gsize language = 0; language < TL_LANGUAGES; language++)
        index_chapter(texts, find_builtin(guide->cache, relationship, (tl_language)language));
    g_hash_table_insert(guide->cache->texts, g_strdup(relationship), texts);
    return texts;
}

const tl_prompt *tl_guide_find_text(const tl_guide *guide, const char *relationship, char letter,
                                    const char *text)
{
    g_autofree char *folded = tl_text_fold(text, -1);
    g_autofree char *name = letter == 0
                                ? g_steal_pointer(&folded)
                                : g_strdup_printf("%c\n%s", g_ascii_tolower(letter), folded);
    g_mutex_lock(&guide->cache->lock);
    GHashTable *texts = g_hash_table_lookup(guide->cache->texts, relationship);
    if (texts == NULL)
        texts = index_relationship(guide, relationship);
    const tl_prompt *prompt = g_hash_table_lookup(texts, name);
    g_mutex_unlock(&guide->cache->lock);
    return prompt;
}
