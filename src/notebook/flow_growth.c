#include "flow_internal.h"

#include "tl11/tag.h"
#include "tl11/text.h"

#include <string.h>

/* Words shorter than this, in characters, are no topics, unless they are tags. */
enum { TOPIC_LENGTH = 4 };

/*
 * Words of wishing that no prompt has; those of the guide's prompts ("learning",
 * "keterampilan") are no topics either.
 */
static const char *const COMMON[] = {
    "want",    "wants",     "would",       "like",   "likes",  "with",  "about",  "more",
    "better",  "deeper",    "into",        "from",   "than",   "this",  "that",   "course",
    "talk",    "give",      "wish",        "wishes", "become", "ingin", "mau",    "lebih",
    "dengan",  "tentang",   "pada",        "untuk",  "dalam",  "bisa",  "kursus", "agar",
    "menjadi", "mendalami", "mempelajari", NULL};

/* -- topics ------------------------------------------------------------------------------- */

static void add_words(GHashTable *words, const char *text)
{
    g_autofree char *folded = tl_text_fold(text, -1);
    g_auto(GStrv) parts = g_regex_split_simple("[^\\p{L}\\p{N}]+", folded, 0, 0);
    for (gsize i = 0; parts[i]; i++)
        g_hash_table_add(words, g_strdup(parts[i]));
}

static void add_chapter(GHashTable *words, const tl_chapter *chapter)
{
    for (guint i = 0; chapter && i < chapter->sections->len; i++) {
        const tl_guide_section *section = g_ptr_array_index(chapter->sections, i);
        for (guint j = 0; j < section->prompts->len; j++)
            add_words(words, ((tl_prompt *)g_ptr_array_index(section->prompts, j))->text);
    }
}

static GHashTable *make_common(const tl_guide *guide)
{
    GHashTable *words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) keys = tl_guide_keys(guide);
    for (guint i = 0; i < keys->len; i++)
        for (guint language = 0; language < TL_LANGUAGES; language++)
            add_chapter(words,
                        tl_guide_find(guide, g_ptr_array_index(keys, i), (tl_language)language));
    for (gsize i = 0; COMMON[i]; i++)
        g_hash_table_add(words, g_strdup(COMMON[i]));
    return words;
}

static gboolean is_guide_tag(const tl_guide *guide, const char *tag)
{
    g_autoptr(GPtrArray) keys = tl_guide_keys(guide);
    for (guint i = 0; i < keys->len; i++) {
        const tl_chapter *chapter =
            tl_guide_find(guide, g_ptr_array_index(keys, i), TL_LANGUAGE_EN);
        for (guint j = 0; chapter && j < chapter->sections->len; j++) {
            const tl_guide_section *section = g_ptr_array_index(chapter->sections, j);
            for (guint k = 0; k < section->prompts->len; k++) {
                const tl_prompt *prompt = g_ptr_array_index(section->prompts, k);
                if (g_ptr_array_find_with_equal_func(prompt->tags, tag, g_str_equal, NULL))
                    return TRUE;
            }
        }
    }
    return strcmp(tag, "mentor") == 0 || strcmp(tag, "mentee") == 0;
}

/* What a wish may be about: its tags that are none of the guide's, and its uncommon words. */
static GPtrArray *find_topics(const tl_guide *guide, GHashTable *common, const tl_point *point)
{
    g_autoptr(GHashTable) words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GPtrArray *topics = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *text = tl_tag_strip(point->text);
    GHashTableIter iter;
    gpointer word;
    for (guint i = 0; i < point->tags->len; i++)
        if (!is_guide_tag(guide, g_ptr_array_index(point->tags, i)))
            g_ptr_array_add(topics, g_strdup(g_ptr_array_index(point->tags, i)));
    add_words(words, text);
    g_hash_table_iter_init(&iter, words);
    while (g_hash_table_iter_next(&iter, &word, NULL))
        if (g_utf8_strlen(word, -1) >= TOPIC_LENGTH && !g_hash_table_contains(common, word) &&
            !g_ptr_array_find_with_equal_func(topics, word, g_str_equal, NULL))
            g_ptr_array_add(topics, g_strdup(word));
    return topics;
}

/* -- wishes that are shared ------------------------------------------------------------------ */

/* A wish; the newest of its words with that person. */
typedef struct {
    tl_flow_spot spot;
    GPtrArray *topics; /* char * */
    gboolean is_told;
} wish;

static void clear_wish(gpointer data)
{
    g_ptr_array_unref(((wish *)data)->topics);
}

static GArray *collect_wishes(const tl_flow_work *work)
{
    static const char *const from[] = {"team", "peer", NULL};
    g_autoptr(GArray) spots = tl_flow_spots(work, from, TRUE);
    g_autoptr(GHashTable) common = make_common(work->notebook->guide);
    g_autoptr(GHashTable) newer = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GArray *wishes = g_array_new(FALSE, FALSE, sizeof(wish));
    g_array_set_clear_func(wishes, clear_wish);
    for (guint i = spots->len; i > 0; i--) {
        const tl_flow_spot *spot = &g_array_index(spots, tl_flow_spot, i - 1);
        g_autofree char *key = tl_flow_key(spot->point);
        if (!tl_point_has_tag(spot->point, "growth") || !tl_flow_is_open(work, spot) ||
            !g_hash_table_add(newer, g_strjoin("\n", spot->meeting->name->person, key, NULL)))
            continue;
        wish w = {*spot, find_topics(work->notebook->guide, common, spot->point), FALSE};
        g_array_append_val(wishes, w);
    }
    return wishes;
}

static gboolean is_about(const wish *w, const char *topic)
{
    return !w->is_told && g_ptr_array_find_with_equal_func(w->topics, topic, g_str_equal, NULL);
}

/* How many people have an untold wish about a topic. */
static guint count_people(const GArray *wishes, const char *topic)
{
    g_autoptr(GHashTable) people = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < wishes->len; i++) {
        const wish *w = &g_array_index(wishes, wish, i);
        if (is_about(w, topic))
            g_hash_table_add(people, w->spot.meeting->name->person);
    }
    return g_hash_table_size(people);
}

/* The topic that most people share, the first by its letters; NULL when no two share one. */
static const char *find_shared(const GArray *wishes)
{
    const char *best = NULL;
    guint most = 1;
    for (guint i = 0; i < wishes->len; i++) {
        const wish *w = &g_array_index(wishes, wish, i);
        for (guint j = 0; j < w->topics->len && !w->is_told; j++) {
            const char *topic = g_ptr_array_index(w->topics, j);
            guint count = count_people(wishes, topic);
            if (count > most || (best && count == most && strcmp(topic, best) < 0)) {
                best = topic;
                most = count;
            }
        }
    }
    return best;
}

void tl_flow_find_growth(tl_flow_work *work)
{
    g_autoptr(GArray) wishes = collect_wishes(work);
    const char *topic;
    while ((topic = find_shared(wishes))) {
        for (guint i = 0; i < wishes->len; i++) {
            wish *w = &g_array_index(wishes, wish, i);
            if (!is_about(w, topic))
                continue;
            tl_date since = tl_flow_first_said(work, &w->spot, "growth");
            tl_flow_add(work, TL_FLOW_GROWTH, &w->spot, since)->topic = g_strdup(topic);
        }
        for (guint i = 0; i < wishes->len; i++) {
            wish *w = &g_array_index(wishes, wish, i);
            w->is_told = w->is_told || is_about(w, topic);
        }
    }
}
