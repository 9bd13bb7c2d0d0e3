#include "builder_internal.h"

#include <string.h>

guint tl_builder_begin_tail(tl_builder *b, const tl_volume *base)
{
    guint notes = tl_volume_notes(base);
    gsize commits = base->lengths[TL_PART_COMMITS] / sizeof(tl_volume_commit);
    if (base->flags & TL_VOLUME_FIXED || notes == 0)
        return 0;
    b->base = base;
    b->read = g_array_new(FALSE, FALSE, sizeof(guint32));
    b->commit_at = g_new(guint32, commits + 1);
    memset(b->commit_at, 0xff, (commits + 1) * sizeof(guint32));
    g_array_set_size(b->nodes, notes + 1);
    for (guint32 i = 1; i <= notes; i++)
        TL_BUILDER_NODE(b, i)->unread = i;
    return notes;
}

static gboolean is_at(const tl_builder *b, guint32 note, const char *path)
{
    return note < tl_volume_notes(b->base) && strcmp(tl_volume_note_path(b->base, note), path) == 0;
}

/* Notes are asked for in nearly the order that they lie in. */
static guint32 find_note(tl_builder *b, const char *path)
{
    if (is_at(b, b->cursor, path))
        return b->cursor++;
    guint32 found = tl_volume_find_note(b->base, 0, tl_volume_notes(b->base), path);
    if (!is_at(b, found, path))
        return TL_VOLUME_NONE;
    b->cursor = found + 1;
    return found;
}

guint tl_builder_find_note(tl_builder *b, const char *path, const guint8 *blob, const char **kept)
{
    guint32 found = find_note(b, path);
    if (found == TL_VOLUME_NONE)
        return 0;
    tl_volume_note note = tl_volume_note_at(b->base, found);
    *kept = tl_volume_path(b->base, note.path);
    return memcmp(note.blob, blob, TL_OBJECT_BYTES) == 0 ? found + 1 : 0;
}

static guint32 take_commit(tl_builder *b, guint32 commit)
{
    const tl_volume_commit *known = tl_volume_commit_at(b->base, commit);
    static const tl_volume_commit none = {.is_merge = 0};
    if (known && b->commit_at[commit] != TL_VOLUME_NONE)
        return b->commit_at[commit];
    g_array_append_vals(b->commits, known ? known : &none, 1);
    if (known)
        b->commit_at[commit] = b->commits->len - 1;
    return b->commits->len - 1;
}

/* The intervals of a line that stand in the note, once: seen has the lines that had their turn. */
static void take_line(tl_builder *b, guint32 from, guint32 path, guint32 line, GHashTable *seen)
{
    guint32 i, end;
    if (line == 0 || !g_hash_table_add(seen, GUINT_TO_POINTER(from)))
        return;
    for (tl_volume_range(b->base, from, &i, &end); i < end; i++) {
        tl_volume_interval interval = tl_volume_interval_at(b->base, i);
        if (interval.removed != TL_VOLUME_NONE || interval.path != path)
            continue;
        guint32 section = tl_builder_section(b, tl_volume_section(b->base, interval.section));
        guint32 cell = tl_builder_cell_of(b, line, section);
        guint32 member = tl_builder_new_interval(b, cell, take_commit(b, interval.added));
        g_array_append_val(b->members, member);
    }
}

void tl_builder_read_note(tl_builder *b, guint32 number)
{
    guint32 unread = TL_BUILDER_NODE(b, number)->unread;
    if (unread == 0)
        return;
    guint32 index = unread - 1;
    tl_volume_note note = tl_volume_note_at(b->base, index);
    guint count;
    const guint32 *spans = tl_volume_spans(b->base, &note, &count);
    tl_builder_node node = {.path = tl_builder_path(b, tl_volume_path(b->base, note.path)),
                            .last = take_commit(b, note.last),
                            .first = b->members->len,
                            .spans = b->spans->len,
                            .span_count = count,
                            .size = note.size};
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < count; i++) {
        gsize length;
        const char *text = tl_volume_line(b->base, spans[i] >> 2, &length);
        guint32 line = length ? tl_builder_line(b, text, length) : 0;
        guint32 span = line << 2 | (spans[i] & 3);
        g_array_append_val(b->spans, span);
        take_line(b, spans[i] >> 2, note.path, line, seen);
    }
    node.count = b->members->len - node.first;
    memcpy(node.blob, note.blob, sizeof(node.blob));
    *TL_BUILDER_NODE(b, number) = node;
    g_array_append_val(b->read, index);
}
