#include "identity_internal.h"

#include <string.h>

static char *ask(const char *question)
{
    char *answer = tl_terminal_ask(question);
    return answer ? g_strstrip(answer) : NULL;
}

gboolean tl_identity_ensure(tl_repository *repository, GError **error)
{
    if (tl_repository_has_identity(repository))
        return TRUE;
    if (tl_terminal_can_ask()) {
        g_autofree char *name = ask(_("git does not know who you are yet. Your name: "));
        g_autofree char *email = name && *name ? ask(_("Your e-mail address: ")) : NULL;
        if (email && *email)
            return tl_repository_set_identity(repository, name, email, error);
    }
    return tl_error_set(error, TL_EXIT_FAILED,
                        _("git does not know who you are, so nothing was written\n"
                          "git config --global user.name \"Your Name\"\n"
                          "git config --global user.email you@example.com"));
}

tl_notebook *tl_notebook_create_here(const char *path, const tl_call *call, GError **error)
{
    return tl_notebook_create(path, call->has_language ? &call->language : NULL,
                              tl_identity_ensure, error);
}
