#include "merges.h"

#include "judge.h"
#include "steps.h"

guint different_unions;

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

void merge_everywhere(book *b, const git_oid tips[3])
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
