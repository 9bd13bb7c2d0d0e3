#include "commands_internal.h"

typedef struct {
    gboolean manual;
} options;

static const tl_option OPTIONS[] = {
    {"manual", 0, G_OPTION_ARG_NONE, offsetof(options, manual), NULL,
     N_("all commands as Markdown, for the manual page")},
    {NULL, 0, G_OPTION_ARG_NONE, 0, NULL, NULL},
};

static int run(tl_call *call, GError **error)
{
    const options *o = call->options;
    const char *name = call->arguments[0];
    g_autofree char *help = NULL;
    if (o->manual) {
        help = tl_help_manual();
    } else if (!name) {
        help = tl_help_overview(call->colour);
    } else {
        const tl_command *command = tl_command_get(name, error);
        if (!command)
            return TL_EXIT_USAGE;
        help = tl_help_command(command, tl_terminal_width(), call->colour);
    }
    g_string_append(call->out, help);
    return TL_EXIT_OK;
}

const tl_command tl_command_help = {
    .name = "help",
    .arguments = N_("[COMMAND]"),
    .most = 1,
    .summary = N_("how to use tl11, or one command"),
    .details = N_("Without COMMAND, lists all commands. The manual page is `man tl11`."),
    .options = OPTIONS,
    .options_size = sizeof(options),
    .flags = TL_COMMAND_PAGES,
    .run = run,
};
