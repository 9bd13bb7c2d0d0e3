#include "identify_internal.h"

#include "tl11/file.h"
#include "tl11/followup.h"
#include "tl11/note.h"
#include "tl11/revision.h"

#include <string.h>

/* A note on its way back through history. */
typedef struct {
    tl_repository *repository;
    const char *id;
    char *commit;
    char *path;
} tracing;

static guint count_lines(const tracing *t, const char *commit, const char *path)
{
    g_autoptr(GBytes) content = tl_revision_read(t->repository, commit, path, TL_FILE_MAX, NULL);
    g_autoptr(tl_note_name) name = tl_note_name_parse(path);
    if (!content || !name)
        return 0;
    g_autoptr(GPtrArray) followups = tl_followup_parse_file(path, content);
    guint count = 0;
    for (guint i = 0; i < followups->len; i++)
        count += g_strcmp0(((tl_followup *)g_ptr_array_index(followups, i))->id, t->id) == 0;
    return count;
}

/* Where a commit has the note with the lines of the id; NULL where it has not. */
static char *find_in(const tracing *t, const char *commit)
{
    if (count_lines(t, commit, t->path) > 1)
        return g_strdup(t->path);
    g_autofree char *name = g_path_get_basename(t->path);
    g_autofree char *suffix = g_strconcat("/", name, NULL);
    /* Its folder may have had another name. */
    g_autoptr(GPtrArray) paths = tl_revision_list(t->repository, commit, "", NULL);
    for (guint i = 0; paths && i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        if (g_str_has_suffix(path, suffix) && count_lines(t, commit, path) > 1)
            return g_strdup(path);
    }
    return NULL;
}

/* One commit back, to a parent that has them all; FALSE where there is none. */
static gboolean go_back(tracing *t, const GPtrArray *parents)
{
    for (guint i = 0; i < parents->len; i++) {
        const char *parent = g_ptr_array_index(parents, i);
        char *path = find_in(t, parent);
        if (!path)
            continue;
        g_free(t->path);
        t->path = path;
        g_free(t->commit);
        t->commit = g_strdup(parent);
        return TRUE;
    }
    return FALSE;
}

gboolean tl_identify_are_twins(const tl_notebook *notebook, const char *path, const char *id)
{
    char head[TL_OBJECT_NAME_SIZE];
    if (!tl_repository_head(notebook->repository, head, NULL))
        return FALSE;
    tracing t = {notebook->repository, id, g_strdup(head), g_strdup(path)};
    g_autoptr(GPtrArray) parents = NULL;
    do {
        g_clear_pointer(&parents, g_ptr_array_unref);
        parents = tl_revision_parents(t.repository, t.commit, NULL);
    } while (parents && go_back(&t, parents));
    g_free(t.commit);
    g_free(t.path);
    return parents && parents->len > 1;
}
