#include "tl11/save.h"

#include "tl11/carry.h"
#include "tl11/check.h"
#include "tl11/error.h"
#include "tl11/identify.h"
#include "tl11/language.h"
#include "tl11/scaffold.h"

#include <string.h>

struct tl_save {
    tl_notebook *notebook;
    GPtrArray *changes; /* tl_change, owned */
    /* What the last note's ids were given by: all it has to do with but itself. Or NULL. */
    tl_ledger *others;
    GBytes *identified; /* that note */
};

tl_save *tl_save_new(tl_notebook *notebook)
{
    tl_save *save = g_new0(tl_save, 1);
    save->notebook = notebook;
    save->changes = g_ptr_array_new_with_free_func((GDestroyNotify)tl_change_free);
    return save;
}

void tl_save_free(tl_save *save)
{
    if (!save)
        return;
    g_ptr_array_unref(save->changes);
    g_clear_pointer(&save->others, tl_ledger_free);
    g_clear_pointer(&save->identified, g_bytes_unref);
    g_free(save);
}

/* All that is fatal in one message, so that one round in the editor mends it. */
static gboolean refuse_fatal(const GPtrArray *problems, GError **error)
{
    g_autoptr(GString) message = g_string_new(NULL);
    for (guint i = 0; i < problems->len; i++) {
        const tl_problem *problem = g_ptr_array_index(problems, i);
        if (problem->is_fatal)
            g_string_append_printf(message, "%s%s:%u: %s", message->len ? "\n" : "", problem->path,
                                   problem->line, problem->message);
    }
    return message->len == 0 || tl_error_set(error, TL_EXIT_REFUSED, "%s", message->str);
}

static gboolean is_remark(const char *text, char letter, gpointer data)
{
    (void)letter;
    (void)data;
    return tl_carry_is_remark(text);
}

GBytes *tl_save_prepare(tl_notebook *notebook, const char *path, GBytes *content, GError **error)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func((GDestroyNotify)tl_problem_free);
    tl_check_note(path, content, problems);
    if (!refuse_fatal(problems, error))
        return NULL;
    g_autoptr(tl_note_name) name = tl_note_name_parse(path);
    tl_prompt_scope scope = {notebook->guide, name->relationship};
    g_autoptr(GBytes) unremarked = tl_note_drop_comments(content, is_remark, NULL);
    return tl_note_drop_unanswered(unremarked, tl_scaffold_is_prompt, &scope);
}

static gpointer borrow(gconstpointer change, gpointer data)
{
    (void)data;
    return (gpointer)change;
}

/*
 * The person's other notes, those taken in before as they are to be: the note
 * itself is in the work tree already.
 */
static tl_ledger *load_others(tl_save *save, const char *path, const char *person, GBytes *content,
                              GError **error)
{
    g_autoptr(GPtrArray) changes = g_ptr_array_copy(save->changes, borrow, NULL);
    g_ptr_array_set_free_func(changes, NULL);
    tl_change *without = tl_change_new(path, NULL, NULL);
    g_ptr_array_add(changes, without);
    tl_ledger *others =
        tl_ledger_load_related(save->notebook, person, changes, path, content, error);
    tl_change_free(without);
    return others;
}

static GBytes *identify(tl_save *save, const char *path, GBytes *prepared, GError **error)
{
    g_autoptr(tl_note_name) name = tl_note_name_parse(path);
    g_autoptr(GBytes) former = NULL;
    if (!tl_repository_find_head(save->notebook->repository, path, TL_FILE_MAX, &former, error))
        return NULL;
    g_clear_pointer(&save->others, tl_ledger_free);
    g_clear_pointer(&save->identified, g_bytes_unref);
    save->others = load_others(save, path, name->person, prepared, error);
    if (save->others)
        save->identified =
            tl_identify(save->notebook, save->others, path, former, prepared, tl_date_today());
    return save->identified ? g_bytes_ref(save->identified) : NULL;
}

gboolean tl_save_note(tl_save *save, const char *path, GBytes *content, GBytes *expected,
                      GError **error)
{
    g_autoptr(GBytes) prepared = tl_save_prepare(save->notebook, path, content, error);
    g_autoptr(GBytes) identified = prepared ? identify(save, path, prepared, error) : NULL;
    if (!identified)
        return FALSE;
    tl_change *change = tl_change_new(path, identified, expected);
    change->is_new = expected == NULL;
    tl_save_change(save, change);
    return TRUE;
}

void tl_save_change(tl_save *save, tl_change *change)
{
    g_ptr_array_add(save->changes, change);
}

gboolean tl_save_has(const tl_save *save, const char *path)
{
    for (guint i = 0; i < save->changes->len; i++) {
        const tl_change *change = g_ptr_array_index(save->changes, i);
        if (strcmp(change->path, path) == 0)
            return TRUE;
    }
    return FALSE;
}

GPtrArray *tl_save_changes(tl_save *save)
{
    return save->changes;
}

gboolean tl_save_is_empty(tl_save *save, GError **error)
{
    for (guint i = 0; i < save->changes->len; i++) {
        const tl_change *change = g_ptr_array_index(save->changes, i);
        g_autoptr(GBytes) head = NULL;
        if (!tl_repository_find_head(save->notebook->repository, change->path, TL_FILE_MAX, &head,
                                     error))
            return FALSE;
        gboolean is_same = head && change->content ? g_bytes_equal(head, change->content)
                                                   : !head && !change->content;
        if (!is_same)
            return FALSE;
    }
    return TRUE;
}

/* Oldest note first, so that of two new ones the later has it open. */
static int compare_changes(gconstpointer a, gconstpointer b)
{
    const tl_change *left = *(const tl_change *const *)a, *right = *(const tl_change *const *)b;
    g_autoptr(tl_note_name) one = tl_note_name_parse(left->path);
    g_autoptr(tl_note_name) two = tl_note_name_parse(right->path);
    if (!one || !two)
        return (one == NULL) - (two == NULL);
    return tl_note_name_compare(one, two);
}

/* Where the one note is all that changes, its ids were given by the same ledger. */
static tl_ledger *load_carried(tl_save *save, const tl_change *note, const char *person,
                               GError **error)
{
    guint count = 0;
    for (guint i = 0; i < save->changes->len; i++) {
        const tl_change *change = g_ptr_array_index(save->changes, i);
        count += tl_note_holds_items(change->path) ? 1 : 0;
    }
    if (count != 1 || !save->others || note->content != save->identified)
        return tl_ledger_load_related(save->notebook, person, save->changes, NULL, NULL, error);
    tl_ledger_add(save->others, note->path, note->content);
    return g_steal_pointer(&save->others);
}

static gboolean mark_carried(tl_save *save, GError **error)
{
    g_ptr_array_sort(save->changes, compare_changes);
    for (guint i = 0, count = save->changes->len; i < count; i++) {
        const tl_change *change = g_ptr_array_index(save->changes, i);
        g_autoptr(tl_note_name) name = tl_note_name_parse(change->path);
        if (!name || !change->content)
            continue;
        g_autoptr(tl_ledger) ledger = load_carried(save, change, name->person, error);
        if (!ledger || !tl_carry_mark(save->notebook, ledger, change->path, save->changes, error))
            return FALSE;
    }
    return TRUE;
}

gboolean tl_save_commit(tl_save *save, const char *message, char *commit, GError **error)
{
    /* Named by what was taken in, not by the older notes that only get a mark. */
    g_autofree char *subject =
        message ? g_strdup(message) : tl_save_subject(save->notebook, save->changes, error);
    return subject && mark_carried(save, error) &&
           tl_check_changes(save->notebook, save->changes, error) &&
           tl_repository_check_end(save->notebook->repository, error) &&
           tl_commit(save->notebook->repository, subject, save->changes, commit, error);
}
