#include "steps.h"

#include <string.h>

/* A random word that is one item of a state at HEAD; 0 where there is none. */
static guint some_word(book *b, state from, state to)
{
    const record *head = head_of(b);
    g_autoptr(GArray) fit = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint w = 1; w <= b->words; w++)
        if (head->items[w] == 1 && head->states[w] >= from && head->states[w] <= to)
            g_array_append_val(fit, w);
    return fit->len ? g_array_index(fit, guint, roll(b, fit->len)) : 0;
}

/* Gives each line of a word that is no mark of its being carried a mark, in every note;
 * mark 0: takes all its lines out. */
static void rewrite_word(book *b, guint word, char mark)
{
    const record *head = head_of(b);
    for (guint i = 0; i < head->paths->len; i++) {
        const char *path = g_ptr_array_index(head->paths, i);
        g_autofree char *text = read_note(b, path);
        g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
        for (int n = 0; lines[n]; n++) {
            if (word_of(lines[n]) != word)
                continue;
            if (mark == 0)
                drop_line(lines, n--);
            else if (!strstr(lines[n], "- [>]"))
                set_mark(lines[n], mark);
        }
        g_autofree char *now = g_strjoinv("\n", lines);
        if (text && strcmp(now, text) != 0)
            write_note(b, path, now);
    }
}

void step_carry_away(book *b)
{
    guint word = some_word(b, OPEN, OPEN);
    if (!word)
        return;
    tell(b, "  promise-%u: all carried, none open\n", word);
    rewrite_word(b, word, '>');
    commit_all(b, FALSE);
}

void step_take_back(book *b)
{
    guint word = some_word(b, DROPPED, DONE);
    if (!word)
        return;
    tell(b, "  promise-%u: opened again by hand, then taken out\n", word);
    if (roll(b, 2)) {
        /* The mark stands in two versions before it is taken back. */
        append_line(b, some_note(b, NULL), "- talked");
        commit_all(b, FALSE);
    }
    rewrite_word(b, word, ' ');
    commit_all(b, FALSE);
    rewrite_word(b, word, 0);
    commit_all(b, FALSE);
}
