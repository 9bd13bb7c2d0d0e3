#include "identity_internal.h"

#include "tl11/git_program.h"

/* What was answered; NULL where nothing was asked. */
typedef struct {
    char *name;
    char *email;
} identity;

static void clear_identity(identity *who)
{
    g_free(who->name);
    g_free(who->email);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(identity, clear_identity)

static char *ask(const char *question)
{
    char *answer = tl_terminal_ask(question);
    return answer ? g_strstrip(answer) : NULL;
}

static gboolean ask_identity(identity *who, GError **error)
{
    if (tl_terminal_can_ask()) {
        who->name = ask(_("git does not know who you are yet. Your name: "));
        who->email = who->name && *who->name ? ask(_("Your e-mail address: ")) : NULL;
        if (who->email && *who->email)
            return TRUE;
    }
    return tl_error_set(error, TL_EXIT_FAILED,
                        _("git does not know who you are, so nothing was written\n"
                          "git config --global user.name \"Your Name\"\n"
                          "git config --global user.email you@example.com"));
}

gboolean tl_identity_ensure(tl_repository *repository, GError **error)
{
    g_auto(identity) who = {NULL, NULL};
    return tl_repository_has_identity(repository) ||
           (ask_identity(&who, error) &&
            tl_repository_set_identity(repository, who.name, who.email, error));
}

/* Whether git knows a person of a commit without any repository, as from the user's config. */
static gboolean git_knows(const char *variable)
{
    const char *address = g_getenv("EMAIL");
    g_autofree char *email = g_strconcat("user.email=", address, NULL);
    const char *const plain[] = {"-c", "user.useConfigOnly=true", "var", variable, NULL};
    const char *const with_email[] = {"-c",  email,    "-c", "user.useConfigOnly=true",
                                      "var", variable, NULL};
    g_autoptr(GString) said = g_string_new(NULL);
    int status = 0;
    return tl_git_capture("/", address && *address ? with_email : plain, said, &status, NULL) &&
           status == 0;
}

static gboolean set_identity(tl_repository *repository, gpointer data, GError **error)
{
    const identity *who = data;
    return who->email ? tl_repository_set_identity(repository, who->name, who->email, error)
                      : tl_identity_ensure(repository, error);
}

tl_notebook *tl_notebook_create_here(const char *path, const tl_call *call, GError **error)
{
    g_autofree char *dot_git = g_build_filename(path, ".git", NULL);
    g_auto(identity) who = {NULL, NULL};
    /* Where there is no repository yet, there is none to be made in vain. */
    gboolean is_known = g_file_test(dot_git, G_FILE_TEST_EXISTS) || tl_notebook_exists(path) ||
                        (git_knows("GIT_AUTHOR_IDENT") && git_knows("GIT_COMMITTER_IDENT"));
    if (!is_known && !ask_identity(&who, error))
        return NULL;
    return tl_notebook_create(path, call->has_language ? &call->language : NULL, set_identity, &who,
                              error);
}
