#include "commit_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Where Linux lists what runs. */
#define PROCESSES "/proc"

static gboolean is_in(const char *path, const char *folder)
{
    gsize length = strlen(folder);
    return strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

static gboolean has_word(const char *process, const char *word)
{
    g_autofree char *path = g_build_filename(PROCESSES, process, "cmdline", NULL);
    g_autofree char *words = NULL;
    gsize length = 0;
    if (!g_file_get_contents(path, &words, &length, NULL))
        return FALSE;
    for (const char *at = words; at < words + length; at += strlen(at) + 1)
        if (strcmp(at, word) == 0)
            return TRUE;
    return FALSE;
}

static gboolean is_git(const char *process, const char *word)
{
    g_autofree char *path = g_build_filename(PROCESSES, process, "comm", NULL);
    g_autofree char *name = NULL;
    return g_file_get_contents(path, &name, NULL, NULL) &&
           (strcmp(name, "git\n") == 0 || g_str_has_prefix(name, "git-")) &&
           (!word || has_word(process, word));
}

gint64 tl_lock_find_git(const tl_repository *repository, const char *word)
{
    g_autoptr(GDir) processes = g_dir_open(PROCESSES, 0, NULL);
    gboolean is_told = FALSE;
    for (const char *name; processes && (name = g_dir_read_name(processes));) {
        g_autofree char *link = g_build_filename(PROCESSES, name, "cwd", NULL);
        g_autofree char *folder = g_ascii_isdigit(*name) ? g_file_read_link(link, NULL) : NULL;
        is_told |= folder != NULL;
        if (folder && (is_in(folder, repository->root) || is_in(folder, repository->git_dir)) &&
            is_git(name, word))
            return g_ascii_strtoll(name, NULL, 10);
    }
    return is_told ? 0 : -1;
}

static char *format_time(const char *path)
{
    GStatBuf status;
    if (g_stat(path, &status) < 0)
        return g_strdup("?");
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(status.st_mtime);
    return time ? g_date_time_format(time, "%F %H:%M:%S") : g_strdup("?");
}

gboolean tl_lock_refuse(const tl_repository *repository, const char *path, GError **error)
{
    g_autofree char *quoted = tl_text_quote(path);
    g_autofree char *word = g_shell_quote(path);
    g_autofree char *safe = tl_text_escape(word, -1);
    g_autofree char *time = format_time(path);
    gint64 process = tl_lock_find_git(repository, NULL);
    if (process > 0)
        return tl_error_set(error, TL_EXIT_REFUSED,
                            _("another git holds the lock %s, since %s\nprocess %d is at work "
                              "here: when it has ended, try again"),
                            quoted, time, (int)process);
    return tl_error_set(error, TL_EXIT_REFUSED,
                        process == 0
                            ? _("another git left the lock %s, of %s\nno git is at work here any "
                                "more, so it can go, then try again:\n  rm %s")
                            : _("another git holds the lock %s, since %s\nif none is running any "
                                "more, it can go, then try again:\n  rm %s"),
                        quoted, time, safe);
}
