#include "commands_internal.h"
#include "common_internal.h"

#include "tl11/json.h"
#include "tl11/register.h"
#include "tl11/tag.h"
#include "tl11/text.h"

#include <string.h>

typedef struct {
    char *kind;
    gboolean silent;
} options;

static const tl_option OPTIONS[] = {
    {"kind", 0, G_OPTION_ARG_FILENAME, offsetof(options, kind), N_("TAG"),
     N_("'agreement', 'protocol', 'expectation', 'metric' or 'goal' alone")},
    {"silent", 0, G_OPTION_ARG_NONE, offsetof(options, silent), NULL,
     N_("goals that nobody spoke of for eight weeks")},
    {NULL, 0, G_OPTION_ARG_NONE, 0, NULL, NULL},
};

/* The kind that is asked for; TL_REGISTER_KINDS: every one. */
static gboolean read_kind(const options *o, tl_register_kind *kind, GError **error)
{
    *kind = TL_REGISTER_KINDS;
    if (!o->kind)
        return TRUE;
    g_autofree char *tag = tl_tag_canonical(o->kind + (*o->kind == '#'), -1);
    for (*kind = 0; *kind < TL_REGISTER_KINDS; (*kind)++)
        if (strcmp(tl_register_name(*kind), tag) == 0)
            return TRUE;
    g_autofree char *quoted = tl_text_quote(o->kind);
    return tl_error_set(error, TL_EXIT_USAGE,
                        _("no register %s: there are agreement, protocol, expectation, metric and "
                          "goal"),
                        quoted);
}

static void select_entries(GPtrArray *entries, tl_register_kind kind, gboolean silent)
{
    for (guint i = entries->len; i > 0; i--) {
        const tl_register_entry *entry = g_ptr_array_index(entries, i - 1);
        if ((kind != TL_REGISTER_KINDS && entry->kind != kind) || (silent && !entry->is_silent))
            g_ptr_array_remove_index(entries, i - 1);
    }
}

static void print(tl_call *call, const GPtrArray *entries, const tl_people *people)
{
    if (call->json) {
        json_t *array = json_array();
        for (guint i = 0; i < entries->len; i++)
            json_array_append_new(array, tl_register_to_json(g_ptr_array_index(entries, i)));
        tl_json_append(call->out, array);
        return;
    }
    g_autofree char *markdown =
        tl_register_markdown(entries, people, call->today, tl_terminal_is_utf8());
    tl_call_append_markdown(call, markdown);
}

static int run(tl_call *call, GError **error)
{
    const options *o = call->options;
    tl_register_kind kind;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    if (!read_kind(o, &kind, error))
        return TL_EXIT_USAGE;
    g_autoptr(tl_people) people = NULL;
    const tl_person *person;
    if (!tl_call_people(call, &people, &person, error))
        return TL_EXIT_USAGE;
    g_autoptr(GPtrArray) entries = tl_register_load(
        call->notebook, people, person ? person->slug : NULL, call->today, problems, error);
    if (!entries)
        return TL_EXIT_FAILED;
    select_entries(entries, kind, o->silent);
    print(call, entries, people);
    tl_call_warn(problems);
    if (problems->len)
        return TL_EXIT_FAILED;
    return entries->len ? TL_EXIT_OK : TL_EXIT_NEGATIVE;
}

const tl_command tl_command_register = {
    .name = "register",
    .arguments = N_("[PERSON]"),
    .most = 1,
    .summary = N_("agreements, protocols, expectations, metrics and goals in force"),
    .details =
        N_("Lists what the notes with PERSON, or with everybody, say under #agreement, #protocol, "
           "#expectation, #metric name=value and #goal, and how it changed: a metric's values as "
           "a row of bars, former words of anything else below it. A line goes on with an earlier "
           "one when it has its id or its words, or most of them.\n\n"
           "It is in force until it stands in a note as a follow-up that is done or dropped: "
           "`- [-] rota changes on Fridays #agreement`. A goal that nobody spoke of for eight "
           "weeks is called silent.\n\n"
           "What stands under Private, or bears #concern, #mood, #safety or #personal, is never "
           "in it. In a pipe it is plain Markdown.\n\n"
           "    tl11 register sari\n"
           "    tl11 register --kind metric\n"
           "    tl11 register --silent"),
    .options = OPTIONS,
    .options_size = sizeof(options),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_PAGES | TL_COMMAND_JSON,
    .run = run,
};
