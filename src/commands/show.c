#include "commands_internal.h"
#include "common_internal.h"

#include "tl11/as_of.h"
#include "tl11/file.h"
#include "tl11/recent.h"
#include "tl11/render.h"
#include "tl11/revision.h"

typedef struct {
    gboolean raw;
    char *as_of;
} options;

static const tl_option OPTIONS[] = {
    {"raw", 0, G_OPTION_ARG_NONE, offsetof(options, raw), NULL, N_("the file's bytes as they are")},
    {"as-of", 0, G_OPTION_ARG_FILENAME, offsetof(options, as_of), N_("DATE"),
     N_("as it stood at the end of that day")},
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

/* The newest note alone: to find it, the others need not be known. */
static GPtrArray *find_newest(tl_call *call, const tl_people *people, const char *slug,
                              GError **error)
{
    GError *failure = NULL;
    g_autoptr(tl_recent) recent =
        tl_recent_new(call->notebook, people, slug, NULL, TL_DATE_NONE, error);
    const tl_note_name *newest = recent ? tl_recent_next(recent, &failure) : NULL;
    if (!recent || failure) {
        if (failure)
            g_propagate_error(error, failure);
        return NULL;
    }
    GPtrArray *notes = g_ptr_array_new_with_free_func((GDestroyNotify)tl_note_name_free);
    g_autofree char *path = newest ? tl_note_name_format(newest) : NULL;
    if (path)
        g_ptr_array_add(notes, tl_note_name_parse(path));
    return notes;
}

/* The notes to choose from, and where their bytes are: commit is "" in the work tree. */
static GPtrArray *list_notes(tl_call *call, const tl_people *people, const char *slug,
                             char commit[static TL_OBJECT_NAME_SIZE], GError **error)
{
    const options *o = call->options;
    commit[0] = '\0';
    if (!o->as_of && !call->arguments[1])
        return find_newest(call, people, slug, error);
    if (!o->as_of)
        return tl_people_notes(call->notebook, slug, error);
    tl_date day = tl_date_parse(o->as_of, call->today, error);
    if (day == TL_DATE_NONE || !tl_as_of_commit(call->notebook, day, commit, error))
        return NULL;
    g_autoptr(GPtrArray) notes = tl_as_of_notes(call->notebook, commit, slug, error);
    if (!notes || notes->len > 0)
        return g_steal_pointer(&notes);
    char text[TL_DATE_SIZE];
    tl_error_set(error, TL_EXIT_NEGATIVE, _("there was no note of %s yet on %s"), slug,
                 tl_date_format(day, text));
    return NULL;
}

static GBytes *read_note(tl_call *call, const tl_note_name *name, const char *commit,
                         GError **error)
{
    g_autofree char *path = tl_note_name_format(name);
    return *commit ? tl_revision_read(call->notebook->repository, commit, path, TL_FILE_MAX, error)
                   : tl_file_read(call->notebook->root_fd, path, TL_FILE_MAX, error);
}

static int run(tl_call *call, GError **error)
{
    const options *o = call->options;
    char commit[TL_OBJECT_NAME_SIZE];
    g_autoptr(tl_people) people = NULL;
    const tl_person *person = tl_call_person(call, call->arguments[0], &people, error);
    g_autoptr(GPtrArray) notes =
        person ? list_notes(call, people, person->slug, commit, error) : NULL;
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
    g_autoptr(GBytes) content = read_note(call, name, commit, error);
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
                  "a day is `2026-11-24-2`.\n\n"
                  "`--as-of` takes the notes as the last commit up to that day has them."),
    .options = OPTIONS,
    .options_size = sizeof(options),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_PAGES,
    .run = run,
};
