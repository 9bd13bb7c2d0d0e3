#include "commands_internal.h"
#include "common_internal.h"

#include "tl11/json.h"
#include "tl11/prep.h"

static void print(tl_call *call, const tl_prep *prep, const tl_people *people)
{
    if (call->json) {
        json_t *array = json_array();
        for (guint i = 0; i < prep->lines->len; i++)
            json_array_append_new(array, tl_prep_to_json(g_ptr_array_index(prep->lines, i)));
        tl_json_append(call->out, array);
        return;
    }
    gboolean is_screen = tl_terminal_is_output();
    /* The shell's next prompt takes a line as well. */
    g_autofree char *text =
        tl_prep_format(prep, people, call->today, is_screen ? tl_terminal_width() : 0,
                       is_screen ? tl_terminal_height() - 1 : 0, call->colour);
    g_string_append(call->out, text);
}

static int run(tl_call *call, GError **error)
{
    g_autoptr(tl_people) people = NULL;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    const tl_person *person = tl_call_person(call, call->arguments[0], &people, error);
    if (!person)
        return TL_EXIT_USAGE;
    g_autoptr(tl_prep) prep =
        tl_prep_load(call->notebook, people, person, call->today, problems, error);
    if (!prep)
        return TL_EXIT_FAILED;
    print(call, prep, people);
    tl_call_warn(problems);
    return problems->len ? TL_EXIT_FAILED : TL_EXIT_OK;
}

const tl_command tl_command_prep = {
    .name = "prep",
    .arguments = N_("PERSON"),
    .least = 1,
    .most = 1,
    .summary = N_("what to know before a 1:1, on one screen"),
    .details =
        N_("In the order in which it is needed: what you promised PERSON and what they promised, "
           "what was said last time, the points gathered for the agenda, sections and prompts "
           "that nothing was written under for more than two cadences, how long ago you "
           "recognised something, gave feedback, asked for it, talked of their career, open "
           "`#blocker` lines with their age, what flows in from other notes (see FLOWS), and "
           "where notes of others have named PERSON since the last 1:1: by name, or as `@slug`.\n\n"
           "On a terminal it is one screen; the longest lists are cut, and say so. In a pipe all "
           "of it is there. What stands under Private is not in it, and other people's notes "
           "give nothing that is confidential: no line that bears or stands under `#concern`, "
           "`#mood`, `#safety` or `#personal`, and no answer to a prompt that asks for such."),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_JSON,
    .run = run,
};
