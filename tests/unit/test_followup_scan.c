#include "../../src/notes/followup_internal.h"

#include "random_markdown.h"

#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

/*
 * The line scan, which reads what is too complex to parse, against the tree:
 * on notes as people write them both find the same.
 */

#define TODAY 740000

/* All but what the scan cannot know: the lines of the paragraph, the section's index. */
static char *show(const GPtrArray *items)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < items->len; i++) {
        const tl_followup *f = g_ptr_array_index(items, i);
        g_string_append_printf(out, "%u@%zu d%u p%d %s%d k%d%c%d |%s| ^%s\n", f->line, f->mark,
                               f->depth, f->parent, tl_state_name(f->state), f->mark_is_known,
                               f->section_kind, f->letter ? f->letter : '.', f->is_private, f->text,
                               f->id ? f->id : "");
    }
    return g_string_free(out, FALSE);
}

static char *scan(const char *text, gsize length)
{
    g_autoptr(tl_lines) lines = tl_lines_new(text, length);
    g_autoptr(GPtrArray) items = tl_followup_scan(lines, TODAY);
    return show(items);
}

static char *parse(const char *text, gsize length)
{
    g_autoptr(tl_note) note = tl_note_parse(text, length);
    g_autoptr(GPtrArray) items = tl_followup_parse(text, length, note, TODAY);
    return show(items);
}

typedef struct {
    GRand *rand;
    GString *text;
    const char *end;
    gsize depth; /* of the list items that are open, two columns each */
    gsize quotes;
} writer;

static void put(writer *w, gsize depth, const char *line)
{
    for (gsize i = 0; i < w->quotes; i++)
        g_string_append(w->text, "> ");
    g_string_append_printf(w->text, "%*s%s%s", (int)depth * 2, "", line, w->end);
}

static void put_item(writer *w)
{
    static const char *const items[] = {"- [ ] a @me",   "- [x] b ^k3f9q2",
                                        "- [>] c",       "- [-] d",
                                        "- [?] e",       "- plain",
                                        "- [ ] ",        "- [ ]",
                                        "- [a](u) link", "- [ ] `f` due:fri",
                                        "- [xx] g",      "- \\[ ] h",
                                        "- - [ ] twice", "-"};
    w->depth = (gsize)g_rand_int_range(w->rand, 0, (gint32)MIN(w->depth + 1, 6));
    const char *item = PICK(w->rand, items);
    /* An item of nothing is a heading's line under a paragraph, and ends with a blank line. */
    gboolean is_empty = strcmp(item, "-") == 0;
    if (is_empty)
        put(w, 0, "");
    put(w, w->depth, item);
    w->depth++;
    if (is_empty)
        put(w, w->depth, "text");
}

static void put_code(writer *w)
{
    static const char *const fences[] = {"```", "~~~~", "``` c"};
    const char *fence = PICK(w->rand, fences);
    gsize depth = (gsize)g_rand_int_range(w->rand, 0, (gint32)w->depth + 1);
    put(w, depth, fence);
    put(w, depth, "- [ ] in code");
    put(w, depth, random_chance(w->rand, 50) ? "# Private" : "<!--");
    put(w, depth, random_chance(w->rand, 50) ? "~~~" : "``");
    put(w, depth, *fence == '`' ? "```" : "~~~~~ ");
    w->depth = depth;
}

static void put_comment(writer *w)
{
    gsize depth = (gsize)g_rand_int_range(w->rand, 0, (gint32)w->depth + 1);
    put(w, depth, random_chance(w->rand, 50) ? "<!-- one line -->" : "<!-- more");
    if (g_str_has_suffix(w->text->str, "more\n") || g_str_has_suffix(w->text->str, "more\r\n")) {
        put(w, depth, "- [ ] in a comment");
        put(w, depth, "-->");
    }
    w->depth = depth;
}

static void put_other(writer *w)
{
    static const char *const blocks[] = {
        "# Title",      "## A. Trust ##", "## Agenda", "### Private", "#### own",  "## Follow-ups:",
        "Private\n---", "Text\n===",      "***",       "- - -",       "paragraph", "<div>x</div>"};
    put(w, 0, "");
    g_auto(GStrv) lines = g_strsplit(PICK(w->rand, blocks), "\n", -1);
    for (char **line = lines; *line; line++)
        put(w, 0, *line);
    put(w, 0, "");
    w->depth = 0;
}

static GString *write_note(GRand *rand)
{
    static const char *const ends[] = {"\n", "\n", "\r\n"};
    writer w = {rand, g_string_new(random_chance(rand, 5) ? "\xEF\xBB\xBF" : ""), PICK(rand, ends),
                0, random_chance(rand, 10) ? 1 : 0};
    for (int i = g_rand_int_range(rand, 1, 20); i > 0; i--) {
        int kind = g_rand_int_range(rand, 0, 10);
        if (kind < 5)
            put_item(&w);
        else if (kind == 5)
            put_code(&w);
        else if (kind == 6)
            put_comment(&w);
        else if (kind == 7 && w.quotes == 0)
            put_other(&w);
        else if (kind == 8 && w.depth > 0)
            put(&w, w.depth, "goes on [ ] here");
        else
            put(&w, 0, "");
    }
    return w.text;
}

Test(followup_scan, agrees_with_the_tree)
{
    GRand *rand = g_rand_new_with_seed(7);
    gsize shown = 0;
    for (int round = 0; round < 20000; round++) {
        GString *text = write_note(rand);
        g_autofree char *scanned = scan(text->str, text->len);
        g_autofree char *parsed = parse(text->str, text->len);
        cr_assert_str_eq(scanned, parsed, "%s", text->str);
        shown += strlen(parsed);
        g_string_free(text, TRUE);
    }
    g_rand_free(rand);
    cr_expect_gt(shown, 1000000);
}

static const char *const CASES[] = {
    "- [ ] a\n\ntext\n\n  - [ ] b\n",
    "- [ ] a\nlazy\n  - [ ] b\n",
    "1. [ ] a\n\n   - [x] b\n",
    "-\t[ ] a\n\n\t- [ ] b\n",
    "- a\n\n      - [ ] code\n\n  - [ ] b\n",
    "-     - [ ] code\n",
    "- ```\n  - [ ] code\n- [ ] a\n",
    "> ```\n> - [ ] code\n- [ ] a\n",
    "- <!--\n  - [ ] no\n- [ ] a\n",
    "<!-- c -->\n- [ ] a\n",
    "``` a`b\n- [ ] a\n",
    "~~~~\n~~~\n- [ ] code\n~~~~ x\n- [ ] code\n",
    "Private\n===\n- [ ] a\n",
    "## Private\n### A. x\n- [ ] a\n# B. y\n- [ ] b\n# C. z\n- [ ] c\n",
    "- - -\n  - [ ] a\n",
    "",
};

Test(followup_scan, cases)
{
    for (guint i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *scanned = scan(CASES[i], strlen(CASES[i]));
        g_autofree char *parsed = parse(CASES[i], strlen(CASES[i]));
        cr_expect_str_eq(scanned, parsed, "%s", CASES[i]);
    }
}

/* A note too complex for the tree is read by the scan, front matter and all. */
Test(followup_scan, complex_note)
{
    g_autofree char *deep = g_strnfill(200, '>');
    g_autofree char *text = g_strconcat("---\n- [ ] no\n---\n## Private\n- [x] a ^k3f9q2\n\n", deep,
                                        "\n\n# B. Goals\n1. [ ] b\n", NULL);
    g_autoptr(tl_note) note = tl_note_parse(text, strlen(text));
    cr_assert(note->is_complex);
    g_autofree char *shown = parse(text, strlen(text));
    cr_expect_str_eq(shown, "5@31 d0 p-1 done1 k5.1 |a| ^k3f9q2\n"
                            "10@262 d0 p-1 open1 k0.0 |b| ^\n");
}

/* Stairs of items, then lines that leave them open: each must not look at them all. */
Test(followup_scan, stairs_without_end)
{
    g_autofree char *items = g_strnfill(512, '-');
    for (guint i = 1; i < 512; i += 2)
        items[i] = ' ';
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint step = 0; step < 80; step++)
        g_string_append_printf(text, "%*s%sx\n", (int)step * 512, "", items);
    for (int i = 0; i < 500000; i++)
        g_string_append(text, "x\n");
    g_autoptr(tl_lines) lines = tl_lines_new(text->str, text->len);
    g_autoptr(GPtrArray) found = tl_followup_scan(lines, TODAY);
    cr_expect_eq(found->len, 0);
}

Test(followup_scan, nests_without_end)
{
    g_autoptr(GString) text = g_string_new(NULL);
    while (text->len < 2 * 1024 * 1024)
        g_string_append(text, "- ");
    for (int i = 0; i < 500000; i++)
        g_string_append(text, "\n  - [ ] x");
    g_autoptr(tl_note) note = tl_note_parse(text->str, text->len);
    g_autoptr(GPtrArray) items = tl_followup_parse(text->str, text->len, note, TODAY);
    cr_expect_eq(items->len, 500000);
}
