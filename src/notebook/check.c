#include "tl11/check.h"
#include "check_internal.h"

#include "tl11/error.h"
#include "tl11/followup.h"
#include "tl11/language.h"
#include "tl11/lines.h"
#include "tl11/markdown.h"
#include "tl11/merge.h"
#include "tl11/note.h"
#include "tl11/text.h"

#include <string.h>

void tl_problem_free(tl_problem *problem)
{
    if (!problem)
        return;
    g_free(problem->path);
    g_free(problem->message);
    g_free(problem);
}

void tl_check_report(GPtrArray *problems, const char *path, guint line, const char *code,
                     gboolean is_fatal, char *message)
{
    tl_problem *problem = g_new0(tl_problem, 1);
    problem->path = g_strdup(path);
    problem->line = line;
    problem->code = code;
    problem->is_fatal = is_fatal;
    problem->message = message;
    g_ptr_array_add(problems, problem);
}

static void check_lines(const char *path, const char *text, gsize length, GPtrArray *problems)
{
    g_autoptr(tl_lines) lines = tl_lines_new(text, length);
    for (guint i = 1; i <= tl_lines_count(lines); i++) {
        gsize size;
        const char *line = tl_lines_get(lines, i, &size);
        if (tl_merge_is_marker(line, size))
            tl_check_report(problems, path, i, "conflict-marker", TRUE,
                            g_strdup(_("a conflict marker: decide what stays, and take the "
                                       "markers out")));
        else if (size && !g_utf8_validate_len(line, size, NULL))
            tl_check_report(problems, path, i, "not-utf8", FALSE,
                            g_strdup(_("not UTF-8: it is kept as it is")));
    }
}

static void check_followup(const char *path, const tl_followup *followup, GPtrArray *problems)
{
    if (!followup->mark_is_known)
        tl_check_report(problems, path, followup->line, "unknown-mark", FALSE,
                        g_strdup(_("an unknown mark between '[' and ']': it counts as open; "
                                   "known are ' ', 'x', '>' and '-'")));
    if (followup->due_text && followup->due == TL_DATE_NONE) {
        g_autofree char *quoted = tl_text_quote(followup->due_text);
        tl_check_report(problems, path, followup->line, "bad-date", FALSE,
                        g_strdup_printf(_("no date that can be read: %s"), quoted));
    }
}

/* The same open promise twice in a note: most likely a merge kept both sides' line. */
static void check_twins(const char *path, const GPtrArray *followups, GPtrArray *problems)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < followups->len; i++) {
        const tl_followup *followup = g_ptr_array_index(followups, i);
        char *key = tl_followup_key(followup);
        const tl_followup *twin = g_hash_table_lookup(seen, key);
        if (followup->state == TL_STATE_OPEN && twin && g_strcmp0(twin->id, followup->id) != 0)
            tl_check_report(
                problems, path, followup->line, "duplicate-item", FALSE,
                g_strdup_printf(_("the same open promise stands on line %u"), twin->line));
        if (followup->state == TL_STATE_OPEN && !twin)
            g_hash_table_insert(seen, key, (gpointer)followup);
        else
            g_free(key);
    }
}

static void check_followups(const char *path, const char *text, gsize length, const tl_note *note,
                            GPtrArray *problems)
{
    g_autoptr(tl_note_name) name = tl_note_name_parse(path);
    g_autoptr(GPtrArray) followups =
        tl_followup_parse(text, length, note, name ? name->date : tl_date_today());
    g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < followups->len; i++) {
        const tl_followup *followup = g_ptr_array_index(followups, i);
        check_followup(path, followup, problems);
        if (followup->id && !g_hash_table_add(ids, followup->id))
            tl_check_report(problems, path, followup->line, "duplicate-id", FALSE,
                            g_strdup_printf(_("'^%s' stands twice in this note"), followup->id));
    }
    check_twins(path, followups, problems);
}

void tl_check_note(const char *path, GBytes *content, GPtrArray *problems)
{
    gsize length;
    const char *text = g_bytes_get_data(content, &length);
    const char *nul = length ? memchr(text, '\0', length) : NULL;
    if (nul) {
        g_autoptr(tl_lines) lines = tl_lines_new(text, (gsize)(nul - text) + 1);
        tl_check_report(problems, path, tl_lines_count(lines), "binary", TRUE,
                        g_strdup(_("a NUL byte: this is no text")));
        return;
    }
    check_lines(path, text, length, problems);
    g_autoptr(tl_note) note = tl_note_parse(text, length);
    if (note->is_complex)
        tl_check_report(problems, path, 0, "too-complex", FALSE,
                        g_strdup(_("too large or nested too deep: it is kept, shown raw, and its "
                                   "follow-ups are read line by line")));
    check_followups(path, text, length, note, problems);
}
