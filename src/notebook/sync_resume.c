#include "mend_internal.h"
#include "sync_internal.h"
#include "tl11/sync.h"

#include "tl11/commit.h"
#include "tl11/error.h"
#include "tl11/file.h"
#include "tl11/git_merge.h"
#include "tl11/language.h"

#include <string.h>

/* What the open merge is found to be. */
typedef struct {
    const tl_notebook *notebook;
    GPtrArray *decided; /* char * */
    GString *markers;   /* where they stand */
    gboolean is_fresh;  /* git has only just left it: nobody has decided anything yet */
    GString *undecided; /* what only git can be told */
    GString *apart;     /* persons who were moved to two places */
} looking;

/* A file that git could put no markers into shows nobody's decision. */
static gboolean is_binary(GBytes *content)
{
    gsize length;
    const void *bytes = g_bytes_get_data(content, &length);
    return length > 0 && memchr(bytes, 0, length);
}

static void look_at(looking *l, const tl_unmerged *unmerged)
{
    gboolean is_in_both = unmerged->is_ours && unmerged->is_theirs;
    g_autoptr(GBytes) content =
        is_in_both && !unmerged->is_opaque
            ? tl_file_read(l->notebook->root_fd, unmerged->path, TL_FILE_MAX, NULL)
            : NULL;
    if (content && !is_binary(content)) {
        if (tl_conflicts_describe(l->notebook, unmerged->path, content, l->markers))
            return;
        if (!l->is_fresh) {
            g_ptr_array_add(l->decided, g_strdup(unmerged->path));
            return;
        }
    }
    g_autofree char *name = tl_conflicts_name(l->notebook, unmerged->path);
    g_string_append_printf(l->undecided, "\n%s: %s", name,
                           is_in_both          ? _("changed on both sides")
                           : unmerged->is_ours ? _("changed here, deleted or moved there")
                                               : _("changed there, deleted or moved here"));
}

static gboolean refuse(const looking *l, GError **error)
{
    g_autoptr(GString) message = g_string_new(NULL);
    g_string_append(message, _("the merge needs your decision"));
    g_string_append(message, l->markers->str);
    g_string_append(message, l->undecided->str);
    if (l->markers->len > 0)
        g_string_append(message, _("\nedit what stands between the markers and take them out, "
                                   "save, then 'tl11 sync' goes on"));
    if (l->undecided->len > 0)
        g_string_append(message, _("\n'tl11 git add FILE' keeps a file, 'tl11 git rm FILE' lets it "
                                   "go, then 'tl11 sync' goes on"));
    g_string_append(message, _("\n'tl11 git merge --abort' takes the merge back"));
    return tl_error_set(error, TL_EXIT_REFUSED, "%s", message->str);
}

static gboolean conclude(looking *l, GError **error)
{
    if (l->apart->len > 0)
        return tl_error_set(error, TL_EXIT_REFUSED, "%s%s", _("the merge needs your decision"),
                            l->apart->str);
    tl_repository *repository = l->notebook->repository;
    g_autoptr(GPtrArray) unmerged = tl_git_merge_unmerged(repository, error);
    if (!unmerged)
        return FALSE;
    for (guint i = 0; i < unmerged->len; i++)
        look_at(l, g_ptr_array_index(unmerged, i));
    if (l->markers->len > 0 || l->undecided->len > 0)
        return refuse(l, error);
    return tl_git_merge_conclude(repository, l->decided, error);
}

/*
 * git add takes a file with its markers, and then nothing is unmerged any more: it
 * is decided once the work tree has none.
 */
static void look_at_staged(looking *l, const char *path)
{
    g_autoptr(GString) staged = g_string_new(NULL);
    g_autoptr(GBytes) before =
        tl_repository_read_staged(l->notebook->repository, path, TL_FILE_MAX, NULL);
    if (!before || !tl_conflicts_describe(l->notebook, path, before, staged))
        return;
    g_autoptr(GBytes) now = tl_file_read(l->notebook->root_fd, path, TL_FILE_MAX, NULL);
    if (now && !tl_conflicts_describe(l->notebook, path, now, l->markers))
        g_ptr_array_add(l->decided, g_strdup(path));
    else if (!now)
        g_string_append(l->markers, staged->str);
}

static gboolean check_staged(looking *l, GError **error)
{
    tl_repository *repository = l->notebook->repository;
    g_autoptr(GPtrArray) staged = tl_repository_staged(repository, error);
    for (guint i = 0; staged && i < staged->len; i++) {
        const char *path = g_ptr_array_index(staged, i);
        if (g_str_has_suffix(path, ".md") || g_str_has_suffix(path, ".ini"))
            look_at_staged(l, path);
    }
    return staged != NULL;
}

static gboolean resume(const tl_notebook *notebook, gboolean is_fresh, GError **error)
{
    if (!tl_git_merge_is_open(notebook->repository))
        return TRUE;
    looking l = {.notebook = notebook,
                 .decided = g_ptr_array_new_with_free_func(g_free),
                 .markers = g_string_new(NULL),
                 .undecided = g_string_new(NULL),
                 .apart = g_string_new(NULL),
                 .is_fresh = is_fresh};
    guint mended = 0;
    gboolean done = tl_commit_heal(notebook->repository, error) &&
                    tl_mend(notebook, &mended, l.apart, error) && check_staged(&l, error) &&
                    conclude(&l, error);
    g_ptr_array_unref(l.decided);
    g_string_free(l.markers, TRUE);
    g_string_free(l.undecided, TRUE);
    g_string_free(l.apart, TRUE);
    return done;
}

gboolean tl_sync_resume(const tl_notebook *notebook, GError **error)
{
    return resume(notebook, FALSE, error);
}

gboolean tl_conflicts_refuse(const tl_notebook *notebook, GError **error)
{
    return resume(notebook, TRUE, error);
}
