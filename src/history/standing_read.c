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

GBytes *tl_standing_read(const tl_standing *standing, guint i, GError **error)
{
    const tl_standing_note *note = note_at(standing, i);
    return note->content ? g_bytes_ref(note->content)
                         : tl_file_read(standing->root, note->path, TL_FILE_MAX, error);
}
