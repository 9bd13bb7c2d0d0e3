#include "commands_internal.h"
#include "common_internal.h"

#include "tl11/flow_list.h"
#include "tl11/json.h"

#include <string.h>

/* For whom there is nothing: since when, and what would flow. */
static int tell_nothing(const tl_person *person, const tl_flows *flows, GError **error)
{
    char since[TL_DATE_SIZE];
    const char *format =
        strcmp(person->relationship, "manager") == 0
            ? _("nothing flows to %s since %s\n"
                "lines of the team's notes do that bear #milestone, #recognition, #blocker or "
                "#risk, and dated #agreement or #milestone lines of peers and other departments")
        : strcmp(person->relationship, "peer") == 0
            ? _("nothing flows to %s since %s\n"
                "lines of a manager's notes do that bear #priority, #expectation or #metric, "
                "#growth wishes that two people share, and #mentor with #mentee")
            : _("nothing flows to %s since %s\n"
                "lines of a manager's notes do that bear #priority, #expectation or #metric");
    tl_error_set(error, TL_EXIT_NEGATIVE, format, tl_person_name(person),
                 tl_date_format(flows->since, since));
    return TL_EXIT_NEGATIVE;
}

static int print(tl_call *call, const tl_person *person, const tl_people *people,
                 const tl_flows *flows, GError **error)
{
    if (call->json) {
        json_t *array = json_array();
        for (guint i = 0; i < flows->flows->len; i++)
            json_array_append_new(array, tl_flow_to_json(g_ptr_array_index(flows->flows, i)));
        tl_json_append(call->out, array);
        return flows->flows->len ? TL_EXIT_OK : TL_EXIT_NEGATIVE;
    }
    if (flows->flows->len == 0)
        return tell_nothing(person, flows, error);
    g_autofree char *markdown = tl_flow_markdown(flows, person, people, call->today);
    tl_call_append_markdown(call, markdown);
    return TL_EXIT_OK;
}

static int run(tl_call *call, GError **error)
{
    g_autoptr(tl_people) people = NULL;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    const tl_person *person = tl_call_person(call, call->arguments[0], &people, error);
    if (!person)
        return TL_EXIT_USAGE;
    g_autoptr(tl_flows) flows =
        tl_flows_to(call->notebook, people, person, call->today, problems, error);
    if (!flows)
        return TL_EXIT_FAILED;
    int status = print(call, person, people, flows, error);
    tl_call_warn(problems);
    return problems->len ? TL_EXIT_FAILED : status;
}

const tl_command tl_command_brief = {
    .name = "brief",
    .arguments = N_("PERSON"),
    .least = 1,
    .most = 1,
    .summary = N_("what flows to a manager or peer from other notes"),
    .details =
        N_("Lists what the notes with others hold for PERSON, by tag alone, since the last 1:1 "
           "with PERSON: for a manager the team's milestones and recognition, its open blockers "
           "and risks with their age, and dates and agreements with peers and other departments "
           "within two weeks; for everybody else priorities, expectations and metrics that a "
           "manager set or changed; for a peer growth wishes that two or more share, and who "
           "wants to mentor where somebody looks for one.\n\n"
           "What stands under Private, or bears #concern, #mood, #safety or #personal, is never "
           "in it. In a pipe it is plain Markdown."),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_PAGES | TL_COMMAND_JSON,
    .run = run,
};
