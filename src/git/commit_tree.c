#include "commit_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"

#include <string.h>

/* The edits from from to before to, whose paths agree in their first offset bytes. */
typedef struct {
    guint from, to;
    gsize offset;
} range;

static tl_edit *edit_at(const GArray *edits, guint i)
{
    return &g_array_index(edits, tl_edit, i);
}

static const char *rest_at(const GArray *edits, guint i, gsize offset)
{
    return edit_at(edits, i)->change->path + offset;
}

static gboolean fail_tree(GError **error, const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *reason = tl_libgit2_reason();
    return tl_error_set(error, TL_EXIT_FAILED,
                        _("cannot make the tree of '%s': %s\n'git fsck' tells what is damaged"),
                        folder, reason);
}

/* Entries that a damaged tree holds twice would get lost in a builder. */
static gboolean has_twins(const git_tree *tree)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (gsize i = 0; i < git_tree_entrycount(tree); i++) {
        const char *name = git_tree_entry_name(git_tree_entry_byindex(tree, i));
        if (!g_hash_table_add(seen, (gpointer)name))
            return TRUE;
    }
    return FALSE;
}

static gboolean begin(git_repository *handle, const git_tree *base, git_treebuilder **builder,
                      const char *path, GError **error)
{
    if (base && has_twins(base))
        return tl_git_fail(error,
                           _("cannot commit %s: HEAD's tree is damaged\n'git fsck' tells "
                             "what is wrong"),
                           path);
    return git_treebuilder_new(builder, handle, base) == 0 || fail_tree(error, path);
}

static gboolean finish(tl_repository *repository, git_treebuilder *builder, const char *path,
                       git_oid *id, GError **error)
{
    gboolean again = FALSE;
    do {
        int code = git_treebuilder_write(id, builder);
        for (int i = 1; code < 0 && i < TL_WRITE_ATTEMPTS; i++)
            code = git_treebuilder_write(id, builder);
        if (code < 0)
            return fail_tree(error, path);
        if (!tl_object_confirm(repository, id, &again, error))
            return FALSE;
    } while (again);
    return TRUE;
}

static gboolean edit_leaf(git_treebuilder *builder, tl_edit *edit, const char *name, GError **error)
{
    const git_tree_entry *entry = git_treebuilder_get(builder, name);
    const char *path = edit->change->path;
    git_filemode_t old = entry ? git_tree_entry_filemode(entry) : GIT_FILEMODE_UNREADABLE;
    if (old == GIT_FILEMODE_COMMIT)
        return tl_git_refuse(error, _("cannot commit %s: it is a submodule"), path);
    if (!edit->change->content)
        return !entry || old == GIT_FILEMODE_TREE || git_treebuilder_remove(builder, name) == 0 ||
               fail_tree(error, path);
    if (old == GIT_FILEMODE_TREE)
        return tl_git_refuse(error,
                             _("cannot commit %s: at HEAD it is a folder\ncommit the "
                               "removal of what is in it first"),
                             path);
    if (edit->mode == GIT_FILEMODE_UNREADABLE) /* core.fileMode is off: as it was */
        edit->mode = tl_git_is_file_mode(old) ? old : GIT_FILEMODE_BLOB;
    return git_treebuilder_insert(NULL, builder, name, &edit->id, edit->mode) == 0 ||
           fail_tree(error, path);
}

static gboolean edit_level(tl_repository *repository, const git_tree *base, const GArray *edits,
                           range now, git_oid *id, gboolean *is_empty, GError **error);

static gboolean edit_folder(tl_repository *repository, git_treebuilder *builder,
                            const GArray *edits, range now, const char *name, GError **error)
{
    const git_tree_entry *entry = git_treebuilder_get(builder, name);
    const char *path = edit_at(edits, now.from)->change->path;
    g_autoptr(git_tree) base = NULL;
    git_oid id;
    gboolean is_empty;
    if (entry && git_tree_entry_filemode(entry) == GIT_FILEMODE_COMMIT)
        return tl_git_refuse(error, _("cannot commit %s: it lies in a submodule"), path);
    if (entry && git_tree_entry_filemode(entry) != GIT_FILEMODE_TREE)
        return tl_git_refuse(error,
                             _("cannot commit %s: at HEAD its folder is a file\ncommit the "
                               "removal of that file first"),
                             path);
    if (entry && git_tree_lookup(&base, repository->handle, git_tree_entry_id(entry)) < 0)
        return fail_tree(error, path);
    if (!edit_level(repository, base, edits, now, &id, &is_empty, error))
        return FALSE;
    if (!is_empty)
        return git_treebuilder_insert(NULL, builder, name, &id, GIT_FILEMODE_TREE) == 0 ||
               fail_tree(error, path);
    return !base || git_treebuilder_remove(builder, name) == 0 || fail_tree(error, path);
}

/* What begins with one name: first the path that ends there, then those below it. */
static gboolean edit_name(tl_repository *repository, git_treebuilder *builder, const GArray *edits,
                          range now, gsize length, GError **error)
{
    g_autofree char *name = g_strndup(rest_at(edits, now.from, now.offset), length);
    if (rest_at(edits, now.from, now.offset)[length] == '\0') {
        if (!edit_leaf(builder, edit_at(edits, now.from), name, error))
            return FALSE;
        now.from++;
    }
    now.offset += length + 1;
    return now.from == now.to || edit_folder(repository, builder, edits, now, name, error);
}

static guint find_end(const GArray *edits, range now, gsize length)
{
    const char *name = rest_at(edits, now.from, now.offset);
    guint end = now.from + 1;
    while (end < now.to) {
        const char *other = rest_at(edits, end, now.offset);
        if (strcspn(other, "/") != length || memcmp(name, other, length) != 0)
            break;
        end++;
    }
    return end;
}

static gboolean edit_level(tl_repository *repository, const git_tree *base, const GArray *edits,
                           range now, git_oid *id, gboolean *is_empty, GError **error)
{
    const char *path = edit_at(edits, now.from)->change->path;
    g_autoptr(git_treebuilder) builder = NULL;
    if (!begin(repository->handle, base, &builder, path, error))
        return FALSE;
    for (guint i = now.from; i < now.to;) {
        range rest = {i, now.to, now.offset};
        gsize length = strcspn(rest_at(edits, i, now.offset), "/");
        range same = {i, find_end(edits, rest, length), now.offset};
        if (!edit_name(repository, builder, edits, same, length, error))
            return FALSE;
        i = same.to;
    }
    *is_empty = git_treebuilder_entrycount(builder) == 0;
    return (*is_empty && now.offset > 0) || finish(repository, builder, path, id, error);
}

gboolean tl_tree_edit(tl_repository *repository, const git_tree *base, const GArray *edits,
                      git_oid *id, GError **error)
{
    gboolean is_empty;
    return edit_level(repository, base, edits, (range){0, edits->len, 0}, id, &is_empty, error);
}
