#include "commands_internal.h"
#include "common_internal.h"

#include "tl11/agenda.h"

static int run(tl_call *call, GError **error)
{
    g_autoptr(tl_people) people = NULL;
    const tl_person *person = tl_call_person(call, call->arguments[0], &people, error);
    if (!person)
        return TL_EXIT_USAGE;
    g_autofree char *text = g_strjoinv(" ", call->arguments + 1);
    tl_change *change = tl_agenda_add(call->notebook, person, text, error);
    if (!change)
        return TL_EXIT_FAILED;
    g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func((GDestroyNotify)tl_change_free);
    g_ptr_array_add(changes, change);
    g_autofree char *message =
        g_strdup_printf("jot(%s/%s): a point for next time", person->relationship, person->slug);
    return tl_call_commit(call, changes, message, error) ? TL_EXIT_OK : TL_EXIT_FAILED;
}

const tl_command tl_command_jot = {
    .name = "jot",
    .arguments = N_("PERSON TEXT…"),
    .least = 2,
    .most = -1,
    .summary = N_("a point for the next agenda"),
    .details = N_("Adds a line to the person's `next.md`. The next new note has it under Agenda; "
                  "what you take out of that note stays in `next.md`, what you tick is done.\n\n"
                  "    tl11 jot alice on-call rota, she asked on Friday"),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_WRITES,
    .run = run,
};
