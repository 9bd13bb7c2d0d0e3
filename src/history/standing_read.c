#include "standing_internal.h"

#include "tl11/file.h"

static const tl_standing_note *note_at(const tl_standing *standing, guint i)
{
    return &g_array_index(standing->notes, tl_standing_note, i);
}

guint tl_standing_count(const tl_standing *standing)
{
    return standing->notes->len;
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
