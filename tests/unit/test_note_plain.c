#include "tl11/followup.h"
#include "tl11/note.h"

#include "random_markdown.h"

#include <criterion/criterion.h>
#include <string.h>

/*
 * Notes whose lines need no parser, read by line, against cmark: a rule above the same text makes
 * cmark read it, one line and four bytes further down.
 */

#define RULE "***\n"
#define TODAY 740000

typedef struct {
    guint line;
    gsize byte;
} shift;

static void show_note(GString *out, const tl_note *note, shift by)
{
    g_string_append_printf(out, "|%s|%u %d\n", note->title ? note->title : "",
                           note->title ? note->title_line - by.line : 0, note->is_complex);
    for (guint i = 0; i < note->sections->len; i++) {
        const tl_section *s = g_ptr_array_index(note->sections, i);
        g_string_append_printf(out, "s|%s| k%d%d l%u %u-%u p%d%d f%d\n", s->title, s->kind,
                               s->letter, s->level, s->line - by.line, s->end_line - by.line,
                               s->parent, s->is_private, s->is_filled);
    }
    for (guint i = 0; i < note->comments->len; i++) {
        const tl_comment *c = g_ptr_array_index(note->comments, i);
        g_string_append_printf(out, "c|%s| %u+%u s%d a%d\n", c->text, c->line - by.line, c->lines,
                               c->section, c->is_answered);
    }
}

static void show_item(GString *out, const tl_followup *f, shift by)
{
    g_string_append_printf(out, "i%u+%u@%zu d%u p%d %s%d s%d k%d%d%d |%s| @%s %u %s %u %u ^%s",
                           f->line - by.line, f->lines, f->mark - by.byte, f->depth, f->parent,
                           tl_state_name(f->state), f->mark_is_known, f->section, f->section_kind,
                           f->letter, f->is_private, f->text, f->owner ? f->owner : "", f->due,
                           f->due_text ? f->due_text : "", f->from, f->done, f->id ? f->id : "");
    for (guint i = 0; f->tags && i < f->tags->len; i++)
        g_string_append_printf(out, " #%s", (char *)g_ptr_array_index(f->tags, i));
    g_string_append_c(out, '\n');
}

static void show_items(GString *out, const GPtrArray *items, shift by)
{
    for (guint i = 0; i < items->len; i++)
        show_item(out, g_ptr_array_index(items, i), by);
}

static char *show(const char *text, gsize length, shift by, gboolean *is_plain)
{
    GString *out = g_string_new(NULL);
    g_autoptr(tl_note) note = tl_note_parse(text, length);
    g_autoptr(GPtrArray) items = tl_followup_parse(text, length, note, TODAY);
    *is_plain = note->is_plain;
    show_note(out, note, by);
    show_items(out, items, by);
    return g_string_free(out, FALSE);
}

typedef struct {
    GString *out;
    guint count;
} visit;

static void visit_item(tl_followup *followup, guint index, guint known, gpointer data)
{
    visit *v = data;
    (void)known;
    cr_assert_eq(index, v->count++);
    show_item(v->out, followup, (shift){0, 0});
}

/* The same where another text was read before, in the same memory. */
static char *show_again(const char *text, gsize length)
{
    static tl_note *note = NULL;
    if (!note)
        note = tl_note_new();
    visit v = {.out = g_string_new(NULL)};
    tl_note_read(note, text, length);
    show_note(v.out, note, (shift){0, 0});
    cr_assert_eq(tl_followup_visit(text, length, note, TODAY, visit_item, &v), v.count);
    return g_string_free(v.out, FALSE);
}

/* Whether it was read by line. */
static gboolean check(const char *text, gsize length)
{
    gboolean is_plain, is_plain_too;
    g_autofree char *mine = show(text, length, (shift){0, 0}, &is_plain);
    g_autofree char *again = show_again(text, length);
    cr_assert_str_eq(again, mine, "%s\n%s---\n%s", text, again, mine);
    if (!is_plain)
        return FALSE;
    g_autoptr(GString) below = g_string_new(RULE);
    g_string_append_len(below, text, (gssize)length);
    g_autofree char *cmarks = show(below->str, below->len, (shift){1, strlen(RULE)}, &is_plain_too);
    cr_assert(!is_plain_too);
    cr_assert_str_eq(mine, cmarks, "%s\n%s---\n%s", text, mine, cmarks);
    return TRUE;
}

static const char *const LINES[] = {
    "",
    "",
    "",
    "",
    "- [ ] Send the plan @me due:fri ^k3f9q2",
    "- [x] done it done:2026-01-02 #goal",
    "- [>] `code` [l](u) from:2025-01-01, on",
    "- [-] # no <!-- c",
    "- [ ]  two  blanks  ",
    "- [~] a due:whenever b",
    "- word",
    "- **bold** and more",
    "- `code` x",
    "- 3 things",
    "- #tag x",
    "- \xc3\xa9t\xc3\xa9",
    "Words of a paragraph",
    "2026 was",
    "12) no",
    "1. one",
    "*stressed* words",
    "**bold** words",
    "  goes on",
    "  2 more",
    "  - [ ] within",
    "  [ ] no",
    "    code",
    "## A. Trust",
    "## b. Goals",
    "## Follow-ups:",
    "# Alice, 2026-11-24",
    "# Private",
    "## Private",
    "### More, of it: 1/2 (all)",
    "#### \xc3\x9c"
    "ber",
    "## Agenda  ",
    "##  Two blanks",
    "# *Title*",
    "#tag words",
    "##",
    "<!-- What? -->",
    "<!---->",
    "<!-- a --> b",
    "<!-- open",
    "-->",
    "- [?] what",
    "- [ ]",
    "- [x]\ty",
    "- [a](u)",
    "-",
    "--",
    "---",
    "===",
    "> quoted",
    "```",
    "[x]: /u",
    "\xff words",
    "- \xff",
    "<b>",
    "a\tb",
    " one in",
    "&amp; so",
    "\\# no",
    "- \\# no",
    "- + x",
    "- - x",
    "-  x",
    "\"quoted\"",
    "- (x) y",
    "*",
    "- *",
    "- **",
    "@who",
};

/* Few kinds of line a note, so that many notes hold none that is in doubt. */
static GString *write_note(GRand *rand)
{
    const char *few[7];
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(few); i++)
        few[i] = i == 0 ? "" : PICK(rand, LINES);
    for (int i = g_rand_int_range(rand, 0, 14); i > 0; i--)
        g_string_append_printf(text, "%s\n", PICK(rand, few));
    if (text->len && random_chance(rand, 20))
        g_string_truncate(text, text->len - 1);
    return text;
}

/* How many of so many texts were plain. */
static guint check_random(GString *(*write)(GRand *rand), guint32 seed, int rounds)
{
    GRand *rand = g_rand_new_with_seed(seed);
    guint plain = 0;
    for (int round = 0; round < rounds; round++) {
        GString *text = write(rand);
        plain += check(text->str, text->len) ? 1 : 0;
        g_string_free(text, TRUE);
    }
    g_rand_free(rand);
    return plain;
}

Test(note_plain, agrees_with_cmark)
{
    guint plain = check_random(write_note, 11, 200000);
    cr_expect_gt(plain, 20000, "%u", plain);
}

Test(note_plain, agrees_on_random_markdown)
{
    guint plain = check_random(random_markdown, 12, 100000);
    cr_expect_gt(plain, 150, "%u", plain);
}

/* What a scaffold makes, and people write into it. */
Test(note_plain, takes_an_ordinary_note)
{
    static const char TEXT[] = "# Alice, 2026-11-24\n\n## Follow-ups\n\n- [ ] a @me ^k3f9q2\n"
                               "- [x] b\n  in two lines\n\n## A. Trust\n\n<!-- How? -->\n\n"
                               "- words\n\nWords.\n\n## Private\n\n- [ ] c\n";
    cr_expect(check(TEXT, strlen(TEXT)));
    cr_expect(check("", 0));
}

Test(note_plain, leaves_what_is_in_doubt)
{
    static const char *const texts[] = {"---\n- [ ] a\n---\n", "a\r\n",       "\xEF\xBB\xBF# T\n",
                                        "- [ ] a\n---\n",      "* [ ] a\n",   "- a\n  - [ ] b\n",
                                        "~~~\n- [ ] a\n~~~\n", "> - [ ] a\n", "    - [ ] a\n"};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(tl_note) note = tl_note_parse(texts[i], strlen(texts[i]));
        cr_expect(!note->is_plain, "%s", texts[i]);
    }
}

/* A paragraph that cmark might take too long for is none of these. */
Test(note_plain, leaves_long_paragraphs)
{
    g_autofree char *brackets = g_strnfill(8000, '[');
    g_autofree char *text = g_strconcat("- [ ] a\nx", brackets, "\n", NULL);
    g_autoptr(tl_note) note = tl_note_parse(text, strlen(text));
    cr_expect(!note->is_plain);
    cr_expect(note->is_complex);
    cr_expect(!check(text, strlen(text)));
    cr_expect(check("# T\n\n- [ ] a\n", 13));
}

/* More than the memory for one note holds at first. */
Test(note_plain, takes_many_items_in_the_same_memory)
{
    g_autoptr(GString) text = g_string_new("# T\n");
    for (guint i = 0; i < 500; i++)
        g_string_append_printf(text, "\n## Section %u\n\n- [ ] item %u @them due:fri #goal\n", i,
                               i);
    cr_expect(check(text->str, text->len));
    cr_expect(check("- [ ] a\n", 8));
    cr_expect(check(text->str, text->len));
}
