#include "commands_internal.h"

#include "tl11/git_program.h"
#include "tl11/hooks.h"
#include "tl11/ledger.h"
#include "tl11/people.h"
#include "tl11/remote.h"
#include "tl11/text.h"

#include <string.h>
#include <unistd.h>

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
    const char *const arguments[] = {"-c",
                                     "transfer.fsckObjects=true",
                                     "clone",
                                     "--no-recurse-submodules",
                                     isatty(STDERR_FILENO) == 1 ? "--progress" : "--quiet",
                                     "--",
                                     url,
                                     path,
                                     NULL};
    g_auto(tl_git_talk) talk = {.output = NULL};
    if (!tl_git_listen(NULL, arguments, &talk, error))
        return FALSE;
    g_autofree char *quoted = tl_remote_quote(url);
    g_autofree char *words = tl_text_escape(g_strstrip(talk.words->str), -1);
    gboolean is_told = talk.is_shown || !*words;
    return talk.status == 0 || tl_error_set(error, TL_EXIT_FAILED, _("could not clone %s%s%s"),
                                            quoted, is_told ? "" : ":\n", is_told ? "" : words);
}

/* What came from there may go back there. */
static gboolean allow_origin(tl_repository *repository, GError **error)
{
    g_autofree char *name = tl_repository_config(repository, "clone.defaultremotename");
    g_autoptr(GPtrArray) urls = tl_remote_push_urls(repository, name ? name : "origin", error);
    for (guint i = 0; urls && i < urls->len; i++)
        if (!tl_remote_allow(repository, g_ptr_array_index(urls, i), error))
            return FALSE;
    return urls != NULL;
}

/* Also where it is no notebook yet: 'tl11 init' in an empty clone makes one of it. */
static gboolean set_up(const char *path, GError **error)
{
    g_autoptr(tl_repository) repository = tl_repository_open(path, error);
    return repository && tl_notebook_configure(repository, error) &&
           allow_origin(repository, error);
}

static gboolean tell(tl_call *call, GError **error)
{
    const tl_notebook *notebook = call->notebook;
    g_autoptr(tl_people) people = tl_people_load(notebook, error);
    g_autoptr(GPtrArray) notes = people ? tl_people_all_notes(notebook, error) : NULL;
    g_autoptr(tl_ledger) ledger = notes ? tl_ledger_load(notebook, NULL, NULL, error) : NULL;
    if (!ledger)
        return FALSE;
    const GPtrArray *items = tl_ledger_items(ledger);
    guint open = 0;
    for (guint i = 0; i < items->len; i++) {
        const tl_item *item = g_ptr_array_index(items, i);
        open += item->state == TL_STATE_OPEN && !item->is_agenda;
    }
    g_autofree char *quoted = tl_text_quote(notebook->root);
    g_string_append_printf(call->out,
                           _("the notebook is at %s\n"
                             "people: %u, notes: %u, open follow-ups: %u\n"),
                           quoted, people->persons->len, notes->len, open);
    return TRUE;
}

static int run(tl_call *call, GError **error)
{
    const char *url = call->arguments[0];
    g_autofree char *folder = call->count > 1 ? g_strdup(call->arguments[1]) : folder_of(url);
    g_autofree char *path = g_canonicalize_filename(folder, NULL);
    if (!fetch(url, path, error) || !set_up(path, error))
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
    return call->notebook && tl_hooks_install(call->notebook->repository, error) &&
                   tell(call, error)
               ? TL_EXIT_OK
               : TL_EXIT_FAILED;
}

const tl_command tl_command_clone = {
    .name = "clone",
    .arguments = N_("URL [DIR]"),
    .least = 1,
    .most = 2,
    .summary = N_("fetch a notebook from elsewhere"),
    .details = N_("Clones a notebook with your own git, its ssh settings and credential helpers, "
                  "into DIR or a folder named as git names it, and sets up what no clone "
                  "brings: the hooks, the merge driver, and that it may be pushed to where it "
                  "came from. No submodule is fetched, and objects are checked as they come in."),
    .run = run,
};
