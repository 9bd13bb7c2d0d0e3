#include "commands_internal.h"
#include "common_internal.h"

#include "tl11/json.h"
#include "tl11/review.h"

/* How far back a review goes that is not told, in months. */
enum { MONTHS = 6 };

typedef struct {
    char *since;
    char *until;
} options;

static const tl_option OPTIONS[] = {
    {"since", 0, G_OPTION_ARG_FILENAME, offsetof(options, since), N_("DATE"),
     N_("the first day; six months ago, if it is not given")},
    {"until", 0, G_OPTION_ARG_FILENAME, offsetof(options, until), N_("DATE"),
     N_("the last day; today, if it is not given")},
    {NULL, 0, G_OPTION_ARG_NONE, 0, NULL, NULL},
};

static gboolean read_span(const tl_call *call, tl_date *since, tl_date *until, GError **error)
{
    const options *o = call->options;
    *since = o->since ? tl_date_parse(o->since, call->today, error)
                      : tl_date_add(call->today, (tl_span){.months = -MONTHS});
    if (*since == TL_DATE_NONE)
        return FALSE;
    *until = tl_call_date(call, o->until, error);
    if (*until == TL_DATE_NONE)
        return FALSE;
    return *since <= *until ||
           tl_error_set(error, TL_EXIT_USAGE, _("--since is later than --until"));
}

static int print(tl_call *call, const tl_person *person, const tl_review *review, GError **error)
{
    char since[TL_DATE_SIZE];
    if (call->json) {
        json_t *array = json_array();
        for (guint i = 0; i < review->entries->len; i++)
            json_array_append_new(
                array, tl_review_to_json(&g_array_index(review->entries, tl_review_entry, i)));
        tl_json_append(call->out, array);
        return review->entries->len ? TL_EXIT_OK : TL_EXIT_NEGATIVE;
    }
    if (review->entries->len == 0) {
        tl_error_set(error, TL_EXIT_NEGATIVE,
                     _("nothing of %s since %s bears #recognition, #fb-given, #fb-got, #goal or "
                       "#milestone"),
                     tl_person_name(person), tl_date_format(review->since, since));
        return TL_EXIT_NEGATIVE;
    }
    g_autofree char *markdown = tl_review_markdown(review, person);
    tl_call_append_markdown(call, markdown);
    return TL_EXIT_OK;
}

static int run(tl_call *call, GError **error)
{
    tl_date since, until;
    g_autoptr(tl_people) people = NULL;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    const tl_person *person = read_span(call, &since, &until, error)
                                  ? tl_call_person(call, call->arguments[0], &people, error)
                                  : NULL;
    if (!person)
        return TL_EXIT_USAGE;
    g_autoptr(tl_review) review =
        tl_review_make(call->notebook, person->slug, since, until, problems, error);
    if (!review)
        return TL_EXIT_FAILED;
    int status = print(call, person, review, error);
    if (review->gap)
        g_ptr_array_add(problems, g_strdup_printf(_("history is not whole: %s"), review->gap));
    tl_call_warn(problems);
    return problems->len ? TL_EXIT_FAILED : status;
}

const tl_command tl_command_review = {
    .name = "review",
    .arguments = N_("PERSON"),
    .least = 1,
    .most = 1,
    .summary = N_("a pack for a review talk"),
    .details =
        N_("Gathers what the notes with PERSON hold of recognition, feedback given and got, goals "
           "and milestones, by tag, each with its date, its note and the commit that brought the "
           "line. What was said again in the same words stands in it once.\n\n"
           "What stands under Private, or bears #concern, #mood, #safety or #personal, is never "
           "in it. In a pipe it is plain Markdown.\n\n"
           "    tl11 review alice --since -1y\n"
           "    tl11 review alice --since 2026-01-01 >review.md"),
    .options = OPTIONS,
    .options_size = sizeof(options),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_PAGES | TL_COMMAND_JSON,
    .run = run,
};
