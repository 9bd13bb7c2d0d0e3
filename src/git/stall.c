#include "git_internal.h"
#include "tl11/git_program.h"

#include <string.h>

/*
 * Git gives a transfer up after a minute without a byte. The other side says something every five
 * seconds while it works, so only one that is gone is silent for so long.
 *
 * Source: receive.keepAlive, uploadpack.keepAlive (git-config(1)).
 */
static const char *const HTTP[] = {"-c", "http.lowSpeedLimit=1", "-c", "http.lowSpeedTime=60",
                                   NULL};

/*
 * How git is to run ssh: as ever, but that a connection which hangs ends. An option on the command
 * line would outweigh the user's own, so ssh is asked first what they set; one that cannot be asked
 * gets none.
 */
#define SSH                                                                                        \
    "tl11_ssh() { set_=$(ssh -G \"$@\" 2>/dev/null </dev/null); "                                  \
    "case $set_ in *'connecttimeout none'*) set -- -o ConnectTimeout=30 \"$@\" ;; esac; "          \
    "case $set_ in *'serveraliveinterval 0'*) "                                                    \
    "set -- -o ServerAliveInterval=15 -o ServerAliveCountMax=4 \"$@\" ;; esac; "                   \
    "exec ssh \"$@\"; }; tl11_ssh"

static const char *const HTTP_VARIABLES[] = {"GIT_HTTP_LOW_SPEED_LIMIT", "GIT_HTTP_LOW_SPEED_TIME",
                                             NULL};
static const char *const HTTP_KEYS[] = {"http.lowspeedlimit", "http.lowspeedtime", NULL};
static const char *const SSH_VARIABLES[] = {"GIT_SSH_COMMAND", "GIT_SSH", "GIT_SSH_VARIANT", NULL};
static const char *const SSH_KEYS[] = {"core.sshcommand", "ssh.variant", NULL};

/* What git says is set, one key a line, in small letters. NULL: git need not be asked. */
static char *ask_settings(tl_repository *repository)
{
    static const char *const arguments[] = {
        "config", "--name-only", "--get-regexp",
        "^(http\\.lowspeed(limit|time)|core\\.sshcommand|ssh\\.variant)$", NULL};
    if (repository && !tl_repository_has_conditions(repository))
        return NULL;
    g_autoptr(GString) said = g_string_new("\n");
    int status = -1;
    tl_git_capture(repository ? repository->root : NULL, arguments, said, &status, NULL);
    return g_string_free(g_steal_pointer(&said), FALSE);
}

static gboolean has_key(tl_repository *repository, const char *settings, const char *key)
{
    if (settings) {
        g_autofree char *line = g_strdup_printf("\n%s\n", key);
        return strstr(settings, line) != NULL;
    }
    g_autofree char *value = tl_repository_config(repository, key);
    return value != NULL;
}

static gboolean is_set(tl_repository *repository, const char *settings,
                       const char *const *variables, const char *const *keys)
{
    for (; *variables; variables++)
        if (g_getenv(*variables))
            return TRUE;
    for (; *keys; keys++)
        if (has_key(repository, settings, *keys))
            return TRUE;
    return FALSE;
}

const char *const *tl_git_stall_options(tl_repository *repository, char ***environment)
{
    static const char *const none[] = {NULL};
    g_autofree char *settings = ask_settings(repository);
    *environment = g_get_environ();
    if (!is_set(repository, settings, SSH_VARIABLES, SSH_KEYS)) {
        *environment = g_environ_setenv(*environment, "GIT_SSH_COMMAND", SSH, TRUE);
        *environment = g_environ_setenv(*environment, "GIT_SSH_VARIANT", "ssh", TRUE);
    }
    return is_set(repository, settings, HTTP_VARIABLES, HTTP_KEYS) ? none : HTTP;
}
