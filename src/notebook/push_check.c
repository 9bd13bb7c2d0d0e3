#include "sync_internal.h"
#include "tl11/sync.h"

#include "tl11/error.h"
#include "tl11/file.h"
#include "tl11/git_program.h"
#include "tl11/language.h"
#include "tl11/revision.h"
#include "tl11/text.h"

#include <string.h>

static gboolean may_hold_markers(const char *path)
{
    return g_str_has_suffix(path, ".md") || g_str_has_suffix(path, ".ini");
}

/* What the other side holds already is not pushed. A commit that is not here says nothing. */
static gboolean check_markers(const tl_notebook *notebook, const char *commit, const char *there,
                              GError **error)
{
    g_autoptr(GPtrArray) entries = tl_revision_compare(notebook->repository, there, commit, NULL);
    g_autoptr(GString) places = g_string_new(NULL);
    if (!entries)
        entries = tl_revision_compare(notebook->repository, "", commit, error);
    if (!entries)
        return FALSE;
    for (guint i = 0; i < entries->len; i++) {
        const tl_status_entry *entry = g_ptr_array_index(entries, i);
        if (entry->kind == TL_CHANGE_DELETED || !may_hold_markers(entry->path))
            continue;
        g_autoptr(GBytes) content =
            tl_revision_read(notebook->repository, commit, entry->path, TL_FILE_MAX, NULL);
        if (content)
            tl_conflicts_describe(notebook, entry->path, content, places);
    }
    return places->len == 0 ||
           tl_error_set(error, TL_EXIT_REFUSED,
                        _("conflict markers are committed, and would be pushed:%s\n"
                          "decide what stays there and take the markers out; 'tl11 sync --save' "
                          "goes on"),
                        places->str);
}

static GPtrArray *list_private(tl_repository *repository)
{
    static const char *const arguments[] = {"config", "-z", "--get-all", TL_SYNC_PRIVATE, NULL};
    g_autoptr(GString) output = g_string_new(NULL);
    GPtrArray *folders = g_ptr_array_new_with_free_func(g_free);
    int status;
    if (!tl_git_capture(tl_repository_root(repository), arguments, output, &status, NULL))
        return folders;
    for (const char *value = output->str; value < output->str + output->len;
         value += strlen(value) + 1)
        if (*value)
            g_ptr_array_add(folders, g_strdup(value));
    return folders;
}

/* A file that came and went is in history for ever, so each commit counts. */
static char *find_private(const tl_notebook *notebook, const char *folder, const char *commit,
                          const char *there, const char *remote, GError **error)
{
    g_autofree char *known = g_strconcat("^", there, NULL);
    g_autofree char *tracked = remote ? g_strconcat("--remotes=", remote, NULL) : NULL;
    g_autofree char *pathspec = g_strconcat(":(top,literal)", folder, NULL);
    g_autoptr(GPtrArray) arguments = g_ptr_array_new();
    g_autoptr(GString) output = g_string_new(NULL);
    const char *const leading[] = {"log", "-1", "--format=%h", "--full-history", commit};
    const char *const excluded[] = {"--not", tracked, "--not"};
    for (gsize i = 0; i < G_N_ELEMENTS(leading); i++)
        g_ptr_array_add(arguments, (gpointer)leading[i]);
    if (*there && tl_remote_relate(notebook->repository, commit, there, NULL) != TL_RELATED_UNKNOWN)
        g_ptr_array_add(arguments, known);
    for (gsize i = 0; tracked && i < G_N_ELEMENTS(excluded); i++)
        g_ptr_array_add(arguments, (gpointer)excluded[i]);
    g_ptr_array_add(arguments, (gpointer) "--");
    g_ptr_array_add(arguments, pathspec);
    g_ptr_array_add(arguments, NULL);
    return tl_git_capture(notebook->root, (const char *const *)arguments->pdata, output, NULL,
                          error)
               ? g_strdup(g_strchomp(output->str))
               : NULL;
}

static gboolean check_private(const tl_notebook *notebook, const char *folder, const char *commit,
                              const char *there, const char *remote, GError **error)
{
    g_autofree char *found = find_private(notebook, folder, commit, there, remote, error);
    if (!found || !*found)
        return found != NULL;
    g_autofree char *quoted = tl_text_quote(folder);
    return tl_error_set(error, TL_EXIT_REFUSED,
                        _("the folder %s is private (%s), and the commit %s would push something "
                          "of it\nif it may leave this machine: tl11 git config --unset-all %s"),
                        quoted, TL_SYNC_PRIVATE, found, TL_SYNC_PRIVATE);
}

gboolean tl_sync_check_push(const tl_notebook *notebook, const char *commit, const char *there,
                            const char *remote, GError **error)
{
    g_autoptr(GPtrArray) folders = list_private(notebook->repository);
    for (guint i = 0; i < folders->len; i++)
        if (!check_private(notebook, g_ptr_array_index(folders, i), commit, there, remote, error))
            return FALSE;
    return check_markers(notebook, commit, there, error);
}

/* The command must not bring a password to the screen. */
static char *name_url(const char *remote, const char *url, const char *shown)
{
    g_autofree char *plain = tl_text_quote(url);
    if (strcmp(plain, shown) == 0 || !remote)
        return g_shell_quote(url);
    g_autofree char *name = g_shell_quote(remote);
    return g_strdup_printf("\"$(tl11 git remote get-url --push %s)\"", name);
}

gboolean tl_sync_refuse_remote(const char *remote, const char *url, GError **error)
{
    g_autofree char *quoted = tl_remote_quote(url);
    g_autofree char *word = name_url(remote, url, quoted);
    return tl_error_set(error, TL_EXIT_REFUSED,
                        _("nobody allowed this notebook to be pushed to %s\n"
                          "if your notes may go there: tl11 git config --add %s %s"),
                        quoted, TL_REMOTE_ALLOWED, word);
}
