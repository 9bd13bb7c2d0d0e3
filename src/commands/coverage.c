#include "commands_internal.h"
#include "common_internal.h"

#include "tl11/coverage.h"
#include "tl11/json.h"

static void print(tl_call *call, const GArray *touches)
{
    if (call->json) {
        json_t *array = json_array();
        for (guint i = 0; i < touches->len; i++)
            json_array_append_new(array, tl_touch_to_json(&g_array_index(touches, tl_touch, i),
                                                          call->today, call->count > 0));
        tl_json_append(call->out, array);
        return;
    }
    int width = tl_terminal_is_output() ? tl_terminal_width() : 0;
    g_autofree char *text =
        call->count > 0
            ? tl_coverage_format_person(call->notebook, touches, call->today, width, call->colour)
            : tl_coverage_format(call->notebook, touches, call->today, width, call->colour);
    g_string_append(call->out, text);
}

static int run(tl_call *call, GError **error)
{
    g_autoptr(tl_people) people = NULL;
    const tl_person *person;
    if (!tl_call_people(call, &people, &person, error))
        return TL_EXIT_USAGE;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) touches =
        person ? tl_coverage_load_person(call->notebook, person, call->today, problems, error)
               : tl_coverage_load(call->notebook, people, call->today, problems, error);
    if (!touches)
        return TL_EXIT_FAILED;
    print(call, touches);
    if (!person)
        tl_call_warn(people->problems);
    tl_call_warn(problems);
    if (problems->len || (!person && people->problems->len))
        return TL_EXIT_FAILED;
    return touches->len ? TL_EXIT_OK : TL_EXIT_NEGATIVE;
}

const tl_command tl_command_coverage = {
    .name = "coverage",
    .arguments = N_("[PERSON]"),
    .most = 1,
    .summary = N_("what was talked about, and when last"),
    .details = N_(
        "A map of the guide's sections and the people: in how many weeks nothing was written "
        "in a section with a person, `0` for this week, `-` for never. Each relationship has its "
        "own sections; those of a notebook's own guide count like any other. With PERSON, every "
        "prompt too: when something last stood under it.\n\n"
        "Sections without a word of yours do not count, nor do prompts alone, nor notes of a "
        "day to come; notes from a former relationship belong to that one's sections. On a "
        "terminal the colour tells how many of the person's cadences have passed: up to two, "
        "up to six, more."),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_PAGES | TL_COMMAND_JSON,
    .run = run,
};
