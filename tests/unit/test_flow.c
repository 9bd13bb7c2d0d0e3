#include "book_fixture.h"

#include "tl11/flow.h"

#include <glib/gstdio.h>

static void set_up_book(void)
{
    begin_book();
    run("mkdir -p team/alice team/budi manager/rina peer/sari cross-functional/xena mentor/mo");
    run("for p in team/alice team/budi manager/rina peer/sari cross-functional/xena mentor/mo; do "
        "echo '[person]' >$p/person.ini; done");
    open_book();
}

TestSuite(flow, .init = set_up_book, .fini = tear_down_book, .timeout = 60);

/* "kind person date line age: text" each, what is due and its topic behind it. */
static char *flows_to(const char *slug, const char *iso)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(tl_people) people = tl_people_load(notebook, &error);
    cr_assert_not_null(people);
    g_autoptr(tl_flows) flows = tl_flows_to(notebook, people, tl_people_get(people, slug),
                                            tl_date_parse_iso(iso, -1), problems, &error);
    cr_assert_not_null(flows, "%s", error ? error->message : "");
    cr_expect_eq(problems->len, 0);
    GString *found = g_string_new(NULL);
    for (guint i = 0; i < flows->flows->len; i++) {
        const tl_flow *f = g_ptr_array_index(flows->flows, i);
        char date[TL_DATE_SIZE], due[TL_DATE_SIZE];
        g_string_append_printf(found, "%s %s %s:%u %u: %s", tl_flow_name(f->kind), f->person,
                               tl_date_format(f->date, date), f->line, f->age, f->text);
        if (f->due != TL_DATE_NONE)
            g_string_append_printf(found, " [%s]", tl_date_format(f->due, due));
        if (f->topic || f->former)
            g_string_append_printf(found, " [%s]", f->topic ? f->topic : f->former);
        g_string_append_c(found, '\n');
    }
    return g_string_free(found, FALSE);
}

static void expect_flows(const char *slug, const char *iso, const char *wanted)
{
    g_autofree char *found = flows_to(slug, iso);
    cr_expect_str_eq(found, wanted, "to %s on %s:\n%s", slug, iso, found);
}

Test(flow, milestones_and_recognition_since_the_last_meeting)
{
    note("manager/rina/2026-11-10.md", "- talked\n");
    note("team/alice/2026-11-09.md", "- before #milestone\n- again #recognition\n");
    note("team/alice/2026-11-10.md", "- the same day #milestone\n");
    note("team/budi/2026-11-12.md", "- thanks to Budi #kudos #milestone\n- free text milestone\n");
    note("team/alice/2026-11-20.md",
         "- the same day #milestone\n- again #recognition\n- new #pengakuan\n");
    note("team/alice/2026-11-25.md", "- tomorrow #milestone\n");
    note("peer/sari/2026-11-20.md", "- theirs #milestone\n");
    expect_flows("rina", "2026-11-24",
                 "milestone alice 2026-11-10:1 14: the same day #milestone\n"
                 "milestone budi 2026-11-12:1 12: thanks to Budi #kudos #milestone\n"
                 "recognition alice 2026-11-20:3 4: new #pengakuan\n");
}

Test(flow, an_empty_note_is_no_meeting)
{
    note("manager/rina/2026-11-03.md", "- talked\n");
    note("manager/rina/2026-11-17.md", "# Rina\n\n## A. x\n\n<!-- Project goal? -->\n");
    note("team/alice/2026-11-10.md", "- shipped #milestone\n");
    expect_flows("rina", "2026-11-24", "milestone alice 2026-11-10:1 14: shipped #milestone\n");
}

Test(flow, before_the_first_meeting_four_weeks_are_told)
{
    note("team/alice/2026-10-26.md", "- too old #milestone\n");
    note("team/alice/2026-10-27.md", "- just so #milestone\n");
    expect_flows("rina", "2026-11-24", "milestone alice 2026-10-27:1 28: just so #milestone\n");
}

Test(flow, after_a_year_without_a_meeting_half_a_year_is_told)
{
    note("manager/rina/2025-11-10.md", "- talked\n");
    note("team/alice/2026-05-25.md", "- too old #milestone\n");
    note("team/alice/2026-05-26.md", "- just so #milestone\n");
    expect_flows("rina", "2026-11-24", "milestone alice 2026-05-26:1 182: just so #milestone\n");
}

Test(flow, a_milestone_that_is_a_promise_is_told_when_it_is_kept)
{
    note("manager/rina/2026-11-10.md", "- talked\n");
    note("team/alice/2026-11-03.md", "- [x] kept late #milestone done:2026-11-20 ^aaaaa1\n"
                                     "- [x] kept before #milestone done:2026-11-05 ^aaaaa2\n"
                                     "- [>] carried on #milestone ^aaaaa3\n");
    note("team/alice/2026-11-17.md", "- [ ] carried on #milestone from:2026-11-03 ^aaaaa3\n"
                                     "- [-] given up #milestone ^aaaaa4\n");
    expect_flows("rina", "2026-11-24", "milestone alice 2026-11-03:1 4: kept late #milestone\n");
}

Test(flow, open_blockers_and_risks_with_their_age)
{
    note("manager/rina/2026-11-23.md", "- talked\n");
    note("team/alice/2026-11-03.md",
         "- cluster #blocker\n- gone by now #blocker\n"
         "- [>] pipeline #blocker ^aaaaa1\n- [x] solved #risk ^aaaaa2\n");
    note("team/alice/2026-11-17.md", "- Cluster #blocker\n"
                                     "- [ ] pipeline #hambatan from:2026-10-20 ^aaaaa1\n"
                                     "- too few people #risk\n");
    note("team/alice/2026-11-22.md", "# Alice\n\n## A. x\n");
    expect_flows("rina", "2026-11-24",
                 "blocker alice 2026-11-17:2 35: pipeline #hambatan\n"
                 "blocker alice 2026-11-17:1 21: Cluster #blocker\n"
                 "risk alice 2026-11-17:3 7: too few people #risk\n");
}

Test(flow, who_is_archived_has_no_blocker_but_what_was_promised)
{
    note("team/alice/person.ini", "[person]\narchived = 2026-11-20\n");
    note("team/alice/2026-11-17.md", "- stuck #blocker\n- [ ] hand over #blocker ^aaaaa1\n");
    expect_flows("rina", "2026-11-24", "blocker alice 2026-11-17:2 7: hand over #blocker\n");
}

Test(flow, what_falls_due_within_two_weeks)
{
    note("manager/rina/2026-11-23.md", "- talked\n");
    note("peer/sari/2026-11-10.md",
         "- freeze on 2026-12-01 #milestone\n- cut 2026-12-02 #agreement\n");
    note("peer/sari/2026-11-17.md", "- freeze on 2026-12-20 #milestone\n"
                                    "- [ ] sign it #kesepakatan due:2026-12-08 ^aaaaa1\n"
                                    "- [ ] later #agreement due:2026-12-09 ^aaaaa2\n"
                                    "- [x] done #agreement due:2026-12-01 ^aaaaa3\n"
                                    "- party 2026-12-01 #coffee\n- undated #agreement\n");
    note("cross-functional/xena/2026-11-17.md", "- (2026-11-24) scope agreed #expectation\n"
                                                "- 2026-11-23 is over #milestone\n"
                                                "- build 12026-11-30 #milestone\n");
    note("team/alice/2026-11-17.md", "- 2026-12-01 #agreement with alice\n");
    expect_flows("rina", "2026-11-24",
                 "due xena 2026-11-17:1 7: (2026-11-24) scope agreed #expectation [2026-11-24]\n"
                 "due sari 2026-11-10:2 14: cut 2026-12-02 #agreement [2026-12-02]\n"
                 "due sari 2026-11-17:2 7: sign it #kesepakatan [2026-12-08]\n");
}

static void write_manager(void)
{
    note("manager/rina/2026-11-02.md", "- speed first #priority\n- #metric lead=5d\n"
                                       "- #metric a=1 b=2\n- no overtime #expectation\n");
    note("manager/rina/2026-11-16.md", "- Speed first  #priority\n- #metric lead=5d\n"
                                       "- #metric a=1 b=3\n- quality first #prioritas\n");
    note("manager/rina/2026-11-20.md", "- #metric lead=4d\n- team milestone #milestone\n");
    note("manager/rina/2026-11-22.md",
         "- the metric lead=3d #metric\n- no overtime #expectation\n");
}

static const char *const CHANGED = "priority rina 2026-11-16:4 8: quality first #prioritas\n"
                                   "metric rina 2026-11-16:3 8: #metric a=1 b=3\n"
                                   "metric rina 2026-11-22:1 2: the metric lead=3d #metric [5d]\n";

Test(flow, what_a_manager_changed)
{
    write_manager();
    note("team/alice/2026-11-10.md", "- talked\n");
    note("peer/sari/2026-11-16.md", "- talked\n");
    note("cross-functional/xena/2026-11-21.md", "- talked\n");
    expect_flows("alice", "2026-11-24", CHANGED);
    expect_flows("sari", "2026-11-24", CHANGED);
    expect_flows("xena", "2026-11-24",
                 "metric rina 2026-11-22:1 2: the metric lead=3d #metric [4d]\n");
}

Test(flow, a_manager_hears_nothing_of_managers_and_a_mentor_nothing_at_all)
{
    write_manager();
    note("team/alice/2026-11-23.md", "- shipped #milestone\n- kubernetes #growth\n");
    expect_flows("rina", "2026-11-24", "milestone alice 2026-11-23:1 1: shipped #milestone\n");
    expect_flows("mo", "2026-11-24", "");
}

Test(flow, growth_wishes_that_are_shared)
{
    note("team/alice/2026-11-03.md",
         "- learn Kubernetes operators #growth\n- public speaking #growth\n"
         "- a talk of her own #growth #stage\n");
    note("team/budi/2026-11-10.md", "- training: kubernetes #growth\n- new challenge #growth\n"
                                    "- lead a guild #growth #stage\n- [x] speaking #growth\n");
    note("peer/sari/2026-11-12.md", "- wants kubernetes, new challenge #growth\n");
    note("manager/rina/2026-11-12.md", "- public speaking #growth\n");
    expect_flows(
        "sari", "2026-11-24",
        "growth alice 2026-11-03:1 21: learn Kubernetes operators #growth [kubernetes]\n"
        "growth budi 2026-11-10:1 14: training: kubernetes #growth [kubernetes]\n"
        "growth sari 2026-11-12:1 12: wants kubernetes, new challenge #growth [kubernetes]\n"
        "growth alice 2026-11-03:3 21: a talk of her own #growth #stage [stage]\n"
        "growth budi 2026-11-10:3 14: lead a guild #growth #stage [stage]\n");
    expect_flows("xena", "2026-11-24", "");
}

Test(flow, one_person_shares_no_wish_with_herself)
{
    note("team/alice/2026-11-03.md", "- kubernetes #growth\n");
    note("team/alice/2026-11-10.md", "- more kubernetes #growth\n");
    expect_flows("sari", "2026-11-24", "");
}

Test(flow, mentors_and_those_who_look_for_one)
{
    note("team/alice/2026-11-03.md", "- would guide a junior #mentor\n- old word #mentee\n");
    note("team/alice/2026-11-10.md", "- would guide two #pembimbing\n");
    expect_flows("sari", "2026-11-11", "");
    note("team/budi/2026-11-12.md", "## B. Goals\n\n<!-- A chance to mentor someone -->\n\n"
                                    "- gladly #mentoring\n\n## C. x\n\n- who knows #mentoring\n");
    note("peer/sari/2026-11-15.md", "- looks for one #cari-mentor\n- [x] found one #mentee\n");
    note("manager/rina/2026-11-15.md", "- talked\n");
    expect_flows("sari", "2026-11-24",
                 "mentor alice 2026-11-10:1 14: would guide two #pembimbing\n"
                 "mentor budi 2026-11-12:5 12: gladly #mentoring\n"
                 "mentee alice 2026-11-03:2 21: old word #mentee\n"
                 "mentee sari 2026-11-15:1 9: looks for one #cari-mentor\n");
    expect_flows("alice", "2026-11-24", "");
    expect_flows("rina", "2026-11-24", "");
}

Test(flow, what_is_private_or_confidential_stays)
{
    note("manager/rina/2026-11-20.md", "- talked\n");
    note("team/alice/2026-11-21.md",
         "# Alice\n\n- a #milestone #mood\n- b #recognition #khawatir\n- c #risk #safety\n"
         "- d #blocker #personal\n- her fear #concern\n  - e #milestone\n- [ ] f #blocker #mood\n\n"
         "Worries #concern:\n\n- g #blocker\n\n## H #personal\n\n- h #milestone\n\n"
         "<!-- i #milestone -->\n\n```\nj #milestone\n```\n\n## Private\n\n- k #milestone\n\n"
         "### Notes\n\n- l #risk\n- [ ] m #blocker\n\n## Pribadi\n\n- n #recognition\n");
    note("team/budi/2026-11-21.md", "# Budi #personal\n\n- o #milestone\n");
    expect_flows("rina", "2026-11-24", "");
}

Test(flow, points_of_an_agenda_were_not_said_yet)
{
    note("team/alice/2026-11-21.md", "## Agenda\n\n- [ ] ask #blocker\n- [x] told #milestone\n");
    note("team/alice/next.md", "- [ ] next #blocker ^aaaaa1\n");
    expect_flows("rina", "2026-11-24", "milestone alice 2026-11-21:4 3: told #milestone\n");
}

Test(flow, offers)
{
    char letter = 0;
    tl_flow flow = {.kind = TL_FLOW_RISK,
                    .person = (char *)"alice",
                    .text = (char *)"a --> b #risk",
                    .date = tl_date_parse_iso("2026-11-20", -1)};
    g_autofree char *offer = tl_flow_offer(&flow, TL_LANGUAGE_EN, &letter);
    cr_expect_str_eq(offer, "keep? alice 2026-11-20: a -> b #risk");
    cr_expect_eq(letter, 'c');
    cr_expect(tl_flow_is_offer(offer));
    flow.kind = TL_FLOW_DUE;
    flow.due = flow.date + 7;
    g_autofree char *due = tl_flow_offer(&flow, TL_LANGUAGE_ID, &letter);
    cr_expect_str_eq(due, "pakai? alice 2026-11-20: (2026-11-27) a -> b #risk");
    cr_expect_eq(letter, 'a');
    cr_expect(tl_flow_is_offer(due));
    flow.kind = TL_FLOW_PRIORITY;
    cr_expect_null(tl_flow_offer(&flow, TL_LANGUAGE_EN, &letter));
}

Test(flow, what_a_user_wrote_is_no_offer)
{
    static const char *const texts[] = {"keep?",
                                        "keep? alice",
                                        "keep? alice 2026-11-20",
                                        "keep? alice 2026-11-20:",
                                        "keep? 2026-11-20: x",
                                        "keep? alice soon: x",
                                        "keep? Alice 2026-11-20: x",
                                        "Keep? alice 2026-11-20: x",
                                        "alice 2026-11-20: x",
                                        ""};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        cr_expect_not(tl_flow_is_offer(texts[i]), "%s", texts[i]);
}
