#include "digest_items_internal.h"

#include <string.h>

static void clear_note(gpointer data)
{
    tl_note_name_free(((tl_items_note *)data)->name);
}

void tl_items_picks_init(tl_items_picks *picks)
{
    picks->all = g_array_new(FALSE, FALSE, sizeof(tl_items_pick));
    picks->notes = g_array_new(FALSE, FALSE, sizeof(tl_items_note));
    picks->texts = g_string_chunk_new(4096);
    g_array_set_clear_func(picks->notes, clear_note);
}

void tl_items_picks_clear(tl_items_picks *picks)
{
    g_clear_pointer(&picks->all, g_array_unref);
    g_clear_pointer(&picks->notes, g_array_unref);
    g_clear_pointer(&picks->texts, g_string_chunk_free);
}

/* One text for all notes of a folder, which stand together. */
static char *name_relationship(const tl_items_picks *picks, const char *path)
{
    gsize length = strcspn(path, "/");
    if (picks->notes->len) {
        const tl_items_note *last =
            &g_array_index(picks->notes, tl_items_note, picks->notes->len - 1);
        if (strncmp(last->path, path, length + 1) == 0)
            return last->relationship;
    }
    return g_string_chunk_insert_len(picks->texts, path, (gssize)length);
}

static void add_note(const tl_items_picks *picks, const char *path)
{
    tl_items_note note = {
        .path = g_string_chunk_insert(picks->texts, path),
        .relationship = name_relationship(picks, path),
        .name = tl_note_name_parse(path),
    };
    g_array_append_val(picks->notes, note);
}

typedef struct {
    const tl_items_picks *picks;
    guint32 first;
    const guint8 *wanted;
} picker;

static gboolean wants_any(const picker *p, const tl_digest_note *note)
{
    return !p->wanted || memchr(p->wanted + note->first, 1, note->count);
}

static void pick_note(const tl_digest_person *person, const char *path, const tl_digest_note *note,
                      gpointer data)
{
    const picker *p = data;
    guint32 at = note->at, before = p->picks->all->len;
    if (!wants_any(p, note))
        return;
    for (guint32 i = note->first; i < note->first + note->count; i++) {
        tl_items_pick pick = {person, p->first + i, p->picks->notes->len,
                              tl_digest_next(&person->flat, &at)};
        if (!p->wanted || p->wanted[i])
            g_array_append_val(p->picks->all, pick);
    }
    if (p->picks->all->len > before)
        add_note(p->picks, path);
}

void tl_items_pick_from(const tl_items_picks *picks, const tl_digest_person *person, guint32 first,
                        const guint8 *wanted)
{
    picker p = {picks, first, wanted};
    tl_digest_each_note(person, pick_note, &p);
}
