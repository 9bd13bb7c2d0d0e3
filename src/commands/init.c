#include "commands_internal.h"
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

static int run(tl_call *call, GError **error)
{
    g_autofree char *path = choose_folder(call, error);
    if (!path)
        return TL_EXIT_FAILED;
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
                  "With `--lang`, that is the notebook's language from then on; without, each "
                  "machine's locale decides."),
    .run = run,
};
