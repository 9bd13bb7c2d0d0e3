#include "closing_internal.h"
#include "commands_internal.h"

static gboolean is_closed(const tl_occurrence *occurrence)
{
    return tl_state_is_closed(occurrence->followup->state);
}

/* Every closing mark outweighs an open one, so each of them goes. */
static gboolean reopen(const tl_item *item, const tl_occurrence *occurrence,
                       tl_followup_change *change, gpointer data)
{
    (void)data;
    gboolean is_newest = occurrence == item->newest;
    gboolean must_open = is_newest && occurrence->followup->state != TL_STATE_OPEN;
    if (!must_open && !is_closed(occurrence))
        return FALSE;
    change->set_mark = TRUE;
    change->mark = is_newest ? ' ' : '>';
    change->clear_done = TRUE;
    return TRUE;
}

static int run(tl_call *call, GError **error)
{
    return tl_closing_run(call, call->arguments, call->count, "reopen", reopen, NULL, error);
}

const tl_command tl_command_reopen = {
    .name = "reopen",
    .arguments = N_("ID…"),
    .least = 1,
    .most = -1,
    .summary = N_("promises are open after all"),
    .details =
        N_("Takes back `done` and `drop`: the newest line becomes `[ ]`, older closing marks "
           "become `[>]`, and `done:` goes."),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_WRITES,
    .run = run,
};
