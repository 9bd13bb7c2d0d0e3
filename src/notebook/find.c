#include "tl11/error.h"
#include "tl11/file.h"
#include "tl11/notebook.h"

#include <unistd.h>

/* The largest config.ini or tl11.ini, in bytes. */
#define SETTINGS_MAX ((gsize)64 * 1024)

gboolean tl_notebook_exists(const char *path)
{
    g_autofree char *marker = g_build_filename(path, TL_NOTEBOOK_MARKER, NULL);
    return g_file_test(marker, G_FILE_TEST_IS_REGULAR);
}

static char *find_enclosing(void)
{
    g_autofree char *folder = g_get_current_dir();
    while (!tl_notebook_exists(folder)) {
        char *above = g_path_get_dirname(folder);
        gboolean is_top = g_strcmp0(above, folder) == 0;
        g_free(folder);
        folder = above;
        if (is_top)
            return NULL;
    }
    return g_steal_pointer(&folder);
}

/* The path that config.ini names, NULL without an error when it names none. */
static char *find_configured(GError **error)
{
    g_autofree char *folder = g_build_filename(g_get_user_config_dir(), "tl11", NULL);
    g_autofree char *path = g_build_filename(folder, "config.ini", NULL);
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return NULL;
    int root = tl_file_open_root(folder, error);
    if (root < 0)
        return NULL;
    g_autoptr(GBytes) content = tl_file_read(root, "config.ini", SETTINGS_MAX, error);
    close(root);
    return content ? tl_settings_notebook_path(content, path, error) : NULL;
}

char *tl_notebook_find(const char *directory, gboolean *is_default, GError **error)
{
    *is_default = FALSE;
    if (!directory)
        directory = g_getenv("TL11_DIR");
    if (directory && *directory)
        return g_canonicalize_filename(directory, NULL);
    char *enclosing = find_enclosing();
    if (enclosing)
        return enclosing;

    *is_default = TRUE;
    GError *failure = NULL;
    g_autofree char *configured = find_configured(&failure);
    if (failure) {
        g_propagate_error(error, failure);
        return NULL;
    }
    if (configured)
        return g_canonicalize_filename(configured, NULL);
    return g_build_filename(g_get_user_data_dir(), "tl11", NULL);
}
