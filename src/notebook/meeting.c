#include "tl11/meeting.h"

#include "meeting_internal.h"
#include "tl11/file.h"
#include "tl11/language.h"
#include "tl11/markdown.h"
#include "tl11/memo.h"
#include "tl11/people.h"
#include "tl11/progress.h"
#include "tl11/tag.h"

#include <string.h>

void tl_meeting_free(tl_meeting *meeting)
{
    if (!meeting)
        return;
    tl_note_name_free(meeting->name);
    g_free(meeting->path);
    g_free(meeting->title);
    g_ptr_array_unref(meeting->sections);
    g_ptr_array_unref(meeting->points);
    g_ptr_array_unref(meeting->followups);
    g_free(meeting);
}

static gboolean is_confidential_title(const char *title)
{
    g_autoptr(GPtrArray) tags = g_ptr_array_new_with_free_func(g_free);
    if (title)
        tl_tag_collect(title, strlen(title), tags);
    for (guint i = 0; i < tags->len; i++)
        if (tl_tag_is_confidential(g_ptr_array_index(tags, i)))
            return TRUE;
    return FALSE;
}

static void gather_sections(tl_meeting *meeting)
{
    for (guint i = 0; i < meeting->points->len; i++) {
        const tl_point *point = g_ptr_array_index(meeting->points, i);
        meeting->is_held = meeting->is_held || point->is_new;
        if (point->is_new && point->section &&
            !g_ptr_array_find_with_equal_func(meeting->sections, point->section, g_str_equal, NULL))
            g_ptr_array_add(meeting->sections, g_strdup(point->section));
    }
}

static tl_note_name *copy_name(const tl_note_name *name)
{
    tl_note_name *copy = g_new0(tl_note_name, 1);
    *copy = (tl_note_name){g_strdup(name->relationship), g_strdup(name->person), name->date,
                           name->number};
    return copy;
}

tl_meeting *tl_meeting_parse(const tl_guide *guide, const tl_note_name *name, GBytes *content)
{
    gsize length = 0;
    const char *text = g_bytes_get_data(content, &length);
    tl_meeting *meeting = g_new0(tl_meeting, 1);
    g_autoptr(tl_note) note = tl_note_parse(text, length);
    meeting->name = copy_name(name);
    meeting->path = tl_note_name_format(name);
    meeting->title = g_strdup(note->title);
    meeting->is_confidential = is_confidential_title(note->title);
    meeting->sections = g_ptr_array_new_with_free_func(g_free);
    meeting->followups = tl_followup_parse(text, length, note, name->date);
    meeting->points =
        tl_point_parse(text, length, note, meeting->followups, name->relationship, guide);
    gather_sections(meeting);
    /* No scaffold is so large. */
    meeting->is_held = meeting->is_held || note->is_complex;
    return meeting;
}

tl_meeting *tl_meeting_read(const tl_notebook *notebook, const tl_note_name *name, GError **error)
{
    g_autofree char *path = tl_note_name_format(name);
    g_autoptr(GBytes) content = tl_file_read(notebook->root_fd, path, TL_FILE_MAX, error);
    return content ? tl_meeting_parse(notebook->guide, name, content) : NULL;
}

/*
 * Whether a glance tells that the user wrote something: "- word" after an empty
 * line, no comment open, and no front matter. That is a paragraph, or code, wherever it is.
 */
static gboolean is_plainly_held(const char *text, gsize length)
{
    const char *end = text + length;
    const char *at = text;
    const char *comment = NULL; /* the last one that begins before at */
    const char *seen = text;
    if (length > TL_MARKDOWN_MAX || tl_markdown_front_matter(text, length) > 0)
        return FALSE;
    while ((at = memmem(at, (gsize)(end - at), "\n\n- ", 4)) != NULL) {
        while ((seen = memmem(seen, (gsize)(at - seen), "<!--", 4)) != NULL)
            comment = seen = seen + 4;
        gboolean is_open = comment && !memmem(comment, (gsize)(at - comment), "-->", 3);
        seen = at;
        at += 4;
        if (at < end && g_ascii_isalnum(*at) && !is_open)
            return TRUE;
    }
    return FALSE;
}

static GBytes *pack_number(guint32 number)
{
    return g_bytes_new(&number, sizeof(number));
}

static guint32 unpack_number(GBytes *value)
{
    gsize length;
    guint32 number = 0;
    gconstpointer bytes = g_bytes_get_data(value, &length);
    memcpy(&number, bytes, MIN(length, sizeof(number)));
    return number;
}

static GBytes *make_held(const tl_notebook *notebook, const char *path, GError **error)
{
    g_autoptr(GBytes) content = tl_file_read(notebook->root_fd, path, TL_FILE_MAX, error);
    if (!content)
        return NULL;
    gsize length = 0;
    const char *text = g_bytes_get_data(content, &length);
    if (is_plainly_held(text, length))
        return pack_number(TRUE);
    g_autoptr(tl_note_name) name = tl_note_name_parse(path);
    g_autoptr(tl_meeting) meeting = tl_meeting_parse(notebook->guide, name, content);
    return pack_number(meeting->is_held ? TRUE : FALSE);
}

gboolean tl_meeting_was_held(const tl_notebook *notebook, const tl_note_name *name, GError **error)
{
    g_autofree char *path = tl_note_name_format(name);
    g_autoptr(GBytes) value = tl_memo_get(notebook, TL_MEMO_HELD, path, make_held, error);
    return value && unpack_number(value) != FALSE;
}

static guint32 collect_letters(const tl_meeting *meeting)
{
    guint32 letters = 0;
    for (guint i = 0; i < meeting->points->len; i++) {
        const tl_point *point = g_ptr_array_index(meeting->points, i);
        if (point->section_kind == TL_SECTION_GUIDE)
            letters |= 1u << (point->letter - 'a');
    }
    return letters;
}

gboolean tl_meeting_scan_letters(const char *text, gsize length, guint32 *letters)
{
    g_autoptr(tl_note) note = tl_note_parse(text, length);
    *letters = 0;
    for (guint i = 0; i < note->sections->len; i++) {
        const tl_section *section = g_ptr_array_index(note->sections, i);
        const tl_section *top =
            g_ptr_array_index(note->sections, (guint)tl_note_top_section(note, (int)i));
        if (section->is_filled && top->kind == TL_SECTION_GUIDE)
            *letters |= 1u << (top->letter - 'a');
    }
    return note->is_plain;
}

static GBytes *make_letters(const tl_notebook *notebook, const char *path, GError **error)
{
    guint32 letters = 0;
    g_autoptr(GBytes) content = tl_file_read(notebook->root_fd, path, TL_FILE_MAX, error);
    if (!content)
        return NULL;
    gsize length = 0;
    const char *text = g_bytes_get_data(content, &length);
    if (tl_meeting_scan_letters(text, length, &letters))
        return pack_number(letters);
    g_autoptr(tl_note_name) name = tl_note_name_parse(path);
    g_autoptr(tl_meeting) meeting = tl_meeting_parse(notebook->guide, name, content);
    return pack_number(collect_letters(meeting));
}

gboolean tl_meeting_letters(const tl_notebook *notebook, const tl_note_name *name, guint32 *letters,
                            GError **error)
{
    g_autofree char *path = tl_note_name_format(name);
    g_autoptr(GBytes) value = tl_memo_get(notebook, TL_MEMO_LETTERS, path, make_letters, error);
    *letters = value ? unpack_number(value) : 0;
    return value != NULL;
}

static gboolean is_within(const tl_meeting_range *range, tl_date date)
{
    return date >= range->since && (range->until == TL_DATE_NONE || date <= range->until);
}

GPtrArray *tl_meetings_load(const tl_notebook *notebook, const tl_meeting_range *range,
                            GPtrArray *problems, GError **error)
{
    g_autoptr(GPtrArray) names = range->slug ? tl_people_notes(notebook, range->slug, error)
                                             : tl_people_all_notes(notebook, error);
    if (!names)
        return NULL;
    GPtrArray *meetings = g_ptr_array_new_with_free_func((GDestroyNotify)tl_meeting_free);
    g_autoptr(tl_progress) progress = tl_progress_new(_("reading notes"));
    for (guint i = 0; i < names->len; i++) {
        const tl_note_name *name = g_ptr_array_index(names, i);
        g_autoptr(GError) failure = NULL;
        tl_progress_set(progress, i, names->len);
        if (!is_within(range, name->date))
            continue;
        tl_meeting *meeting = tl_meeting_read(notebook, name, &failure);
        if (meeting)
            g_ptr_array_add(meetings, meeting);
        else
            g_ptr_array_add(problems, g_strdup(failure->message));
    }
    return meetings;
}

gboolean tl_meeting_may_flow(const tl_meeting *meeting, const tl_point *point)
{
    return !meeting->is_confidential && tl_point_may_flow(point);
}
