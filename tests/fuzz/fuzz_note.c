/*
 * Any bytes as a note: read, cleaned of prompts, its follow-ups read and
 * changed. The first byte of the input chooses the changes; the rest is the
 * note.
 */
#include "../../src/notes/followup_internal.h"
#include "tl11/markdown.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define TODAY ((tl_date)740000)

static gboolean is_prompt(const char *text, char letter, gpointer data)
{
    (void)letter;
    return data == NULL && *text == 'p';
}

static GBytes *clean(GBytes *content, gpointer never)
{
    return tl_note_drop_unanswered(content, is_prompt, never);
}

static void check_note(const tl_note *note, guint lines)
{
    guint line = 0;
    for (guint i = 0; i < note->sections->len; i++) {
        const tl_section *section = g_ptr_array_index(note->sections, i);
        g_assert_cmpuint(section->line, >, line);
        g_assert_cmpuint(section->end_line, >, section->line);
        g_assert_cmpuint(section->end_line, <=, lines + 1);
        g_assert_cmpint(section->parent, <, (int)i);
        g_assert_true(g_utf8_validate(section->title, -1, NULL));
        g_assert_cmpint(tl_note_section_at(note, section->line), ==, (int)i);
        g_assert_cmpint(tl_note_top_section(note, (int)i), >=, 0);
        line = section->line;
    }
    for (guint i = 0; i < note->comments->len; i++) {
        const tl_comment *comment = g_ptr_array_index(note->comments, i);
        g_assert_cmpuint(comment->line + comment->lines - 1, <=, lines);
        g_assert_cmpint(comment->section, ==, tl_note_section_at(note, comment->line));
    }
}

static void check_clean(GBytes *content)
{
    static char never[] = "never";
    g_autoptr(GBytes) same = clean(content, never);
    g_assert_true(same == content);
    g_autoptr(GBytes) once = clean(content, NULL);
    g_autoptr(GBytes) twice = clean(once, NULL);
    g_assert_true(g_bytes_equal(once, twice));
}

static void check_items(const char *text, gsize length, const GPtrArray *items)
{
    guint line = 0;
    for (guint i = 0; i < items->len; i++) {
        const tl_followup *item = g_ptr_array_index(items, i);
        g_assert_cmpuint(item->line, >, line);
        g_assert_cmpuint(item->mark, <, length);
        g_assert_true(item->mark > 0 && text[item->mark - 1] == '[');
        g_assert_cmpint(item->parent, <, (int)i);
        g_assert_true(g_utf8_validate(item->text, -1, NULL));
        g_assert_true(item->id == NULL || tl_id_is_valid(item->id, strlen(item->id)));
        line = item->line;
    }
}

static tl_followup_change choose(guint8 seed, guint line)
{
    tl_followup_change change = {.line = line};
    change.set_mark = (seed & 1) != 0;
    change.mark = " x->"[line % 4];
    change.set_done = (seed & 2) != 0 ? TODAY : TL_DATE_NONE;
    change.clear_done = (seed & 4) != 0;
    change.set_due = (seed & 8) != 0 ? TODAY + 1 : TL_DATE_NONE;
    change.set_from = (seed & 16) != 0 ? TODAY - 1 : TL_DATE_NONE;
    change.set_id = (seed & 32) != 0 ? "k3f9q2" : NULL;
    change.reason = (seed & 64) != 0 ? "moved to @bob due:fri ^m2h8xp" : NULL;
    return change;
}

/* Every line but those that were to change is as it was. */
static void compare_lines(const tl_lines *before, const tl_lines *after, const GPtrArray *items)
{
    guint next = 0;
    g_assert_cmpuint(tl_lines_count(before), ==, tl_lines_count(after));
    for (guint number = 1; number <= tl_lines_count(before); number++) {
        const tl_followup *item = next < items->len ? g_ptr_array_index(items, next) : NULL;
        if (item && item->line == number) {
            next++;
            continue;
        }
        gsize old_length = 0;
        gsize new_length = 0;
        const char *old = tl_lines_get_full(before, number, &old_length);
        const char *new = tl_lines_get_full(after, number, &new_length);
        g_assert_cmpmem(old, old_length, new, new_length);
    }
}

static void compare_items(const GPtrArray *before, const GPtrArray *after, guint8 seed)
{
    g_assert_cmpuint(before->len, ==, after->len);
    for (guint i = 0; i < before->len; i++) {
        const tl_followup *old = g_ptr_array_index(before, i);
        const tl_followup *new = g_ptr_array_index(after, i);
        g_assert_cmpuint(old->line, ==, new->line);
        g_assert_cmpstr(old->owner, ==, new->owner);
        if ((seed & 32) != 0)
            g_assert_cmpstr(new->id, ==, "k3f9q2");
        if ((seed & 6) != 0)
            g_assert_cmpuint(new->done, ==, (seed & 2) != 0 ? TODAY : TL_DATE_NONE);
        if ((seed & 8) != 0)
            g_assert_cmpuint(new->due, ==, TODAY + 1);
    }
}

static GPtrArray *parse(GBytes *content)
{
    gsize length = 0;
    const char *text = g_bytes_get_data(content, &length);
    g_autoptr(tl_note) note = tl_note_parse(text, length);
    g_autoptr(tl_lines) lines = tl_lines_new(text, length);
    check_note(note, tl_lines_count(lines));
    GPtrArray *items = tl_followup_parse(text, length, note, TODAY);
    check_items(text, length, items);
    g_autoptr(GPtrArray) scanned = tl_followup_scan(lines, TODAY);
    check_items(text, length, scanned);
    return items;
}

static void check_edit(GBytes *content, guint8 seed)
{
    g_autoptr(GPtrArray) items = parse(content);
    g_autofree tl_followup_change *changes = g_new0(tl_followup_change, items->len + 1);
    for (guint i = 0; i < items->len; i++)
        changes[i] = choose(seed, ((tl_followup *)g_ptr_array_index(items, i))->line);
    g_autoptr(GBytes) edited = tl_followup_edit(content, items, changes, items->len);
    gsize old_length = 0;
    gsize new_length = 0;
    const char *old = g_bytes_get_data(content, &old_length);
    const char *new = g_bytes_get_data(edited, &new_length);
    g_autoptr(tl_lines) before = tl_lines_new(old, old_length);
    g_autoptr(tl_lines) after = tl_lines_new(new, new_length);
    compare_lines(before, after, items);
    g_autoptr(GPtrArray) reread = parse(edited);
    /* Longer lines may make a note too complex to parse, which is then read otherwise. */
    if (tl_markdown_is_complex(old, old_length) == tl_markdown_is_complex(new, new_length))
        compare_items(items, reread, seed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    g_autoptr(GBytes) content = g_bytes_new(data + 1, size - 1);
    check_clean(content);
    check_edit(content, data[0]);
    return 0;
}
