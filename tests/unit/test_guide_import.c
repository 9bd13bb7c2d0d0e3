#include "tl11/error.h"
#include "tl11/guide.h"
#include "tl11/guide_import.h"

#include <criterion/criterion.h>
#include <string.h>

#define PATH "whole.md"

static tl_guide_import *import(const char *text, gsize length, GError **error)
{
    g_autoptr(GBytes) content = g_bytes_new(text, length);
    return tl_guide_import_parse(content, PATH, error);
}

/* From the repository's root, where the tests are run. */
static tl_guide_import *import_file(const char *name)
{
    g_autofree char *path = g_build_filename("tests", "data", "guide", name, NULL);
    g_autofree char *text = NULL;
    gsize length;
    g_autoptr(GError) error = NULL;
    cr_assert(g_file_get_contents(path, &text, &length, &error), "%s",
              error == NULL ? "" : error->message);
    tl_guide_import *result = import(text, length, &error);
    cr_assert_not_null(result, "%s", error == NULL ? "" : error->message);
    return result;
}

static const tl_imported_chapter *get_chapter(const tl_guide_import *result, guint index)
{
    cr_assert_lt(index, result->chapters->len);
    return result->chapters->pdata[index];
}

static tl_chapter *read_chapter(const tl_guide_import *result, guint index)
{
    const tl_imported_chapter *imported = get_chapter(result, index);
    g_autoptr(GError) error = NULL;
    tl_chapter *chapter = tl_chapter_parse(imported->key, imported->content, PATH, &error);
    cr_assert_not_null(chapter, "%s", error == NULL ? "" : error->message);
    cr_assert_str_eq(chapter->title, imported->title);
    return chapter;
}

static const tl_prompt *get_prompt(const tl_chapter *chapter, char letter, guint index)
{
    const tl_guide_section *section = tl_chapter_find_section(chapter, letter);
    cr_assert_not_null(section);
    cr_assert_lt(index, section->prompts->len);
    return section->prompts->pdata[index];
}

static void assert_remarks(const tl_guide_import *result, const char *const *expected)
{
    guint count = 0;
    for (; expected[count] != NULL; count++) {
        cr_assert_lt(count, result->remarks->len, "no '%s'", expected[count]);
        cr_assert_str_eq(result->remarks->pdata[count], expected[count]);
    }
    cr_assert_eq(result->remarks->len, count, "'%s'",
                 count < result->remarks->len ? (char *)result->remarks->pdata[count] : "");
}

static void assert_chapter(const tl_guide_import *result, guint index, const char *key,
                           const char *title)
{
    cr_assert_str_eq(get_chapter(result, index)->key, key);
    cr_assert_str_eq(get_chapter(result, index)->title, title);
}

Test(guide_import, names_chapters_and_sections)
{
    g_autoptr(tl_guide_import) result = import_file("whole-en.md");
    cr_assert_eq(result->chapters->len, 3);
    assert_chapter(result, 0, "team", "Team Members");
    assert_chapter(result, 1, "manager", "Manager");
    assert_chapter(result, 2, "talks-with-interns", "Talks with Interns");
    static const char *const titles[][3] = {
        {"Building Trust and Good Relationships", "Understanding Individual Goals and Aspirations",
         "Giving Support and Feedback"},
        {"Expectations", "Growth", NULL},
        {"Welcome", "First *steps", NULL},
    };
    for (guint i = 0; i < result->chapters->len; i++) {
        g_autoptr(tl_chapter) chapter = read_chapter(result, i);
        for (guint j = 0; j < 3; j++) {
            const tl_guide_section *section = tl_chapter_find_section(chapter, (char)('a' + j));
            cr_assert_eq(section == NULL, titles[i][j] == NULL);
            if (section != NULL)
                cr_assert_str_eq(section->title, titles[i][j]);
        }
    }
}

Test(guide_import, says_by_line_what_it_mended_or_left_out)
{
    static const char *const expected[] = {
        "line 8: what stands here is in no chapter and is left out",
        "line 14: the list stands in no section and is left out",
        "line 21: the heading was broken over two paragraphs, and is now "
        "'B. Understanding Individual Goals and Aspirations'",
        "line 25: the paragraph breaks off in mid-sentence, and line 27 goes on with it",
        "line 33: key 'well' was given before in this section; it is now 'well-2'",
        "line 36: more than one paragraph in an item: left out",
        "line 37: the item has no text and is left out",
        "line 38: '-->' cannot stand in a prompt: 'Close the comment --> now' is left out",
        "line 45: section 'Expectations' has no letter; it is now A",
        "line 45: section 'Expectations' has no list items; it takes the built-in prompts of its "
        "letter",
        "line 49: section 'Growth' has another letter; it is now B",
        "line 55: section 'Welcome' has no list items, so it has no prompts",
        "line 59: neither heading, paragraph nor list: left out",
        "line 63: neither heading, paragraph nor list: left out",
        "line 65: the heading's emphasis is never closed",
        "line 65: section 'First *steps' has no list items, so it has no prompts",
        "line 69: chapter 'Closing words' has no sections and is left out",
        NULL,
    };
    g_autoptr(tl_guide_import) result = import_file("whole-en.md");
    assert_remarks(result, expected);
}

Test(guide_import, takes_list_items_as_prompts)
{
    g_autoptr(tl_guide_import) result = import_file("whole-en.md");
    g_autoptr(tl_chapter) chapter = read_chapter(result, 0);
    static const char *const texts[] = {
        "Name one thing that went well", "Something to improve -- and how",
        "A second with the same key",    "nested under it",
        "numbers are items too",         "so is this",
    };
    cr_assert_eq(tl_chapter_find_section(chapter, 'c')->prompts->len, G_N_ELEMENTS(texts));
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        cr_assert_str_eq(get_prompt(chapter, 'c', i)->text, texts[i]);
    const tl_prompt *improve = get_prompt(chapter, 'c', 1);
    cr_assert_eq(improve->kind, TL_PROMPT_ROTATE);
    cr_assert_eq(improve->tags->len, 2);
    cr_assert_str_eq(improve->tags->pdata[0], "fb-given");
    cr_assert_str_eq(get_prompt(chapter, 'c', 0)->key, "well");
    cr_assert_str_eq(get_prompt(chapter, 'c', 2)->key, "well-2");
    cr_assert_eq(get_prompt(chapter, 'c', 3)->kind, TL_PROMPT_PROGRAM);
}

Test(guide_import, keeps_prose_as_paragraphs)
{
    g_autoptr(tl_guide_import) result = import_file("whole-en.md");
    g_autoptr(tl_chapter) chapter = read_chapter(result, 0);
    const tl_guide_section *section = tl_chapter_find_section(chapter, 'b');
    static const char *const texts[] = {
        "Ask before you advise.",
        "Goals change; a goal that nobody mentioned for",
        "three months is no goal. 1. does not make a list here.",
    };
    cr_assert_eq(section->paragraphs->len, G_N_ELEMENTS(texts));
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        cr_assert_str_eq(section->paragraphs->pdata[i], texts[i]);
    gsize size;
    const char *content = g_bytes_get_data(get_chapter(result, 0)->content, &size);
    const char *lead = "# Team Members\n\nBefore each meeting, read what was said last time.";
    cr_assert(size > strlen(lead) && memcmp(content, lead, strlen(lead)) == 0);
    g_autoptr(tl_chapter) interns = read_chapter(result, 2);
    cr_assert_str_eq(tl_chapter_find_section(interns, 'a')->paragraphs->pdata[0],
                     "They are here for three months.");
}

/* Every prompt of a section is the built-in one, in a language. */
static void assert_built_in(const tl_chapter *chapter, char letter, char from, tl_language language)
{
    g_autoptr(tl_guide) guide = tl_guide_new();
    const tl_guide_section *expected =
        tl_chapter_find_section(tl_guide_find(guide, chapter->key, language), from);
    cr_assert_eq(tl_chapter_find_section(chapter, letter)->prompts->len, expected->prompts->len);
    for (guint i = 0; i < expected->prompts->len; i++) {
        const tl_prompt *prompt = get_prompt(chapter, letter, i);
        const tl_prompt *wanted = expected->prompts->pdata[i];
        cr_assert_str_eq(prompt->text, wanted->text);
        cr_assert_str_eq(prompt->key, wanted->key);
        cr_assert_eq(prompt->kind, wanted->kind);
        cr_assert_eq(prompt->tags->len, wanted->tags->len);
    }
}

Test(guide_import, sections_without_items_take_the_built_in_prompts)
{
    g_autoptr(tl_guide_import) english = import_file("whole-en.md");
    g_autoptr(tl_chapter) team = read_chapter(english, 0);
    assert_built_in(team, 'a', 'a', TL_LANGUAGE_EN);
    assert_built_in(team, 'b', 'b', TL_LANGUAGE_EN);
    g_autoptr(tl_guide_import) indonesian = import_file("whole-id.md");
    g_autoptr(tl_chapter) peer = read_chapter(indonesian, 0);
    assert_built_in(peer, 'a', 'a', TL_LANGUAGE_ID);
    assert_built_in(peer, 'b', 'b', TL_LANGUAGE_ID);
    cr_assert_str_eq(get_prompt(peer, 'c', 0)->text, "Bantuan apa yang ia perlukan minggu ini?");
    cr_assert_eq(tl_chapter_find_section(peer, 'c')->prompts->len, 1);
}

Test(guide_import, prompts_follow_the_title_before_the_letter)
{
    const char *text = "## Peers\n### Giving and Receiving Support\ntext.\n";
    g_autoptr(tl_guide_import) result = import(text, strlen(text), NULL);
    g_autoptr(tl_chapter) chapter = read_chapter(result, 0);
    assert_built_in(chapter, 'a', 'c', TL_LANGUAGE_EN);
}

Test(guide_import, reads_an_indonesian_guide)
{
    static const char *const expected[] = {
        "line 5: the paragraph breaks off in mid-sentence, and line 7 goes on with it",
        "line 9: section 'Berbagi Pengetahuan' has no list items; it takes the built-in prompts "
        "of its letter",
        "line 13: the heading was broken over two paragraphs, and is now "
        "'B. Membangun Sinergi dan Keselarasan'",
        "line 23: chapter 'Penutup' has no sections and is left out",
        NULL,
    };
    g_autoptr(tl_guide_import) result = import_file("whole-id.md");
    cr_assert_eq(result->chapters->len, 1);
    assert_chapter(result, 0, "peer", "Rekan Sejawat");
    assert_remarks(result, expected);
}

typedef struct {
    const char *heading;
    const char *key;
    const char *title;
} title_case;

static const title_case TITLES[] = {
    {"1:1s with Team Members", "team", "Team Members"},
    {"Pertemuan 1:1 dengan Anggota Tim", "team", "Anggota Tim"},
    {"1:1s with cross-functional  *colleagues*", "cross-functional", "cross-functional colleagues"},
    {"Peers", "peer", "Peers"},
    {"Team", "team", "Team"},
    {"Tim", "team", "Tim"},
    {"Lintas Fungsional", "cross-functional", "Lintas Fungsional"},
    {"1:1s with Mentors", "mentors", "Mentors"},
    {"Pertemuan 1:1 dengan Mentor Saya", "mentor-saya", "Mentor Saya"},
    {"Compeers", "compeers", "Compeers"},
    {"1:1s with ", "1-1s-with", "1:1s with"},
    {"Ça & là", "ca-la", "Ça & là"},
    {"(Q&A) on-call: who's next?", "q-a-on-call-whos-next", "(Q&A) on-call: who's next?"},
    {"_Weird_ # [title] #", "weird-title", "Weird # [title]"},
};

Test(guide_import, key_and_title_come_from_the_heading)
{
    for (gsize i = 0; i < G_N_ELEMENTS(TITLES); i++) {
        g_autofree char *text = g_strdup_printf("## %s\n### A. S\n- p\n", TITLES[i].heading);
        g_autoptr(tl_guide_import) result = import(text, strlen(text), NULL);
        cr_assert_not_null(result, "%s", TITLES[i].heading);
        assert_chapter(result, 0, TITLES[i].key, TITLES[i].title);
        g_autoptr(tl_chapter) chapter = read_chapter(result, 0);
        cr_assert_eq(chapter->sections->len, 1);
    }
}

Test(guide_import, leaves_out_chapters_that_no_file_can_hold)
{
    static const char *const expected[] = {
        "line 4: chapter 'Tim' is of a relationship that was there already; it is left out",
        "line 7: chapter '中文': no file can have its title as a name; it is left out",
        NULL,
    };
    const char *text = "## Team\n### A. S\n- p\n## Tim\n### A. S\n- p\n## 中文\n### A. S\n- p\n";
    g_autoptr(tl_guide_import) result = import(text, strlen(text), NULL);
    cr_assert_eq(result->chapters->len, 1);
    assert_remarks(result, expected);
}

Test(guide_import, says_once_a_run_what_is_in_no_chapter)
{
    static const char *const expected[] = {
        "line 2: what stands here is in no chapter and is left out",
        "line 14: what stands here is in no chapter and is left out",
        NULL,
    };
    const char *text = "# T\nOne.\n\nTwo.\n\n- three\n\n### A. Four\n\n## Team\n### A. S\n- p\n"
                       "# End\nFive.\n\nSix.\n";
    g_autoptr(tl_guide_import) result = import(text, strlen(text), NULL);
    cr_assert_eq(result->chapters->len, 1);
    assert_remarks(result, expected);
}

Test(guide_import, leaves_out_a_27th_section)
{
    GString *text = g_string_new("## Interns\n");
    for (int i = 0; i < 27; i++)
        g_string_append_printf(text, "### Title %d\n- prompt\n", i);
    g_autoptr(tl_guide_import) result = import(text->str, text->len, NULL);
    g_autoptr(tl_chapter) chapter = read_chapter(result, 0);
    cr_assert_eq(chapter->sections->len, 26);
    const char *last = result->remarks->pdata[result->remarks->len - 1];
    cr_assert_str_eq(last, "line 54: section 'Title 26' is one too many and is left out");
    g_string_free(text, TRUE);
}

static const char *const PLAIN[] = {
    "1. first",
    "12) twelfth",
    "- dash",
    "+ plus",
    "# hash",
    "#tag leads",
    "> quote",
    "===",
    "~~~ fence",
    "``` fence",
    "*star* and **b**",
    "_under_ a_b",
    "[a](b) [c]",
    "[a]: b",
    "<b>bold</b>",
    "&amp; &#35; & R&D",
    "back\\slash \\",
    "a  # b ##",
    "!image",
    "***",
    "* * *",
    "mail <a@b.c>",
    "(rotate) is first",
    "2026. a year",
    "| table |",
};

/* The text as a paragraph or an item, each byte of it escaped. */
static char *escape_all(const char *text)
{
    GString *out = g_string_new(NULL);
    for (; *text != '\0'; text++) {
        if (g_ascii_ispunct(*text))
            g_string_append_c(out, '\\');
        g_string_append_c(out, *text);
    }
    return g_string_free(out, FALSE);
}

Test(guide_import, text_that_looks_like_markdown_stays_text)
{
    for (gsize i = 0; i < G_N_ELEMENTS(PLAIN); i++) {
        g_autofree char *escaped = escape_all(PLAIN[i]);
        g_autofree char *text = g_strdup_printf("## Interns %s\n\n### A. x %s\n\n%s\n\n- %s\n",
                                                escaped, escaped, escaped, escaped);
        g_autoptr(tl_guide_import) result = import(text, strlen(text), NULL);
        cr_assert_not_null(result, "%s", text);
        g_autoptr(tl_chapter) chapter = read_chapter(result, 0);
        const tl_guide_section *section = tl_chapter_find_section(chapter, 'a');
        g_auto(GStrv) words = g_strsplit(PLAIN[i], "  ", -1);
        g_autofree char *expected = g_strjoinv(" ", words);
        g_autofree char *title = g_strconcat("x ", expected, NULL);
        cr_assert_str_eq(section->title, title);
        cr_assert_eq(section->paragraphs->len, 1, "%s", PLAIN[i]);
        cr_assert_str_eq(section->paragraphs->pdata[0], expected);
        cr_assert_eq(section->prompts->len, 1, "%s", PLAIN[i]);
        cr_assert_str_eq(get_prompt(chapter, 'a', 0)->text, expected);
    }
}

typedef struct {
    const char *heading;
    const char *next;
    const char *title;
    const char *paragraph; /* "": none is left */
} broken_heading;

static const broken_heading BROKEN[] = {
    {"\\*Berbagi Wawasan", "dan Keahlian\\*", "Berbagi Wawasan dan Keahlian", ""},
    {"*Berbagi Wawasan", "dan Keahlian*", "Berbagi Wawasan dan Keahlian", ""},
    {"__Berbagi", "Wawasan__", "Berbagi Wawasan", ""},
    {"Tentang _dua", "hal_. Dan prosa.", "Tentang dua hal", ". Dan prosa."},
    {"_Berbagi Wawasan_", "tanpa_ akhir", "Berbagi Wawasan", "tanpa_ akhir"},
    {"_Berbagi", "tanpa akhir*", "_Berbagi", "tanpa akhir*"},
    {"snake_case", "more_", "snake_case", "more_"},
    {"2 * 3", "is * 6*", "2 * 3", "is * 6*"},
};

Test(guide_import, mends_only_headings_whose_emphasis_is_open)
{
    for (gsize i = 0; i < G_N_ELEMENTS(BROKEN); i++) {
        g_autofree char *text = g_strdup_printf("## Interns\n\n### A. %s\n\n%s\n\n- p\n",
                                                BROKEN[i].heading, BROKEN[i].next);
        g_autoptr(tl_guide_import) result = import(text, strlen(text), NULL);
        g_autoptr(tl_chapter) chapter = read_chapter(result, 0);
        const tl_guide_section *section = tl_chapter_find_section(chapter, 'a');
        cr_assert_str_eq(section->title, BROKEN[i].title);
        cr_assert_eq(section->paragraphs->len, *BROKEN[i].paragraph != '\0', "case %zu", i);
        if (section->paragraphs->len > 0)
            cr_assert_str_eq(section->paragraphs->pdata[0], BROKEN[i].paragraph);
    }
}

static void assert_refused(const char *text, const char *message)
{
    g_autoptr(GError) error = NULL;
    cr_assert_null(import(text, strlen(text), &error), "%s", text);
    cr_assert_eq(tl_error_status(error), TL_EXIT_FAILED);
    cr_assert_str_eq(error->message, message);
}

Test(guide_import, refuses_a_file_without_chapters)
{
    const char *none = "'" PATH "': no chapter: a level-2 heading with level-3 sections below it";
    assert_refused("", none);
    assert_refused("# Title\n\ntext\n", none);
    assert_refused("## Team\n\nno section\n", none);
    assert_refused("### A. Section\n\n- in no chapter\n", none);
    assert_refused("---\n## Team\n### A. S\n---\n", none);
    assert_refused("## Team\n### A. \xE9\n", "'" PATH "':2: this is not UTF-8");
}
