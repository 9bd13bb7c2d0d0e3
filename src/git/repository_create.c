#include "git_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DRAFT_PREFIX ".tl11-new-"

/* A killed run leaves one; nobody else makes folders of this name. */
static void remove_tree(const char *path)
{
    GDir *folder = g_dir_open(path, 0, NULL);
    const char *name;
    while (folder && (name = g_dir_read_name(folder))) {
        g_autofree char *child = g_build_filename(path, name, NULL);
        struct stat status;
        if (lstat(child, &status) == 0 && S_ISDIR(status.st_mode))
            remove_tree(child);
        else
            unlink(child);
    }
    if (folder)
        g_dir_close(folder);
    rmdir(path);
}

static void remove_drafts(const char *root)
{
    GDir *folder = g_dir_open(root, 0, NULL);
    const char *name;
    while (folder && (name = g_dir_read_name(folder))) {
        g_autofree char *path = g_build_filename(root, name, NULL);
        if (g_str_has_prefix(name, DRAFT_PREFIX))
            remove_tree(path);
    }
    if (folder)
        g_dir_close(folder);
}

static char *find_setting(const char *key)
{
    g_autoptr(git_config) config = tl_config_open(NULL, NULL, NULL);
    g_autoptr(git_config) snapshot = NULL;
    g_autoptr(GHashTable) sayings = tl_config_sayings();
    if (!config || git_config_snapshot(&snapshot, config) < 0)
        return NULL;
    char *value = tl_config_find(snapshot, sayings, key);
    if (value && !*value)
        g_clear_pointer(&value, g_free);
    return value;
}

static gboolean init(const char *draft, GError **error)
{
    g_autofree char *branch = find_setting("init.defaultbranch");
    g_autofree char *template = find_setting("init.templatedir");
    g_autoptr(git_repository) handle = NULL;
    g_autoptr(git_config) config = NULL;
    git_repository_init_options options;
    git_repository_init_options_init(&options, GIT_REPOSITORY_INIT_OPTIONS_VERSION);
    options.flags = GIT_REPOSITORY_INIT_NO_REINIT | GIT_REPOSITORY_INIT_MKDIR;
    options.initial_head = branch ? branch : "main";
    if (template) {
        options.flags |= GIT_REPOSITORY_INIT_EXTERNAL_TEMPLATE;
        options.template_path = template;
    }
    git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, TRUE);
    if (git_repository_init_ext(&handle, draft, &options) < 0 ||
        git_repository_config(&config, handle) < 0 ||
        git_config_set_bool(config, "transfer.fsckObjects", TRUE) < 0)
        return tl_libgit2_fail(error, _("cannot make the git repository"));
    return TRUE;
}

/* In a folder of its own first: a .git that is there is a whole one. */
static gboolean create(const char *root, GError **error)
{
    g_autofree char *draft = g_build_filename(root, DRAFT_PREFIX "XXXXXX", NULL);
    if (!g_mkdtemp_full(draft, 0700))
        return tl_git_fail_errno(error, _("cannot make a folder in %s"), root);
    g_autofree char *made = g_build_filename(draft, ".git", NULL);
    g_autofree char *wanted = g_build_filename(root, ".git", NULL);
    gboolean done = init(draft, error);
    if (done && (chmod(made, 0700) < 0 || rename(made, wanted) < 0))
        done = tl_git_fail_errno(error, _("cannot make %s"), wanted);
    remove_tree(draft);
    return done;
}

gboolean tl_repository_create(const char *root, GError **error)
{
    g_autofree char *dot_git = g_build_filename(root, ".git", NULL);
    struct stat status;
    if (!tl_git_start(error))
        return FALSE;
    if (lstat(dot_git, &status) == 0) {
        g_autoptr(tl_repository) existing = tl_repository_open(root, error);
        return existing != NULL;
    }
    remove_drafts(root);
    return create(root, error);
}
