#include "commands_internal.h"
#include "common_internal.h"

static int run(tl_call *call, GError **error)
{
    g_autoptr(tl_people) people = NULL;
    const tl_person *person = tl_call_person(call, call->arguments[0], &people, error);
    const char *slug = call->arguments[1];
    if (!person || !tl_people_check_slug(people, slug, error) ||
        !tl_call_demand_clean(call, person->slug, error))
        return TL_EXIT_FAILED;
    g_autoptr(GPtrArray) changes = tl_people_rename(call->notebook, person->slug, slug, error);
    g_autofree char *message =
        g_strdup_printf("person(%s/%s): renamed to %s", person->relationship, person->slug, slug);
    return changes && tl_call_commit(call, changes, message, error) ? TL_EXIT_OK : TL_EXIT_FAILED;
}

const tl_command tl_command_rename = {
    .name = "rename",
    .arguments = N_("PERSON NEW"),
    .least = 2,
    .most = 2,
    .summary = N_("give a person another short name"),
    .details = N_("All files of the person, in every relationship, go to folders of the new "
                  "short name, in one commit. What the notes say stays as it is. The full name "
                  "stands in `person.ini`: edit it there, and `tl11 save`."),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_WRITES,
    .run = run,
};
