#include "book_fixture.h"

#include "tl11/coverage.h"
#include "tl11/due.h"
#include "tl11/file.h"
#include "tl11/kept.h"
#include "tl11/recent.h"

#include <fcntl.h>

static const char *const KINS[] = {"team", "peer", "manager", "mentor"};
static const char *const SLUGS[] = {"al", "bo", "cy", "di", "eli", "fay", "gus", "hal"};
static const char *const LINES[] = {
    "- words",
    "- [ ] a from:2026-01-01",
    "## A. Trust",
    "## B. Goals",
    "## C. Work",
    "# Private",
    "<!-- prompt -->",
    "prose",
    "- [x] done",
    "```",
    "## Private",
    "* starred",
    "## Agenda",
    "- [ ] own promise",
    "",
};
static const char *const INIS[] = {
    "[person]\nname = A B\n",
    "[person]\nname = B A\n",
    "[person]\nemail = a@example.org\nevery = 2w\n",
    "[person]\nlang = id\nstarted = 2026-01-07\narchived = 2026-02-01\n",
    "[person]\nlang = en\nevery = 1m\n",
    "[person]\nevery = soon\n",
    "[person\n",
    "",
};
static GRand *dice;

static guint roll(guint sides)
{
    return (guint)g_rand_int_range(dice, 0, (gint32)sides);
}

#define PICK(words) (words)[roll(G_N_ELEMENTS(words))]

static void begin(void)
{
    begin_book();
    g_autofree char *cache = g_build_filename(base, "cache", NULL);
    g_setenv("XDG_CACHE_HOME", cache, TRUE);
    dice = g_rand_new_with_seed(23);
    open_book();
}

static void end(void)
{
    tl_memo_use(NULL);
    tl_kept_close();
    g_rand_free(dice);
    tear_down_book();
}

/* -- what there is, as text -------------------------------------------------------- */

static void describe_error(GString *out, GError **error)
{
    if (*error)
        g_string_append_printf(out, " ! %s\n", (*error)->message);
    g_clear_error(error);
}

static void describe_recent(GString *out, const tl_people *people, const char *slug, tl_date until)
{
    GError *error = NULL;
    const tl_note_name *name;
    g_autoptr(tl_recent) recent = tl_recent_new(notebook, people, slug, NULL, until, &error);
    while ((name = tl_recent_next(recent, &error))) {
        g_autofree char *path = tl_note_name_format(name);
        g_string_append_printf(out, " %s", path);
    }
    g_string_append_printf(out, " (%u)\n", tl_recent_count(recent));
    describe_error(out, &error);
}

static void describe_coverage(GString *out, const GArray *touches)
{
    for (guint i = 0; touches && i < touches->len; i++) {
        const tl_touch *t = &g_array_index(touches, tl_touch, i);
        g_string_append_printf(out, " %s.%c%s:%u", t->person->slug, t->section->letter,
                               t->prompt ? t->prompt->key : "", t->last);
    }
    g_string_append_c(out, '\n');
}

static void describe_person(GString *out, const tl_people *people, const tl_person *p,
                            tl_date today, GPtrArray *problems)
{
    tl_due due = {.person = NULL};
    GError *error = NULL;
    g_string_append_printf(out, "%s/%s '%s' <%s> %d/%d %d%d %u-%u\n", p->relationship, p->slug,
                           p->name ? p->name : "-", p->email ? p->email : "-", p->every.days,
                           p->every.months, p->has_language, (int)p->language, p->started,
                           p->archived);
    if (tl_due_look_up(notebook, people, p, today, &due, problems, &error))
        g_string_append_printf(out, " met %u next %u of %u\n", due.last, due.next, due.notes);
    describe_error(out, &error);
    describe_recent(out, people, p->slug, today);
    describe_recent(out, NULL, p->slug, TL_DATE_NONE);
    (void)tl_people_find(notebook, people, p->slug, &error);
    describe_error(out, &error);
    g_autoptr(GArray) touches = tl_coverage_load_person(notebook, p, today, problems, &error);
    describe_coverage(out, touches);
    describe_error(out, &error);
}

static char *describe(tl_date today)
{
    GError *error = NULL;
    GString *out = g_string_new(NULL);
    g_autoptr(tl_people) people = tl_people_load(notebook, &error);
    describe_error(out, &error);
    for (guint i = 0; people && i < people->persons->len; i++)
        describe_person(out, people, g_ptr_array_index(people->persons, i), today,
                        people->problems);
    g_autoptr(GArray) touches =
        people ? tl_coverage_load(notebook, people, today, people->problems, &error) : NULL;
    describe_coverage(out, touches);
    describe_error(out, &error);
    for (guint i = 0; people && i < people->problems->len; i++)
        g_string_append_printf(out, "%s\n", (char *)g_ptr_array_index(people->problems, i));
    return g_string_free(out, FALSE);
}

/* What is kept gives what reading everything gives, by three runs of the program. */
static void expect_same(guint step)
{
    tl_date today = tl_date_parse_iso("2026-03-01", -1) + roll(20);
    tl_memo_use(NULL);
    g_autofree char *wanted = describe(today);
    tl_memo_use(tl_kept_value);
    for (guint i = 0; i < 3; i++) {
        g_autofree char *found = describe(today);
        tl_kept_close();
        cr_assert_str_eq(found, wanted, "step %u.%u:\n%s\nwanted:\n%s", step, i, found, wanted);
    }
    tl_memo_use(NULL);
}

/* Long enough for file times to tell. */
static void settle(void)
{
    g_usleep(2200000);
}

/* -- what happens to a notebook ----------------------------------------------------------- */

static char *random_folder(void)
{
    const char *kin = PICK(KINS);
    return g_strdup_printf("%s/%s", kin, PICK(SLUGS));
}

static char *random_note(void)
{
    g_autofree char *folder = random_folder();
    return g_strdup_printf("%s/2026-%02u-%02u%s.md", folder, 1 + roll(3), 1 + roll(5),
                           roll(4) ? "" : "-2");
}

/* In place as an editor does that keeps the file; times are put back where that is asked for. */
static void write_in_place(const char *path, const char *text, gboolean with_times)
{
    struct stat status;
    g_autofree char *folder = g_path_get_dirname(path);
    if (g_mkdir_with_parents(folder, 0700) < 0)
        return;
    gboolean was_there = stat(path, &status) == 0;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return;
    cr_assert_eq(write(fd, text, strlen(text)), (gssize)strlen(text));
    close(fd);
    const struct timespec times[] = {status.st_atim, status.st_mtim};
    if (was_there && with_times)
        cr_assert_eq(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void write_note(void)
{
    g_autofree char *path = random_note();
    g_autoptr(GString) text = g_string_new("# Title\n");
    for (guint i = roll(6); i > 0; i--)
        g_string_append_printf(text, "\n%s\n", PICK(LINES));
    write_in_place(path, text->str, roll(2) == 0);
}

static void write_person(void)
{
    g_autofree char *folder = random_folder();
    g_autofree char *path = g_strconcat(folder, "/person.ini", NULL);
    write_in_place(path, PICK(INIS), roll(2) == 0);
}

/* Another kind of thing stands where there was one of those. */
static void replace(const char *path)
{
    static const char *const WAYS[] = {
        "rm -rf '%s'", "rm -rf '%s'; mkdir '%s'", "rm -rf '%s'; echo '- x' >'%s'",
        "rm -rf '%s'; ln -s ../team/al '%s'", "ln -f tl11.ini '%s'; true '%s'"};
    g_autofree char *folder = g_path_get_dirname(path);
    const char *way = PICK(WAYS);
    g_autoptr(GString) line = g_string_new(way);
    g_string_replace(line, "%s", path, 0);
    run("mkdir -p '%s' 2>/dev/null && { %s; } 2>/dev/null || true", folder, line->str);
}

static void move(void)
{
    g_autofree char *from = random_folder();
    g_autofree char *to = random_folder();
    if (roll(2))
        run("mkdir -p $(dirname '%s'); mv -T '%s' '%s' 2>/dev/null || true", to, from, to);
    else
        run("mkdir -p '%s' 2>/dev/null; mv '%s'/* '%s'/ 2>/dev/null || true", to, from, to);
}

static void step_once(void)
{
    g_autofree char *folder = random_folder();
    g_autofree char *path = random_note();
    switch (roll(12)) {
    case 0:
        replace(path);
        break;
    case 1:
        replace(folder);
        break;
    case 2:
        run("rm -f %s/person.ini 2>/dev/null || true", folder);
        break;
    case 3:
        move();
        break;
    case 4:
        run("mkdir -p %s 2>/dev/null && for i in $(seq 10 28); do : >%s/2026-02-$i.md; done || "
            "true",
            folder, folder);
        break;
    case 5:
        run("for f in %s/*.md; do mv -n \"$f\" \"${f%%.md}-3.md\" 2>/dev/null; break; done",
            folder);
        break;
    case 6:
    case 7:
        write_person();
        break;
    default:
        write_note();
    }
}

/* The kept files are damaged, or an older one comes back. */
static void spoil(const char *way)
{
    run("for f in \"$XDG_CACHE_HOME\"/tl11/*/people \"$XDG_CACHE_HOME\"/tl11/*/letters; do"
        " [ ! -f $f ] || { old=../older-${f##*/}; %s; }; done",
        way);
}

static void spoil_somehow(void)
{
    static const char *const WAYS[] = {
        "true",
        "truncate -s 5000 $f",
        "printf Z | dd of=$f bs=1 seek=1500 conv=notrunc 2>/dev/null",
        "rm $f",
        ": >$f",
        "cat $old >$f"};
    spoil(PICK(WAYS));
}

/* Some steps one by one, then several at a time. */
static void go_through_steps(guint first)
{
    for (guint i = 0; i < 40; i++) {
        for (guint k = i < 20 ? 1 : 1 + roll(4); k > 0; k--)
            step_once();
        expect_same(first + i);
    }
}

/* Changes are seen behind what is kept of all, and then beside what is too young to be kept. */
Test(kept, is_what_reading_everything_gives, .init = begin, .fini = end, .timeout = 3600)
{
    gboolean is_long = g_strcmp0(g_getenv("TL11_TORTURE"), "1") == 0;
    for (guint i = 0; i < 150; i++)
        step_once();
    for (guint round = 0; round < (is_long ? 200 : 4); round++) {
        settle();
        expect_same(1000 * round);
        if (round % 2 == 0)
            spoil("cp $f $old");
        spoil_somehow();
        expect_same(1000 * round + 1);
        if (round % 2 == 1)
            spoil("cp $old $f");
        go_through_steps(1000 * round + 2);
    }
}

static tl_memo_maker asked_maker;
static guint made;

static GBytes *count_made(const tl_notebook *book, const char *path, GError **error)
{
    made += tl_file_kind_of(book->root_fd, path) != TL_FILE_MISSING;
    return asked_maker(book, path, error);
}

static GBytes *keep_and_count(const tl_notebook *book, tl_memo_kind kind, const char *path,
                              tl_memo_maker make, GError **error)
{
    asked_maker = make;
    return tl_kept_value(book, kind, path, count_made, error);
}

/* How much one run of the program reads. */
static guint count_reading(void)
{
    made = 0;
    tl_memo_use(keep_and_count);
    g_free(describe(tl_date_parse_iso("2026-03-31", -1)));
    tl_kept_close();
    tl_memo_use(NULL);
    return made;
}

static void make_people(void)
{
    run("mkdir -p team/al peer/bo && printf '[person]\\nname = A B\\n' >team/al/person.ini &&"
        " printf '[person]\\nname = Bo\\n' >peer/bo/person.ini && for i in 05 12; do"
        " printf '## A. Trust\\n\\n- word\\n' >team/al/2026-01-$i.md;"
        " printf '## A. Trust\\n\\n- word\\n' >peer/bo/2026-01-$i.md; done");
}

Test(kept, reads_nothing_that_is_as_it_was, .init = begin, .fini = end)
{
    make_people();
    settle();
    guint all = count_reading();
    cr_expect(all > 10, "%u", all);
    cr_expect_eq(count_reading(), 0);
    run("printf -- '- more\\n' >>team/al/2026-01-12.md");
    guint changed = count_reading();
    cr_expect(changed > 0 && changed < 4, "%u", changed);
    run("touch team/al/2026-01-19.md");
    guint added = count_reading();
    cr_expect(added > changed && added < all, "%u", added);
    settle();
    cr_expect(count_reading() > 0);
    cr_expect_eq(count_reading(), 0);
}

Test(kept, sees_an_edit_behind_the_times, .init = begin, .fini = end)
{
    make_people();
    settle();
    expect_same(0);
    write_in_place("team/al/person.ini", "[person]\nname = B A\n", TRUE);
    expect_same(1);
    write_in_place("team/al/2026-01-12.md", "## A. Trust\n\n<!-- -\n", TRUE);
    expect_same(2);
    write_in_place("peer/bo/2026-01-12.md", "## B. Trust\n\n- word\n", TRUE);
    expect_same(3);
    run("mv peer/bo/2026-01-05.md ../aside && mv ../aside peer/bo/2026-01-05.md &&"
        " touch -d '2020-01-01' peer/bo team/al peer team . && mv team/al/2026-01-05.md"
        " team/al/2026-01-06.md && touch -d '2020-01-01' team/al");
    expect_same(4);
}

/* Each has its own file; a copied one is of no use to another. */
Test(kept, tells_work_trees_apart, .init = begin, .fini = end)
{
    make_people();
    run("git add -A && git commit -qm all && git worktree add -q ../other");
    settle();
    tl_notebook *here = notebook;
    tl_notebook *there = tl_notebook_open("../other", NULL);
    cr_assert_not_null(there);
    expect_same(0);
    run("printf '[person]\\nname = Other\\n' >../other/team/al/person.ini &&"
        " rm ../other/team/al/2026-01-12.md");
    for (guint i = 1; i < 5; i++) {
        notebook = i % 2 ? there : here;
        expect_same(i);
    }
    settle();
    for (guint i = 5; i < 9; i++) {
        notebook = i % 2 ? there : here;
        expect_same(i);
    }
    expect_shell("ls \"$XDG_CACHE_HOME\"/tl11/*/people | wc -l", "2");
    run("set -- \"$XDG_CACHE_HOME\"/tl11/*/people; cp $1 ../one; cp $2 $1; cp ../one $2;"
        " set -- \"$XDG_CACHE_HOME\"/tl11/*/letters; cp $1 ../one; cp $2 $1; cp ../one $2");
    for (guint i = 9; i < 11; i++) {
        notebook = i % 2 ? there : here;
        expect_same(i);
    }
    notebook = here;
    tl_notebook_close(there);
}

Test(kept, is_done_without_where_nothing_can_be_kept, .init = begin, .fini = end)
{
    make_people();
    g_setenv("XDG_CACHE_HOME", "/dev/null", TRUE);
    settle();
    expect_same(0);
    cr_expect_eq(count_reading(), count_reading());
    g_unsetenv("XDG_CACHE_HOME");
    g_setenv("HOME", "nowhere", TRUE);
    expect_same(1);
}
