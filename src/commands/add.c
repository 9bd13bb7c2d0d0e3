#include "commands_internal.h"
#include "common_internal.h"

#include "tl11/people.h"

typedef struct {
    char *as;
    char *name;
    char *email;
    char *every;
} options;

static const tl_option OPTIONS[] = {
    {"as", 0, G_OPTION_ARG_FILENAME, offsetof(options, as), N_("RELATIONSHIP"),
     N_("team, manager, peer, cross-functional")},
    {"name", 0, G_OPTION_ARG_FILENAME, offsetof(options, name), N_("NAME"), N_("the full name")},
    {"email", 0, G_OPTION_ARG_FILENAME, offsetof(options, email), N_("ADDRESS"),
     N_("the e-mail address")},
    {"every", 0, G_OPTION_ARG_FILENAME, offsetof(options, every), N_("CADENCE"),
     N_("how often you meet: 1w, 10d, 1m")},
    {NULL, 0, G_OPTION_ARG_NONE, 0, NULL, NULL},
};

/* Fills what options say; strings stay the options' own. */
static gboolean fill(tl_call *call, tl_person *person, GError **error)
{
    const options *o = call->options;
    if (!o->as)
        return tl_error_set(error, TL_EXIT_USAGE,
                            _("who is %s to you? --as team, manager, peer or cross-functional"),
                            call->arguments[0]);
    person->slug = call->arguments[0];
    person->relationship = (char *)tl_guide_relationship(call->notebook->guide, o->as, error);
    person->name = o->name;
    person->email = o->email;
    /* --lang at add is the language of this person's notes. */
    person->has_language = call->has_language;
    person->language = call->language;
    person->started = call->today;
    return person->relationship && (!o->every || tl_span_parse(o->every, &person->every, error));
}

static int run(tl_call *call, GError **error)
{
    g_autoptr(tl_people) people = tl_people_load(call->notebook, error);
    tl_person person = {0};
    if (!people || !tl_people_check_slug(people, call->arguments[0], error) ||
        !fill(call, &person, error))
        return TL_EXIT_FAILED;
    g_autoptr(GPtrArray) changes = tl_people_add(&person, error);
    g_autofree char *message =
        g_strdup_printf("person(%s/%s): added", person.relationship, person.slug);
    return changes && tl_call_commit(call, changes, message, error) ? TL_EXIT_OK : TL_EXIT_FAILED;
}

const tl_command tl_command_add = {
    .name = "add",
    .arguments = N_("SLUG"),
    .least = 1,
    .most = 1,
    .summary = N_("add a person"),
    .details = N_("SLUG is the short name: small letters, digits and `-`. `--as` says who they "
                  "are to you; every unique prefix will do, and a relationship of your own is "
                  "one more file in the notebook's `guide/`. With `--lang`, notes with this "
                  "person are in that language.\n\n"
                  "    tl11 add alice --as team --name \"Alice Ng\" --every 1w"),
    .options = OPTIONS,
    .options_size = sizeof(options),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_CREATES | TL_COMMAND_WRITES,
    .run = run,
};
