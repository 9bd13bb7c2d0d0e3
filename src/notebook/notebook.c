#include "tl11/notebook.h"
#include "tl11/error.h"
#include "tl11/file.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <string.h>

/* The largest tl11.ini, in bytes; ini.h asks for less. */
#define SETTINGS_MAX ((gsize)64 * 1024)
/* The largest chapter of a notebook's own guide, in bytes. */
#define CHAPTER_MAX ((gsize)256 * 1024)

static gboolean load_settings(tl_notebook *notebook, GError **error)
{
    g_autoptr(GBytes) content =
        tl_file_read(notebook->root_fd, TL_NOTEBOOK_MARKER, SETTINGS_MAX, error);
    if (!content)
        return FALSE;
    notebook->settings = tl_settings_parse(content, TL_NOTEBOOK_MARKER, error);
    return notebook->settings != NULL;
}

static gboolean load_chapter(tl_notebook *notebook, const char *name, GError **error)
{
    g_autofree char *key = g_strndup(name, strlen(name) - strlen(".md"));
    g_autofree char *path = g_strconcat("guide/", name, NULL);
    if (!tl_text_is_slug(key))
        return tl_error_set(error, TL_EXIT_FAILED,
                            _("%s: a chapter's file is named by its relationship: small letters, "
                              "digits and '-'"),
                            path);
    g_autoptr(GBytes) content = tl_file_read(notebook->root_fd, path, CHAPTER_MAX, error);
    if (!content)
        return FALSE;
    tl_chapter *chapter = tl_chapter_parse(key, content, path, error);
    if (!chapter)
        return FALSE;
    tl_guide_replace(notebook->guide, chapter);
    return TRUE;
}

static gboolean load_guide(tl_notebook *notebook, GError **error)
{
    notebook->guide = tl_guide_new();
    g_autoptr(GPtrArray) entries = tl_file_list(notebook->root_fd, "guide", error);
    if (!entries)
        return FALSE;
    for (guint i = 0; i < entries->len; i++) {
        const tl_file_entry *entry = g_ptr_array_index(entries, i);
        if (entry->kind == TL_FILE_REGULAR && g_str_has_suffix(entry->name, ".md") &&
            !load_chapter(notebook, entry->name, error))
            return FALSE;
    }
    return TRUE;
}

tl_notebook *tl_notebook_open(const char *path, GError **error)
{
    g_autofree char *quoted = tl_text_quote(path);
    if (!tl_notebook_exists(path)) {
        tl_error_set(error, TL_EXIT_FAILED,
                     _("no notebook at %s\n"
                       "'tl11 init' makes one, 'tl11 clone URL' fetches one"),
                     quoted);
        return NULL;
    }
    g_autoptr(tl_notebook) notebook = g_new0(tl_notebook, 1);
    notebook->root_fd = -1;
    notebook->repository = tl_repository_open(path, error);
    if (!notebook->repository)
        return NULL;
    notebook->root = g_strdup(tl_repository_root(notebook->repository));
    notebook->root_fd = tl_repository_root_fd(notebook->repository);
    if (!load_settings(notebook, error) || !load_guide(notebook, error))
        return NULL;
    return g_steal_pointer(&notebook);
}

void tl_notebook_close(tl_notebook *notebook)
{
    if (!notebook)
        return;
    g_clear_pointer(&notebook->settings, tl_settings_free);
    g_clear_pointer(&notebook->guide, tl_guide_free);
    g_clear_pointer(&notebook->repository, tl_repository_close);
    g_free(notebook->root);
    g_free(notebook);
}

tl_language tl_notebook_language(const tl_notebook *notebook, gboolean has_language,
                                 tl_language language)
{
    if (has_language)
        return language;
    if (notebook->settings->has_language)
        return notebook->settings->language;
    return tl_language_current();
}
