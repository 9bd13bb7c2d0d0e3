#include "book_fixture.h"

#include "tl11/register.h"
#include "tl11/sparkline.h"

#include <glib/gstdio.h>

static void set_up_book(void)
{
    begin_book();
    run("mkdir -p team/alice peer/sari && echo '[person]' | tee team/alice/person.ini "
        ">peer/sari/person.ini");
    open_book();
}

TestSuite(registers, .init = set_up_book, .fini = tear_down_book, .timeout = 60);

/* "kind person last: words; words before; …" each, "silent" and a metric's name with them. */
static char *list(const char *slug)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(tl_people) people = tl_people_load(notebook, &error);
    g_autoptr(GPtrArray) entries = tl_register_load(
        notebook, people, slug, tl_date_parse_iso("2026-11-24", -1), problems, &error);
    cr_assert_not_null(entries, "%s", error ? error->message : "");
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < entries->len; i++) {
        const tl_register_entry *e = g_ptr_array_index(entries, i);
        char date[TL_DATE_SIZE];
        g_string_append_printf(out, "%s %s %s%s:", tl_register_name(e->kind), e->person,
                               tl_date_format(e->last, date) + 5, e->is_silent ? " silent" : "");
        for (guint j = e->sayings->len; j > 0; j--) {
            const tl_register_saying *s = g_ptr_array_index(e->sayings, j - 1);
            g_string_append_printf(out, " %s;", s->value ? s->value : s->text);
        }
        g_string_append_printf(out, "%s%s\n", e->name ? " " : "", e->name ? e->name : "");
    }
    return g_string_free(out, FALSE);
}

static void expect_list(const char *slug, const char *wanted)
{
    g_autofree char *found = list(slug);
    cr_expect_str_eq(found, wanted, "found\n%s", found);
}

Test(registers, each_kind_and_how_it_changed)
{
    note("peer/sari/2026-09-01.md",
         "- rota changes on Mondays #agreement\n- SRE decides #protocol\n"
         "- docs with each release #expectation\n- #metric lead=5d\n");
    note("peer/sari/2026-10-01.md",
         "- rota changes on Fridays #kesepakatan\n- #metric lead=4d err=2%\n"
         "- SRE decides #protocol\n");
    note("peer/sari/2026-11-01.md", "- #metric Lead=4d, err=1%\n- join the guild #goal\n");
    expect_list("sari", "agreement sari 10-01: rota changes on Fridays #kesepakatan; rota changes "
                        "on Mondays #agreement;\n"
                        "protocol sari 10-01: SRE decides #protocol;\n"
                        "expectation sari 09-01: docs with each release #expectation;\n"
                        "metric sari 11-01: 4d; 5d; lead\n"
                        "metric sari 11-01: 1%; 2%; err\n"
                        "goal sari 11-01: join the guild #goal;\n");
}

Test(registers, what_is_alike_and_what_is_not)
{
    note("team/alice/2026-10-01.md",
         "- ship the docs #goal\n- ship the api #goal\n- learn rust #goal\n"
         "- write docs for alpha #goal\n- write docs for beta #goal\n");
    note("team/alice/2026-11-01.md",
         "- learn go #goal\n- ship the new docs #goal\n- ship the cli #goal\n");
    expect_list("alice", "goal alice 11-01: ship the new docs #goal; ship the docs #goal;\n"
                         "goal alice 10-01: ship the api #goal;\n"
                         "goal alice 10-01: learn rust #goal;\n"
                         "goal alice 10-01: write docs for alpha #goal;\n"
                         "goal alice 10-01: write docs for beta #goal;\n"
                         "goal alice 11-01: learn go #goal;\n"
                         "goal alice 11-01: ship the cli #goal;\n");
}

Test(registers, an_id_is_known_whatever_its_words)
{
    note("team/alice/2026-10-01.md",
         "- [>] pass the exam #goal ^aaaaa1\n- [ ] pass the exam again #goal ^aaaaa2\n");
    note("team/alice/2026-11-01.md", "- [ ] become certified #goal from:2026-10-01 ^aaaaa1\n");
    expect_list("alice", "goal alice 10-01: pass the exam again #goal;\n"
                         "goal alice 11-01: become certified #goal;\n");
    note("team/alice/2026-11-08.md", "- [ ] certified at last #goal from:2026-10-01 ^aaaaa1\n");
    expect_list("alice", "goal alice 10-01: pass the exam again #goal;\n"
                         "goal alice 11-08: certified at last #goal; become certified #goal;\n");
}

Test(registers, what_was_done_or_dropped_is_over_until_it_is_said_again)
{
    note("team/alice/2026-10-01.md",
         "- run the guild #goal\n- [x] pass it #goal ^aaaaa1\n"
         "- [ ] write a talk #goal ^aaaaa2\n- weekly sync #agreement\n");
    note("team/alice/2026-10-08.md",
         "- [ ] pass it #goal ^aaaaa1\n- [-] weekly sync #agreement: no more\n");
    note("team/alice/2026-10-15.md", "- [x] run the guild #goal\n");
    expect_list("alice", "goal alice 10-01: write a talk #goal;\n");
    note("team/alice/2026-11-15.md", "- run the guild #goal\n- weekly sync #agreement\n");
    expect_list("alice", "agreement alice 11-15: weekly sync #agreement;\n"
                         "goal alice 11-15: run the guild #goal;\n"
                         "goal alice 10-01: write a talk #goal;\n");
    note("team/alice/2026-10-15.md", "- [x] run the guild #goal done:2026-11-20\n");
    expect_list("alice", "agreement alice 11-15: weekly sync #agreement;\n"
                         "goal alice 10-01: write a talk #goal;\n");
}

Test(registers, a_goal_falls_silent_after_eight_weeks)
{
    note("team/alice/2026-09-29.md", "- just silent #goal\n- old #agreement\n");
    note("team/alice/2026-09-30.md", "- spoken yet #goal\n");
    expect_list("alice", "agreement alice 09-29: old #agreement;\n"
                         "goal alice 09-29 silent: just silent #goal;\n"
                         "goal alice 09-30: spoken yet #goal;\n");
}

Test(registers, nothing_private_nor_planned_nor_of_the_future)
{
    note("team/alice/2026-11-01.md",
         "- a #goal #mood\n- b #concern\n  - c #agreement\n\n## Agenda\n\n- [ ] d #protocol\n\n"
         "## Private\n\n- e #goal\n\n### Deeper\n\n- #metric f=1\n");
    note("team/alice/2026-11-25.md", "- g #goal\n");
    expect_list("alice", "");
}

Test(registers, of_everybody_but_the_archived)
{
    note("team/alice/2026-11-01.md", "- run the guild #goal\n");
    note("peer/sari/2026-11-01.md", "- run the guild #goal\n");
    expect_list(NULL,
                "goal alice 11-01: run the guild #goal;\ngoal sari 11-01: run the guild #goal;\n");
    note("peer/sari/person.ini", "[person]\narchived = 2026-11-20\n");
    expect_list(NULL, "goal alice 11-01: run the guild #goal;\n");
    expect_list("sari", "goal sari 11-01: run the guild #goal;\n");
}

static void expect_bars(const double *values, gsize count, const char *utf8, const char *ascii)
{
    g_autofree char *bars = tl_sparkline(values, count, TRUE);
    g_autofree char *signs = tl_sparkline(values, count, FALSE);
    cr_expect_str_eq(bars, utf8, "%s", bars);
    cr_expect_str_eq(signs, ascii, "%s", signs);
}

Test(registers, sparkline)
{
    const double steps[] = {0, 1, 2, 3, 4, 5, 6, 7}, fall[] = {5, 4, 3}, flat[] = {2, 2};
    const double below[] = {-10, 0, 10};
    expect_bars(steps, 8, "▁▂▃▄▅▆▇█", ".:-=+*#@");
    expect_bars(fall, 3, "█▅▁", "@+.");
    expect_bars(flat, 2, "▅▅", "++");
    expect_bars(below, 3, "▁▅█", ".+@");
    expect_bars(NULL, 0, "", "");
}
