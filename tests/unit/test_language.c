#include "tl11/language.h"

#include "tl11/terminal.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

static const char *const variables[] = {"LANGUAGE", "LC_ALL",   "LC_MESSAGES",
                                        "LANG",     "LC_CTYPE", "LC_NUMERIC"};

static void clear_environment(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(variables); i++)
        g_unsetenv(variables[i]);
}

Test(language, parse)
{
    static const struct {
        const char *text;
        tl_language language;
    } cases[] = {
        {"en", TL_LANGUAGE_EN},          {"id", TL_LANGUAGE_ID},
        {"ID", TL_LANGUAGE_ID},          {"id_ID", TL_LANGUAGE_ID},
        {"id-ID", TL_LANGUAGE_ID},       {"in_ID", TL_LANGUAGE_ID},
        {"en-GB", TL_LANGUAGE_EN},       {"en_US.UTF-8", TL_LANGUAGE_EN},
        {"id_ID.UTF-8", TL_LANGUAGE_ID}, {"indonesia", TL_LANGUAGE_ID},
        {"Indonesian", TL_LANGUAGE_ID},  {"English", TL_LANGUAGE_EN},
        {"id@euro", TL_LANGUAGE_ID},
    };
    static const char *const bad[] = {
        "",      "e",     "idx", "ida_ID",          "de", "C", "POSIX",
        "en GB", "id/..", "_id", "english teacher", "i"};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        tl_language language = TL_LANGUAGES;
        cr_expect(tl_language_parse(cases[i].text, &language), "%s", cases[i].text);
        cr_expect_eq(language, cases[i].language, "%s", cases[i].text);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        tl_language language = TL_LANGUAGES;
        cr_expect_not(tl_language_parse(bad[i], &language), "%s", bad[i]);
        cr_expect_eq(language, TL_LANGUAGES, "%s", bad[i]);
    }
}

Test(language, code_reads_back)
{
    for (int i = 0; i < TL_LANGUAGES; i++) {
        tl_language language = TL_LANGUAGES;
        cr_assert(tl_language_parse(tl_language_code((tl_language)i), &language));
        cr_assert_eq((int)language, i);
    }
}

typedef struct {
    const char *language, *lc_all, *lc_messages, *lang;
    tl_language wanted;
} surroundings;

static const surroundings cases[] = {
    {NULL, NULL, NULL, NULL, TL_LANGUAGE_EN},
    {NULL, NULL, NULL, "id_ID.UTF-8", TL_LANGUAGE_ID},
    {NULL, NULL, NULL, "id_ID", TL_LANGUAGE_ID},
    {NULL, NULL, NULL, "in_ID.UTF-8", TL_LANGUAGE_ID},
    {NULL, NULL, NULL, "C", TL_LANGUAGE_EN},
    {NULL, NULL, NULL, "de_DE.UTF-8", TL_LANGUAGE_EN},
    {NULL, NULL, "en_GB.UTF-8", "id_ID.UTF-8", TL_LANGUAGE_EN},
    {NULL, NULL, "id_ID.UTF-8", "en_GB.UTF-8", TL_LANGUAGE_ID},
    {NULL, "C", "id_ID.UTF-8", "id_ID.UTF-8", TL_LANGUAGE_EN},
    {NULL, "id_ID.UTF-8", "en_GB.UTF-8", "C", TL_LANGUAGE_ID},
    {"", "", "", "id_ID.UTF-8", TL_LANGUAGE_ID},
    {"id", "en_US.UTF-8", NULL, NULL, TL_LANGUAGE_ID},
    {"en", "id_ID.UTF-8", NULL, NULL, TL_LANGUAGE_EN},
    {"jv:id:en", NULL, NULL, "C.UTF-8", TL_LANGUAGE_ID},
    {"en_GB:en:id", NULL, NULL, "id_ID.UTF-8", TL_LANGUAGE_EN},
    {"de:fr", NULL, NULL, "id_ID.UTF-8", TL_LANGUAGE_EN},
};

static void set_or_clear(const char *variable, const char *value)
{
    if (value == NULL)
        g_unsetenv(variable);
    else
        g_setenv(variable, value, TRUE);
}

Test(language, init_reads_the_environment)
{
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        set_or_clear("LANGUAGE", cases[i].language);
        set_or_clear("LC_ALL", cases[i].lc_all);
        set_or_clear("LC_MESSAGES", cases[i].lc_messages);
        set_or_clear("LANG", cases[i].lang);
        tl_language_init();
        cr_expect_eq(tl_language_current(), cases[i].wanted, "case %zu", i);
    }
}

/* In a Turkish locale an i would have no dot. */
Test(language, letters_numbers_and_dates_are_the_same_whatever_the_locale)
{
    static const char *const names[] = {"C",           "tr_TR.UTF-8", "id_ID.UTF-8",
                                        "xx_YY.UTF-8", "C.UTF-8",     ""};
    static const int categories[] = {LC_CTYPE, LC_NUMERIC, LC_TIME, LC_COLLATE};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        clear_environment();
        g_setenv("LC_ALL", names[i], TRUE);
        tl_language_init();
        for (gsize k = 0; k < G_N_ELEMENTS(categories); k++)
            cr_expect_str_eq(setlocale(categories[k], NULL), "C", "%s %zu", names[i], k);
    }
}

/* Nothing is looked up, on the disk or anywhere, for what is English anyhow. */
Test(language, english_reads_no_locale)
{
    clear_environment();
    g_setenv("LANG", "en_US.UTF-8", TRUE);
    tl_language_init();
    cr_expect_str_eq(setlocale(LC_MESSAGES, NULL), "C");
    tl_language_set(TL_LANGUAGE_ID);
    cr_expect_str_eq(setlocale(LC_MESSAGES, NULL), "C.UTF-8");
}

Test(language, terminal_is_utf8_by_the_users_locale_alone)
{
    static const struct {
        const char *lc_all, *lc_ctype, *lang;
        gboolean wanted;
    } rows[] = {
        {NULL, NULL, NULL, FALSE},
        {NULL, NULL, "C", FALSE},
        {NULL, NULL, "POSIX", FALSE},
        {NULL, NULL, "C.UTF-8", TRUE},
        {NULL, NULL, "id_ID.UTF-8", TRUE},
        {NULL, NULL, "xx_YY.utf8", TRUE},
        {NULL, NULL, "de_DE.ISO-8859-1", FALSE},
        {"C", "C.UTF-8", "C.UTF-8", FALSE},
        {"", "C", "C.UTF-8", FALSE},
        {NULL, "C.UTF-8", "C", TRUE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        clear_environment();
        set_or_clear("LC_ALL", rows[i].lc_all);
        set_or_clear("LC_CTYPE", rows[i].lc_ctype);
        set_or_clear("LANG", rows[i].lang);
        tl_language_init();
        cr_expect_eq(tl_terminal_is_utf8(), rows[i].wanted, "row %zu", i);
    }
}

static const char *find_variable(char **environment, const char *name)
{
    return g_environ_getenv(environment, name);
}

Test(language, children_get_the_users_language)
{
    clear_environment();
    g_setenv("LANGUAGE", "de:en", TRUE);
    tl_language_init();
    tl_language_set(TL_LANGUAGE_ID);
    tl_language_set(TL_LANGUAGE_EN);
    g_auto(GStrv) environment = tl_language_environment();
    cr_assert_str_eq(find_variable(environment, "LANGUAGE"), "de:en");
    cr_assert_str_eq(find_variable(environment, "PATH"), g_getenv("PATH"));
}

Test(language, children_get_no_language_where_there_was_none)
{
    clear_environment();
    g_setenv("LANG", "id_ID.UTF-8", TRUE);
    tl_language_init();
    g_auto(GStrv) environment = tl_language_environment();
    cr_assert_null(find_variable(environment, "LANGUAGE"));
    cr_assert_str_eq(find_variable(environment, "LANG"), "id_ID.UTF-8");
}

/* A catalogue as msgfmt makes it: header, two tables, the texts. */
static void write_catalogue(const char *path, const char *const *pairs, guint32 count)
{
    GString *file = g_string_new(NULL), *texts = g_string_new(NULL);
    guint32 header[7] = {0x950412de, 0, count, 28, 28 + 8 * count, 0, 0};
    g_string_append_len(file, (const char *)header, sizeof header);
    for (guint32 side = 0; side < 2; side++) {
        for (guint32 i = 0; i < count; i++) {
            const char *text = pairs[2 * i + side];
            guint32 length = (guint32)strlen(text), offset = 28 + 16 * count + (guint32)texts->len;
            g_string_append_len(file, (const char *)&length, 4);
            g_string_append_len(file, (const char *)&offset, 4);
            g_string_append_len(texts, text, (gssize)length + 1);
        }
    }
    g_string_append_len(file, texts->str, (gssize)texts->len);
    cr_assert(g_file_set_contents(path, file->str, (gssize)file->len, NULL));
    g_string_free(file, TRUE);
    g_string_free(texts, TRUE);
}

static void remove_folders(char *folder, gsize levels)
{
    while (levels-- > 0) {
        g_rmdir(folder);
        *strrchr(folder, '/') = '\0';
    }
}

/* Messages switch at run time, with no locale of theirs on the machine. */
Test(language, messages_follow)
{
    static const char *const pairs[] = {"", "Content-Type: text/plain; charset=UTF-8\n",
                                        "nothing due", "tidak ada yang jatuh tempo – ya"};
    g_autofree char *root = g_dir_make_tmp("tl11-language-XXXXXX", NULL);
    g_autofree char *folder = g_build_filename(root, "id", "LC_MESSAGES", NULL);
    g_autofree char *path = g_build_filename(folder, "tl11.mo", NULL);
    cr_assert_eq(g_mkdir_with_parents(folder, 0700), 0);
    write_catalogue(path, pairs, 2);
    clear_environment();
    g_setenv("LC_ALL", "C", TRUE);
    tl_language_init();
    cr_expect_str_eq(_("nothing due"), "nothing due");
    tl_language_set(TL_LANGUAGE_ID);
    bindtextdomain("tl11", root);
    cr_expect_str_eq(_("nothing due"), pairs[3]);
    tl_language_set(TL_LANGUAGE_EN);
    cr_expect_str_eq(_("nothing due"), "nothing due");
    tl_language_set(TL_LANGUAGE_ID);
    cr_expect_str_eq(_("nothing due"), pairs[3]);
    cr_expect_str_eq(_("not in the catalogue"), "not in the catalogue");
    g_unlink(path);
    remove_folders(folder, 3);
}

Test(language, catalogues_are_beside_the_program)
{
    clear_environment();
    g_setenv("LANG", "id_ID.UTF-8", TRUE);
    tl_language_init();
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = g_path_get_dirname(program);
    g_autofree char *wanted = g_build_filename(folder, "..", "share", "locale", NULL);
    cr_assert_str_eq(bindtextdomain("tl11", NULL), wanted);
    cr_assert_str_eq(textdomain(NULL), "tl11");
}
