#include "commands_internal.h"

#include "tl11/git_program.h"

static int run(tl_call *call, GError **error)
{
    int status = TL_EXIT_FAILED;
    if (!tl_git_run(call->notebook->root, (const char *const *)call->arguments, &status, error))
        return TL_EXIT_FAILED;
    return status;
}

const tl_command tl_command_git = {
    .name = "git",
    .arguments = N_("ARGUMENT…"),
    .least = 1,
    .most = -1,
    .summary = N_("run git in the notebook"),
    .details = N_("Whatever follows is git's, and so is the exit status.\n\n"
                  "    tl11 git push\n"
                  "    tl11 git log --stat"),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_RAW,
    .run = run,
};
