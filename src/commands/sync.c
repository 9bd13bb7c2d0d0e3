#include "commands_internal.h"
#include "common_internal.h"
#include "news_internal.h"
#include "save_internal.h"

#include "tl11/git_merge.h"
#include "tl11/sync.h"
#include "tl11/text.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    gboolean save;
} options;

static const tl_option OPTIONS[] = {
    {"save", 0, G_OPTION_ARG_NONE, offsetof(options, save), NULL,
     N_("commit first what was edited, as 'tl11 save' does")},
    {NULL, 0, G_OPTION_ARG_NONE, 0, NULL, NULL},
};

static gboolean ask(const char *url, gpointer data)
{
    (void)data;
    if (!tl_terminal_can_ask())
        return FALSE;
    g_autofree char *quoted = tl_remote_quote(url);
    g_autofree char *question =
        g_strdup_printf(_("May this notebook be pushed to %s, from now on? [y/N] "), quoted);
    g_autofree char *answer = tl_terminal_ask(question);
    return tl_text_is_yes(answer);
}

static gboolean tell_news(tl_call *call, const char *from, const char *to, GError **error)
{
    g_autoptr(tl_news) news = tl_news_load(call->notebook, from, to, error);
    if (news)
        tl_call_append_news(call->out, news);
    return news != NULL;
}

static gboolean tell(tl_call *call, const tl_sync_result *r, GError **error)
{
    tl_repository *repository = call->notebook->repository;
    gboolean came = *r->merged && strcmp(r->merged, r->before) != 0;
    guint in = came ? tl_remote_count(repository, r->before, r->merged) : 0;
    guint out = *r->pushed ? tl_remote_count(repository, r->there, r->pushed) : 0;
    if (came) {
        g_string_append_printf(call->out,
                               Q_("%u commit came from %s\n", "%u commits came from %s\n", in), in,
                               r->remote->label);
        if (!tell_news(call, r->before, r->merged, error))
            return FALSE;
    }
    if (!*r->pushed)
        return TRUE;
    g_string_append_printf(call->out, Q_("%u commit went to %s\n", "%u commits went to %s\n", out),
                           out, r->remote->label);
    return tell_news(call, r->there, r->pushed, error);
}

static void tell_rest(tl_call *call, const tl_sync_result *result)
{
    const tl_remote *remote = result->remote;
    if (!*result->merged && !*result->pushed)
        g_string_append_printf(call->out, _("nothing new: %s holds what this notebook holds\n"),
                               remote->label);
    if (!remote->is_set)
        g_string_append_printf(call->out, _("from now on this branch meets %s\n"), remote->label);
}

/* Microseconds after which what git was asked at the start is asked once more at the end. */
#define FRESH G_USEC_PER_SEC

/* What git is asked while the network is waited for. */
typedef struct {
    gint64 since;               /* monotonic */
    tl_git_errand *uncommitted; /* NULL: git could not be asked, or was heard */
    tl_git_errand *attributes;
} errands;

static void errands_drop(errands *sent)
{
    g_clear_pointer(&sent->attributes, tl_git_errand_drop);
    g_clear_pointer(&sent->uncommitted, tl_git_errand_drop);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(errands, errands_drop)

static errands send_errands(const tl_call *call)
{
    errands sent = {.since = g_get_monotonic_time(),
                    .uncommitted = tl_repository_status_begin(call->notebook->repository, NULL)};
    sent.attributes = tl_notebook_ask_attributes(call->notebook, NULL);
    return sent;
}

/* Where the network took long, a note may have been edited meanwhile. */
static GPtrArray *find_uncommitted(tl_repository *repository, errands *sent)
{
    g_autoptr(tl_git_errand) asked = g_steal_pointer(&sent->uncommitted);
    if (!asked || g_get_monotonic_time() - sent->since > FRESH)
        return tl_repository_status(repository, "", NULL);
    return tl_repository_status_end(repository, g_steal_pointer(&asked), NULL);
}

/* What is not committed went nowhere, which nobody should find out on the other machine. */
static void warn_uncommitted(const tl_call *call, errands *sent)
{
    g_autoptr(GPtrArray) entries = find_uncommitted(call->notebook->repository, sent);
    for (guint i = 0; entries && i < entries->len; i++) {
        const tl_status_entry *entry = g_ptr_array_index(entries, i);
        g_autoptr(tl_note_name) name = tl_note_name_parse(entry->path);
        if (name)
            fprintf(stderr,
                    _("tl11: %s: not committed, so only here: 'tl11 sync --save' takes it "
                      "along\n"),
                    entry->path);
    }
}

static gboolean save_first(tl_call *call, GError **error)
{
    GError *failure = NULL;
    if (tl_call_save(call, NULL, NULL, FALSE, &failure))
        return TRUE;
    if (tl_error_status(failure) == TL_EXIT_NEGATIVE) {
        g_error_free(failure);
        return TRUE;
    }
    g_propagate_error(error, failure);
    return FALSE;
}

/* A tracked file is the user's: what is missing there is said, and 'tl11 init' adds it. */
static void warn_attributes(errands *sent)
{
    g_autofree char *lines =
        sent->attributes ? tl_notebook_hear_attributes(g_steal_pointer(&sent->attributes), NULL)
                         : NULL;
    g_autofree char *said = lines && *lines ? tl_notebook_tell_attributes(lines) : NULL;
    if (said)
        fprintf(stderr, "tl11: .gitattributes %s\n", said);
}

/* Cloned by git alone: without the driver, notes would merge as any other text. */
static gboolean set_up(tl_call *call, GError **error)
{
    return tl_notebook_has_driver(call->notebook->repository) || tl_call_set_up(call, error);
}

static gboolean prepare(tl_call *call, GError **error)
{
    const options *o = call->options;
    if (!set_up(call, error))
        return FALSE;
    gboolean was_open = tl_git_merge_is_open(call->notebook->repository);
    if (!tl_sync_resume(call->notebook, error))
        return FALSE;
    if (was_open)
        g_string_append(call->out, _("the merge is completed\n"));
    return o->save ? tl_call_prepare_writing(call, error) && save_first(call, error)
                   : tl_call_prepare_meeting(call, error);
}

static int run(tl_call *call, GError **error)
{
    g_auto(tl_sync_result) result = {.remote = NULL};
    if (!prepare(call, error))
        return TL_EXIT_FAILED;
    g_auto(errands) sent = send_errands(call);
    gboolean done = tl_sync_run(call->notebook, call->arguments[0], ask, NULL, &result, error);
    warn_attributes(&sent);
    /* What came is told whatever became of the rest. */
    if (!tell(call, &result, done ? error : NULL) || !done)
        return TL_EXIT_FAILED;
    tell_rest(call, &result);
    warn_uncommitted(call, &sent);
    return TL_EXIT_OK;
}

const tl_command tl_command_sync = {
    .name = "sync",
    .arguments = N_("[REMOTE]"),
    .most = 1,
    .summary = N_("fetch, merge and push: meet your other machines"),
    .details =
        N_("Fetches from the branch's upstream, merges, and pushes, with your own git, its ssh "
           "settings and credential helpers; once more where another machine pushed first. Where "
           "no upstream is set, the one remote there is becomes it, or REMOTE. The exit status is "
           "0 only when the remote says that it holds all that is committed here.\n\n"
           "Nothing is committed but merges; `--save` commits what was edited first. Notes merge "
           "by section and item. Where that leaves a conflict, the merge stays open with git's "
           "markers in the note: edit it, take the markers out, and `tl11 sync` goes on; "
           "`tl11 git merge --abort` takes it back.\n\n"
           "A notebook is pushed only to where you allowed it: `tl11 clone` does, and `tl11 sync` "
           "asks before the first push.\n\n"
           "A server that says nothing for a minute is given up, by http and by ssh, unless you "
           "have set `http.lowSpeedLimit` and `http.lowSpeedTime`, or how ssh is run, yourself."),
    .options = OPTIONS,
    .options_size = sizeof(options),
    .flags = TL_COMMAND_NOTEBOOK,
    .run = run,
};
