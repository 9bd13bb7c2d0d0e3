#include "digest_internal.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#define NAMES (1u << TL_DIGEST_FOLDERS | 1u << TL_DIGEST_NOTES | 1u << TL_DIGEST_STRINGS)

/* The cache's folder: persons are asked for one after the other, and all of one notebook. */
static struct {
    char *git_dir;
    int folder;
} last = {NULL, -1};

static int open_folder(const tl_repository *repository)
{
    const char *git_dir = tl_repository_git_dir(repository);
    if (g_strcmp0(last.git_dir, git_dir) == 0)
        return last.folder;
    if (last.folder >= 0)
        g_close(last.folder, NULL);
    g_free(last.git_dir);
    last.git_dir = g_strdup(git_dir);
    last.folder = tl_cache_folder_open(repository);
    return last.folder;
}

static gboolean open_names(tl_flat *flat, const tl_repository *repository, const char *slug)
{
    guint64 key[2];
    g_autofree char *file = g_strconcat(slug, ".digest", NULL);
    g_autoptr(GBytes) kept = tl_cache_folder_read(open_folder(repository), file);
    tl_digest_key(slug, key);
    return kept && tl_flat_open(flat, &tl_digest_format, kept, key, NAMES);
}

static gboolean find_folder(const tl_flat *flat, const char *path, gsize length,
                            tl_digest_folder *folder)
{
    for (guint32 i = 0; i < tl_digest_count(flat, TL_DIGEST_FOLDERS); i++) {
        *folder = tl_digest_folder_at(flat, i);
        const char *relationship = tl_digest_string(flat, folder->relationship);
        if (relationship && strlen(relationship) == length &&
            memcmp(relationship, path, length) == 0)
            return TRUE;
    }
    return FALSE;
}

gboolean tl_digest_names(const tl_notebook *notebook, const char *path, tl_file_visitor visit,
                         gpointer data)
{
    struct stat status;
    tl_digest_folder folder;
    g_auto(tl_flat) flat = {.bytes = NULL};
    const char *slash = strchr(path, '/');
    if (fstatat(notebook->root_fd, path, &status, AT_SYMLINK_NOFOLLOW) < 0)
        return errno == ENOENT;
    if (!slash || !open_names(&flat, notebook->repository, slash + 1) ||
        !find_folder(&flat, path, (gsize)(slash - path), &folder) ||
        !tl_stamp_is_of(&folder.stamp, &status))
        return FALSE;
    /* The newest first: mostly they are what is wanted. */
    for (guint32 i = folder.count; i > 0; i--) {
        tl_digest_note note = tl_digest_note_at(&flat, folder.first + i - 1);
        const char *name = tl_digest_string(&flat, note.name);
        if (name && (note.flags & TL_DIGEST_IN_TREE))
            visit(name, TL_FILE_REGULAR, data);
    }
    return TRUE;
}
