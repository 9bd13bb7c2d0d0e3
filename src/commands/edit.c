#include "commands_internal.h"
#include "session_internal.h"

typedef struct {
    char *message;
    gboolean drop_missing;
} options;

static const tl_option OPTIONS[] = {
    {"drop-missing", 0, G_OPTION_ARG_NONE, offsetof(options, drop_missing), NULL,
     N_("follow-ups that are gone from the text are dropped")},
    {"message", 'm', G_OPTION_ARG_FILENAME, offsetof(options, message), N_("TEXT"),
     N_("the commit's subject")},
    {NULL, 0, G_OPTION_ARG_NONE, 0, NULL, NULL},
};

static int run(tl_call *call, GError **error)
{
    const options *o = call->options;
    if (!tl_call_check_message(o->message, error))
        return TL_EXIT_USAGE;
    g_autoptr(tl_people) people = NULL;
    const tl_person *person = tl_call_person(call, call->arguments[0], &people, error);
    g_autoptr(GPtrArray) notes =
        person ? tl_people_notes(call->notebook, person->slug, error) : NULL;
    const tl_note_name *name =
        notes ? tl_call_note(call, notes, person, call->arguments[1], error) : NULL;
    if (!name)
        return TL_EXIT_USAGE;
    g_autofree char *path = tl_note_name_format(name);
    tl_session session = {
        .call = call,
        .person = person,
        .path = path,
        .message = o->message,
        .drop_missing = o->drop_missing,
    };
    return tl_session_edit(&session, error);
}

const tl_command tl_command_edit = {
    .name = "edit",
    .arguments = N_("PERSON [DATE]"),
    .least = 1,
    .most = 2,
    .summary = N_("open a note again"),
    .details = N_("Opens the newest note with PERSON, or that of DATE, in your editor, and commits "
                  "what changed. The second note of a day is `2026-11-24-2`."),
    .options = OPTIONS,
    .options_size = sizeof(options),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_WRITES,
    .run = run,
};
