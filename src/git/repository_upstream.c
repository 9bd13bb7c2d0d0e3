#include "git_internal.h"

#include "tl11/language.h"

void tl_upstream_clear(tl_upstream *upstream)
{
    g_clear_pointer(&upstream->name, g_free);
}

gboolean tl_repository_upstream(tl_repository *repository, tl_upstream *upstream, GError **error)
{
    g_autoptr(git_reference) head = NULL;
    g_autoptr(git_reference) other = NULL;
    *upstream = (tl_upstream){.name = NULL};
    int code = git_repository_head(&head, repository->handle);
    if (code == GIT_EUNBORNBRANCH || code == GIT_ENOTFOUND)
        return TRUE;
    if (code < 0)
        return tl_libgit2_fail(error, _("cannot read HEAD"));
    if (!git_reference_is_branch(head) || git_branch_upstream(&other, head) < 0)
        return TRUE;
    const git_oid *ours = git_reference_target(head), *theirs = git_reference_target(other);
    if (!ours || !theirs)
        return TRUE;
    if (git_graph_ahead_behind(&upstream->ahead, &upstream->behind, repository->handle, ours,
                               theirs) < 0)
        return tl_libgit2_fail(error, _("cannot compare the branch with its upstream"));
    upstream->name = g_strdup(git_reference_shorthand(other));
    return TRUE;
}
