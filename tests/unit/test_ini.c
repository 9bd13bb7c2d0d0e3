#include "tl11/error.h"
#include "tl11/ini.h"

#include <criterion/criterion.h>
#include <string.h>

#define PATH "team/alice/person.ini"
#define X10 "xxxxxxxxxx"
#define X100 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10
#define X49 X10 X10 X10 X10 "xxxxxxxxx"
#define X190 X100 X10 X10 X10 X10 X10 X10 X10 X10 X10
#define BYTES(text) text, sizeof text - 1

typedef struct {
    const char *content;
    gsize length;
    guint line;
    const char *what;
} bad_case;

static const bad_case BAD[] = {
    {BYTES("[a]\nabout=" X190 "editor=rm -rf ~\n"), 2, "190 bytes"},
    {BYTES("[a]\nabout=" X190 "[core]\nk = v\n"), 2, "190 bytes"},
    {BYTES("[a]\nabout=" X190 "tail\n"), 2, "190 bytes"},
    {BYTES("[a]\n# " X190 "editor=rm -rf ~\n"), 2, "190 bytes"},
    {BYTES("[a]\n; " X190 "editor=rm -rf ~\n"), 2, "190 bytes"},
    {BYTES("[" X49 "]\nk = v\n"), 1, "48 bytes"},
    {BYTES("[a]\n" X49 " = v\n"), 2, "48 bytes"},
    {BYTES("[a]\nk = 1\nother = 2\nk = 3\n"), 4, "key 'k' stands in line 2"},
    {BYTES("[a]\nk = 1\n[b]\n[a]\nl = 2\n"), 4, "section 'a' stands in line 1"},
    {BYTES("[a]\nk = 1\n  more\n"), 3, "continuation line"},
    {BYTES("[a]\nk = 1\n\tmore ; with a comment\n"), 3, "continuation line"},
    {BYTES("[a]\nk = 1\n  l = 2\n"), 3, "continuation line"},
    {BYTES("[a]\nk = 1\n [b]\n"), 3, "continuation line"},
    {BYTES("[a]\n  k = 1\n"), 2, "continuation line"},
    {BYTES("[a]\nk = v\0w\n"), 2, "NUL"},
    {BYTES("[a]\n\0k = v\n"), 2, "NUL"},
    {BYTES("\xEF\xBB\xBF[a]\nk = v\n"), 1, "byte order mark"},
    {BYTES("\xFF\xFE[\0a\0]\0\n\0"), 1, "NUL"},
    {BYTES("\xFE\xFF\0[\0a\0]\0\n"), 1, "NUL"},
    {BYTES("[a]\rk = v\r"), 1, "carriage return"},
    {BYTES("[a]\nk = v\rl = w\n"), 2, "carriage return"},
    {BYTES("[a]\nk = v\r\r\n"), 2, "carriage return"},
    {BYTES("[a]\r\nk = v\r"), 2, "carriage return"},
    {BYTES("[a]\nk = \"quoted ; semi\"\n"), 2, "begins a comment"},
    {BYTES("[a]\nk = v\nno value\n"), 3, "no section"},
    {BYTES("[a]\nk ; = v\n"), 2, "no section"},
    {BYTES("[a]\n= v\n"), 2, "name is empty"},
    {BYTES("[a]\n: v\n"), 2, "name is empty"},
    {BYTES("[]\nk = v\n"), 1, "name is empty"},
    {BYTES("[a\nk = v\n"), 1, "not closed"},
    {BYTES("[a ; b]\nk = v\n"), 1, "not closed"},
    {BYTES("[a] b\nk = v\n"), 1, "behind the section"},
    {BYTES("[ a ]\nk = v\n"), 1, "white space"},
    {BYTES("[a]\nk = v\nname = \xE9t\xE9\n"), 3, "not UTF-8"},
    {BYTES("[a]\nk = v\nname = cut \xC3"), 3, "not UTF-8"},
    {BYTES("[a]\nk = \x1B[31m\n"), 2, "control byte"},
    {BYTES("[a]\nk = v\x7F\n"), 2, "control byte"},
    {BYTES("k = v\n[a]\n"), 1, "before the first section"},
};

static tl_ini *parse(const char *content, gsize length, GError **error)
{
    g_autoptr(GBytes) bytes = g_bytes_new(content, length);
    return tl_ini_parse(bytes, PATH, error);
}

static void assert_refused(const bad_case *bad)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(tl_ini) ini = parse(bad->content, bad->length, &error);
    g_autofree char *place = g_strdup_printf("'" PATH "':%u: ", bad->line);
    cr_assert_null(ini, "was read: %s", bad->content);
    cr_assert_not_null(error);
    cr_assert_eq(tl_error_status(error), TL_EXIT_FAILED);
    cr_assert(g_str_has_prefix(error->message, place), "'%s' begins with '%s'", error->message,
              place);
    cr_assert_not_null(strstr(error->message, bad->what), "'%s' says '%s'", error->message,
                       bad->what);
}

Test(ini, refuses_what_inih_misreads)
{
    for (gsize i = 0; i < G_N_ELEMENTS(BAD); i++)
        assert_refused(&BAD[i]);
}

Test(ini, refuses_a_large_file_without_a_line)
{
    GString *text = g_string_new("[a]\n");
    while (text->len <= 64 * 1024)
        g_string_append(text, "# one line more\n");
    g_autoptr(GError) error = NULL;
    cr_assert_null(parse(text->str, text->len, &error));
    cr_assert_str_eq(error->message, "'" PATH "': larger than 64 KiB");
    g_string_truncate(text, 64 * 1024 - 1);
    g_string_append_c(text, '\n');
    g_autoptr(tl_ini) largest = parse(text->str, text->len, NULL);
    cr_assert_not_null(largest);
    g_string_free(text, TRUE);
}

/* "k = " and as many 'v' that the line has length bytes, then a line that must stay itself. */
static tl_ini *parse_line_of(gsize length, const char *end)
{
    GString *text = g_string_new("[a]");
    g_string_append_printf(text, "%sk = ", end);
    while (text->len < 3 + strlen(end) + length)
        g_string_append_c(text, 'v');
    g_string_append_printf(text, "%sl = w", end);
    g_autoptr(GError) error = NULL;
    tl_ini *ini = parse(text->str, text->len, &error);
    if (ini == NULL)
        cr_assert(g_str_has_prefix(error->message, "'" PATH "':2: "), "%s", error->message);
    g_string_free(text, TRUE);
    return ini;
}

Test(ini, reads_lines_of_up_to_190_bytes_whole)
{
    static const char *const ends[] = {"\n", "\r\n"};
    for (gsize length = 185; length <= 210; length++) {
        for (gsize i = 0; i < G_N_ELEMENTS(ends); i++) {
            g_autoptr(tl_ini) ini = parse_line_of(length, ends[i]);
            cr_assert_eq(ini != NULL, length <= 190, "%zu bytes", length);
            if (ini == NULL)
                continue;
            cr_assert_eq(strlen(tl_ini_find(ini, "a", "k")), length - strlen("k = "));
            cr_assert_str_eq(tl_ini_find(ini, "a", "l"), "w");
            cr_assert_eq(tl_ini_entries(ini)->len, 2);
        }
    }
}

Test(ini, takes_names_of_48_bytes)
{
    const char *name = &X49[1];
    g_autofree char *text = g_strdup_printf("[%s]\n%s = v\n[b]\n%s = w\n", name, name, name);
    g_autoptr(tl_ini) ini = parse(text, strlen(text), NULL);
    cr_assert_not_null(ini);
    cr_assert_str_eq(tl_ini_find(ini, name, name), "v");
    cr_assert_str_eq(tl_ini_find(ini, "b", name), "w");
}

static const char GOOD[] = "# of alice\n"
                           "\n"
                           "[person]\r\n"
                           "name = Alice Ng ; on call\n"
                           "  ; indented comment\n"
                           "email:alice@example.org\n"
                           "motto = a;b #c = \"d\" \t; e\n"
                           "city = Voil\xC3\xA0\n"
                           "empty =\n"
                           "[Other] ; a comment\n"
                           "name = Bob";

Test(ini, reads_entries_in_file_order)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(tl_ini) ini = parse(BYTES(GOOD), &error);
    cr_assert_null(error, "%s", error == NULL ? "" : error->message);
    static const tl_ini_entry expected[] = {
        {(char *)"person", (char *)"name", (char *)"Alice Ng", 4},
        {(char *)"person", (char *)"email", (char *)"alice@example.org", 6},
        {(char *)"person", (char *)"motto", (char *)"a;b #c = \"d\"", 7},
        {(char *)"person", (char *)"city", (char *)"Voil\xC3\xA0", 8},
        {(char *)"person", (char *)"empty", (char *)"", 9},
        {(char *)"Other", (char *)"name", (char *)"Bob", 11},
    };
    const GPtrArray *entries = tl_ini_entries(ini);
    cr_assert_eq(entries->len, G_N_ELEMENTS(expected));
    for (guint i = 0; i < entries->len; i++) {
        const tl_ini_entry *entry = entries->pdata[i];
        cr_assert_str_eq(entry->section, expected[i].section);
        cr_assert_str_eq(entry->key, expected[i].key);
        cr_assert_str_eq(entry->value, expected[i].value);
        cr_assert_eq(entry->line, expected[i].line);
    }
}

Test(ini, finds_by_exact_names)
{
    g_autoptr(tl_ini) ini = parse(BYTES("[a]\nk = v\n\n[b]\nk = w\n"), NULL);
    cr_assert_str_eq(tl_ini_find(ini, "a", "k"), "v");
    cr_assert_str_eq(tl_ini_find(ini, "b", "k"), "w");
    cr_assert_eq(tl_ini_line(ini, "b", "k"), 5);
    cr_assert_null(tl_ini_find(ini, "A", "k"));
    cr_assert_null(tl_ini_find(ini, "a", "K"));
    cr_assert_eq(tl_ini_line(ini, "a", "l"), 0);
}

Test(ini, takes_an_empty_file)
{
    g_autoptr(tl_ini) ini = parse("", 0, NULL);
    cr_assert_not_null(ini);
    cr_assert_eq(tl_ini_entries(ini)->len, 0);
}

typedef struct {
    const char *before;
    const char *section;
    const char *key;
    const char *value;
    const char *after;
} change_case;

static const change_case CHANGES[] = {
    {"[a]\nk = v\n", "a", "k", "w", "[a]\nk = w\n"},
    {"[a]\nk=v ; why\nl = 1\n", "a", "k", "a longer one", "[a]\nk=a longer one ; why\nl = 1\n"},
    {"[a]\nk =\n", "a", "k", "v", "[a]\nk = v\n"},
    {"[a]\nk = ; none\n", "a", "k", "v", "[a]\nk = v ; none\n"},
    {"[a]\nk = v ; none\n", "a", "k", "", "[a]\nk =  ; none\n"},
    {"[a]\nk:v", "a", "k", "w", "[a]\nk:w"},
    {"[b]\nk = 1\n[a]\nk = 2\n", "a", "k", "3", "[b]\nk = 1\n[a]\nk = 3\n"},
    {"[a]\nk = v\n\n# end\n[b]\n", "a", "l", "w", "[a]\nk = v\nl = w\n\n# end\n[b]\n"},
    {"[a]\n# none yet\n[b]\n", "a", "k", "v", "[a]\nk = v\n# none yet\n[b]\n"},
    {"[a]\nk = v", "a", "l", "w", "[a]\nk = v\nl = w\n"},
    {"[a]\nk = v\n", "b", "k", "w", "[a]\nk = v\n\n[b]\nk = w\n"},
    {"[a]", "b", "k", "w", "[a]\n\n[b]\nk = w\n"},
    {"", "a", "k", "v", "[a]\nk = v\n"},
    {"", "a", "k", "", "[a]\nk =\n"},
    {"[a]\r\nk = v\r\n", "a", "l", "w", "[a]\r\nk = v\r\nl = w\r\n"},
    {"[a]\r\nk = v", "b", "k", "w", "[a]\r\nk = v\r\n\r\n[b]\r\nk = w\r\n"},
    {"[a]\r\nk = v\r\n", "a", "k", "w", "[a]\r\nk = w\r\n"},
    {"[a]\nk = v\nl = w\n", "a", "k", NULL, "[a]\nl = w\n"},
    {"[a]\nk = v", "a", "k", NULL, "[a]\n"},
    {"[a]\nk = v\n", "a", "none", NULL, "[a]\nk = v\n"},
    {"[a]\nk = v\n", "b", "k", NULL, "[a]\nk = v\n"},
    {"", "a", "k", NULL, ""},
    {"[a]\nk =v\n", "a", "k", "x;y", "[a]\nk =x;y\n"},
};

Test(ini, set_changes_one_value_and_no_other_byte)
{
    for (gsize i = 0; i < G_N_ELEMENTS(CHANGES); i++) {
        const change_case *change = &CHANGES[i];
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) before = g_bytes_new_static(change->before, strlen(change->before));
        g_autoptr(GBytes) after =
            tl_ini_set(before, PATH, change->section, change->key, change->value, &error);
        cr_assert_not_null(after, "case %zu: %s", i, error == NULL ? "" : error->message);
        g_autofree char *text =
            g_strndup(g_bytes_get_size(after) == 0 ? "" : g_bytes_get_data(after, NULL),
                      g_bytes_get_size(after));
        cr_assert_str_eq(text, change->after, "case %zu: '%s'", i, text);
    }
}

static const change_case UNSETTABLE[] = {
    {"[a]\nk = v\n", "a", "k", " v", NULL},
    {"[a]\nk = v\n", "a", "k", "v ", NULL},
    {"[a]\nk = v\n", "a", "k", "v\tw", NULL},
    {"[a]\nk = v\n", "a", "k", "v\nl = w", NULL},
    {"[a]\nk = v\n", "a", "k", "v ; w", NULL},
    {"[a]\nk = v\n", "a", "k", ";v", NULL},
    {"[a]\nk = v\n", "a", "k", "\xE9", NULL},
    {"[a]\nk = v\n", "a", "k", X190, NULL},
    {"[a]\nk = v ; \"\n", "a", "k", "open \"", NULL},
    {"[a]\nk = v\n", "a", "k = w\nl", "v", NULL},
    {"[a]\nk = v\n", "a", "l=", "v", NULL},
    {"[a]\nk = v\n", "a", "#l", "v", NULL},
    {"[a]\nk = v\n", "a", "[l", "v", NULL},
    {"[a]\nk = v\n", "a", "", "v", NULL},
    {"[a]\nk = v\n", "a", X49, "v", NULL},
    {"[a]\nk = v\n", "b]", "k", "v", NULL},
    {"[a]\nk = v\n", "", "k", "v", NULL},
    {"[a]\nk = v\n", X49, "k", "v", NULL},
};

Test(ini, set_refuses_what_would_not_be_read_back)
{
    for (gsize i = 0; i < G_N_ELEMENTS(UNSETTABLE); i++) {
        const change_case *change = &UNSETTABLE[i];
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) before = g_bytes_new_static(change->before, strlen(change->before));
        g_autoptr(GBytes) after =
            tl_ini_set(before, PATH, change->section, change->key, change->value, &error);
        cr_assert_null(after, "case %zu", i);
        cr_assert_eq(tl_error_status(error), TL_EXIT_USAGE, "case %zu: %s", i, error->message);
    }
}

Test(ini, set_says_what_is_wrong_with_a_value)
{
    static const char *const values[] = {" v", "v "};
    for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) before = g_bytes_new_static(BYTES("[a]\n"));
        g_autofree char *message = g_strdup_printf(
            "'%s': white space at an end cannot be kept in a settings file", values[i]);
        cr_assert_null(tl_ini_set(before, PATH, "a", "k", values[i], &error));
        cr_assert_str_eq(error->message, message);
    }
}

Test(ini, set_refuses_a_file_that_cannot_be_read)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) before = g_bytes_new_static(BYTES("[a]\nk = 1\nk = 2\n"));
    cr_assert_null(tl_ini_set(before, PATH, "a", "k", "3", &error));
    cr_assert_eq(tl_error_status(error), TL_EXIT_FAILED);
    cr_assert_str_eq(error->message, "'" PATH "':3: key 'k' stands in line 2 already");
}
