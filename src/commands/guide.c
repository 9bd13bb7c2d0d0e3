#include "commands_internal.h"
#include "guide_internal.h"

#include "tl11/guide.h"
#include "tl11/json.h"
#include "tl11/render.h"
#include "tl11/text.h"

#include <string.h>

typedef struct {
    gboolean force;
} options;

static const tl_option OPTIONS[] = {
    {"force", 'f', G_OPTION_ARG_NONE, offsetof(options, force), NULL,
     N_("import: replace chapters that are there")},
    {NULL, 0, G_OPTION_ARG_NONE, 0, NULL, NULL},
};

/* What part of the guide is asked for: all three may be NULL or 0. */
typedef struct {
    const tl_chapter *chapter;
    const tl_guide_section *section;
    const tl_prompt *prompt;
} selection;

static gboolean select_section(selection *s, const char *letter, GError **error)
{
    g_autofree char *quoted = tl_text_quote(letter);
    s->section = strlen(letter) == 1 ? tl_chapter_find_section(s->chapter, letter[0]) : NULL;
    return s->section || tl_error_set(error, TL_EXIT_NEGATIVE,
                                      _("'%s' has no section %s: they go by letters, a, b, c"),
                                      s->chapter->key, quoted);
}

static gboolean select_prompt(selection *s, const char *key, GError **error)
{
    g_autofree char *quoted = tl_text_quote(key);
    s->prompt = tl_guide_section_find_prompt(s->section, key);
    return s->prompt || tl_error_set(error, TL_EXIT_NEGATIVE,
                                     _("'%s.%c' has no prompt %s: 'tl11 guide %s.%c' lists them"),
                                     s->chapter->key, s->section->letter, quoted, s->chapter->key,
                                     s->section->letter);
}

static gboolean select_part(const tl_call *call, const tl_guide *guide, const char *text,
                            selection *s, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(text, ".", 3);
    const char *key = tl_guide_relationship(guide, parts[0] ? parts[0] : "", error);
    if (!key)
        return FALSE;
    s->chapter = tl_guide_find(guide, key, call->language);
    return (!parts[1] || select_section(s, parts[1], error)) &&
           (!parts[1] || !parts[2] || select_prompt(s, parts[2], error));
}

static const char *name_kind(tl_prompt_kind kind)
{
    static const char *const NAMES[] = {
        [TL_PROMPT_CORE] = "core", [TL_PROMPT_ROTATE] = "rotate", [TL_PROMPT_PROGRAM] = "program"};
    return NAMES[kind];
}

static void append_prompt(GString *out, const tl_prompt *prompt)
{
    g_string_append_printf(out, "- %s", prompt->text);
    if (prompt->kind != TL_PROMPT_CORE)
        g_string_append_printf(out, " (%s)", name_kind(prompt->kind));
    for (guint i = 0; i < prompt->tags->len; i++)
        g_string_append_printf(out, " #%s", (const char *)g_ptr_array_index(prompt->tags, i));
    g_string_append_printf(out, " ^%s\n", prompt->key);
}

static void append_section(GString *out, const tl_guide_section *section)
{
    g_string_append_printf(out, "\n## %c. %s\n\n", g_ascii_toupper(section->letter),
                           section->title);
    for (guint i = 0; i < section->paragraphs->len; i++)
        g_string_append_printf(out, "%s\n\n",
                               (const char *)g_ptr_array_index(section->paragraphs, i));
    for (guint i = 0; i < section->prompts->len; i++)
        append_prompt(out, g_ptr_array_index(section->prompts, i));
}

static void append_chapter(GString *out, const tl_chapter *chapter)
{
    g_string_append_printf(out, "# %s\n", chapter->title);
    for (guint i = 0; i < chapter->sections->len; i++)
        append_section(out, g_ptr_array_index(chapter->sections, i));
    g_string_append_c(out, '\n');
}

static void append_selection(GString *out, const selection *s)
{
    if (s->prompt)
        append_prompt(out, s->prompt);
    else if (s->section)
        append_section(out, s->section);
    else
        append_chapter(out, s->chapter);
}

static void add_json(json_t *array, const selection *s, const tl_guide_section *section,
                     const tl_prompt *prompt)
{
    json_t *object = json_object();
    g_autofree char *key =
        g_strdup_printf("%s.%c.%s", s->chapter->key, section->letter, prompt->key);
    json_t *tags = json_array();
    for (guint i = 0; i < prompt->tags->len; i++)
        json_array_append_new(tags, tl_json_text(g_ptr_array_index(prompt->tags, i)));
    json_object_set_new(object, "key", tl_json_text(key));
    json_object_set_new(object, "relationship", tl_json_text(s->chapter->key));
    json_object_set_new(object, "section", tl_json_text(section->title));
    json_object_set_new(object, "kind", tl_json_text(name_kind(prompt->kind)));
    json_object_set_new(object, "tags", tags);
    json_object_set_new(object, "text", tl_json_text(prompt->text));
    json_array_append_new(array, object);
}

static void add_selection(json_t *array, const selection *s)
{
    for (guint i = 0; i < s->chapter->sections->len; i++) {
        const tl_guide_section *section = g_ptr_array_index(s->chapter->sections, i);
        for (guint j = 0; j < section->prompts->len; j++) {
            const tl_prompt *prompt = g_ptr_array_index(section->prompts, j);
            if ((!s->section || s->section == section) && (!s->prompt || s->prompt == prompt))
                add_json(array, s, section, prompt);
        }
    }
}

static void show(tl_call *call, const selection *selections, guint count)
{
    json_t *array = json_array();
    g_autoptr(GString) markdown = g_string_new(NULL);
    for (guint i = 0; i < count; i++) {
        add_selection(array, &selections[i]);
        append_selection(markdown, &selections[i]);
    }
    if (call->json) {
        tl_json_append(call->out, array);
        return;
    }
    json_decref(array);
    tl_render_options render = {tl_terminal_width(), call->colour, tl_terminal_is_utf8()};
    g_autofree char *text = tl_render_markdown(markdown->str, markdown->len, &render);
    g_string_append(call->out, text);
}

static int show_all(tl_call *call, const tl_guide *guide)
{
    g_autoptr(GPtrArray) keys = tl_guide_keys(guide);
    g_autofree selection *all = g_new0(selection, keys->len);
    for (guint i = 0; i < keys->len; i++)
        all[i].chapter = tl_guide_find(guide, g_ptr_array_index(keys, i), call->language);
    show(call, all, keys->len);
    return TL_EXIT_OK;
}

/* The guide is there without a notebook; with one, it is the notebook's. */
static gboolean open_if_there(tl_call *call, GError **error)
{
    gboolean is_default;
    g_autofree char *path = tl_notebook_find(call->directory, &is_default, error);
    if (!path)
        return FALSE;
    if (!tl_notebook_exists(path) && !call->directory)
        return TRUE;
    call->notebook = tl_notebook_open(path, error);
    if (!call->notebook)
        return FALSE;
    if (call->notebook->settings->has_language && !call->has_language) {
        tl_language_set(call->notebook->settings->language);
        call->language = tl_language_current();
    }
    return TRUE;
}

static int run(tl_call *call, GError **error)
{
    const options *o = call->options;
    if (!call->has_language)
        call->language = tl_language_current();
    if (!open_if_there(call, error))
        return TL_EXIT_FAILED;
    if (call->count > 0 && strcmp(call->arguments[0], "import") == 0)
        return tl_guide_run_import(call, o->force, error);
    if (call->count > 1) {
        tl_error_set(error, TL_EXIT_USAGE, _("one part at a time: RELATIONSHIP.SECTION.PROMPT"));
        return TL_EXIT_USAGE;
    }
    g_autoptr(tl_guide) built_in = call->notebook ? NULL : tl_guide_new();
    const tl_guide *guide = call->notebook ? call->notebook->guide : built_in;
    if (call->count == 0)
        return show_all(call, guide);
    selection s = {0};
    if (!select_part(call, guide, call->arguments[0], &s, error))
        return TL_EXIT_USAGE;
    show(call, &s, 1);
    return TL_EXIT_OK;
}

const tl_command tl_command_guide = {
    .name = "guide",
    .arguments = N_("[RELATIONSHIP[.SECTION[.PROMPT]] | import FILE]"),
    .most = 2,
    .summary = N_("read the guide to 1:1s, or make one's own"),
    .details =
        N_("Shows the guide, or the part of it that is named: `tl11 guide team`, `tl11 guide "
           "team.a`, `tl11 guide team.a.checkin`. A prompt is offered in every note's turn; one "
           "marked `(rotate)` in turn with others, one marked `(program)` once a quarter.\n\n"
           "A file `guide/team.md` in the notebook takes the place of the built-in chapter, and "
           "`guide/mentor.md` adds a relationship of your own. `guide import FILE` makes such "
           "files from a whole guide with level-2 chapters and level-3 sections, and commits "
           "them; what could not be understood is named by its line."),
    .options = OPTIONS,
    .options_size = sizeof(options),
    .flags = TL_COMMAND_PAGES | TL_COMMAND_JSON,
    .run = run,
};
