#include "options_internal.h"

#include <stddef.h>
#include <string.h>

const tl_option tl_global_options[] = {
    {"directory", 'C', G_OPTION_ARG_FILENAME, offsetof(tl_globals, directory), N_("DIR"),
     N_("use the notebook in DIR")},
    {"lang", 0, G_OPTION_ARG_FILENAME, offsetof(tl_globals, language), N_("LANGUAGE"),
     N_("speak 'en' or 'id'")},
    {"color", 0, G_OPTION_ARG_FILENAME, offsetof(tl_globals, color), N_("WHEN"),
     N_("colour: 'auto', 'always' or 'never'")},
    {"no-pager", 0, G_OPTION_ARG_NONE, offsetof(tl_globals, no_pager), NULL,
     N_("do not use a pager")},
    {"json", 0, G_OPTION_ARG_NONE, offsetof(tl_globals, json), NULL, N_("list as one JSON array")},
    {"help", 'h', G_OPTION_ARG_NONE, offsetof(tl_globals, help), NULL, N_("show this help")},
    {"version", 0, G_OPTION_ARG_NONE, offsetof(tl_globals, version), NULL, N_("show the version")},
    {NULL, 0, G_OPTION_ARG_NONE, 0, NULL, NULL},
};

void tl_globals_clear(tl_globals *globals)
{
    g_free(globals->directory);
    g_free(globals->language);
    g_free(globals->color);
}

/* Behind its name, a command's own letter goes before a global one: "grep -C 2". */
static gboolean is_taken(const tl_command *command, char letter)
{
    for (const tl_option *option = command ? command->options : NULL; option && option->name;
         option++)
        if (letter && option->letter == letter)
            return TRUE;
    return FALSE;
}

static void add_entries(GArray *entries, const tl_option *table, void *values,
                        const tl_command *command)
{
    for (const tl_option *option = table; option && option->name; option++) {
        GOptionEntry entry = {
            .long_name = option->name,
            .short_name = is_taken(command, option->letter) ? '\0' : option->letter,
            .arg = option->type,
            .arg_data = (char *)values + option->offset,
            .description = option->summary,
            .arg_description = option->argument,
        };
        g_array_append_val(entries, entry);
    }
}

/* GOption's words in our style. */
static gboolean fail(const tl_command *command, const GError *failure, GError **error)
{
    g_autofree char *reason = g_strdup(failure->message);
    reason[0] = g_ascii_tolower(reason[0]);
    return command
               ? tl_error_set(error, TL_EXIT_USAGE, _("%s: %s\n'tl11 help %s' lists the options"),
                              command->name, reason, command->name)
               : tl_error_set(error, TL_EXIT_USAGE, "%s", reason);
}

/* What stands before "-2w", a date and no option, while GOption looks at it. */
enum { SHIELD = '\001' };

static void shield_numbers(char **arguments)
{
    for (char **word = arguments; *word && strcmp(*word, "--") != 0; word++) {
        if ((*word)[0] != '-' || !g_ascii_isdigit((*word)[1]))
            continue;
        char *shielded = g_strdup_printf("%c%s", SHIELD, *word);
        g_free(*word);
        *word = shielded;
    }
}

static void unshield(char *word)
{
    if (word && word[0] == SHIELD && word[1] == '-')
        memmove(word, word + 1, strlen(word));
}

static void unshield_all(char **arguments, const tl_option *options, void *values)
{
    for (; *arguments; arguments++)
        unshield(*arguments);
    for (; options && options->name; options++)
        if (options->type == G_OPTION_ARG_FILENAME)
            unshield(*(char **)((char *)values + options->offset));
}

/* GOption leaves "--" where a word behind it begins with '-'. */
static void drop_separator(char **arguments)
{
    for (char **word = arguments; *word; word++) {
        if (strcmp(*word, "--") != 0)
            continue;
        g_free(*word);
        memmove(word, word + 1, g_strv_length(word + 1) * sizeof *word + sizeof *word);
        return;
    }
}

gboolean tl_options_parse(const tl_command *command, void *values, tl_globals *globals,
                          char ***arguments, GError **error)
{
    g_autoptr(GArray) entries = g_array_new(TRUE, TRUE, sizeof(GOptionEntry));
    add_entries(entries, tl_global_options, globals, command);
    if (command)
        add_entries(entries, command->options, values, NULL);
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_set_strict_posix(context, command == NULL);
    g_option_context_add_main_entries(context, (const GOptionEntry *)entries->data, NULL);
    g_autoptr(GError) failure = NULL;
    if (command)
        shield_numbers(*arguments);
    if (!g_option_context_parse_strv(context, arguments, &failure))
        return fail(command, failure, error);
    if (!command)
        return TRUE;
    unshield_all(*arguments, command->options, values);
    drop_separator(*arguments);
    return TRUE;
}

void tl_options_free(const tl_command *command, void *values)
{
    for (const tl_option *option = command->options; option && option->name; option++)
        if (option->type == G_OPTION_ARG_FILENAME)
            g_free(*(char **)((char *)values + option->offset));
    g_free(values);
}
