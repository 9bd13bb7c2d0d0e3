#include "tl11/render.h"

#include "render_check.h"
#include "tl11/markdown.h"

#include <criterion/criterion.h>

TestSuite(render, .timeout = 30);

static char *render_as(const char *text, int width, gboolean colour, gboolean utf8)
{
    tl_render_options options = {width, colour, utf8};
    char *rendering = tl_render_markdown(text, strlen(text), &options);
    const char *dirt = find_dirt(rendering);
    cr_expect_null(dirt, "%s in:\n%s", dirt, rendering);
    return rendering;
}

#define EXPECT_TEXT(text, width, colour, utf8, expected)                                           \
    do {                                                                                           \
        g_autofree char *rendering_ = render_as(text, width, colour, utf8);                        \
        cr_expect_str_eq(rendering_, expected, "got:\n%s", rendering_);                            \
    } while (0)

/* Without colour, in UTF-8 and in ASCII; and with it. */
#define EXPECT_PLAIN(text, width, expected) EXPECT_TEXT(text, width, FALSE, TRUE, expected)
#define EXPECT_ASCII(text, width, expected) EXPECT_TEXT(text, width, FALSE, FALSE, expected)
#define EXPECT_COLOUR(text, expected) EXPECT_TEXT(text, 80, TRUE, TRUE, expected)

Test(render, nothing_is_nothing)
{
    EXPECT_PLAIN("", 80, "");
    EXPECT_PLAIN(" \n\t\n\n", 80, "");
    EXPECT_PLAIN("\xEF\xBB\xBF", 80, "");
}

Test(render, headings_are_styled_or_keep_their_signs)
{
    EXPECT_PLAIN("# One\n## Two *x*\n###### Six\n", 80, "# One\n\n## Two *x*\n\n###### Six\n");
    EXPECT_PLAIN("Title\n===\ntext", 80, "# Title\n\ntext\n");
    EXPECT_COLOUR("# One\n", "\033[4m\033[1;34mOne\033[0m\n");
    EXPECT_COLOUR("## Two *x*\n", "\033[1;34mTwo \033[0m\033[3m\033[1;34mx\033[0m\n");
    EXPECT_COLOUR("### Three\n", "\033[1mThree\033[0m\n");
}

Test(render, emphasis_and_code_spans)
{
    EXPECT_PLAIN("a *b* **c** `d`", 80, "a *b* **c** `d`\n");
    EXPECT_COLOUR("a *b* **c** `d`", "a \033[3mb\033[0m \033[1mc\033[0m \033[36md\033[0m\n");
    EXPECT_COLOUR("*a\nb*", "\033[3ma b\033[0m\n");
    EXPECT_COLOUR("*a **b***", "\033[3ma \033[0m\033[1m\033[3mb\033[0m\n");
}

Test(render, lists_have_bullets_by_level_and_hang)
{
    EXPECT_PLAIN("- a b c d e f\n  - g\n    - h\n      - i\n", 10,
                 "• a b c d\n  e f\n  ◦ g\n  ▪ h\n  • i\n");
    EXPECT_PLAIN("- a\n  - b\n    - c\n", 80, "• a\n  ◦ b\n    ▪ c\n");
    EXPECT_ASCII("* a\n  * b\n    * c\n      * d\n", 80, "- a\n  * b\n    + c\n      - d\n");
}

Test(render, lists_have_their_numbers)
{
    EXPECT_PLAIN("9) a\n1) b\n", 80, " 9) a\n10) b\n");
    EXPECT_PLAIN("0. a\n5. b\n\n   c\n", 80, "0. a\n\n1. b\n\n   c\n");
    EXPECT_PLAIN("999999999. a b c\n1. d\n", 10, "999999999.\na b c\n1000000000\n.\nd\n");
}

Test(render, lists_are_spaced_only_when_their_items_are_long)
{
    EXPECT_PLAIN("- a\n\n- b\n", 80, "• a\n• b\n");
    EXPECT_PLAIN("- a\n  b\n\n- c\n", 80, "• a b\n\n• c\n");
    EXPECT_PLAIN("- a\n  b\n- c\n", 80, "• a b\n• c\n");
    EXPECT_PLAIN("- a\n\n  b\n- c\n", 80, "• a\n\n  b\n\n• c\n");
    EXPECT_PLAIN("- a\n\n  - b\n\n- c\n", 80, "• a\n  ◦ b\n• c\n");
    EXPECT_PLAIN("- a\n* b\n", 80, "• a\n\n• b\n");
    EXPECT_PLAIN("- a\n  - b\n\n    c\n", 80, "• a\n  ◦ b\n\n    c\n");
}

Test(render, empty_items_are_shown)
{
    EXPECT_PLAIN("- a\n-\n- c\n", 80, "• a\n•\n• c\n");
    EXPECT_PLAIN("- - a\n- >\n", 80, "• ◦ a\n•\n");
    EXPECT_PLAIN("- ```\n  ```\n\n  a\n", 80, "• a\n");
    EXPECT_PLAIN("- > a\n  >\n  > ```\n  > ```\n- b\n", 80, "• │ a\n• b\n");
}

Test(render, task_items_show_their_marks)
{
    static const char tasks[] = "- [ ] a\n- [x] b\n- [X] c\n- [>] d\n- [-] e\n- [~] f\n";
    EXPECT_PLAIN(tasks, 80, "☐ a\n☑ b\n☑ c\n▷ d\n☒ e\n☒ f\n");
    EXPECT_ASCII(tasks, 80, "[ ] a\n[x] b\n[x] c\n[>] d\n[-] e\n[-] f\n");
    EXPECT_COLOUR("- [ ] a\n- [x] b\n", "\033[33m☐\033[0m a\n\033[32m☑\033[0m b\n");
    EXPECT_COLOUR("- [-] *a*\n", "\033[2m☒\033[0m \033[2m\033[3m\033[9ma\033[0m\n");
    EXPECT_COLOUR("- [-] a\n\n  b\n", "\033[2m☒\033[0m \033[2m\033[9ma\033[0m\n\n  b\n");
    EXPECT_PLAIN("3. [x] a b c d e\n", 12, "3. ☑ a b c d\n     e\n");
}

Test(render, task_marks_are_read_from_the_source)
{
    EXPECT_PLAIN("- [x] done\n- [X] *b*\n\n[x]: http://u\n", 80, "☑ done\n☑ *b*\n");
    EXPECT_PLAIN("- [-] \n- [ ]\n\n[-]: http://u\n", 80, "☒\n• [ ]\n");
    EXPECT_PLAIN("> -\t[x] a\n>   1. [>] b\n", 80, "│ ☑ a\n│   1. ▷ b\n");
    EXPECT_PLAIN("---\na: b\n---\n- [x] a\n", 80, "---\na: b\n---\n\n☑ a\n");
    EXPECT_PLAIN("\xEF\xBB\xBF- [x] a\n", 80, "☑ a\n");
    EXPECT_PLAIN("- [x] a\r\n- [ ] b\r\n", 80, "☑ a\n☐ b\n");
}

Test(render, what_is_no_task_keeps_its_brackets)
{
    EXPECT_PLAIN("- [?] a\n- [x]b\n- \\[x] c\n- [ab] d\n- [x) e\n", 80,
                 "• [?] a\n• [x]b\n• [x] c\n• [ab] d\n• [x) e\n");
    EXPECT_PLAIN("- [x] a\n  ---\n", 80, "• ## [x] a\n");
    EXPECT_PLAIN("- [x](u) a\n", 80, "• x <u> a\n");
    EXPECT_PLAIN("[x] a\n\n> [ ] b\n", 80, "[x] a\n\n│ [ ] b\n");
    EXPECT_PLAIN("- # [x] a\n", 80, "• # [x] a\n");
    EXPECT_PLAIN("- b\n\n  [x] a\n", 80, "• b\n\n  [x] a\n");
}

Test(render, quotes_have_a_bar)
{
    EXPECT_PLAIN("> a b c d e\n>\n> > f\n\ng", 8, "│ a b c\n│ d e\n│\n│ f\n\ng\n");
    EXPECT_PLAIN("> a\n>\n> > b\n", 80, "│ a\n│\n│ │ b\n");
    EXPECT_ASCII("> a\n>\n> b\n", 80, "> a\n>\n> b\n");
    EXPECT_PLAIN("- > a\n  > b\n\n  c\n", 80, "• │ a b\n\n  c\n");
    EXPECT_PLAIN(">\n\na", 80, "a\n");
}

Test(render, code_blocks_are_kept)
{
    EXPECT_PLAIN("```sh x\na  b *c*\n\n\td\n```\n", 80, "  sh x\n    a  b *c*\n\n        d\n");
    EXPECT_PLAIN("    a\tb\n    ab\tc\n", 80, "    a   b\n    ab  c\n");
    EXPECT_PLAIN("a\n\n```\n```\n\nb\n", 80, "a\n\nb\n");
    EXPECT_PLAIN("- a\n\n      0123456789 0123456789\n", 10, "• a\n\n    0123456789 0123456789\n");
    EXPECT_PLAIN("```\na\r\nb\r\n```\r\n", 80, "    a\n    b\n");
    EXPECT_COLOUR("```c\nx\n```\n", "  \033[2mc\033[0m\n    \033[36mx\033[0m\n");
}

Test(render, code_spans_are_broken_at_the_width_alone)
{
    EXPECT_PLAIN("aaaa `b c d` e", 10, "aaaa\n`b c d` e\n");
    EXPECT_PLAIN("a `b c d e f g h`", 10, "a\n`b c d e f\n g h`\n");
}

Test(render, links_show_their_target)
{
    EXPECT_PLAIN("[a](http://b \"c d\") <http://e> <f@g.h>", 80,
                 "a <http://b \"c d\"> http://e f@g.h\n");
    EXPECT_PLAIN("[](http://b) [c]() [http://d](http://d)", 80, "<http://b> c http://d\n");
    EXPECT_PLAIN("[a b][ref]\n\n[ref]: <x y>\n", 80, "a b <x%20y>\n");
    EXPECT_COLOUR("[a](u)", "\033[4;34ma\033[0m\033[2m <\033[0m\033[2m\033[4mu\033[0m"
                            "\033[2m>\033[0m\n");
}

Test(render, images_show_their_words_and_target)
{
    EXPECT_PLAIN("![a *b* [c](d)](e.png)", 80, "![a b c] <e.png>\n");
    EXPECT_COLOUR("![a](u)", "\033[3m\033[4;34ma\033[0m\033[2m <\033[0m\033[2m\033[4mu\033[0m"
                             "\033[2m>\033[0m\n");
}

Test(render, comments_are_not_shown)
{
    EXPECT_COLOUR("a\n\n<!-- How are\n     they? -->\n\nb\n", "a\n\nb\n");
    EXPECT_COLOUR("a <!-- b --> c", "a c\n");
    EXPECT_PLAIN("- a\n\n  <!-- b -->\n- c\n", 80, "• a\n\n• c\n");
    EXPECT_PLAIN("<!-- How are\n     they? -->\n", 80, "");
    EXPECT_COLOUR("<!---->\n\na", "a\n");
}

Test(render, other_html_is_raw)
{
    EXPECT_COLOUR("<div>\n  *a*\n</div>\n",
                  "\033[2m<div>\033[0m\n\033[2m  *a*\033[0m\n\033[2m</div>\033[0m\n");
    EXPECT_COLOUR("<b>a</b>", "\033[2m<b>\033[0ma\033[2m</b>\033[0m\n");
    EXPECT_PLAIN("<!-- a --> b <!-- c -->\n", 80, "<!-- a --> b <!-- c -->\n");
    EXPECT_PLAIN("<!-- a\n\nb", 80, "<!-- a\n\nb\n");
    EXPECT_PLAIN("<!-->\n", 80, "<!-->\n");
    EXPECT_PLAIN("<div>aaa bbb ccc\n", 10, "<div>aaa\nbbb ccc\n");
    EXPECT_PLAIN("<div>\n            aaa\n   bbb\n", 10, "<div>\naaa\n   bbb\n");
}

Test(render, front_matter_is_raw_and_dim)
{
    EXPECT_COLOUR("---\ntitle: *a*\n---\n\nb\n", "\033[2m---\033[0m\n\033[2mtitle: *a*\033[0m\n"
                                                 "\033[2m---\033[0m\n\nb\n");
    EXPECT_PLAIN("---\na: b\n...\n", 80, "---\na: b\n...\n");
}

Test(render, rules_fill_the_line)
{
    EXPECT_PLAIN("a\n\n***\n\n> ---\n", 10, "a\n\n──────────\n\n│ ────────\n");
    EXPECT_ASCII("- - -\n", 10, "----------\n");
}

Test(render, breaks_are_hard_or_soft)
{
    EXPECT_PLAIN("a\nb  \nc\\\nd", 80, "a b\nc\nd\n");
    EXPECT_PLAIN("a   b", 80, "a b\n");
}

Test(render, a_table_keeps_its_lines)
{
    EXPECT_PLAIN("| Name  | Due |\n|-------|-----|\n| *A*   | b   |\n", 80,
                 "| Name  | Due |\n|-------|-----|\n| *A*   | b   |\n");
    EXPECT_PLAIN("| a |\nb\n", 80, "| a | b\n");
    EXPECT_PLAIN("| aaaa | bbbb |\n| c |\n", 10, "| aaaa |\nbbbb |\n| c |\n");
}

Test(render, words_are_wrapped_at_the_width)
{
    EXPECT_PLAIN("1234567890 123456789 1\n", 10, "1234567890\n123456789\n1\n");
    EXPECT_PLAIN("a 12345678901234567890123 b\n", 10, "a\n1234567890\n1234567890\n123 b\n");
    EXPECT_PLAIN("a b c", 1, "a b c\n");
}

Test(render, a_width_of_0_wraps_nothing)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < 500; i++)
        g_string_append(text, "word ");
    g_autofree char *rendering = render_as(text->str, 0, FALSE, TRUE);
    g_string_truncate(text, text->len - 1);
    g_string_append_c(text, '\n');
    cr_expect_str_eq(rendering, text->str);
}

Test(render, wide_and_combining_characters_are_measured)
{
    EXPECT_PLAIN("a 日本語日本語", 8, "a 日本語\n日本語\n");
    EXPECT_PLAIN("日本語「日本」語。", 8, "日本語\n「日本」\n語。\n");
    EXPECT_PLAIN("日本語日。語", 8, "日本語\n日。語\n");
    EXPECT_PLAIN("abcdefgh\u200dij", 8, "abcdefg\nh\u200dij\n");
    EXPECT_PLAIN("🎉🎉🎉🎉🎉", 8, "🎉🎉🎉🎉\n🎉\n");
    EXPECT_PLAIN("👩\u200d💻👩\u200d💻👩\u200d💻", 8, "👩\u200d💻👩\u200d💻\n👩\u200d💻\n");
    EXPECT_PLAIN("e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301", 8,
                 "e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301\ne\u0301\n");
}

Test(render, no_break_spaces_do_not_break)
{
    EXPECT_PLAIN("aa bb\u00a0cc\u00a0dd", 10, "aa\nbb\u00a0cc\u00a0dd\n");
    EXPECT_PLAIN("aa bb&nbsp;cc&nbsp;dd", 10, "aa\nbb\u00a0cc\u00a0dd\n");
}

Test(render, deep_nesting_leaves_room)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (int level = 0; level < 30; level++)
        g_string_append_printf(text, "%*s- level%d and words that go on and on\n", 2 * level, "",
                               level);
    g_autofree char *rendering = render_as(text->str, 40, FALSE, TRUE);
    cr_expect_leq(measure_widest(rendering), 40);
    cr_expect_not_null(strstr(rendering, "\n                  • level9 and words\n"));
    cr_expect_not_null(strstr(rendering, "\n                  ▪ level29 and words\n"
                                         "                    that go on and on\n"));
    g_autofree char *narrow = render_as(text->str, 10, FALSE, TRUE);
    cr_expect_leq(measure_widest(narrow), 10);
}

Test(render, escapes_of_the_note_are_harmless)
{
    static const char evil[] = "a\033[31mb\x07 `c\033d` [e\033](f\033g \"h\033\") "
                               "![i\033](j\033)\n\n```k\033\nl\033]0;m\x07\n```\n\n<b \033>\n\n"
                               "<i n\033>\n\n    o\xc2\x9b\n\np\xe2\x80\xae\xff &#27;\x7f\x01";
    g_autofree char *rendering = render_as(evil, 80, TRUE, TRUE);
    g_autofree char *plain = remove_sgr(rendering);
    cr_expect_null(strchr(plain, '\033'));
    cr_expect_not_null(strstr(plain, "a\\x1b[31mb\\x07 c\\x1bd e\\x1b <f\\x1bg \"h\\x1b\"> "
                                     "i\\x1b <j\\x1b>"));
    cr_expect_not_null(strstr(plain, "k\\x1b\n    l\\x1b]0;m\\x07\n"));
    cr_expect_not_null(strstr(plain, "<b \\x1b>\n\n<i n\\x1b>\n\n    o\\u{009b}\n\n"));
    cr_expect_not_null(strstr(plain, "p\\u{202e}\\xff \\x1b\\x7f\\x01\n"));
}

Test(render, front_matter_and_raw_text_are_harmless_too)
{
    g_autoptr(GString) text = g_string_new("---\na\033\n---\n");
    for (int i = 0; i < 100; i++)
        g_string_append(text, "> ");
    g_string_append(text, "b\033*c*\n");
    cr_assert(tl_markdown_is_complex(text->str, text->len));
    g_autofree char *rendering = render_as(text->str, 20, TRUE, TRUE);
    cr_expect(g_str_has_prefix(rendering, "\033[2m---\033[0m\n\033[2ma\\x1b\033[0m\n"));
    cr_expect(g_str_has_suffix(rendering, "\nb\\x1b*c*\n"), "got:\n%s", rendering);
    cr_expect_leq(measure_widest(rendering), 20);
    cr_expect_null(strstr(strstr(rendering, "a\\x1b") + 1, "a\\x1b"), "it is there twice");
}

Test(render, white_space_by_entities_stays_in_its_line)
{
    EXPECT_PLAIN("a&#10;b&#13;c&#9;d", 80, "a b c d\n");
    EXPECT_PLAIN("a\tb", 80, "a b\n");
    EXPECT_PLAIN("-\ta\n\n\tb\n", 80, "• a\n\n  b\n");
}

Test(render, a_nul_is_shown)
{
    tl_render_options options = {80, FALSE, TRUE};
    g_autofree char *rendering = tl_render_markdown("a\0b", 3, &options);
    cr_expect_str_eq(rendering, "a\uFFFDb\n");
}

/* A text of about 1 MiB; each kind is rendered in well under a second. */
static GString *repeat(const char *text, gsize limit)
{
    GString *out = g_string_new(NULL);
    while (out->len + strlen(text) <= limit)
        g_string_append(out, text);
    return out;
}

Test(render, a_large_note_is_rendered_whole)
{
    static const char *const texts[] = {
        "- [ ] Send the *cache* `RFC` to [Sari](http://example.org) @me ^k3f9q2\n\n",
        "word ",
        "日本語",
        "**a *b ",
        "> a\n>\n> - b\n>\n>   1. c\n\n",
        "|a|b|\n",
        "e\u0301",
        "<!-- a --> b\n\n",
        "\t\t\t\tcode\n",
        "[a](<",
        "aaaa    bbbb\\\n",
        "👩\u200d"};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GString) text = repeat(texts[i], TL_MARKDOWN_MAX / 8);
        g_autofree char *rendering = render_as(text->str, 80, TRUE, TRUE);
        cr_expect_gt(strlen(rendering), TL_MARKDOWN_MAX / 64);
    }
}

Test(render, emphasis_may_be_as_deep_as_a_paragraph_is_long)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < 4000; i++)
        g_string_append(text, "*a **b ");
    for (int i = 0; i < 4000; i++)
        g_string_append(text, "b** a*");
    cr_assert_not(tl_markdown_is_complex(text->str, text->len));
    g_autofree char *rendering = render_as(text->str, 80, TRUE, TRUE);
    g_autofree char *plain = remove_sgr(rendering);
    cr_expect(g_str_has_prefix(plain, "a b a b a b "), "starts with '%.20s'", plain);
    cr_expect_eq(strchr(plain, '*'), NULL);
}
