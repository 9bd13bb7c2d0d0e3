#include "options_internal.h"
#include "tl11/command.h"

#include "tl11/render.h"
#include "tl11/text.h"

#include <string.h>

/* Where the second column of a list begins. */
enum { COLUMN = 26 };

/* The right column, wrapped at blanks so that no line is wider than width. */
static void append_words(GString *out, const char *text, gsize width)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    gsize column = COLUMN;
    for (gsize i = 0; words[i]; i++) {
        gsize length = tl_text_width(words[i], -1);
        if (i > 0 && column + 1 + length > width) {
            g_string_append_printf(out, "\n%*s", COLUMN, "");
            column = COLUMN;
        } else if (i > 0) {
            g_string_append_c(out, ' ');
            column++;
        }
        g_string_append(out, words[i]);
        column += length;
    }
    g_string_append_c(out, '\n');
}

static void append_row(GString *out, const char *left, const char *right, int width)
{
    g_string_append_printf(out, "  %s", left);
    gsize used = tl_text_width(left, -1) + 2;
    if (used + 2 > COLUMN) {
        g_string_append_c(out, '\n');
        used = 0;
    }
    g_string_append_printf(out, "%*s", (int)(COLUMN - used), "");
    append_words(out, right, (gsize)width);
}

/* Whether a command gives a global option's letter another meaning: "grep -C 2". */
static gboolean is_taken(const tl_command *command, const tl_option *option)
{
    for (const tl_option *own = command ? command->options : NULL; own && own->name; own++)
        if (own != option && own->letter == option->letter)
            return TRUE;
    return FALSE;
}

static char *name_option(const tl_command *command, const tl_option *option)
{
    GString *left = g_string_new(NULL);
    if (option->letter && !is_taken(command, option))
        g_string_append_printf(left, "-%c, ", option->letter);
    g_string_append_printf(left, "--%s", option->name);
    if (option->argument)
        g_string_append_printf(left, "=%s", _(option->argument));
    return g_string_free(left, FALSE);
}

/* Whether a global option means something to a command. */
static gboolean is_for(const tl_command *command, const tl_option *option)
{
    if (strcmp(option->name, "json") == 0)
        return (command->flags & TL_COMMAND_JSON) != 0;
    return strcmp(option->name, "version") != 0;
}

static void append_title(GString *out, const char *title, gboolean colour)
{
    g_string_append_printf(out, "\n%s%s%s\n", tl_style(colour, TL_STYLE_BOLD), title,
                           tl_style(colour, TL_STYLE_RESET));
}

static void append_options(GString *out, const tl_command *command, int width, gboolean colour)
{
    append_title(out, _("Options"), colour);
    for (const tl_option *option = command->options; option && option->name; option++) {
        g_autofree char *left = name_option(command, option);
        append_row(out, left, _(option->summary), width);
    }
    for (const tl_option *option = tl_global_options; option->name; option++) {
        if (!is_for(command, option))
            continue;
        g_autofree char *left = name_option(command, option);
        append_row(out, left, _(option->summary), width);
    }
}

static char *name_usage(const tl_command *command)
{
    return g_strdup_printf("tl11 %s%s%s%s", command->name, command->options ? _(" [OPTION…]") : "",
                           command->arguments ? " " : "",
                           command->arguments ? _(command->arguments) : "");
}

char *tl_help_command(const tl_command *command, int width, gboolean colour)
{
    GString *out = g_string_new(NULL);
    g_autofree char *usage = name_usage(command);
    g_string_append_printf(out, _("Usage: %s\n"), usage);
    if (command->alias)
        g_string_append_printf(out, _("  also: tl11 %s\n"), command->alias);
    g_string_append_printf(out, "\n%s\n\n", _(command->summary));
    tl_render_options options = {.width = width, .colour = colour, .utf8 = tl_terminal_is_utf8()};
    const char *details = _(command->details);
    g_autofree char *rendered = tl_render_markdown(details, strlen(details), &options);
    g_string_append(out, rendered);
    append_options(out, command, width, colour);
    return g_string_free(out, FALSE);
}

char *tl_help_overview(gboolean colour)
{
    int width = tl_terminal_width();
    GString *out = g_string_new(NULL);
    g_string_append(out, _("tl11 keeps a tech lead's 1:1 notes: Markdown files in a Git "
                           "repository\n\n"
                           "  tl11 note alice         today's 1:1 with alice, in your editor\n"
                           "  tl11 show alice         the last one, rendered\n"
                           "  tl11 help note          all about one command\n"));
    append_title(out, _("Commands"), colour);
    for (gsize i = 0; tl_commands[i]; i++)
        append_row(out, tl_commands[i]->name, _(tl_commands[i]->summary), width);
    append_title(out, _("Options"), colour);
    for (const tl_option *option = tl_global_options; option->name; option++) {
        g_autofree char *left = name_option(NULL, option);
        append_row(out, left, _(option->summary), width);
    }
    return g_string_free(out, FALSE);
}

static void append_manual_option(GString *out, const tl_option *option)
{
    g_autofree char *name = name_option(NULL, option);
    g_string_append_printf(out, "- `%s`: %s\n", name, _(option->summary));
}

static void append_manual_command(GString *out, const tl_command *command)
{
    g_autofree char *usage = name_usage(command);
    g_string_append_printf(out, "## %s\n\n`%s`\n\n", command->name, usage);
    if (command->alias)
        g_string_append_printf(out, "`tl11 %s`\n\n", command->alias);
    g_string_append_printf(out, "%s\n\n", _(command->details));
    for (const tl_option *option = command->options; option && option->name; option++)
        append_manual_option(out, option);
    if (command->options)
        g_string_append_c(out, '\n');
}

char *tl_help_manual(void)
{
    GString *out = g_string_new(NULL);
    for (const tl_option *option = tl_global_options; option->name; option++)
        append_manual_option(out, option);
    g_string_append_printf(out, "\n# %s\n\n", _("COMMANDS"));
    for (gsize i = 0; tl_commands[i]; i++)
        append_manual_command(out, tl_commands[i]);
    return g_string_free(out, FALSE);
}
