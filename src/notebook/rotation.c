#include "rotation_internal.h"

#include "tl11/file.h"
#include "tl11/markdown.h"
#include "tl11/people.h"

#include <string.h>

/* What a scaffold offers a section; the rest comes in its turn. */
enum { CORE_PROMPTS = 2, ROTATING_PROMPTS = 1, PROGRAM_PROMPTS = 1 };

struct tl_rotation {
    GHashTable *answered; /* "a.checkin" to the day it was last answered */
    gboolean is_first_of_quarter;
};

static char *make_key(char letter, const char *prompt)
{
    return g_strdup_printf("%c.%s", letter, prompt);
}

static void note_answers(tl_rotation *rotation, const tl_notebook *notebook,
                         const tl_note_name *name, const tl_note *note)
{
    for (guint i = 0; i < note->comments->len; i++) {
        const tl_comment *comment = g_ptr_array_index(note->comments, i);
        if (!comment->is_answered || comment->section < 0)
            continue;
        int top = tl_note_top_section(note, comment->section);
        const tl_section *section = g_ptr_array_index(note->sections, (guint)top);
        if (section->kind != TL_SECTION_GUIDE)
            continue;
        const tl_prompt *prompt =
            tl_guide_find_text(notebook->guide, name->relationship, section->letter, comment->text);
        if (prompt)
            g_hash_table_replace(rotation->answered, make_key(section->letter, prompt->key),
                                 GUINT_TO_POINTER(name->date));
    }
}

static void read_answers(tl_rotation *rotation, const tl_notebook *notebook,
                         const tl_note_name *name)
{
    g_autofree char *path = tl_note_name_format(name);
    g_autoptr(GBytes) content = tl_file_read(notebook->root_fd, path, TL_MARKDOWN_MAX, NULL);
    if (!content)
        return;
    gsize length;
    const char *text = g_bytes_get_data(content, &length);
    g_autoptr(tl_note) note = tl_note_parse(text, length);
    note_answers(rotation, notebook, name, note);
}

/* Quarters of a calendar, counted through the years. */
static guint quarter_of(tl_date date)
{
    char text[TL_DATE_SIZE];
    tl_date_format(date, text);
    guint year = (guint)g_ascii_strtoull(text, NULL, 10);
    guint month = (guint)g_ascii_strtoull(text + 5, NULL, 10);
    return year * 4 + (month - 1) / 3;
}

tl_rotation *tl_rotation_load(const tl_notebook *notebook, const char *relationship,
                              const char *person, tl_date date, guint number, GError **error)
{
    g_autoptr(GPtrArray) notes = tl_people_notes(notebook, person, error);
    if (!notes)
        return NULL;
    tl_rotation *rotation = g_new0(tl_rotation, 1);
    rotation->answered = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    rotation->is_first_of_quarter = TRUE;
    for (guint i = 0; i < notes->len; i++) {
        const tl_note_name *name = g_ptr_array_index(notes, i);
        gboolean is_before = name->date < date || (name->date == date && name->number < number);
        if (!is_before || strcmp(name->relationship, relationship) != 0)
            continue;
        read_answers(rotation, notebook, name);
        if (quarter_of(name->date) == quarter_of(date))
            rotation->is_first_of_quarter = FALSE;
    }
    return rotation;
}

void tl_rotation_free(tl_rotation *rotation)
{
    if (!rotation)
        return;
    g_hash_table_unref(rotation->answered);
    g_free(rotation);
}

static tl_date last_answered(const tl_rotation *rotation, char letter, const tl_prompt *prompt)
{
    g_autofree char *key = make_key(letter, prompt->key);
    return GPOINTER_TO_UINT(g_hash_table_lookup(rotation->answered, key));
}

/* The prompt of a kind, not yet chosen, that was answered longest ago; or NULL. */
static tl_prompt *find_longest_ago(const tl_rotation *rotation, const tl_guide_section *section,
                                   tl_prompt_kind kind, GHashTable *chosen)
{
    tl_prompt *best = NULL;
    tl_date oldest = TL_DATE_NONE;
    for (guint i = 0; i < section->prompts->len; i++) {
        tl_prompt *prompt = g_ptr_array_index(section->prompts, i);
        tl_date date = last_answered(rotation, section->letter, prompt);
        if (prompt->kind != kind || g_hash_table_contains(chosen, prompt))
            continue;
        if (!best || date < oldest) {
            best = prompt;
            oldest = date;
        }
    }
    return best;
}

static void choose_kind(const tl_rotation *rotation, const tl_guide_section *section,
                        tl_prompt_kind kind, int count, GHashTable *chosen)
{
    for (int i = 0; i < count; i++) {
        tl_prompt *prompt = find_longest_ago(rotation, section, kind, chosen);
        if (prompt)
            g_hash_table_add(chosen, prompt);
    }
}

GPtrArray *tl_rotation_choose(const tl_rotation *rotation, const tl_guide_section *section)
{
    g_autoptr(GHashTable) chosen = g_hash_table_new(NULL, NULL);
    choose_kind(rotation, section, TL_PROMPT_CORE, CORE_PROMPTS, chosen);
    choose_kind(rotation, section, TL_PROMPT_ROTATE, ROTATING_PROMPTS, chosen);
    if (rotation->is_first_of_quarter)
        choose_kind(rotation, section, TL_PROMPT_PROGRAM, PROGRAM_PROMPTS, chosen);
    GPtrArray *prompts = g_ptr_array_new();
    for (guint i = 0; i < section->prompts->len; i++) {
        tl_prompt *prompt = g_ptr_array_index(section->prompts, i);
        if (g_hash_table_contains(chosen, prompt))
            g_ptr_array_add(prompts, prompt);
    }
    return prompts;
}
