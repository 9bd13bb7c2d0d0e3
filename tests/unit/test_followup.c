#include "tl11/followup.h"

#include "random_markdown.h"

#include <criterion/criterion.h>
#include <string.h>

/* 2026-11-24, a Tuesday: the note's date, to which words for a day are relative. */
#define TODAY "2026-11-24"

static GPtrArray *parse(const char *text)
{
    g_autoptr(tl_note) note = tl_note_parse(text, strlen(text));
    return tl_followup_parse(text, strlen(text), note, tl_date_parse_iso(TODAY, -1));
}

static void append_date(GString *out, const char *key, tl_date date)
{
    char day[TL_DATE_SIZE];
    if (date != TL_DATE_NONE)
        g_string_append_printf(out, " %s:%s", key, tl_date_format(date, day));
}

/* "<state>[?] |text|" and what else is there. */
static char *show(const tl_followup *f)
{
    GString *out = g_string_new(tl_state_name(f->state));
    g_string_append_printf(out, "%s |%s|", f->mark_is_known ? "" : "?", f->text);
    if (f->owner)
        g_string_append_printf(out, " @%s", f->owner);
    append_date(out, "due", f->due);
    if (f->due_text)
        g_string_append_printf(out, " (%s)", f->due_text);
    append_date(out, "from", f->from);
    append_date(out, "done", f->done);
    for (guint i = 0; i < f->tags->len; i++)
        g_string_append_printf(out, " #%s", (char *)g_ptr_array_index(f->tags, i));
    if (f->id)
        g_string_append_printf(out, " ^%s", f->id);
    return g_string_free(out, FALSE);
}

static const struct {
    const char *line;
    const char *shown; /* NULL: no item */
} LINES[] = {
    /* The contract's examples. */
    {"- [ ] Send the RFC to Sari @me due:2026-12-01 ^k3f9q2",
     "open |Send the RFC to Sari| @me due:2026-12-01 ^k3f9q2"},
    {"- [x] Pick a course @alice done:2026-11-28 ^m2h8xp",
     "done |Pick a course| @alice done:2026-11-28 ^m2h8xp"},
    {"- [>] Ask for a platform slot @me ^b7d2w4", "carried |Ask for a platform slot| @me ^b7d2w4"},
    {"- [-] Rewrite the runbook @alice: replaced by SRE ^p9c3ya",
     "dropped |Rewrite the runbook: replaced by SRE| @alice ^p9c3ya"},
    {"- [ ] Send it @me due:2026-11-27 from:2026-11-10 ^k3f9q2",
     "open |Send it| @me due:2026-11-27 from:2026-11-10 ^k3f9q2"},
    {"- [ ] a\xC2\xA0 @me, b", "open |a, b| @me"},
    /* Marks. */
    {"- [X] a", "done |a|"},
    {"- [~] a", "dropped |a|"},
    {"- [?] a", "open? |a|"},
    {"- [\xC2\xA0] a", "open? |a|"},
    {"- [\xE2\x9C\x94\xEF\xB8\x8F] a", "open? |a|"},
    {"- [\xFF] a", "open? |a|"},
    {"- [xx] a", NULL},
    {"- [] a", NULL},
    {"- [  ] a", NULL},
    {"- [\t] a", NULL},
    {"- [[] a", NULL},
    {"- [\\] a", NULL},
    {"- \\[ ] a", NULL},
    {"- [ ]a", NULL},
    {"- [ ]", NULL},
    {"- [ ] ", "open ||"},
    {"- [x](u) a", NULL},
    {"- [x]: a", NULL},
    {"- [x][y] a", NULL},
    {"* [ ]\ta", "open |a|"},
    {"+ [ ]  a  b ", "open |a b|"},
    {"1. [x] a", "done |a|"},
    {"10) [ ] a", "open |a|"},
    {"> - [ ] a", "open |a|"},
    {"- - [ ] a", "open |a|"},
    {"-     [ ] code", NULL},
    {"    - [ ] code", NULL},
    {"[ ] a", NULL},
    {"-[ ] a", NULL},
    {"-\n  [ ] a", NULL},
    /* Owners. */
    {"- [ ] @saya a", "open |a| @me"},
    {"- [ ] a @dia b", "open |a b| @them"},
    {"- [ ] a @mereka", "open |a| @them"},
    {"- [ ] a @Bob, b @me", "open |a, b @me| @bob"},
    {"- [ ] a bob@example.com", "open |a bob@example.com|"},
    {"- [ ] a @example.com b", "open |a @example.com b|"},
    {"- [ ] a @ -@me `@me` @-b @b_c", "open |a @ -@me `@me` @-b @b_c|"},
    /* Dates due. */
    {"- [ ] a due:fri", "open |a| due:2026-11-27 (fri)"},
    {"- [ ] a due:+7d", "open |a| due:2026-12-01 (+7d)"},
    {"- [ ] a due:2026-W49", "open |a| due:2026-11-30 (2026-W49)"},
    {"- [ ] a tenggat:jumat b", "open |a b| due:2026-11-27 (jumat)"},
    {"- [ ] a Due:2026-12-01.", "open |a.| due:2026-12-01"},
    {"- [ ] a due:soon", "open |a due:soon| (soon)"},
    {"- [ ] a due:2026-02-30", "open |a due:2026-02-30| (2026-02-30)"},
    {"- [ ] a due:soon due:2026-12-01 due:fri", "open |a due:soon due:fri| due:2026-12-01"},
    {"- [ ] a due: fri undue:fri", "open |a due: fri undue:fri|"},
    {"- [ ] a from:fri done:today", "open |a from:fri done:today|"},
    {"- [ ] a done:2026-11-01 done:2026-11-02", "open |a done:2026-11-02| done:2026-11-01"},
    /* Ids. */
    {"- [ ] a ^K3F9Q2", "open |a| ^k3f9q2"},
    {"- [ ] a ^k3f9q", "open |a ^k3f9q|"},
    {"- [ ] a ^k3f9ql", "open |a ^k3f9ql|"},
    {"- [ ] a ^k3f9q2 b", "open |a ^k3f9q2 b|"},
    {"- [ ] a ^k3f9q2 ^m2h8xp", "open |a ^k3f9q2| ^m2h8xp"},
    {"- [ ] ^k3f9q2", "open || ^k3f9q2"},
    {"- [ ] a ^k3f9q2  ", "open |a| ^k3f9q2"},
    {"- [ ] a ^k3f9q2 due:fri @bob", "open |a| @bob due:2026-11-27 (fri) ^k3f9q2"},
    {"- [ ] a ^k3f9q2 due:soon", "open |a ^k3f9q2 due:soon| (soon)"},
    /* In any order. */
    {"- [ ] due:2026-12-01 from:2026-11-10 @bob a ^k3f9q2",
     "open |a| @bob due:2026-12-01 from:2026-11-10 ^k3f9q2"},
    {"- [x] done:2026-11-28 a from:2026-11-10 b due:2026-12-01 @them ^k3f9q2",
     "done |a b| @them due:2026-12-01 from:2026-11-10 done:2026-11-28 ^k3f9q2"},
    /* White space and bytes. */
    {"- [ ] a\xC2\xA0@me\xC2\xA0\t b", "open |a b| @me"},
    {"- [ ] \xFF\xC3 a", "open |\xEF\xBF\xBD\xEF\xBF\xBD a|"},
    {"- [ ] **a** [b](u) #pengakuan #Own-Tag", "open |**a** [b](u) #pengakuan #Own-Tag| "
                                               "#recognition #own-tag"},
};

Test(followup, lines)
{
    for (guint i = 0; i < G_N_ELEMENTS(LINES); i++) {
        g_autoptr(GPtrArray) items = parse(LINES[i].line);
        cr_assert_eq(items->len, LINES[i].shown ? 1 : 0, "%s", LINES[i].line);
        if (items->len == 0)
            continue;
        g_autofree char *shown = show(g_ptr_array_index(items, 0));
        cr_expect_str_eq(shown, LINES[i].shown, "%s", LINES[i].line);
    }
}

/* One row an item: line+lines mark's offset, depth, parent, section, kind, letter, private, text.
 */
static char *show_places(const GPtrArray *items)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < items->len; i++) {
        const tl_followup *f = g_ptr_array_index(items, i);
        g_string_append_printf(out, "%u+%u %zu d%u p%d s%d k%d%c%s %s\n", f->line, f->lines,
                               f->mark, f->depth, f->parent, f->section, f->section_kind,
                               f->letter ? f->letter : '.', f->is_private ? " private" : "",
                               f->text);
    }
    return g_string_free(out, FALSE);
}

static const struct {
    const char *text;
    const char *places;
} DOCUMENTS[] = {
    {"- [ ] a\nlazy\n  and more\n- [ ] b\n", "1+3 3 d0 p-1 s-1 k0. a\n4+1 27 d0 p-1 s-1 k0. b\n"},
    {"- [ ] a\n  - b\n    - [x] c\n  - [ ] d\n",
     "1+1 3 d0 p-1 s-1 k0. a\n3+1 21 d2 p0 s-1 k0. c\n4+1 31 d1 p0 s-1 k0. d\n"},
    {"\r\n1. [ ] a\r\r- [ ] b", "2+1 6 d0 p-1 s-1 k0. a\n4+1 15 d0 p-1 s-1 k0. b\n"},
    {"## A. x\n- [ ] a\n### Agenda\n- [ ] b\n## Private\n- [ ] c\n### own\n- [ ] d\n",
     "2+1 11 d0 p-1 s0 k1a a\n4+1 30 d0 p-1 s1 k1a b\n"
     "6+1 49 d0 p-1 s2 k5. private c\n8+1 65 d0 p-1 s3 k5. private d\n"},
    {"# T\n## Agenda\n- [ ] a\n## Follow-ups\n- [ ] b\n## Own\n- [ ] c\n",
     "3+1 17 d0 p-1 s0 k3. a\n5+1 39 d0 p-1 s1 k2. b\n7+1 54 d0 p-1 s2 k0. c\n"},
    {"```\n- [ ] no\n```\n<!--\n- [ ] no\n-->\n<div>\n- [ ] no\n</div>\n\n- [ ] a\n",
     "11+1 61 d0 p-1 s-1 k0. a\n"},
    {"- [ ] a\n  ---\n", "1+1 3 d0 p-1 s-1 k0. a\n"},
    {"- [x] a\n- [?] b\n\n[x]: u\n", "1+1 3 d0 p-1 s-1 k0. a\n2+1 11 d0 p-1 s-1 k0. b\n"},
    {"- [x] a\n- [?] b\n\n[?]: u\n", "1+1 3 d0 p-1 s-1 k0. a\n"},
    {"\xEF\xBB\xBF- [ ] a\n", "1+1 6 d0 p-1 s-1 k0. a\n"},
    {"---\n- [ ] no\n---\n- [ ] a\n", "4+1 20 d0 p-1 s-1 k0. a\n"},
    {"\n- [ ] a\n", "2+1 4 d0 p-1 s-1 k0. a\n"},
    {"no items, [a] link\n", ""},
    {"", ""},
};

/* What a line says after a word that is no ASCII, which is read word by word from the start. */
static char *show_behind(const char *line)
{
    g_autofree char *text = g_strconcat("- [ ] \xc3\xa9 ", line, "\n", NULL);
    g_autoptr(GPtrArray) items = parse(text);
    tl_followup *f = g_ptr_array_index(items, 0);
    g_autofree char *whole = g_steal_pointer(&f->text);
    f->text = g_strdup(whole + strlen("\xc3\xa9") + (whole[2] == ' '));
    return show(f);
}

static char *show_alone(const char *line)
{
    g_autofree char *text = g_strconcat("- [ ] ", line, "\n", NULL);
    g_autoptr(GPtrArray) items = parse(text);
    return show(g_ptr_array_index(items, 0));
}

/* Words of plain text at the beginning are taken at once: that must make no difference. */
Test(followup, plain_words_say_the_same_at_once)
{
    static const char *const words[] = {"a",
                                        "plan",
                                        "due",
                                        "due:",
                                        "due:2026-03-01",
                                        "@me",
                                        "@",
                                        "me@x",
                                        "^abc123",
                                        "x^abc",
                                        " ",
                                        "  ",
                                        "at 10:30",
                                        "from:2026-01-05",
                                        "fri:",
                                        "d:x",
                                        "@me,",
                                        "DUE:fri",
                                        "f",
                                        "@dia",
                                        "\xc2\xa0",
                                        "done:2026-02-02.",
                                        ":",
                                        "^",
                                        "#tag",
                                        "(@me)",
                                        "\xff"};
    g_autoptr(GRand) rand = g_rand_new_with_seed(11);
    for (int i = 0; i < 20000; i++) {
        g_autoptr(GString) line = g_string_new(PICK(rand, words));
        for (int n = g_rand_int_range(rand, 0, 6); n > 0; n--)
            g_string_append_printf(line, "%s%s", random_chance(rand, 90) ? " " : "",
                                   PICK(rand, words));
        g_autofree char *alone = show_alone(line->str), *behind = show_behind(line->str);
        cr_assert_str_eq(alone, behind, "%s", line->str);
    }
}

Test(followup, places)
{
    for (guint i = 0; i < G_N_ELEMENTS(DOCUMENTS); i++) {
        g_autoptr(GPtrArray) items = parse(DOCUMENTS[i].text);
        g_autofree char *places = show_places(items);
        cr_expect_str_eq(places, DOCUMENTS[i].places, "%s", DOCUMENTS[i].text);
    }
}

Test(followup, nul_is_no_end)
{
    const char text[] = "a\0\n- [ ] b\0c ^k3f9q2\n";
    g_autoptr(tl_note) note = tl_note_parse(text, sizeof(text) - 1);
    g_autoptr(GPtrArray) items = tl_followup_parse(text, sizeof(text) - 1, note, 1);
    cr_assert_eq(items->len, 1);
    const tl_followup *followup = g_ptr_array_index(items, 0);
    cr_expect_str_eq(followup->text, "b\xEF\xBF\xBD"
                                     "c");
    cr_expect_str_eq(followup->id, "k3f9q2");
}

Test(followup, without_a_day_only_iso_dates_are_read)
{
    const char text[] = "- [ ] a due:fri\n- [ ] b due:2026-12-01\n";
    g_autoptr(tl_note) note = tl_note_parse(text, strlen(text));
    g_autoptr(GPtrArray) items = tl_followup_parse(text, strlen(text), note, TL_DATE_NONE);
    cr_assert_eq(items->len, 2);
    g_autofree char *first = show(g_ptr_array_index(items, 0));
    g_autofree char *second = show(g_ptr_array_index(items, 1));
    cr_expect_str_eq(first, "open |a due:fri| (fri)");
    cr_expect_str_eq(second, "open |b| due:2026-12-01");
}

Test(followup, key_ignores_case_and_space)
{
    g_autoptr(GPtrArray) items =
        parse("- [ ] Send  THE rfc @me\n- [x] send the\xC2\xA0RFC ^k3f9q2\n");
    cr_assert_eq(items->len, 2);
    g_autofree char *first = tl_followup_key(g_ptr_array_index(items, 0));
    g_autofree char *second = tl_followup_key(g_ptr_array_index(items, 1));
    cr_expect_str_eq(first, "send the rfc");
    cr_expect_str_eq(second, first);
}

Test(followup, states_by_weight)
{
    cr_expect(TL_STATE_DONE > TL_STATE_DROPPED && TL_STATE_DROPPED > TL_STATE_OPEN &&
              TL_STATE_OPEN > TL_STATE_CARRIED);
    cr_expect_str_eq(tl_state_name(TL_STATE_CARRIED), "carried");
    cr_expect_str_eq(tl_state_name(TL_STATE_DROPPED), "dropped");
}

Test(id, valid)
{
    cr_expect(tl_id_is_valid("0a9zvx", 6));
    cr_expect(tl_id_is_valid("k3f9q2 more", 6));
    static const char *const bad[] = {"k3f9q",  "k3f9q22", "K3F9Q2", "k3f9qi", "k3f9ql",
                                      "k3f9qo", "k3f9qu",  "k3f9q-", ""};
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++)
        cr_expect(!tl_id_is_valid(bad[i], strlen(bad[i])), "%s", bad[i]);
    cr_expect(!tl_id_is_valid("k3f9q\0", 6));
}

Test(id, new_ones_differ)
{
    gboolean seen_at[TL_ID_LENGTH][128] = {{FALSE}};
    guint kinds = 0;
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (int i = 0; i < 1000; i++) {
        char *id = tl_id_new();
        cr_assert(tl_id_is_valid(id, strlen(id)), "%s", id);
        for (guint at = 0; at < TL_ID_LENGTH; at++) {
            kinds += !seen_at[at][(guint)id[at]];
            seen_at[at][(guint)id[at]] = TRUE;
        }
        g_hash_table_add(seen, id);
    }
    cr_expect_geq(g_hash_table_size(seen), 998);
    cr_expect_geq(kinds, TL_ID_LENGTH * 30, "every place has nearly every letter");
}

Test(followup, ids_are_numbers)
{
    static const char *const ids[] = {"012345", "6789ab", "cdefgh", "jkmnpq", "rstvwx", "yz0000"};
    char unpacked[TL_ID_LENGTH + 1];
    cr_expect_eq(tl_id_pack("100000"), 1);
    cr_expect_eq(tl_id_pack("z00000"), 31);
    cr_expect_eq(tl_id_pack("0z0000"), 31 << 5);
    for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
        tl_id_unpack(tl_id_pack(ids[i]), unpacked);
        cr_expect_str_eq(unpacked, ids[i]);
        cr_expect(tl_id_is_valid(ids[i], TL_ID_LENGTH), "%s", ids[i]);
    }
    for (int c = 0; c < 256; c++) {
        char id[] = {'0', '0', '0', '0', '0', (char)c, '\0'};
        gboolean is_one = c && strchr("0123456789abcdefghjkmnpqrstvwxyz", c) != NULL;
        cr_expect_eq(tl_id_is_valid(id, TL_ID_LENGTH), is_one, "%d", c);
    }
}
