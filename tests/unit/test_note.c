#include "tl11/note.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct {
    const char *path;
    const char *relationship; /* NULL: no note's name */
    const char *person;
    const char *date;
    guint number;
} NAMES[] = {
    {"team/alice/2026-11-24.md", "team", "alice", "2026-11-24", 1},
    {"team/alice/2026-11-24-2.md", "team", "alice", "2026-11-24", 2},
    {"cross-functional/b-2/2024-02-29-999.md", "cross-functional", "b-2", "2024-02-29", 999},
    {"team/alice/2026-11-24-1.md", NULL, NULL, NULL, 0},
    {"team/alice/2026-11-24-02.md", NULL, NULL, NULL, 0},
    {"team/alice/2026-11-24-1000.md", NULL, NULL, NULL, 0},
    {"team/alice/2026-11-24-.md", NULL, NULL, NULL, 0},
    {"team/alice/2026-11-24-2x.md", NULL, NULL, NULL, 0},
    {"team/alice/2026-11-24x.md", NULL, NULL, NULL, 0},
    {"team/alice/2023-02-29.md", NULL, NULL, NULL, 0},
    {"team/alice/2026-11-24.txt", NULL, NULL, NULL, 0},
    {"team/alice/2026-11-24", NULL, NULL, NULL, 0},
    {"team/alice/.md", NULL, NULL, NULL, 0},
    {"team/Alice/2026-11-24.md", NULL, NULL, NULL, 0},
    {"team//2026-11-24.md", NULL, NULL, NULL, 0},
    {"/alice/2026-11-24.md", NULL, NULL, NULL, 0},
    {"alice/2026-11-24.md", NULL, NULL, NULL, 0},
    {"a/team/alice/2026-11-24.md", NULL, NULL, NULL, 0},
    {"team/alice/2026-11-24.md/x", NULL, NULL, NULL, 0},
    {"team/alice/next.md", NULL, NULL, NULL, 0},
    {"", NULL, NULL, NULL, 0},
};

Test(note_name, paths)
{
    for (guint i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        g_autoptr(tl_note_name) name = tl_note_name_parse(NAMES[i].path);
        cr_assert_eq(name != NULL, NAMES[i].relationship != NULL, "%s", NAMES[i].path);
        if (!name)
            continue;
        char day[TL_DATE_SIZE];
        cr_expect_str_eq(name->relationship, NAMES[i].relationship);
        cr_expect_str_eq(name->person, NAMES[i].person);
        cr_expect_str_eq(tl_date_format(name->date, day), NAMES[i].date);
        cr_expect_eq(name->number, NAMES[i].number);
        g_autofree char *path =
            tl_note_name_path(name->relationship, name->person, name->date, name->number);
        cr_expect_str_eq(path, NAMES[i].path);
    }
}

Test(note_name, order)
{
    static const char *const sorted[] = {
        "team/bob/2026-11-23.md",   "peer/alice/2026-11-24.md",   "team/alice/2026-11-24.md",
        "team/bob/2026-11-24.md",   "team/alice/2026-11-24-2.md", "team/alice/2026-11-24-10.md",
        "team/alice/2026-11-25.md",
    };
    for (guint i = 0; i < G_N_ELEMENTS(sorted); i++)
        for (guint j = 0; j < G_N_ELEMENTS(sorted); j++) {
            g_autoptr(tl_note_name) a = tl_note_name_parse(sorted[i]);
            g_autoptr(tl_note_name) b = tl_note_name_parse(sorted[j]);
            int order = tl_note_name_compare(a, b);
            cr_expect_eq((order > 0) - (order < 0), (i > j) - (i < j), "%s, %s", sorted[i],
                         sorted[j]);
        }
}

static const struct {
    const char *title;
    tl_section_kind kind;
    char letter;
} TITLES[] = {
    {"A. Building Trust", TL_SECTION_GUIDE, 'a'},
    {"c. dukungan", TL_SECTION_GUIDE, 'c'},
    {"B.", TL_SECTION_GUIDE, 'b'},
    {"B.\xC2\xA0Goals", TL_SECTION_GUIDE, 'b'},
    {"A.B. Testing", TL_SECTION_OTHER, 0},
    {"AB. Testing", TL_SECTION_OTHER, 0},
    {"1. One", TL_SECTION_OTHER, 0},
    {"A", TL_SECTION_OTHER, 0},
    {"Follow-ups", TL_SECTION_FOLLOWUPS, 0},
    {"  TINDAK   lanjut ", TL_SECTION_FOLLOWUPS, 0},
    {"Agenda", TL_SECTION_AGENDA, 0},
    {"agenda:", TL_SECTION_AGENDA, 0},
    {"Decisions", TL_SECTION_DECISIONS, 0},
    {"Keputusan", TL_SECTION_DECISIONS, 0},
    {"Private", TL_SECTION_PRIVATE, 0},
    {"pribadi :", TL_SECTION_PRIVATE, 0},
    {"Private matters", TL_SECTION_OTHER, 0},
    {"", TL_SECTION_OTHER, 0},
};

Test(note, kinds_of_titles)
{
    for (guint i = 0; i < G_N_ELEMENTS(TITLES); i++) {
        char letter = '?';
        cr_expect_eq(tl_section_kind_of(TITLES[i].title, &letter), TITLES[i].kind, "%s",
                     TITLES[i].title);
        cr_expect_eq(letter, TITLES[i].letter, "%s", TITLES[i].title);
    }
}

/* One row a section: kind letter level line-end parent private filled title. */
static char *show_sections(const tl_note *note)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < note->sections->len; i++) {
        const tl_section *s = g_ptr_array_index(note->sections, i);
        g_string_append_printf(out, "%d%c %u %u-%u %d %s%s%s\n", s->kind,
                               s->letter ? s->letter : '.', s->level, s->line, s->end_line,
                               s->parent, s->is_private ? "private " : "",
                               s->is_filled ? "filled " : "", s->title);
    }
    return g_string_free(out, FALSE);
}

static const char WHOLE[] = "intro\n"
                            "# Alice *Ng*, 2026-11-24\n"
                            "\n"
                            "said under the title\n"
                            "## A. Trust\n"
                            "\n"
                            "<!-- how are they? -->\n"
                            "\n"
                            "### Agenda\n"
                            "- [ ] x\n"
                            "## Private\n"
                            "#### deep\n"
                            "y\n"
                            "### again ##\n"
                            "Own words\n"
                            "go on\n"
                            "---\n"
                            "> ## quoted\n"
                            "- ## in an item\n"
                            "# Second\n"
                            "### under it\n";

Test(note, sections)
{
    g_autoptr(tl_note) note = tl_note_parse(WHOLE, strlen(WHOLE));
    cr_assert(!note->is_complex);
    cr_expect_str_eq(note->title, "Alice Ng, 2026-11-24");
    cr_expect_eq(note->title_line, 2);
    g_autofree char *shown = show_sections(note);
    cr_expect_str_eq(shown, "1a 2 5-9 -1 A. Trust\n"
                            "3. 3 9-11 0 filled Agenda\n"
                            "5. 2 11-12 -1 private Private\n"
                            "0. 4 12-14 2 private filled deep\n"
                            "0. 3 14-15 2 private again\n"
                            "0. 2 15-20 -1 filled Own words go on\n"
                            "0. 1 20-21 -1 Second\n"
                            "0. 3 21-22 6 under it\n");
}

Test(note, an_indented_line_is_no_underline)
{
    const char text[] = "Head\n    ---\n---\n";
    g_autoptr(tl_note) note = tl_note_parse(text, strlen(text));
    g_autofree char *shown = show_sections(note);
    cr_expect_str_eq(shown, "0. 2 1-4 -1 Head ---\n");
}

Test(note, lookups)
{
    static const int sections[] = {-1, -1, -1, -1, 0, 0, 0, 0, 1, 1, 2,
                                   3,  3,  4,  5,  5, 5, 5, 5, 6, 7};
    g_autoptr(tl_note) note = tl_note_parse(WHOLE, strlen(WHOLE));
    for (guint i = 0; i < G_N_ELEMENTS(sections); i++)
        cr_expect_eq(tl_note_section_at(note, i + 1), sections[i], "line %u", i + 1);
    cr_expect_eq(tl_note_section_at(note, G_N_ELEMENTS(sections) + 1), -1);
    static const int tops[] = {0, 0, 2, 2, 2, 5, 6, 6};
    for (guint i = 0; i < G_N_ELEMENTS(tops); i++)
        cr_expect_eq(tl_note_top_section(note, (int)i), tops[i], "section %u", i);
    cr_expect_eq(tl_note_top_section(note, -1), -1);
}

Test(note, known_section_at_level_one)
{
    const char text[] = "# Private\nx\n# Alice\n## Agenda\n## B. Goals\n# Notes\n## Decisions\n";
    g_autoptr(tl_note) note = tl_note_parse(text, strlen(text));
    g_autofree char *shown = show_sections(note);
    cr_expect_str_eq(note->title, "Alice");
    cr_expect_str_eq(shown, "5. 1 1-3 -1 private filled Private\n"
                            "3. 2 4-5 -1 Agenda\n"
                            "1b 2 5-6 -1 B. Goals\n"
                            "0. 1 6-7 -1 Notes\n"
                            "4. 2 7-8 3 Decisions\n");
    cr_expect_eq(tl_note_top_section(note, 4), 4, "known, though it stands under another");
    cr_expect_eq(tl_note_section_at(note, 3), -1, "the title is in no section");
}

static char *show_comments(const tl_note *note)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < note->comments->len; i++) {
        const tl_comment *c = g_ptr_array_index(note->comments, i);
        g_string_append_printf(out, "%u+%u %d %s%s\n", c->line, c->lines, c->section,
                               c->is_answered ? "answered " : "", c->text);
    }
    return g_string_free(out, FALSE);
}

static const struct {
    const char *text;
    const char *comments;
} COMMENTS[] = {
    {"# T\n## A. x\n<!-- p -->\n", "3+1 0 p\n"},
    {"## A. x\n<!-- p -->\nyes\n", "2+1 0 answered p\n"},
    {"## A. x\n<!-- p -->\n \t\n## B. y\nyes\n", "2+1 0 p\n"},
    {"<!-- p -->\n\n<!--q-->\nyes\n", "1+1 -1 p\n3+1 -1 answered q\n"},
    {"yes\n<!-- p -->", "2+1 -1 p\n"},
    {"<!--\n a \t b\n\n  c -->  \n\nyes", "1+4 -1 answered a b c\n"},
    {"<!-- a\r\nb -->\r\n<!-- c\rd -->\r", "1+2 -1 a b\n3+2 -1 c d\n"},
    {"   <!-- p -->\n", "1+1 -1 p\n"},
    {"    <!-- code -->\n", ""},
    {"```\n<!-- code -->\n```\n", ""},
    {"- item\n  <!-- in it -->\n", ""},
    {"> <!-- in a quote -->\n", ""},
    {"<!-- a --> <!-- b -->\n", ""},
    {"<!-- p -->\n<!-- a --> <!-- b -->\n", "1+1 -1 answered p\n"},
    {"<!-- a --> text\n", ""},
    {"text <!-- a -->\n", ""},
    {"<!-- never\nends\n", ""},
    {"<!-->\n", ""},
    {"<!---->\n", "1+1 -1 \n"},
    {"<div>\n<!-- a -->\n</div>\n", ""},
    {"<!-- p -->\n> quoted\n", "1+1 -1 answered p\n"},
    {"<!-- p -->\n[a]: b\n", "1+1 -1 answered p\n"},
    {"<!-- p -->\nHead\n===\n", "1+1 -1 p\n"},
    {"---\n<!-- p -->\n---\nx\n", ""},
    {"<!-- \xFF\xC2\xA0 -->\n", "1+1 -1 \xEF\xBF\xBD\n"},
};

Test(note, comments)
{
    for (guint i = 0; i < G_N_ELEMENTS(COMMENTS); i++) {
        g_autoptr(tl_note) note = tl_note_parse(COMMENTS[i].text, strlen(COMMENTS[i].text));
        g_autofree char *shown = show_comments(note);
        cr_expect_str_eq(shown, COMMENTS[i].comments, "case %u: %s", i, COMMENTS[i].text);
    }
}

Test(note, any_bytes)
{
    g_autofree char *deep = g_strnfill(200, '>');
    g_autofree char *long_line = g_strnfill(10 * 1024 * 1024, '#');
    const struct {
        const char *text;
        gsize length;
        gboolean is_complex;
    } texts[] = {
        {"", 0, FALSE},
        {"\xEF\xBB\xBF", 3, FALSE},
        {"\0\0\n# \0\n", 7, FALSE},
        {"\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16, FALSE},
        {"\r\r\n\r", 4, FALSE},
        {deep, 200, TRUE},
        {long_line, 10 * 1024 * 1024, TRUE},
        {long_line, 1024 * 1024 + 1, TRUE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(tl_note) note = tl_note_parse(texts[i].text, texts[i].length);
        cr_expect_eq(note->is_complex, texts[i].is_complex, "case %u", i);
        cr_expect(!note->is_complex || (note->sections->len == 0 && note->comments->len == 0));
    }
}

/* As many headings as fit: finding what each stands under must not go through all. */
Test(note, many_headings)
{
    g_autoptr(GString) text = g_string_new("# Title\n");
    while (text->len + 8 < 1024 * 1024)
        g_string_append(text, "#\n## x\n");
    g_autoptr(tl_note) note = tl_note_parse(text->str, text->len);
    cr_assert_gt(note->sections->len, 200000);
    const tl_section *last = g_ptr_array_index(note->sections, note->sections->len - 1);
    cr_expect_eq(last->level, 2);
    cr_expect_eq(last->parent, (int)note->sections->len - 2);
    cr_expect_eq(tl_note_section_at(note, last->line), (int)note->sections->len - 1);
}
