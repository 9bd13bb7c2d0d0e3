#include "book.h"

#include <glib/gstdio.h>

void remove_tree(const char *path)
{
    GDir *folder = g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open(path, 0, NULL);
    for (const char *name; folder && (name = g_dir_read_name(folder));) {
        g_autofree char *below = g_build_filename(path, name, NULL);
        remove_tree(below);
    }
    if (folder)
        g_dir_close(folder);
    g_remove(path);
}

void copy_tree(const char *from, const char *to)
{
    g_autofree char *content = NULL;
    gsize length;
    GDir *folder = g_dir_open(from, 0, NULL);
    if (!folder) {
        if (g_file_get_contents(from, &content, &length, NULL))
            g_file_set_contents(to, content, (gssize)length, NULL);
        return;
    }
    g_mkdir(to, 0700);
    for (const char *name; (name = g_dir_read_name(folder));) {
        g_autofree char *source = g_build_filename(from, name, NULL);
        g_autofree char *target = g_build_filename(to, name, NULL);
        copy_tree(source, target);
    }
    g_dir_close(folder);
}

char *read_note(const book *b, const char *path)
{
    g_autofree char *full = g_build_filename(b->root, path, NULL);
    char *text = NULL;
    g_file_get_contents(full, &text, NULL, NULL);
    return text;
}

void write_note(const book *b, const char *path, const char *text)
{
    g_autofree char *full = g_build_filename(b->root, path, NULL);
    g_autofree char *folder = g_path_get_dirname(full);
    g_mkdir_with_parents(folder, 0700);
    g_file_set_contents(full, text, -1, NULL);
}

char *file_of(const book *b, const char *name)
{
    return g_build_filename(b->folder, name, NULL);
}
