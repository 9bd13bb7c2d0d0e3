#include "commands_internal.h"
#include "common_internal.h"

#include "tl11/file.h"
#include "tl11/render.h"

typedef struct {
    gboolean raw;
} options;

static const tl_option OPTIONS[] = {
    {"raw", 0, G_OPTION_ARG_NONE, offsetof(options, raw), NULL, N_("the file's bytes as they are")},
    {NULL, 0, G_OPTION_ARG_NONE, 0, NULL, NULL},
};

static void append_note(tl_call *call, GBytes *content, gboolean raw)
{
    gsize length;
    const char *text = g_bytes_get_data(content, &length);
    if (raw) {
        g_string_append_len(call->out, text, (gssize)length);
        return;
    }
    tl_render_options render = {
        .width = tl_terminal_width(),
        .colour = call->colour,
        .utf8 = tl_terminal_is_utf8(),
    };
    g_autofree char *rendered = tl_render_markdown(text, length, &render);
    g_string_append(call->out, rendered);
}

static int run(tl_call *call, GError **error)
{
    const options *o = call->options;
    g_autoptr(tl_people) people = NULL;
    const tl_person *person = tl_call_person(call, call->arguments[0], &people, error);
    g_autoptr(GPtrArray) notes =
        person ? tl_people_notes(call->notebook, person->slug, error) : NULL;
    const tl_note_name *name =
        notes ? tl_call_note(call, notes, person, call->arguments[1], error) : NULL;
    if (!name)
        return TL_EXIT_USAGE;
    if (o->raw && tl_terminal_is_output()) {
        tl_error_set(error, TL_EXIT_USAGE,
                     _("--raw is for a pipe or a file: what stands in a note could drive the "
                       "terminal"));
        return TL_EXIT_USAGE;
    }
    g_autofree char *path =
        tl_note_name_path(name->relationship, name->person, name->date, name->number);
    g_autoptr(GBytes) content = tl_file_read(call->notebook->root_fd, path, TL_FILE_MAX, error);
    if (!content)
        return TL_EXIT_FAILED;
    append_note(call, content, o->raw);
    return TL_EXIT_OK;
}

const tl_command tl_command_show = {
    .name = "show",
    .arguments = N_("PERSON [DATE]"),
    .least = 1,
    .most = 2,
    .summary = N_("read a note, rendered"),
    .details = N_("Shows the newest note with PERSON, or that of DATE, laid out for the terminal. "
                  "A date may be `2026-11-24`, `yesterday`, `last mon`, `-2w`; the second note of "
                  "a day is `2026-11-24-2`."),
    .options = OPTIONS,
    .options_size = sizeof(options),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_PAGES,
    .run = run,
};
