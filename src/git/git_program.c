#include "tl11/git_program.h"

#include "git_internal.h"
#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/process.h"
#include "tl11/text.h"

#include <string.h>
#include <unistd.h>

static GPtrArray *make_command(const char *const *leading, const char *const *arguments)
{
    GPtrArray *command = g_ptr_array_new();
    g_ptr_array_add(command, (gpointer) "git");
    for (gsize i = 0; leading && leading[i]; i++)
        g_ptr_array_add(command, (gpointer)leading[i]);
    for (gsize i = 0; arguments[i]; i++)
        g_ptr_array_add(command, (gpointer)arguments[i]);
    g_ptr_array_add(command, NULL);
    return command;
}

gboolean tl_git_run(const char *folder, const char *const *arguments, int *status, GError **error)
{
    g_autoptr(GPtrArray) command = make_command(NULL, arguments);
    tl_git_scrub_environment();
    return tl_process_run((const char *const *)command->pdata, folder, status, error);
}

static gboolean fail_with_words(const char *command, GString *words, int status, GError **error)
{
    g_autofree char *escaped = tl_text_escape(g_strstrip(words->str), -1);
    if (*escaped)
        return tl_error_set(error, TL_EXIT_FAILED, "git %s: %s", command, escaped);
    return tl_error_set(error, TL_EXIT_FAILED, _("git %s ended with status %d"), command, status);
}

struct tl_git_errand {
    tl_process *process;
    GString *output; /* NULL: nobody wants it */
    GString *words;
    char *command;
};

static void free_errand(tl_git_errand *errand)
{
    g_string_free(errand->words, TRUE);
    g_free(errand->command);
    g_free(errand);
}

/* output stays the caller's. */
static tl_git_errand *begin(const char *folder, const char *const *leading,
                            const char *const *arguments, GString *output, GError **error)
{
    g_autoptr(GPtrArray) command = make_command(leading, arguments);
    tl_git_errand *errand = g_new0(tl_git_errand, 1);
    errand->output = output;
    errand->words = g_string_new(NULL);
    errand->command = g_strdup(arguments[0]);
    tl_git_scrub_environment();
    errand->process = tl_process_begin((const char *const *)command->pdata, folder, NULL, output,
                                       errand->words, FALSE, error);
    if (errand->process)
        return errand;
    free_errand(errand);
    return NULL;
}

static gboolean end(tl_git_errand *errand, int *status, GError **error)
{
    int ended = 0;
    gboolean done = tl_process_end(errand->process, &ended, error);
    if (done && status)
        *status = ended;
    done = done &&
           (status || ended == 0 || fail_with_words(errand->command, errand->words, ended, error));
    free_errand(errand);
    return done;
}

static gboolean capture(const char *folder, const char *const *leading,
                        const char *const *arguments, GString *output, int *status, GError **error)
{
    tl_git_errand *errand = begin(folder, leading, arguments, output, error);
    return errand && end(errand, status, error);
}

gboolean tl_git_capture(const char *folder, const char *const *arguments, GString *output,
                        int *status, GError **error)
{
    return capture(folder, NULL, arguments, output, status, error);
}

static const char *const ASKED[] = {"--no-replace-objects", "--no-optional-locks",
                                    "--literal-pathspecs",  "-c",
                                    "core.fsmonitor=false", "-c",
                                    "core.quotePath=false", NULL};

gboolean tl_git_ask(const char *folder, const char *const *arguments, GString *output, int *status,
                    GError **error)
{
    return capture(folder, ASKED, arguments, output, status, error);
}

tl_git_errand *tl_git_ask_begin(const char *folder, const char *const *arguments, GError **error)
{
    g_autoptr(GString) output = g_string_new(NULL);
    tl_git_errand *errand = begin(folder, ASKED, arguments, output, error);
    if (errand)
        g_steal_pointer(&output);
    return errand;
}

GString *tl_git_ask_end(tl_git_errand *errand, GError **error)
{
    g_autoptr(GString) output = errand->output;
    return end(errand, NULL, error) ? g_steal_pointer(&output) : NULL;
}

void tl_git_errand_drop(tl_git_errand *errand)
{
    if (!errand)
        return;
    tl_process_drop(errand->process);
    g_string_free(errand->output, TRUE);
    free_errand(errand);
}

GPtrArray *tl_git_split_list(const GString *output)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
    for (const char *at = output->str; at < output->str + output->len; at += strlen(at) + 1)
        g_ptr_array_add(list, g_strdup(at));
    return list;
}

GPtrArray *tl_git_ask_list(const char *folder, const char *const *arguments, GError **error)
{
    g_autoptr(GString) output = g_string_new(NULL);
    return tl_git_ask(folder, arguments, output, NULL, error) ? tl_git_split_list(output) : NULL;
}

void tl_git_talk_clear(tl_git_talk *talk)
{
    if (talk->output)
        g_string_free(talk->output, TRUE);
    if (talk->words)
        g_string_free(talk->words, TRUE);
    *talk = (tl_git_talk){.output = NULL};
}

gboolean tl_git_listen(tl_repository *repository, const char *const *arguments, tl_git_talk *talk,
                       GError **error)
{
    const char *folder = repository ? repository->root : NULL;
    tl_git_scrub_environment();
    g_auto(GStrv) environment = NULL;
    g_autoptr(GPtrArray) command =
        make_command(tl_git_stall_options(repository, &environment), arguments);
    tl_git_talk_clear(talk);
    talk->output = g_string_new(NULL);
    talk->words = g_string_new(NULL);
    talk->is_shown = isatty(STDERR_FILENO) == 1;
    tl_process *process = tl_process_begin((const char *const *)command->pdata, folder,
                                           (const char *const *)environment, talk->output,
                                           talk->words, talk->is_shown, error);
    if (process && repository)
        tl_repository_check_meanwhile(repository);
    return process && tl_process_end(process, &talk->status, error);
}

/* A value of the repository's config, or of the user's when there is none. */
static char *find_setting(tl_repository *repository, const char *key)
{
    if (repository)
        return tl_repository_config(repository, key);
    if (!tl_git_start(NULL))
        return NULL;
    g_autoptr(git_config) config = tl_config_open(NULL, NULL, NULL);
    g_autoptr(git_config) snapshot = NULL;
    g_autoptr(GHashTable) sayings = tl_config_sayings();
    if (!config || git_config_snapshot(&snapshot, config) < 0)
        return NULL;
    return tl_config_find(snapshot, sayings, key);
}

static char *copy_variable(const char *name)
{
    const char *value = g_getenv(name);
    return value && *value ? g_strdup(value) : NULL;
}

static char *find_program(const char *const *candidates)
{
    for (; *candidates; candidates++) {
        g_autofree char *path = g_find_program_in_path(*candidates);
        if (path)
            return g_strdup(*candidates);
    }
    return NULL;
}

/* Source: git's editor.c, git_editor(); what comes last is our own choice. */
char *tl_git_editor(tl_repository *repository, GError **error)
{
    static const char *const usual[] = {"sensible-editor", "nano", "vim", "vi", NULL};
    const char *terminal = g_getenv("TERM");
    gboolean is_dumb = !terminal || strcmp(terminal, "dumb") == 0;
    char *editor = copy_variable("GIT_EDITOR");
    if (!editor)
        editor = find_setting(repository, "core.editor");
    if (!editor && !is_dumb)
        editor = copy_variable("VISUAL");
    if (!editor)
        editor = copy_variable("EDITOR");
    if (!editor)
        editor = find_program(usual);
    if (!editor)
        tl_error_set(error, TL_EXIT_FAILED,
                     _("cannot find an editor\ngit config --global core.editor NAME chooses one"));
    return editor;
}

/* Source: git's pager.c, git_pager(). */
char *tl_git_pager(tl_repository *repository)
{
    char *pager = copy_variable("TL11_PAGER");
    if (!pager)
        pager = copy_variable("GIT_PAGER");
    if (!pager)
        pager = find_setting(repository, "core.pager");
    if (!pager)
        pager = copy_variable("PAGER");
    return pager ? pager : g_strdup("less");
}
