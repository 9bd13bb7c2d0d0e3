#include "book_fixture.h"
#include "random_markdown.h"

#include "../../src/notebook/meeting_internal.h"
#include "tl11/meeting.h"
#include "tl11/people.h"
#include "tl11/recent.h"

static void set_up_book(void)
{
    begin_book();
    run("mkdir -p team/alice manager/alice peer/bob guide");
    run("printf '# Alice\\n\\n## A. x\\n\\n- hi\\n' >team/alice/2026-11-03.md");
    run("printf '# Alice\\n\\n## Agenda\\n\\n- [ ] rota\\n' >team/alice/2026-11-10.md");
    run("printf '## C. x\\n\\n- won #milestone\\n' >manager/alice/2026-11-17.md");
    run("printf '# Bob #personal\\n\\n## B. y\\n\\n- late #risk\\n\\n## Decisions\\n\\nyes\\n' "
        ">peer/bob/2026-11-10-2.md");
    run("git add -A && git commit -qm second");
    open_book();
}

TestSuite(meeting, .init = set_up_book, .fini = tear_down_book, .timeout = 60);

static tl_date day(const char *iso)
{
    return tl_date_parse_iso(iso, -1);
}

static char *list(const char *slug, const char *since, const char *until, guint problems)
{
    tl_meeting_range range = {slug, since ? day(since) : TL_DATE_NONE,
                              until ? day(until) : TL_DATE_NONE};
    g_autoptr(GPtrArray) wrong = g_ptr_array_new_with_free_func(g_free);
    GError *error = NULL;
    g_autoptr(GPtrArray) meetings = tl_meetings_load(notebook, &range, wrong, &error);
    cr_assert_not_null(meetings, "%s", error ? error->message : "");
    GString *found = g_string_new(NULL);
    for (guint i = 0; i < meetings->len; i++) {
        const tl_meeting *m = g_ptr_array_index(meetings, i);
        g_string_append_printf(found, "%s %s", m->path, m->is_held ? "held" : "empty");
        for (guint k = 0; k < m->sections->len; k++)
            g_string_append_printf(found, " %s", (char *)g_ptr_array_index(m->sections, k));
        g_string_append_c(found, '\n');
    }
    cr_expect_eq(wrong->len, problems, "%u problems", wrong->len);
    return g_string_free(found, FALSE);
}

static void expect_list(const char *slug, const char *since, const char *until, const char *wanted)
{
    g_autofree char *found = list(slug, since, until, 0);
    cr_expect_str_eq(found, wanted, "found\n%s", found);
}

Test(meeting, those_of_every_folder_of_a_person_by_date)
{
    expect_list("alice", NULL, NULL,
                "team/alice/2026-11-03.md held team.a\nteam/alice/2026-11-10.md empty\n"
                "manager/alice/2026-11-17.md held manager.c\n");
}

Test(meeting, those_of_everybody)
{
    expect_list(NULL, NULL, NULL,
                "team/alice/2026-11-03.md held team.a\nteam/alice/2026-11-10.md empty\n"
                "peer/bob/2026-11-10-2.md held peer.b decisions\n"
                "manager/alice/2026-11-17.md held manager.c\n");
}

Test(meeting, a_range_takes_both_its_days_in)
{
    expect_list(NULL, "2026-11-10", "2026-11-16",
                "team/alice/2026-11-10.md empty\npeer/bob/2026-11-10-2.md held peer.b decisions\n");
    expect_list(NULL, "2026-11-11", "2026-11-17", "manager/alice/2026-11-17.md held manager.c\n");
    expect_list("bob", "2026-11-11", NULL, "");
}

Test(meeting, a_note_outside_the_range_is_not_read)
{
    run("rm team/alice/2026-11-03.md && mkfifo team/alice/.p && ln -s /etc/passwd "
        "team/alice/2026-11-03.md && rm peer/bob/2026-11-10-2.md && "
        "ln team/alice/2026-11-10.md peer/bob/2026-11-10-2.md");
    expect_list("alice", "2026-11-11", NULL, "manager/alice/2026-11-17.md held manager.c\n");
}

Test(meeting, one_that_cannot_be_read_is_named_and_the_others_count)
{
    run("ln team/alice/2026-11-03.md other.md");
    g_autofree char *found = list("alice", NULL, NULL, 1);
    cr_expect_str_eq(found,
                     "team/alice/2026-11-10.md empty\n"
                     "manager/alice/2026-11-17.md held manager.c\n",
                     "found\n%s", found);
}

Test(meeting, of_one_with_a_confidential_title_nothing_flows)
{
    tl_meeting_range range = {"bob", TL_DATE_NONE, TL_DATE_NONE};
    g_autoptr(GPtrArray) wrong = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) meetings = tl_meetings_load(notebook, &range, wrong, NULL);
    const tl_meeting *m = g_ptr_array_index(meetings, 0);
    cr_assert(m->is_confidential);
    const tl_point *point = g_ptr_array_index(m->points, 0);
    cr_expect_str_eq(point->text, "late #risk");
    cr_expect(tl_point_may_flow(point));
    cr_expect_not(tl_meeting_may_flow(m, point));
    range.slug = "alice";
    g_autoptr(GPtrArray) others = tl_meetings_load(notebook, &range, wrong, NULL);
    m = g_ptr_array_index(others, 2);
    cr_expect(tl_meeting_may_flow(m, g_ptr_array_index(m->points, 0)));
}

static gboolean was_held(const char *path)
{
    g_autoptr(tl_note_name) name = tl_note_name_parse(path);
    GError *error = NULL;
    gboolean held = tl_meeting_was_held(notebook, name, &error);
    cr_assert_null(error);
    return held;
}

Test(meeting, a_glance_tells_what_parsing_does)
{
    g_autoptr(tl_note_name) name = tl_note_name_parse("team/alice/2026-11-03.md");
    g_autoptr(GRand) rand = g_rand_new_with_seed(11);
    guint held = 0;
    for (guint i = 0; i < 3000; i++) {
        GString *text = random_markdown(rand);
        if (i % 3 == 0)
            g_string_prepend(text, i % 2 ? "---\n" : "<!-- x\n\n- no\n");
        g_string_append(text, i % 2 ? "\n\n- word" : "\n\n- [ ] a from:2026-01-01");
        cr_assert(
            g_file_set_contents("team/alice/2026-11-03.md", text->str, (gssize)text->len, NULL));
        g_autoptr(GBytes) content = g_string_free_to_bytes(text);
        g_autoptr(tl_meeting) meeting = tl_meeting_parse(notebook->guide, name, content);
        cr_assert_eq(!!meeting->is_held, !!was_held("team/alice/2026-11-03.md"), "seed 11, %u", i);
        held += meeting->is_held ? 1 : 0;
    }
    cr_expect(held > 1000 && held < 3000, "%u", held);
}

/* The days and numbers of the notes that come one by one, "held" of the held alone. */
static void expect_recent(const char *slug, const char *relationship, const char *until,
                          gboolean held, const char *wanted)
{
    GError *error = NULL;
    g_autoptr(tl_recent) recent = tl_recent_new(notebook, NULL, slug, relationship,
                                                until ? day(until) : TL_DATE_NONE, &error);
    cr_assert_not_null(recent);
    g_autoptr(GPtrArray) wrong = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) found = g_string_new(NULL);
    const tl_note_name *name;
    while ((name = held ? tl_recent_next_held(recent, wrong, &error)
                        : tl_recent_next(recent, &error))) {
        g_autofree char *path =
            tl_note_name_path(name->relationship, name->person, name->date, name->number);
        g_string_append_printf(found, "%s ", path);
    }
    cr_expect_null(error);
    cr_expect_str_eq(found->str, wanted, "found '%s'", found->str);
}

Test(meeting, recent_notes_come_from_the_newest_back)
{
    expect_recent("alice", NULL, NULL, FALSE,
                  "manager/alice/2026-11-17.md team/alice/2026-11-10.md team/alice/2026-11-03.md ");
    expect_recent("alice", NULL, "2026-11-10", FALSE,
                  "team/alice/2026-11-10.md team/alice/2026-11-03.md ");
    expect_recent("alice", "manager", NULL, FALSE, "manager/alice/2026-11-17.md ");
    expect_recent("alice", NULL, NULL, TRUE,
                  "manager/alice/2026-11-17.md team/alice/2026-11-03.md ");
    expect_recent("nobody", NULL, NULL, FALSE, "");
}

/* As all the notes of the person listed and sorted; more than any window holds. */
Test(meeting, recent_notes_are_all_there_are)
{
    run("for i in $(seq 10 28); do for m in 01 02 03 04 05 06 07 08 09 10; do"
        " : >team/alice/2025-$m-$i.md; : >peer/bob/2025-$m-$i-3.md; done; done; mkdir peer/alice;"
        " for n in $(seq 2 61); do : >peer/alice/2026-12-15-$n.md; done;"
        " touch team/alice/x.md team/alice/2025-13-01.md team/alice/2025-06-15-1.md"
        " team/alice/next.md; mkdir team/alice/2025-12-01.md");
    g_autoptr(GPtrArray) all = tl_people_notes(notebook, "alice", NULL);
    cr_assert_eq(all->len, 253);
    g_autoptr(tl_recent) recent = tl_recent_new(notebook, NULL, "alice", NULL, TL_DATE_NONE, NULL);
    for (guint i = all->len; i > 0; i--) {
        const tl_note_name *name = tl_recent_next(recent, NULL);
        cr_assert_not_null(name, "%u", i);
        cr_assert_eq(tl_note_name_compare(name, g_ptr_array_index(all, i - 1)), 0, "%u", i);
    }
    cr_expect_null(tl_recent_next(recent, NULL));
    cr_expect_null(tl_recent_next(recent, NULL));
}

Test(meeting, of_recent_ones_what_cannot_be_read_is_named)
{
    run("ln manager/alice/2026-11-17.md other.md");
    g_autoptr(tl_recent) recent = tl_recent_new(notebook, NULL, "alice", NULL, TL_DATE_NONE, NULL);
    g_autoptr(GPtrArray) wrong = g_ptr_array_new_with_free_func(g_free);
    const tl_note_name *name = tl_recent_next_held(recent, wrong, NULL);
    cr_expect_eq(name->date, day("2026-11-03"));
    cr_assert_eq(wrong->len, 1);
    cr_expect(strstr(g_ptr_array_index(wrong, 0), "manager/alice/2026-11-17.md"));
}

/* Lines of notes as they are, with some that only parsing can tell. */
static GString *random_note(GRand *rand)
{
    static const char *const LINES[] = {
        "",
        "",
        "",
        "",
        "- word",
        "- [ ] task",
        "- [x] done",
        "word",
        "- other",
        "  below",
        "    deep",
        "## A. x",
        "## B. y",
        "## C.",
        "## b. z",
        "## Other",
        "# Title",
        "<!-- p -->",
        "<!-- q --> r",
        "<!--",
        "-->",
        "## Private",
        "### A. s",
        "- <!-- n -->",
        "---",
        "===",
        "1. one",
        "> quoted",
        "```",
        "  ```",
        "  <!--",
        "- ",
        "- [ ] ",
        "[x]: /u",
        "- [x]: /u",
        "A. x",
        "##A. x",
        "## *A.* x",
        "## A.x",
        "# A. x",
        "# Private",
        "\tcode",
        "     far",
        "- - -",
        "* star",
        "+ plus",
        "## A. x #",
        "## A. x\r",
        "~~~",
        "<div>",
        "- #",
        "  - sub",
        "word  ",
        "- word\\",
    };
    GString *text = g_string_new(random_chance(rand, 5) ? "---\n" : "");
    int common = g_rand_int_range(rand, 12, (int)G_N_ELEMENTS(LINES));
    for (int i = g_rand_int_range(rand, 0, 14); i > 0; i--)
        g_string_append_printf(text, "%s\n", LINES[g_rand_int_range(rand, 0, common)]);
    return text;
}

Test(meeting, lines_tell_of_sections_what_parsing_does)
{
    g_autoptr(tl_note_name) name = tl_note_name_parse("team/alice/2026-11-03.md");
    g_autoptr(GRand) rand = g_rand_new_with_seed(7);
    guint sure = 0;
    for (guint i = 0; i < 60000; i++) {
        g_autoptr(GString) text = random_note(rand);
        guint32 letters = 0, wanted = 0;
        if (!tl_meeting_scan_letters(text->str, text->len, &letters))
            continue;
        sure++;
        g_autoptr(GBytes) content = g_bytes_new(text->str, text->len);
        g_autoptr(tl_meeting) meeting = tl_meeting_parse(notebook->guide, name, content);
        for (guint k = 0; k < meeting->points->len; k++) {
            const tl_point *point = g_ptr_array_index(meeting->points, k);
            if (point->section_kind == TL_SECTION_GUIDE)
                wanted |= 1u << (point->letter - 'a');
        }
        cr_assert_eq(letters, wanted, "%x, not %x:\n%s", letters, wanted, text->str);
    }
    cr_expect_gt(sure, 5000, "%u", sure);
}
