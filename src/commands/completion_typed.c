#include "completion_internal.h"
#include "options_internal.h"

#include <string.h>

static const tl_option *search(const tl_option *table, const char *word)
{
    gsize length = strcspn(word, "=");
    for (const tl_option *option = table; option && option->name; option++) {
        if (word[1] != '-' && option->letter && option->letter == word[1])
            return option;
        if (word[1] == '-' && strlen(option->name) + 2 == length &&
            strncmp(option->name, word + 2, length - 2) == 0)
            return option;
    }
    return NULL;
}

const tl_option *tl_typed_option(const tl_command *command, const char *word)
{
    const tl_option *option = command ? search(command->options, word) : NULL;
    return option ? option : search(tl_global_options, word);
}

/* The value in the option's own word: "--as=team", "-Cdir"; NULL: none is there. */
static const char *find_value(const char *word)
{
    if (word[1] != '-')
        return word[2] ? word + 2 : NULL;
    const char *equals = strchr(word, '=');
    return equals ? equals + 1 : NULL;
}

/* A shell hands words over as they were typed. */
static void take_directory(tl_typed *typed, const tl_option *option, const char *value)
{
    if (strcmp(option->name, "directory") != 0)
        return;
    g_free(typed->directory);
    char *plain = g_shell_unquote(value, NULL);
    typed->directory = plain ? plain : g_strdup(value);
    if (g_str_has_prefix(typed->directory, "~/")) {
        g_autofree char *tilde = typed->directory;
        typed->directory = g_build_filename(g_get_home_dir(), tilde + 2, NULL);
    }
}

/* An option before the word; what waits for a value is typed->option. */
static void take_option(tl_typed *typed, const char *word)
{
    const tl_option *option = tl_typed_option(typed->command, word);
    if (!option || option->type == G_OPTION_ARG_NONE)
        return;
    const char *value = find_value(word);
    if (value)
        take_directory(typed, option, value);
    else
        typed->option = option;
}

static void take_argument(tl_typed *typed, const char *word, guint index)
{
    if (typed->command) {
        g_ptr_array_add(typed->arguments, (gpointer)word);
        return;
    }
    typed->command = tl_command_find(word);
    typed->is_hopeless = typed->command == NULL;
    /* completion is raw as well, but its words are its own. */
    if (typed->command && strcmp(typed->command->name, "git") == 0)
        typed->foreign = index + 1;
}

static void take_last(tl_typed *typed, const char *word, gboolean may_be_option)
{
    typed->prefix = word;
    if (typed->option) {
        /* bash makes three words of --as=team: this one is the second. */
        typed->prefix = strcmp(word, "=") == 0 ? "" : word;
        return;
    }
    if (!may_be_option || *word != '-')
        return;
    const char *value = find_value(word);
    typed->option = value ? tl_typed_option(typed->command, word) : NULL;
    typed->is_option = value == NULL;
    if (typed->option) {
        typed->kept = word;
        typed->prefix = value;
    }
}

tl_typed tl_typed_read(char **words, guint count)
{
    tl_typed typed = {.arguments = g_ptr_array_new()};
    gboolean may_be_option = TRUE;
    for (guint i = 0; i + 1 < count && !typed.foreign; i++) {
        const char *word = words[i];
        if (typed.option) {
            if (strcmp(word, "=") == 0)
                continue;
            take_directory(&typed, typed.option, word);
            typed.option = NULL;
        } else if (may_be_option && strcmp(word, "--") == 0) {
            may_be_option = FALSE;
        } else if (may_be_option && *word == '-' && word[1]) {
            take_option(&typed, word);
        } else {
            take_argument(&typed, word, i);
        }
    }
    take_last(&typed, count ? words[count - 1] : "", may_be_option);
    return typed;
}

void tl_typed_clear(tl_typed *typed)
{
    g_clear_pointer(&typed->arguments, g_ptr_array_unref);
    g_clear_pointer(&typed->directory, g_free);
}

/* "[PERSON…]" is PERSON, "RELATIONSHIP[.SECTION]" RELATIONSHIP, "bash|zsh" both words. */
static void add_kinds(GPtrArray *kinds, const char *token)
{
    g_autofree char *bare =
        g_strndup(token + strspn(token, "["), strcspn(token + strspn(token, "["), "[]"));
    g_auto(GStrv) words = g_strsplit(bare, "|", -1);
    for (gsize i = 0; words[i]; i++) {
        if (g_str_has_suffix(words[i], "…"))
            words[i][strlen(words[i]) - strlen("…")] = '\0';
        if (*words[i])
            g_ptr_array_add(kinds, g_strdup(words[i]));
    }
}

char **tl_usage_kinds(const char *usage, guint position)
{
    GPtrArray *kinds = g_ptr_array_new();
    g_auto(GStrv) forms = g_strsplit(usage ? usage : "", " | ", -1);
    for (gsize i = 0; forms[i]; i++) {
        g_auto(GStrv) tokens = g_strsplit(forms[i], " ", -1);
        guint count = g_strv_length(tokens);
        if (position < count)
            add_kinds(kinds, tokens[position]);
        else if (count > 0 && strstr(tokens[count - 1], "…"))
            add_kinds(kinds, tokens[count - 1]);
    }
    g_ptr_array_add(kinds, NULL);
    return (char **)g_ptr_array_free(kinds, FALSE);
}
