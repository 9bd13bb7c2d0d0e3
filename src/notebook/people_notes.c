#include "people_internal.h"
#include "tl11/file.h"
#include "tl11/people.h"

#include <string.h>

static gboolean collect_notes(const tl_notebook *notebook, const char *folder, GPtrArray *notes,
                              GError **error)
{
    g_autoptr(GPtrArray) entries = tl_file_list(notebook->root_fd, folder, error);
    if (!entries)
        return FALSE;
    for (guint i = 0; i < entries->len; i++) {
        const tl_file_entry *entry = g_ptr_array_index(entries, i);
        g_autofree char *path = g_strconcat(folder, "/", entry->name, NULL);
        tl_note_name *name = entry->kind == TL_FILE_REGULAR ? tl_note_name_parse(path) : NULL;
        if (name)
            g_ptr_array_add(notes, name);
    }
    return TRUE;
}

/* Of every person where slug is NULL. */
static gboolean collect_relationship(const tl_notebook *notebook, const char *relationship,
                                     const char *slug, GPtrArray *notes, GError **error)
{
    g_autoptr(GPtrArray) entries = tl_file_list(notebook->root_fd, relationship, error);
    for (guint i = 0; entries && i < entries->len; i++) {
        const tl_file_entry *entry = g_ptr_array_index(entries, i);
        g_autofree char *folder = g_strconcat(relationship, "/", entry->name, NULL);
        if (entry->kind == TL_FILE_DIRECTORY && (!slug || strcmp(slug, entry->name) == 0) &&
            !collect_notes(notebook, folder, notes, error))
            return FALSE;
    }
    return entries != NULL;
}

static GPtrArray *collect_all(const tl_notebook *notebook, const char *slug, GError **error)
{
    g_autoptr(GPtrArray) relationships = tl_people_relationships(notebook, error);
    if (!relationships)
        return NULL;
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func((GDestroyNotify)tl_note_name_free);
    for (guint i = 0; i < relationships->len; i++)
        if (!collect_relationship(notebook, g_ptr_array_index(relationships, i), slug, notes,
                                  error))
            return NULL;
    g_ptr_array_sort(notes, tl_note_name_compare_elements);
    return g_steal_pointer(&notes);
}

GPtrArray *tl_people_notes(const tl_notebook *notebook, const char *slug, GError **error)
{
    return collect_all(notebook, slug, error);
}

GPtrArray *tl_people_all_notes(const tl_notebook *notebook, GError **error)
{
    return collect_all(notebook, NULL, error);
}

const tl_note_name *tl_people_note_of(const GPtrArray *notes, tl_date date, guint number)
{
    const tl_note_name *found = NULL;
    for (guint i = 0; i < notes->len; i++) {
        const tl_note_name *name = g_ptr_array_index(notes, i);
        if (name->date == date && (number == 0 || name->number == number))
            found = name;
    }
    return found;
}
