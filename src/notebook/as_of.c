#include "tl11/as_of.h"

#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/note.h"
#include "tl11/revision.h"

#include <string.h>

/* The last second of a day by the local clock, summer time or not. */
static gint64 end_of(tl_date day)
{
    char text[TL_DATE_SIZE];
    tl_date_format(day + 1, text);
    g_autoptr(GTimeZone) zone = g_time_zone_new_local();
    g_autofree char *midnight = g_strconcat(text, "T00:00:00", NULL);
    g_autoptr(GDateTime) next = g_date_time_new_from_iso8601(midnight, zone);
    return next ? g_date_time_to_unix(next) - 1 : G_MAXINT64;
}

gboolean tl_as_of_commit(const tl_notebook *notebook, tl_date day,
                         char commit[static TL_OBJECT_NAME_SIZE], GError **error)
{
    char text[TL_DATE_SIZE];
    GError *failure = NULL;
    if (tl_revision_as_of(notebook->repository, end_of(day), commit, &failure))
        return TRUE;
    if (failure)
        g_propagate_error(error, failure);
    else
        tl_error_set(error, TL_EXIT_NEGATIVE, _("there was no notebook yet on %s"),
                     tl_date_format(day, text));
    return FALSE;
}

GPtrArray *tl_as_of_notes(const tl_notebook *notebook, const char *commit, const char *slug,
                          GError **error)
{
    g_autoptr(GPtrArray) paths = tl_revision_list(notebook->repository, commit, "", error);
    if (!paths)
        return NULL;
    GPtrArray *notes = g_ptr_array_new_with_free_func((GDestroyNotify)tl_note_name_free);
    for (guint i = 0; i < paths->len; i++) {
        g_autoptr(tl_note_name) name = tl_note_name_parse(g_ptr_array_index(paths, i));
        if (name && (!slug || strcmp(name->person, slug) == 0))
            g_ptr_array_add(notes, g_steal_pointer(&name));
    }
    g_ptr_array_sort(notes, tl_note_name_compare_elements);
    return notes;
}
