#include "options_internal.h"
#include "tl11/command.h"

#include "commands_internal.h"
#include "common_internal.h"
#include "identity_internal.h"
#include "tl11/cache.h"
#include "tl11/commit.h"
#include "tl11/digest.h"
#include "tl11/git_program.h"
#include "tl11/identify.h"
#include "tl11/kept.h"
#include "tl11/known_ids.h"
#include "tl11/memo.h"
#include "tl11/text.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes of output. */
#define SPILL ((gsize)16 * 1024)

/* Errors go to standard error, each line harmless to a terminal. */
static void print_error(const GError *error)
{
    g_auto(GStrv) lines = g_strsplit(error->message, "\n", -1);
    for (gsize i = 0; lines[i]; i++) {
        g_autofree char *line = tl_text_escape(lines[i], -1);
        fprintf(stderr, i == 0 ? "tl11: %s\n" : "      %s\n", line);
    }
}

static int fail(const GError *error)
{
    print_error(error);
    return (int)tl_error_status(error);
}

static gboolean apply_globals(tl_call *call, const tl_globals *globals, GError **error)
{
    tl_color color = TL_COLOR_AUTO;
    if (globals->language) {
        g_autofree char *quoted = tl_text_quote(globals->language);
        if (!tl_language_parse(globals->language, &call->language))
            return tl_error_set(error, TL_EXIT_USAGE, _("no language %s: there are 'en' and 'id'"),
                                quoted);
        call->has_language = TRUE;
        tl_language_set(call->language);
    }
    if (globals->color && !tl_color_parse(globals->color, &color)) {
        g_autofree char *quoted = tl_text_quote(globals->color);
        return tl_error_set(error, TL_EXIT_USAGE,
                            _("no such choice of colour %s: 'auto', 'always' or 'never'"), quoted);
    }
    call->directory = globals->directory;
    call->colour = tl_terminal_colour(color);
    call->no_pager = globals->no_pager;
    call->json = globals->json;
    if (call->json && call->command && !(call->command->flags & TL_COMMAND_JSON))
        return tl_error_set(error, TL_EXIT_USAGE, _("'%s' lists nothing as JSON"),
                            call->command->name);
    return TRUE;
}

/* The notebook speaks its own language, unless --lang said otherwise. */
static void adopt_language(tl_call *call)
{
    const tl_settings *settings = call->notebook->settings;
    if (settings->has_language && !call->has_language)
        tl_language_set(settings->language);
    call->language = tl_language_current();
}

static gboolean open_notebook(tl_call *call, GError **error)
{
    gboolean is_default;
    g_autofree char *path = tl_notebook_find(call->directory, &is_default, error);
    if (!path)
        return FALSE;
    if (tl_notebook_exists(path) || !is_default || !(call->command->flags & TL_COMMAND_CREATES)) {
        call->notebook = tl_notebook_open(path, error);
    } else {
        call->notebook = tl_notebook_create_here(path, call, error);
        g_autofree char *shown = tl_text_quote(path);
        if (call->notebook)
            fprintf(stderr, _("tl11: made your notebook at %s\n"), shown);
    }
    if (!call->notebook)
        return FALSE;
    adopt_language(call);
    return TRUE;
}

/* Signals wait meanwhile: only where nobody can be waited for. */
static gboolean can_check_late(const tl_call *call)
{
    struct stat input;
    return (call->command->flags & TL_COMMAND_CHECKS_LATE) != 0 &&
           fstat(STDIN_FILENO, &input) == 0 && S_ISREG(input.st_mode);
}

static gboolean prepare_after(gboolean (*check)(tl_repository *, GError **), const tl_call *call,
                              GError **error)
{
    tl_repository *repository = call->notebook->repository;
    return check(repository, error) && tl_commit_heal(repository, error) &&
           tl_identity_ensure(repository, error);
}

gboolean tl_call_prepare_writing(tl_call *call, GError **error)
{
    return prepare_after(can_check_late(call) ? tl_repository_check_begin
                                              : tl_repository_check_writable,
                         call, error);
}

gboolean tl_call_prepare_meeting(tl_call *call, GError **error)
{
    return prepare_after(tl_repository_check_put_off, call, error);
}

static gboolean prepare(tl_call *call, GError **error)
{
    unsigned flags = call->command->flags;
    return (!(flags & TL_COMMAND_NOTEBOOK) || open_notebook(call, error)) &&
           (!(flags & TL_COMMAND_WRITES) || tl_call_prepare_writing(call, error));
}

static gboolean may_page(const tl_call *call)
{
    return (call->command->flags & TL_COMMAND_PAGES) && !call->no_pager && !call->json;
}

void tl_call_spill(tl_call *call)
{
    if (call->out->len < SPILL || (may_page(call) && tl_terminal_is_output()))
        return;
    if (!call->unwritten)
        tl_terminal_print(call->out->str, call->out->len, FALSE, NULL, &call->unwritten);
    g_string_truncate(call->out, 0);
}

static gboolean print_output(tl_call *call, GError **error)
{
    gboolean page = may_page(call);
    if (call->unwritten) {
        g_propagate_error(error, g_steal_pointer(&call->unwritten));
        return FALSE;
    }
    g_autofree char *pager = page && tl_terminal_is_output()
                                 ? tl_git_pager(call->notebook ? call->notebook->repository : NULL)
                                 : NULL;
    return tl_terminal_print(call->out->str, call->out->len, page, pager, error);
}

/* What is worth telling although nothing failed. */
static void print_notices(const tl_call *call)
{
    g_autofree char *notices =
        call->notebook ? tl_repository_take_notices(call->notebook->repository) : NULL;
    g_auto(GStrv) lines = notices ? g_strsplit(g_strchomp(notices), "\n", -1) : NULL;
    for (gsize i = 0; lines && lines[i]; i++)
        fprintf(stderr, "tl11: %s\n", lines[i]);
}

static int run(tl_call *call)
{
    g_autoptr(GError) error = NULL;
    if (!prepare(call, &error))
        return fail(error);
    int status = call->command->run(call, &error);
    g_autoptr(GError) lost = NULL;
    gboolean is_printed = print_output(call, &lost);
    print_notices(call);
    if (error)
        status = fail(error);
    /* What was done is done, but whoever reads a pipe has not been told. */
    return is_printed || status > (int)TL_EXIT_NEGATIVE ? status : fail(lost);
}

static gboolean check_count(const tl_call *call, GError **error)
{
    const tl_command *command = call->command;
    gboolean is_few = (int)call->count < command->least;
    gboolean is_many = command->most >= 0 && (int)call->count > command->most;
    if (!is_few && !is_many)
        return TRUE;
    return tl_error_set(error, TL_EXIT_USAGE, _("%s: usage: tl11 %s%s%s"),
                        is_few ? _("too few arguments") : _("too many arguments"), command->name,
                        command->arguments ? " " : "",
                        command->arguments ? _(command->arguments) : "");
}

/* A raw command's options are its program's, but for -h alone. */
static gboolean take_options(tl_call *call, tl_globals *globals, char ***arguments, GError **error)
{
    if (!(call->command->flags & TL_COMMAND_RAW))
        return tl_options_parse(call->command, call->options, globals, arguments, error);
    const char *first = (*arguments)[1];
    globals->help |= first && (strcmp(first, "-h") == 0 || strcmp(first, "--help") == 0);
    return TRUE;
}

static int show_version(void)
{
    puts("tl11 " TL_VERSION);
    return TL_EXIT_OK;
}

static int run_parsed(tl_call *call, const tl_globals *globals)
{
    g_autoptr(GError) error = NULL;
    if (!apply_globals(call, globals, &error))
        return fail(error);
    if (globals->version)
        return show_version();
    if (globals->help) {
        g_autofree char *help = tl_help_command(call->command, tl_terminal_width(), call->colour);
        fputs(help, stdout);
        return TL_EXIT_OK;
    }
    return check_count(call, &error) ? run(call) : fail(error);
}

static int run_command(const tl_command *command, char **arguments, tl_globals *globals)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) own = g_strdupv(arguments);
    g_autoptr(GString) out = g_string_new(NULL);
    tl_call call = {.command = command, .today = tl_date_today(), .out = out};
    call.options = g_malloc0(MAX(command->options_size, 1));
    int status = TL_EXIT_USAGE;
    if (take_options(&call, globals, &own, &error)) {
        call.arguments = own + 1;
        call.count = g_strv_length(call.arguments);
        status = run_parsed(&call, globals);
    } else {
        fail(error);
    }
    tl_kept_close();
    tl_notebook_close(call.notebook);
    tl_options_free(command, call.options);
    return status;
}

static int show_overview(const tl_globals *globals)
{
    tl_call call = {.command = NULL};
    g_autoptr(GError) error = NULL;
    if (!apply_globals(&call, globals, &error))
        return fail(error);
    g_autofree char *help = tl_help_overview(call.colour);
    fputs(help, stdout);
    return TL_EXIT_OK;
}

/* Where there is no notebook yet, and none was named. */
static int show_beginning(const tl_globals *globals, const char *path)
{
    tl_call call = {.command = NULL};
    g_autoptr(GError) error = NULL;
    if (!apply_globals(&call, globals, &error))
        return fail(error);
    g_autofree char *shown = tl_text_escape(path, -1);
    printf(_("No notebook yet.\n"
             "\n"
             "  tl11 note alice --as team   your first note; it makes a notebook in\n"
             "                              %s\n"
             "  tl11 init DIR               makes one elsewhere\n"
             "  tl11 clone URL              fetches yours from where it is\n"
             "\n"
             "'tl11 help' lists the commands.\n"),
           shown);
    return TL_EXIT_OK;
}

static int show_glance(char **arguments, tl_globals *globals)
{
    gboolean is_default;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = tl_notebook_find(globals->directory, &is_default, &error);
    if (path && is_default && !tl_notebook_exists(path))
        return show_beginning(globals, path);
    return path ? run_command(&tl_command_glance, arguments, globals) : fail(error);
}

static int dispatch(char **arguments)
{
    g_auto(tl_globals) globals = {0};
    g_autoptr(GError) error = NULL;
    if (!tl_options_parse(NULL, NULL, &globals, &arguments, &error))
        return fail(error);
    if (globals.version)
        return show_version();
    if (!arguments[1])
        return globals.help ? show_overview(&globals) : show_glance(arguments, &globals);
    tl_language language;
    if (globals.language && tl_language_parse(globals.language, &language))
        tl_language_set(language);
    const tl_command *command = tl_command_get(arguments[1], &error);
    return command ? run_command(command, arguments + 1, &globals) : fail(error);
}

/* What is said but not read is an error, were it only --version. */
static int finish(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    g_autoptr(GError) error = NULL;
    tl_error_set_errno(&error, "%s", _("standard output"));
    return status > (int)TL_EXIT_NEGATIVE ? status : fail(error);
}

int tl_command_main(int argc, char **argv)
{
    (void)argc;
    tl_terminal_guard();
    umask(077);
    tl_language_init();
    tl_identify_ask(&tl_known_ids);
    tl_ledger_use(tl_digest_source);
    tl_memo_use(tl_kept_value);
    tl_cache_leave_mappings();
    g_auto(GStrv) arguments = g_strdupv(argv);
    return finish(dispatch(arguments));
}
