#include "commit_internal.h"

#include <string.h>
#include <unistd.h>

/* The line that marks tl11's own hooks. */
#define MARKER "# tl11 hook"

static char *find_folder(tl_repository *repository)
{
    g_autofree char *setting = tl_repository_config(repository, "core.hookspath");
    if (!setting || !*setting)
        return g_build_filename(repository->common_dir, "hooks", NULL);
    if (g_str_has_prefix(setting, "~/"))
        return g_build_filename(g_get_home_dir(), setting + 2, NULL);
    return g_canonicalize_filename(setting, repository->root);
}

/* A hook that cannot be read is the user's: better one process too many. */
static gboolean is_ours(const char *path)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return FALSE;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    return g_strv_contains((const char *const *)lines, MARKER);
}

static gboolean is_run(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

/* Newer gits take hooks from config as well: hook.<name>.command. */
static gboolean has_configured_hook(tl_repository *repository)
{
    git_config_iterator *all = NULL;
    git_config_entry *entry;
    if (!repository->config ||
        git_config_iterator_glob_new(&all, repository->config, "^hook\\..*\\.command$") < 0)
        return FALSE;
    gboolean found = git_config_next(&entry, all) == 0;
    git_config_iterator_free(all);
    return found;
}

char *tl_hooks_find(tl_repository *repository)
{
    static const char *const names[] = {"pre-commit",        "prepare-commit-msg",
                                        "commit-msg",        "post-commit",
                                        "post-index-change", "reference-transaction"};
    g_autofree char *folder = find_folder(repository);
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(folder, names[i], NULL);
        if (is_run(path) && !is_ours(path))
            return g_strdup(names[i]);
    }
    return has_configured_hook(repository) ? g_strdup("hook.command") : NULL;
}
