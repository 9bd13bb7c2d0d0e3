#include "commands_internal.h"

#include "tl11/git_program.h"
#include "tl11/repository.h"
#include "tl11/text.h"

#include <string.h>

/* The folder that git clone itself would choose: the URL's last part without ".git". */
static char *folder_of(const char *url)
{
    g_autofree char *trimmed = g_strdup(url);
    gsize length = strlen(trimmed);
    while (length > 0 && trimmed[length - 1] == '/')
        trimmed[--length] = '\0';
    const char *start = strrchr(trimmed, '/');
    if (!start)
        start = strrchr(trimmed, ':');
    char *name = g_strdup(start ? start + 1 : trimmed);
    if (g_str_has_suffix(name, ".git"))
        name[strlen(name) - strlen(".git")] = '\0';
    return name;
}

static gboolean fetch(const char *url, const char *path, GError **error)
{
    /* What a stranger may have put in a tree must not reach the object database. */
    const char *const arguments[] = {
        "-c", "transfer.fsckObjects=true", "clone", "--no-recurse-submodules", "--", url, path,
        NULL};
    int status;
    if (!tl_git_run(NULL, arguments, &status, error))
        return FALSE;
    g_autofree char *quoted = tl_text_quote(url);
    return status == 0 || tl_error_set(error, TL_EXIT_FAILED, _("could not clone %s"), quoted);
}

static int run(tl_call *call, GError **error)
{
    const char *url = call->arguments[0];
    g_autofree char *folder = call->count > 1 ? g_strdup(call->arguments[1]) : folder_of(url);
    g_autofree char *path = g_canonicalize_filename(folder, NULL);
    if (!fetch(url, path, error))
        return TL_EXIT_FAILED;
    g_autofree char *quoted = tl_text_quote(path);
    if (!tl_notebook_exists(path)) {
        tl_error_set(error, TL_EXIT_NEGATIVE,
                     _("cloned to %s, but it is no notebook: it has no %s at its root\n"
                       "'tl11 init %s' makes it one"),
                     quoted, TL_NOTEBOOK_MARKER, path);
        return TL_EXIT_NEGATIVE;
    }
    call->notebook = tl_notebook_open(path, error);
    if (!call->notebook || !tl_notebook_configure(call->notebook->repository, error))
        return TL_EXIT_FAILED;
    g_string_append_printf(call->out, _("the notebook is at %s\n"), quoted);
    return TL_EXIT_OK;
}

const tl_command tl_command_clone = {
    .name = "clone",
    .arguments = N_("URL [DIR]"),
    .least = 1,
    .most = 2,
    .summary = N_("fetch a notebook from elsewhere"),
    .details = N_("Clones a notebook with your own git, its ssh settings and credential helpers, "
                  "into DIR or a folder named as git names it, and sets up what no clone "
                  "brings. No submodule is fetched, and objects are checked as they come in."),
    .run = run,
};
