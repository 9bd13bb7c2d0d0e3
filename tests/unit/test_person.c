#include "tl11/error.h"
#include "tl11/person.h"

#include <criterion/criterion.h>
#include <string.h>

#define PATH "team/alice/person.ini"

static tl_person *parse(const char *text, const char *path, GError **error)
{
    g_autoptr(GBytes) content = g_bytes_new(text, strlen(text));
    return tl_person_parse(content, path, error);
}

Test(person, reads_all_keys)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(tl_person) person = parse("[person]\n"
                                        "name = Alice Ng\n"
                                        "email = alice@example.org\n"
                                        "every = 10d\n"
                                        "lang = id\n"
                                        "started = 2024-02-29\n"
                                        "archived = 2026-11-24\n",
                                        PATH, &error);
    cr_assert_null(error, "%s", error == NULL ? "" : error->message);
    cr_assert_str_eq(person->relationship, "team");
    cr_assert_str_eq(person->slug, "alice");
    cr_assert_str_eq(person->name, "Alice Ng");
    cr_assert_str_eq(person->email, "alice@example.org");
    cr_assert_eq(person->every.days, 10);
    cr_assert_eq(person->every.months, 0);
    cr_assert(person->has_language);
    cr_assert_eq(person->language, TL_LANGUAGE_ID);
    cr_assert_eq(person->started, tl_date_parse_iso("2024-02-29", -1));
    cr_assert_eq(person->archived, tl_date_parse_iso("2026-11-24", -1));
    cr_assert_neq(person->archived, TL_DATE_NONE);
    cr_assert_str_eq(tl_person_name(person), "Alice Ng");
}

static void assert_bare(const char *text)
{
    g_autoptr(tl_person) person = parse(text, "mentor/bo-2/person.ini", NULL);
    cr_assert_not_null(person);
    cr_assert_str_eq(person->relationship, "mentor");
    cr_assert_null(person->name);
    cr_assert_null(person->email);
    cr_assert_eq(person->every.days, 0);
    cr_assert_eq(person->every.months, 0);
    cr_assert_not(person->has_language);
    cr_assert_eq(person->started, TL_DATE_NONE);
    cr_assert_eq(person->archived, TL_DATE_NONE);
    cr_assert_str_eq(tl_person_name(person), "bo-2");
}

Test(person, needs_no_key_and_ignores_others)
{
    assert_bare("");
    assert_bare("[person]\nname =\nemail =\nevery =\nlang =\nstarted =\narchived =\n");
    assert_bare("[person]\nshoe = 42\n[later]\nname = Nobody\nevery = never\n");
}

typedef struct {
    const char *text;
    const char *path;
    const char *message; /* the beginning of it */
} bad_case;

static const bad_case BAD[] = {
    {"[person]\nname = A\nevery = soon\n", PATH, "'" PATH "':3: "},
    {"[person]\nevery = 0d\n", PATH, "'" PATH "':2: "},
    {"[person]\n\nlang = klingon\n", PATH, "'" PATH "':3: 'klingon' is no language"},
    {"[person]\nstarted = 2026-02-29\n", PATH, "'" PATH "':2: '2026-02-29' is no date"},
    {"[person]\narchived = yesterday\n", PATH, "'" PATH "':2: 'yesterday' is no date"},
    {"[person]\narchived = 2026-11-24x\n", PATH, "'" PATH "':2: '2026-11-24x' is no date"},
    {"[person]\nname = A\nname = B\n", PATH, "'" PATH "':3: key 'name'"},
    {"[person]\n", "alice/person.ini", "'alice/person.ini': "},
    {"[person]\n", "x/team/alice/person.ini", "'x/team/alice/person.ini': "},
    {"[person]\n", "team/alice/next.md", "'team/alice/next.md': "},
    {"[person]\n", "team/Alice/person.ini", "'team/Alice/person.ini': "},
    {"[person]\n", "../alice/person.ini", "'../alice/person.ini': "},
};

Test(person, refuses_what_it_cannot_read)
{
    for (gsize i = 0; i < G_N_ELEMENTS(BAD); i++) {
        g_autoptr(GError) error = NULL;
        cr_assert_null(parse(BAD[i].text, BAD[i].path, &error), "case %zu", i);
        cr_assert_eq(tl_error_status(error), TL_EXIT_FAILED);
        cr_assert(g_str_has_prefix(error->message, BAD[i].message), "%s", error->message);
    }
}

static char *format(const tl_person *person)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) content = tl_person_format(person, &error);
    cr_assert_not_null(content, "%s", error == NULL ? "" : error->message);
    return g_strndup(g_bytes_get_data(content, NULL), g_bytes_get_size(content));
}

Test(person, format_writes_what_is_set)
{
    tl_person person = {.slug = (char *)"bo", .relationship = (char *)"peer"};
    g_autofree char *bare = format(&person);
    cr_assert_str_eq(bare, "[person]\n");
    person.name = (char *)"Bo \"B\" Li";
    person.every = (tl_span){.days = 14};
    person.has_language = TRUE;
    person.language = TL_LANGUAGE_ID;
    person.started = tl_date_parse_iso("2026-11-24", -1);
    g_autofree char *text = format(&person);
    cr_assert_str_eq(text, "[person]\nname = Bo \"B\" Li\nevery = 2w\nlang = id\n"
                           "started = 2026-11-24\n");
}

Test(person, format_is_read_back)
{
    static const tl_span spans[] = {{.days = 1},    {.days = 7},   {.days = 10},
                                    {.days = 3650}, {.months = 1}, {.months = 12}};
    for (gsize i = 0; i < G_N_ELEMENTS(spans); i++) {
        tl_person person = {.slug = (char *)"alice",
                            .relationship = (char *)"team",
                            .name = (char *)"Zoë Ng",
                            .email = (char *)"zoe@example.org",
                            .every = spans[i],
                            .archived = tl_date_parse_iso("2026-01-31", -1)};
        g_autofree char *text = format(&person);
        g_autoptr(tl_person) read = parse(text, PATH, NULL);
        cr_assert_not_null(read);
        cr_assert_str_eq(read->name, person.name);
        cr_assert_str_eq(read->email, person.email);
        cr_assert_eq(read->every.days, spans[i].days, "%s", text);
        cr_assert_eq(read->every.months, spans[i].months, "%s", text);
        cr_assert_eq(read->archived, person.archived);
        cr_assert_eq(read->started, TL_DATE_NONE);
        cr_assert_not(read->has_language);
    }
}

Test(person, format_refuses_a_name_that_would_change)
{
    static const char *const names[] = {"Ng ; Alice", "two\nlines", " Alice", "Alice ", "\xE9"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        tl_person person = {
            .slug = (char *)"a", .relationship = (char *)"team", .name = (char *)names[i]};
        g_autoptr(GError) error = NULL;
        cr_assert_null(tl_person_format(&person, &error), "case %zu", i);
        cr_assert_eq(tl_error_status(error), TL_EXIT_USAGE);
    }
}
