#include "closing_internal.h"
#include "commands_internal.h"

static gboolean close_newest(const tl_item *item, const tl_occurrence *occurrence,
                             tl_followup_change *change, gpointer data)
{
    const tl_call *call = data;
    if (occurrence != item->newest || item->state == TL_STATE_DONE)
        return FALSE;
    change->set_mark = TRUE;
    change->mark = 'x';
    change->set_done = call->today;
    return TRUE;
}

static int run(tl_call *call, GError **error)
{
    return tl_closing_run(call, call->arguments, call->count, "done", close_newest, call, error);
}

const tl_command tl_command_done = {
    .name = "done",
    .arguments = N_("ID…"),
    .least = 1,
    .most = -1,
    .summary = N_("promises are kept"),
    .details =
        N_("Marks each follow-up `[x]` with `done:` today, in the newest note that has it, "
           "and commits that; every other byte stays. An ID is any unique beginning of it.\n\n"
           "    tl11 done k3f m2h"),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_WRITES,
    .run = run,
};
