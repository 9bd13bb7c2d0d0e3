#include "tl11/guard.h"

#include "tl11/error.h"
#include "tl11/file.h"
#include "tl11/language.h"
#include "tl11/ledger.h"
#include "tl11/lines.h"

#include <string.h>

void tl_missing_free(tl_missing *missing)
{
    if (!missing)
        return;
    g_free(missing->path);
    g_free(missing->id);
    g_free(missing->text);
    g_free(missing->line);
    g_free(missing);
}

/* What is asked of one save. */
typedef struct {
    const tl_notebook *notebook;
    const GPtrArray *changes;
    GPtrArray *found;
    GHashTable *closed;   /* ids that HEAD has closed in a note that changes */
    tl_ledger *everybody; /* loaded when somebody's own notes have no answer */
} guarding;

static gboolean stands_after(const tl_item *item)
{
    return item && item->state != TL_STATE_CARRIED;
}

/* An item without an id: where its words stand, or what it became when it was carried. */
static gboolean stands_without_id(tl_ledger *ledger, const tl_note_name *name,
                                  const tl_followup *followup)
{
    g_autofree char *derived = tl_id_derive(followup, name->person, name->date, 0);
    if (stands_after(tl_ledger_find(ledger, derived)))
        return TRUE;
    g_autofree char *key = tl_followup_key(followup);
    const GPtrArray *items = tl_ledger_items(ledger);
    for (guint i = 0; i < items->len; i++) {
        const tl_item *item = g_ptr_array_index(items, i);
        g_autofree char *other = tl_followup_key(item->newest->followup);
        if (strcmp(item->person, name->person) == 0 && strcmp(other, key) == 0 &&
            stands_after(item))
            return TRUE;
    }
    return FALSE;
}

/* The line that had the id is gone, and the one without that it went on from is there. */
static gboolean stands_before(tl_ledger *ledger, const tl_followup *followup)
{
    g_autofree char *key = tl_followup_key(followup);
    const GPtrArray *items = tl_ledger_items(ledger);
    for (guint i = 0; i < items->len; i++) {
        const tl_item *item = g_ptr_array_index(items, i);
        for (guint n = 0; !item->id && stands_after(item) && n < item->occurrences->len; n++) {
            const tl_occurrence *occurrence = g_ptr_array_index(item->occurrences, n);
            g_autofree char *next = tl_occurrence_next_id(occurrence);
            g_autofree char *other = tl_followup_key(occurrence->followup);
            if (strcmp(next, followup->id) == 0 || strcmp(other, key) == 0)
                return TRUE;
        }
    }
    return FALSE;
}

/* Cut from one person's note and pasted into another's. */
static gboolean stands_elsewhere(guarding *g, const char *id, GError **error)
{
    if (!g->everybody)
        g->everybody = tl_ledger_load(g->notebook, NULL, g->changes, error);
    return g->everybody && stands_after(tl_ledger_find(g->everybody, id));
}

static gboolean is_reworded(const tl_followup *former, const GPtrArray *before,
                            const GPtrArray *now)
{
    g_autofree char *key = tl_followup_key(former);
    for (guint i = 0; now && i < now->len; i++) {
        const tl_followup *successor = g_ptr_array_index(now, i);
        g_autofree char *other = tl_followup_key(successor);
        /* One that is only carried does not go on here. */
        gboolean was_there = successor->state == TL_STATE_CARRIED;
        for (guint j = 0; j < before->len && !was_there; j++) {
            g_autofree char *earlier = tl_followup_key(g_ptr_array_index(before, j));
            was_there = strcmp(earlier, other) == 0;
        }
        if (!was_there && tl_followup_is_rewording(key, other))
            return TRUE;
    }
    return FALSE;
}

static void add_missing(guarding *g, const char *path, GBytes *former, const tl_followup *followup)
{
    gsize length, width;
    const char *text = g_bytes_get_data(former, &length);
    g_autoptr(tl_lines) lines = tl_lines_new(text, length);
    const char *line = tl_lines_get(lines, followup->line, &width);
    tl_missing *missing = g_new0(tl_missing, 1);
    missing->path = g_strdup(path);
    missing->id = g_strdup(followup->id);
    missing->text = g_strdup(followup->text);
    missing->line = g_strndup(line, width);
    g_strstrip(missing->line);
    missing->section_kind = followup->section_kind;
    missing->is_private = followup->is_private;
    g_ptr_array_add(g->found, missing);
}

static gboolean look_for(guarding *g, tl_ledger *after, const tl_note_name *name,
                         const tl_followup *followup, const GPtrArray *before, const GPtrArray *now,
                         gboolean *stands, GError **error)
{
    GError *failure = NULL;
    if (followup->id)
        *stands = stands_after(tl_ledger_find(after, followup->id)) ||
                  stands_before(after, followup) || stands_elsewhere(g, followup->id, &failure);
    else
        *stands = stands_without_id(after, name, followup) || is_reworded(followup, before, now);
    if (failure)
        g_propagate_error(error, failure);
    return failure == NULL;
}

/* A file of the save, and what HEAD has of it: read once, for it is looked at twice. */
typedef struct {
    const tl_change *change;
    GBytes *former;    /* or NULL */
    GPtrArray *before; /* tl_followup: those of former; or NULL */
} guarded;

static void clear_guarded(gpointer data)
{
    guarded *file = data;
    g_clear_pointer(&file->former, g_bytes_unref);
    g_clear_pointer(&file->before, g_ptr_array_unref);
}

static gboolean guard_note(guarding *g, const guarded *file, const tl_note_name *name,
                           GError **error)
{
    const tl_change *change = file->change;
    g_autoptr(GPtrArray) now =
        change->content ? tl_followup_parse_file(change->path, change->content) : NULL;
    g_autoptr(tl_ledger) after = tl_ledger_load_related(g->notebook, name->person, g->changes,
                                                        change->path, file->former, error);
    if (!after)
        return FALSE;
    for (guint i = 0; i < file->before->len; i++) {
        const tl_followup *followup = g_ptr_array_index(file->before, i);
        gboolean stands = followup->state != TL_STATE_OPEN ||
                          (followup->id && g_hash_table_contains(g->closed, followup->id));
        if (!stands && !look_for(g, after, name, followup, file->before, now, &stands, error))
            return FALSE;
        if (!stands)
            add_missing(g, change->path, file->former, followup);
    }
    return TRUE;
}

/* An open line is not an open item where its id is closed in the same breath. */
static void collect_closed(guarding *g, const guarded *file)
{
    for (guint i = 0; file->before && i < file->before->len; i++) {
        const tl_followup *followup = g_ptr_array_index(file->before, i);
        if (followup->id && tl_state_is_closed(followup->state))
            g_hash_table_add(g->closed, g_strdup(followup->id));
    }
}

static gboolean read_file(guarding *g, const tl_change *change, GArray *files, GError **error)
{
    guarded file = {.change = change};
    if (!tl_repository_find_head(g->notebook->repository, change->path, TL_FILE_MAX, &file.former,
                                 error))
        return FALSE;
    if (file.former)
        file.before = tl_followup_parse_file(change->path, file.former);
    collect_closed(g, &file);
    g_array_append_val(files, file);
    return TRUE;
}

static gboolean guard_file(guarding *g, const guarded *file, GError **error)
{
    g_autoptr(tl_note_name) name = tl_note_name_parse(file->change->path);
    return !name || !file->former || guard_note(g, file, name, error);
}

GPtrArray *tl_guard_find(const tl_notebook *notebook, const GPtrArray *changes, GError **error)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)tl_missing_free);
    g_autoptr(GHashTable) closed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    guarding g = {notebook, changes, found, closed, NULL};
    g_autoptr(GArray) files = g_array_new(FALSE, FALSE, sizeof(guarded));
    g_array_set_clear_func(files, clear_guarded);
    gboolean ok = TRUE;
    for (guint i = 0; ok && i < changes->len; i++)
        ok = read_file(&g, g_ptr_array_index(changes, i), files, error);
    for (guint i = 0; ok && i < files->len; i++)
        ok = guard_file(&g, &g_array_index(files, guarded, i), error);
    tl_ledger_free(g.everybody);
    return ok ? g_steal_pointer(&found) : NULL;
}
