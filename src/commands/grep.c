#include "commands_internal.h"
#include "common_internal.h"
#include "grep_internal.h"

#include "tl11/json.h"

#include <stdio.h>

typedef struct {
    gboolean history;
    gboolean ignore_case;
    gboolean fixed;
    gboolean words;
    int context;
    char *section;
    char *since;
    char *until;
} options;

static const tl_option OPTIONS[] = {
    {"history", 0, G_OPTION_ARG_NONE, offsetof(options, history), NULL,
     N_("every line that ever stood in a note, when it came and when it went")},
    {"ignore-case", 'i', G_OPTION_ARG_NONE, offsetof(options, ignore_case), NULL,
     N_("capital letters and small ones are the same")},
    {"fixed-strings", 'F', G_OPTION_ARG_NONE, offsetof(options, fixed), NULL,
     N_("PATTERN is a text, no pattern")},
    {"word-regexp", 'w', G_OPTION_ARG_NONE, offsetof(options, words), NULL, N_("whole words only")},
    {"context", 'C', G_OPTION_ARG_INT, offsetof(options, context), N_("LINES"),
     N_("show so many lines around each match")},
    {"section", 's', G_OPTION_ARG_FILENAME, offsetof(options, section), N_("SECTION"),
     N_("in this section: 'team.a', a letter, 'decisions', or words of a title")},
    {"since", 0, G_OPTION_ARG_FILENAME, offsetof(options, since), N_("DATE"),
     N_("of meetings on that day or later")},
    {"until", 0, G_OPTION_ARG_FILENAME, offsetof(options, until), N_("DATE"),
     N_("of meetings on that day or earlier")},
    {NULL, 0, G_OPTION_ARG_NONE, 0, NULL, NULL},
};

static gboolean read_date(const tl_call *call, const char *text, tl_date *date, GError **error)
{
    *date = TL_DATE_NONE;
    if (!text)
        return TRUE;
    *date = tl_date_parse(text, call->today, error);
    return *date != TL_DATE_NONE;
}

static gboolean check_context(const options *o, GError **error)
{
    if (o->context < 0)
        return tl_error_set(error, TL_EXIT_USAGE, _("-C takes a number of lines, 0 or more"));
    if (o->context > 0 && o->history)
        return tl_error_set(error, TL_EXIT_USAGE,
                            _("-C and --history do not go together: what stood around a line is "
                              "not one text"));
    return TRUE;
}

static gboolean read_filter(const tl_call *call, tl_search_filter *filter, GError **error)
{
    const options *o = call->options;
    if (!check_context(o, error) || !read_date(call, o->since, &filter->since, error) ||
        !read_date(call, o->until, &filter->until, error))
        return FALSE;
    filter->sections = o->section ? tl_search_sections(call->notebook->guide, o->section) : NULL;
    return TRUE;
}

/* Notes as they stand are searched without a cache where there can be none, or git is damaged. */
static gboolean search_standing(tl_call *call, const tl_search_filter *filter,
                                tl_grep_printer *printer, GPtrArray *problems, GError **error)
{
    int root = call->notebook->root_fd;
    g_autoptr(tl_cache) cache =
        tl_cache_open(call->notebook->repository, TL_CACHE_MAKE_TO_KEEP, NULL);
    g_autoptr(tl_standing) standing =
        cache ? tl_standing_open(cache, root, filter->slug, NULL) : NULL;
    if (!standing)
        standing = tl_standing_open(NULL, root, filter->slug, error);
    if (!standing)
        return FALSE;
    tl_search_standing(standing, printer->pattern, filter, tl_grep_print_note, printer, problems);
    g_clear_pointer(&standing, tl_standing_close);
    return TRUE;
}

static gboolean search_history(tl_call *call, const tl_search_filter *filter,
                               tl_grep_printer *printer, GPtrArray *problems, GError **error)
{
    tl_cache_effort effort = filter->slug ? TL_CACHE_MAKE : TL_CACHE_MAKE_TO_SEARCH;
    g_autoptr(tl_cache) cache = tl_cache_open(call->notebook->repository, effort, error);
    if (!cache ||
        !tl_search_history(cache, printer->pattern, filter, tl_grep_print_former, printer, error))
        return FALSE;
    const char *gap = tl_cache_gap(cache);
    if (gap)
        g_ptr_array_add(problems, g_strdup_printf(_("history is not whole: %s"), gap));
    return TRUE;
}

static int search(tl_call *call, const tl_search_filter *filter, tl_pattern *pattern,
                  GError **error)
{
    const options *o = call->options;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    tl_grep_printer printer = {.call = call,
                               .pattern = pattern,
                               .context = (guint)o->context,
                               .is_shown = tl_terminal_is_output(),
                               .array = call->json ? json_array() : NULL};
    gboolean is_done = o->history ? search_history(call, filter, &printer, problems, error)
                                  : search_standing(call, filter, &printer, problems, error);
    g_free(printer.path);
    if (printer.array && is_done)
        tl_json_append(call->out, printer.array);
    else if (printer.array)
        json_decref(printer.array);
    if (!is_done)
        return TL_EXIT_FAILED;
    tl_call_warn(problems);
    if (!tl_pattern_check(pattern, error))
        return TL_EXIT_USAGE;
    return problems->len ? TL_EXIT_FAILED : printer.count ? TL_EXIT_OK : TL_EXIT_NEGATIVE;
}

static int run(tl_call *call, GError **error)
{
    const options *o = call->options;
    const tl_pattern_options how = {o->ignore_case, o->fixed, o->words};
    tl_search_filter filter = {.slug = NULL};
    g_autoptr(tl_people) people = NULL;
    if (call->count > 1) {
        const tl_person *person = tl_call_person(call, call->arguments[1], &people, error);
        if (!person)
            return TL_EXIT_USAGE;
        filter.slug = person->slug;
    }
    if (!read_filter(call, &filter, error))
        return TL_EXIT_USAGE;
    g_autoptr(tl_pattern) pattern = tl_pattern_new(call->arguments[0], &how, error);
    int status = pattern ? search(call, &filter, pattern, error) : TL_EXIT_USAGE;
    g_clear_pointer(&filter.sections, g_hash_table_unref);
    return status;
}

const tl_command tl_command_grep = {
    .name = "grep",
    .arguments = N_("PATTERN [PERSON]"),
    .least = 1,
    .most = 2,
    .summary = N_("search the notes, or all that ever stood in them"),
    .details = N_("Searches the notes with PERSON, or with everybody, as they stand, uncommitted "
                  "edits included, line by line. PATTERN is a Perl regular expression.\n\n"
                  "`--history` searches every line that ever stood in a committed note: with the "
                  "commit that brought it and the one that took it away. A line of a note that was "
                  "moved or renamed goes on.\n\n"
                  "In a pipe, lines are `path:line:text`, as `grep -n` has them; with `--history` "
                  "`path:line:+DATE COMMIT -DATE COMMIT:text`, without a number once the line is "
                  "gone. The exit status is 1 when nothing matches; 2 when the pattern is wrong, "
                  "or too hard for some line; 4 when a note cannot be read or history is not "
                  "whole, for then what is missing is not known."),
    .options = OPTIONS,
    .options_size = sizeof(options),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_PAGES | TL_COMMAND_JSON,
    .run = run,
};
