#include "git_fixture.h"

#include "tl11/meeting.h"

static tl_notebook *notebook;

static void set_up_book(void)
{
    set_up_folder();
    run("git init -q . && : >tl11.ini && mkdir -p team/alice manager/alice peer/bob guide");
    run("printf '# Alice\\n\\n## A. x\\n\\n- hi\\n' >team/alice/2026-11-03.md");
    run("printf '# Alice\\n\\n## Agenda\\n\\n- [ ] rota\\n' >team/alice/2026-11-10.md");
    run("printf '## C. x\\n\\n- won #milestone\\n' >manager/alice/2026-11-17.md");
    run("printf '# Bob #personal\\n\\n## B. y\\n\\n- late #risk\\n\\n## Decisions\\n\\nyes\\n' "
        ">peer/bob/2026-11-10-2.md");
    run("git add -A && git commit -qm first");
    GError *error = NULL;
    notebook = tl_notebook_open(root, &error);
    cr_assert_not_null(notebook, "%s", error ? error->message : "");
}

static void tear_down_book(void)
{
    g_clear_pointer(&notebook, tl_notebook_close);
    tear_down();
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
