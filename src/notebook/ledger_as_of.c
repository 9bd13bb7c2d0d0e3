#include "tl11/ledger.h"

#include "tl11/as_of.h"
#include "tl11/file.h"
#include "tl11/revision.h"

#include <string.h>

/* Whether a path has follow-ups, of the person asked for. */
static gboolean is_meant(const char *path, const char *slug)
{
    g_auto(GStrv) parts = g_strsplit(path, "/", 4);
    if (g_strv_length(parts) != 3 || (slug && strcmp(parts[1], slug) != 0))
        return FALSE;
    return tl_note_holds_items(path);
}

static gboolean add_all(tl_ledger *ledger, tl_repository *repository, const char *commit,
                        const char *slug, GError **error)
{
    g_autoptr(GPtrArray) paths = tl_revision_list(repository, commit, "", error);
    for (guint i = 0; paths && i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        if (!is_meant(path, slug))
            continue;
        g_autoptr(GBytes) content = tl_revision_read(repository, commit, path, TL_FILE_MAX, error);
        if (!content)
            return FALSE;
        tl_ledger_add(ledger, path, content);
    }
    return paths != NULL;
}

tl_ledger *tl_ledger_load_as_of(const tl_notebook *notebook, const char *slug, tl_date day,
                                GError **error)
{
    char commit[TL_OBJECT_NAME_SIZE];
    if (!tl_as_of_commit(notebook, day, commit, error))
        return NULL;
    g_autoptr(tl_ledger) ledger = tl_ledger_new();
    if (!add_all(ledger, notebook->repository, commit, slug, error))
        return NULL;
    return g_steal_pointer(&ledger);
}
