#include "commit_internal.h"

#include "tl11/error.h"
#include "tl11/file.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <fcntl.h>
#include <string.h>

#define DEPTH_MAX 32

tl_change *tl_change_new(const char *path, GBytes *content, GBytes *expected)
{
    tl_change *change = g_new0(tl_change, 1);
    change->path = g_strdup(path);
    change->content = content ? g_bytes_ref(content) : NULL;
    change->expected = expected ? g_bytes_ref(expected) : NULL;
    return change;
}

void tl_change_free(tl_change *change)
{
    if (!change)
        return;
    g_clear_pointer(&change->content, g_bytes_unref);
    g_clear_pointer(&change->expected, g_bytes_unref);
    g_free(change->path);
    g_free(change);
}

static gboolean is_safe(const char *path)
{
    g_auto(GStrv) names = g_strsplit(path, "/", -1);
    guint n = g_strv_length(names);
    for (guint i = 0; i < n; i++)
        if (*names[i] == '\0' || strcmp(names[i], ".") == 0 || strcmp(names[i], "..") == 0 ||
            g_ascii_strcasecmp(names[i], ".git") == 0)
            return FALSE;
    return n > 0 && n <= DEPTH_MAX;
}

static gboolean refuse_nested(GError **error, const char *path, const char *folder)
{
    g_autofree char *quoted = tl_text_quote(path);
    g_autofree char *nested = tl_text_quote(folder);
    return tl_error_set(error, TL_EXIT_REFUSED,
                        _("cannot commit %s: %s is a git repository of its own"), quoted, nested);
}

static gboolean is_submodule(tl_repository *repository, const char *path)
{
    const git_index_entry *entry =
        repository->index.handle ? git_index_get_bypath(repository->index.handle, path, 0) : NULL;
    return entry && entry->mode == GIT_FILEMODE_COMMIT;
}

static gboolean check_folders(tl_repository *repository, const char *path, GError **error)
{
    for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
        g_autofree char *folder = g_strndup(path, (gsize)(slash - path));
        g_autofree char *dot_git = g_strconcat(folder, "/.git", NULL);
        struct stat status;
        if (fstatat(repository->root_fd, dot_git, &status, AT_SYMLINK_NOFOLLOW) == 0 ||
            is_submodule(repository, folder))
            return refuse_nested(error, path, folder);
    }
    return !is_submodule(repository, path) || refuse_nested(error, path, path);
}

gboolean tl_changes_check(tl_repository *repository, const GPtrArray *changes, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    gboolean is_foreign;
    if (!repository->index.handle)
        tl_index_load(repository, &is_foreign, NULL); /* what is wrong with it is told later */
    for (guint i = 0; i < changes->len; i++) {
        const tl_change *change = g_ptr_array_index(changes, i);
        if (!is_safe(change->path))
            return tl_git_refuse(error, _("cannot commit %s: no such path is kept"), change->path);
        if (!g_hash_table_add(seen, change->path))
            return tl_git_refuse(error, _("cannot commit %s twice at once"), change->path);
        if (!check_folders(repository, change->path, error))
            return FALSE;
    }
    return TRUE;
}

gboolean tl_changes_holds(tl_repository *repository, const char *path, GBytes *bytes)
{
    if (tl_file_kind_of(repository->root_fd, path) != TL_FILE_REGULAR)
        return FALSE;
    g_autoptr(GBytes) found =
        tl_file_read(repository->root_fd, path, g_bytes_get_size(bytes), NULL);
    return found && g_bytes_equal(found, bytes);
}

/* A killed run may have written it: then it only has to be made durable. */
static gboolean write_one(tl_repository *repository, const tl_change *change, GError **error)
{
    int root = repository->root_fd;
    if (tl_changes_holds(repository, change->path, change->content))
        return tl_file_sync(root, change->path, error);
    if (change->is_new)
        return tl_file_create(root, change->path, change->content, error);
    return tl_file_replace(root, change->path, change->expected, change->content, error);
}

static gboolean check_removal(tl_repository *repository, const tl_change *change, GError **error)
{
    tl_file_kind kind = tl_file_kind_of(repository->root_fd, change->path);
    if (kind == TL_FILE_MISSING || !change->expected)
        return TRUE;
    if (tl_changes_holds(repository, change->path, change->expected))
        return TRUE;
    return tl_git_refuse(error,
                         _("cannot remove %s: it changed meanwhile\nit was left as it is "
                           "now; try again"),
                         change->path);
}

/* swept: the folders that it was done in. */
static void sweep(tl_repository *repository, const char *path, GHashTable *swept)
{
    const char *slash = strrchr(path, '/');
    char *folder = g_strndup(path, slash ? (gsize)(slash - path) : 0);
    if (g_hash_table_add(swept, folder))
        tl_file_sweep(repository->root_fd, folder);
}

gboolean tl_changes_write(tl_repository *repository, const GPtrArray *changes, GError **error)
{
    for (guint i = 0; i < changes->len; i++) {
        const tl_change *change = g_ptr_array_index(changes, i);
        if (!change->content && !check_removal(repository, change, error))
            return FALSE;
    }
    g_autoptr(GHashTable) swept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < changes->len; i++) {
        const tl_change *change = g_ptr_array_index(changes, i);
        sweep(repository, change->path, swept);
        if (change->content && !write_one(repository, change, error))
            return FALSE;
    }
    return TRUE;
}
