#include "tl11/agenda.h"

#include "people_internal.h"
#include "tl11/error.h"
#include "tl11/file.h"
#include "tl11/followup.h"
#include "tl11/language.h"
#include "tl11/lines.h"

#include <string.h>

/*
 * What next.md begins with. Long enough that git, which goes by how much of a file is the
 * same, still knows it where a person was renamed and points were added elsewhere.
 */
static const char *const HEADS[TL_LANGUAGES] = {
    [TL_LANGUAGE_EN] = "# Agenda\n\n<!-- points for the next 1:1: 'tl11 jot' adds one here, the "
                       "next note takes them up -->\n",
    [TL_LANGUAGE_ID] = "# Agenda\n\n<!-- butir untuk 1:1 berikutnya: 'tl11 jot' menambahkannya di "
                       "sini, catatan berikutnya mengambilnya -->\n",
};

static const char *head_for(const tl_notebook *notebook, const tl_person *person)
{
    return HEADS[tl_notebook_language(notebook, person->has_language, person->language)];
}

static char *next_path(const tl_person *person)
{
    return g_strdup_printf("%s/%s/next.md", person->relationship, person->slug);
}

/* Where points of a person may stand: today's folder, then those of before. NULL on error. */
static GPtrArray *list_paths(const tl_notebook *notebook, const tl_person *person, GError **error)
{
    g_autoptr(GPtrArray) relationships = tl_people_relationships(notebook, error);
    GPtrArray *paths = relationships ? g_ptr_array_new_with_free_func(g_free) : NULL;
    if (paths)
        g_ptr_array_add(paths, next_path(person));
    for (guint i = 0; paths && i < relationships->len; i++) {
        const char *relationship = g_ptr_array_index(relationships, i);
        if (strcmp(relationship, person->relationship) != 0)
            g_ptr_array_add(paths, g_strdup_printf("%s/%s/next.md", relationship, person->slug));
    }
    return paths;
}

static gboolean is_there(const tl_notebook *notebook, const char *path)
{
    return tl_file_kind_of(notebook->root_fd, path) != TL_FILE_MISSING;
}

/* A line of a head, in whatever language. */
static gboolean is_head(const char *line, gsize length)
{
    char letter;
    g_autofree char *text = g_strchomp(g_strndup(line, length));
    for (tl_language language = 0; *text == '<' && language < TL_LANGUAGES; language++) {
        const char *comment = strchr(HEADS[language], '<');
        if (strncmp(comment, text, strlen(comment) - 1) == 0)
            return TRUE;
    }
    return g_str_has_prefix(text, "# ") &&
           tl_section_kind_of(text + 2, &letter) == TL_SECTION_AGENDA;
}

/* The blank lines behind a head go with it. */
static void append_points(GString *points, GBytes *content)
{
    gsize size;
    const char *text = g_bytes_get_data(content, &size);
    g_autoptr(tl_lines) lines = tl_lines_new(text, size);
    gboolean after_head = FALSE;
    if (points->len > 0 && points->str[points->len - 1] != '\n')
        g_string_append_c(points, '\n');
    for (guint i = 1; i <= tl_lines_count(lines); i++) {
        const char *line = tl_lines_get_full(lines, i, &size);
        after_head = is_head(line, size) || (after_head && tl_lines_is_blank(lines, i));
        if (!after_head)
            g_string_append_len(points, line, (gssize)size);
    }
}

GBytes *tl_agenda_read(const tl_notebook *notebook, const tl_person *person, GError **error)
{
    g_autoptr(GPtrArray) paths = list_paths(notebook, person, error);
    g_autoptr(GString) points = paths ? g_string_new(NULL) : NULL;
    for (guint i = 0; paths && i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        if (!is_there(notebook, path))
            continue;
        g_autoptr(GBytes) content = tl_file_read(notebook->root_fd, path, TL_FILE_MAX, error);
        if (!content)
            return NULL;
        append_points(points, content);
    }
    return points && points->len > 0 ? g_bytes_new(points->str, points->len) : NULL;
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
    g_autofree char *path = next_path(person);
    gboolean is_new = !is_there(notebook, path);
    g_autoptr(GBytes) content =
        is_new ? NULL : tl_file_read(notebook->root_fd, path, TL_FILE_MAX, error);
    if (!content && !is_new)
        return NULL;
    gsize length = 0;
    const char *before = content ? g_bytes_get_data(content, &length) : NULL;
    GString *after = g_string_new_len(before, (gssize)length);
    if (is_new && tl_repository_has_remote(notebook->repository))
        g_string_append(after, head_for(notebook, person));
    if (after->len > 0 && after->str[after->len - 1] != '\n')
        g_string_append_c(after, '\n');
    if (g_str_has_suffix(after->str, "-->\n"))
        g_string_append_c(after, '\n');
    g_autofree char *id = tl_id_new();
    g_string_append_printf(after, "- [ ] %s ^%s\n", point, id);
    g_autoptr(GBytes) edited = g_string_free_to_bytes(after);
    tl_change *change = tl_change_new(path, edited, content);
    change->is_new = is_new;
    return change;
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
        *only_blank &= is_head(line, length) || tl_lines_is_blank(lines, i);
        g_string_append_len(rest, line, (gssize)length);
    }
    return g_string_free_to_bytes(rest);
}

/* head: what stays of a file without points, NULL: none. NULL without an error when nothing
 * changes. */
static tl_change *consume(const tl_notebook *notebook, const char *path, const GPtrArray *followups,
                          const char *head, GError **error)
{
    g_autoptr(GBytes) content = tl_file_read(notebook->root_fd, path, TL_FILE_MAX, error);
    if (!content)
        return NULL;
    gsize length;
    const char *text = g_bytes_get_data(content, &length);
    g_autoptr(tl_lines) lines = tl_lines_new(text, length);
    g_autoptr(GPtrArray) points = tl_followup_parse_file(NULL, content);
    g_autoptr(GByteArray) goes = mark_consumed(points, followups, tl_lines_count(lines));
    gboolean only_blank;
    g_autoptr(GBytes) rest = drop_lines(lines, goes, &only_blank);
    if (g_bytes_equal(rest, content))
        return NULL;
    g_autoptr(GBytes) empty = head ? g_bytes_new_static(head, strlen(head)) : NULL;
    return tl_change_new(path, only_blank ? empty : rest, content);
}

GPtrArray *tl_agenda_consume(const tl_notebook *notebook, const tl_person *person, GBytes *note,
                             GError **error)
{
    g_autoptr(GPtrArray) paths = list_paths(notebook, person, error);
    g_autoptr(GPtrArray) followups = tl_followup_parse_file(NULL, note);
    g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func((GDestroyNotify)tl_change_free);
    const char *head =
        tl_repository_has_remote(notebook->repository) ? head_for(notebook, person) : NULL;
    for (guint i = 0; paths && i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        GError *failure = NULL;
        tl_change *change =
            is_there(notebook, path) ? consume(notebook, path, followups, head, &failure) : NULL;
        if (change)
            g_ptr_array_add(changes, change);
        if (failure) {
            g_propagate_error(error, failure);
            return NULL;
        }
    }
    return paths ? g_steal_pointer(&changes) : NULL;
}
