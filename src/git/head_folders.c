#include "git_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

typedef struct {
    tl_repository *repository;
    const char *second;
    const tl_head_visitor *visitor;
    gpointer data;
} walking;

static gboolean open_tree(const walking *w, const git_tree_entry *entry, git_tree **tree,
                          GError **error)
{
    if (git_tree_lookup(tree, w->repository->handle, git_tree_entry_id(entry)) == 0)
        return TRUE;
    g_autofree char *quoted = tl_text_quote(git_tree_entry_name(entry));
    return tl_libgit2_fail(error, _("cannot read the folder %s from history"), quoted);
}

static gboolean is_folder(const git_tree_entry *entry)
{
    return git_tree_entry_filemode(entry) == GIT_FILEMODE_TREE;
}

static gboolean visit_files(const walking *w, const git_tree_entry *folder, GError **error)
{
    g_autoptr(git_tree) tree = NULL;
    if (!open_tree(w, folder, &tree, error))
        return FALSE;
    for (gsize i = 0; i < git_tree_entrycount(tree); i++) {
        const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
        if (tl_git_is_file_mode(git_tree_entry_filemode(entry)))
            w->visitor->file(w->data, git_tree_entry_name(entry), git_tree_entry_id(entry)->id);
    }
    return TRUE;
}

static gboolean visit_second(const walking *w, const char *first, const git_tree_entry *entry,
                             GError **error)
{
    const char *second = git_tree_entry_name(entry);
    if (!w->visitor->folder(w->data, first, second, git_tree_entry_id(entry)->id))
        return TRUE;
    return visit_files(w, entry, error);
}

static gboolean visit_first(const walking *w, const git_tree_entry *first, GError **error)
{
    g_autoptr(git_tree) tree = NULL;
    if (!open_tree(w, first, &tree, error))
        return FALSE;
    const git_tree_entry *named = w->second ? git_tree_entry_byname(tree, w->second) : NULL;
    gsize count = w->second ? (named ? 1 : 0) : git_tree_entrycount(tree);
    for (gsize i = 0; i < count; i++) {
        const git_tree_entry *entry = named ? named : git_tree_entry_byindex(tree, i);
        if (is_folder(entry) && !visit_second(w, git_tree_entry_name(first), entry, error))
            return FALSE;
    }
    return TRUE;
}

static void visit_root(const walking *w, GError **failure)
{
    g_autoptr(git_tree) root = tl_head_tree(w->repository, failure);
    gsize count = root ? git_tree_entrycount(root) : 0;
    gboolean goes_on = root != NULL;
    for (gsize i = 0; goes_on && i < count; i++) {
        const git_tree_entry *entry = git_tree_entry_byindex(root, i);
        goes_on = !is_folder(entry) || visit_first(w, entry, failure);
    }
}

gboolean tl_repository_visit_head(tl_repository *repository, const char *second,
                                  const tl_head_visitor *visitor, gpointer data, GError **error)
{
    GError *failure = NULL;
    const walking w = {repository, second, visitor, data};
    tl_git_check_objects(FALSE);
    visit_root(&w, &failure);
    tl_git_check_objects(TRUE);
    if (failure)
        g_propagate_error(error, failure);
    return failure == NULL;
}
