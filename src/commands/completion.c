#include "commands_internal.h"
#include "completion_internal.h"

#include "tl11/text.h"

#include <string.h>

/* Completion is silent about what it cannot read, and goes without it. */
static void open_notebook(tl_call *call, const char *directory)
{
    gboolean is_default;
    g_autofree char *path = tl_notebook_find(directory, &is_default, NULL);
    if (!path || !tl_notebook_exists(path))
        return;
    call->notebook = tl_notebook_open(path, NULL);
    if (call->notebook && call->notebook->settings->has_language)
        tl_language_set(call->notebook->settings->language);
}

static int complete_words(tl_call *call)
{
    g_auto(tl_typed) typed = tl_typed_read(call->arguments + 1, call->count - 1);
    if (typed.is_hopeless)
        return TL_EXIT_OK;
    if (typed.command || typed.option)
        open_notebook(call, typed.directory);
    call->language = tl_language_current();
    tl_candidates_append(call, &typed);
    return TL_EXIT_OK;
}

static int run(tl_call *call, GError **error)
{
    const char *shell = call->arguments[0];
    if (strcmp(shell, "words") == 0)
        return complete_words(call);
    const char *script = call->count == 1 ? tl_completion_script(shell) : NULL;
    if (script) {
        g_string_append(call->out, script);
        return TL_EXIT_OK;
    }
    g_autofree char *quoted = tl_text_quote(shell);
    tl_error_set(error, TL_EXIT_USAGE, _("no completion for %s: there are bash, zsh and fish"),
                 quoted);
    return TL_EXIT_USAGE;
}

const tl_command tl_command_completion = {
    .name = "completion",
    .arguments = N_("bash|zsh|fish"),
    .least = 1,
    .most = -1,
    .summary = N_("completion for a shell"),
    .details =
        N_("Prints a script that completes commands, options, people, dates of notes and ids of "
           "follow-ups. `make install` puts it where the shells look; otherwise:\n\n"
           "    tl11 completion bash > ~/.local/share/bash-completion/completions/tl11\n"
           "    tl11 completion zsh > ~/.zfunc/_tl11\n"
           "    tl11 completion fish > ~/.config/fish/completions/tl11.fish\n\n"
           "For zsh, the folder must be in `$fpath` before `compinit` runs. The scripts ask "
           "`tl11 completion words WORD…`, which lists what the last WORD may become."),
    .flags = TL_COMMAND_RAW,
    .run = run,
};
