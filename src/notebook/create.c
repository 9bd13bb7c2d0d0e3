#include "tl11/commit.h"
#include "tl11/error.h"
#include "tl11/file.h"
#include "tl11/hooks.h"
#include "tl11/language.h"
#include "tl11/notebook.h"
#include "tl11/text.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* What editors, or a git that was killed, leave: it holds the note's text, in plain sight. */
static const char IGNORED[] = ".*.sw?\n"
                              ".sw?\n"
                              "*~\n"
                              "\\#*#\n"
                              ".#*\n"
                              "*.un~\n"
                              ".merge_file_*\n"
                              ".tl11-*.tmp\n";

static void add_file(GPtrArray *changes, int root, const char *path, GBytes *content)
{
    if (tl_file_kind_of(root, path) == TL_FILE_MISSING) {
        tl_change *change = tl_change_new(path, content, NULL);
        change->is_new = TRUE;
        g_ptr_array_add(changes, change);
    }
}

static GBytes *bytes_of(const char *text)
{
    return g_bytes_new_static(text, strlen(text));
}

static gboolean commit_first_files(tl_repository *repository, const tl_language *language,
                                   GError **error)
{
    g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func((GDestroyNotify)tl_change_free);
    g_autoptr(GBytes) settings =
        language ? tl_settings_format(*language) : bytes_of("[notebook]\n");
    char *lines = tl_notebook_attributes();
    g_autoptr(GBytes) attributes = g_bytes_new_take(lines, strlen(lines));
    g_autoptr(GBytes) ignored = bytes_of(IGNORED);
    int root = tl_repository_root_fd(repository);
    add_file(changes, root, ".gitattributes", attributes);
    add_file(changes, root, ".gitignore", ignored);
    /* Last, since it makes the folder a notebook: a killed init is simply run again. */
    add_file(changes, root, TL_NOTEBOOK_MARKER, settings);
    return tl_commit(repository, "init: a notebook for 1:1 notes", changes, NULL, error);
}

static gboolean make_folder(const char *path, GError **error)
{
    if (g_mkdir_with_parents(path, 0700) == 0)
        return TRUE;
    g_autofree char *quoted = tl_text_quote(path);
    return tl_error_set_errno(error, "%s", quoted);
}

/* A bare repository has no work tree for notes, and a second one inside would hide it. */
static gboolean is_bare(const char *path)
{
    static const char *const parts[] = {"HEAD", "objects", "refs"};
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *part = g_build_filename(path, parts[i], NULL);
        if (!g_file_test(part, G_FILE_TEST_EXISTS))
            return FALSE;
    }
    g_autofree char *dot_git = g_build_filename(path, ".git", NULL);
    return !g_file_test(dot_git, G_FILE_TEST_EXISTS);
}

tl_notebook *tl_notebook_create(const char *path, const tl_language *language,
                                tl_notebook_ensure ensure, gpointer data, GError **error)
{
    if (tl_notebook_exists(path)) {
        g_autofree char *quoted = tl_text_quote(path);
        tl_error_set(error, TL_EXIT_REFUSED, _("%s: there is a notebook already"), quoted);
        return NULL;
    }
    if (is_bare(path)) {
        g_autofree char *quoted = tl_text_quote(path);
        tl_error_set(error, TL_EXIT_REFUSED,
                     _("%s is a bare Git repository, without a folder for notes\n"
                       "'tl11 clone' makes one of it, then 'tl11 init' there a notebook"),
                     quoted);
        return NULL;
    }
    if (!make_folder(path, error) || !tl_repository_create(path, error))
        return NULL;
    g_autoptr(tl_repository) repository = tl_repository_open(path, error);
    if (!repository || !tl_repository_check_writable(repository, error) ||
        !ensure(repository, data, error) || !tl_notebook_configure(repository, error) ||
        !commit_first_files(repository, language, error))
        return NULL;
    g_autoptr(tl_notebook) notebook = tl_notebook_open(path, error);
    return notebook && tl_hooks_install(notebook->repository, error) ? g_steal_pointer(&notebook)
                                                                     : NULL;
}
