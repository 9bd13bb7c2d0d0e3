#include "commands_internal.h"
#include "common_internal.h"
#include "identity_internal.h"

#include "tl11/text.h"

static char *choose_folder(const tl_call *call, GError **error)
{
    gboolean is_default;
    if (call->count > 0)
        return g_canonicalize_filename(call->arguments[0], NULL);
    if (call->directory)
        return tl_notebook_find(call->directory, &is_default, error);
    return g_get_current_dir();
}

static gboolean add_attributes(tl_call *call, const char *lines, GError **error)
{
    char commit[TL_OBJECT_NAME_SIZE] = "";
    g_autofree char *quoted = tl_notebook_quote_attributes(lines);
    if (!tl_call_prepare_writing(call, error) ||
        !tl_notebook_add_attributes(call->notebook, lines, commit, error))
        return FALSE;
    g_string_append_printf(call->out, _(".gitattributes: %s added, committed %.7s\n"), quoted,
                           commit);
    return TRUE;
}

/* A notebook that git cloned, or an older tl11 made. *done: FALSE where it lacks nothing. */
static gboolean complete(tl_call *call, const char *path, gboolean *done, GError **error)
{
    call->notebook = tl_notebook_open(path, error);
    if (!call->notebook)
        return FALSE;
    gboolean has_driver = tl_notebook_has_driver(call->notebook->repository);
    g_autofree char *lines = tl_notebook_missing_attributes(call->notebook, error);
    if (!lines || !tl_call_set_up(call, error))
        return FALSE;
    *done = !has_driver || *lines;
    return !*lines || add_attributes(call, lines, error);
}

static int run(tl_call *call, GError **error)
{
    g_autofree char *path = choose_folder(call, error);
    if (!path)
        return TL_EXIT_FAILED;
    gboolean done = FALSE;
    if (tl_notebook_exists(path) && !complete(call, path, &done, error))
        return TL_EXIT_FAILED;
    if (done)
        return TL_EXIT_OK;
    g_clear_pointer(&call->notebook, tl_notebook_close);
    call->notebook = tl_notebook_create_here(path, call, error);
    if (!call->notebook)
        return TL_EXIT_FAILED;
    g_autofree char *quoted = tl_text_quote(path);
    g_string_append_printf(call->out,
                           _("made a notebook at %s\n"
                             "'tl11 note NAME' writes the first 1:1 in it\n"),
                           quoted);
    return TL_EXIT_OK;
}

const tl_command tl_command_init = {
    .name = "init",
    .arguments = N_("[DIR]"),
    .most = 1,
    .summary = N_("make a notebook"),
    .details = N_("Makes a notebook in DIR, or in the working directory: a Git repository, if "
                  "there is none yet, with `tl11.ini`, `.gitattributes` and `.gitignore` "
                  "committed. Files that are there stay as they are.\n\n"
                  "In a notebook that git cloned, or an older tl11 made, it sets up what is "
                  "missing: the hooks, the merge driver, and its lines in `.gitattributes`, which "
                  "it commits.\n\n"
                  "With `--lang`, that is the notebook's language from then on; without, each "
                  "machine's locale decides."),
    .run = run,
};
