#include "tl11/tag.h"

#include <criterion/criterion.h>
#include <string.h>

typedef struct {
    const char *word;
    const char *canonical;
} word_case;

static const word_case WORDS[] = {
    {"recognition", "recognition"},
    {"Recognition", "recognition"},
    {"PENGAKUAN", "recognition"},
    {"pengakuan", "recognition"},
    {"apresiasi", "recognition"},
    {"tujuan", "goal"},
    {"goals", "goal"},
    {"karier", "career"},
    {"karir", "career"},
    {"hambatan", "blocker"},
    {"blockers", "blocker"},
    {"risiko", "risk"},
    {"risks", "risk"},
    {"harapan", "expectation"},
    {"metrik", "metric"},
    {"kesepakatan", "agreement"},
    {"suasana", "mood"},
    {"kekhawatiran", "concern"},
    {"pribadi", "personal"},
    {"rasa-aman", "safety"},
    {"rasa_aman", "safety"},
    {"fb-given", "fb-given"},
    {"fb_given", "fb-given"},
    {"Fb_Got", "fb-got"},
    {"fb-diterima", "fb-got"},
    {"fb-diberi", "fb-given"},
    {"tonggak", "milestone"},
    {"kopi", "coffee"},
    {"wawasan", "insight"},
    {"masalah", "issue"},
    {"pelajaran", "lesson"},
    {"praktik", "practice"},
    {"saran", "advice"},
    {"dukungan", "support"},
    {"hubungan", "relation"},
    {"saluran", "channel"},
    {"irama", "cadence"},
    {"gagasan", "idea"},
    {"protokol", "protocol"},
    {"konflik", "conflict"},
    {"prioritas", "priority"},
    {"sumber-daya", "resource"},
    {"bimbingan", "mentoring"},
    {"pembimbing", "mentor"},
    {"mentors", "mentor"},
    {"cari-mentor", "mentee"},
    {"pengetahuan", "knowledge"},
    {"pertumbuhan", "growth"},
    {"kemajuan", "status"},
    {"ketergantungan", "dependency"},
    {"Platform", "platform"},
    {"API_v2", "api_v2"},
    {"ÉCOLE", "école"},
};

Test(tag, canonical_knows_other_words)
{
    for (gsize i = 0; i < G_N_ELEMENTS(WORDS); i++) {
        g_autofree char *tag = tl_tag_canonical(WORDS[i].word, -1);
        cr_assert_str_eq(tag, WORDS[i].canonical, "#%s is read as #%s", WORDS[i].word, tag);
    }
}

Test(tag, canonical_reads_length_bytes)
{
    g_autofree char *tag = tl_tag_canonical("goals and more", 5);
    cr_assert_str_eq(tag, "goal");
    g_autofree char *invalid = tl_tag_canonical("\xE9t", -1);
    cr_assert(g_utf8_validate(invalid, -1, NULL));
}

typedef struct {
    const char *line;
    const char *tags; /* joined by blanks */
} line_case;

static const line_case LINES[] = {
    {"", ""},
    {"#mood", "mood"},
    {"- tired, two releases #mood", "mood"},
    {"#mood, #goals. (#risk) #blocker!", "mood goal risk blocker"},
    {"#pengakuan #recognition #Kudos", "recognition"},
    {"\t#mood\xC2\xA0#risk", "mood risk"},
    {"#fb-given #fb_got", "fb-given fb-got"},
    {"# Heading", ""},
    {"## A. Title", ""},
    {"issue #12 and #1st", ""},
    {"a#mood b.#mood [#mood](x) x/#mood", ""},
    {"#mood#risk", "mood"},
    {"##mood", ""},
    {"#metric latency=120", "metric"},
    {"#\xC3\xA9tude #\xE6\xBC\xA2\xE5\xAD\x97", "étude 漢字"},
    {"#mood\xFF#risk \xFF#risk #ok\xFF", "mood ok"},
    {"trailing #", ""},
    {"#a2-b_c", "a2-b_c"},
};

Test(tag, collect_finds_tags_in_a_line)
{
    for (gsize i = 0; i < G_N_ELEMENTS(LINES); i++) {
        g_autoptr(GPtrArray) tags = g_ptr_array_new_with_free_func(g_free);
        tl_tag_collect(LINES[i].line, strlen(LINES[i].line), tags);
        g_ptr_array_add(tags, NULL);
        g_autofree char *joined = g_strjoinv(" ", (char **)tags->pdata);
        cr_assert_str_eq(joined, LINES[i].tags, "case %zu: '%s'", i, joined);
    }
}

Test(tag, collect_stops_at_length_and_adds_to_what_is_there)
{
    g_autoptr(GPtrArray) tags = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(tags, g_strdup("mood"));
    tl_tag_collect("#mood #riskier #goal", strlen("#mood #risk"), tags);
    cr_assert_eq(tags->len, 2);
    cr_assert_str_eq(tags->pdata[1], "risk");
}

Test(tag, four_are_confidential)
{
    static const char *const never[] = {"concern", "mood", "safety", "personal"};
    static const char *const may[] = {"goal", "moody", "", "risk", "recognition"};
    for (gsize i = 0; i < G_N_ELEMENTS(never); i++)
        cr_assert(tl_tag_is_confidential(never[i]), "%s", never[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(may); i++)
        cr_assert_not(tl_tag_is_confidential(may[i]), "%s", may[i]);
}

static const word_case STRIPPED[] = {
    {"shipped it #milestone", "shipped it"},
    {"#metric lead=3d", "lead=3d"},
    {"#a  #b shipped #c it #d #e", "shipped #c it"},
    {"no tag", "no tag"},
    {"#only #tags", "#only #tags"},
    {"issue #12", "issue #12"},
    {"in C#", "in C#"},
    {"(see #risk)", "(see #risk)"},
    {"", ""},
};

Test(tag, strip)
{
    for (gsize i = 0; i < G_N_ELEMENTS(STRIPPED); i++) {
        g_autofree char *text = tl_tag_strip(STRIPPED[i].word);
        cr_expect_str_eq(text, STRIPPED[i].canonical, "%s: %s", STRIPPED[i].word, text);
    }
}
