#include "tl11/remote.h"

#include "git_internal.h"
#include "tl11/error.h"
#include "tl11/git_program.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <string.h>

#define HEADS "refs/heads/"
#define TRACKING "refs/remotes/"

void tl_remote_free(tl_remote *remote)
{
    if (!remote)
        return;
    g_free(remote->local);
    g_free(remote->name);
    g_free(remote->branch);
    g_free(remote->label);
    g_free(remote);
}

static char *branch_setting(tl_repository *repository, const char *branch, const char *variable)
{
    g_autofree char *key = g_strdup_printf("branch.%s.%s", branch, variable);
    char *value = tl_repository_config(repository, key);
    if (value && !*value)
        g_clear_pointer(&value, g_free);
    return value;
}

static GPtrArray *list_names(tl_repository *repository, GError **error)
{
    static const char *const arguments[] = {"remote", NULL};
    g_autoptr(GString) output = g_string_new(NULL);
    if (!tl_git_capture(repository->root, arguments, output, NULL, error))
        return NULL;
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) lines = g_strsplit(output->str, "\n", -1);
    for (gsize i = 0; lines[i]; i++)
        if (*lines[i])
            g_ptr_array_add(names, g_strdup(lines[i]));
    return names;
}

static char *join_quoted(const GPtrArray *names)
{
    GString *all = g_string_new(NULL);
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *quoted = tl_text_quote(g_ptr_array_index(names, i));
        g_string_append_printf(all, "%s%s", i ? ", " : "", quoted);
    }
    return g_string_free(all, FALSE);
}

/* Owns: the caller frees it. */
static char *pick(const GPtrArray *names, const char *wanted, GError **error)
{
    g_autofree char *all = join_quoted(names);
    for (guint i = 0; wanted && i < names->len; i++)
        if (strcmp(g_ptr_array_index(names, i), wanted) == 0)
            return g_strdup(wanted);
    if (names->len == 0) {
        tl_error_set(error, TL_EXIT_FAILED,
                     _("this notebook has no remote to meet other machines on\n"
                       "'tl11 git remote add origin URL' names one, then try again"));
    } else if (wanted) {
        g_autofree char *quoted = tl_text_quote(wanted);
        tl_error_set(error, TL_EXIT_USAGE, _("no remote %s: there is %s"), quoted, all);
    } else if (names->len > 1) {
        tl_error_set(error, TL_EXIT_USAGE,
                     _("there are several remotes: %s\n'tl11 sync NAME' chooses one"), all);
    } else {
        return g_strdup(g_ptr_array_index(names, 0));
    }
    return NULL;
}

/* A push that goes elsewhere than what is fetched comes from cannot be looked after. */
static gboolean check_push_remote(tl_repository *repository, const char *branch,
                                  const tl_remote *remote, GError **error)
{
    g_autofree char *push = branch_setting(repository, branch, "pushremote");
    if (!push)
        push = tl_repository_config(repository, "remote.pushdefault");
    if (!push || !*push || strcmp(push, remote->name) == 0)
        return TRUE;
    g_autofree char *there = tl_text_quote(push);
    g_autofree char *here = tl_text_quote(remote->name);
    return tl_error_set(error, TL_EXIT_REFUSED,
                        _("git pushes this branch to %s, but fetches it from %s, and they must be "
                          "one\n'tl11 sync NAME' chooses one of them for once"),
                        there, here);
}

static tl_remote *make_remote(const char *branch, char *name, char *there, gboolean is_set)
{
    tl_remote *remote = g_new0(tl_remote, 1);
    remote->local = g_strconcat(HEADS, branch, NULL);
    remote->name = name;
    remote->branch = there ? there : g_strdup(remote->local);
    remote->is_set = is_set;
    gsize heads = g_str_has_prefix(remote->branch, HEADS) ? strlen(HEADS) : 0;
    remote->label = strpbrk(name, ":/") ? tl_remote_quote(name)
                                        : g_strconcat(name, "/", remote->branch + heads, NULL);
    return remote;
}

tl_remote *tl_remote_choose(tl_repository *repository, const char *wanted, GError **error)
{
    g_autofree char *branch = g_strdup(tl_repository_branch(repository));
    if (!branch) {
        tl_error_set(error, TL_EXIT_REFUSED,
                     _("cannot sync: HEAD is on no branch\n'tl11 git switch BRANCH' goes to one"));
        return NULL;
    }
    g_autofree char *name = branch_setting(repository, branch, "remote");
    g_autofree char *there = branch_setting(repository, branch, "merge");
    gboolean is_set = name && there;
    if (is_set && strcmp(name, ".") == 0) {
        g_autofree char *quoted = tl_text_quote(branch);
        tl_error_set(error, TL_EXIT_REFUSED,
                     _("cannot sync: the branch %s follows a branch of this machine\n"
                       "'tl11 git branch --unset-upstream' ends that"),
                     quoted);
        return NULL;
    }
    if (is_set && (!wanted || strcmp(wanted, name) == 0)) {
        g_autoptr(tl_remote) remote =
            make_remote(branch, g_steal_pointer(&name), g_steal_pointer(&there), TRUE);
        return wanted || check_push_remote(repository, branch, remote, error)
                   ? g_steal_pointer(&remote)
                   : NULL;
    }
    g_autoptr(GPtrArray) names = list_names(repository, error);
    char *picked = names ? pick(names, wanted, error) : NULL;
    /* One that is named although another is set is meant for this once. */
    return picked ? make_remote(branch, picked, NULL, is_set) : NULL;
}

char *tl_remote_tracking(tl_repository *repository, const tl_remote *remote)
{
    g_autofree char *name = branch_setting(repository, remote->local + strlen(HEADS), "remote");
    g_autofree char *there = branch_setting(repository, remote->local + strlen(HEADS), "merge");
    git_buf tracking = GIT_BUF_INIT;
    char *found = NULL;
    if (g_strcmp0(name, remote->name) == 0 && g_strcmp0(there, remote->branch) == 0 &&
        git_branch_upstream_name(&tracking, repository->handle, remote->local) == 0 &&
        g_str_has_prefix(tracking.ptr, TRACKING))
        found = g_strdup(tracking.ptr);
    git_buf_dispose(&tracking);
    return found;
}

static gboolean set_setting(tl_repository *repository, const char *branch, const char *variable,
                            const char *value, GError **error)
{
    g_autofree char *key = g_strdup_printf("branch.%s.%s", branch, variable);
    return tl_repository_set_config(repository, key, value, error);
}

gboolean tl_remote_set_upstream(tl_repository *repository, const tl_remote *remote, GError **error)
{
    const char *branch = remote->local + strlen(HEADS);
    return remote->is_set || (set_setting(repository, branch, "remote", remote->name, error) &&
                              set_setting(repository, branch, "merge", remote->branch, error));
}

GPtrArray *tl_remote_push_urls(tl_repository *repository, const char *name, GError **error)
{
    const char *arguments[] = {"remote", "get-url", "--push", "--all", "--", name, NULL};
    g_autoptr(GString) output = g_string_new(NULL);
    GPtrArray *urls = g_ptr_array_new_with_free_func(g_free);
    int status = 0;
    if (!tl_git_capture(repository->root, arguments, output, &status, error)) {
        g_ptr_array_unref(urls);
        return NULL;
    }
    g_auto(GStrv) lines = g_strsplit(output->str, "\n", -1);
    for (gsize i = 0; status == 0 && lines[i]; i++)
        if (*lines[i])
            g_ptr_array_add(urls, g_strdup(lines[i]));
    if (urls->len == 0) /* the branch names a URL in place of a remote */
        g_ptr_array_add(urls, g_strdup(name));
    return urls;
}

gboolean tl_remote_is_allowed(tl_repository *repository, const char *url)
{
    static const char *const arguments[] = {"config",    "--local",         "-z",
                                            "--get-all", TL_REMOTE_ALLOWED, NULL};
    g_autoptr(GString) output = g_string_new(NULL);
    int status;
    if (!tl_git_capture(repository->root, arguments, output, &status, NULL))
        return FALSE;
    for (const char *value = output->str; value < output->str + output->len;
         value += strlen(value) + 1)
        if (strcmp(value, url) == 0)
            return TRUE;
    return FALSE;
}

gboolean tl_remote_allow(tl_repository *repository, const char *url, GError **error)
{
    const char *arguments[] = {"config", "--local", "--add", TL_REMOTE_ALLOWED, url, NULL};
    return tl_remote_is_allowed(repository, url) ||
           tl_git_capture(repository->root, arguments, NULL, NULL, error);
}

char *tl_remote_quote(const char *url)
{
    const char *host = strstr(url, "://");
    host = host ? host + strlen("://") : NULL;
    const char *at = host ? memchr(host, '@', strcspn(host, "/")) : NULL;
    const char *colon = at ? memchr(host, ':', (gsize)(at - host)) : NULL;
    g_autofree char *shown =
        colon ? g_strdup_printf("%.*s%s", (int)(colon - url), url, at) : g_strdup(url);
    return tl_text_quote(shown);
}
