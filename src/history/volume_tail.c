#include "volume_internal.h"

#include <string.h>

/* The base's key stands before the notes. */
#define KEY_SIZE (2 * sizeof(guint64))

void tl_volume_put_base(GByteArray *part, const guint64 base[2])
{
    g_byte_array_append(part, (const guint8 *)base, KEY_SIZE);
}

tl_volume *tl_volume_tail_new(GBytes *bytes, const guint64 key[2], const guint64 base[2])
{
    g_autoptr(tl_volume) tail = tl_volume_new(bytes, key, TL_VOLUME_ALL);
    gboolean is_of_base = tail && tail->lengths[TL_PART_HIDDEN] >= KEY_SIZE &&
                          memcmp(tail->parts[TL_PART_HIDDEN], base, KEY_SIZE) == 0;
    return is_of_base ? g_steal_pointer(&tail) : NULL;
}

guint8 *tl_volume_hide(const tl_volume *base, const tl_volume *tail)
{
    guint paths = tl_volume_paths(base);
    guint8 *hidden = g_new0(guint8, paths + 1);
    const char *bytes = tail->parts[TL_PART_HIDDEN];
    for (gsize at = KEY_SIZE; at < tail->lengths[TL_PART_HIDDEN]; at += sizeof(guint32)) {
        guint32 note;
        memcpy(&note, bytes + at, sizeof(note));
        guint32 path = tl_volume_note_at(base, note).path;
        if (note < tl_volume_notes(base) && path < paths)
            hidden[path] = 1;
    }
    return hidden;
}

gboolean tl_volume_hides(const tl_volume_side *side, const tl_volume_interval *interval)
{
    return side->hidden && interval->removed == TL_VOLUME_NONE &&
           interval->path < tl_volume_paths(side->volume) && side->hidden[interval->path];
}

gboolean tl_volume_hides_note(const tl_volume_side *side, const tl_volume_note *note)
{
    return side->hidden && note->path < tl_volume_paths(side->volume) && side->hidden[note->path];
}
