#include "commands_internal.h"
#include "common_internal.h"

#include "tl11/due.h"
#include "tl11/json.h"

typedef struct {
    gboolean all;
    gboolean exit_code;
} options;

static const tl_option OPTIONS[] = {
    {"all", 'a', G_OPTION_ARG_NONE, offsetof(options, all), NULL, N_("who is not due yet too")},
    {"exit-code", 0, G_OPTION_ARG_NONE, offsetof(options, exit_code), NULL,
     N_("exit with 1 when nobody is due")},
    {NULL, 0, G_OPTION_ARG_NONE, 0, NULL, NULL},
};

static void print(tl_call *call, const GArray *due, guint count)
{
    if (call->json) {
        json_t *array = json_array();
        for (guint i = 0; i < count; i++)
            json_array_append_new(array, tl_due_to_json(&g_array_index(due, tl_due, i)));
        tl_json_append(call->out, array);
        return;
    }
    int width = tl_terminal_is_output() ? tl_terminal_width() : 0;
    g_autofree char *text = tl_due_format(due, count, width, call->colour);
    g_string_append(call->out, text);
}

static int run(tl_call *call, GError **error)
{
    const options *o = call->options;
    g_autoptr(tl_people) people = tl_people_load(call->notebook, error);
    g_autoptr(GArray) due =
        people ? tl_due_load(call->notebook, people, call->today, people->problems, error) : NULL;
    if (!due)
        return TL_EXIT_FAILED;
    guint count = tl_due_count(due);
    print(call, due, o->all ? due->len : count);
    tl_call_warn(people->problems);
    if (people->problems->len)
        return TL_EXIT_FAILED;
    return count == 0 && o->exit_code ? TL_EXIT_NEGATIVE : TL_EXIT_OK;
}

const tl_command tl_command_due = {
    .name = "due",
    .summary = N_("whom to meet"),
    .details =
        N_("Lists whose next 1:1 is today or should have been, the most overdue first. It is due "
           "when the cadence (`every` in `person.ini`, else the relationship's in `tl11.ini`) has "
           "passed since the last meeting; who was never met is due since `started`, or today. "
           "The archived are left out. The gap is the time since the last meeting.\n\n"
           "A meeting was held when its note holds something that you wrote: a scaffold with what "
           "it carried over does not count, nor does a note of a day to come.\n\n"
           "`--exit-code` is for scripts: 0 when somebody is due, 1 when nobody is. Without it "
           "the exit status is 0 either way."),
    .options = OPTIONS,
    .options_size = sizeof(options),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_PAGES | TL_COMMAND_JSON,
    .run = run,
};
