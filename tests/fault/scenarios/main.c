/*
 * scenarios FIRST [COUNT]: random lives of promises against a model.
 * scenarios --merges FIRST [COUNT]: three clones, merged in every order.
 *
 * Each number is a scenario of its own, and the same whenever it is run. What it did is
 * printed where program and model differ; with KEEP set its notebook stays, with VERBOSE
 * every one is told.
 */
#include "judge.h"
#include "merges.h"
#include "steps.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/stat.h>

typedef void (*step)(book *b);

/* The commits of the longest step, and the last merge. */
#define ROOM 5

static void take_steps(book *b, const step *steps, guint count, guint times)
{
    for (guint n = 0; n < times && !b->failure->len && b->records->len + ROOM < RECORDS_MAX; n++) {
        char day[TL_DATE_SIZE];
        b->step++;
        b->day += roll(b, 3) ? roll(b, 7) : 0;
        tell(b, "step %u, %s:\n", b->step, tl_date_format(b->day, day));
        steps[roll(b, count)](b);
    }
}

static void live(book *b)
{
    static const step FIRST[] = {step_note_stdin};
    static const step STEPS[] = {
        step_note_stdin, step_note_carry, step_note_carry, step_note_carry, step_edit,
        step_edit,       step_edit,       step_edit,       step_copy_other, step_note_by_hand,
        step_close,      step_close,      step_jot,        step_delete,     step_move,
        step_branch,     step_branch,     step_merge,      step_merge,      step_carry_away,
        step_take_back,
    };
    take_steps(b, FIRST, 1, 1 + roll(b, 2));
    take_steps(b, STEPS, G_N_ELEMENTS(STEPS), 7 + roll(b, 8));
    if (!b->failure->len)
        step_merge(b);
    b->step++;
    if (!b->failure->len)
        compare_all(b);
}

static void live_apart(book *b)
{
    static const step BASE[] = {step_note_stdin, step_note_carry, step_note_by_hand};
    static const step STEPS[] = {step_note_stdin, step_note_carry,   step_edit, step_edit,
                                 step_edit,       step_note_by_hand, step_close};
    static const char *const CLONES[] = {"one", "two", "three"};
    git_oid tips[3];
    take_steps(b, BASE, 1, 1);
    take_steps(b, BASE, G_N_ELEMENTS(BASE), 2 + roll(b, 3));
    git_oid base = head_of(b)->oid;
    tl_date day = b->day;
    for (guint i = 0; i < 3; i++) {
        b->day = day;
        tell(b, "clone %s:\n", CLONES[i]);
        set_branch(b, CLONES[i], &base);
        switch_to(b, CLONES[i]);
        take_steps(b, STEPS, G_N_ELEMENTS(STEPS), 1 + roll(b, 3));
        tips[i] = head_of(b)->oid;
    }
    if (!b->failure->len)
        merge_everywhere(b, tips);
}

static gboolean run(const char *work, guint seed, void (*one)(book *b), guint *words, guint *split)
{
    book b;
    open_book(&b, work, seed);
    one(&b);
    gboolean is_right = b.failure->len == 0;
    if (!is_right || g_getenv("VERBOSE"))
        printf("scenario %u:\n%s%s%s", seed, b.steps->str, is_right ? "" : "differs:\n",
               b.failure->str);
    *words += b.words;
    *split += b.split;
    close_book(&b);
    return is_right;
}

static char *prepare(void)
{
    g_autofree char *pattern =
        g_build_filename(g_file_test("/dev/shm", G_FILE_TEST_IS_DIR) ? "/dev/shm" : g_get_tmp_dir(),
                         "tl11-scenarios.XXXXXX", NULL);
    char *work = g_mkdtemp(g_steal_pointer(&pattern));
    g_autofree char *home = g_build_filename(work, "home", NULL);
    g_autofree char *config = g_build_filename(home, ".gitconfig", NULL);
    g_mkdir(home, 0700);
    g_file_set_contents(config,
                        "[user]\nname = Tester\nemail = tester@example.org\n"
                        "[init]\ndefaultBranch = main\n[gc]\nauto = 0\n",
                        -1, NULL);
    g_setenv("HOME", home, TRUE);
    g_setenv("GIT_CONFIG_NOSYSTEM", "1", TRUE);
    g_setenv("LC_ALL", "C.UTF-8", TRUE);
    g_setenv("TZ", "UTC", TRUE);
    static const char *const UNSET[] = {"XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME",
                                        "GIT_DIR",         "GIT_INDEX_FILE", "GIT_CONFIG_GLOBAL"};
    for (guint i = 0; i < G_N_ELEMENTS(UNSET); i++)
        g_unsetenv(UNSET[i]);
    return work;
}

int main(int argc, char **argv)
{
    gboolean merges = argc > 1 && strcmp(argv[1], "--merges") == 0;
    if (argc < 2 + merges) {
        fprintf(stderr, "usage: scenarios [--merges] FIRST [COUNT]\n");
        return 2;
    }
    guint first = (guint)g_ascii_strtoull(argv[1 + merges], NULL, 10), wrong = 0, words = 0,
          split = 0;
    guint count = argc > 2 + merges ? (guint)g_ascii_strtoull(argv[2 + merges], NULL, 10) : 1;
    umask(077);
    g_autofree char *work = prepare();
    git_libgit2_init();
    for (guint i = 0; i < count; i++)
        wrong += !run(work, first + i, merges ? live_apart : live, &words, &split);
    if (!g_getenv("KEEP"))
        remove_tree(work);
    printf("scenarios: %u from %u, %u promises, %u of them not told, %u differ", count, first,
           words, split, wrong);
    printf(merges ? "; %u orders where git's union differs\n" : "\n", different_unions);
    return wrong ? 1 : 0;
}
