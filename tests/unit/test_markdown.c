#include "tl11/markdown.h"

#include <cmark.h>
#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

static char *repeat(const char *text, gsize length)
{
    gsize size = strlen(text);
    char *all = g_malloc(length + 1);
    for (gsize i = 0; i < length; i++)
        all[i] = text[i % size];
    all[length] = '\0';
    return all;
}

/* The heading's line, to see that line numbers hold. */
static int find_heading(const char *text)
{
    cmark_node *document = tl_markdown_parse(text, strlen(text));
    cr_assert_not_null(document);
    int line = 0;
    for (cmark_node *node = cmark_node_first_child(document); node; node = cmark_node_next(node))
        if (cmark_node_get_type(node) == CMARK_NODE_HEADING && line == 0)
            line = cmark_node_get_start_line(node);
    cmark_node_free(document);
    return line;
}

static const struct {
    const char *text;
    gsize front;
    int heading;
} FRONTS[] = {
    {"---\na: 1\n---\n# h\n", 13, 4},
    {"---\na: 1\n...\n# h\n", 13, 4},
    {"---  \na: 1\n---\t\n# h\n", 16, 4},
    {"---\r\na: 1\r\n---\r\n# h\r\n", 16, 4},
    {"---\ra: 1\r---\r# h\r", 13, 4},
    {"---\rx\n---\r\n# h\n", 11, 4},
    {"---\r\rx\n\n---\n# h\n", 12, 6},
    {"\xEF\xBB\xBF---\na: 1\n---\n# h\n", 16, 4},
    {"---\n---\n# h\n", 8, 3},
    {"---\n# no\n---", 12, 0},
    {"---\na: 1\n# h\n", 0, 3},
    {"\n---\na: 1\n---\n# h\n", 0, 3},
    {"----\na: 1\n---\n# h\n", 0, 2},
    {" ---\na: 1\n---\n# h\n", 0, 2},
    {"\xEF\xBB\xBF# h\n", 0, 1},
    {"", 0, 0},
};

Test(markdown, front_matter)
{
    for (guint i = 0; i < G_N_ELEMENTS(FRONTS); i++) {
        gsize front = tl_markdown_front_matter(FRONTS[i].text, strlen(FRONTS[i].text));
        cr_expect_eq(front, FRONTS[i].front, "case %u: %zu", i, front);
        int heading = find_heading(FRONTS[i].text);
        cr_expect_eq(heading, FRONTS[i].heading, "case %u: heading on line %d", i, heading);
    }
}

static const struct {
    const char *text;
    const char *plain;
} PLAINS[] = {
    {"# a *b* **c `d`**", "a b c d"}, {"# [a *b*](u) ![c](d) &amp;", "a b c &"},
    {"# a <b>c</b>", "a c"},          {"a\nb  \nc", "a b c"},
    {"# \xFF x", "\xEF\xBF\xBD x"},
};

Test(markdown, plain_text)
{
    for (guint i = 0; i < G_N_ELEMENTS(PLAINS); i++) {
        cmark_node *document = tl_markdown_parse(PLAINS[i].text, strlen(PLAINS[i].text));
        g_autofree char *plain = tl_markdown_plain(cmark_node_first_child(document));
        cr_expect_str_eq(plain, PLAINS[i].plain);
        cmark_node_free(document);
    }
}

static gboolean is_complex(const char *head, const char *unit, gsize count, const char *tail)
{
    g_autofree char *middle = repeat(unit, strlen(unit) * count);
    g_autofree char *text = g_strconcat(head, middle, tail, NULL);
    return tl_markdown_is_complex(text, strlen(text));
}

Test(markdown, bounds)
{
    cr_expect(!is_complex("", "- ", 32, "x\n"));
    cr_expect(is_complex("", "- ", 33, "x\n"));
    cr_expect(is_complex("\xEF\xBB\xBF", "- ", 33, "x\n"));
    cr_expect(is_complex("", "> ", 33, "x\n"));
    cr_expect(is_complex("", "1. ", 33, "x\n"));
    cr_expect(!is_complex("", "- ", 40, "-\n"), "a rule has no list markers");
    cr_expect(!is_complex("", "* * ", 40, "\n"));
    cr_expect(is_complex("", "+ ", 40, "+\n"), "there is no rule of plus signs");
    cr_expect(!is_complex("a", "b", 65534, "\n"));
    cr_expect(is_complex("a", "b", 65535, "\n"));
    cr_expect(!is_complex("", "[ ", 4096, "\n"));
    cr_expect(is_complex("", "[ ", 4097, "\n"));
    cr_expect(!is_complex("", "- [ ] an item of some length, with [a link](u)\n", 5000, ""),
              "items are paragraphs of their own");
    cr_expect(!is_complex("", "> a quoted line\n>\n", 5000, ""));
    cr_expect(is_complex("", "14. goes on the paragraph\n", 5000, ""));
    cr_expect(is_complex("a\n", "    - goes on the paragraph\n", 5000, ""));
    cr_expect(!is_complex("", "a\n\n", TL_MARKDOWN_MAX / 3, ""));
    cr_expect(is_complex("ab", "a\n\n", TL_MARKDOWN_MAX / 3, ""));
}

/* A line that only goes on a paragraph closes nothing, however it looks. */
Test(markdown, lazy_lines_close_nothing)
{
    g_autofree char *items = repeat("- ", 40);
    g_autofree char *blanks = g_strnfill(40, ' ');
    g_autofree char *text =
        g_strconcat("> ", items, "a\n    - lazy\n> ", blanks, items, "b\n", NULL);
    cr_expect(tl_markdown_is_complex(text, strlen(text)));
}

static guint measure_depth(cmark_node *document)
{
    guint depth = 0;
    guint deepest = 0;
    cmark_iter *iter = cmark_iter_new(document);
    cmark_event_type event;
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node_type type = cmark_node_get_type(cmark_iter_get_node(iter));
        if (type != CMARK_NODE_ITEM && type != CMARK_NODE_BLOCK_QUOTE)
            continue;
        depth = event == CMARK_EVENT_ENTER ? depth + 1 : depth - 1;
        deepest = MAX(deepest, depth);
    }
    cmark_iter_free(iter);
    return deepest;
}

/* Lines that nest deeper and deeper, by every means that there is. */
static GString *make_nest(GRand *rand)
{
    static const char *const parts[] = {"- ",  "- ", "> ", ">",  "1. ",
                                        "+  ", " ",  "  ", "\t", "14) "};
    GString *text = g_string_new(NULL);
    GString *open = g_string_new(NULL);
    int count = g_rand_int_range(rand, 2, 40);
    for (int i = 0; i < count; i++) {
        if (g_rand_int_range(rand, 0, 8) > 0)
            g_string_append_len(text, open->str, (gssize)open->len);
        for (int j = g_rand_int_range(rand, 0, 4); j > 0; j--) {
            const char *part = parts[g_rand_int_range(rand, 0, G_N_ELEMENTS(parts))];
            g_string_append(text, part);
            g_string_append(open, *part == '>' ? part : "  ");
        }
        g_string_append(text, g_rand_int_range(rand, 0, 4) > 0 ? "x\n" : "\n");
    }
    g_string_free(open, TRUE);
    return text;
}

/* What is counted must never be less than what cmark makes of it. */
Test(markdown, depth_is_never_underestimated)
{
    GRand *rand = g_rand_new_with_seed(32);
    guint parsed = 0;
    guint complex = 0;
    guint deepest = 0;
    for (int round = 0; round < 20000; round++) {
        GString *text = make_nest(rand);
        cmark_node *document = tl_markdown_parse(text->str, text->len);
        guint depth = document ? measure_depth(document) : 0;
        cr_assert_leq(depth, 32, "%s", text->str);
        deepest = MAX(deepest, depth);
        *(document ? &parsed : &complex) += 1;
        if (document)
            cmark_node_free(document);
        g_string_free(text, TRUE);
    }
    g_rand_free(rand);
    cr_expect_gt(parsed, 1000);
    cr_expect_gt(complex, 100);
    cr_expect_geq(deepest, 12, "%u", deepest);
}

static const char *const PATTERNS[] = {
    "- ",      "> - ",    "![[]()",   "*a **a `", "*",          "a*",        "<!--",  ">",
    "[",       "[a](",    "]",        "&",        "`a",         "<",         "*a_ ",  "\\",
    "#\n",     "1. ",     "<a b=\"",  "<?",       "<![CDATA[",  "[\n",       "a\n\n", "> a\n",
    "```\n\n", "\t",      "[a]: b\n", "[![",      "<>",         "[a][a] ",   "_a__b", "a\n===\n",
    "- \n\n",  "[a]: <",  "&amp",     "\r",       "`` ` ",      "- [ ] a\n", "(((",   "***a",
    "<a ",     "    - x", "~~~\n\n",  "\"'",      "- ![[]()\n", "![[]()\n",
};

/* As one line, then with half of it blank lines, then in paragraphs just below the bound. */
static gboolean is_refused(const char *pattern, gsize length, int way)
{
    g_autofree char *text = repeat(pattern, length);
    if (way == 1)
        memset(text + length / 2, '\n', length / 2);
    for (gsize at = 65000; way == 2 && at + 2 < length; at += 65000)
        memcpy(text + at, "\n\n", 2);
    cmark_node *document = tl_markdown_parse(text, length);
    if (!document)
        return TRUE;
    cmark_node_free(document);
    return FALSE;
}

/* How quick is for the bench: here nothing may hang, whatever it runs under. */
Test(markdown, patterns_are_parsed_or_refused, .timeout = 300)
{
    const gsize length = 256 * 1024, less = 32 * 1024;
    cr_expect(is_refused("- ", length, 1) && is_refused("> - ", length, 1));
    cr_expect(is_refused(">", length, 0) && is_refused("![[]()", length, 0));
    cr_expect(is_refused("![[]()", length, 2) && !is_refused("a\n\n", length, 0));
    guint refused = 0;
    for (guint i = 0; i < G_N_ELEMENTS(PATTERNS); i++)
        for (int way = 0; way < 3; way++)
            refused += is_refused(PATTERNS[i], less, way) ? 1 : 0;
    cr_expect_gt(refused, 0);
    cr_expect_lt(refused, 3 * G_N_ELEMENTS(PATTERNS));
}
