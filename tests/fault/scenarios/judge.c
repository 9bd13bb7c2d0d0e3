#include "judge.h"

#include "steps.h"

typedef struct {
    guint open, closed, lost; /* how often a word is listed so */
    char state[10];
} listing;

json_t *ask(book *b, const char *command, const char *agenda)
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

const char *text_of(const json_t *object, const char *key)
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

void compare_all(book *b)
{
    listing said[WORDS_MAX] = {0};
    take_list(b, said, "followups", NULL);
    take_list(b, said, "followups", "--agenda");
    take_list(b, said, "lost", NULL);
    take_list(b, said, "lost", "--agenda");
    for (guint w = 1; w <= b->words; w++)
        judge(b, w, &said[w]);
}
