#include "tl11/scaffold.h"
#include "rotation_internal.h"

#include "tl11/error.h"
#include "tl11/flow.h"
#include "tl11/language.h"

#include <string.h>

/*
 * The headings that a note has in every language. They are what stands in
 * files, so they are not left to a catalogue that may be missing: note.c knows
 * the same words.
 */
static const char *const TITLES[TL_LANGUAGES][TL_SECTION_PRIVATE + 1] = {
    [TL_LANGUAGE_EN] = {[TL_SECTION_FOLLOWUPS] = "Follow-ups",
                        [TL_SECTION_AGENDA] = "Agenda",
                        [TL_SECTION_DECISIONS] = "Decisions",
                        [TL_SECTION_PRIVATE] = "Private"},
    [TL_LANGUAGE_ID] = {[TL_SECTION_FOLLOWUPS] = "Tindak lanjut",
                        [TL_SECTION_AGENDA] = "Agenda",
                        [TL_SECTION_DECISIONS] = "Keputusan",
                        [TL_SECTION_PRIVATE] = "Pribadi"},
};

const char *tl_scaffold_title(tl_section_kind kind, tl_language language)
{
    return TITLES[language][kind];
}

static void append_heading(GString *out, const char *title)
{
    g_string_append_printf(out, "## %s\n\n", title);
}

/* A section of lines that are there already; nothing where there are none. */
static void append_lines(GString *out, const char *title, const char *lines)
{
    if (!lines || !*lines)
        return;
    append_heading(out, title);
    g_string_append(out, lines);
    if (!g_str_has_suffix(lines, "\n"))
        g_string_append_c(out, '\n');
    g_string_append_c(out, '\n');
}

/*
 * Offers come first: what is written at the end of the section answers its last
 * prompt, and an offer stays only where something was written right under it.
 */
static void append_section(GString *out, const tl_rotation *rotation,
                           const tl_guide_section *section, const tl_scaffold *scaffold)
{
    g_string_append_printf(out, "## %c. %s\n\n", g_ascii_toupper(section->letter), section->title);
    const GString *offers =
        scaffold->offers ? g_hash_table_lookup(scaffold->offers, GINT_TO_POINTER(section->letter))
                         : NULL;
    g_string_append(out, offers ? offers->str : "");
    g_autoptr(GPtrArray) prompts =
        scaffold->full ? g_ptr_array_ref(section->prompts) : tl_rotation_choose(rotation, section);
    for (guint i = 0; i < prompts->len; i++) {
        const tl_prompt *prompt = g_ptr_array_index(prompts, i);
        g_string_append_printf(out, "<!-- %s -->\n\n", prompt->text);
    }
}

static void append_title(GString *out, const tl_scaffold *scaffold)
{
    char date[TL_DATE_SIZE];
    g_string_append_printf(out, "# %s, %s\n\n", tl_person_name(scaffold->person),
                           tl_date_format(scaffold->date, date));
}

GBytes *tl_scaffold_make(const tl_notebook *notebook, const tl_scaffold *scaffold, GError **error)
{
    const tl_chapter *chapter =
        tl_guide_find(notebook->guide, scaffold->relationship, scaffold->language);
    g_autoptr(tl_rotation) rotation =
        tl_rotation_load(notebook, scaffold->relationship, scaffold->person->slug, scaffold->date,
                         scaffold->number, error);
    if (!rotation)
        return NULL;
    const char *const *titles = TITLES[scaffold->language];
    g_autoptr(GString) out = g_string_new(NULL);
    append_title(out, scaffold);
    append_lines(out, titles[TL_SECTION_FOLLOWUPS], scaffold->followups);
    append_lines(out, titles[TL_SECTION_AGENDA], scaffold->agenda);
    /* A relationship whose chapter is gone still has its notes, without prompts. */
    for (guint i = 0; chapter && i < chapter->sections->len; i++)
        append_section(out, rotation, g_ptr_array_index(chapter->sections, i), scaffold);
    append_heading(out, titles[TL_SECTION_DECISIONS]);
    append_heading(out, titles[TL_SECTION_PRIVATE]);
    g_string_append(out, scaffold->secrets ? scaffold->secrets : "");
    if (!scaffold->secrets)
        g_string_truncate(out, out->len - 1);
    return g_string_free_to_bytes(g_steal_pointer(&out));
}

gboolean tl_scaffold_is_prompt(const char *text, char letter, gpointer data)
{
    const tl_prompt_scope *scope = data;
    return tl_flow_is_offer(text) ||
           tl_guide_find_text(scope->guide, scope->relationship, letter, text) != NULL;
}
