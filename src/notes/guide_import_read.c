#include "guide_import_internal.h"

#include "guide_internal.h"
#include "tl11/language.h"
#include "tl11/markdown.h"
#include "tl11/text.h"

#include <cmark.h>
#include <string.h>

typedef struct {
    tl_import_source *source;
    tl_import_chapter *chapter; /* the last; NULL: none yet */
    tl_import_section *section; /* the last of that chapter; NULL: none yet */
    cmark_node *skip;           /* a paragraph that was taken as part of a heading */
    char *rest;                 /* what of that paragraph is prose all the same */
    guint unended;              /* last line of the paragraph just before, if it has no end mark */
    gboolean is_outside;        /* what stands in no chapter was remarked on */
    gboolean in_list;           /* the block just before is a prompt */
} reading;

void tl_import_remark_add(GPtrArray *remarks, guint line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    tl_import_remark *remark = g_new(tl_import_remark, 1);
    remark->line = line;
    remark->text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_ptr_array_add(remarks, remark);
}

static void free_remark(gpointer data)
{
    g_free(((tl_import_remark *)data)->text);
    g_free(data);
}

static void free_section(gpointer data)
{
    tl_import_section *section = data;
    g_free(section->title);
    g_string_free(section->body, TRUE);
    g_hash_table_unref(section->keys);
    g_free(section);
}

static void free_chapter(gpointer data)
{
    tl_import_chapter *chapter = data;
    g_free(chapter->title);
    g_string_free(chapter->body, TRUE);
    g_ptr_array_unref(chapter->sections);
    g_free(chapter);
}

void tl_import_source_free(tl_import_source *source)
{
    g_ptr_array_unref(source->chapters);
    g_ptr_array_unref(source->remarks);
    g_free(source);
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

/* Where prose goes now; NULL outside of every chapter, which is remarked on once a run. */
static GString *find_body(reading *state, guint line)
{
    if (state->section != NULL)
        return state->section->body;
    if (state->chapter != NULL)
        return state->chapter->body;
    if (!state->is_outside)
        tl_import_remark_add(state->source->remarks, line,
                             _("what stands here is in no chapter and is left out"));
    state->is_outside = TRUE;
    return NULL;
}

static void take_text(reading *state, const char *text, guint line, guint end_line)
{
    GString *body = find_body(state, line);
    if (body == NULL || *text == '\0')
        return;
    if (state->unended > 0 && g_unichar_islower(g_utf8_get_char(text)))
        tl_import_remark_add(
            state->source->remarks, state->unended,
            _("the paragraph breaks off in mid-sentence, and line %u goes on with it"), line);
    state->unended = tl_import_ends_sentence(text) ? 0 : end_line;
    tl_import_append_paragraph(body, text);
}

/* The text of a heading, with what an accident broke off it. */
static char *read_heading(reading *state, cmark_node *node)
{
    g_autofree char *text = plain_of(node);
    cmark_node *next = cmark_node_next(node);
    g_autofree char *follows =
        next != NULL && cmark_node_get_type(next) == CMARK_NODE_PARAGRAPH ? plain_of(next) : NULL;
    char *mended = tl_import_mend_heading(text, follows, &state->rest);
    if (mended == NULL) {
        if (tl_import_is_open(text))
            tl_import_remark_add(state->source->remarks, line_of(node),
                                 _("the heading's emphasis is never closed"));
        return g_steal_pointer(&text);
    }
    g_autofree char *quoted = tl_text_quote(mended);
    tl_import_remark_add(state->source->remarks, line_of(node),
                         _("the heading was broken over two paragraphs, and is now %s"), quoted);
    state->skip = next;
    return mended;
}

static void take_chapter(reading *state, cmark_node *node)
{
    tl_import_chapter *chapter = g_new0(tl_import_chapter, 1);
    chapter->line = line_of(node);
    chapter->title = read_heading(state, node);
    chapter->body = g_string_new(NULL);
    chapter->sections = g_ptr_array_new_with_free_func(free_section);
    g_ptr_array_add(state->source->chapters, chapter);
    state->chapter = chapter;
    state->section = NULL;
    state->is_outside = FALSE;
}

static void take_section(reading *state, cmark_node *node)
{
    if (find_body(state, line_of(node)) == NULL)
        return;
    g_autofree char *text = read_heading(state, node);
    tl_import_section *section = g_new0(tl_import_section, 1);
    section->line = line_of(node);
    const char *title = tl_guide_read_letter(text, &section->letter);
    section->title = g_strdup(title != NULL ? title : text);
    section->body = g_string_new(NULL);
    section->keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_ptr_array_add(state->chapter->sections, section);
    state->section = section;
}

static void take_heading(reading *state, cmark_node *node)
{
    int level = cmark_node_get_heading_level(node);
    if (level == 1) {
        state->chapter = NULL;
        state->section = NULL;
    } else if (level == 2) {
        take_chapter(state, node);
    } else if (level == 3) {
        take_section(state, node);
    } else {
        g_autofree char *text = read_heading(state, node);
        GString *body = find_body(state, line_of(node));
        if (body != NULL)
            tl_import_append_paragraph(body, text);
    }
}

static gboolean check_prompt(reading *state, const tl_prompt *prompt, guint line)
{
    if (*prompt->text == '\0') {
        tl_import_remark_add(state->source->remarks, line,
                             _("the item has no text and is left out"));
        return FALSE;
    }
    if (tl_prompt_fits_comment(prompt->text))
        return TRUE;
    g_autofree char *quoted = tl_text_quote(prompt->text);
    tl_import_remark_add(state->source->remarks, line,
                         _("'-->' cannot stand in a prompt: %s is left out"), quoted);
    return FALSE;
}

/* Gives a prompt another key where one before it in the section has its own. */
static void settle_key(reading *state, tl_prompt *prompt, guint line)
{
    if (prompt->key == NULL)
        return;
    char *key = tl_guide_unique_slug(prompt->key, state->section->keys);
    if (strcmp(key, prompt->key) != 0)
        tl_import_remark_add(state->source->remarks, line,
                             _("key '%s' was given before in this section; it is now '%s'"),
                             prompt->key, key);
    g_free(prompt->key);
    prompt->key = key;
    g_hash_table_add(state->section->keys, g_strdup(key));
}

static void add_prompt(reading *state, const char *text, guint line)
{
    tl_prompt *prompt = tl_prompt_read(text);
    if (check_prompt(state, prompt, line)) {
        settle_key(state, prompt, line);
        tl_import_append_prompt(state->section->body, prompt, state->in_list);
        state->in_list = TRUE;
        state->section->prompts++;
    }
    tl_prompt_free(prompt);
}

/* The first paragraph of an item is the prompt; lists in it have items of their own. */
static void take_item(reading *state, cmark_node *item)
{
    cmark_node *node = cmark_node_first_child(item);
    if (node != NULL && cmark_node_get_type(node) == CMARK_NODE_PARAGRAPH) {
        g_autofree char *text = tl_markdown_plain(node);
        add_prompt(state, text, line_of(item));
        node = cmark_node_next(node);
    }
    while (node != NULL && cmark_node_get_type(node) == CMARK_NODE_LIST)
        node = cmark_node_next(node);
    if (node != NULL)
        tl_import_remark_add(state->source->remarks, line_of(node),
                             _("more than one paragraph in an item: left out"));
}

static void take_list(reading *state, cmark_node *list)
{
    if (state->section == NULL) {
        if (find_body(state, line_of(list)) != NULL)
            tl_import_remark_add(state->source->remarks, line_of(list),
                                 _("the list stands in no section and is left out"));
        return;
    }
    cmark_iter *iter = cmark_iter_new(list);
    cmark_event_type event;
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        if (event == CMARK_EVENT_ENTER && cmark_node_get_type(node) == CMARK_NODE_ITEM)
            take_item(state, node);
    }
    cmark_iter_free(iter);
}

static void take_other(reading *state, cmark_node *node)
{
    cmark_node_type type = cmark_node_get_type(node);
    if (type == CMARK_NODE_THEMATIC_BREAK || type == CMARK_NODE_HTML_BLOCK)
        return;
    if (find_body(state, line_of(node)) != NULL)
        tl_import_remark_add(state->source->remarks, line_of(node),
                             _("neither heading, paragraph nor list: left out"));
}

static void take_paragraph(reading *state, cmark_node *node)
{
    g_autofree char *rest = node == state->skip ? g_steal_pointer(&state->rest) : NULL;
    g_autofree char *text = rest == NULL ? plain_of(node) : g_steal_pointer(&rest);
    take_text(state, text, line_of(node), (guint)cmark_node_get_end_line(node));
}

static void take_block(reading *state, cmark_node *node)
{
    cmark_node_type type = cmark_node_get_type(node);
    if (type == CMARK_NODE_HEADING)
        take_heading(state, node);
    else if (type == CMARK_NODE_PARAGRAPH)
        take_paragraph(state, node);
    else if (type == CMARK_NODE_LIST)
        take_list(state, node);
    else
        take_other(state, node);
    if (type != CMARK_NODE_PARAGRAPH)
        state->unended = 0;
    if (type != CMARK_NODE_LIST)
        state->in_list = FALSE;
}

tl_import_source *tl_import_read(cmark_node *document)
{
    reading state = {.source = g_new0(tl_import_source, 1)};
    state.source->chapters = g_ptr_array_new_with_free_func(free_chapter);
    state.source->remarks = g_ptr_array_new_with_free_func(free_remark);
    for (cmark_node *node = cmark_node_first_child(document); node != NULL;
         node = cmark_node_next(node))
        take_block(&state, node);
    return state.source;
}
