#include "tl11/text.h"

#include <criterion/criterion.h>
#include <string.h>

typedef struct {
    const char *in;
    gssize length;
    const char *out;
} conversion;

static void check_escape(const conversion *cases, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        g_autofree char *out = tl_text_escape(cases[i].in, cases[i].length);
        cr_expect_str_eq(out, cases[i].out, "case %zu: got %s", i, out);
    }
}

Test(text, escape_leaves_plain_text)
{
    static const conversion cases[] = {
        {"", -1, ""},
        {"line\n\ttab", -1, "line\n\ttab"},
        {"Zoë 中文 🙂 ‰ \\x41", -1, "Zoë 中文 🙂 ‰ \\x41"},
        {"zero\xe2\x80\x8bwidth\xe2\x80\x8djoiner", -1, "zero\xe2\x80\x8bwidth\xe2\x80\x8djoiner"},
        {"abcdef", 3, "abc"},
        {"\xc2\xa0", -1, "\xc2\xa0"},
    };
    check_escape(cases, G_N_ELEMENTS(cases));
}

Test(text, escape_shows_controls)
{
    static const conversion cases[] = {
        {"\033]0;title\a", -1, "\\x1b]0;title\\x07"},
        {"a\rb\bc\x7f", -1, "a\\x0db\\x08c\\x7f"},
        {"a\0b", 3, "a\\x00b"},
        {"\xc2\x80\xc2\x9b\xc2\x9f", -1, "\\u{0080}\\u{009b}\\u{009f}"},
        {"\xe2\x80\xae\xe2\x81\xa6\xe2\x80\x8e\xd8\x9c", -1,
         "\\u{202e}\\u{2066}\\u{200e}\\u{061c}"},
    };
    check_escape(cases, G_N_ELEMENTS(cases));
}

Test(text, escape_shows_bytes_that_are_no_utf8)
{
    static const conversion cases[] = {
        {"\xe9t\xe9", -1, "\\xe9t\\xe9"},        {"\xc3\xa9", 1, "\\xc3"},
        {"\xe4\xb8", -1, "\\xe4\\xb8"},          {"\xc0\xaf", -1, "\\xc0\\xaf"},
        {"\xed\xa0\x80", -1, "\\xed\\xa0\\x80"}, {"\xf4\x90\x80\x80", -1, "\\xf4\\x90\\x80\\x80"},
        {"\xc2\xc2\x9b", -1, "\\xc2\\u{009b}"},
    };
    check_escape(cases, G_N_ELEMENTS(cases));
}

static gboolean is_allowed(gunichar c)
{
    static const gunichar bidi[] = {0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d,
                                    0x202e, 0x2066, 0x2067, 0x2068, 0x2069, 0x061c};
    for (gsize i = 0; i < G_N_ELEMENTS(bidi); i++) {
        if (c == bidi[i])
            return FALSE;
    }
    return c == '\n' || c == '\t' || (c >= 0x20 && c < 0x7f) || c > 0x9f;
}

Test(text, escape_every_character_below_0x3000)
{
    for (gunichar c = 1; c < 0x3000; c++) {
        char utf8[8] = {0};
        g_unichar_to_utf8(c, utf8);
        g_autofree char *out = tl_text_escape(utf8, -1);
        if (is_allowed(c))
            cr_expect_str_eq(out, utf8, "U+%04X", c);
        else
            cr_expect_eq(out[0], '\\', "U+%04X", c);
    }
}

/* Whatever the bytes, what comes out is valid UTF-8 without a control. */
Test(text, escape_of_random_bytes_is_clean)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(11);
    for (int round = 0; round < 20000; round++) {
        char bytes[24];
        for (gsize i = 0; i < sizeof bytes; i++) {
            static const char often[] = "\xe2\x80\xae\xc2\x9b\x1b\xf0\x9f";
            guint32 n = g_rand_int(random);
            bytes[i] = n & 1 ? (char)(n >> 8) : often[(n >> 8) % (sizeof often - 1)];
        }
        g_autofree char *out = tl_text_escape(bytes, sizeof bytes);
        g_autofree char *again = tl_text_escape(out, -1);
        cr_assert(g_utf8_validate(out, -1, NULL));
        cr_assert_str_eq(out, again);
        for (const char *p = out; *p != '\0'; p = g_utf8_next_char(p))
            cr_assert(is_allowed(g_utf8_get_char(p)));
    }
}

Test(text, quote)
{
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"", "''"},
        {"team/alice", "'team/alice'"},
        {"a\nb\tc\033", "'a\\nb\\tc\\x1b'"},
        {"Zoë\xff", "'Zoë\\xff'"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *out = tl_text_quote(cases[i].in);
        cr_expect_str_eq(out, cases[i].out);
    }
}

Test(text, quote_cuts_at_200_characters)
{
    for (gsize length = 198; length < 204; length++) {
        GString *in = g_string_new(NULL);
        for (gsize i = 0; i < length; i++)
            g_string_append(in, "é");
        g_autofree char *out = tl_text_quote(in->str);
        gsize shown = (gsize)g_utf8_strlen(out, -1) - 2;
        cr_expect_eq(shown, MIN(length, 200), "%zu gives %zu", length, shown);
        cr_expect_eq(g_str_has_suffix(out, "…'"), length > 200);
        g_string_free(in, TRUE);
    }
}

Test(text, quote_never_cuts_an_escape)
{
    for (gsize before = 190; before <= 200; before++) {
        g_autofree char *plain = g_strnfill(before, 'a');
        g_autofree char *in = g_strconcat(plain, "\033\033\033\033", NULL);
        g_autofree char *out = tl_text_quote(in);
        gsize left = MIN(before, 199);
        GString *wanted = g_string_new("'");
        g_string_append_len(wanted, plain, (gssize)left);
        for (gsize i = 0; i < (199 - left) / 4; i++)
            g_string_append(wanted, "\\x1b");
        g_string_append(wanted, "…'");
        cr_expect_str_eq(out, wanted->str, "%zu before", before);
        g_string_free(wanted, TRUE);
    }
}

Test(text, width)
{
    static const struct {
        const char *text;
        gssize length;
        gsize width;
    } cases[] = {
        {"", -1, 0},
        {"abc", -1, 3},
        {"abc", 2, 2},
        {"Zoë", -1, 3},
        {"Zoe\xcc\x88", -1, 3}, /* combining diaeresis */
        {"中文", -1, 4},
        {"한", -1, 2},
        {"🙂", -1, 2},
        {"a\xe2\x80\x8b"
         "b",
         -1, 2}, /* zero width space */
        {"ｆｕｌｌ", -1, 8},
        {"\xff\xfe", -1, 2},
        {"\xe4\xb8", -1, 2},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        cr_expect_eq(tl_text_width(cases[i].text, cases[i].length), cases[i].width, "case %zu", i);
}

Test(text, fitted)
{
    static const struct {
        const char *text;
        gsize width;
        gboolean pad;
        const char *out;
    } cases[] = {
        {"alice", 5, TRUE, "|alice"},
        {"alice", 7, TRUE, "|alice  "},
        {"alice", 7, FALSE, "|alice"},
        {"alice", 4, TRUE, "|ali…"},
        {"alice", 1, TRUE, "|…"},
        {"alice", 0, TRUE, "|"},
        {"", 2, TRUE, "|  "},
        {"中文字", 5, TRUE, "|中文…"},
        {"中文字", 4, TRUE, "|中… "},
        {"中文字", 4, FALSE, "|中…"},
        {"Zoe\xcc\x88!!", 4, TRUE, "|Zoe\xcc\x88…"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        GString *out = g_string_new("|");
        tl_text_append_fitted(out, cases[i].text, cases[i].width, cases[i].pad);
        cr_expect_str_eq(out->str, cases[i].out, "case %zu: %s", i, out->str);
        g_string_free(out, TRUE);
    }
}

Test(text, slug)
{
    g_autofree char *longest = g_strnfill(TL_SLUG_MAX, 'a');
    g_autofree char *longer = g_strnfill(TL_SLUG_MAX + 1, 'a');
    const char *good[] = {"a", "0", "alice", "alice-ng", "a-", "3-2-1", longest};
    const char *bad[] = {"",    "-a", "Alice",   "a b",  "a_b", "a.b", "a/b",
                         "zoë", "..", "alice\n", ".git", " a",  longer};
    for (gsize i = 0; i < G_N_ELEMENTS(good); i++)
        cr_expect(tl_text_is_slug(good[i]), "%s", good[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
        cr_expect_not(tl_text_is_slug(bad[i]), "%s", bad[i]);
}

Test(text, fold)
{
    static const conversion cases[] = {
        {"", -1, ""},
        {" \t\n", -1, ""},
        {"  Send the\t RFC\r\nto Sari ", -1, "send the rfc to sari"},
        {"Zoe\xcc\x88 \xc2\xa0 NG", -1, "zoë ng"},
        {"ZO\xc3\x8b", -1, "zoë"},
        {"Straße", -1, "strasse"},
        {"TITLE", -1, "title"},
        {"İ", -1, "i\xcc\x87"},
        {"a\xff"
         "B",
         -1,
         "a\xef\xbf\xbd"
         "b"},
        {"A\0B", 3,
         "a\xef\xbf\xbd"
         "b"},
        {"ABCDEF", 3, "abc"},
        {"É\xc3\x89", 2, "é"},
        {"a\xe2\x80\x83"
         "b\xe3\x80\x80",
         -1, "a b"},
        {"a\x0b\xc2\x85"
         "b",
         -1, "a b"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *out = tl_text_fold(cases[i].in, cases[i].length);
        g_autofree char *again = tl_text_fold(out, -1);
        g_autoptr(GString) into = g_string_new("what was there");
        gsize length = cases[i].length < 0 ? strlen(cases[i].in) : (gsize)cases[i].length;
        tl_text_fold_into(into, cases[i].in, length);
        cr_expect_str_eq(into->str, cases[i].out, "case %zu: %s", i, into->str);
        cr_expect_eq(into->len, strlen(into->str));
        cr_expect_str_eq(out, cases[i].out, "case %zu: %s", i, out);
        cr_expect_str_eq(again, out, "case %zu is not stable", i);
    }
}

Test(text, number)
{
    static const struct {
        guint64 number;
        const char *text;
    } cases[] = {{0, "0"}, {7, "7"}, {10, "10"}, {G_MAXUINT64, "18446744073709551615"}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        char buffer[TL_NUMBER_SIZE];
        cr_expect_str_eq(tl_text_number(cases[i].number, buffer), cases[i].text);
    }
}

Test(text, nearest)
{
    static const char *const words[] = {"followups", "note", "log", "lost", "Alice", NULL};
    static const struct {
        const char *word, *nearest;
    } cases[] = {
        {"folowups", "followups"},
        {"followpus", "followups"},
        {"fllwps", "followups"},
        {"flups", NULL},
        {"ntoe", "note"},
        {"nte", "note"},
        {"lgo", "log"},
        {"lots", "lost"},
        {"ALIEC", "Alice"},
        {"note", "note"},
        {"xy", NULL},
        {"", NULL},
        {"nqqe", NULL},
        {"lo", "log"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const char *found = tl_text_nearest(cases[i].word, words);
        cr_expect_eq(g_strcmp0(found, cases[i].nearest), 0, "%s gives %s", cases[i].word,
                     found == NULL ? "nothing" : found);
    }
}

Test(text, nearest_takes_the_nearest_and_then_the_first)
{
    static const char *const words[] = {"abcdefghi", "abcdefghj", "abcdefxxx", NULL};
    static const char *const none[] = {NULL};
    cr_assert_eq(tl_text_nearest("abcdefghj", words), words[1]);
    cr_assert_eq(tl_text_nearest("abcdefghk", words), words[0]);
    cr_assert_eq(tl_text_nearest("abcdefxxk", words), words[2]);
    cr_assert_null(tl_text_nearest("a", none));
}

/* More than 3 is far, however long the words are. */
Test(text, nearest_has_a_limit)
{
    static const char *const words[] = {"abcdefghijklmnopqrst", NULL};
    cr_assert_eq(tl_text_nearest("abcdefghijklmnopqXYZ", words), words[0]);
    cr_assert_null(tl_text_nearest("abcdefghijklmnopWXYZ", words));
}

Test(text, yes)
{
    static const char *const yes[] = {"y", "Y", "yes", "YES", "ya", "Ya", "iya", " y "};
    static const char *const no[] = {"", "n", "no", "tidak", "yess", "i", "yep", "ye"};
    for (gsize i = 0; i < G_N_ELEMENTS(yes); i++)
        cr_expect(tl_text_is_yes(yes[i]), "%s", yes[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(no); i++)
        cr_expect_not(tl_text_is_yes(no[i]), "%s", no[i]);
    cr_expect_not(tl_text_is_yes(NULL));
}

/* Byte by byte. */
static gboolean is_plain_by_bytes(const char *text, gsize length, gboolean folded)
{
    gboolean after_blank = TRUE;
    for (gsize i = 0; i < length; i++) {
        gboolean is_blank = text[i] == ' ';
        if (text[i] < ' ' || text[i] == 0x7f || (folded && is_blank && after_blank))
            return FALSE;
        after_blank = is_blank;
    }
    return !folded || length == 0 || !after_blank;
}

/* Eight bytes at a time tell what one at a time does, wherever in the text the one that counts is.
 */
Test(text, plain_at_every_place)
{
    static const char WORDS[] = "Ab cD-z@ [`{ ~";
    for (gsize length = 0; length < 40; length++)
        for (gsize at = 0; at <= length; at++)
            for (int byte = 0; byte < 256; byte++) {
                char text[64] = "";
                for (gsize i = 0; i < length; i++)
                    text[i] = WORDS[i % (sizeof(WORDS) - 1)];
                if (at < length)
                    text[at] = (char)byte;
                gboolean plain = is_plain_by_bytes(text, length, FALSE);
                gboolean folded = is_plain_by_bytes(text, length, TRUE);
                cr_assert_eq(tl_text_is_plain(text, length), plain, "%zu %zu %d", length, at, byte);
                cr_assert_eq(tl_text_is_folded(text, length), folded, "%zu %zu %d", length, at,
                             byte);
                if (!folded || strlen(text) != length)
                    continue;
                g_autofree char *lower = g_ascii_strdown(text, -1);
                g_autofree char *found = tl_text_fold(text, -1);
                cr_assert_str_eq(found, lower);
            }
}
