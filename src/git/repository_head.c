#include "git_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <git2/sys/repository.h>
#include <string.h>

#define BRANCHES "refs/heads/"

void tl_head_clear(tl_head *head)
{
    g_clear_pointer(&head->branch, g_free);
}

static gboolean read_branch(tl_repository *repository, tl_head *head, GError **error)
{
    g_autoptr(git_reference) branch = NULL;
    int code = git_reference_lookup(&branch, repository->handle, head->branch);
    if (code == GIT_ENOTFOUND)
        return TRUE;
    if (code < 0) {
        g_autofree char *quoted = tl_text_quote(head->branch);
        return tl_libgit2_fail(error, _("cannot read %s"), quoted);
    }
    head->is_indirect = git_reference_type(branch) != GIT_REFERENCE_DIRECT;
    if (!head->is_indirect) {
        head->is_born = TRUE;
        git_oid_cpy(&head->commit, git_reference_target(branch));
        return TRUE;
    }
    code = git_reference_name_to_id(&head->commit, repository->handle, head->branch);
    if (code < 0 && code != GIT_ENOTFOUND)
        return tl_libgit2_fail(error, _("cannot read the branch"));
    head->is_born = code == 0;
    return TRUE;
}

gboolean tl_head_read(tl_repository *repository, tl_head *head, GError **error)
{
    g_autoptr(git_reference) reference = NULL;
    *head = (tl_head){.branch = NULL};
    if (git_reference_lookup(&reference, repository->handle, "HEAD") < 0)
        return tl_libgit2_fail(error, _("cannot read HEAD"));
    if (git_reference_type(reference) == GIT_REFERENCE_DIRECT) {
        head->is_born = TRUE;
        git_oid_cpy(&head->commit, git_reference_target(reference));
        return TRUE;
    }
    head->branch = g_strdup(git_reference_symbolic_target(reference));
    return read_branch(repository, head, error);
}

const char *tl_repository_branch(tl_repository *repository)
{
    g_auto(tl_head) head = {.branch = NULL};
    g_clear_pointer(&repository->branch, g_free);
    if (!tl_head_read(repository, &head, NULL) || !head.branch)
        return NULL;
    gboolean is_plain = g_str_has_prefix(head.branch, BRANCHES);
    repository->branch = g_strdup(head.branch + (is_plain ? strlen(BRANCHES) : 0));
    return repository->branch;
}

gboolean tl_repository_head(tl_repository *repository, char name[static TL_OBJECT_NAME_SIZE],
                            GError **error)
{
    g_auto(tl_head) head = {.branch = NULL};
    name[0] = '\0';
    if (!tl_head_read(repository, &head, error) || !head.is_born)
        return FALSE;
    git_oid_tostr(name, TL_OBJECT_NAME_SIZE, &head.commit);
    return TRUE;
}

static gboolean fail_unreadable(GError **error)
{
    g_autofree char *reason = tl_libgit2_reason();
    return tl_error_set(error, TL_EXIT_FAILED,
                        _("cannot read HEAD's commit: %s\n'git fsck' tells what is damaged"),
                        reason);
}

git_tree *tl_head_tree(tl_repository *repository, GError **error)
{
    g_auto(tl_head) head = {.branch = NULL};
    g_autoptr(git_commit) commit = NULL;
    git_tree *tree = NULL;
    if (!tl_head_read(repository, &head, error) || !head.is_born)
        return NULL;
    if (git_commit_lookup(&commit, repository->handle, &head.commit) < 0 ||
        git_commit_tree(&tree, commit) < 0)
        fail_unreadable(error);
    return tree;
}

gboolean tl_git_is_file_mode(git_filemode_t mode)
{
    return mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE;
}

/*
 * Whether the user's filter (git-crypt's) makes something else of path: of ciphertext nothing can
 * be said.
 */
static gboolean is_filtered(tl_repository *repository, const char *path)
{
    const char *value = NULL;
    if (!tl_repository_may_filter(repository))
        return FALSE;
    tl_index_await(&repository->index);
    git_index *known = repository->index.handle; /* libgit2 would read it once more */
    if (known && git_repository_set_index(repository->handle, known) < 0)
        return FALSE;
    int code =
        git_attr_get(&value, repository->handle, GIT_ATTR_CHECK_FILE_THEN_INDEX, path, "filter");
    if (known)
        git_repository_set_index(repository->handle, NULL);
    return code == 0 && GIT_ATTR_HAS_VALUE(value);
}

/* As on a checkout. */
static GBytes *read_filtered(tl_repository *repository, const git_oid *id, const char *path,
                             GError **error)
{
    char name[TL_OBJECT_NAME_SIZE];
    g_autofree char *as = g_strconcat("--path=", path, NULL);
    const char *arguments[] = {"cat-file", "--filters", as, name, NULL};
    g_autoptr(GString) output = g_string_new(NULL);
    git_oid_tostr(name, sizeof name, id);
    return tl_git_ask(repository->root, arguments, output, NULL, error)
               ? g_bytes_new(output->str, output->len)
               : NULL;
}

/* Looks the size up first: a blob of a gigabyte is four megabytes on disk. */
GBytes *tl_blob_read(tl_repository *repository, const git_oid *id, const char *path, gsize max,
                     GError **error)
{
    g_autoptr(git_odb) odb = NULL;
    g_autoptr(git_odb_object) object = NULL;
    g_autofree char *quoted = tl_text_quote(path);
    git_object_t type;
    gsize size;
    if (git_repository_odb(&odb, repository->handle) < 0 ||
        git_odb_read_header(&size, &type, odb, id) < 0) {
        tl_libgit2_fail(error, _("cannot read %s from history"), quoted);
        return NULL;
    }
    if (size > max) {
        tl_error_set(error, TL_EXIT_FAILED, _("cannot read %s: it is above %zu bytes"), quoted,
                     max);
        return NULL;
    }
    if (is_filtered(repository, path))
        return read_filtered(repository, id, path, error);
    if (git_odb_read(&object, odb, id) < 0) {
        tl_libgit2_fail(error, _("cannot read %s from history"), quoted);
        return NULL;
    }
    return g_bytes_new(git_odb_object_data(object), git_odb_object_size(object));
}

GBytes *tl_tree_read(tl_repository *repository, const git_tree *tree, const char *path, gsize max,
                     GError **error)
{
    g_autoptr(git_tree_entry) entry = NULL;
    int code = git_tree_entry_bypath(&entry, tree, path);
    if (code < 0 && code != GIT_ENOTFOUND) {
        g_autofree char *quoted = tl_text_quote(path);
        tl_libgit2_fail(error, _("cannot read %s from history"), quoted);
    }
    if (code < 0 || !tl_git_is_file_mode(git_tree_entry_filemode(entry)))
        return NULL;
    return tl_blob_read(repository, git_tree_entry_id(entry), path, max, error);
}

GBytes *tl_repository_read_head(tl_repository *repository, const char *path, gsize max,
                                GError **error)
{
    g_autoptr(git_tree) tree = tl_head_tree(repository, error);
    return tree ? tl_tree_read(repository, tree, path, max, error) : NULL;
}

gboolean tl_repository_find_head(tl_repository *repository, const char *path, gsize max,
                                 GBytes **content, GError **error)
{
    GError *failure = NULL;
    *content = tl_repository_read_head(repository, path, max, &failure);
    if (!failure)
        return TRUE;
    g_propagate_error(error, failure);
    return FALSE;
}
