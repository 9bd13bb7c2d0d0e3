#include "git_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <stdlib.h>
#include <string.h>

/* A file that is not there is fine; one that cannot be read may ask for signatures. */
static gboolean add_file(git_config *config, const char *path, git_config_level_t level,
                         const git_repository *repository, GError **error)
{
    if (!*path || git_config_add_file_ondisk(config, path, level, repository, FALSE) >= 0)
        return TRUE;
    g_autofree char *quoted = tl_text_quote(path);
    return tl_libgit2_fail(error, _("cannot read git's config %s"), quoted);
}

static gboolean add_found(git_config *config, int (*find)(git_buf *), git_config_level_t level,
                          const git_repository *repository, GError **error)
{
    g_auto(git_buf) path = GIT_BUF_INIT;
    return find(&path) < 0 || add_file(config, path.ptr, level, repository, error);
}

static gboolean is_true(const char *text)
{
    int value = 0;
    return text && *text && git_config_parse_bool(&value, text) == 0 && value;
}

static gboolean add_system(git_config *config, const git_repository *repository, GError **error)
{
    const char *path = g_getenv("GIT_CONFIG_SYSTEM");
    if (is_true(g_getenv("GIT_CONFIG_NOSYSTEM")))
        return TRUE;
    if (path)
        return add_file(config, path, GIT_CONFIG_LEVEL_SYSTEM, repository, error);
    return add_found(config, git_config_find_system, GIT_CONFIG_LEVEL_SYSTEM, repository, error);
}

static gboolean add_global(git_config *config, const git_repository *repository, GError **error)
{
    const char *path = g_getenv("GIT_CONFIG_GLOBAL");
    if (path)
        return add_file(config, path, GIT_CONFIG_LEVEL_GLOBAL, repository, error);
    return add_found(config, git_config_find_xdg, GIT_CONFIG_LEVEL_XDG, repository, error) &&
           add_found(config, git_config_find_global, GIT_CONFIG_LEVEL_GLOBAL, repository, error);
}

git_config *tl_config_open(const git_repository *repository, const char *local, GError **error)
{
    g_autoptr(git_config) config = NULL;
    if (git_config_new(&config) < 0) {
        tl_libgit2_fail(error, _("cannot read git's config"));
        return NULL;
    }
    if (!add_system(config, repository, error) || !add_global(config, repository, error) ||
        (local && !add_file(config, local, GIT_CONFIG_LEVEL_LOCAL, repository, error)))
        return NULL;
    return g_steal_pointer(&config);
}

/* Section and variable know no case; what stands between the dots does. */
static char *normalise(const char *key)
{
    const char *first = strchr(key, '.'), *last = strrchr(key, '.');
    char *normal = g_strdup(key);
    for (char *c = normal; *c; c++)
        if (!first || c - normal < first - key || c - normal > last - key)
            *c = g_ascii_tolower(*c);
    return normal;
}

static void say(GHashTable *sayings, const char *key, const char *value)
{
    g_hash_table_replace(sayings, normalise(key), g_strdup(value));
}

/* Source: git's config.c: 'key'='value', shell-quoted, or 'key=value' of older gits. */
static void read_parameters(GHashTable *sayings, const char *parameters)
{
    g_auto(GStrv) words = NULL;
    if (!parameters || !g_shell_parse_argv(parameters, NULL, &words, NULL))
        return;
    for (gsize i = 0; words[i]; i++) {
        char *equals = strchr(words[i], '=');
        if (equals)
            *equals = '\0';
        say(sayings, words[i], equals ? equals + 1 : NULL);
    }
}

static void read_counted(GHashTable *sayings, const char *count)
{
    guint64 n = 0;
    if (!count || !g_ascii_string_to_unsigned(count, 10, 0, 10000, &n, NULL))
        return;
    for (guint64 i = 0; i < n; i++) {
        g_autofree char *key = g_strdup_printf("GIT_CONFIG_KEY_%" G_GUINT64_FORMAT, i);
        g_autofree char *value = g_strdup_printf("GIT_CONFIG_VALUE_%" G_GUINT64_FORMAT, i);
        if (g_getenv(key))
            say(sayings, g_getenv(key), g_getenv(value));
    }
}

GHashTable *tl_config_sayings(void)
{
    GHashTable *sayings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    read_counted(sayings, g_getenv("GIT_CONFIG_COUNT"));
    read_parameters(sayings, g_getenv("GIT_CONFIG_PARAMETERS"));
    return sayings;
}

char *tl_config_find(const git_config *config, GHashTable *sayings, const char *key)
{
    g_autofree char *normal = normalise(key);
    gpointer said;
    if (g_hash_table_lookup_extended(sayings, normal, NULL, &said))
        return g_strdup(said ? said : "true");
    g_auto(git_buf) value = GIT_BUF_INIT;
    if (git_config_get_string_buf(&value, config, key) < 0)
        return NULL;
    return g_strdup(value.ptr);
}

/* git sparse-checkout keeps its settings there. Above all the other files. */
gboolean tl_config_add_worktree(git_config *config, git_repository *handle, GError **error)
{
    g_autofree char *path = g_build_filename(git_repository_path(handle), "config.worktree", NULL);
    int is_on = FALSE;
    return git_config_get_bool(&is_on, config, "extensions.worktreeconfig") < 0 || !is_on ||
           add_file(config, path, GIT_CONFIG_LEVEL_APP, handle, error);
}

gboolean tl_config_load(tl_repository *repository, GError **error)
{
    if (repository->config)
        return TRUE;
    g_autofree char *local = g_build_filename(repository->common_dir, "config", NULL);
    g_autoptr(git_config) config = tl_config_open(repository->handle, local, error);
    if (!config || !tl_config_add_worktree(config, repository->handle, error))
        return FALSE;
    if (git_config_snapshot(&repository->config, config) < 0)
        return tl_libgit2_fail(error, _("cannot read git's config"));
    g_clear_pointer(&repository->sayings, g_hash_table_unref);
    repository->sayings = tl_config_sayings();
    return TRUE;
}

char *tl_repository_config(tl_repository *repository, const char *key)
{
    return tl_config_load(repository, NULL)
               ? tl_config_find(repository->config, repository->sayings, key)
               : NULL;
}

gboolean tl_repository_config_bool(tl_repository *repository, const char *key, gboolean fallback)
{
    g_autofree char *normal = normalise(key);
    gpointer said;
    int value;
    if (!tl_config_load(repository, NULL))
        return fallback;
    if (g_hash_table_lookup_extended(repository->sayings, normal, NULL, &said))
        return said ? is_true(said) : TRUE;
    return git_config_get_bool(&value, repository->config, key) == 0 ? value != 0 : fallback;
}

gboolean tl_repository_has_remote(tl_repository *repository)
{
    git_config_iterator *all = NULL;
    git_config_entry *entry;
    if (!tl_config_load(repository, NULL) ||
        git_config_iterator_glob_new(&all, repository->config, "^remote\\..*\\.url$") < 0)
        return FALSE;
    gboolean found = git_config_next(&entry, all) == 0;
    git_config_iterator_free(all);
    return found;
}

/* TRUE too where the config cannot be read. */
static gboolean may_have(tl_repository *repository, gboolean (*is_wanted)(const char *key))
{
    git_config_iterator *all = NULL;
    git_config_entry *entry;
    GHashTableIter sayings;
    gpointer key;
    if (!tl_config_load(repository, NULL) || git_config_iterator_new(&all, repository->config) < 0)
        return TRUE;
    gboolean found = FALSE;
    int code = 0;
    while (!found && (code = git_config_next(&entry, all)) == 0)
        found = is_wanted(entry->name);
    git_config_iterator_free(all);
    g_hash_table_iter_init(&sayings, repository->sayings);
    while (!found && g_hash_table_iter_next(&sayings, &key, NULL))
        found = is_wanted(key);
    return found || code != GIT_ITEROVER;
}

/* What is included only under a condition is git's to know. */
static gboolean may_filter(const char *key)
{
    return g_str_has_prefix(key, "filter.") || g_str_has_prefix(key, "include");
}

gboolean tl_repository_may_filter(tl_repository *repository)
{
    return may_have(repository, may_filter);
}

static gboolean is_condition(const char *key)
{
    return g_str_has_prefix(key, "includeif.");
}

gboolean tl_repository_has_conditions(tl_repository *repository)
{
    return may_have(repository, is_condition);
}

gboolean tl_repository_is_durable(tl_repository *repository)
{
    g_autofree char *components = tl_repository_config(repository, "core.fsync");
    return g_strcmp0(components, "none") != 0;
}

gboolean tl_repository_set_config(tl_repository *repository, const char *key, const char *value,
                                  GError **error)
{
    g_autoptr(git_config) all = NULL;
    g_autoptr(git_config) local = NULL;
    if (git_repository_config(&all, repository->handle) < 0 ||
        git_config_open_level(&local, all, GIT_CONFIG_LEVEL_LOCAL) < 0 ||
        git_config_set_string(local, key, value) < 0) {
        g_autofree char *quoted = tl_text_quote(key);
        return tl_libgit2_fail(error, _("cannot set %s in the repository's config"), quoted);
    }
    g_clear_pointer(&repository->config, git_config_free);
    return TRUE;
}
