#include "tl11/point.h"

#include <criterion/criterion.h>
#include <string.h>

/* A note with all that its points borrow. */
typedef struct {
    tl_guide *guide;
    tl_note *note;
    GPtrArray *followups;
    GPtrArray *points;
} reading;

static reading read_note(const char *text)
{
    gsize length = strlen(text);
    reading r = {.guide = tl_guide_new(), .note = tl_note_parse(text, length)};
    r.followups = tl_followup_parse(text, length, r.note, tl_date_parse_iso("2026-11-24", -1));
    r.points = tl_point_parse(text, length, r.note, r.followups, "team", r.guide);
    return r;
}

static void clear(reading *r)
{
    g_ptr_array_unref(r->points);
    g_ptr_array_unref(r->followups);
    tl_note_free(r->note);
    tl_guide_free(r->guide);
}

static const tl_point *point_at(const reading *r, guint i)
{
    cr_assert_lt(i, r->points->len, "only %u points", r->points->len);
    return g_ptr_array_index(r->points, i);
}

static const tl_point *find(const reading *r, const char *part)
{
    for (guint i = 0; i < r->points->len; i++)
        if (strstr(point_at(r, i)->text, part))
            return point_at(r, i);
    cr_assert_fail("no point with '%s'", part);
    return NULL;
}

static void expect_tags(const tl_point *point, const char *wanted)
{
    g_autoptr(GString) found = g_string_new(NULL);
    for (guint i = 0; i < point->tags->len; i++)
        g_string_append_printf(found, "%s%s", i ? " " : "",
                               (char *)g_ptr_array_index(point->tags, i));
    cr_expect_str_eq(found->str, wanted, "'%s' has tags '%s'", point->text, found->str);
}

/* Every point as "line section new|old text". */
static void expect_points(const char *text, const char *wanted)
{
    reading r = read_note(text);
    g_autoptr(GString) found = g_string_new(NULL);
    for (guint i = 0; i < r.points->len; i++) {
        const tl_point *p = point_at(&r, i);
        g_string_append_printf(found, "%u %s %s %s\n", p->line, p->section ? p->section : "-",
                               p->is_new ? "new" : "old", p->text);
    }
    cr_expect_str_eq(found->str, wanted, "found\n%s", found->str);
    clear(&r);
}

Test(point, a_scaffold_holds_nothing_new)
{
    expect_points(
        "# Alice Ng, 2026-11-24\n\n## Follow-ups\n\n"
        "- [ ] Send it @me due:2026-11-27 from:2026-11-10 ^k3f9q2\n\n"
        "## Agenda\n\n- [ ] on-call rota ^abc123\n- [>] older\n\n"
        "## A. Trust\n\n<!-- Open with empathy: how are they, how is their energy? -->\n\n"
        "## Decisions\n\n## Private\n",
        "5 followups old Send it\n9 agenda old on-call rota\n10 agenda old older\n");
}

Test(point, what_the_user_writes_is_new_wherever)
{
    expect_points("above\n\n## Follow-ups\n\n- [x] Send it from:2026-11-10 ^k3f9q2\n- [ ] Call\n"
                  "- [>] Went on\n- [-] No from:2026-11-10\n\n"
                  "## Agenda\n\n- [x] rota\n- [~] gone\n- a bullet\n\n## A. Trust\n\n"
                  "- [ ] moved here from:2026-11-10\n\n## Sundry\n\n1. own\n\n## Keputusan\n\nyes\n"
                  "\n## Private\n\nhush\n",
                  "1 - new above\n5 followups new Send it\n6 followups new Call\n"
                  "7 followups new Went on\n8 followups new No\n12 agenda new rota\n"
                  "13 agenda new gone\n14 agenda new a bullet\n18 team.a new moved here\n"
                  "22 Sundry new own\n26 decisions new yes\n30 private new hush\n");
}

Test(point, is_a_paragraph_without_marks_ids_dates_and_comments)
{
    expect_points(
        "## B. x\n\n- one\n  goes on <!-- not\n  this --> here\n\n  second\n"
        "> quoted\n> more\n\n* [ ] do it @alice due:2026-12-01 ^k3f9q2\n  and that\n\n"
        "3) - nested\n\n```\n\ncode #tag\nmore\n```\n\n<!-- mine -->\n<b>html</b>\n\n---\n"
        "- # head\n",
        "3 team.b new one goes on here\n7 team.b new second\n"
        "8 team.b new quoted more\n11 team.b new do it and that\n14 team.b new nested\n"
        "16 team.b new code #tag\n23 team.b new <b>html</b>\n26 team.b new # head\n");
}

Test(point, comments_and_blank_lines_are_none)
{
    expect_points("\n<!-- a -->\n\n- <!-- b -->\n\n  <!-- c\n  d -->\n-\n\n\t\n", "");
}

Test(point, tags_are_canonical_and_of_all_its_lines)
{
    reading r =
        read_note("## C. x\n\n- good work #Pengakuan and\n  #goal #pengakuan <!-- #risk -->\n"
                  "- [ ] call #Hambatan @me ^k3f9q2\n  #growth\n\n      code #risk\n");
    expect_tags(point_at(&r, 0), "recognition goal");
    expect_tags(point_at(&r, 1), "blocker growth");
    cr_expect(tl_point_has_tag(point_at(&r, 1), "blocker"));
    cr_expect_not(tl_point_has_tag(point_at(&r, 1), "recognition"));
    cr_expect_str_eq(find(&r, "code #risk")->text, "code #risk");
    expect_tags(find(&r, "code #risk"), "");
    clear(&r);
}

Test(point, answers_the_prompt_right_above_it)
{
    reading r =
        read_note("## C. x\n\n<!-- Recognise one achievement since last time -->\n\n"
                  "- led it\n\n### below\n\n- sub\n\n<!-- my own remark -->\n\n- remarked\n\n"
                  "<!-- Current blocker: who does what? -->\n\n- CI\n\n"
                  "## B. x\n\n- b\n\n<!-- Current blocker: who does what? -->\n\n- alien\n");
    cr_expect_str_eq(find(&r, "led it")->prompt->key, "praise");
    cr_expect(tl_point_is_about(find(&r, "led it"), "recognition"));
    cr_expect_not(tl_point_has_tag(find(&r, "led it"), "recognition"));
    cr_expect_null(find(&r, "sub")->prompt);
    cr_expect_null(find(&r, "remarked")->prompt);
    cr_expect_str_eq(find(&r, "CI")->prompt->key, "blocker");
    cr_expect_null(find(&r, "alien")->prompt, "no prompt of this section");
    cr_expect_not(tl_point_is_about(find(&r, "sub"), "recognition"));
    clear(&r);
}

Test(point, flows_only_by_a_tag_of_its_own)
{
    reading r = read_note("## C. x\n\n<!-- Recognise one achievement since last time -->\n\n"
                          "- bare\n- tagged #recognition\n- both #risk #Mood\n");
    cr_expect_not(tl_point_may_flow(find(&r, "bare")));
    cr_expect(tl_point_may_flow(find(&r, "tagged")));
    cr_expect_not(tl_point_may_flow(find(&r, "both")));
    clear(&r);
}

Test(point, nothing_private_flows)
{
    reading r = read_note("## A. x\n\n### Pribadi\n\n- one #risk\n\n#### deep\n\n- two #risk\n\n"
                          "## Private\n\n- three #risk\n\n## B. x\n\n- four #risk\n");
    cr_expect(find(&r, "one")->is_private && find(&r, "two")->is_private &&
              find(&r, "three")->is_private);
    cr_expect_not(tl_point_may_flow(find(&r, "one")));
    cr_expect_not(tl_point_may_flow(find(&r, "two")));
    cr_expect_not(tl_point_may_flow(find(&r, "three")));
    cr_expect(tl_point_may_flow(find(&r, "four")));
    clear(&r);
}

Test(point, what_stands_under_a_confidence_is_one)
{
    reading r = read_note("## A. x\n\n- she worries #concern\n  - below #risk\n    - deep #risk\n"
                          "- beside #risk\n\n  later #personal\n- free #risk\n  - mine #safety\n\n"
                          "Her #mood:\n\n- led #risk\n\nNot so:\n\n- unled #risk\n\n"
                          "> said #mood\n>\n> quoted #risk\n\n## B. low #mood\n\n- headed #risk\n\n"
                          "### sub\n\n- subbed #risk\n");
    const char *const confidential[] = {"she worries", "below", "deep",   "beside", "later", "mine",
                                        "Her",         "led",   "quoted", "headed", "subbed"};
    for (gsize i = 0; i < G_N_ELEMENTS(confidential); i++)
        cr_expect_not(tl_point_may_flow(find(&r, confidential[i])), "%s", confidential[i]);
    cr_expect(tl_point_may_flow(find(&r, "free")));
    cr_expect(tl_point_may_flow(find(&r, "unled")));
    clear(&r);
}

Test(point, of_a_note_too_complex_only_follow_ups_are_known)
{
    g_autoptr(GString) text = g_string_new("## A. x\n\n- [ ] call #risk\n\n");
    for (guint i = 0; i < 100; i++)
        g_string_append(text, "> ");
    g_string_append(text, "deep\n\n## Private\n\n- [ ] hush #risk\n");
    reading r = read_note(text->str);
    cr_assert(r.note->is_complex);
    cr_assert_eq(r.points->len, 2);
    cr_expect_str_eq(point_at(&r, 0)->section, "team.a");
    expect_tags(point_at(&r, 0), "risk");
    cr_expect_not(point_at(&r, 0)->is_private);
    cr_expect(point_at(&r, 1)->is_private);
    cr_expect_not(tl_point_may_flow(point_at(&r, 0)));
    clear(&r);
}

Test(point, any_bytes_will_do)
{
    reading r = read_note("\xef\xbb\xbf- bo\xff"
                          "m #risk\r\n\r\n\t- tab\r- cr");
    cr_expect_str_eq(point_at(&r, 0)->text, "bo\xef\xbf\xbdm #risk");
    cr_expect_eq(r.points->len, 3);
    clear(&r);
}

static void expect_metrics(const char *text, const char *wanted)
{
    reading r = read_note(text);
    g_autoptr(GPtrArray) metrics = tl_point_metrics(point_at(&r, 0));
    g_autoptr(GString) found = g_string_new(NULL);
    for (guint i = 0; i < metrics->len; i++) {
        const tl_metric *m = g_ptr_array_index(metrics, i);
        char number[G_ASCII_DTOSTR_BUF_SIZE] = "-";
        if (m->is_number)
            g_ascii_formatd(number, sizeof number, "%g", m->number);
        g_string_append_printf(found, "%s|%s|%s|%s\n", m->name, m->value, number, m->unit);
    }
    cr_expect_str_eq(found->str, wanted, "'%s' gives\n%s", text, found->str);
    clear(&r);
}

Test(point, metrics_are_names_and_values)
{
    expect_metrics("- #metric lead-time=3.5d", "lead-time|3.5d|3.5|d\n");
    expect_metrics("- (p95=120ms, err=0,2%); #metrik", "p95|120ms|120|ms\nerr|0,2%|0.2|%\n");
    expect_metrics("- #metric state=green", "state|green|-|\n");
    expect_metrics("- #metric delta=-4 plus=+3 dot=.5", "delta|-4|-4|\nplus|+3|3|\ndot|.5|0.5|\n");
    expect_metrics("- #metric é=1", "é|1|1|\n");
    expect_metrics("- a=1 without its tag #status", "");
    expect_metrics("- #metric https://x.example/?a=1 =2 b= 9=1 c=,", "");
}
