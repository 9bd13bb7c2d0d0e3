#include "tl11/guide.h"

#include "guide_internal.h"
#include "place_internal.h"
#include "tl11/language.h"
#include "tl11/markdown.h"
#include "tl11/text.h"

#include <cmark.h>
#include <string.h>

/* A prompt without a key takes the slug of as many words. */
#define KEY_WORDS 4

typedef struct {
    tl_chapter *chapter;
    tl_guide_section *section; /* the last; NULL: none yet */
    const char *path;
} reading;

static void free_section(gpointer data)
{
    tl_guide_section *section = data;
    g_free(section->title);
    g_ptr_array_unref(section->prompts);
    g_ptr_array_unref(section->paragraphs);
    g_free(section);
}

static void free_prompt(gpointer data)
{
    tl_prompt_free(data);
}

static guint line_of(cmark_node *node)
{
    return (guint)cmark_node_get_start_line(node);
}

static char *plain_of(cmark_node *node)
{
    g_autofree char *text = tl_markdown_plain(node);
    return tl_guide_squeeze(text);
}

static gboolean take_title(reading *state, cmark_node *node, GError **error)
{
    if (state->chapter->title != NULL)
        return tl_place_fail(error, state->path, line_of(node), "%s",
                             _("a second level-1 heading: a chapter has one, its title"));
    state->chapter->title = plain_of(node);
    return TRUE;
}

static tl_guide_section *add_section(tl_chapter *chapter, char letter, const char *title)
{
    tl_guide_section *section = g_new0(tl_guide_section, 1);
    section->letter = letter;
    section->title = g_strdup(title);
    section->prompts = g_ptr_array_new_with_free_func(free_prompt);
    section->paragraphs = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(chapter->sections, section);
    return section;
}

static gboolean take_section(reading *state, cmark_node *node, GError **error)
{
    guint line = line_of(node);
    if (state->chapter->title == NULL)
        return tl_place_fail(error, state->path, line, "%s",
                             _("no level-1 heading with the chapter's title before the section"));
    g_autofree char *text = plain_of(node);
    char letter = 0;
    char next = (char)('a' + state->chapter->sections->len);
    const char *title = tl_guide_read_letter(text, &letter);
    if (next > 'z')
        return tl_place_fail(error, state->path, line, "%s", _("more than 26 sections"));
    if (title != NULL && letter == next) {
        state->section = add_section(state->chapter, letter, title);
        return TRUE;
    }
    g_autofree char *quoted = tl_text_quote(text);
    return tl_place_fail(error, state->path, line,
                         _("section %s: its heading has to begin with '%c. '"), quoted,
                         g_ascii_toupper(next));
}

static gboolean refuse_prompt(const reading *state, const tl_prompt *prompt, const char *format,
                              GError **error)
{
    g_autofree char *quoted = tl_text_quote(prompt->text);
    return tl_place_fail(error, state->path, prompt->line, format, quoted);
}

static gboolean check_prompt(const reading *state, const tl_prompt *prompt, GError **error)
{
    if (*prompt->text == '\0')
        return tl_place_fail(error, state->path, prompt->line, "%s", _("a prompt without text"));
    if (!tl_prompt_fits_comment(prompt->text))
        return refuse_prompt(
            state, prompt, _("prompt %s: '-->' would end the comment that it is shown in"), error);
    return prompt->key == NULL ||
           tl_guide_section_find_prompt(state->section, prompt->key) == NULL ||
           refuse_prompt(state, prompt, _("prompt %s: another of this section has its key"), error);
}

static gboolean take_prompt(reading *state, cmark_node *item, GError **error)
{
    cmark_node *paragraph = cmark_node_first_child(item);
    if (paragraph == NULL || cmark_node_get_type(paragraph) != CMARK_NODE_PARAGRAPH)
        return TRUE;
    g_autofree char *text = tl_markdown_plain(paragraph);
    tl_prompt *prompt = tl_prompt_read(text);
    prompt->line = line_of(item);
    gboolean fine = check_prompt(state, prompt, error);
    g_ptr_array_add(state->section->prompts, prompt);
    return fine;
}

static gboolean take_list(reading *state, cmark_node *list, GError **error)
{
    cmark_iter *iter = cmark_iter_new(list);
    cmark_event_type event;
    gboolean fine = TRUE;
    while (fine && (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        if (event == CMARK_EVENT_ENTER && cmark_node_get_type(node) == CMARK_NODE_ITEM)
            fine = take_prompt(state, node, error);
    }
    cmark_iter_free(iter);
    return fine;
}

static gboolean take_block(reading *state, cmark_node *node, GError **error)
{
    cmark_node_type type = cmark_node_get_type(node);
    int level = type == CMARK_NODE_HEADING ? cmark_node_get_heading_level(node) : 0;
    if (level == 1)
        return take_title(state, node, error);
    if (level == 2)
        return take_section(state, node, error);
    if (type == CMARK_NODE_LIST && state->section != NULL)
        return take_list(state, node, error);
    if (type == CMARK_NODE_PARAGRAPH && state->section != NULL)
        g_ptr_array_add(state->section->paragraphs, plain_of(node));
    return TRUE;
}

static gboolean check_chapter(const reading *state, GError **error)
{
    if (state->chapter->title == NULL)
        return tl_place_fail(error, state->path, 1, "%s",
                             _("no level-1 heading with the chapter's title"));
    if (state->chapter->sections->len == 0)
        return tl_place_fail(error, state->path, 1, "%s",
                             _("no section: a level-2 heading such as 'A. Title'"));
    return TRUE;
}

/* After all keys that are given, so that one of these never takes one of those. */
static void name_prompts(tl_guide_section *section)
{
    g_autoptr(GHashTable) taken = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < section->prompts->len; i++) {
        tl_prompt *prompt = section->prompts->pdata[i];
        if (prompt->key != NULL)
            g_hash_table_add(taken, prompt->key);
    }
    for (guint i = 0; i < section->prompts->len; i++) {
        tl_prompt *prompt = section->prompts->pdata[i];
        if (prompt->key != NULL)
            continue;
        g_autofree char *slug = tl_guide_slug(prompt->text, KEY_WORDS);
        prompt->key = tl_guide_unique_slug(*slug == '\0' ? "prompt" : slug, taken);
        g_hash_table_add(taken, prompt->key);
    }
}

static gboolean read_document(reading *state, cmark_node *document, GError **error)
{
    for (cmark_node *node = cmark_node_first_child(document); node != NULL;
         node = cmark_node_next(node)) {
        if (!take_block(state, node, error))
            return FALSE;
    }
    if (!check_chapter(state, error))
        return FALSE;
    for (guint i = 0; i < state->chapter->sections->len; i++)
        name_prompts(state->chapter->sections->pdata[i]);
    return TRUE;
}

static gboolean read_content(reading *state, GBytes *content, GError **error)
{
    if (!tl_place_check_utf8(content, state->path, error))
        return FALSE;
    gsize size;
    const char *text = g_bytes_get_data(content, &size);
    cmark_node *document = tl_markdown_parse(size == 0 ? "" : text, size);
    if (document == NULL)
        return tl_place_fail(error, state->path, 0, "%s", _("too large, or nested too deep"));
    gboolean fine = read_document(state, document, error);
    cmark_node_free(document);
    return fine;
}

static tl_chapter *new_chapter(const char *key)
{
    tl_chapter *chapter = g_new0(tl_chapter, 1);
    chapter->key = g_strdup(key);
    chapter->sections = g_ptr_array_new_with_free_func(free_section);
    return chapter;
}

tl_chapter *tl_chapter_outline(const char *key, const char *text, gsize length)
{
    tl_chapter *chapter = new_chapter(key);
    g_autofree char *copy = g_strndup(text, length);
    char *rest = NULL;
    for (const char *line = strtok_r(copy, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        char letter;
        const char *title =
            g_str_has_prefix(line, "## ") ? tl_guide_read_letter(line + 3, &letter) : NULL;
        if (title != NULL)
            add_section(chapter, letter, title);
        else if (g_str_has_prefix(line, "# "))
            chapter->title = g_strdup(line + 2);
    }
    return chapter;
}

tl_chapter *tl_chapter_parse(const char *key, GBytes *content, const char *path, GError **error)
{
    g_autoptr(tl_chapter) chapter = new_chapter(key);
    reading state = {.chapter = chapter, .path = path};
    if (!read_content(&state, content, error))
        return NULL;
    return g_steal_pointer(&chapter);
}

void tl_chapter_free(tl_chapter *chapter)
{
    if (chapter == NULL)
        return;
    g_free(chapter->key);
    g_free(chapter->title);
    g_ptr_array_unref(chapter->sections);
    g_free(chapter);
}

const tl_guide_section *tl_chapter_find_section(const tl_chapter *chapter, char letter)
{
    int index = g_ascii_tolower(letter) - 'a';
    return index < 0 || (guint)index >= chapter->sections->len ? NULL
                                                               : chapter->sections->pdata[index];
}

const tl_prompt *tl_guide_section_find_prompt(const tl_guide_section *section, const char *key)
{
    for (guint i = 0; i < section->prompts->len; i++) {
        const tl_prompt *prompt = section->prompts->pdata[i];
        if (g_strcmp0(prompt->key, key) == 0)
            return prompt;
    }
    return NULL;
}
