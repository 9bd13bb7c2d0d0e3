#include "closing_internal.h"

#include "tl11/check.h"
#include "tl11/file.h"
#include "tl11/text.h"

#include <string.h>

static gboolean fail_ambiguous(const char *id, const GPtrArray *found, GError **error)
{
    g_autoptr(GString) list = g_string_new(NULL);
    for (guint i = 0; i < found->len; i++) {
        const tl_item *item = g_ptr_array_index(found, i);
        g_string_append_printf(list, "\n%s  %s", item->id, item->newest->followup->text);
    }
    g_autofree char *quoted = tl_text_quote(id);
    return tl_error_set(error, TL_EXIT_USAGE, _("%s may be several follow-ups:%s"), quoted,
                        list->str);
}

/* The one item whose id begins so; a whole id is one whatever else begins with it. */
static const tl_item *find_item(tl_ledger *ledger, const char *text, GError **error)
{
    const GPtrArray *items = tl_ledger_items(ledger);
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    for (guint i = 0; i < items->len; i++) {
        tl_item *item = g_ptr_array_index(items, i);
        if (tl_id_begins(item->id, text))
            g_ptr_array_add(found, item);
    }
    if (found->len == 1)
        return g_ptr_array_index(found, 0);
    if (found->len > 1) {
        fail_ambiguous(text, found, error);
        return NULL;
    }
    g_autofree char *quoted = tl_text_quote(text);
    tl_error_set(error, TL_EXIT_USAGE, _("no follow-up %s: 'tl11 followups' lists their ids"),
                 quoted);
    return NULL;
}

static GPtrArray *find_items(tl_ledger *ledger, char **ids, guint count, GError **error)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new();
    for (guint i = 0; i < count; i++) {
        const tl_item *item = find_item(ledger, ids[i], error);
        if (!item)
            return NULL;
        if (!g_ptr_array_find(items, item, NULL))
            g_ptr_array_add(items, (gpointer)item);
    }
    return g_steal_pointer(&items);
}

/* What HEAD has and the work tree has not cannot be changed in place. */
static gboolean demand_present(const GPtrArray *items, GError **error)
{
    for (guint i = 0; i < items->len; i++) {
        const tl_item *item = g_ptr_array_index(items, i);
        const tl_occurrence *newest = item->newest;
        if (newest->is_former)
            return tl_error_set(error, TL_EXIT_REFUSED,
                                _("'%s' is gone from %s, which is not committed yet\n"
                                  "'tl11 save' asks what became of it"),
                                item->id, newest->path);
    }
    return TRUE;
}

/* The lines to change, by file. */
static GHashTable *collect_lines(const GPtrArray *items, tl_closing_change fill, gpointer data)
{
    GHashTable *files =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
    for (guint i = 0; i < items->len; i++) {
        const tl_item *item = g_ptr_array_index(items, i);
        for (guint j = 0; j < item->occurrences->len; j++) {
            const tl_occurrence *occurrence = g_ptr_array_index(item->occurrences, j);
            tl_followup_change change = {.line = occurrence->followup->line};
            if (occurrence->is_former || !fill(item, occurrence, &change, data))
                continue;
            GArray *lines = g_hash_table_lookup(files, occurrence->path);
            if (!lines) {
                lines = g_array_new(FALSE, TRUE, sizeof(tl_followup_change));
                g_hash_table_insert(files, g_strdup(occurrence->path), lines);
            }
            g_array_append_val(lines, change);
        }
    }
    return files;
}

static int compare_lines(gconstpointer a, gconstpointer b)
{
    const tl_followup_change *left = a, *right = b;
    return (left->line > right->line) - (left->line < right->line);
}

/* The mark is committed, and so would be whatever else stands there uncommitted. */
static gboolean demand_committed(tl_call *call, const char *path, GBytes *content, GError **error)
{
    g_autoptr(GBytes) head = NULL;
    if (!tl_repository_find_head(call->notebook->repository, path, TL_FILE_MAX, &head, error))
        return FALSE;
    return (head && g_bytes_equal(head, content)) ||
           tl_error_set(error, TL_EXIT_REFUSED,
                        _("%s is not committed yet: 'tl11 save' commits it; then try again"), path);
}

static tl_change *edit_file(tl_call *call, const char *path, GArray *lines, GError **error)
{
    g_autoptr(GBytes) content = tl_file_read(call->notebook->root_fd, path, TL_FILE_MAX, error);
    if (!content || !demand_committed(call, path, content, error))
        return NULL;
    g_autoptr(GPtrArray) followups = tl_followup_parse_file(path, content);
    g_array_sort(lines, compare_lines);
    g_autoptr(GBytes) edited =
        tl_followup_edit(content, followups, (const tl_followup_change *)lines->data, lines->len);
    return tl_change_new(path, edited, content);
}

static GPtrArray *edit_files(tl_call *call, GHashTable *files, GError **error)
{
    g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func((GDestroyNotify)tl_change_free);
    GHashTableIter iter;
    gpointer path, lines;
    g_hash_table_iter_init(&iter, files);
    while (g_hash_table_iter_next(&iter, &path, &lines)) {
        tl_change *change = edit_file(call, path, lines, error);
        if (!change)
            return NULL;
        g_ptr_array_add(changes, change);
    }
    return g_steal_pointer(&changes);
}

static void report(tl_call *call, const GPtrArray *items, const char *verb)
{
    for (guint i = 0; i < items->len; i++) {
        const tl_item *item = g_ptr_array_index(items, i);
        g_autofree char *text = tl_text_escape(item->newest->followup->text, -1);
        g_string_append_printf(call->out, "%s: %s  %s\n", verb, item->id, text);
    }
}

static void fail_unchanged(const tl_item *item, GError **error)
{
    static const char *const words[] = {
        [TL_STATE_CARRIED] = N_("'%s' is carried already: nothing to change"),
        [TL_STATE_OPEN] = N_("'%s' is open already: nothing to change"),
        [TL_STATE_DROPPED] = N_("'%s' is dropped already: nothing to change"),
        [TL_STATE_DONE] = N_("'%s' is done already: nothing to change"),
    };
    tl_error_set(error, TL_EXIT_NEGATIVE, _(words[item->state]), item->id);
}

int tl_closing_run(tl_call *call, char **ids, guint count, const char *verb, tl_closing_change fill,
                   gpointer data, GError **error)
{
    g_autoptr(tl_ledger) ledger = tl_ledger_load(call->notebook, NULL, NULL, error);
    g_autoptr(GPtrArray) items = ledger ? find_items(ledger, ids, count, error) : NULL;
    if (!items || !demand_present(items, error))
        return TL_EXIT_USAGE;
    g_autoptr(GHashTable) files = collect_lines(items, fill, data);
    if (g_hash_table_size(files) == 0) {
        fail_unchanged(g_ptr_array_index(items, 0), error);
        return TL_EXIT_NEGATIVE;
    }
    g_autoptr(GPtrArray) changes = edit_files(call, files, error);
    if (!changes)
        return TL_EXIT_FAILED;
    const tl_item *first = g_ptr_array_index(items, 0);
    g_autofree char *subject =
        items->len == 1
            ? g_strdup_printf("%s(%s/%s): ^%s", verb, first->relationship, first->person, first->id)
            : g_strdup_printf("%s: %u follow-ups", verb, items->len);
    char commit[TL_OBJECT_NAME_SIZE] = "";
    if (!tl_check_changes(call->notebook, changes, error) ||
        !tl_commit(call->notebook->repository, subject, changes, commit, error))
        return TL_EXIT_FAILED;
    report(call, items, verb);
    return TL_EXIT_OK;
}
