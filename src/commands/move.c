#include "commands_internal.h"
#include "common_internal.h"

#include <string.h>

typedef struct {
    char *to;
} options;

static const tl_option OPTIONS[] = {
    {"to", 0, G_OPTION_ARG_FILENAME, offsetof(options, to), N_("RELATIONSHIP"),
     N_("who they are to you now")},
    {NULL, 0, G_OPTION_ARG_NONE, 0, NULL, NULL},
};

static int run(tl_call *call, GError **error)
{
    const options *o = call->options;
    if (!o->to) {
        tl_error_set(error, TL_EXIT_USAGE, _("move where? --to RELATIONSHIP"));
        return TL_EXIT_USAGE;
    }
    g_autoptr(tl_people) people = NULL;
    const tl_person *person = tl_call_person(call, call->arguments[0], &people, error);
    const char *to = person ? tl_guide_relationship(call->notebook->guide, o->to, error) : NULL;
    if (!to)
        return TL_EXIT_USAGE;
    if (strcmp(to, person->relationship) == 0) {
        tl_error_set(error, TL_EXIT_NEGATIVE, _("%s is in '%s' already"), tl_person_name(person),
                     to);
        return TL_EXIT_NEGATIVE;
    }
    if (!tl_call_demand_clean(call, person->slug, error))
        return TL_EXIT_REFUSED;
    g_autoptr(GPtrArray) changes = tl_people_move(call->notebook, person, to, error);
    g_autofree char *message =
        g_strdup_printf("person(%s/%s): moved to %s", person->relationship, person->slug, to);
    return changes && tl_call_commit(call, changes, message, error) ? TL_EXIT_OK : TL_EXIT_FAILED;
}

const tl_command tl_command_move = {
    .name = "move",
    .arguments = N_("PERSON"),
    .least = 1,
    .most = 1,
    .summary = N_("a person's relationship changes"),
    .details = N_("`person.ini` and `next.md` go to the folder of the new relationship; notes "
                  "stay where the meetings were held, and every command shows both in one "
                  "timeline.\n\n"
                  "    tl11 move alice --to manager"),
    .options = OPTIONS,
    .options_size = sizeof(options),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_WRITES,
    .run = run,
};
