#include "tl11/error.h"
#include "tl11/guide.h"
#include "tl11/tag.h"
#include "tl11/text.h"

#include <criterion/criterion.h>
#include <string.h>

#define PATH "guide/mentor.md"

/* Called with each prompt of a language, and the section it stands in. */
typedef void (*visit)(const char *relationship, const tl_guide_section *section, guint index,
                      gpointer data);

static guint for_each_prompt(const tl_guide *guide, tl_language language, visit each, gpointer data)
{
    guint count = 0;
    g_autoptr(GPtrArray) keys = tl_guide_keys(guide);
    for (guint i = 0; i < keys->len; i++) {
        const tl_chapter *chapter = tl_guide_find(guide, keys->pdata[i], language);
        for (guint j = 0; j < chapter->sections->len; j++) {
            const tl_guide_section *section = chapter->sections->pdata[j];
            for (guint k = 0; k < section->prompts->len; k++, count++)
                each(keys->pdata[i], section, k, data);
        }
    }
    return count;
}

static void count_kind(const char *relationship, const tl_guide_section *section, guint index,
                       gpointer data)
{
    (void)relationship;
    const tl_prompt *prompt = section->prompts->pdata[index];
    ((guint *)data)[prompt->kind]++;
}

Test(guide, has_four_chapters_twelve_sections_and_110_prompts)
{
    static const char *const expected[] = {"team", "manager", "peer", "cross-functional"};
    g_autoptr(tl_guide) guide = tl_guide_new();
    g_autoptr(GPtrArray) keys = tl_guide_keys(guide);
    cr_assert_eq(keys->len, G_N_ELEMENTS(expected));
    for (guint i = 0; i < keys->len; i++)
        cr_assert_str_eq(keys->pdata[i], expected[i]);
    for (int language = 0; language < TL_LANGUAGES; language++) {
        guint kinds[] = {0, 0, 0};
        cr_assert_eq(for_each_prompt(guide, (tl_language)language, count_kind, kinds), 110);
        cr_assert_eq(kinds[TL_PROMPT_CORE], 40);
        cr_assert_eq(kinds[TL_PROMPT_PROGRAM], 6);
        for (guint i = 0; i < keys->len; i++) {
            const tl_chapter *chapter = tl_guide_find(guide, keys->pdata[i], (tl_language)language);
            cr_assert_str_eq(chapter->key, expected[i]);
            cr_assert_eq(chapter->sections->len, 3);
            cr_assert_not_null(tl_chapter_find_section(chapter, 'C'));
            cr_assert_null(tl_chapter_find_section(chapter, 'd'));
        }
    }
}

static void compare_prompt(const char *relationship, const tl_guide_section *section, guint index,
                           gpointer data)
{
    const tl_guide *guide = data;
    const tl_prompt *prompt = section->prompts->pdata[index];
    const tl_chapter *chapter = tl_guide_find(guide, relationship, TL_LANGUAGE_ID);
    const tl_guide_section *other_section = tl_chapter_find_section(chapter, section->letter);
    cr_assert_lt(index, other_section->prompts->len);
    const tl_prompt *other = other_section->prompts->pdata[index];
    cr_assert_str_eq(other->key, prompt->key);
    cr_assert_eq(other->kind, prompt->kind, "%s", prompt->key);
    cr_assert_str_neq(other->text, prompt->text);
    cr_assert_eq(other->tags->len, prompt->tags->len, "%s", prompt->key);
    for (guint i = 0; i < prompt->tags->len; i++)
        cr_assert_str_eq(other->tags->pdata[i], prompt->tags->pdata[i]);
    cr_assert_gt(prompt->tags->len, 0, "%s", prompt->key);
}

Test(guide, is_the_same_in_both_languages)
{
    g_autoptr(tl_guide) guide = tl_guide_new();
    for_each_prompt(guide, TL_LANGUAGE_EN, compare_prompt, guide);
}

static void check_sections(const tl_chapter *chapter)
{
    for (guint i = 0; i < chapter->sections->len; i++) {
        const tl_guide_section *section = chapter->sections->pdata[i];
        cr_assert_eq(section->letter, (char)('a' + i));
        cr_assert_gt(strlen(section->title), 10);
        cr_assert_eq(section->paragraphs->len, 1, "%s", section->title);
    }
}

Test(guide, sections_have_titles_and_say_what_they_are_for)
{
    g_autoptr(tl_guide) guide = tl_guide_new();
    g_autoptr(GPtrArray) keys = tl_guide_keys(guide);
    for (guint i = 0; i < keys->len; i++) {
        check_sections(tl_guide_find(guide, keys->pdata[i], TL_LANGUAGE_EN));
        check_sections(tl_guide_find(guide, keys->pdata[i], TL_LANGUAGE_ID));
    }
    const tl_chapter *chapter = tl_guide_find(guide, "cross-functional", TL_LANGUAGE_ID);
    cr_assert_str_eq(chapter->title, "Kolega Lintas Fungsional");
    cr_assert_str_eq(tl_chapter_find_section(chapter, 'b')->title, "Berbagi Wawasan dan Keahlian");
}

static void check_prompt(const char *relationship, const tl_guide_section *section, guint index,
                         gpointer data)
{
    const tl_guide *guide = data;
    const tl_prompt *prompt = section->prompts->pdata[index];
    cr_assert(tl_text_is_slug(prompt->key), "%s", prompt->key);
    cr_assert_eq(tl_guide_section_find_prompt(section, prompt->key), prompt, "key %s is not unique",
                 prompt->key);
    cr_assert_null(strstr(prompt->text, "--"), "%s", prompt->text);
    cr_assert_null(strpbrk(prompt->text, "<>#^\n"), "%s", prompt->text);
    g_autofree char *shouted = g_utf8_strup(prompt->text, -1);
    g_autofree char *comment = g_strdup_printf(" \t%s\n ", shouted);
    cr_assert_eq(tl_guide_find_text(guide, relationship, section->letter, comment), prompt, "%s",
                 prompt->text);
    const tl_prompt *anywhere = tl_guide_find_text(guide, relationship, 0, prompt->text);
    cr_assert_not_null(anywhere);
    cr_assert_str_eq(anywhere->text, prompt->text);
}

Test(guide, prompts_are_found_by_key_and_text)
{
    g_autoptr(tl_guide) guide = tl_guide_new();
    for_each_prompt(guide, TL_LANGUAGE_EN, check_prompt, guide);
    for_each_prompt(guide, TL_LANGUAGE_ID, check_prompt, guide);
}

Test(guide, text_is_found_only_where_it_belongs)
{
    const char *text = "Open with empathy: how are they, how is their energy?";
    g_autoptr(tl_guide) guide = tl_guide_new();
    cr_assert_not_null(tl_guide_find_text(guide, "team", 'A', text));
    cr_assert_null(tl_guide_find_text(guide, "team", 'b', text));
    cr_assert_null(tl_guide_find_text(guide, "peer", 'a', text));
    cr_assert_null(tl_guide_find_text(guide, "nobody", 0, text));
    cr_assert_null(tl_guide_find_text(guide, "team", 'a', "Open with empathy"));
    cr_assert_null(tl_guide_find_text(guide, "team", 0, "a\nopen with empathy"));
    cr_assert_null(tl_guide_find_text(guide, "team", 0, ""));
}

static tl_chapter *parse(const char *text, GError **error)
{
    g_autoptr(GBytes) content = g_bytes_new(text, strlen(text));
    return tl_chapter_parse("mentor", content, PATH, error);
}

static const char MENTOR[] = "Before the title.\n"
                             "\n"
                             "# The *Mentor*\n"
                             "\n"
                             "- no prompt: it stands in no section\n"
                             "\n"
                             "## A. What `I` Seek\n"
                             "\n"
                             "Prose over\n"
                             "two lines.\n"
                             "\n"
                             "- What did I **try**? (rotate) #Goals #pengakuan ^try\n"
                             "- Ünder the sun's light, and what more?\n"
                             "  - nested, #too late (program) #risk\n"
                             "* Under the suns light\n"
                             "* (maybe) is no kind ^Not-a-key\n"
                             "* a\n"
                             "  wrapped item #a-tag\n"
                             "\n"
                             "  and its second paragraph\n"
                             "\n"
                             "More prose.\n"
                             "\n"
                             "### no section\n"
                             "\n"
                             "## b. Empty\n";

typedef struct {
    const char *key;
    const char *text;
    const char *tags;
    tl_prompt_kind kind;
    guint line;
} expected_prompt;

static const expected_prompt EXPECTED[] = {
    {"try", "What did I try?", "goal recognition", TL_PROMPT_ROTATE, 12},
    {"under-the-suns-light", "Ünder the sun's light, and what more?", "", TL_PROMPT_CORE, 13},
    {"nested-too-late", "nested, #too late", "risk", TL_PROMPT_PROGRAM, 14},
    {"under-the-suns-light-2", "Under the suns light", "", TL_PROMPT_CORE, 15},
    {"maybe-is-no-kind", "(maybe) is no kind ^Not-a-key", "", TL_PROMPT_CORE, 16},
    {"a-wrapped-item", "a wrapped item", "a-tag", TL_PROMPT_CORE, 17},
};

static void assert_prompt(tl_prompt *prompt, const expected_prompt *expected)
{
    cr_assert_str_eq(prompt->text, expected->text);
    cr_assert_str_eq(prompt->key, expected->key);
    cr_assert_eq(prompt->kind, expected->kind, "%s", prompt->text);
    cr_assert_eq(prompt->line, expected->line, "%s: %u", prompt->text, prompt->line);
    g_ptr_array_add(prompt->tags, NULL);
    g_autofree char *tags = g_strjoinv(" ", (char **)prompt->tags->pdata);
    cr_assert_str_eq(tags, expected->tags);
}

Test(guide, chapter_is_read_from_markdown)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(tl_chapter) chapter = parse(MENTOR, &error);
    cr_assert_null(error, "%s", error == NULL ? "" : error->message);
    cr_assert_str_eq(chapter->key, "mentor");
    cr_assert_str_eq(chapter->title, "The Mentor");
    cr_assert_eq(chapter->sections->len, 2);
    const tl_guide_section *section = tl_chapter_find_section(chapter, 'a');
    cr_assert_str_eq(section->title, "What I Seek");
    cr_assert_eq(section->prompts->len, G_N_ELEMENTS(EXPECTED));
    for (guint i = 0; i < section->prompts->len; i++)
        assert_prompt(section->prompts->pdata[i], &EXPECTED[i]);
    cr_assert_eq(section->paragraphs->len, 2);
    cr_assert_str_eq(section->paragraphs->pdata[0], "Prose over two lines.");
    cr_assert_str_eq(section->paragraphs->pdata[1], "More prose.");
    cr_assert_str_eq(tl_chapter_find_section(chapter, 'B')->title, "Empty");
    cr_assert_null(tl_chapter_find_section(chapter, '@'));
    cr_assert_null(tl_chapter_find_section(chapter, 0));
    cr_assert_null(tl_guide_section_find_prompt(section, "none"));
}

Test(guide, a_key_that_is_given_goes_before_one_that_is_made)
{
    g_autoptr(tl_chapter) chapter =
        parse("# T\n## A. S\n- To be first\n- Last ^to-be-first\n", NULL);
    cr_assert_not_null(chapter);
    const tl_guide_section *section = tl_chapter_find_section(chapter, 'a');
    cr_assert_str_eq(((tl_prompt *)section->prompts->pdata[0])->key, "to-be-first-2");
    cr_assert_str_eq(((tl_prompt *)section->prompts->pdata[1])->key, "to-be-first");
}

Test(guide, every_text_gets_a_key)
{
    g_autofree char *word = g_strnfill(200, 'w');
    g_autofree char *text =
        g_strdup_printf("# T\n## A. S\n- 何が?\n- 何が!\n- %s\n- %s\n", word, word);
    g_autoptr(tl_chapter) chapter = parse(text, NULL);
    cr_assert_not_null(chapter);
    const tl_guide_section *section = tl_chapter_find_section(chapter, 'a');
    for (guint i = 0; i < section->prompts->len; i++) {
        const tl_prompt *prompt = section->prompts->pdata[i];
        cr_assert(tl_text_is_slug(prompt->key), "%s", prompt->key);
        cr_assert_eq(tl_guide_section_find_prompt(section, prompt->key), prompt);
    }
}

typedef struct {
    const char *text;
    const char *message; /* behind the path */
} bad_chapter;

static const bad_chapter BAD[] = {
    {"", ":1: no level-1 heading"},
    {"- a list\n", ":1: no level-1 heading"},
    {"\n## A. Section\n", ":2: no level-1 heading"},
    {"# Title\n\ntext\n", ":1: no section"},
    {"# Title\n\n# Another\n\n## A. S\n", ":3: a second level-1 heading"},
    {"# Title\n\n## Section\n", ":3: section 'Section': its heading has to begin with 'A. '"},
    {"# Title\n\n## A.\n", ":3: section 'A.'"},
    {"# Title\n\n## A.Section\n", ":3: section 'A.Section'"},
    {"# Title\n## B. Section\n", ":2: section 'B. Section': its heading has to begin with 'A. '"},
    {"# Title\n## A. S\n## C. S\n", ":3: section 'C. S': its heading has to begin with 'B. '"},
    {"# Title\n## A. S\n## A. S\n", ":3: section 'A. S': its heading has to begin with 'B. '"},
    {"# T\n## A. S\n- one ^k\n- two ^k\n", ":4: prompt 'two': another of this section has its key"},
    {"# T\n## A. S\n- ends --> here\n", ":3: prompt 'ends --> here': '-->' would end the comment"},
    {"# T\n## A. S\n\n- #mood ^k\n", ":4: a prompt without text"},
    {"# T\n## A. S\n\n- \xE9t\xE9\n", ":4: this is not UTF-8"},
};

Test(guide, chapter_refuses_what_it_cannot_read)
{
    for (gsize i = 0; i < G_N_ELEMENTS(BAD); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *message = g_strconcat("'" PATH "'", BAD[i].message, NULL);
        cr_assert_null(parse(BAD[i].text, &error), "case %zu", i);
        cr_assert_eq(tl_error_status(error), TL_EXIT_FAILED);
        cr_assert(g_str_has_prefix(error->message, message), "'%s' begins with '%s'",
                  error->message, message);
    }
}

Test(guide, chapter_has_at_most_26_sections)
{
    GString *text = g_string_new("# T\n");
    for (char letter = 'A'; letter <= 'Z'; letter++)
        g_string_append_printf(text, "## %c. S\n", letter);
    g_autoptr(tl_chapter) chapter = parse(text->str, NULL);
    cr_assert_not_null(chapter);
    cr_assert_not_null(tl_chapter_find_section(chapter, 'z'));
    g_string_append(text, "## [. S\n");
    g_autoptr(GError) error = NULL;
    cr_assert_null(parse(text->str, &error));
    cr_assert_str_eq(error->message, "'" PATH "':28: more than 26 sections");
    g_string_free(text, TRUE);
}

Test(guide, chapter_refuses_what_is_too_deep)
{
    GString *text = g_string_new("# T\n## A. S\n");
    for (int i = 0; i < 1000; i++)
        g_string_append(text, "- ");
    g_string_append(text, "x\n");
    g_autoptr(GError) error = NULL;
    cr_assert_null(parse(text->str, &error));
    cr_assert_str_eq(error->message, "'" PATH "': too large, or nested too deep");
    g_string_free(text, TRUE);
}

static void replace(tl_guide *guide, const char *key, const char *text)
{
    g_autoptr(GBytes) content = g_bytes_new(text, strlen(text));
    tl_chapter *chapter = tl_chapter_parse(key, content, key, NULL);
    cr_assert_not_null(chapter);
    tl_guide_replace(guide, chapter);
}

Test(guide, own_chapter_stands_in_place_of_the_built_in_one)
{
    g_autoptr(tl_guide) guide = tl_guide_new();
    const char *old = "Recognise one achievement since last time";
    cr_assert_not_null(tl_guide_find_text(guide, "team", 'c', old));
    replace(guide, "team", "# Crew\n## A. Talk\n- How goes it? ^how\n");
    replace(guide, "team", "# Crew\n## A. Talk\n- What news? ^news\n");
    for (int language = 0; language < TL_LANGUAGES; language++) {
        const tl_chapter *chapter = tl_guide_find(guide, "team", (tl_language)language);
        cr_assert_str_eq(chapter->title, "Crew");
        cr_assert_eq(chapter->sections->len, 1);
    }
    cr_assert_str_eq(tl_guide_find_text(guide, "team", 'a', "what  NEWS?")->key, "news");
    cr_assert_null(tl_guide_find_text(guide, "team", 'a', "How goes it?"));
    cr_assert_str_eq(tl_guide_find_text(guide, "team", 'c', old)->key, "praise");
    cr_assert_str_eq(tl_guide_find(guide, "peer", TL_LANGUAGE_EN)->title, "Peers");
}

/* By its lines as by cmark. */
Test(guide, outline_has_the_sections_of_the_chapter)
{
    g_autoptr(tl_guide) guide = tl_guide_new();
    static const char *const keys[] = {"team", "manager", "peer", "cross-functional"};
    for (guint i = 0; i < TL_LANGUAGES * G_N_ELEMENTS(keys); i++) {
        tl_language language = (tl_language)(i % TL_LANGUAGES);
        const tl_chapter *outline = tl_guide_outline(guide, keys[i / TL_LANGUAGES], language);
        const tl_chapter *chapter = tl_guide_find(guide, keys[i / TL_LANGUAGES], language);
        cr_assert_str_eq(outline->title, chapter->title);
        cr_assert_eq(outline->sections->len, chapter->sections->len, "%u", i);
        for (guint k = 0; k < chapter->sections->len; k++) {
            const tl_guide_section *section = chapter->sections->pdata[k];
            const tl_guide_section *found = outline->sections->pdata[k];
            cr_assert_eq(found->letter, section->letter);
            cr_assert_str_eq(found->title, section->title);
            cr_assert_gt(section->prompts->len, 0);
        }
    }
    replace(guide, "team", "# Crew\n## A. *Talk*\n- How goes it? ^how\n");
    cr_assert_eq(tl_guide_outline(guide, "team", TL_LANGUAGE_EN),
                 tl_guide_find(guide, "team", TL_LANGUAGE_EN));
    cr_assert_null(tl_guide_outline(guide, "mentor", TL_LANGUAGE_EN));
}

Test(guide, own_relationships_come_behind_by_name)
{
    g_autoptr(tl_guide) guide = tl_guide_new();
    replace(guide, "vendor", "# V\n## A. S\n- Price?\n");
    replace(guide, "mentor", "# M\n## A. S\n- Price?\n");
    replace(guide, "peer", "# P\n## A. S\n- Price?\n");
    g_autoptr(GPtrArray) keys = tl_guide_keys(guide);
    g_ptr_array_add(keys, NULL);
    g_autofree char *joined = g_strjoinv(" ", (char **)keys->pdata);
    cr_assert_str_eq(joined, "team manager peer cross-functional mentor vendor");
    cr_assert_str_eq(tl_guide_find(guide, "mentor", TL_LANGUAGE_ID)->title, "M");
    cr_assert_null(tl_guide_find(guide, "nobody", TL_LANGUAGE_ID));
    cr_assert_str_eq(tl_guide_find_text(guide, "vendor", 0, "price?")->key, "price");
}

typedef struct {
    const char *text;
    const char *key;
} name_case;

static const name_case NAMES[] = {
    {"team", "team"},
    {"TEAM", "team"},
    {"t", "team"},
    {"tim", "team"},
    {"ti", "team"},
    {"m", "manager"},
    {"manaj", "manager"},
    {"Manajer", "manager"},
    {"rekan", "peer"},
    {"r", "peer"},
    {"p", "peer"},
    {"lintas-fungsional", "cross-functional"},
    {"lintas", "cross-functional"},
    {"Lintas Fungsional", "cross-functional"},
    {"xfunc", "cross-functional"},
    {"x", "cross-functional"},
    {"cross_functional", "cross-functional"},
};

Test(guide, relationship_is_named_by_prefix_or_another_word)
{
    g_autoptr(tl_guide) guide = tl_guide_new();
    for (gsize i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        g_autoptr(GError) error = NULL;
        const char *key = tl_guide_relationship(guide, NAMES[i].text, &error);
        cr_assert_not_null(key, "%s", error == NULL ? "" : error->message);
        cr_assert_str_eq(key, NAMES[i].key, "%s", NAMES[i].text);
    }
}

static void assert_no_relationship(const tl_guide *guide, const char *text, const char *message)
{
    g_autoptr(GError) error = NULL;
    cr_assert_null(tl_guide_relationship(guide, text, &error), "%s", text);
    cr_assert_eq(tl_error_status(error), TL_EXIT_USAGE);
    cr_assert_str_eq(error->message, message);
}

Test(guide, relationship_that_is_none_gets_help)
{
    g_autoptr(tl_guide) guide = tl_guide_new();
    const char *list = "there are: team, manager, peer, cross-functional";
    g_autofree char *unknown = g_strconcat("'qwertyuiop' is no relationship\n", list, NULL);
    g_autofree char *empty = g_strconcat("'' is no relationship\n", list, NULL);
    assert_no_relationship(guide, "qwertyuiop", unknown);
    assert_no_relationship(guide, "", empty);
    assert_no_relationship(guide, "maneger",
                           "'maneger' is no relationship\ndid you mean 'manager'?");
    replace(guide, "mentor", "# M\n## A. S\n");
    assert_no_relationship(guide, "m", "'m' may be any of several relationships: manager, mentor");
    cr_assert_str_eq(tl_guide_relationship(guide, "me", NULL), "mentor");
    replace(guide, "tim", "# T\n## A. S\n");
    cr_assert_str_eq(tl_guide_relationship(guide, "tim", NULL), "tim");
}
