#include "builder_internal.h"

#include "tl11/hash.h"
#include "tl11/note.h"

#include <string.h>

/* More text is in no person's notes, and offsets are 32 bits wide. */
#define TEXT_MAX ((gsize)2 * 1024 * 1024 * 1024)
#define SLOTS_MIN 4096

void tl_builder_init(tl_builder *b, tl_timeline *timeline)
{
    *b = (tl_builder){.timeline = timeline};
    tl_section_keys_init(&b->keys);
    b->text = g_byte_array_new();
    b->lines = g_array_new(FALSE, FALSE, sizeof(guint32));
    b->hashes = g_array_new(FALSE, FALSE, sizeof(guint32));
    b->first_cell = g_array_new(FALSE, FALSE, sizeof(guint32));
    b->slot_count = SLOTS_MIN;
    b->slots = g_new0(guint32, b->slot_count);
    b->cells = g_array_new(FALSE, FALSE, sizeof(tl_builder_cell));
    b->intervals = g_array_new(FALSE, FALSE, sizeof(tl_builder_interval));
    b->nodes = g_array_new(FALSE, TRUE, sizeof(tl_builder_node));
    b->members = g_array_new(FALSE, FALSE, sizeof(guint32));
    b->spans = g_array_new(FALSE, FALSE, sizeof(guint32));
    b->commits = g_array_new(FALSE, FALSE, sizeof(tl_volume_commit));
    b->commit_of = g_hash_table_new(NULL, NULL);
    b->paths = g_ptr_array_new_with_free_func(g_free);
    b->path_of = g_hash_table_new(g_str_hash, g_str_equal);
    b->sections = g_ptr_array_new_with_free_func(g_free);
    b->section_of = g_hash_table_new(g_str_hash, g_str_equal);
    b->former = g_array_new(FALSE, FALSE, sizeof(tl_builder_former));
    b->standing = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_array_set_size(b->nodes, 1);
    tl_builder_line(b, "", 0);
}

void tl_builder_clear(tl_builder *b)
{
    GArray *const arrays[] = {b->lines,     b->hashes, b->first_cell, b->cells,
                              b->intervals, b->nodes,  b->members,    b->spans,
                              b->commits,   b->former, b->standing};
    if (!b->text)
        return;
    tl_section_keys_clear(&b->keys);
    g_byte_array_unref(b->text);
    for (gsize i = 0; i < G_N_ELEMENTS(arrays); i++)
        g_array_unref(arrays[i]);
    g_free(b->slots);
    g_hash_table_unref(b->commit_of);
    g_hash_table_unref(b->path_of);
    g_hash_table_unref(b->section_of);
    g_ptr_array_unref(b->paths);
    g_ptr_array_unref(b->sections);
    g_clear_pointer(&b->read, g_array_unref);
    g_free(b->commit_at);
    b->text = NULL;
}

/* -- what is there once --------------------------------------------------------- */

/* At least twice as many slots as there are lines. */
static void grow_slots(tl_builder *b)
{
    g_free(b->slots);
    while ((gsize)b->lines->len * 2 > b->slot_count)
        b->slot_count *= 2;
    b->slots = g_new0(guint32, b->slot_count);
    for (guint32 i = 0; i < b->lines->len; i++) {
        gsize at = g_array_index(b->hashes, guint32, i) & (b->slot_count - 1);
        while (b->slots[at])
            at = (at + 1) & (b->slot_count - 1);
        b->slots[at] = i + 1;
    }
}

static gboolean is_line(const tl_builder *b, guint32 line, const char *text, gsize length)
{
    gsize start = g_array_index(b->lines, guint32, line);
    gsize end =
        line + 1 < b->lines->len ? g_array_index(b->lines, guint32, line + 1) : b->text->len;
    return end - start == length + 1 && memcmp(b->text->data + start, text, length) == 0;
}

static guint32 add_line(tl_builder *b, const char *text, gsize length, guint32 hash, gsize at)
{
    guint32 start = b->text->len, none = TL_VOLUME_NONE;
    b->is_full = b->is_full || b->text->len + length + 1 > TEXT_MAX;
    if (b->is_full)
        return 0;
    g_byte_array_append(b->text, (const guint8 *)text, (guint)length);
    g_byte_array_append(b->text, (const guint8 *)"\n", 1);
    g_array_append_val(b->lines, start);
    g_array_append_val(b->hashes, hash);
    g_array_append_val(b->first_cell, none);
    b->slots[at] = b->lines->len;
    if ((gsize)b->lines->len * 2 > b->slot_count)
        grow_slots(b);
    return b->lines->len - 1;
}

guint32 tl_builder_line(tl_builder *b, const char *text, gsize length)
{
    guint32 hash = tl_hash_line(text, length);
    gsize at = hash & (b->slot_count - 1);
    for (; b->slots[at]; at = (at + 1) & (b->slot_count - 1)) {
        guint32 line = b->slots[at] - 1;
        if (g_array_index(b->hashes, guint32, line) == hash && is_line(b, line, text, length))
            return line;
    }
    return add_line(b, text, length, hash, at);
}

void tl_builder_take_lines(tl_builder *b, const tl_volume *base)
{
    guint32 count = tl_volume_lines(base);
    g_byte_array_set_size(b->text, 0);
    g_byte_array_append(b->text, (const guint8 *)base->parts[TL_PART_TEXT],
                        (guint)base->lengths[TL_PART_TEXT]);
    g_array_set_size(b->lines, 0);
    g_array_append_vals(b->lines, base->parts[TL_PART_LINES], count);
    g_array_set_size(b->hashes, count);
    g_array_set_size(b->first_cell, count);
    for (guint32 i = 0; i < count; i++) {
        gsize length;
        const char *text = tl_volume_line(base, i, &length);
        g_array_index(b->hashes, guint32, i) = tl_hash_line(text, length);
        g_array_index(b->first_cell, guint32, i) = TL_VOLUME_NONE;
    }
    grow_slots(b);
}

guint32 tl_builder_cell_of(tl_builder *b, guint32 line, guint32 section)
{
    guint32 first = g_array_index(b->first_cell, guint32, line);
    for (guint32 i = first; i != TL_VOLUME_NONE; i = TL_BUILDER_CELL(b, i)->next)
        if (TL_BUILDER_CELL(b, i)->section == section)
            return i;
    tl_builder_cell cell = {line, section, first, 0, TL_VOLUME_NONE};
    g_array_append_val(b->cells, cell);
    g_array_index(b->first_cell, guint32, line) = b->cells->len - 1;
    return b->cells->len - 1;
}

static guint32 number_of(GPtrArray *texts, GHashTable *numbers, const char *text)
{
    guint32 found = GPOINTER_TO_UINT(g_hash_table_lookup(numbers, text));
    if (found)
        return found - 1;
    char *copy = g_strdup(text);
    g_ptr_array_add(texts, copy);
    g_hash_table_insert(numbers, copy, GUINT_TO_POINTER(texts->len));
    return texts->len - 1;
}

guint32 tl_builder_path(tl_builder *b, const char *path)
{
    return number_of(b->paths, b->path_of, path);
}

guint32 tl_builder_section(tl_builder *b, const char *key)
{
    return number_of(b->sections, b->section_of, key);
}

guint32 tl_builder_commit(tl_builder *b, guint commit)
{
    gpointer key = GUINT_TO_POINTER(commit + 1);
    guint32 found = GPOINTER_TO_UINT(g_hash_table_lookup(b->commit_of, key));
    if (found)
        return found - 1;
    tl_timeline_commit known = tl_timeline_get(b->timeline, commit);
    tl_volume_commit c = {.is_merge = known.is_merge ? 1 : 0, .time = known.time};
    memcpy(c.id, known.id, sizeof(c.id));
    g_array_append_val(b->commits, c);
    g_hash_table_insert(b->commit_of, key, GUINT_TO_POINTER(b->commits->len));
    return b->commits->len - 1;
}

int tl_builder_compare_commits(const tl_builder *b, guint32 x, guint32 y)
{
    const tl_volume_commit *left = &g_array_index(b->commits, tl_volume_commit, x);
    const tl_volume_commit *right = &g_array_index(b->commits, tl_volume_commit, y);
    if (left->time != right->time)
        return left->time < right->time ? -1 : 1;
    return memcmp(left->id, right->id, sizeof(left->id));
}

gboolean tl_builder_wants(const char *name)
{
    return strcmp(name, "next.md") == 0 || tl_note_name_is_file(name);
}
