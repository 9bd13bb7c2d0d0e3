#include "search_internal.h"

#include <string.h>

void tl_search_lines_init(tl_search_lines *lines, tl_section_keys *titles)
{
    lines->texts = g_array_new(FALSE, FALSE, sizeof(tl_search_text));
    lines->keys = g_ptr_array_new();
    lines->titles = titles;
}

void tl_search_lines_clear(tl_search_lines *lines)
{
    if (!lines->texts)
        return;
    g_array_unref(lines->texts);
    g_ptr_array_unref(lines->keys);
    lines->texts = NULL;
}

static void empty(tl_search_lines *lines)
{
    lines->volume = NULL;
    g_array_set_size(lines->texts, 0);
    g_ptr_array_set_size(lines->keys, 0);
}

static void add(tl_search_lines *lines, const char *text, gsize length)
{
    tl_search_text line = {text, length};
    g_array_append_val(lines->texts, line);
}

void tl_search_lines_split(tl_search_lines *lines, const char *text, gsize length)
{
    empty(lines);
    const char *stop = text + length;
    while (text < stop) {
        const char *lf = memchr(text, '\n', (gsize)(stop - text));
        const char *end = lf ? lf : stop;
        const char *cr = memchr(text, '\r', (gsize)(end - text));
        add(lines, text, (gsize)((cr ? cr : end) - text));
        if (cr && cr + 1 != lf)
            text = cr + 1;
        else
            text = lf ? lf + 1 : stop;
    }
    lines->note.lines = lines->texts->len;
}

void tl_search_lines_take(tl_search_lines *lines, const tl_volume *volume,
                          const tl_volume_note *note)
{
    empty(lines);
    lines->volume = volume;
    lines->spans = tl_volume_spans(volume, note, &lines->note.lines);
}

/* From 0. */
static tl_search_text text_at(const tl_search_lines *lines, guint i)
{
    tl_search_text text;
    if (!lines->volume)
        return g_array_index(lines->texts, tl_search_text, i);
    text.text = tl_volume_line(lines->volume, lines->spans[i] >> 2, &text.length);
    return text;
}

const char *tl_search_line(const tl_search_note *note, guint number, gsize *length)
{
    const tl_search_lines *lines = (const tl_search_lines *)(gconstpointer)note;
    tl_search_text text = text_at(lines, number - 1);
    *length = text.length;
    return text.text;
}

const char *tl_search_section(const tl_search_note *note, guint number)
{
    const tl_search_lines *lines = (const tl_search_lines *)(gconstpointer)note;
    if (lines->keys->len == 0) {
        tl_sections sections;
        tl_sections_begin(&sections, lines->titles);
        for (guint i = 0; i < lines->note.lines; i++) {
            tl_search_text text = text_at(lines, i);
            g_ptr_array_add(lines->keys,
                            (gpointer)tl_sections_next(&sections, text.text, text.length));
        }
    }
    return g_ptr_array_index(lines->keys, number - 1);
}
