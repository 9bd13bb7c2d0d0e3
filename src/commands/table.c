#include "commands_internal.h"
#include "tl11/command.h"

#include "tl11/text.h"

#include <string.h>

/* One a line, however many: clang-format would make columns. */
/* clang-format off */
const tl_command *const tl_commands[] = {
    &tl_command_init,
    &tl_command_clone,
    &tl_command_add,
    &tl_command_people,
    &tl_command_move,
    &tl_command_rename,
    &tl_command_archive,
    &tl_command_note,
    &tl_command_edit,
    &tl_command_save,
    &tl_command_jot,
    &tl_command_show,
    &tl_command_log,
    &tl_command_brief,
    &tl_command_register,
    &tl_command_review,
    &tl_command_followups,
    &tl_command_done,
    &tl_command_drop,
    &tl_command_reopen,
    &tl_command_lost,
    &tl_command_report,
    &tl_command_coverage,
    &tl_command_prep,
    &tl_command_due,
    &tl_command_guide,
    &tl_command_check,
    &tl_command_grep,
    &tl_command_sync,
    &tl_command_git,
    &tl_command_completion,
    &tl_command_help,
    NULL,
};
/* clang-format on */

const tl_command *const tl_plumbing[] = {
    &tl_command_merge_driver,
    &tl_command_hook,
    NULL,
};

static const tl_command *find_among(const tl_command *const *commands, const char *name)
{
    for (gsize i = 0; commands[i]; i++)
        if (strcmp(commands[i]->name, name) == 0 || g_strcmp0(commands[i]->alias, name) == 0)
            return commands[i];
    return NULL;
}

const tl_command *tl_command_find(const char *name)
{
    const tl_command *command = find_among(tl_commands, name);
    return command ? command : find_among(tl_plumbing, name);
}

const tl_command *tl_command_get(const char *name, GError **error)
{
    const tl_command *command = tl_command_find(name);
    if (command)
        return command;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (gsize i = 0; tl_commands[i]; i++)
        g_ptr_array_add(names, (gpointer)tl_commands[i]->name);
    g_ptr_array_add(names, NULL);
    const char *near = tl_text_nearest(name, (const char *const *)names->pdata);
    g_autofree char *quoted = tl_text_quote(name);
    if (near)
        tl_error_set(error, TL_EXIT_USAGE, _("no command %s: did you mean '%s'?"), quoted, near);
    else
        tl_error_set(error, TL_EXIT_USAGE, _("no command %s: 'tl11 help' lists them"), quoted);
    return NULL;
}
