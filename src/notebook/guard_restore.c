#include "tl11/guard.h"

#include "tl11/error.h"
#include "tl11/file.h"
#include "tl11/language.h"
#include "tl11/lines.h"
#include "tl11/people.h"
#include "tl11/scaffold.h"

#include <string.h>

static const tl_section *find_section(const tl_note *note, tl_section_kind kind)
{
    for (guint i = 0; i < note->sections->len; i++) {
        const tl_section *section = g_ptr_array_index(note->sections, i);
        if (section->kind == kind)
            return section;
    }
    return NULL;
}

/* The line after the last one of a section that is not blank. */
static guint find_end(const tl_lines *lines, const tl_section *section)
{
    guint end = section->end_line;
    while (end > section->line + 1 && tl_lines_is_blank(lines, end - 1))
        end--;
    return end;
}

/* The line end that the text itself uses. */
static const char *line_end_of(const tl_lines *lines)
{
    gsize length;
    const char *first = tl_lines_get_full(lines, 1, &length);
    return length >= 2 && first[length - 2] == '\r' ? "\r\n" : "\n";
}

static gsize offset_of(const tl_lines *lines, guint line)
{
    return line > tl_lines_count(lines) ? lines->length
                                        : g_array_index(lines->starts, gsize, line - 1);
}

static GBytes *splice(const tl_lines *lines, gsize offset, const char *addition)
{
    GString *whole = g_string_new_len(lines->text, (gssize)offset);
    const char *end = line_end_of(lines);
    if (offset > 0 && lines->text[offset - 1] != '\n' && lines->text[offset - 1] != '\r')
        g_string_append(whole, end);
    g_string_append(whole, addition);
    g_string_append_len(whole, lines->text + offset, (gssize)(lines->length - offset));
    return g_string_free_to_bytes(whole);
}

/* A new section: Private at the end, any other before the first there is. */
static GBytes *insert_section(const tl_lines *lines, const tl_note *note, tl_section_kind kind,
                              const char *line, tl_language language)
{
    const char *end = line_end_of(lines);
    const char *title = tl_scaffold_title(kind, language);
    if (kind != TL_SECTION_PRIVATE && note->sections->len > 0) {
        const tl_section *first = g_ptr_array_index(note->sections, 0);
        g_autofree char *before = g_strconcat("## ", title, end, end, line, end, end, NULL);
        return splice(lines, offset_of(lines, first->line), before);
    }
    g_autofree char *behind = g_strconcat(end, "## ", title, end, end, line, end, NULL);
    return splice(lines, lines->length, behind);
}

GBytes *tl_guard_insert(GBytes *content, tl_section_kind kind, const char *line,
                        tl_language language)
{
    gsize length;
    const char *text = g_bytes_get_data(content, &length);
    g_autoptr(tl_lines) lines = tl_lines_new(text, length);
    g_autoptr(tl_note) note = tl_note_parse(text, length);
    const char *end = line_end_of(lines);
    if (kind != TL_SECTION_AGENDA && kind != TL_SECTION_PRIVATE)
        kind = TL_SECTION_FOLLOWUPS;
    const tl_section *section = find_section(note, kind);
    if (section) {
        guint at = find_end(lines, section);
        /* Right below its heading the item keeps a blank line above it. */
        g_autofree char *addition =
            g_strconcat(at == section->line + 1 ? end : "", line, end, NULL);
        return splice(lines, offset_of(lines, at), addition);
    }
    return insert_section(lines, note, kind, line, language);
}

static tl_change *find_change(GPtrArray *changes, const char *path)
{
    for (guint i = 0; i < changes->len; i++) {
        tl_change *change = g_ptr_array_index(changes, i);
        if (strcmp(change->path, path) == 0)
            return change;
    }
    return NULL;
}

/* The newest note of the person that stays, as a change with its bytes. */
static tl_change *find_other_note(const tl_notebook *notebook, GPtrArray *changes,
                                  const tl_missing *missing, GError **error)
{
    g_autoptr(tl_note_name) gone = tl_note_name_parse(missing->path);
    g_autoptr(GPtrArray) notes = tl_people_notes(notebook, gone->person, error);
    for (guint i = notes ? notes->len : 0; i > 0; i--) {
        const tl_note_name *name = g_ptr_array_index(notes, i - 1);
        g_autofree char *path = tl_note_name_format(name);
        tl_change *change = find_change(changes, path);
        if (change && change->content)
            return change;
        g_autoptr(GBytes) content = tl_file_read(notebook->root_fd, path, TL_FILE_MAX, error);
        if (!content)
            return NULL;
        change = tl_change_new(path, content, content);
        g_ptr_array_add(changes, change);
        return change;
    }
    if (notes)
        tl_error_set(error, TL_EXIT_REFUSED,
                     _("%s was the last note of '%s', and holds an open promise: %s"),
                     missing->path, gone->person, missing->text);
    return NULL;
}

/* The line with its mark changed, as an item of a text of its own. */
static char *remark(const char *line, char mark, tl_date today)
{
    g_autoptr(GBytes) content = g_bytes_new(line, strlen(line));
    g_autoptr(tl_note) note = tl_note_parse(line, strlen(line));
    g_autoptr(GPtrArray) followups = tl_followup_parse(line, strlen(line), note, today);
    tl_followup_change change = {
        .line = 1, .set_mark = TRUE, .mark = mark, .set_done = mark == 'x' ? today : TL_DATE_NONE};
    if (followups->len == 0)
        return g_strdup(line);
    g_autoptr(GBytes) edited = tl_followup_edit(content, followups, &change, 1);
    return g_strndup(g_bytes_get_data(edited, NULL), g_bytes_get_size(edited));
}

gboolean tl_guard_restore(const tl_notebook *notebook, GPtrArray *changes,
                          const tl_missing *missing, char mark, tl_date today, tl_language language,
                          GError **error)
{
    tl_change *change = find_change(changes, missing->path);
    if (!change || !change->content)
        change = find_other_note(notebook, changes, missing, error);
    if (!change)
        return FALSE;
    g_autofree char *line = remark(missing->line, mark, today);
    tl_section_kind kind = missing->is_private ? TL_SECTION_PRIVATE : missing->section_kind;
    GBytes *content = tl_guard_insert(change->content, kind, line, language);
    g_bytes_unref(change->content);
    change->content = content;
    return TRUE;
}
