#include "guide_internal.h"

#include "common_internal.h"

#include "tl11/file.h"
#include "tl11/guide_import.h"
#include "tl11/text.h"

#include <stdio.h>
#include <unistd.h>

/* The file is the user's own, from anywhere. */
static GBytes *read_guide(const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *name = g_path_get_basename(path);
    int root = tl_file_open_root(folder, error);
    if (root < 0)
        return NULL;
    GBytes *content = tl_file_read(root, name, TL_FILE_MAX, error);
    close(root);
    return content;
}

static gboolean add_chapter(const tl_call *call, const tl_imported_chapter *chapter, gboolean force,
                            GPtrArray *changes, GError **error)
{
    int root = call->notebook->root_fd;
    g_autofree char *path = g_strdup_printf("guide/%s.md", chapter->key);
    g_autoptr(GBytes) there = NULL;
    if (tl_file_kind_of(root, path) != TL_FILE_MISSING) {
        if (!force)
            return tl_error_set(error, TL_EXIT_REFUSED,
                                _("%s is there already: --force replaces it"), path);
        there = tl_file_read(root, path, TL_FILE_MAX, error);
        if (!there)
            return FALSE;
    }
    tl_change *change = tl_change_new(path, chapter->content, there);
    change->is_new = there == NULL;
    g_ptr_array_add(changes, change);
    return TRUE;
}

static void report(tl_call *call, const tl_guide_import *import, const char *path)
{
    for (guint i = 0; i < import->remarks->len; i++) {
        g_autofree char *remark = tl_text_escape(g_ptr_array_index(import->remarks, i), -1);
        fprintf(stderr, "tl11: %s: %s\n", path, remark);
    }
    for (guint i = 0; i < import->chapters->len; i++) {
        const tl_imported_chapter *chapter = g_ptr_array_index(import->chapters, i);
        g_autofree char *title = tl_text_escape(chapter->title, -1);
        g_string_append_printf(call->out, "guide/%s.md: %s\n", chapter->key, title);
    }
}

static gboolean prepare(tl_call *call, GError **error)
{
    if (call->count != 2)
        return tl_error_set(error, TL_EXIT_USAGE, _("usage: tl11 guide import FILE"));
    if (!call->notebook)
        return tl_error_set(error, TL_EXIT_FAILED,
                            _("no notebook to import into: 'tl11 init' makes one"));
    return tl_call_prepare_writing(call, error);
}

int tl_guide_run_import(tl_call *call, gboolean force, GError **error)
{
    if (!prepare(call, error))
        return TL_EXIT_FAILED;
    const char *path = call->arguments[1];
    g_autoptr(GBytes) content = read_guide(path, error);
    g_autoptr(tl_guide_import) import =
        content ? tl_guide_import_parse(content, path, error) : NULL;
    if (!import)
        return TL_EXIT_FAILED;
    g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func((GDestroyNotify)tl_change_free);
    for (guint i = 0; i < import->chapters->len; i++)
        if (!add_chapter(call, g_ptr_array_index(import->chapters, i), force, changes, error))
            return TL_EXIT_FAILED;
    g_autofree char *name = g_path_get_basename(path);
    g_autofree char *shown = tl_text_quote(name);
    g_autofree char *message = g_strdup_printf("guide: imported from %s", shown);
    if (!tl_call_commit(call, changes, message, error))
        return TL_EXIT_FAILED;
    g_autofree char *escaped = tl_text_escape(path, -1);
    report(call, import, escaped);
    return TL_EXIT_OK;
}
