#include "tl11/ledger.h"

#include "people_internal.h"
#include "tl11/file.h"
#include "tl11/people.h"
#include "tl11/text.h"

#include <string.h>

static tl_ledger_source kept;

void tl_ledger_use(tl_ledger_source source)
{
    kept = source;
}

/* What is loaded: of whom, and what stands in place of which files. */
typedef struct {
    tl_ledger *ledger;
    const tl_notebook *notebook;
    const char *slug; /* NULL: everybody */
    const GPtrArray *changes;
} loading;

static gboolean is_changed(const loading *l, const char *path)
{
    for (guint i = 0; l->changes && i < l->changes->len; i++) {
        const tl_change *change = g_ptr_array_index(l->changes, i);
        if (strcmp(change->path, path) == 0)
            return TRUE;
    }
    return FALSE;
}

static gboolean add_file(const loading *l, const char *path, GError **error)
{
    g_autoptr(GBytes) content = tl_file_read(l->notebook->root_fd, path, TL_FILE_MAX, error);
    if (content)
        tl_ledger_add(l->ledger, path, content);
    return content != NULL;
}

static gboolean add_folder(const loading *l, const char *folder, GError **error)
{
    g_autoptr(GPtrArray) entries = tl_file_list(l->notebook->root_fd, folder, error);
    for (guint i = 0; entries && i < entries->len; i++) {
        const tl_file_entry *entry = g_ptr_array_index(entries, i);
        g_autofree char *path = g_strconcat(folder, "/", entry->name, NULL);
        if (entry->kind == TL_FILE_REGULAR && tl_note_holds_items(path) && !is_changed(l, path) &&
            !add_file(l, path, error))
            return FALSE;
    }
    return entries != NULL;
}

static gboolean add_former_file(const loading *l, const tl_status_entry *entry, GError **error)
{
    g_autoptr(GBytes) former =
        tl_repository_read_head(l->notebook->repository, entry->path, TL_FILE_MAX, error);
    if (!former)
        return FALSE;
    g_autoptr(GBytes) content = NULL;
    if (entry->kind != TL_CHANGE_DELETED) {
        content = tl_file_read(l->notebook->root_fd, entry->path, TL_FILE_MAX, error);
        if (!content)
            return FALSE;
    }
    tl_ledger_add_former(l->ledger, entry->path, former, content);
    return TRUE;
}

/* What HEAD has and the work tree has not, or otherwise. */
static gboolean add_former(const loading *l, const char *folder, GError **error)
{
    g_autoptr(GPtrArray) entries = tl_repository_status(l->notebook->repository, folder, error);
    for (guint i = 0; entries && i < entries->len; i++) {
        const tl_status_entry *entry = g_ptr_array_index(entries, i);
        g_autoptr(tl_note_name) name = tl_note_name_parse(entry->path);
        if (name && entry->kind != TL_CHANGE_ADDED && !is_changed(l, entry->path) &&
            !add_former_file(l, entry, error))
            return FALSE;
    }
    return entries != NULL;
}

static gboolean add_relationship(const loading *l, const char *relationship, GError **error)
{
    g_autoptr(GPtrArray) entries = tl_file_list(l->notebook->root_fd, relationship, error);
    for (guint i = 0; entries && i < entries->len; i++) {
        const tl_file_entry *entry = g_ptr_array_index(entries, i);
        g_autofree char *folder = g_strconcat(relationship, "/", entry->name, NULL);
        if (entry->kind == TL_FILE_DIRECTORY && tl_text_is_slug(entry->name) &&
            (!l->slug || strcmp(l->slug, entry->name) == 0) && !add_folder(l, folder, error))
            return FALSE;
    }
    if (!entries)
        return FALSE;
    g_autofree char *folder =
        l->slug ? g_strconcat(relationship, "/", l->slug, NULL) : g_strdup(relationship);
    return add_former(l, folder, error);
}

static void add_changes(const loading *l)
{
    for (guint i = 0; l->changes && i < l->changes->len; i++) {
        const tl_change *change = g_ptr_array_index(l->changes, i);
        g_auto(GStrv) parts = g_strsplit(change->path, "/", 3);
        gboolean is_meant = g_strv_length(parts) == 3 && tl_note_holds_items(change->path) &&
                            (!l->slug || strcmp(parts[1], l->slug) == 0);
        if (change->content && is_meant)
            tl_ledger_add(l->ledger, change->path, change->content);
    }
}

static gboolean add_all(const loading *l, GError **error)
{
    g_autoptr(GPtrArray) relationships = tl_people_relationships(l->notebook, error);
    for (guint i = 0; relationships && i < relationships->len; i++)
        if (!add_relationship(l, g_ptr_array_index(relationships, i), error))
            return FALSE;
    return relationships != NULL;
}

static tl_ledger *load(const loading *l, GHashTable *related, GError **error)
{
    g_autoptr(tl_ledger) ledger = l->ledger;
    gboolean is_kept = kept && kept(l->notebook, l->slug, l->changes, related, ledger);
    if (!is_kept && !add_all(l, error))
        return NULL;
    add_changes(l);
    return g_steal_pointer(&ledger);
}

tl_ledger *tl_ledger_load(const tl_notebook *notebook, const char *slug, const GPtrArray *changes,
                          GError **error)
{
    loading l = {tl_ledger_new(), notebook, slug, changes};
    return load(&l, NULL, error);
}

/* The ids that they have, or would go on under, and their texts. */
static void relate(GHashTable *related, const char *path, GBytes *content)
{
    g_autoptr(tl_ledger) ledger = tl_ledger_new();
    tl_ledger_add(ledger, path, content);
    const GPtrArray *items = tl_ledger_items(ledger);
    for (guint i = 0; i < items->len; i++) {
        const tl_item *item = g_ptr_array_index(items, i);
        for (guint n = 0; n < item->occurrences->len; n++) {
            const tl_occurrence *occurrence = g_ptr_array_index(item->occurrences, n);
            const char *id = occurrence->followup->id;
            g_hash_table_add(related, tl_followup_key(occurrence->followup));
            g_hash_table_add(related, id ? g_strdup(id) : tl_occurrence_next_id(occurrence));
        }
    }
}

tl_ledger *tl_ledger_load_related(const tl_notebook *notebook, const char *slug,
                                  const GPtrArray *changes, const char *path, GBytes *content,
                                  GError **error)
{
    g_autoptr(GHashTable) related = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; changes && i < changes->len; i++) {
        const tl_change *change = g_ptr_array_index(changes, i);
        if (change->content && tl_note_holds_items(change->path))
            relate(related, change->path, change->content);
    }
    if (content)
        relate(related, path, content);
    loading l = {tl_ledger_new(), notebook, slug, changes};
    return load(&l, related, error);
}
