#include "sync_internal.h"

#include "tl11/check.h"
#include "tl11/commit.h"
#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/note.h"
#include "tl11/people.h"
#include "tl11/text.h"

#include <string.h>

/* Owns: the caller frees it. NULL where the path is nobody's. */
static char *name_person(const tl_notebook *notebook, const char *path)
{
    g_auto(GStrv) parts = g_strsplit(path, "/", 4);
    if (g_strv_length(parts) != 3)
        return NULL;
    g_autoptr(tl_people) people = tl_people_load(notebook, NULL);
    return g_strdup(people ? tl_people_name(people, parts[1]) : parts[1]);
}

char *tl_conflicts_name(const tl_notebook *notebook, const char *path)
{
    g_autofree char *person = name_person(notebook, path);
    g_autofree char *quoted = tl_text_quote(path);
    return person ? g_strdup_printf("%s (%s)", quoted, person) : g_steal_pointer(&quoted);
}

static const char *title_at(const tl_note *note, guint line)
{
    int index = tl_note_top_section(note, tl_note_section_at(note, line));
    return index < 0 ? NULL : ((const tl_section *)g_ptr_array_index(note->sections, index))->title;
}

static void append_place(GString *lines, const char *person, const char *title, const char *path,
                         guint line)
{
    g_autofree char *quoted = tl_text_quote(path);
    g_string_append_printf(lines, "\n%s:%u", quoted, line);
    if (person)
        g_string_append_printf(lines, ": %s", person);
    if (title)
        g_string_append_printf(lines, ", %s", title);
}

static gboolean opens_conflict(const char *text, gsize length, guint line)
{
    for (guint i = 1; i < line; i++) {
        const char *end = memchr(text, '\n', length);
        if (!end)
            return FALSE;
        length -= (gsize)(end + 1 - text);
        text = end + 1;
    }
    return length > 0 && *text == '<';
}

gboolean tl_conflicts_describe(const tl_notebook *notebook, const char *path, GBytes *content,
                               GString *lines)
{
    gsize length;
    const char *text = g_bytes_get_data(content, &length);
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func((GDestroyNotify)tl_problem_free);
    tl_check_note(path, content, problems);
    g_autoptr(tl_note) note = NULL;
    g_autofree char *person = NULL;
    guint told = 0;
    for (guint i = 0; i < problems->len; i++) {
        const tl_problem *problem = g_ptr_array_index(problems, i);
        gboolean is_marker = strcmp(problem->code, "conflict-marker") == 0;
        /* The end of one that began is no news; an end alone is. */
        if (!is_marker || (told > 0 && !opens_conflict(text, length, problem->line)))
            continue;
        if (!note) {
            note = tl_note_parse(text, length);
            person = name_person(notebook, path);
        }
        append_place(lines, person, title_at(note, problem->line), path, problem->line);
        told++;
    }
    return told > 0;
}

gboolean tl_check_changes(const tl_notebook *notebook, const GPtrArray *changes, GError **error)
{
    g_autoptr(GString) places = g_string_new(NULL);
    for (guint i = 0; i < changes->len; i++) {
        const tl_change *change = g_ptr_array_index(changes, i);
        if (change->content)
            tl_conflicts_describe(notebook, change->path, change->content, places);
    }
    return places->len == 0 ||
           tl_error_set(error, TL_EXIT_REFUSED,
                        _("conflict markers would be committed:%s\n"
                          "decide what stays there and take the markers out, then try again"),
                        places->str);
}
