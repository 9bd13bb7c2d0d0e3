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

/* The user's settings that matter here: one key a line, in small letters. */
static char *list_settings(const char *folder)
{
    static const char *const arguments[] = {
        "config", "--name-only", "--get-regexp",
        "^(http\\.lowspeed(limit|time)|core\\.sshcommand|ssh\\.variant)$", NULL};
    g_autoptr(GString) said = g_string_new("\n");
    int status = -1;
    tl_git_capture(folder, arguments, said, &status, NULL);
    return g_string_free(g_steal_pointer(&said), FALSE);
}

static gboolean is_set(const char *settings, const char *const *variables, const char *const *keys)
{
    for (; *variables; variables++)
        if (g_getenv(*variables))
            return TRUE;
    for (; *keys; keys++)
        if (strstr(settings, *keys))
            return TRUE;
    return FALSE;
}

const char *const *tl_git_stall_options(const char *folder, char ***environment)
{
    static const char *const none[] = {NULL};
    static const char *const http_variables[] = {"GIT_HTTP_LOW_SPEED_LIMIT",
                                                 "GIT_HTTP_LOW_SPEED_TIME", NULL};
    static const char *const http_keys[] = {"\nhttp.lowspeed", NULL};
    static const char *const ssh_variables[] = {"GIT_SSH_COMMAND", "GIT_SSH", "GIT_SSH_VARIANT",
                                                NULL};
    static const char *const ssh_keys[] = {"\ncore.sshcommand", "\nssh.variant", NULL};
    g_autofree char *settings = list_settings(folder);
    *environment = g_get_environ();
    if (!is_set(settings, ssh_variables, ssh_keys)) {
        *environment = g_environ_setenv(*environment, "GIT_SSH_COMMAND", SSH, TRUE);
        *environment = g_environ_setenv(*environment, "GIT_SSH_VARIANT", "ssh", TRUE);
    }
    return is_set(settings, http_variables, http_keys) ? none : HTTP;
}
