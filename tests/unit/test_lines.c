#include "tl11/lines.h"

#include <criterion/criterion.h>
#include <string.h>

static void expect_line(const tl_lines *lines, guint number, const char *bare, const char *full)
{
    gsize length = 0;
    const char *line = tl_lines_get(lines, number, &length);
    cr_expect(length == strlen(bare) && memcmp(line, bare, length) == 0, "line %u", number);
    line = tl_lines_get_full(lines, number, &length);
    cr_expect(length == strlen(full) && memcmp(line, full, length) == 0, "line %u, full", number);
}

Test(lines, ends_of_all_kinds)
{
    const char text[] = "a\nb\r\nc\rd\r\r\n\ne";
    g_autoptr(tl_lines) lines = tl_lines_new(text, strlen(text));
    cr_assert_eq(tl_lines_count(lines), 7);
    expect_line(lines, 1, "a", "a\n");
    expect_line(lines, 2, "b", "b\r\n");
    expect_line(lines, 3, "c", "c\r");
    expect_line(lines, 4, "d", "d\r");
    expect_line(lines, 5, "", "\r\n");
    expect_line(lines, 6, "", "\n");
    expect_line(lines, 7, "e", "e");
}

Test(lines, a_last_line_end_begins_no_line)
{
    g_autoptr(tl_lines) ended = tl_lines_new("a\n", 2);
    g_autoptr(tl_lines) cut = tl_lines_new("a\nb", 3);
    g_autoptr(tl_lines) empty = tl_lines_new("", 0);
    g_autoptr(tl_lines) carriage = tl_lines_new("a\r", 2);
    cr_expect_eq(tl_lines_count(ended), 1);
    cr_expect_eq(tl_lines_count(cut), 2);
    cr_expect_eq(tl_lines_count(empty), 0);
    cr_expect_eq(tl_lines_count(carriage), 1);
    expect_line(carriage, 1, "a", "a\r");
}

Test(lines, blank_is_blanks_and_tabs_alone)
{
    const char text[] = "\n \t \n\v\n\xC2\xA0\nx\n \r\n";
    g_autoptr(tl_lines) lines = tl_lines_new(text, strlen(text));
    const gboolean blank[] = {TRUE, TRUE, FALSE, FALSE, FALSE, TRUE};
    cr_assert_eq(tl_lines_count(lines), G_N_ELEMENTS(blank));
    for (guint i = 0; i < G_N_ELEMENTS(blank); i++)
        cr_expect_eq(tl_lines_is_blank(lines, i + 1), blank[i], "line %u", i + 1);
}

Test(lines, nul_is_a_byte_like_any_other)
{
    g_autoptr(tl_lines) lines = tl_lines_new("a\0b\nc", 5);
    gsize length = 0;
    const char *line = tl_lines_get(lines, 1, &length);
    cr_expect_eq(tl_lines_count(lines), 2);
    cr_expect(length == 3 && memcmp(line, "a\0b", 3) == 0);
}

/* Joined again they are the text, and each but the last has one end, at its end. */
Test(lines, cover_the_text)
{
    static const char bytes[] = "ab\n\r\n\r \t\0";
    GRand *rand = g_rand_new_with_seed(11);
    for (int round = 0; round < 20000; round++) {
        char text[12];
        gsize size = (gsize)g_rand_int_range(rand, 0, sizeof(text) + 1);
        for (gsize i = 0; i < size; i++)
            text[i] = bytes[g_rand_int_range(rand, 0, sizeof(bytes))];
        g_autoptr(tl_lines) lines = tl_lines_new(text, size);
        const char *at = text;
        for (guint number = 1; number <= tl_lines_count(lines); number++) {
            gsize full = 0;
            gsize bare = 0;
            const char *line = tl_lines_get_full(lines, number, &full);
            tl_lines_get(lines, number, &bare);
            cr_assert_eq(line, at);
            cr_assert(memchr(line, '\n', bare) == NULL && memchr(line, '\r', bare) == NULL);
            gsize end = full - bare;
            cr_assert(number == tl_lines_count(lines) ? end <= 2 : end == 1 || end == 2);
            cr_assert(end < 2 || memcmp(line + bare, "\r\n", 2) == 0);
            at += full;
        }
        cr_assert_eq(at, text + size);
    }
    g_rand_free(rand);
}
