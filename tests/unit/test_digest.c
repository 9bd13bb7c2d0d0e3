#include "git_fixture.h"

#include "tl11/digest.h"
#include "tl11/followup_list.h"
#include "tl11/ledger.h"
#include "tl11/notebook.h"

#include <fcntl.h>

static const char *const FOLDERS[] = {"team/al", "team/bo", "manager/al", "peer/cy"};
static const char *const FILES[] = {"2026-01-05.md", "2026-01-05-2.md", "2026-02-09.md",
                                    "2026-03-02.md", "next.md",         "other.md"};
static const char *const LINES[] = {
    "- [ ] call sari @me due:2026-03-01 ^aaaaa1",
    "- [x] call sari done:2026-03-03 ^aaaaa1",
    "- [>] call sari ^aaaaa1",
    "- [ ] call sari",
    "- [ ] Call  SARI",
    "- [-] call sari: too late",
    "- [ ] send the RFC @them from:2025-12-01 ^bbbbb2",
    "- [>] send the RFC from:2025-12-01 ^bbbbb2",
    "- [ ] send the plan ^bbbbb2",
    "- [ ] send the RFC",
    "  - [ ] a step due:fri",
    "- [ ] rota #career ^ccccc3",
    "- [x] rota ^ccccc3",
    "## Agenda",
    "## A. Trust",
    "## Private",
    "- words",
    "```",
    "<!-- prompt -->",
};

static tl_notebook notebook;
static GRand *dice;

static void begin(void)
{
    set_up_folder();
    g_autofree char *cache = g_build_filename(base, "cache", NULL);
    g_setenv("XDG_CACHE_HOME", cache, TRUE);
    g_setenv("TL11_TODAY", "2026-03-04", TRUE);
    run("git init -q . && echo >tl11.ini && git add -A && git commit -qm first");
    reopen();
    notebook = (tl_notebook){
        .root = root, .root_fd = tl_repository_root_fd(repository), .repository = repository};
}

/* -- what there is, as text ------------------------------------------------------- */

/* What lists are made from. */
static void describe_newest(GString *out, const tl_occurrence *o)
{
    const tl_followup *f = o->followup;
    g_string_append_printf(out, " %s:%u %d %d", o->path, f->line, (int)f->state, f->is_private);
    g_string_append_printf(out, " %s %s %u ^%s", o->person, o->relationship,
                           o->name ? o->name->number : 0, f->id ? f->id : "");
}

static void describe_occurrence(GString *out, const tl_occurrence *o)
{
    const tl_followup *f = o->followup;
    g_string_append_printf(out, " /%u %zu %d %d %d %u %d %s %d", f->lines, f->mark,
                           f->mark_is_known, o->is_former, f->parent, o->index, f->section,
                           f->due_text ? f->due_text : "-", (int)f->depth);
    describe_newest(out, o);
}

static void describe_item(GString *out, const tl_item *item, gboolean with_all)
{
    json_t *object = tl_list_to_json(item);
    g_autofree char *text = json_dumps(object, JSON_SORT_KEYS);
    json_decref(object);
    g_string_append_printf(out, "%s %d%d", text, item->is_agenda, item->is_lost);
    describe_newest(out, item->newest);
    for (guint i = 0; with_all && i < item->occurrences->len; i++) {
        const tl_occurrence *o = g_ptr_array_index(item->occurrences, i);
        describe_occurrence(out, o);
        for (guint t = 0; t < o->followup->tags->len; t++)
            g_string_append_printf(out, " #%s", (char *)g_ptr_array_index(o->followup->tags, t));
    }
    g_string_append_c(out, '\n');
}

static char *describe(const char *slug, const GPtrArray *changes, gboolean with_all)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(tl_ledger) ledger = tl_ledger_load(&notebook, slug, changes, &error);
    GString *out = g_string_new(NULL);
    if (!ledger)
        return g_strdup(error->message);
    const GPtrArray *items = tl_ledger_items(ledger);
    for (guint i = 0; i < items->len; i++)
        describe_item(out, g_ptr_array_index(items, i), with_all);
    return g_string_free(out, FALSE);
}

static int compare_lines(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *sorted(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    qsort(lines, g_strv_length(lines), sizeof(*lines), compare_lines);
    return g_strjoinv("\n", lines);
}

static char *describe_digest(void)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(tl_digest) digest = tl_digest_open(repository, NULL);
    cr_assert_not_null(digest);
    for (int agenda = 0; agenda < 2; agenda++) {
        g_autoptr(GPtrArray) items = tl_digest_items(digest, G_MAXUINT, agenda);
        for (guint i = 0; i < items->len; i++)
            describe_item(out, g_ptr_array_index(items, i), FALSE);
    }
    return sorted(out->str);
}

/* In the order in which they came, which is to be that of lists. */
typedef struct {
    GString *out;
    gboolean has_last;
    tl_date due, born;
    gboolean is_mine;
} listing;

static void list_item(const tl_item *item, gpointer data)
{
    listing *l = data;
    tl_date due = item->newest->followup->due;
    gboolean is_mine = tl_list_is_mine(item);
    if (l->has_last && l->due != due)
        cr_expect(l->due != TL_DATE_NONE && (due == TL_DATE_NONE || l->due < due));
    else if (l->has_last && l->is_mine != is_mine)
        cr_expect(l->is_mine);
    else if (l->has_last)
        cr_expect_leq(l->born, item->born);
    *l = (listing){l->out, TRUE, due, item->born, is_mine};
    describe_item(l->out, item, FALSE);
}

static void list_all(tl_digest *digest, GString *out)
{
    g_string_truncate(out, 0);
    for (int agenda = 0; agenda < 2; agenda++) {
        listing l = {.out = out};
        tl_digest_each_item(digest, G_MAXUINT, agenda, list_item, &l);
    }
}

typedef struct {
    GString *out;
    tl_state state;
    gboolean is_agenda;
} part;

static void list_part(const tl_item *item, gpointer data)
{
    const part *p = data;
    cr_expect_eq(item->state, p->state);
    cr_expect_eq(!!item->is_agenda, p->is_agenda);
    describe_item(p->out, item, FALSE);
}

/* State by state it is the same. */
static void expect_same_by_state(tl_digest *digest, const char *wanted)
{
    g_autoptr(GString) out = g_string_new(NULL);
    for (guint i = 0; i < 8; i++) {
        part p = {out, (tl_state)(i / 2), i % 2};
        tl_digest_each_item(digest, 1u << p.state, p.is_agenda, list_part, &p);
    }
    g_autofree char *found = sorted(out->str);
    g_autofree char *all = sorted(wanted);
    cr_expect_str_eq(found, all);
}

/* As followups has them: told first, and then looked at whether that was right. */
static char *describe_at_once(void)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(tl_digest) digest = tl_digest_start(repository);
    cr_assert_not_null(digest);
    list_all(digest, out);
    tl_digest_answer answer = tl_digest_confirm(digest);
    cr_assert_neq(answer, TL_DIGEST_NONE);
    if (answer == TL_DIGEST_OTHER)
        list_all(digest, out);
    cr_expect_eq(tl_digest_confirm(digest), TL_DIGEST_RIGHT);
    expect_same_by_state(digest, out->str);
    return sorted(out->str);
}

/* As followups does it, and nobody else who would have looked at a person's notes before. */
static void expect_same_list(guint step)
{
    tl_ledger_use(NULL);
    g_autofree char *newest = describe(NULL, NULL, FALSE);
    g_autofree char *wanted = sorted(newest);
    g_autofree char *found = describe_at_once();
    cr_assert_str_eq(found, wanted, "step %u:\n%s\nwanted:\n%s", step, found, wanted);
}

/* What the cache gives is what reading everything gives. */
static void expect_same(guint step)
{
    if (step % 2)
        expect_same_list(step);
    static const char *const slugs[] = {NULL, "al", "cy", "nobody"};
    g_autoptr(GPtrArray) changes = new_changes();
    add_change(changes, "team/al/2026-02-09.md", NULL, "- [x] rota ^ccccc3\n");
    add_change(changes, "peer/cy/2026-01-05.md", NULL, NULL);
    for (gsize i = 0; i < 2 * G_N_ELEMENTS(slugs); i++) {
        const GPtrArray *with = i % 2 ? changes : NULL;
        tl_ledger_use(NULL);
        g_autofree char *wanted = describe(slugs[i / 2], with, TRUE);
        tl_ledger_use(tl_digest_source);
        g_autofree char *found = describe(slugs[i / 2], with, TRUE);
        cr_assert_str_eq(found, wanted, "step %u, %zu:\n%s\nwanted:\n%s", step, i, found, wanted);
    }
    tl_ledger_use(NULL);
    g_autofree char *newest = describe(NULL, NULL, FALSE);
    g_autofree char *wanted = sorted(newest);
    g_autofree char *at_once = describe_at_once();
    g_autofree char *found = describe_digest();
    g_autofree char *again = describe_digest();
    cr_assert_str_eq(at_once, wanted, "step %u, at once:\n%s\nwanted:\n%s", step, at_once, wanted);
    cr_assert_str_eq(found, wanted, "step %u:\n%s\nwanted:\n%s", step, found, wanted);
    cr_assert_str_eq(again, wanted, "step %u, again:\n%s\nwanted:\n%s", step, again, wanted);
}

/* -- what happens to a notebook ------------------------------------------------------- */

static guint roll(guint sides)
{
    return (guint)g_rand_int_range(dice, 0, (gint32)sides);
}

static char *random_path(void)
{
    return g_strdup_printf("%s/%s", FOLDERS[roll(G_N_ELEMENTS(FOLDERS))],
                           FILES[roll(G_N_ELEMENTS(FILES))]);
}

static void write_note(void)
{
    g_autofree char *path = random_path();
    g_autofree char *folder = g_path_get_dirname(path);
    g_autoptr(GString) text = g_string_new("# Title\n");
    for (guint i = roll(6); i > 0; i--)
        g_string_append_printf(text, "\n%s\n", LINES[roll(G_N_ELEMENTS(LINES))]);
    cr_assert_eq(g_mkdir_with_parents(folder, 0700), 0);
    (void)g_unlink(path);
    cr_assert(g_file_set_contents(path, text->str, (gssize)text->len, NULL));
}

static void promise(void)
{
    run("mkdir -p team/al && printf -- '- [ ] send the RFC\\n' >team/al/2026-01-05.md");
}

/* The same promise in other words, under the id that the line in January goes on under. */
static void go_on(const char *folder, char mark)
{
    g_autoptr(tl_followup) followup = g_new0(tl_followup, 1);
    followup->text = g_strdup("send the RFC");
    followup->tags = g_ptr_array_new();
    g_autofree char *id = tl_id_derive(followup, "al", tl_date_parse_iso("2026-01-05", -1), 0);
    run("mkdir -p %s && printf -- '- [%c] publish it ^%s\\n' >%s/2026-03-02.md", folder, mark, id,
        folder);
}

static void step_once(void)
{
    g_autofree char *path = random_path();
    switch (roll(15)) {
    case 0:
        run("rm -f '%s'", path);
        break;
    case 1:
        run("git add -A && git commit -q --allow-empty -m all");
        break;
    case 2:
        run("git commit -q --allow-empty -m none && git checkout -q -f HEAD~1 -B main");
        break;
    case 3:
        run("rm -rf '%s'", FOLDERS[roll(G_N_ELEMENTS(FOLDERS))]);
        break;
    case 4:
        run("ln -sf ../../tl11.ini '%s' 2>/dev/null || true", path);
        break;
    case 5:
        run("git add -A && git commit -q --allow-empty -m part && git checkout -q -f -- .");
        break;
    case 7:
        run("mv peer away 2>/dev/null || mv away peer 2>/dev/null || true");
        break;
    case 6:
        promise();
        go_on(roll(2) ? "team/al" : "peer/cy", " x>"[roll(3)]);
        break;
    default:
        write_note();
    }
}

Test(digest, is_what_reading_everything_gives, .init = begin, .fini = tear_down)
{
    dice = g_rand_new_with_seed(11);
    guint steps = g_strcmp0(g_getenv("TL11_TORTURE"), "1") == 0 ? 3000 : 120;
    for (guint i = 0; i < steps; i++) {
        step_once();
        expect_same(i);
    }
    g_rand_free(dice);
}

/* A note with somebody else may be what a line goes on in, now or later. */
Test(digest, knows_what_hangs_together, .init = begin, .fini = tear_down)
{
    promise();
    run("git add -A && git commit -qm a");
    expect_same(1);
    go_on("peer/cy", 'x');
    expect_same(2);
    run("rm peer/cy/*");
    expect_same(3);
    go_on("team/al", ' ');
    expect_same(4);
}

/* Long enough for file times to tell. */
static void settle(void)
{
    g_usleep(2200000);
}

static void put_back_times(const char *path, const struct stat *status)
{
    const struct timespec times[] = {status->st_atim, status->st_mtim};
    cr_assert_eq(utimensat(AT_FDCWD, path, times, 0), 0);
}

Test(digest, sees_an_edit_behind_the_times, .init = begin, .fini = tear_down)
{
    const char *path = "team/al/2026-01-05.md";
    struct stat status;
    run("mkdir -p team/al && printf -- '- [ ] one ^aaaaa1\\n' >%s && git add -A && git commit -qm "
        "a",
        path);
    settle();
    expect_same(1);
    expect_same(2);
    cr_assert_eq(stat(path, &status), 0);
    run("printf -- '- [x] one ^aaaaa1\\n' >%s", path);
    put_back_times(path, &status);
    expect_same(3);
    /* The other way round: HEAD moves under a file that does not. */
    settle();
    expect_same(4);
    run("git commit -qam b");
    expect_same(5);
    run("git reset -q --soft HEAD~1");
    expect_same(6);
}

/* At the same commit: what HEAD has in a folder that went away counts again when it comes back. */
Test(digest, reads_head_again_for_another_set_of_folders, .init = begin, .fini = tear_down)
{
    static const char *const STEPS[] = {
        "true",
        "rm -r peer",
        "mkdir peer",
        "mkdir mentee && mv team/al mentee/al",
        "mv mentee/al team/al && rmdir mentee",
        "mkdir -p team/bo && printf -- '- [ ] three\\n' >team/bo/2026-01-05.md",
        "git add -A team && git commit -qm b",
        "rm -r team/bo",
        "git reset -q --hard HEAD~1",
    };
    run("mkdir -p peer/cy team/al && printf -- '- [ ] one\\n' >peer/cy/2026-01-05.md && "
        "printf -- '- [ ] two\\n' >team/al/2026-01-05.md && git add -A && git commit -qm a");
    settle();
    for (guint i = 0; i < G_N_ELEMENTS(STEPS); i++) {
        run("%s", STEPS[i]);
        expect_same_list(i);
        expect_same_list(i);
    }
}

/* Which file it is, and how large: another one has another number. */
#define STAT_ITEMS "stat -c '%i %s' \"$XDG_CACHE_HOME\"/tl11/*/items"

/* So much that another thread keeps it while it is told. */
Test(digest, keeps_much_while_it_is_told, .init = begin, .fini = tear_down)
{
    run("mkdir -p team/al team/bo peer/cy && for p in team/al team/bo peer/cy; do"
        " seq -f \"- [ ] promise %%g to $p $(printf %%0700d 0)\" 600 >$p/2026-01-05.md; done &&"
        " git add -A && git commit -qm a");
    settle();
    expect_same_list(1);
    g_autofree char *kept = shell("%s", STAT_ITEMS);
    cr_assert_gt(atoi(strchr(kept, ' ')), 1024 * 1024);
    expect_shell("ls \"$XDG_CACHE_HOME\"/tl11/*/items.tip | wc -l", "1");
    expect_same_list(2);
    expect_shell(STAT_ITEMS, kept);
    tl_digest *digest = tl_digest_start(repository);
    cr_assert_not_null(digest);
    cr_expect_not(tl_digest_is_confirmed(digest), "what was kept is told at once");
    tl_digest_close(digest);
    run("sed -i 's/promise 600 /promise 700 /' peer/cy/2026-01-05.md");
    expect_same_list(3);
    run("chmod -R a-w \"$XDG_CACHE_HOME\" && git commit -qam b");
    expect_same_list(4);
}

Test(digest, is_made_anew_from_what_is_damaged, .init = begin, .fini = tear_down)
{
    dice = g_rand_new_with_seed(3);
    for (guint i = 0; i < 12; i++)
        write_note();
    settle();
    expect_same(0);
    for (guint at = 0; at < 4000; at += 97) {
        run("for f in \"$XDG_CACHE_HOME\"/tl11/*/*; do "
            "printf Z | dd of=\"$f\" bs=1 seek=%u conv=notrunc 2>/dev/null; done",
            at);
        expect_same(at);
    }
    run("for f in \"$XDG_CACHE_HOME\"/tl11/*/*; do : >\"$f\"; done");
    expect_same(4001);
    run("chmod -R a-w \"$XDG_CACHE_HOME\"");
    write_note();
    expect_same(4002);
    g_rand_free(dice);
}

Test(digest, leaves_to_others_what_it_cannot_read, .init = begin, .fini = tear_down)
{
    run("mkdir -p team/al && printf -- '- [ ] one\\n' >team/al/2026-01-05.md &&"
        " ln team/al/2026-01-05.md team/al/2026-01-06.md");
    g_autoptr(tl_digest) digest = tl_digest_open(repository, NULL);
    cr_expect_null(digest);
    expect_shell("ls \"$XDG_CACHE_HOME\"/tl11/*/ | wc -l", "0");
    g_unsetenv("XDG_CACHE_HOME");
    g_setenv("HOME", "nowhere", TRUE);
    run("rm team/al/2026-01-06.md");
    cr_expect_null(tl_digest_open(repository, NULL));
}

Test(digest, asks_git_where_filters_are, .init = begin, .fini = tear_down)
{
    run("git config filter.up.clean 'tr a-z A-Z' && git config filter.up.smudge 'tr A-Z a-z' &&"
        " echo '*.md filter=up' >.gitattributes && mkdir -p team/al &&"
        " printf -- '- [ ] one\\n' >team/al/2026-01-05.md && git add -A && git commit -qm a");
    settle();
    expect_same(1);
    run("printf -- '- [x] one\\n' >team/al/2026-01-05.md");
    expect_same(2);
    settle();
    expect_same(3);
    run("git rm -q --cached team/al/2026-01-05.md && echo 'echo *.md' >.gitattributes");
    expect_same(4);
}
