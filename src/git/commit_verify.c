#include "commit_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <string.h>

/* A folder of HEAD's: edits come by folder, so that each is read once. */
typedef struct {
    char *path;     /* with its '/'; "": the root; NULL: none yet */
    git_tree *tree; /* NULL: HEAD has no such folder */
} folder;

static void clear_folder(folder *f)
{
    g_clear_pointer(&f->path, g_free);
    g_clear_pointer(&f->tree, git_tree_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(folder, clear_folder)

static gboolean open_folder(folder *f, git_tree *root, const char *path, gsize length)
{
    g_autoptr(git_tree_entry) entry = NULL;
    if (f->path && strlen(f->path) == length && strncmp(f->path, path, length) == 0)
        return TRUE;
    clear_folder(f);
    f->path = g_strndup(path, length);
    if (length == 0)
        return git_tree_dup(&f->tree, root) == 0;
    g_autofree char *name = g_strndup(path, length - 1);
    int code = git_tree_entry_bypath(&entry, root, name);
    if (code == GIT_ENOTFOUND || (code == 0 && git_tree_entry_filemode(entry) != GIT_FILEMODE_TREE))
        return TRUE;
    return code == 0 &&
           git_tree_lookup(&f->tree, git_tree_owner(root), git_tree_entry_id(entry)) == 0;
}

static gboolean holds(git_tree *root, folder *f, const tl_edit *edit)
{
    const char *path = edit->change->path, *slash = strrchr(path, '/');
    gsize length = slash ? (gsize)(slash - path) + 1 : 0;
    if (!open_folder(f, root, path, length))
        return FALSE;
    const git_tree_entry *entry = f->tree ? git_tree_entry_byname(f->tree, path + length) : NULL;
    if (!edit->change->content)
        return !entry || git_tree_entry_filemode(entry) == GIT_FILEMODE_TREE;
    return entry && git_oid_equal(git_tree_entry_id(entry), &edit->id);
}

gboolean tl_commit_verify(tl_repository *repository, const git_oid *commit, const GArray *edits,
                          GError **error)
{
    g_auto(tl_head) head = {.branch = NULL};
    if (!tl_head_read(repository, &head, error))
        return FALSE;
    if (!head.is_born || !git_oid_equal(&head.commit, commit))
        return tl_error_set(error, TL_EXIT_REFUSED, _("HEAD was moved meanwhile"));
    g_autoptr(git_commit) made = NULL;
    g_autoptr(git_tree) tree = NULL;
    g_auto(folder) last = {.path = NULL};
    if (git_commit_lookup(&made, repository->handle, commit) < 0 ||
        git_commit_tree(&tree, made) < 0)
        return tl_libgit2_fail(error, _("cannot read HEAD's commit"));
    for (guint i = 0; i < edits->len; i++)
        if (!holds(tree, &last, &g_array_index(edits, tl_edit, i)))
            return tl_git_fail(error, _("HEAD does not hold %s as it was written"),
                               g_array_index(edits, tl_edit, i).change->path);
    return TRUE;
}
