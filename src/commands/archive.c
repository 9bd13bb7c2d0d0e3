#include "commands_internal.h"
#include "common_internal.h"

typedef struct {
    gboolean undo;
} options;

static const tl_option OPTIONS[] = {
    {"undo", 0, G_OPTION_ARG_NONE, offsetof(options, undo), NULL, N_("bring the person back")},
    {NULL, 0, G_OPTION_ARG_NONE, 0, NULL, NULL},
};

static int run(tl_call *call, GError **error)
{
    const options *o = call->options;
    g_autoptr(tl_people) people = NULL;
    const tl_person *person = tl_call_person(call, call->arguments[0], &people, error);
    if (!person)
        return TL_EXIT_USAGE;
    gboolean is_archived = person->archived != TL_DATE_NONE;
    if (is_archived != o->undo) {
        tl_error_set(error, TL_EXIT_NEGATIVE,
                     is_archived ? _("%s is archived already") : _("%s is not archived"),
                     tl_person_name(person));
        return TL_EXIT_NEGATIVE;
    }
    if (!tl_call_demand_clean(call, person->slug, error))
        return TL_EXIT_REFUSED;
    g_autoptr(GPtrArray) changes =
        tl_people_archive(call->notebook, person, o->undo ? TL_DATE_NONE : call->today, error);
    g_autofree char *message = g_strdup_printf("person(%s/%s): %s", person->relationship,
                                               person->slug, o->undo ? "back" : "archived");
    return changes && tl_call_commit(call, changes, message, error) ? TL_EXIT_OK : TL_EXIT_FAILED;
}

const tl_command tl_command_archive = {
    .name = "archive",
    .arguments = N_("PERSON"),
    .least = 1,
    .most = 1,
    .summary = N_("no more 1:1s with a person"),
    .details = N_("Notes and open promises stay; nobody is due any more. `tl11 people --all` "
                  "lists the archived too."),
    .options = OPTIONS,
    .options_size = sizeof(options),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_WRITES,
    .run = run,
};
