#include "commit_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

static gboolean holds(const git_tree *tree, const tl_edit *edit)
{
    g_autoptr(git_tree_entry) entry = NULL;
    int code = git_tree_entry_bypath(&entry, tree, edit->change->path);
    if (!edit->change->content)
        return code == GIT_ENOTFOUND ||
               (code == 0 && git_tree_entry_filemode(entry) == GIT_FILEMODE_TREE);
    return code == 0 && git_oid_equal(git_tree_entry_id(entry), &edit->id);
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
    if (git_commit_lookup(&made, repository->handle, commit) < 0 ||
        git_commit_tree(&tree, made) < 0)
        return tl_libgit2_fail(error, _("cannot read HEAD's commit"));
    for (guint i = 0; i < edits->len; i++)
        if (!holds(tree, &g_array_index(edits, tl_edit, i)))
            return tl_git_fail(error, _("HEAD does not hold %s as it was written"),
                               g_array_index(edits, tl_edit, i).change->path);
    return TRUE;
}
