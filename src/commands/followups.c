#include "commands_internal.h"
#include "common_internal.h"

#include "tl11/followup_list.h"
#include "tl11/json.h"
#include "tl11/ledger.h"

typedef struct {
    gboolean mine;
    gboolean theirs;
    gboolean overdue;
    gboolean all;
    gboolean done;
    gboolean dropped;
    gboolean agenda;
    char *as_of;
} options;

static const tl_option OPTIONS[] = {
    {"mine", 0, G_OPTION_ARG_NONE, offsetof(options, mine), NULL, N_("what I promised")},
    {"theirs", 0, G_OPTION_ARG_NONE, offsetof(options, theirs), NULL, N_("what others promised")},
    {"overdue", 0, G_OPTION_ARG_NONE, offsetof(options, overdue), NULL,
     N_("what was due before today")},
    {"all", 'a', G_OPTION_ARG_NONE, offsetof(options, all), NULL, N_("in every state")},
    {"done", 0, G_OPTION_ARG_NONE, offsetof(options, done), NULL, N_("what is done")},
    {"dropped", 0, G_OPTION_ARG_NONE, offsetof(options, dropped), NULL, N_("what was dropped")},
    {"agenda", 0, G_OPTION_ARG_NONE, offsetof(options, agenda), NULL,
     N_("talking points, not promises")},
    {"as-of", 0, G_OPTION_ARG_FILENAME, offsetof(options, as_of), N_("DATE"),
     N_("as it stood at the end of that day")},
    {NULL, 0, G_OPTION_ARG_NONE, 0, NULL, NULL},
};

static gboolean check_options(const options *o, GError **error)
{
    if (o->mine && o->theirs)
        return tl_error_set(error, TL_EXIT_USAGE, _("--mine or --theirs, not both"));
    if (o->all + o->done + o->dropped > 1)
        return tl_error_set(error, TL_EXIT_USAGE,
                            _("one of --all, --done and --dropped at a time"));
    return TRUE;
}

static tl_list_state state_of(const options *o)
{
    return o->all       ? TL_LIST_ALL
           : o->done    ? TL_LIST_DONE
           : o->dropped ? TL_LIST_DROPPED
                        : TL_LIST_OPEN;
}

static guint states_of(const options *o)
{
    const guint open = 1u << TL_STATE_OPEN, done = 1u << TL_STATE_DONE;
    const guint dropped = 1u << TL_STATE_DROPPED, carried = 1u << TL_STATE_CARRIED;
    return o->all ? open | done | dropped | carried : o->done ? done : o->dropped ? dropped : open;
}

static gboolean load(tl_call *call, tl_list_filter *filter, tl_call_items *items, GError **error)
{
    const options *o = call->options;
    if (!o->as_of)
        return tl_call_items_load(call, filter->person, states_of(o), o->agenda, items, error);
    filter->today = tl_date_parse(o->as_of, call->today, error);
    if (filter->today != TL_DATE_NONE)
        items->ledger = tl_ledger_load_as_of(call->notebook, filter->person, filter->today, error);
    items->items = items->ledger ? tl_ledger_items(items->ledger) : NULL;
    return items->ledger != NULL;
}

static void print(tl_call *call, const GPtrArray *items, tl_date today)
{
    if (call->json) {
        json_t *array = json_array();
        for (guint i = 0; i < items->len; i++)
            json_array_append_new(array, tl_list_to_json(g_ptr_array_index(items, i)));
        tl_json_append(call->out, array);
        return;
    }
    int width = tl_terminal_is_output() ? tl_terminal_width() : 0;
    tl_list_append(call->out, items, today, width, call->colour);
}

static int run(tl_call *call, GError **error)
{
    const options *o = call->options;
    tl_list_filter filter = {
        .state = state_of(o),
        .mine = o->mine,
        .theirs = o->theirs,
        .overdue = o->overdue,
        .agenda = o->agenda,
        .today = call->today,
    };
    if (!check_options(o, error))
        return TL_EXIT_USAGE;
    g_autoptr(tl_people) people = NULL;
    if (call->count > 0) {
        const tl_person *person = tl_call_person(call, call->arguments[0], &people, error);
        if (!person)
            return TL_EXIT_USAGE;
        filter.person = person->slug;
    }
    g_auto(tl_call_items) all = {.items = NULL};
    if (!load(call, &filter, &all, error))
        return TL_EXIT_FAILED;
    g_autoptr(GPtrArray) items = tl_list_select(all.items, &filter);
    print(call, items, filter.today);
    return items->len ? TL_EXIT_OK : TL_EXIT_NEGATIVE;
}

const tl_command tl_command_followups = {
    .name = "followups",
    .alias = "todo",
    .arguments = N_("[PERSON]"),
    .most = 1,
    .summary = N_("promises, what is due first"),
    .details =
        N_("Lists the open follow-ups of everybody, or of PERSON's notes: overdue first, then by "
           "due date, mine first. The age is how long a promise has been open; `>3` tells that it "
           "was carried into three later notes.\n\n"
           "`--as-of` reads the notes as the last commit up to that day has them."),
    .options = OPTIONS,
    .options_size = sizeof(options),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_PAGES | TL_COMMAND_JSON,
    .run = run,
};
