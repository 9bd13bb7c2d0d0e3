#include "tl11/hooks.h"

#include "commit_internal.h"
#include "hooks_data_internal.h"
#include "tl11/error.h"
#include "tl11/git_program.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The line that marks tl11's own hooks. */
#define MARKER "# tl11 hook"

/* What a hook of the user's is called that one of tl11's runs first. */
#define OWN_SUFFIX ".user"

/* Where git looks for hooks. */
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

static gboolean is_users(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *own = g_strconcat(path, OWN_SUFFIX, NULL);
    return is_run(path) && (!is_ours(path) || is_run(own));
}

char *tl_hooks_find(tl_repository *repository)
{
    static const char *const names[] = {"pre-commit",        "prepare-commit-msg",
                                        "commit-msg",        "post-commit",
                                        "post-index-change", "reference-transaction"};
    g_autofree char *folder = find_folder(repository);
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (is_users(folder, names[i]))
            return g_strdup(names[i]);
    return has_configured_hook(repository) ? g_strdup("hook.command") : NULL;
}

static gboolean is_below(const char *path, const char *folder)
{
    gsize length = strlen(folder);
    return strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

/* A hook in the work tree would be part of the notebook, and come to other machines. */
static gboolean may_take(const tl_repository *repository, const char *folder)
{
    static const char *const arguments[] = {"config", "--local", "--get", "core.hooksPath", NULL};
    int status = -1;
    if (is_below(folder, repository->root) && !is_below(folder, repository->git_dir))
        return FALSE;
    return tl_git_capture(repository->root, arguments, NULL, &status, NULL) && status == 0;
}

/* Owns: the caller frees it. */
static char *choose_folder(tl_repository *repository)
{
    g_autofree char *usual = g_build_filename(repository->common_dir, "hooks", NULL);
    g_autofree char *folder = find_folder(repository);
    if (strcmp(folder, usual) == 0 || may_take(repository, folder))
        return g_steal_pointer(&folder);
    g_autofree char *theirs = tl_text_quote(folder);
    g_autofree char *ours = tl_text_quote(usual);
    tl_repository_notice(repository,
                         _("core.hooksPath makes git run the hooks in %s, and not tl11's in %s: "
                           "let yours call them"),
                         theirs, ours);
    return g_steal_pointer(&usual);
}

/* FALSE without an error where the user's hook has to stay. */
static gboolean make_room(tl_repository *repository, const char *path, GError **error)
{
    g_autofree char *own = g_strconcat(path, OWN_SUFFIX, NULL);
    g_autofree char *quoted = tl_text_quote(path);
    struct stat status;
    if (lstat(path, &status) < 0 || is_ours(path))
        return TRUE;
    if (lstat(own, &status) == 0) {
        tl_repository_notice(repository,
                             _("%s is your own, and so is the one beside it that ends "
                               "in '.user': tl11's hook is not put there"),
                             quoted);
        return FALSE;
    }
    if (rename(path, own) < 0)
        return tl_git_fail_errno(error, _("cannot rename %s"), path);
    tl_repository_notice(repository,
                         _("your hook %s ends in '.user' now, and tl11's runs it first"), quoted);
    return TRUE;
}

static gboolean install(tl_repository *repository, const char *folder, const tl_hooks_file *hook,
                        GError **error)
{
    const GFileSetContentsFlags flags =
        G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE;
    g_autofree char *path = g_build_filename(folder, hook->name, NULL);
    g_autofree char *present = NULL;
    gsize size = 0;
    GError *failure = NULL;
    if (!make_room(repository, path, &failure)) {
        if (failure)
            g_propagate_error(error, failure);
        return !failure;
    }
    if (g_file_get_contents(path, &present, &size, NULL) && size == hook->size &&
        memcmp(present, hook->data, size) == 0 && is_run(path))
        return TRUE;
    return g_file_set_contents_full(path, (const char *)hook->data, (gssize)hook->size, flags, 0700,
                                    error) &&
           (chmod(path, 0700) == 0 ||
            tl_git_fail_errno(error, _("cannot make %s a program"), path));
}

gboolean tl_hooks_install(tl_repository *repository, GError **error)
{
    g_autofree char *folder = choose_folder(repository);
    if (g_mkdir_with_parents(folder, 0700) < 0)
        return tl_git_fail_errno(error, _("cannot make the folder %s"), folder);
    for (gsize i = 0; i < tl_hooks_files_count; i++)
        if (!install(repository, folder, &tl_hooks_files[i], error))
            return FALSE;
    return TRUE;
}
