/*
 * The tasks of tl11 and of cmark-gfm in one document, and what may differ
 * between them: docs/DEVIATIONS.md, section "Task-list items against
 * cmark-gfm", names the same, one by one.
 */
#ifndef GFM_ORACLE_H
#define GFM_ORACLE_H

#include "tl11/followup.h"
#include "tl11/lines.h"
#include "tl11/process.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    guint line;
    gboolean checked;
} task;

static inline GArray *read_ours(const char *text, gsize length)
{
    GArray *tasks = g_array_new(FALSE, FALSE, sizeof(task));
    g_autoptr(tl_note) note = tl_note_parse(text, length);
    g_autoptr(GPtrArray) followups = tl_followup_parse(text, length, note, 1);
    for (guint i = 0; i < followups->len; i++) {
        const tl_followup *followup = g_ptr_array_index(followups, i);
        task t = {followup->line, followup->state == TL_STATE_DONE};
        if (text[followup->mark] == ' ' || t.checked)
            g_array_append_val(tasks, t);
    }
    return tasks;
}

static inline gboolean append_task(GArray *tasks, const char *row)
{
    guint line = 0;
    int checked = 0;
    if (sscanf(row, "%u %d", &line, &checked) != 2)
        return FALSE;
    task t = {line, checked != 0};
    g_array_append_val(tasks, t);
    return TRUE;
}

/* The program that asks cmark-gfm, beside this one unless $TL11_GFM_TASKS names it. */
static inline char *find_oracle(void)
{
    const char *named = g_getenv("TL11_GFM_TASKS");
    if (named)
        return g_strdup(named);
    g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = g_path_get_dirname(self ? self : ".");
    return g_build_filename(folder, "gfm_tasks", NULL);
}

/* What cmark-gfm says of documents (GString): one array of tasks each. */
static inline GPtrArray *ask_oracle(const GPtrArray *documents)
{
    g_autoptr(GString) input = g_string_new(NULL);
    for (guint i = 0; i < documents->len; i++) {
        const GString *document = g_ptr_array_index(documents, i);
        g_string_append_printf(input, "%zu\n", document->len);
        g_string_append_len(input, document->str, (gssize)document->len);
    }
    g_autofree char *program = find_oracle();
    const char *argv[] = {program, NULL};
    g_autoptr(GBytes) bytes = g_bytes_new(input->str, input->len);
    g_autoptr(GString) output = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    int status = -1;
    gboolean ran = tl_process_capture(argv, NULL, NULL, bytes, output, NULL, &status, &error);
    cr_assert(ran, "%s: %s", program, error ? error->message : "");
    cr_assert_eq(status, 0, "%s ended with %d", program, status);
    GPtrArray *answers = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
    GArray *tasks = g_array_new(FALSE, FALSE, sizeof(task));
    g_auto(GStrv) rows = g_strsplit(output->str, "\n", -1);
    for (char **row = rows; *row; row++) {
        if (append_task(tasks, *row) || strcmp(*row, ".") != 0)
            continue;
        g_ptr_array_add(answers, tasks);
        tasks = g_array_new(FALSE, FALSE, sizeof(task));
    }
    g_array_unref(tasks);
    cr_assert_eq(answers->len, documents->len);
    return answers;
}

static inline gboolean matches(const char *pattern, const char *line, gsize length)
{
    GRegex *regex = g_regex_new(pattern, G_REGEX_RAW, 0, NULL);
    gboolean found = g_regex_match_full(regex, line, (gssize)length, 0, 0, NULL, NULL);
    g_regex_unref(regex);
    return found;
}

/* cmark-gfm sees a mark only where nothing but one list marker stands before it on the line. */
static inline gboolean is_plain_row(const char *line, gsize length)
{
    return memchr(line, ']', length) != NULL &&
           matches("^[ \\t\\v\\f]*([-+*]|[0-9]+.)[ \\t\\v\\f]+\\[[ xX]\\][ \\t\\v\\f]", line,
                   length);
}

typedef enum {
    EXCUSE_NONE,
    EXCUSE_ANY_X,
    EXCUSE_BEFORE,
    EXCUSE_LOOKALIKE,
    EXCUSE_EMPTY,
    EXCUSES
} excuse;

/* Ours alone: another list marker, ">" or a byte order mark stands before the item's. */
static inline excuse excuse_ours(const tl_lines *lines, guint number)
{
    gsize length = 0;
    const char *line = tl_lines_get(lines, number, &length);
    gboolean fits = matches("^(\\xEF\\xBB\\xBF)?([ \\t>]|([-+*]|[0-9]{1,9}[.)])[ \\t]+)*"
                            "([-+*]|[0-9]{1,9}[.)])[ \\t]+\\[[ xX]\\][ \\t\\v\\f]",
                            line, length);
    return fits && !is_plain_row(line, length) ? EXCUSE_BEFORE : EXCUSE_NONE;
}

static inline gboolean has_task(const GArray *tasks, guint line)
{
    for (guint i = 0; i < tasks->len; i++)
        if (g_array_index(tasks, task, i).line == line)
            return TRUE;
    return FALSE;
}

static inline gboolean has_byte(const tl_lines *lines, guint number, char byte)
{
    gsize length = 0;
    const char *line = tl_lines_get(lines, number, &length);
    return memchr(line, byte, length) != NULL;
}

/* A marker to cmark-gfm's task scanner alone: more than nine digits, or no "." or ")" behind. */
static inline gboolean has_false_marker(const char *line, gsize length)
{
    gsize at = 0;
    while (at < length && strchr(" \t\v\f", line[at]) != NULL)
        at++;
    gsize digits = 0;
    while (at + digits < length && g_ascii_isdigit(line[at + digits]))
        digits++;
    return digits > 9 || (digits > 0 && at + digits < length && line[at + digits] != '.' &&
                          line[at + digits] != ')');
}

/*
 * Theirs, or theirs alone in its state: a line in the item at number that
 * begins no item (a false marker, or a lazy line of a quote) looks like one,
 * and cmark-gfm gives its mark to the item that it stands in.
 */
static inline excuse excuse_lookalike(const tl_lines *lines, const GArray *ours, guint number)
{
    for (guint i = number + 1; i <= tl_lines_count(lines); i++) {
        gsize length = 0;
        const char *line = tl_lines_get(lines, i, &length);
        if (!is_plain_row(line, length) || has_task(ours, i))
            continue;
        if (has_false_marker(line, length))
            return EXCUSE_LOOKALIKE;
        for (guint above = i - 1; above >= number && !tl_lines_is_blank(lines, above); above--)
            if (has_byte(lines, above, '>'))
                return EXCUSE_LOOKALIKE;
    }
    return EXCUSE_NONE;
}

/* Both: cmark-gfm takes "[x]" anywhere on the line for the mark. */
static inline excuse excuse_state(const tl_lines *lines, const GArray *ours, const task *a,
                                  const task *b)
{
    gsize length = 0;
    const char *line = tl_lines_get(lines, a->line, &length);
    gboolean has_x = g_strstr_len(line, (gssize)length, "[x]") != NULL ||
                     g_strstr_len(line, (gssize)length, "[X]") != NULL;
    return b->checked && has_x ? EXCUSE_ANY_X : excuse_lookalike(lines, ours, a->line);
}

/* Behind an item of nothing but its mark, which is text to us and empty to cmark-gfm. */
static inline excuse excuse_after_empty(const tl_lines *lines, const GArray *ours, guint number)
{
    for (guint i = 0; i < ours->len && g_array_index(ours, task, i).line < number; i++) {
        gsize length = 0;
        const char *line = tl_lines_get(lines, g_array_index(ours, task, i).line, &length);
        while (length > 0 && strchr(" \t\v\f", line[length - 1]) != NULL)
            length--;
        if (length >= 3 && line[length - 3] == '[' && line[length - 1] == ']')
            return EXCUSE_EMPTY;
    }
    return EXCUSE_NONE;
}

/* Why one task differs, each may be missing; both are on one line. */
static inline excuse find_excuse(const tl_lines *lines, const GArray *ours, const task *a,
                                 const task *b)
{
    excuse why = EXCUSE_NONE;
    if (a && b)
        why = excuse_state(lines, ours, a, b);
    else if (a)
        why = excuse_ours(lines, a->line);
    else
        why = excuse_lookalike(lines, ours, b->line);
    return why == EXCUSE_NONE ? excuse_after_empty(lines, ours, a ? a->line : b->line) : why;
}

static inline const task *get_task(const GArray *tasks, guint index)
{
    return index < tasks->len ? &g_array_index(tasks, task, index) : NULL;
}

/* Compares; FALSE when something differs that is not excused. Excuses are counted. */
static inline gboolean is_equal(const GString *document, const GArray *ours, const GArray *theirs,
                                guint excused[EXCUSES])
{
    g_autoptr(tl_lines) lines = tl_lines_new(document->str, document->len);
    for (guint i = 0, j = 0; i < ours->len || j < theirs->len;) {
        const task *a = get_task(ours, i);
        const task *b = get_task(theirs, j);
        if (a && b && a->line != b->line)
            *(a->line < b->line ? &b : &a) = NULL;
        i += a != NULL;
        j += b != NULL;
        if (a && b && a->checked == b->checked)
            continue;
        excuse why = find_excuse(lines, ours, a, b);
        if (why == EXCUSE_NONE)
            return FALSE;
        excused[why]++;
    }
    return TRUE;
}

#endif
