#include "tl11/agenda.h"

#include "tl11/error.h"
#include "tl11/file.h"
#include "tl11/followup.h"
#include "tl11/language.h"
#include "tl11/lines.h"

#include <string.h>

static char *next_path(const tl_person *person)
{
    return g_strdup_printf("%s/%s/next.md", person->relationship, person->slug);
}

GBytes *tl_agenda_read(const tl_notebook *notebook, const tl_person *person, GError **error)
{
    g_autofree char *path = next_path(person);
    if (tl_file_kind_of(notebook->root_fd, path) == TL_FILE_MISSING)
        return NULL;
    return tl_file_read(notebook->root_fd, path, TL_FILE_MAX, error);
}

static gboolean check_point(const char *text, GError **error)
{
    if (!*text)
        return tl_error_set(error, TL_EXIT_USAGE, _("nothing to jot down"));
    if (strpbrk(text, "\r\n"))
        return tl_error_set(error, TL_EXIT_USAGE, _("a point is one line"));
    return TRUE;
}

tl_change *tl_agenda_add(const tl_notebook *notebook, const tl_person *person, const char *text,
                         GError **error)
{
    g_autofree char *point = g_strstrip(g_strdup(text));
    if (!check_point(point, error))
        return NULL;
    GError *failure = NULL;
    g_autoptr(GBytes) content = tl_agenda_read(notebook, person, &failure);
    if (failure) {
        g_propagate_error(error, failure);
        return NULL;
    }
    gsize length = 0;
    const char *before = content ? g_bytes_get_data(content, &length) : NULL;
    GString *after = g_string_new_len(before, (gssize)length);
    if (after->len > 0 && after->str[after->len - 1] != '\n')
        g_string_append_c(after, '\n');
    g_autofree char *id = tl_id_new();
    g_string_append_printf(after, "- [ ] %s ^%s\n", point, id);
    g_autofree char *path = next_path(person);
    g_autoptr(GBytes) edited = g_string_free_to_bytes(after);
    tl_change *change = tl_change_new(path, edited, content);
    change->is_new = content == NULL;
    return change;
}

static GPtrArray *parse_followups(GBytes *content)
{
    gsize length;
    const char *text = g_bytes_get_data(content, &length);
    g_autoptr(tl_note) note = tl_note_parse(text, length);
    return tl_followup_parse(text, length, note, tl_date_today());
}

static gboolean is_same_point(const tl_followup *a, const tl_followup *b)
{
    if (a->id && b->id)
        return strcmp(a->id, b->id) == 0;
    g_autofree char *one = tl_followup_key(a);
    g_autofree char *two = tl_followup_key(b);
    return strcmp(one, two) == 0;
}

static gboolean stands_in(const GPtrArray *followups, const tl_followup *point)
{
    for (guint i = 0; i < followups->len; i++)
        if (is_same_point(g_ptr_array_index(followups, i), point))
            return TRUE;
    return FALSE;
}

/* The lines that go, marked: those of each point that stands in the note. */
static GByteArray *mark_consumed(const GPtrArray *points, const GPtrArray *followups, guint lines)
{
    GByteArray *goes = g_byte_array_sized_new(lines + 1);
    g_byte_array_set_size(goes, lines + 1);
    memset(goes->data, 0, goes->len);
    for (guint i = 0; i < points->len; i++) {
        const tl_followup *point = g_ptr_array_index(points, i);
        for (guint n = 0; n < point->lines && stands_in(followups, point); n++)
            goes->data[MIN(point->line + n, lines)] = TRUE;
    }
    return goes;
}

/* What stays of next.md; only_blank tells that no word of it does. */
static GBytes *drop_lines(const tl_lines *lines, const GByteArray *goes, gboolean *only_blank)
{
    GString *rest = g_string_new(NULL);
    *only_blank = TRUE;
    for (guint i = 1; i <= tl_lines_count(lines); i++) {
        gsize length;
        const char *line = tl_lines_get_full(lines, i, &length);
        if (goes->data[i])
            continue;
        *only_blank &= tl_lines_is_blank(lines, i);
        g_string_append_len(rest, line, (gssize)length);
    }
    return g_string_free_to_bytes(rest);
}

tl_change *tl_agenda_consume(const tl_notebook *notebook, const tl_person *person, GBytes *note,
                             GError **error)
{
    g_autoptr(GBytes) content = tl_agenda_read(notebook, person, error);
    if (!content)
        return NULL;
    gsize length;
    const char *text = g_bytes_get_data(content, &length);
    g_autoptr(tl_lines) lines = tl_lines_new(text, length);
    g_autoptr(GPtrArray) points = parse_followups(content);
    g_autoptr(GPtrArray) followups = parse_followups(note);
    g_autoptr(GByteArray) goes = mark_consumed(points, followups, tl_lines_count(lines));
    gboolean only_blank;
    g_autoptr(GBytes) rest = drop_lines(lines, goes, &only_blank);
    if (g_bytes_equal(rest, content))
        return NULL;
    g_autofree char *path = next_path(person);
    return tl_change_new(path, only_blank ? NULL : rest, content);
}
