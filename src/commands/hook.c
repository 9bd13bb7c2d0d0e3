#include "commands_internal.h"
#include "news_internal.h"

#include "tl11/remote.h"
#include "tl11/revision.h"
#include "tl11/save.h"
#include "tl11/sync.h"
#include "tl11/text.h"

#include <stdio.h>
#include <string.h>

/* A push of more than this many references is none of a notebook. */
#define REFS_MAX ((gsize)1024 * 1024)

/* Of a commit of other files nothing can be said here. */
static gboolean is_of_person(const char *path)
{
    return tl_note_holds_items(path) || g_str_has_suffix(path, "/person.ini");
}

static GPtrArray *list_staged_changes(tl_call *call, GError **error)
{
    tl_repository *repository = call->notebook->repository;
    g_autoptr(GPtrArray) paths = tl_repository_staged(repository, error);
    GPtrArray *changes = g_ptr_array_new_with_free_func((GDestroyNotify)tl_change_free);
    for (guint i = 0; paths && i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        g_autoptr(GBytes) content =
            is_of_person(path) ? tl_repository_read_staged(repository, path, TL_FILE_MAX, NULL)
                               : NULL;
        if (content)
            g_ptr_array_add(changes, tl_change_new(path, content, NULL));
    }
    return changes;
}

/* What git begins with is comments; a line that another hook wrote stays. */
static gboolean is_begun(const char *message)
{
    const char *start = message + strspn(message, " \t\r\n");
    return *start && *start != '#' && message == start;
}

static gboolean propose_message(tl_call *call, const char *path, GError **error)
{
    g_autofree char *message = NULL;
    g_autoptr(GPtrArray) changes = list_staged_changes(call, error);
    if (changes->len == 0 || !g_file_get_contents(path, &message, NULL, error) || is_begun(message))
        return TRUE;
    g_autofree char *subject = tl_save_subject(call->notebook, changes, error);
    if (!subject)
        return FALSE;
    g_autofree char *whole = g_strconcat(subject, "\n", message, NULL);
    return g_file_set_contents(path, whole, -1, error);
}

/* Where HEAD was before; only if what came is on top of that. */
static gboolean tell_merge(tl_call *call, GError **error)
{
    tl_repository *repository = call->notebook->repository;
    char head[TL_OBJECT_NAME_SIZE], before[TL_OBJECT_NAME_SIZE];
    if (!tl_repository_head(repository, head, error) ||
        !tl_revision_resolve(repository, "ORIG_HEAD", before) ||
        tl_remote_relate(repository, before, head, NULL) != TL_RELATED_BEHIND)
        return TRUE;
    g_autoptr(tl_news) news = tl_news_load(call->notebook, before, head, error);
    if (news && news->persons->len > 0) {
        g_string_append(call->out, _("what came:\n"));
        tl_call_append_news(call->out, news);
    }
    return news != NULL;
}

/* "<local reference> <commit> <remote reference> <what is there>"; only zeros: none. */
static gboolean check_ref(tl_call *call, const char *line, const char *remote, GError **error)
{
    g_auto(GStrv) words = g_strsplit(line, " ", 5);
    char commit[TL_OBJECT_NAME_SIZE];
    if (g_strv_length(words) != 4)
        return TRUE;
    gboolean is_new = strspn(words[3], "0") == strlen(words[3]);
    /* What is taken away there brings nothing of ours. */
    return strspn(words[1], "0") == strlen(words[1]) ||
           !tl_revision_resolve(call->notebook->repository, words[1], commit) ||
           tl_sync_check_push(call->notebook, commit, is_new ? "" : words[3], remote, error);
}

static char *read_input(void)
{
    GString *text = g_string_new(NULL);
    char buffer[4096];
    gsize length;
    while (text->len < REFS_MAX && (length = fread(buffer, 1, sizeof buffer, stdin)) > 0)
        g_string_append_len(text, buffer, (gssize)length);
    return g_string_free(text, FALSE);
}

/* url is where git pushes to, remote its name, or the url again where it has none. */
static gboolean check_push(tl_call *call, const char *remote, const char *url, GError **error)
{
    tl_repository *repository = call->notebook->repository;
    const char *name = strcmp(remote, url) == 0 ? NULL : remote;
    g_autofree char *input = read_input();
    g_auto(GStrv) lines = g_strsplit(input, "\n", -1);
    if (!tl_remote_is_allowed(repository, url))
        return tl_sync_refuse_remote(name, url, error);
    for (gsize i = 0; lines[i]; i++)
        if (!check_ref(call, lines[i], name, error))
            return FALSE;
    return TRUE;
}

static int run(tl_call *call, GError **error)
{
    const char *name = call->arguments[0];
    gboolean done = TRUE;
    if (strcmp(name, "prepare-commit-msg") == 0 && call->count == 2)
        done = propose_message(call, call->arguments[1], error);
    else if (strcmp(name, "post-merge") == 0)
        done = tell_merge(call, error);
    else if (strcmp(name, "pre-push") == 0 && call->count == 3)
        done = check_push(call, call->arguments[1], call->arguments[2], error);
    else
        tl_error_set(error, TL_EXIT_USAGE, _("no such hook, or not its arguments"));
    return done ? TL_EXIT_OK : TL_EXIT_FAILED;
}

/* Run by hooks/NAME. */
const tl_command tl_command_hook = {
    .name = "hook",
    .arguments = "NAME [ARGUMENT…]",
    .least = 1,
    .most = -1,
    .summary = "what tl11's git hooks run",
    .details = "",
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_RAW,
    .run = run,
};
