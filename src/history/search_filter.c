#include "search_internal.h"

#include "tl11/note.h"
#include "tl11/text.h"

#include <string.h>

tl_date tl_search_date(const char *path, guint *number)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    tl_date date =
        strlen(name) >= TL_DATE_SIZE - 1 ? tl_date_parse_iso(name, TL_DATE_SIZE - 1) : TL_DATE_NONE;
    if (number && date != TL_DATE_NONE) {
        guint64 value =
            name[TL_DATE_SIZE - 1] == '-' ? g_ascii_strtoull(name + TL_DATE_SIZE, NULL, 10) : 1;
        *number = (guint)value;
    }
    return date;
}

char *tl_search_slug(const char *path)
{
    const char *slash = strchr(path, '/');
    return slash ? g_strndup(slash + 1, strcspn(slash + 1, "/")) : g_strdup("");
}

gboolean tl_search_wants_path(const tl_search_filter *filter, const char *path)
{
    if (filter->slug && !tl_cache_path_is_of(path, filter->slug))
        return FALSE;
    if (filter->since == TL_DATE_NONE && filter->until == TL_DATE_NONE)
        return TRUE;
    tl_date date = tl_search_date(path, NULL);
    if (date == TL_DATE_NONE)
        return filter->until == TL_DATE_NONE;
    return (filter->since == TL_DATE_NONE || date >= filter->since) &&
           (filter->until == TL_DATE_NONE || date <= filter->until);
}

/* -- sections ------------------------------------------------------------------------- */

/* The set holds "@a" (a letter anywhere), "team.a", "@followups", and "~" with folded words of a
 * title. */

static void add_titled(GHashTable *sections, const tl_chapter *chapter, const char *words)
{
    for (guint i = 0; chapter && i < chapter->sections->len; i++) {
        const tl_guide_section *section = g_ptr_array_index(chapter->sections, i);
        g_autofree char *title = tl_text_fold(section->title, -1);
        if (strstr(title, words))
            g_hash_table_add(sections, g_strdup_printf("%s.%c", chapter->key, section->letter));
    }
}

static void add_guide(GHashTable *sections, const tl_guide *guide, const char *words)
{
    g_autoptr(GPtrArray) keys = tl_guide_keys(guide);
    for (guint i = 0; i < keys->len; i++)
        for (guint language = 0; language < TL_LANGUAGES; language++)
            add_titled(sections,
                       tl_guide_find(guide, g_ptr_array_index(keys, i), (tl_language)language),
                       words);
}

static const char *known_key(const char *text)
{
    char letter;
    switch (tl_section_kind_of(text, &letter)) {
    case TL_SECTION_FOLLOWUPS:
        return "@followups";
    case TL_SECTION_AGENDA:
        return "@agenda";
    case TL_SECTION_DECISIONS:
        return "@decisions";
    case TL_SECTION_PRIVATE:
        return "@private";
    default:
        return NULL;
    }
}

static gboolean is_section_key(const char *text)
{
    const char *dot = strrchr(text, '.');
    g_autofree char *relationship = dot ? g_strndup(text, (gsize)(dot - text)) : NULL;
    return dot && g_ascii_isalpha(dot[1]) && dot[2] == '\0' && tl_text_is_slug(relationship);
}

GHashTable *tl_search_sections(const tl_guide *guide, const char *text)
{
    GHashTable *sections = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *words = tl_text_fold(text, -1);
    const char *known = known_key(text);
    gboolean is_letter =
        g_ascii_isalpha(words[0]) && (words[1] == '\0' || strcmp(words + 1, ".") == 0);
    if (known) {
        g_hash_table_add(sections, g_strdup(known));
    } else if (is_letter) {
        g_hash_table_add(sections, g_strdup_printf("@%c", words[0]));
    } else if (is_section_key(words)) {
        g_hash_table_add(sections, g_strdup(words));
    } else {
        add_guide(sections, guide, words);
        g_hash_table_add(sections, g_strconcat("~", words, NULL));
    }
    return sections;
}

static gboolean has_words(GHashTable *sections, const char *title)
{
    GHashTableIter iter;
    gpointer key;
    g_autofree char *folded = tl_text_fold(title, -1);
    g_hash_table_iter_init(&iter, sections);
    while (g_hash_table_iter_next(&iter, &key, NULL))
        if (*(const char *)key == '~' && strstr(folded, (const char *)key + 1))
            return TRUE;
    return FALSE;
}

gboolean tl_search_wants_section(const tl_search_filter *filter, const char *section,
                                 const char *path)
{
    if (!filter->sections)
        return TRUE;
    if (section[0] == '=')
        return has_words(filter->sections, section + 1);
    if (section[0] == '\0' || g_hash_table_contains(filter->sections, section))
        return section[0] != '\0';
    g_autofree char *key = tl_cache_section_key(section, path);
    return section[2] == '\0' && g_hash_table_contains(filter->sections, key);
}
