#include "tl11/carry.h"

#include "tl11/file.h"

#include <string.h>

/* The changes to one older note, gathered. */
typedef struct {
    char *path;
    GArray *lines; /* tl_followup_change */
} old_note;

static void free_old_note(old_note *old)
{
    g_free(old->path);
    g_array_unref(old->lines);
    g_free(old);
}

static old_note *find_old_note(GPtrArray *olds, const char *path)
{
    for (guint i = 0; i < olds->len; i++) {
        old_note *old = g_ptr_array_index(olds, i);
        if (strcmp(old->path, path) == 0)
            return old;
    }
    old_note *old = g_new0(old_note, 1);
    old->path = g_strdup(path);
    old->lines = g_array_new(FALSE, TRUE, sizeof(tl_followup_change));
    g_ptr_array_add(olds, old);
    return old;
}

static gboolean is_older(const tl_occurrence *occurrence, const tl_note_name *name)
{
    return occurrence->name && tl_note_name_compare(occurrence->name, name) < 0;
}

/* The older open lines of one item of the note that is committed. */
static void collect_item(const tl_item *item, const tl_note_name *name, GPtrArray *olds)
{
    for (guint i = 0; i < item->occurrences->len; i++) {
        const tl_occurrence *occurrence = g_ptr_array_index(item->occurrences, i);
        if (occurrence->is_former || occurrence->followup->state != TL_STATE_OPEN ||
            !is_older(occurrence, name))
            continue;
        tl_followup_change change = {
            .line = occurrence->followup->line,
            .set_mark = TRUE,
            .mark = '>',
            .set_id = occurrence->followup->id ? NULL : item->id,
        };
        old_note *old = find_old_note(olds, occurrence->path);
        g_array_append_val(old->lines, change);
    }
}

/* Open or closed: a line that is only a mark of its being carried takes nothing along. */
static gboolean lives_in(const tl_item *item, const char *path)
{
    for (guint i = 0; i < item->occurrences->len; i++) {
        const tl_occurrence *occurrence = g_ptr_array_index(item->occurrences, i);
        if (!occurrence->is_former && occurrence->followup->state != TL_STATE_CARRIED &&
            strcmp(occurrence->path, path) == 0)
            return TRUE;
    }
    return FALSE;
}

static int compare_lines(gconstpointer a, gconstpointer b)
{
    const tl_followup_change *left = a, *right = b;
    return (left->line > right->line) - (left->line < right->line);
}

/*
 * A note's bytes; NULL when the user has edited it since: it is not touched,
 * and its item stays open there, which is right until it is next carried.
 */
static gboolean find_content(const tl_notebook *notebook, const char *path, GBytes **content,
                             GError **error)
{
    *content = NULL;
    g_autoptr(GBytes) there = tl_file_read(notebook->root_fd, path, TL_FILE_MAX, error);
    if (!there)
        return FALSE;
    g_autoptr(GBytes) head = NULL;
    if (!tl_repository_find_head(notebook->repository, path, TL_FILE_MAX, &head, error))
        return FALSE;
    if (head && g_bytes_equal(head, there))
        *content = g_steal_pointer(&there);
    return TRUE;
}

static GBytes *mark_lines(const old_note *old, GBytes *content)
{
    g_autoptr(GPtrArray) followups = tl_followup_parse_file(old->path, content);
    g_array_sort(old->lines, compare_lines);
    return tl_followup_edit(content, followups, (const tl_followup_change *)old->lines->data,
                            old->lines->len);
}

static gboolean add_change(const tl_notebook *notebook, const old_note *old, GPtrArray *changes,
                           GError **error)
{
    for (guint i = 0; i < changes->len; i++) {
        tl_change *change = g_ptr_array_index(changes, i);
        if (strcmp(change->path, old->path) == 0) {
            GBytes *marked = mark_lines(old, change->content);
            g_bytes_unref(change->content);
            change->content = marked;
            return TRUE;
        }
    }
    g_autoptr(GBytes) content = NULL;
    if (!find_content(notebook, old->path, &content, error))
        return FALSE;
    if (content) {
        g_autoptr(GBytes) marked = mark_lines(old, content);
        g_ptr_array_add(changes, tl_change_new(old->path, marked, content));
    }
    return TRUE;
}

gboolean tl_carry_mark(const tl_notebook *notebook, tl_ledger *ledger, const char *path,
                       GPtrArray *changes, GError **error)
{
    g_autoptr(tl_note_name) name = tl_note_name_parse(path);
    g_autoptr(GPtrArray) olds = g_ptr_array_new_with_free_func((GDestroyNotify)free_old_note);
    const GPtrArray *items = tl_ledger_items(ledger);
    for (guint i = 0; i < items->len; i++) {
        const tl_item *item = g_ptr_array_index(items, i);
        if (item->id && lives_in(item, path))
            collect_item(item, name, olds);
    }
    for (guint i = 0; i < olds->len; i++)
        if (!add_change(notebook, g_ptr_array_index(olds, i), changes, error))
            return FALSE;
    return TRUE;
}
