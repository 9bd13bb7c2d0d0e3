#include "book_fixture.h"

#include "tl11/followup.h"
#include "tl11/news.h"

static void set_up_book(void)
{
    begin_book();
    run("mkdir -p team/alice team/budi && for p in alice budi; do printf '[person]\\nname = %%s "
        "Name\\n' $p >team/$p/person.ini; done");
    note("team/alice/2026-11-03.md", "# Alice\n\n- said\n- [ ] promised @me ^aaaaa1\n"
                                     "- [ ] without an id\n- [x] done long ago ^aaaaa2\n");
    note("team/alice/2026-11-10.md", "# Alice\n\nlong enough to be known again, wherever it is\n");
    run("git add -A && git commit -qm before && git tag before");
    open_book();
}

TestSuite(news, .init = set_up_book, .fini = tear_down_book, .timeout = 60);

static void append_items(GString *out, const char *sign, const GPtrArray *followups)
{
    for (guint i = 0; i < followups->len; i++)
        g_string_append_printf(out, " %s%s", sign,
                               ((const tl_followup *)g_ptr_array_index(followups, i))->text);
}

/* "slug (name) +added ~changed -removed >moved" each, with what is opened and closed. */
static void expect_news(const char *from, const char *wanted)
{
    GError *error = NULL;
    g_autofree char *to = NULL;
    run("git add -A && git commit -q --allow-empty -m now");
    to = shell("git rev-parse HEAD");
    g_autofree char *start = *from ? shell("git rev-parse %s", from) : g_strdup("");
    g_autoptr(tl_news) news = tl_news_load(notebook, start, to, &error);
    cr_assert_not_null(news, "%s", error ? error->message : "");
    g_autoptr(GString) found = g_string_new(NULL);
    for (guint i = 0; i < news->persons->len; i++) {
        const tl_news_person *p = g_ptr_array_index(news->persons, i);
        g_string_append_printf(found, "%s (%s) +%u ~%u -%u >%u%s", p->slug, p->name, p->added,
                               p->changed, p->removed, p->moved, p->is_changed ? " !" : "");
        append_items(found, "open:", p->opened);
        append_items(found, "closed:", p->closed);
        g_string_append_c(found, '\n');
    }
    g_string_append_printf(found, "others %u", news->others);
    cr_expect_str_eq(found->str, wanted, "%s", found->str);
}

Test(news, notes_added_changed_and_removed_by_person)
{
    note("team/budi/2026-11-17.md", "# Budi\n\nnew\n");
    note("team/alice/2026-11-10.md", "# Alice\n\nlong enough to be known again, and changed\n");
    run("git rm -q team/alice/2026-11-03.md && echo x >team/alice/next.md && echo x >other");
    expect_news("before", "alice (alice Name) +0 ~1 -1 >0 !\nbudi (budi Name) +1 ~0 -0 >0\n"
                          "others 1");
}

Test(news, all_is_new_where_there_was_nothing)
{
    expect_news("", "alice (alice Name) +2 ~0 -0 >0 ! open:promised open:without an id "
                    "closed:done long ago\nbudi (budi Name) +0 ~0 -0 >0 !\nothers 1");
}

Test(news, follow_ups_opened_and_closed)
{
    note("team/alice/2026-11-03.md", "# Alice\n\n- said\n- [x] promised, reworded @me ^aaaaa1\n"
                                     "- [-] without an id ^aaaaa3\n- [ ] done long ago ^aaaaa2\n"
                                     "- [ ] new @them\n");
    expect_news("before", "alice (alice Name) +0 ~1 -0 >0 open:done long ago open:new "
                          "closed:promised, reworded closed:without an id\nothers 0");
}

Test(news, what_is_carried_and_what_is_on_the_agenda_is_not_opened)
{
    note("team/alice/2026-11-17.md",
         "# Alice\n\n## Agenda\n\n- [ ] to talk about\n\n## A. Trust\n\n"
         "- [ ] promised from:2026-11-03 @me ^aaaaa1\n");
    expect_news("before", "alice (alice Name) +1 ~0 -0 >0\nothers 0");
}

Test(news, another_role_moves_notes)
{
    run("mkdir -p peer && git mv team/alice peer/alice");
    expect_news("before", "alice (alice Name) +0 ~0 -0 >2 !\nothers 0");
}

Test(news, so_does_another_name_and_of_the_former_nothing_is_told)
{
    run("git mv team/alice team/ng && sed -i s/promised/said/ team/ng/2026-11-03.md");
    expect_news("before", "ng (alice Name) +0 ~0 -0 >2 !\nothers 0");
}

Test(news, a_note_of_another_day_is_another_note)
{
    run("git mv team/alice/2026-11-10.md team/alice/2026-11-11.md");
    expect_news("before", "alice (alice Name) +1 ~0 -1 >0\nothers 0");
}

Test(news, a_move_closes_what_it_ticks)
{
    run("mkdir -p peer && git mv team/alice peer/alice &&"
        " sed -i 's/\\[ \\] promised/[x] promised/' peer/alice/2026-11-03.md");
    expect_news("before", "alice (alice Name) +0 ~0 -0 >2 ! closed:promised\nothers 0");
}

Test(news, a_commit_that_is_not_there_is_an_error)
{
    GError *error = NULL;
    g_autofree char *head = shell("git rev-parse HEAD");
    cr_expect_null(
        tl_news_load(notebook, "0123456789012345678901234567890123456789", head, &error));
    expect_error(error, TL_EXIT_FAILED, "cannot read the commit");
}
