/* Random Markdown out of all that lies near a task-list item, from a seed. */
#ifndef RANDOM_MARKDOWN_H
#define RANDOM_MARKDOWN_H

#include <glib.h>

#define PICK(rand, table)                                                                          \
    ((table)[g_rand_int_range((rand), 0, (gint32)(sizeof(table) / sizeof(*(table))))])

static inline gboolean random_chance(GRand *rand, int percent)
{
    return g_rand_int_range(rand, 0, 100) < percent;
}

static inline void append_random_item(GString *out, GRand *rand)
{
    static const char *const markers[] = {"- ",   "- ",  "* ",   "+ ",    "1. ",         "2) ",
                                          "10. ", "-  ", "-   ", "-    ", "-\t",         "-     ",
                                          "> ",   ">",   "1.  ", "-",     "1234567890. "};
    static const char *const marks[] = {"[ ] ",  "[ ] ",   "[x] ",    "[X] ",   "[ ]",     "[x]",
                                        "[x]\t", "[ ]  ",  "[-] ",    "[>] ",   "[~] ",    "[?] ",
                                        "[a] ",  "[x](u)", "[ ](u) ", "\\[ ] ", "[x]: /u", "[  ] ",
                                        "[x]y ", "[x]\v",  "[ ]\f",   "[\t] ",  ""};
    static const char *const texts[] = {"a",        "foo bar", "see [x]",   "`code`", "**b**",
                                        "[l](u)",   "<b>",     "",          "",       "due:fri @me",
                                        "a <!-- c", "c -->",   "[ ] twice", "# no",   "- [ ] in",
                                        "\\",       "a  ",     "\xc3\xa9",  "\xff",   "> q"};
    int count = random_chance(rand, 85) ? 1 : g_rand_int_range(rand, 2, 4);
    for (int i = 0; i < count; i++)
        g_string_append(out, PICK(rand, markers));
    g_string_append(out, PICK(rand, marks));
    g_string_append(out, PICK(rand, texts));
}

static inline void append_random_line(GString *out, GRand *rand)
{
    static const char *const indents[] = {"",      "",       "",   "",    "",
                                          " ",     "  ",     "  ", "   ", "    ",
                                          "     ", "      ", "\t", " \t", "         "};
    static const char *const lines[] = {
        "",         "",       "",       "   ",        "\t",         "text",      "more text",
        "```",      "```c",   "~~~",    "````",       "<!-- c -->", "<!--",      "-->",
        "<div>",    "</div>", "<pre>",  "<!DOCTYPE>", "---",        "===",       "***",
        "- - -",    "# h",    "## h #", "#no",        "[x]: /u",    "[a]: /u",   "[-]: /u 't'",
        "[ ]: /u",  "[x]:",   "> text", "> > a",      ">",          "&amp; *a*", "[x] text",
        "[ ] text", "<?php",  "?>",     "1.",         "-",          "*"};
    g_string_append(out, PICK(rand, indents));
    if (random_chance(rand, 58))
        append_random_item(out, rand);
    else
        g_string_append(out, PICK(rand, lines));
    if (random_chance(rand, 1))
        g_string_append_c(out, '\0');
}

/* Owns: the caller frees it. */
static inline GString *random_markdown(GRand *rand)
{
    static const char *const ends[] = {"\n", "\n", "\n", "\r\n", "\r"};
    GString *out = g_string_new(random_chance(rand, 1) ? "\xEF\xBB\xBF" : "");
    const char *end = PICK(rand, ends);
    gboolean mixed = random_chance(rand, 3);
    int count = g_rand_int_range(rand, 1, 16);
    for (int i = 0; i < count; i++) {
        append_random_line(out, rand);
        if (i + 1 < count || random_chance(rand, 70))
            g_string_append(out, mixed ? PICK(rand, ends) : end);
    }
    return out;
}

#endif
