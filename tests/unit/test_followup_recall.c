#include "tl11/followup.h"
#include "tl11/note.h"

#include <criterion/criterion.h>
#include <string.h>

/* Items of notes that are read one after another in the same memory: a line that stood in one
 * before is not read again, and says the same; where it stands is read each time. */

#define MONDAY ((tl_date)740000)

typedef struct {
    GString *out;
    GArray *known; /* guint */
} seen;

static void see(tl_followup *f, guint index, guint known, gpointer data)
{
    seen *s = data;
    g_string_append_printf(s->out, "%u: %u+%u@%zu %s%d s%d k%d%d%d |%s| @%s %u%s %u %u ^%s", index,
                           f->line, f->lines, f->mark, tl_state_name(f->state), f->mark_is_known,
                           f->section, f->section_kind, f->letter, f->is_private, f->text,
                           f->owner ? f->owner : "", f->due, f->due_text ? f->due_text : "",
                           f->from, f->done, f->id ? f->id : "");
    for (guint i = 0; f->tags && i < f->tags->len; i++)
        g_string_append_printf(s->out, " #%s", (char *)g_ptr_array_index(f->tags, i));
    g_string_append_c(s->out, '\n');
    if (s->known)
        g_array_append_val(s->known, known);
}

/* What a visit tells of a text. */
static char *read_in(tl_note *note, const char *text, tl_date today, GArray *known)
{
    seen s = {g_string_new(NULL), known};
    tl_note_read(note, text, strlen(text));
    cr_assert(note->is_plain, "%s", text);
    tl_followup_visit(text, strlen(text), note, today, see, &s);
    return g_string_free(s.out, FALSE);
}

/* The same as in a memory in which nothing was read before. */
static void check(tl_note *note, const char *text, tl_date today, GArray *known)
{
    g_autoptr(tl_note) fresh = tl_note_new();
    g_autofree char *wanted = read_in(fresh, text, today, NULL);
    g_autofree char *found = read_in(note, text, today, known);
    cr_assert_str_eq(found, wanted, "%s\n%s", text, found);
}

static guint known_at(const GArray *known, guint i)
{
    return g_array_index(known, guint, i);
}

/* Other things stand in the memory then in which the last note was read. */
static void fill(tl_note *note)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < 20; i++)
        g_string_append(text, "- [ ] xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx due:fri\n\n");
    check(note, text->str, MONDAY, NULL);
}

Test(followup_recall, a_line_has_one_number_and_its_own_place)
{
    g_autoptr(tl_note) note = tl_note_new();
    g_autoptr(GArray) known = g_array_new(FALSE, FALSE, sizeof(guint));
    const char *line = "- [ ] Send the plan @sari due:2026-12-01 #goal ^k3f9q2\n";
    g_autofree char *first = g_strconcat("# Sari\n\n## Private\n\n", line, NULL);
    g_autofree char *second =
        g_strconcat("# Sari\n\n## Follow-ups\n\n- [x] Other\n", line, "goes on\n", NULL);
    g_autofree char *third = g_strconcat(line, NULL);
    check(note, first, MONDAY, known);
    fill(note);
    check(note, second, MONDAY + 7, known);
    fill(note);
    check(note, third, MONDAY + 8, known);
    cr_assert_eq(known->len, 4);
    cr_assert_neq(known_at(known, 0), 0);
    cr_assert_neq(known_at(known, 1), known_at(known, 0));
    cr_assert_eq(known_at(known, 2), known_at(known, 0));
    cr_assert_eq(known_at(known, 3), known_at(known, 0));
}

Test(followup_recall, another_mark_or_blank_is_another_line)
{
    g_autoptr(tl_note) note = tl_note_new();
    g_autoptr(GArray) known = g_array_new(FALSE, FALSE, sizeof(guint));
    check(note, "- [ ] Send it\n- [x] Send it\n- [>] Send it\n- [ ] Send  it\n- [ ] Send it ",
          MONDAY, known);
    cr_assert_eq(known->len, 5);
    for (guint i = 0; i < known->len; i++)
        for (guint j = 0; j < i; j++)
            cr_assert_neq(known_at(known, i), known_at(known, j), "%u %u", i, j);
}

Test(followup_recall, a_date_in_words_is_read_each_day)
{
    static const char *const LINES[] = {
        "- [ ] Send it due:fri",
        "- [ ] Send it due:nope",
        "- [ ] Send it due:2026-12-01 due:fri",
        "- [ ] Send it due:31 due:2026-12-01",
        "- [ ] Send it tenggat:besok",
    };
    g_autoptr(tl_note) note = tl_note_new();
    g_autoptr(GArray) known = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < G_N_ELEMENTS(LINES); i++) {
        check(note, LINES[i], MONDAY, known);
        check(note, LINES[i], MONDAY + 9, known);
        check(note, LINES[i], TL_DATE_NONE, known);
    }
    for (guint i = 0; i < known->len; i++)
        cr_assert_eq(known_at(known, i), 0, "%u", i);
}

/* What they are found by is the same of all of these: their length, and eight bytes at the
 * beginning, in the middle and at the end. */
Test(followup_recall, lines_that_look_the_same_are_told_apart)
{
    g_autoptr(tl_note) note = tl_note_new();
    g_autoptr(GArray) known = g_array_new(FALSE, FALSE, sizeof(guint));
    char line[] = "- [ ] Send 1 of the plans to them all 12 @me";
    for (guint i = 0; i < 12; i++) {
        line[11] = (char)('1' + i % 3);
        check(note, line, MONDAY, known);
    }
    for (guint i = 1; i < known->len; i++)
        cr_assert_neq(known_at(known, i), known_at(known, i - 1));
}

/* More lines than are kept: what is not kept is read, and has no number. */
Test(followup_recall, keeps_no_more_than_it_may)
{
    g_autoptr(tl_note) note = tl_note_new();
    g_autoptr(GArray) known = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < 9000; i += 100) {
        g_autoptr(GString) text = g_string_new(NULL);
        for (guint n = i; n < i + 100; n++)
            g_string_append_printf(text, "- [ ] Item %u @me\n\n", n);
        check(note, text->str, MONDAY, known);
    }
    check(note, "- [ ] Item 7 @me\n- [ ] Item 8999 @me\n", MONDAY, known);
    cr_assert_eq(known->len, 9002);
    cr_assert_neq(known_at(known, 9000), 0);
    cr_assert_eq(known_at(known, 9000), known_at(known, 7));
    cr_assert_eq(known_at(known, 9001), 0);
}
