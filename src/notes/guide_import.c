#include "tl11/guide_import.h"

#include "guide_import_internal.h"
#include "guide_internal.h"
#include "place_internal.h"
#include "tl11/markdown.h"
#include "tl11/text.h"

#include <cmark.h>
#include <string.h>

#define MAX_SECTIONS 26

typedef struct {
    tl_guide *builtin;
    tl_import_source *source;
    tl_language language; /* that of most titles */
    tl_guide_import *result;
} importing;

static void free_chapter(gpointer data)
{
    tl_imported_chapter *chapter = data;
    g_free(chapter->key);
    g_free(chapter->title);
    g_bytes_unref(chapter->content);
    g_free(chapter);
}

void tl_guide_import_free(tl_guide_import *import)
{
    if (import == NULL)
        return;
    g_ptr_array_unref(import->chapters);
    g_ptr_array_unref(import->remarks);
    g_free(import);
}

static gboolean is_same(const char *a, const char *b)
{
    g_autofree char *left = tl_text_fold(a, -1);
    g_autofree char *right = tl_text_fold(b, -1);
    return strcmp(left, right) == 0;
}

/* The end of text that has as many words as title and is the same; NULL: it has not. */
static const char *find_title_in(const char *text, const char *title)
{
    const char *at = text + strlen(text);
    gboolean more = TRUE;
    for (const char *blank = title; more && blank != NULL; blank = strchr(blank + 1, ' ')) {
        do
            at--;
        while (at > text && *at != ' ');
        more = at > text;
    }
    at += *at == ' ';
    return is_same(at, title) ? at : NULL;
}

/* The built-in chapter whose title text ends with; *title is borrowed from text. */
static const tl_chapter *match_chapter(const importing *state, const char *text,
                                       tl_language *language, const char **title)
{
    if (*text == '\0')
        return NULL;
    for (gsize code = 0; code < TL_LANGUAGES; code++) {
        for (gsize i = 0; tl_guide_builtin_keys[i] != NULL; i++) {
            *language = (tl_language)code;
            const tl_chapter *chapter =
                tl_guide_find(state->builtin, tl_guide_builtin_keys[i], *language);
            *title = find_title_in(text, chapter->title);
            if (*title != NULL)
                return chapter;
        }
    }
    return NULL;
}

/* The built-in section with this title, in any language. */
static const tl_guide_section *match_section(const importing *state, const char *key,
                                             const char *title, tl_language *language)
{
    for (gsize code = 0; code < TL_LANGUAGES; code++) {
        *language = (tl_language)code;
        const tl_chapter *chapter = tl_guide_find(state->builtin, key, *language);
        for (guint i = 0; chapter != NULL && i < chapter->sections->len; i++) {
            const tl_guide_section *section = chapter->sections->pdata[i];
            if (is_same(section->title, title))
                return section;
        }
    }
    return NULL;
}

/* What stands behind "1:1s with", "Pertemuan 1:1 dengan"; else all. Borrowed from text. */
static const char *skip_lead(const char *text)
{
    static const char *const links[] = {" with ", " dengan "};
    const char *meeting = strstr(text, "1:1");
    for (gsize i = 0; meeting != NULL && i < G_N_ELEMENTS(links); i++) {
        const char *found = strstr(meeting, links[i]);
        if (found != NULL && found[strlen(links[i])] != '\0')
            return found + strlen(links[i]);
    }
    return text;
}

static char *name_chapter(const importing *state, const char *text, char **title)
{
    tl_language language;
    const char *found;
    const tl_chapter *chapter = match_chapter(state, text, &language, &found);
    *title = g_strdup(chapter != NULL ? found : skip_lead(text));
    if (chapter != NULL)
        return g_strdup(chapter->key);
    g_autofree char *slug = tl_guide_slug(*title, 0);
    const char *known = tl_guide_alias(slug);
    return known != NULL ? g_strdup(known) : g_steal_pointer(&slug);
}

static tl_language find_language(const importing *state)
{
    guint votes[TL_LANGUAGES] = {0};
    for (guint i = 0; i < state->source->chapters->len; i++) {
        const tl_import_chapter *chapter = state->source->chapters->pdata[i];
        tl_language language;
        const char *title;
        if (match_chapter(state, chapter->title, &language, &title) != NULL)
            votes[language]++;
        g_autofree char *named = NULL;
        g_autofree char *key = name_chapter(state, chapter->title, &named);
        for (guint j = 0; j < chapter->sections->len; j++) {
            const tl_import_section *section = chapter->sections->pdata[j];
            if (match_section(state, key, section->title, &language) != NULL)
                votes[language]++;
        }
    }
    if (votes[TL_LANGUAGE_ID] == votes[TL_LANGUAGE_EN])
        return tl_language_current();
    return votes[TL_LANGUAGE_ID] > votes[TL_LANGUAGE_EN] ? TL_LANGUAGE_ID : TL_LANGUAGE_EN;
}

static void remark(const importing *state, guint line, const char *format, const char *subject)
{
    g_autofree char *quoted = tl_text_quote(subject);
    tl_import_remark_add(state->source->remarks, line, format, quoted);
}

/* A section without prompts takes those of the guide's section with its title, else its letter. */
static void borrow_prompts(const importing *state, const char *key, char letter,
                           tl_import_section *section)
{
    tl_language language;
    const tl_guide_section *known = match_section(state, key, section->title, &language);
    const tl_chapter *chapter = tl_guide_find(state->builtin, key, state->language);
    const tl_guide_section *source =
        chapter == NULL ? NULL
                        : tl_chapter_find_section(chapter, known != NULL ? known->letter : letter);
    if (source == NULL) {
        remark(state, section->line, _("section %s has no list items, so it has no prompts"),
               section->title);
        return;
    }
    if (known == NULL)
        remark(state, section->line,
               _("section %s has no list items; it takes the built-in prompts of its letter"),
               section->title);
    for (guint i = 0; i < source->prompts->len; i++)
        tl_import_append_prompt(section->body, source->prompts->pdata[i], i > 0);
}

static void remark_letter(const importing *state, const tl_import_section *section, char letter)
{
    char shown[] = {(char)g_ascii_toupper(letter), '\0'};
    g_autofree char *quoted = tl_text_quote(section->title);
    if (section->letter != letter)
        tl_import_remark_add(state->source->remarks, section->line,
                             section->letter == 0
                                 ? _("section %s has no letter; it is now %s")
                                 : _("section %s has another letter; it is now %s"),
                             quoted, shown);
}

static void write_section(const importing *state, const char *key, guint index,
                          tl_import_section *section, GString *out)
{
    char letter = (char)('a' + index);
    if (index >= MAX_SECTIONS) {
        remark(state, section->line, _("section %s is one too many and is left out"),
               section->title);
        return;
    }
    remark_letter(state, section, letter);
    if (section->prompts == 0)
        borrow_prompts(state, key, letter, section);
    g_string_append_printf(out, "\n## %c. ", g_ascii_toupper(letter));
    tl_import_append_text(out, *section->title == '\0' ? "…" : section->title);
    g_string_append_printf(out, "\n%s%s", section->body->len > 0 ? "\n" : "", section->body->str);
}

static GBytes *write_chapter(const importing *state, const char *key, const char *title,
                             const tl_import_chapter *chapter)
{
    GString *out = g_string_new("# ");
    tl_import_append_text(out, title);
    g_string_append_printf(out, "\n%s%s", chapter->body->len > 0 ? "\n" : "", chapter->body->str);
    for (guint i = 0; i < chapter->sections->len; i++)
        write_section(state, key, i, chapter->sections->pdata[i], out);
    return g_string_free_to_bytes(out);
}

static gboolean has_key(const tl_guide_import *result, const char *key)
{
    for (guint i = 0; i < result->chapters->len; i++) {
        const tl_imported_chapter *chapter = result->chapters->pdata[i];
        if (strcmp(chapter->key, key) == 0)
            return TRUE;
    }
    return FALSE;
}

/* What is written must read again as a chapter. */
static gboolean check_chapter(const tl_imported_chapter *chapter, GError **error)
{
    g_autofree char *path = g_strdup_printf("guide/%s.md", chapter->key);
    g_autoptr(tl_chapter) parsed = tl_chapter_parse(chapter->key, chapter->content, path, error);
    return parsed != NULL;
}

static gboolean take_chapter(const importing *state, const tl_import_chapter *source,
                             GError **error)
{
    g_autofree char *title = NULL;
    g_autofree char *key = name_chapter(state, source->title, &title);
    const char *wrong = NULL;
    if (source->sections->len == 0)
        wrong = _("chapter %s has no sections and is left out");
    else if (*key == '\0')
        wrong = _("chapter %s: no file can have its title as a name; it is left out");
    else if (has_key(state->result, key))
        wrong = _("chapter %s is of a relationship that was there already; it is left out");
    if (wrong != NULL) {
        remark(state, source->line, wrong, source->title);
        return TRUE;
    }
    tl_imported_chapter *chapter = g_new0(tl_imported_chapter, 1);
    chapter->content = write_chapter(state, key, title, source);
    chapter->key = g_steal_pointer(&key);
    chapter->title = g_steal_pointer(&title);
    g_ptr_array_add(state->result->chapters, chapter);
    return check_chapter(chapter, error);
}

static int compare_remarks(gconstpointer a, gconstpointer b)
{
    const tl_import_remark *const *left = a, *const *right = b;
    return (*left)->line < (*right)->line ? -1 : (*left)->line > (*right)->line;
}

static void take_remarks(const importing *state)
{
    g_ptr_array_sort(state->source->remarks, compare_remarks);
    for (guint i = 0; i < state->source->remarks->len; i++) {
        const tl_import_remark *found = state->source->remarks->pdata[i];
        g_ptr_array_add(state->result->remarks,
                        g_strdup_printf(_("line %u: %s"), found->line, found->text));
    }
}

static gboolean take_source(importing *state, const char *path, GError **error)
{
    state->language = find_language(state);
    for (guint i = 0; i < state->source->chapters->len; i++) {
        if (!take_chapter(state, state->source->chapters->pdata[i], error))
            return FALSE;
    }
    take_remarks(state);
    return state->result->chapters->len > 0 ||
           tl_place_fail(error, path, 0, "%s",
                         _("no chapter: a level-2 heading with level-3 sections below it"));
}

static tl_import_source *read_source(GBytes *content, const char *path, GError **error)
{
    if (!tl_place_check_utf8(content, path, error))
        return NULL;
    gsize size;
    const char *text = g_bytes_get_data(content, &size);
    cmark_node *document = tl_markdown_parse(size == 0 ? "" : text, size);
    if (document == NULL) {
        tl_place_fail(error, path, 0, "%s", _("too large, or nested too deep"));
        return NULL;
    }
    tl_import_source *source = tl_import_read(document);
    cmark_node_free(document);
    return source;
}

tl_guide_import *tl_guide_import_parse(GBytes *content, const char *path, GError **error)
{
    g_autoptr(tl_import_source) source = read_source(content, path, error);
    if (source == NULL)
        return NULL;
    g_autoptr(tl_guide) builtin = tl_guide_new();
    g_autoptr(tl_guide_import) result = g_new0(tl_guide_import, 1);
    result->chapters = g_ptr_array_new_with_free_func(free_chapter);
    result->remarks = g_ptr_array_new_with_free_func(g_free);
    importing state = {.builtin = builtin, .source = source, .result = result};
    if (!take_source(&state, path, error))
        return NULL;
    return g_steal_pointer(&result);
}
