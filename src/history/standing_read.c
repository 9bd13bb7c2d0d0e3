#include "standing_internal.h"

#include "tl11/file.h"

#include <string.h>

static const tl_standing_note *note_at(const tl_standing *standing, guint i)
{
    return &g_array_index(standing->notes, tl_standing_note, i);
}

guint tl_standing_count(const tl_standing *standing)
{
    return standing->notes->len;
}

const char *tl_standing_path(const tl_standing *standing, guint i)
{
    return note_at(standing, i)->path;
}

gboolean tl_standing_is_at_head(const tl_standing *standing, guint i)
{
    return note_at(standing, i)->group != TL_VOLUME_NONE;
}

static GBytes *put_together(const tl_standing_group *group, guint32 index)
{
    tl_volume_note note = tl_volume_note_at(group->volume, index);
    guint count;
    const guint32 *spans = tl_volume_spans(group->volume, &note, &count);
    GString *out = g_string_sized_new(note.size);
    for (guint i = 0; i < count; i++) {
        gsize length;
        const char *line = tl_volume_line(group->volume, spans[i] >> 2, &length);
        g_string_append_len(out, line, (gssize)length);
        g_string_append(out, tl_volume_end(spans[i]));
    }
    return g_string_free_to_bytes(out);
}

GBytes *tl_standing_read(const tl_standing *standing, guint i, GError **error)
{
    const tl_standing_note *note = note_at(standing, i);
    if (note->content)
        return g_bytes_ref(note->content);
    if (note->group == TL_VOLUME_NONE)
        return tl_file_read(standing->root, note->path, TL_FILE_MAX, error);
    return put_together(&g_array_index(standing->groups, tl_standing_group, note->group),
                        note->index);
}

/* The lines of a volume that have needle, as bits. */
static guint8 *mark_lines(const tl_volume *volume, const char *needle)
{
    const char *text = volume->parts[TL_PART_TEXT];
    gsize length = volume->lengths[TL_PART_TEXT];
    guint8 *marks = g_new0(guint8, tl_volume_lines(volume) / 8 + 1);
    guint32 line = 0;
    const char *at = text;
    while ((at = memmem(at, length - (gsize)(at - text), needle, strlen(needle)))) {
        line = tl_volume_line_at(volume, (gsize)(at - text), line);
        marks[line / 8] |= (guint8)(1u << line % 8);
        at = memchr(at, '\n', length - (gsize)(at - text));
        if (!at || ++at == text + length)
            break;
    }
    return marks;
}

static gboolean has_marked(const tl_volume *volume, guint32 index, const guint8 *marks)
{
    tl_volume_note note = tl_volume_note_at(volume, index);
    guint count;
    guint32 lines = tl_volume_lines(volume);
    const guint32 *spans = tl_volume_spans(volume, &note, &count);
    for (guint i = 0; i < count; i++) {
        guint32 line = spans[i] >> 2;
        if (line < lines && (marks[line / 8] >> line % 8 & 1))
            return TRUE;
    }
    return FALSE;
}

GArray *tl_standing_find(tl_standing *standing, const char *needle, GError **error)
{
    g_autoptr(GPtrArray) marks = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < standing->groups->len; i++) {
        const tl_volume *volume = g_array_index(standing->groups, tl_standing_group, i).volume;
        g_ptr_array_add(marks, volume ? mark_lines(volume, needle) : NULL);
    }
    for (guint i = 0; i < standing->notes->len; i++) {
        const tl_standing_note *note = note_at(standing, i);
        if (note->group != TL_VOLUME_NONE) {
            const tl_volume *volume =
                g_array_index(standing->groups, tl_standing_group, note->group).volume;
            if (has_marked(volume, note->index, g_ptr_array_index(marks, note->group)))
                g_array_append_val(found, i);
            continue;
        }
        g_autoptr(GBytes) content = tl_standing_read(standing, i, error);
        if (!content)
            return NULL;
        gsize length;
        const char *bytes = g_bytes_get_data(content, &length);
        if (length && memmem(bytes, length, needle, strlen(needle)))
            g_array_append_val(found, i);
    }
    return g_steal_pointer(&found);
}
