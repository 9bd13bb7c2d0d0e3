#include "tl11/error.h"
#include "tl11/settings.h"

#include <criterion/criterion.h>
#include <string.h>

#define PATH "tl11.ini"

static tl_settings *parse(const char *text, GError **error)
{
    g_autoptr(GBytes) content = g_bytes_new(text, strlen(text));
    return tl_settings_parse(content, PATH, error);
}

static void assert_cadence(const tl_settings *settings, const char *relationship, int days,
                           int months)
{
    tl_span span = tl_settings_cadence(settings, relationship);
    cr_assert_eq(span.days, days, "%s", relationship);
    cr_assert_eq(span.months, months, "%s", relationship);
}

Test(settings, has_defaults)
{
    g_autoptr(tl_settings) settings = parse("", NULL);
    cr_assert_not(settings->has_language);
    assert_cadence(settings, "team", 7, 0);
    assert_cadence(settings, "manager", 14, 0);
    assert_cadence(settings, "peer", 0, 1);
    assert_cadence(settings, "cross-functional", 0, 1);
    assert_cadence(settings, "mentor", 0, 1);
}

Test(settings, reads_language_and_cadences)
{
    g_autoptr(tl_settings) settings = parse("[notebook]\nlanguage = id\ncolour = red\n"
                                            "[cadence]\nteam = 10d\ncross-functional = 2w\n"
                                            "mentor = 3m\nmanager =\n[later]\nteam = never\n",
                                            NULL);
    cr_assert_not_null(settings);
    cr_assert(settings->has_language);
    cr_assert_eq(settings->language, TL_LANGUAGE_ID);
    assert_cadence(settings, "team", 10, 0);
    assert_cadence(settings, "cross-functional", 14, 0);
    assert_cadence(settings, "mentor", 0, 3);
    assert_cadence(settings, "manager", 14, 0);
    assert_cadence(settings, "peer", 0, 1);
}

static void assert_refused(const char *text, guint line)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *place = g_strdup_printf("'" PATH "':%u: ", line);
    cr_assert_null(parse(text, &error), "%s", text);
    cr_assert_eq(tl_error_status(error), TL_EXIT_FAILED);
    cr_assert(g_str_has_prefix(error->message, place), "%s", error->message);
}

Test(settings, refuses_what_it_cannot_read)
{
    assert_refused("[notebook]\nlanguage = klingon\n", 2);
    assert_refused("[cadence]\nteam = 1w\npeer = often\n", 3);
    assert_refused("[cadence]\nteam = 1w\n[cadence]\n", 3);
}

Test(settings, format_is_read_back)
{
    for (int language = 0; language < TL_LANGUAGES; language++) {
        g_autoptr(GBytes) content = tl_settings_format((tl_language)language);
        g_autoptr(tl_settings) settings = tl_settings_parse(content, PATH, NULL);
        cr_assert_not_null(settings);
        cr_assert(settings->has_language);
        cr_assert_eq((int)settings->language, language);
    }
}

static char *read_path(const char *text, GError **error)
{
    g_autoptr(GBytes) content = g_bytes_new(text, strlen(text));
    return tl_settings_notebook_path(content, "config.ini", error);
}

Test(settings, notebook_path_is_absolute_or_at_home)
{
    g_autofree char *absolute = read_path("[notebook]\npath = /srv/notes\n", NULL);
    g_autofree char *home = read_path("[notebook]\npath = ~/my notes\n", NULL);
    g_autofree char *expected = g_build_filename(g_get_home_dir(), "my notes", NULL);
    cr_assert_str_eq(absolute, "/srv/notes");
    cr_assert_str_eq(home, expected);
}

Test(settings, notebook_path_may_be_missing)
{
    static const char *const texts[] = {"", "[notebook]\n", "[notebook]\npath =\n",
                                        "[editor]\npath = /x\n"};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;
        cr_assert_null(read_path(texts[i], &error), "case %zu", i);
        cr_assert_null(error, "case %zu", i);
    }
}

Test(settings, notebook_path_is_never_relative)
{
    static const char *const paths[] = {"notes", "./notes", "../notes", "~bob/notes"};
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autofree char *text = g_strdup_printf("[notebook]\n\npath = %s\n", paths[i]);
        g_autoptr(GError) error = NULL;
        cr_assert_null(read_path(text, &error), "%s", paths[i]);
        cr_assert_eq(tl_error_status(error), TL_EXIT_FAILED);
        cr_assert(g_str_has_prefix(error->message, "'config.ini':3: "), "%s", error->message);
    }
}
