#include "tl11/table.h"

#include "render_check.h"

#include <criterion/criterion.h>
#include <string.h>

static const tl_table_column columns[] = {{"id", TL_ALIGN_LEFT},
                                          {"days", TL_ALIGN_RIGHT},
                                          {"text", TL_ALIGN_LEFT},
                                          {NULL, TL_ALIGN_LEFT}};

static const tl_table_column untitled[] = {
    {NULL, TL_ALIGN_LEFT}, {NULL, TL_ALIGN_RIGHT}, {NULL, TL_ALIGN_LEFT}};

/* Cells row by row, NULL at the end; "" is an empty cell. */
static tl_table *make_table(const tl_table_column *of, guint count, int flexible,
                            const char *const *cells)
{
    tl_table *table = tl_table_new(of, count, flexible);
    for (; *cells != NULL; cells++)
        tl_table_add(table, *cells, TL_STYLE_RESET);
    return table;
}

static void expect_table(const tl_table *table, int width, gboolean colour, const char *expected)
{
    g_autofree char *text = tl_table_format(table, width, colour);
    cr_expect_null(find_dirt(text), "%s", find_dirt(text));
    cr_expect_str_eq(text, expected, "got:\n%s", text);
}

static const char *const notes[] = {
    "k3f9q2", "7", "Send the RFC to Sari", "alice", "m2", "12", "Pick a course", "", NULL};

Test(table, columns_are_aligned)
{
    g_autoptr(tl_table) table = make_table(columns, 4, 2, notes);
    expect_table(table, 0, FALSE,
                 "id      days  text\n"
                 "k3f9q2     7  Send the RFC to Sari  alice\n"
                 "m2        12  Pick a course\n");
    cr_expect_eq(tl_table_rows(table), 2);
}

Test(table, the_flexible_column_is_shortened)
{
    g_autoptr(tl_table) table = make_table(columns, 4, 2, notes);
    expect_table(table, 33, FALSE,
                 "id      days  text\n"
                 "k3f9q2     7  Send the RF…  alice\n"
                 "m2        12  Pick a cour…\n");
    g_autofree char *exact = tl_table_format(table, 41, FALSE);
    cr_expect_not_null(strstr(exact, "Send the RFC to Sari  alice\n"));
    g_autofree char *cut = tl_table_format(table, 40, FALSE);
    cr_expect_not_null(strstr(cut, "Send the RFC to Sa…  alice\n"));
    cr_expect_eq(measure_widest(cut), 40);
}

Test(table, one_column_of_the_flexible_stays)
{
    g_autoptr(tl_table) table = make_table(columns, 4, 2, notes);
    expect_table(table, 10, FALSE,
                 "id      days  …\n"
                 "k3f9q2     7  …  alice\n"
                 "m2        12  …\n");
}

Test(table, a_rigid_table_is_never_cut)
{
    g_autoptr(tl_table) table = make_table(columns, 4, TL_TABLE_RIGID, notes);
    g_autofree char *narrow = tl_table_format(table, 10, FALSE);
    g_autofree char *pipe = tl_table_format(table, 0, FALSE);
    cr_expect_str_eq(narrow, pipe);
    cr_expect_null(strstr(narrow, "…"));
}

Test(table, styles_are_around_the_text_alone)
{
    g_autoptr(tl_table) table = tl_table_new(columns, 3, TL_TABLE_RIGID);
    tl_table_add(table, "a", TL_STYLE_BOLD);
    tl_table_add_format(table, TL_STYLE_BAD, "%d", 3);
    tl_table_add(table, NULL, TL_STYLE_BOLD);
    expect_table(table, 0, TRUE,
                 "\033[2mid\033[0m  \033[2mdays\033[0m  \033[2mtext\033[0m\n"
                 "\033[1ma\033[0m      \033[31m3\033[0m\n");
    expect_table(table, 0, FALSE, "id  days  text\na      3\n");
}

Test(table, an_empty_cell_keeps_its_column)
{
    static const char *const cells[] = {"ab", "12", "c", "d", "", "e", "", "", "f", NULL};
    g_autoptr(tl_table) table = make_table(untitled, 3, 2, cells);
    expect_table(table, 80, FALSE, "ab  12  c\nd       e\n        f\n");
}

Test(table, wide_characters_are_measured)
{
    static const char *const cells[] = {"日本", "1", "日本語", "a", "22", "e\u0301x", NULL};
    g_autoptr(tl_table) table = make_table(untitled, 3, 2, cells);
    expect_table(table, 0, FALSE, "日本   1  日本語\na     22  e\u0301x\n");
    expect_table(table, 14, FALSE, "日本   1  日…\na     22  e\u0301x\n");
}

Test(table, a_wide_character_that_is_cut_leaves_the_columns_aligned)
{
    static const char *const cells[] = {"日本語", "1", "a", "ab", "22", "b", NULL};
    static const tl_table_column right[] = {
        {NULL, TL_ALIGN_RIGHT}, {NULL, TL_ALIGN_LEFT}, {NULL, TL_ALIGN_LEFT}};
    g_autoptr(tl_table) left_table = make_table(untitled, 3, 0, cells);
    expect_table(left_table, 11, FALSE, "日…    1  a\nab    22  b\n");
    g_autoptr(tl_table) right_table = make_table(right, 3, 0, cells);
    expect_table(right_table, 11, FALSE, " 日…  1   a\n  ab  22  b\n");
}

Test(table, text_is_escaped_and_one_line)
{
    static const char *const cells[] = {"a\033[31m\x07", "b\nc\td\r\n", "e  ", NULL};
    g_autoptr(tl_table) table = make_table(untitled, 3, TL_TABLE_RIGID, cells);
    expect_table(table, 0, TRUE, "a\\x1b[31m\\x07  b c d  e\n");
}

Test(table, without_titles_or_rows_there_is_no_header)
{
    static const char *const none[] = {NULL};
    static const char *const cells[] = {"a", "b", "c", "d", NULL};
    g_autoptr(tl_table) empty = make_table(columns, 4, 2, none);
    expect_table(empty, 80, TRUE, "");
    cr_expect_eq(tl_table_rows(empty), 0);
    g_autoptr(tl_table) begun = make_table(untitled, 3, 2, cells);
    expect_table(begun, 80, FALSE, "a  b  c\nd\n");
    cr_expect_eq(tl_table_rows(begun), 2);
}

/* What is lent looks like what is copied, and is copied where it cannot stay as it is. */
Test(table, lent_texts)
{
    static const char *const texts[] = {"plain", "", "a\tb\n", "\x1b[31m", "caf\xc3\xa9 "};
    const tl_table_column two[] = {{"x", TL_ALIGN_LEFT}, {"y", TL_ALIGN_RIGHT}};
    g_autoptr(tl_table) copied = tl_table_new(two, 2, TL_TABLE_RIGID);
    g_autoptr(tl_table) lent = tl_table_new(two, 2, TL_TABLE_RIGID);
    for (gsize i = 0; i < 2 * G_N_ELEMENTS(texts); i++) {
        tl_table_add(copied, texts[i % G_N_ELEMENTS(texts)], TL_STYLE_DIM);
        tl_table_lend(lent, texts[i % G_N_ELEMENTS(texts)], TL_STYLE_DIM);
    }
    g_autofree char *wanted = tl_table_format(copied, 0, TRUE);
    g_autoptr(GString) found = g_string_new("before\n");
    tl_table_append(lent, found, 0, TRUE);
    cr_expect(g_str_has_prefix(found->str, "before\n"));
    cr_expect_str_eq(found->str + strlen("before\n"), wanted);
}

/* Row i of a long table, whose cells are gone once it is full. */
static void add_passing_row(tl_table *table, guint i)
{
    g_autofree char *number = g_strdup_printf("%u", i), *text = g_strnfill(i % 50, 'a');
    tl_table_lend(table, text, TL_STYLE_BOLD);
    tl_table_add(table, i % 7 ? "caf\xc3\xa9\n" : "\x1b[31m", TL_STYLE_RESET);
    tl_table_lend(table, number, TL_STYLE_DIM);
}

/* Rows that are not kept look like those that are. */
Test(table, row_by_row)
{
    const tl_table_column three[] = {
        {"x", TL_ALIGN_LEFT}, {NULL, TL_ALIGN_LEFT}, {"y", TL_ALIGN_RIGHT}};
    for (guint rows = 0; rows < 20000; rows = rows * 3 + 1) {
        g_autoptr(tl_table) kept = tl_table_new(three, 3, 0);
        g_autoptr(tl_table) passing = tl_table_new(three, 3, 0);
        g_autoptr(GString) found = g_string_new("before\n");
        tl_table_measure(passing);
        for (guint i = 0; i < rows; i++) {
            g_autofree char *number = g_strdup_printf("%u", i), *text = g_strnfill(i % 50, 'a');
            tl_table_add(kept, text, TL_STYLE_BOLD);
            tl_table_add(kept, i % 7 ? "caf\xc3\xa9\n" : "\x1b[31m", TL_STYLE_RESET);
            tl_table_add(kept, number, TL_STYLE_DIM);
            add_passing_row(passing, i);
        }
        int width = rows % 2 ? 30 : 0;
        tl_table_begin(passing, found, width, TRUE);
        for (guint i = 0; i < rows; i++)
            add_passing_row(passing, i);
        g_autofree char *wanted = tl_table_format(kept, width, TRUE);
        cr_expect_str_eq(found->str + strlen("before\n"), wanted, "%u rows", rows);
    }
}
