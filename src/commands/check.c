#include "commands_internal.h"
#include "common_internal.h"

#include "tl11/check.h"
#include "tl11/json.h"
#include "tl11/text.h"

#include <string.h>

typedef struct {
    gboolean staged;
} options;

static const tl_option OPTIONS[] = {
    {"staged", 0, G_OPTION_ARG_NONE, offsetof(options, staged), NULL,
     N_("what git would commit now, as the pre-commit hook asks")},
    {NULL, 0, G_OPTION_ARG_NONE, 0, NULL, NULL},
};

/* A file as the user names it, from the working directory, made a path in the notebook. */
static char *locate(const tl_call *call, const char *argument, GError **error)
{
    g_autofree char *absolute = g_canonicalize_filename(argument, NULL);
    g_autofree char *prefix = g_strconcat(call->notebook->root, "/", NULL);
    if (g_str_has_prefix(absolute, prefix))
        return g_strdup(absolute + strlen(prefix));
    g_autofree char *inside = g_build_filename(call->notebook->root, argument, NULL);
    if (!g_path_is_absolute(argument) && g_file_test(inside, G_FILE_TEST_EXISTS))
        return g_strdup(argument);
    g_autofree char *quoted = tl_text_quote(argument);
    tl_error_set(error, TL_EXIT_USAGE, _("%s is no file of the notebook"), quoted);
    return NULL;
}

static GPtrArray *check_files(const tl_call *call, GError **error)
{
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < call->count; i++) {
        char *path = locate(call, call->arguments[i], error);
        if (!path)
            return NULL;
        g_ptr_array_add(paths, path);
    }
    g_ptr_array_add(paths, NULL);
    return tl_check_work_tree(call->notebook,
                              call->count ? (const char *const *)paths->pdata : NULL, error);
}

static json_t *to_json(const tl_problem *problem)
{
    json_t *object = json_object();
    json_object_set_new(object, "path", tl_json_text(problem->path));
    json_object_set_new(object, "line", problem->line ? json_integer(problem->line) : json_null());
    json_object_set_new(object, "code", tl_json_text(problem->code));
    json_object_set_new(object, "message", tl_json_text(problem->message));
    return object;
}

static void append_line(tl_call *call, const tl_problem *problem)
{
    g_autofree char *path = tl_text_escape(problem->path, -1);
    g_autofree char *message = tl_text_escape(problem->message, -1);
    g_string_append_printf(call->out, "%s%s%s:", tl_style(call->colour, TL_STYLE_BOLD), path,
                           tl_style(call->colour, TL_STYLE_RESET));
    if (problem->line)
        g_string_append_printf(call->out, "%u:", problem->line);
    g_string_append_printf(call->out, " %s: %s\n", problem->code, message);
}

/* A commit is held up only by what tl11 itself would not commit. */
static gboolean counts(const tl_problem *problem, gboolean staged)
{
    return !staged || problem->is_fatal;
}

static int run(tl_call *call, GError **error)
{
    const options *o = call->options;
    g_autoptr(GPtrArray) problems =
        o->staged ? tl_check_staged(call->notebook, error) : check_files(call, error);
    if (!problems)
        return TL_EXIT_FAILED;
    if (call->json) {
        json_t *array = json_array();
        for (guint i = 0; i < problems->len; i++)
            json_array_append_new(array, to_json(g_ptr_array_index(problems, i)));
        tl_json_append(call->out, array);
    }
    guint found = 0;
    for (guint i = 0; i < problems->len; i++) {
        const tl_problem *problem = g_ptr_array_index(problems, i);
        if (!call->json)
            append_line(call, problem);
        if (counts(problem, o->staged))
            found++;
    }
    return found ? TL_EXIT_NEGATIVE : TL_EXIT_OK;
}

const tl_command tl_command_check = {
    .name = "check",
    .arguments = N_("[FILE…]"),
    .most = -1,
    .summary = N_("what is wrong with notes"),
    .details = N_(
        "Looks over FILEs, or all of the notebook, and names what is wrong by file, line and "
        "code; the exit status is 1 when there is anything. With `--staged`, 1 only when there is "
        "something that keeps a file from being committed.\n\n"
        "Codes: `conflict-marker`, `binary`, `person` and `unreadable` keep a file from being "
        "committed; `not-utf8`, `too-complex`, `unknown-mark`, `bad-date`, `duplicate-id`, "
        "`duplicate-item`, `bad-name`, `bad-person`, `not-regular`, `two-homes`, `two-names`, "
        "`no-attributes` and `no-driver` are to be looked at."),
    .options = OPTIONS,
    .options_size = sizeof(options),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_PAGES | TL_COMMAND_JSON,
    .run = run,
};
