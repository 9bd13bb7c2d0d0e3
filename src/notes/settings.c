#include "tl11/settings.h"

#include "place_internal.h"
#include "tl11/text.h"
#include "values_internal.h"

#include <string.h>

static gboolean read_cadence(tl_settings *settings, const tl_ini *ini, const char *path,
                             const tl_ini_entry *entry, GError **error)
{
    tl_span span = {0};
    if (!tl_values_read_span(ini, path, entry->section, entry->key, &span, error))
        return FALSE;
    if (span.days != 0 || span.months != 0)
        g_hash_table_insert(settings->cadences, g_strdup(entry->key),
                            g_memdup2(&span, sizeof span));
    return TRUE;
}

static gboolean read_cadences(tl_settings *settings, const tl_ini *ini, const char *path,
                              GError **error)
{
    const GPtrArray *entries = tl_ini_entries(ini);
    for (guint i = 0; i < entries->len; i++) {
        const tl_ini_entry *entry = entries->pdata[i];
        if (strcmp(entry->section, "cadence") == 0 &&
            !read_cadence(settings, ini, path, entry, error))
            return FALSE;
    }
    return TRUE;
}

tl_settings *tl_settings_parse(GBytes *content, const char *path, GError **error)
{
    g_autoptr(tl_ini) ini = tl_ini_parse(content, path, error);
    if (ini == NULL)
        return NULL;
    g_autoptr(tl_settings) settings = g_new0(tl_settings, 1);
    settings->cadences = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (!tl_values_read_language(ini, path, "notebook", "language", &settings->has_language,
                                 &settings->language, error) ||
        !read_cadences(settings, ini, path, error))
        return NULL;
    return g_steal_pointer(&settings);
}

void tl_settings_free(tl_settings *settings)
{
    if (settings == NULL)
        return;
    g_hash_table_unref(settings->cadences);
    g_free(settings);
}

tl_span tl_settings_cadence(const tl_settings *settings, const char *relationship)
{
    const tl_span *own = g_hash_table_lookup(settings->cadences, relationship);
    if (own != NULL)
        return *own;
    if (strcmp(relationship, "team") == 0)
        return (tl_span){.days = 7};
    if (strcmp(relationship, "manager") == 0)
        return (tl_span){.days = 14};
    return (tl_span){.months = 1};
}

GBytes *tl_settings_format(tl_language language)
{
    char *text = g_strdup_printf("[notebook]\nlanguage = %s\n", tl_language_code(language));
    return g_bytes_new_take(text, strlen(text));
}

char *tl_settings_notebook_path(GBytes *content, const char *path, GError **error)
{
    g_autoptr(tl_ini) ini = tl_ini_parse(content, path, error);
    if (ini == NULL)
        return NULL;
    const char *folder = tl_values_find(ini, "notebook", "path");
    if (folder == NULL)
        return NULL;
    if (strcmp(folder, "~") == 0 || g_str_has_prefix(folder, "~/"))
        return g_build_filename(g_get_home_dir(), folder + 1, NULL);
    if (g_path_is_absolute(folder))
        return g_strdup(folder);
    g_autofree char *quoted = tl_text_quote(folder);
    tl_place_fail(error, path, tl_ini_line(ini, "notebook", "path"),
                  _("%s is neither an absolute path nor one that begins with ~/"), quoted);
    return NULL;
}
