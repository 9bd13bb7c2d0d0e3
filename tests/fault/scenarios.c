/*
 * scenarios FIRST [COUNT]: random lives of promises against a model.
 * scenarios --merges FIRST [COUNT]: three clones, merged in every order.
 *
 * Each number is a scenario of its own, and the same whenever it is run. What it did is
 * printed where program and model differ; with KEEP set its notebook stays.
 */
#include "scenarios_steps.h"

#include "tl11/terminal.h"

#include <locale.h>
#include <sys/stat.h>

/* -- what the program says ----------------------------------------------------------------- */

typedef struct {
    guint open, closed, lost; /* how often a word is listed so */
    char state[10];
} listing;

static json_t *ask(book *b, const char *command, const char *agenda)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    g_ptr_array_add(words, (gpointer)command);
    g_ptr_array_add(words, (gpointer) "--json");
    if (strcmp(command, "followups") == 0)
        g_ptr_array_add(words, (gpointer) "--all");
    if (agenda)
        g_ptr_array_add(words, (gpointer)agenda);
    g_ptr_array_add(words, NULL);
    int status = run_tl11(b, NULL, (const char *const *)words->pdata);
    g_autofree char *path = file_of(b, "out");
    json_t *array = json_load_file(path, 0, NULL);
    if (status > 1 || !array)
        mismatch(b, "%s ends with %d", command, status);
    return array ? array : json_array();
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "-";
}

static void take_list(book *b, listing *said, const char *command, const char *agenda)
{
    json_t *array = ask(b, command, agenda), *object;
    size_t i;
    json_array_foreach(array, i, object)
    {
        guint word = word_of(text_of(object, "text"));
        const char *said_state = text_of(object, "state");
        if (word == 0 || word > b->words) {
            mismatch(b, "%s has what nobody wrote: %s", command, text_of(object, "text"));
            continue;
        }
        if (strcmp(command, "lost") == 0)
            said[word].lost++;
        else if (strcmp(said_state, "open") == 0)
            said[word].open++;
        else if (strcmp(said_state, "lost") != 0)
            said[word].closed++;
        if (strcmp(command, "lost") != 0)
            g_strlcpy(said[word].state, said_state, sizeof said[word].state);
    }
    json_decref(array);
}

/* -- against the model ----------------------------------------------------------------------- */

/* Of a word that was two items once: none vanishes, none stands more often than it is there. */
static void judge_split(book *b, guint word, const listing *said)
{
    const record *head = head_of(b);
    b->split++;
    if (said->open + said->closed > head->items[word])
        mismatch(b, "promise-%u: listed %u times, stands as %u", word, said->open + said->closed,
                 head->items[word]);
    if (head->states[word] != GONE && said->open + said->closed == 0)
        mismatch(b, "promise-%u: stands as %s and is not listed", word,
                 STATE_NAMES[head->states[word]]);
}

static void judge_gone(book *b, guint word, const listing *said)
{
    fate by_steps = tell_by_steps(b->records, b->head, word);
    fate by_marks = tell_by_marks(b->records, b->head, word);
    if (said->open + said->closed)
        mismatch(b, "promise-%u: is gone, but listed as %s", word, said->state);
    if (said->lost > 1)
        mismatch(b, "promise-%u: %u times lost", word, said->lost);
    if (by_steps == by_marks && by_steps == LOST && said->lost == 0)
        mismatch(b, "promise-%u: lost, and nobody says so", word);
    if (by_steps == by_marks && by_steps != LOST && said->lost > 0)
        mismatch(b, "promise-%u: called lost, but was %s", word,
                 by_steps == ENDED ? "closed" : "never open");
}

static void judge(book *b, guint word, const listing *said)
{
    const record *head = head_of(b);
    state s = head->states[word];
    if (was_split(b->records, b->head, word)) {
        judge_split(b, word, said);
        return;
    }
    if (s == GONE) {
        judge_gone(b, word, said);
        return;
    }
    if (said->open + said->closed != 1 || strcmp(said->state, STATE_NAMES[s]) != 0)
        mismatch(b, "promise-%u: is %s, listed %u times, as '%s'", word, STATE_NAMES[s],
                 said->open + said->closed, said->state);
    if (said->lost)
        mismatch(b, "promise-%u: is %s, but called lost", word, STATE_NAMES[s]);
}

static void compare_all(book *b)
{
    listing said[WORDS_MAX] = {0};
    take_list(b, said, "followups", NULL);
    take_list(b, said, "followups", "--agenda");
    take_list(b, said, "lost", NULL);
    take_list(b, said, "lost", "--agenda");
    for (guint w = 1; w <= b->words; w++)
        judge(b, w, &said[w]);
}

/* -- one scenario ---------------------------------------------------------------------------------
 */

typedef void (*step)(book *b);

static void take_steps(book *b, const step *steps, guint count, guint times)
{
    for (guint n = 0; n < times && !b->failure->len; n++) {
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
        step_branch,     step_branch,     step_merge,      step_merge,
    };
    take_steps(b, FIRST, 1, 1 + roll(b, 2));
    take_steps(b, STEPS, G_N_ELEMENTS(STEPS), 7 + roll(b, 8));
    if (!b->failure->len)
        step_merge(b);
    b->step++;
    if (!b->failure->len)
        compare_all(b);
}

/* -- every order of merges
 * ---------------------------------------------------------------------------- */

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What a list says of each item, sorted; the place where it stands aside. */
static void take_answer(book *b, GPtrArray *answer, const char *agenda)
{
    json_t *array = ask(b, "followups", agenda), *o;
    size_t i;
    json_array_foreach(array, i, o) g_ptr_array_add(
        answer, g_strdup_printf("%s %s | %s %s %s %s %s", text_of(o, "id"), text_of(o, "text"),
                                text_of(o, "state"), text_of(o, "owner"), text_of(o, "due"),
                                text_of(o, "born"), text_of(o, "closed")));
    json_decref(array);
}

static char *join_sorted(GPtrArray *lines)
{
    g_ptr_array_sort(lines, compare_texts);
    g_ptr_array_add(lines, NULL);
    return g_strjoinv("\n", (char **)lines->pdata);
}

static char *answer_of(book *b)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    take_answer(b, lines, NULL);
    take_answer(b, lines, "--agenda");
    return join_sorted(lines);
}

/* The lines of all notes, sorted: git's own union may depend on the order. */
static char *lines_of(const book *b)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    const record *head = head_of(b);
    for (guint i = 0; i < head->lines->len; i++) {
        const line *l = g_ptr_array_index(head->lines, i);
        g_ptr_array_add(lines, g_strdup_printf("%s [%c] %s %s", l->path, l->mark, l->text,
                                               l->id ? l->id : "-"));
    }
    return join_sorted(lines);
}

static void merge_in_order(book *b, const git_oid tips[3], const guint *order, char **answer,
                           char **lines)
{
    set_branch(b, "order", &tips[order[0]]);
    switch_to(b, "order");
    merge(b, &tips[order[1]], TRUE, FALSE);
    merge(b, &tips[order[2]], TRUE, FALSE);
    *answer = answer_of(b);
    *lines = lines_of(b);
    switch_to(b, "main");
}

static guint different_unions;

static void merge_everywhere(book *b, const git_oid tips[3])
{
    static const guint ORDERS[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                       {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    g_autofree char *first = NULL, *first_lines = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(ORDERS); i++) {
        g_autofree char *answer = NULL, *lines = NULL;
        merge_in_order(b, tips, ORDERS[i], &answer, &lines);
        if (!first) {
            first = g_steal_pointer(&answer);
            first_lines = g_steal_pointer(&lines);
        } else if (strcmp(lines, first_lines) != 0) {
            different_unions++;
        } else if (strcmp(answer, first) != 0) {
            mismatch(b, "order %u gives\n%s\nnot\n%s", i, answer, first);
        }
    }
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

/* -- all of them
 * -------------------------------------------------------------------------------------------- */

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
