#include "closing_internal.h"
#include "commands_internal.h"

#include <string.h>

static gboolean drop_newest(const tl_item *item, const tl_occurrence *occurrence,
                            tl_followup_change *change, gpointer data)
{
    const char *reason = data;
    if (occurrence != item->newest || item->state == TL_STATE_DONE ||
        item->state == TL_STATE_DROPPED)
        return FALSE;
    change->set_mark = TRUE;
    change->mark = '-';
    change->reason = *reason ? reason : NULL;
    return TRUE;
}

static int run(tl_call *call, GError **error)
{
    g_autofree char *reason = g_strjoinv(" ", call->arguments + 1);
    if (strpbrk(reason, "\r\n")) {
        tl_error_set(error, TL_EXIT_USAGE, _("a reason is one line"));
        return TL_EXIT_USAGE;
    }
    return tl_closing_run(call, call->arguments, 1, "drop", drop_newest, g_strstrip(reason), error);
}

const tl_command tl_command_drop = {
    .name = "drop",
    .arguments = N_("ID [REASON…]"),
    .least = 1,
    .most = -1,
    .summary = N_("a promise will not be kept"),
    .details = N_("Marks the follow-up `[-]`, with the reason behind its text, in the newest note "
                  "that has it, and commits that.\n\n"
                  "    tl11 drop p9c replaced by SRE"),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_WRITES,
    .run = run,
};
