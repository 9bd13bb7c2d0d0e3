#include "tl11/followup.h"
#include "tl11/lines.h"

#include "random_markdown.h"

#include <criterion/criterion.h>
#include <string.h>

#define TODAY "2026-11-24"

static tl_date day(const char *text)
{
    return tl_date_parse_iso(text, -1);
}

static GPtrArray *parse(GBytes *content)
{
    gsize length = 0;
    const char *text = g_bytes_get_data(content, &length);
    g_autoptr(tl_note) note = tl_note_parse(text, length);
    return tl_followup_parse(text, length, note, day(TODAY));
}

static GBytes *edit(GBytes *content, const tl_followup_change *changes, gsize count)
{
    g_autoptr(GPtrArray) followups = parse(content);
    return tl_followup_edit(content, followups, changes, count);
}

static void expect_edit(const char *before, tl_followup_change change, const char *after)
{
    g_autoptr(GBytes) content = g_bytes_new(before, strlen(before));
    change.line = change.line ? change.line : 1;
    g_autoptr(GBytes) edited = edit(content, &change, 1);
    gsize length = 0;
    const char *text = g_bytes_get_data(edited, &length);
    g_autofree char *shown = g_strndup(text, length);
    cr_expect_str_eq(shown, after, "of: %s", before);
}

#define MARK(c) .set_mark = TRUE, .mark = (c)

Test(followup_edit, marks)
{
    expect_edit("- [ ] a\n", (tl_followup_change){MARK('x')}, "- [x] a\n");
    expect_edit("- [\xE2\x9C\x94\xEF\xB8\x8F] a", (tl_followup_change){MARK('>')}, "- [>] a");
    expect_edit("- [\xFF]\ta\r", (tl_followup_change){MARK(' ')}, "- [ ]\ta\r");
    expect_edit("x\n> 1. [x]  a\xC2\xA0\r\ny", (tl_followup_change){.line = 2, MARK('-')},
                "x\n> 1. [-]  a\xC2\xA0\r\ny");
    expect_edit("- [ ] a\n", (tl_followup_change){0}, "- [ ] a\n");
    expect_edit("- [ ] a\nx\n", (tl_followup_change){.line = 2, MARK('x')}, "- [ ] a\nx\n");
}

Test(followup_edit, dates)
{
    tl_followup_change done = {.set_done = day("2026-11-28")};
    expect_edit("- [ ] a\n", done, "- [ ] a done:2026-11-28\n");
    expect_edit("- [ ] a ^k3f9q2\n", done, "- [ ] a done:2026-11-28 ^k3f9q2\n");
    expect_edit("- [ ] a  ^k3f9q2\t \r\n", done, "- [ ] a done:2026-11-28  ^k3f9q2\t \r\n");
    expect_edit("- [ ] a ^k3f9q2 due:fri", done, "- [ ] a ^k3f9q2 due:fri done:2026-11-28");
    expect_edit("- [ ] a done:2025-01-01, b\n", done, "- [ ] a done:2026-11-28, b\n");
    expect_edit("- [ ] a  \n", done, "- [ ] a done:2026-11-28  \n");
    expect_edit("- [ ] a\xC2\xA0", done, "- [ ] a done:2026-11-28\xC2\xA0");
    expect_edit("- [ ] \n", done, "- [ ] done:2026-11-28 \n");
    tl_followup_change due = {.set_due = day("2026-12-04")};
    expect_edit("- [ ] a due:fri @me ^k3f9q2\n", due, "- [ ] a due:2026-12-04 @me ^k3f9q2\n");
    expect_edit("- [ ] a tenggat:+7d.\n", due, "- [ ] a tenggat:2026-12-04.\n");
    expect_edit("- [ ] a due:soon\n", due, "- [ ] a due:soon due:2026-12-04\n");
    expect_edit("- [ ] a due:soon Due:mon\n", due, "- [ ] a due:soon Due:2026-12-04\n");
    expect_edit("- [ ] a ^k3f9q2\n",
                (tl_followup_change){.set_due = day("2026-12-04"),
                                     .set_from = day("2026-11-10"),
                                     .set_done = day("2026-11-28")},
                "- [ ] a due:2026-12-04 from:2026-11-10 done:2026-11-28 ^k3f9q2\n");
}

Test(followup_edit, done_is_cleared)
{
    tl_followup_change clear = {.clear_done = TRUE};
    expect_edit("- [x] a done:2026-11-28 ^k3f9q2\n", clear, "- [x] a ^k3f9q2\n");
    expect_edit("- [x] a  done:2026-11-28", clear, "- [x] a ");
    expect_edit("- [x] a\xC2\xA0"
                "done:2026-11-28, b",
                clear, "- [x] a, b");
    expect_edit("- [x] done:2026-11-28 a", clear, "- [x] a");
    expect_edit("- [x] done:2026-11-28\n", clear, "- [x] \n");
    expect_edit("- [x] done:2026-11-28, a\n", clear, "- [x] , a\n");
    expect_edit("- [x] a done:2026-11-28 done:2026-11-29\n", clear, "- [x] a\n");
    expect_edit("- [x] a done:today\n", clear, "- [x] a done:today\n");
    expect_edit("- [x] a done:2026-11-28\n",
                (tl_followup_change){.clear_done = TRUE, .set_done = day("2026-12-01")},
                "- [x] a done:2026-12-01\n");
}

Test(followup_edit, ids)
{
    tl_followup_change id = {.set_id = "m2h8xp"};
    expect_edit("- [ ] a\n", id, "- [ ] a ^m2h8xp\n");
    expect_edit("- [ ] a  \t\r\n", id, "- [ ] a ^m2h8xp  \t\r\n");
    expect_edit("- [ ] a ^k3f9q2", id, "- [ ] a ^m2h8xp");
    expect_edit("- [ ] a ^K3F9Q2 due:fri\n", id, "- [ ] a due:fri ^m2h8xp\n");
    expect_edit("- [ ] \r", id, "- [ ] ^m2h8xp \r");
    expect_edit("- [ ] a\xFF", id, "- [ ] a\xFF ^m2h8xp");
    expect_edit("- [ ] a\nlazy\n", id, "- [ ] a ^m2h8xp\nlazy\n");
}

Test(followup_edit, reasons)
{
    expect_edit("- [ ] a @alice ^p9c3ya\n",
                (tl_followup_change){MARK('-'), .reason = "replaced by SRE"},
                "- [-] a @alice: replaced by SRE ^p9c3ya\n");
    expect_edit("- [ ] a due:fri from:2026-11-10 ^p9c3ya\n",
                (tl_followup_change){.reason = " no\n need ", .set_done = day("2026-11-28")},
                "- [ ] a: no need due:fri from:2026-11-10 done:2026-11-28 ^p9c3ya\n");
    expect_edit("- [ ] a due:fri b\n", (tl_followup_change){.reason = "c"},
                "- [ ] a due:fri b: c\n");
    expect_edit("- [ ] ^p9c3ya\n", (tl_followup_change){.reason = "c"}, "- [ ] : c ^p9c3ya\n");
    expect_edit("- [ ] a ^p9c3ya @bob\n", (tl_followup_change){.reason = "c"},
                "- [ ] a: c ^p9c3ya @bob\n");
    expect_edit("- [ ] a\n", (tl_followup_change){.reason = " \t"}, "- [ ] a\n");
    expect_edit("- [ ] a\n", (tl_followup_change){.reason = "@bob has it, due:fri, ^k3f9q2"},
                "- [ ] a: bob has it, due: fri, k3f9q2\n");
    expect_edit("- [ ] a ^p9c3ya @me\n", (tl_followup_change){.reason = "@bob has it"},
                "- [ ] a: bob has it ^p9c3ya @me\n");
}

Test(followup_edit, several_items)
{
    const char text[] = "- [ ] a\r\n- [ ] b ^k3f9q2\r- [ ] c\n\n- [ ] d";
    const tl_followup_change changes[] = {
        {.line = 1, .set_id = "m2h8xp"},
        {.line = 2, MARK('x'), .set_done = day("2026-11-28")},
        {.line = 5, MARK('>')},
    };
    g_autoptr(GBytes) content = g_bytes_new(text, strlen(text));
    g_autoptr(GBytes) edited = edit(content, changes, G_N_ELEMENTS(changes));
    g_autofree char *shown = g_strndup(g_bytes_get_data(edited, NULL), g_bytes_get_size(edited));
    cr_expect_str_eq(shown,
                     "- [ ] a ^m2h8xp\r\n- [x] b done:2026-11-28 ^k3f9q2\r- [ ] c\n\n- [>] d");
}
