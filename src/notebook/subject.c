#include "tl11/save.h"

#include "tl11/date.h"
#include "tl11/followup.h"
#include "tl11/news.h"
#include "tl11/note.h"

static void append_count(GString *subject, guint opened, guint closed)
{
    if (opened)
        g_string_append_printf(subject, ", %u follow-up%s opened", opened, opened == 1 ? "" : "s");
    if (closed && opened)
        g_string_append_printf(subject, ", %u closed", closed);
    else if (closed)
        g_string_append_printf(subject, ", %u follow-up%s closed", closed, closed == 1 ? "" : "s");
}

/* "note(team/alice): 2026-11-24" */
static char *name_note(const tl_note_name *name)
{
    char date[TL_DATE_SIZE];
    g_autofree char *number =
        name->number > 1 ? g_strdup_printf("-%u", name->number) : g_strdup("");
    return g_strdup_printf("note(%s/%s): %s%s", name->relationship, name->person,
                           tl_date_format(name->date, date), number);
}

/* What is no note of the newest kind is named by its path. */
static char *name_other(const GPtrArray *changes)
{
    const tl_change *change = g_ptr_array_index(changes, 0);
    return changes->len == 1
               ? g_strdup_printf("save: %s", change->path)
               : g_strdup_printf("save: %s and %u more", change->path, changes->len - 1);
}

static char *name_notes(const tl_note_name *first, guint notes)
{
    if (notes == 1)
        return name_note(first);
    g_autofree char *name = name_note(first);
    return g_strdup_printf("%s and %u more", name, notes - 1);
}

char *tl_save_subject(tl_notebook *notebook, const GPtrArray *changes, GError **error)
{
    g_autoptr(tl_note_name) newest = NULL;
    g_autoptr(GPtrArray) opened = g_ptr_array_new_with_free_func((GDestroyNotify)tl_followup_free);
    g_autoptr(GPtrArray) closed = g_ptr_array_new_with_free_func((GDestroyNotify)tl_followup_free);
    guint notes = 0;
    for (guint i = 0; i < changes->len; i++) {
        const tl_change *change = g_ptr_array_index(changes, i);
        g_autoptr(tl_note_name) name = tl_note_name_parse(change->path);
        if (!name || !change->content)
            continue;
        g_autoptr(GBytes) former = NULL;
        if (!tl_repository_find_head(notebook->repository, change->path, TL_FILE_MAX, &former,
                                     error))
            return NULL;
        tl_news_compare(change->path, former, change->content, opened, closed);
        notes++;
        if (!newest || tl_note_name_compare(name, newest) > 0) {
            tl_note_name_free(newest);
            newest = g_steal_pointer(&name);
        }
    }
    g_autofree char *subject = newest ? name_notes(newest, notes) : name_other(changes);
    GString *whole = g_string_new(subject);
    append_count(whole, opened->len, closed->len);
    return g_string_free(whole, FALSE);
}
