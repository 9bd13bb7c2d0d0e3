#include "tl11/sync.h"

#include "mend_internal.h"
#include "sync_internal.h"
#include "tl11/commit.h"
#include "tl11/error.h"
#include "tl11/git_merge.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <string.h>

/* How often others may come first. */
#define ROUNDS 12
/* How often a lock there may be in the way while nothing changes, and microseconds in between. */
#define BUSY_ROUNDS 4
#define BUSY_PAUSE 500000

typedef struct {
    const tl_notebook *notebook;
    tl_repository *repository;
    tl_sync_ask ask;
    gpointer data;
    tl_sync_result *result;
    char head[TL_OBJECT_NAME_SIZE];
    char tip[TL_OBJECT_NAME_SIZE]; /* what the remote holds */
    gboolean is_allowed;
    guint busy;                         /* rounds in which a lock there was in the way */
    char busy_tip[TL_OBJECT_NAME_SIZE]; /* while the remote held this */
} syncing;

void tl_sync_result_clear(tl_sync_result *result)
{
    g_clear_pointer(&result->remote, tl_remote_free);
}

/* Of the urls that a push goes to, each must be one that the user allowed. */
static gboolean check_allowed(syncing *s, GError **error)
{
    const char *name = s->result->remote->name;
    g_autoptr(GPtrArray) urls =
        s->is_allowed ? NULL : tl_remote_push_urls(s->repository, name, error);
    if (!urls)
        return s->is_allowed;
    for (guint i = 0; i < urls->len; i++) {
        const char *url = g_ptr_array_index(urls, i);
        if (tl_remote_is_allowed(s->repository, url))
            continue;
        if (!s->ask(url, s->data))
            return tl_sync_refuse_remote(name, url, error);
        if (!tl_remote_allow(s->repository, url, error))
            return FALSE;
    }
    s->is_allowed = TRUE;
    return TRUE;
}

/* Others are at it too: all at the same moment again would be no help. */
static void step_back(guint round)
{
    g_usleep((gulong)g_random_int_range(20000, 100000) * (round + 1));
}

/* A lock there is somebody's who is at it; one that stays while nothing comes was left behind. */
static gboolean wait_for_lock(syncing *s, GError *failure, GError **error)
{
    s->busy = strcmp(s->busy_tip, s->tip) == 0 ? s->busy + 1 : 1;
    g_strlcpy(s->busy_tip, s->tip, TL_OBJECT_NAME_SIZE);
    if (s->busy >= BUSY_ROUNDS) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    g_clear_error(&failure);
    g_usleep(BUSY_PAUSE);
    return TRUE;
}

static gboolean push(syncing *s, guint round, GError **error)
{
    GError *failure = NULL;
    const tl_remote *remote = s->result->remote;
    if (!check_allowed(s, error) || !tl_sync_check_push(s->notebook, s->head, s->tip, NULL, error))
        return FALSE;
    switch (tl_remote_push(s->repository, remote, &failure)) {
    case TL_PUSH_DONE:
        g_strlcpy(s->result->there, s->tip, TL_OBJECT_NAME_SIZE);
        g_strlcpy(s->result->pushed, s->head, TL_OBJECT_NAME_SIZE);
        return TRUE;
    case TL_PUSH_LATE:
        step_back(round);
        return TRUE;
    case TL_PUSH_BUSY:
        return wait_for_lock(s, failure, error);
    default:
        g_propagate_error(error, failure);
        return FALSE;
    }
}

static gboolean refuse_dirty(const syncing *s, const GPtrArray *paths, GError **error)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    for (guint i = 0; i < paths->len; i++) {
        g_autofree char *name = tl_conflicts_name(s->notebook, g_ptr_array_index(paths, i));
        g_string_append_printf(lines, "\n%s", name);
    }
    return tl_error_set(error, TL_EXIT_REFUSED,
                        _("what came cannot be merged over what is not committed here:%s\n"
                          "'tl11 sync --save' commits notes first, 'tl11 git add' and 'tl11 git "
                          "commit' any other file"),
                        lines->str);
}

static gboolean is_shallow(const syncing *s)
{
    g_autofree char *path =
        g_build_filename(tl_repository_common_dir(s->repository), "shallow", NULL);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

static gboolean refuse_unrelated(const syncing *s, GError **error)
{
    if (is_shallow(s))
        return tl_error_set(error, TL_EXIT_REFUSED,
                            _("cannot merge: this is a shallow clone, which does not know where "
                              "the two sides parted\n'tl11 git fetch --unshallow' fetches the "
                              "rest, then 'tl11 sync' goes on"));
    return tl_error_set(error, TL_EXIT_REFUSED,
                        _("%s has another notebook's history, which began apart from this one\n"
                          "if they are to become one: tl11 git merge --allow-unrelated-histories "
                          "%s\nthen 'tl11 sync' goes on"),
                        s->result->remote->label, s->tip);
}

/* Git may leave a merge open over folders alone, without a file to decide about. */
static gboolean mend_failed(syncing *s, GError **error)
{
    GError *failure = NULL;
    guint mended = 0;
    g_autoptr(GString) apart = g_string_new(NULL);
    if (!tl_git_merge_is_open(s->repository) || !tl_mend(s->notebook, &mended, apart, &failure) ||
        mended == 0) {
        g_clear_error(&failure);
        return FALSE;
    }
    g_clear_error(error);
    return tl_sync_resume(s->notebook, error) &&
           tl_repository_head(s->repository, s->result->merged, error);
}

static gboolean merge(syncing *s, GError **error)
{
    g_autoptr(GPtrArray) in_the_way = g_ptr_array_new_with_free_func(g_free);
    switch (tl_git_merge(s->repository, s->tip, s->result->remote->label, in_the_way, error)) {
    case TL_MERGE_DONE:
        return tl_repository_head(s->repository, s->result->merged, error);
    case TL_MERGE_CONFLICT:
        return tl_conflicts_refuse(s->notebook, error) &&
               tl_repository_head(s->repository, s->result->merged, error);
    case TL_MERGE_IN_THE_WAY:
        return refuse_dirty(s, in_the_way, error);
    case TL_MERGE_UNRELATED:
        return refuse_unrelated(s, error);
    default:
        return mend_failed(s, error);
    }
}

/* One step nearer. *done: nothing is left to do. */
static gboolean step(syncing *s, guint round, gboolean *done, GError **error)
{
    if (!tl_repository_head(s->repository, s->head, error) ||
        !tl_remote_meet(s->repository, s->result->remote, s->tip, error) ||
        !tl_repository_check_end(s->repository, error))
        return FALSE;
    tl_related related = tl_remote_relate(s->repository, s->head, s->tip, error);
    if (related == TL_RELATED_UNKNOWN) {
        if (!tl_remote_fetch(s->repository, s->result->remote, error))
            return FALSE;
        related = tl_remote_relate(s->repository, s->head, s->tip, error);
    }
    switch (related) {
    case TL_RELATED_SAME:
        *done = TRUE;
        return TRUE;
    case TL_RELATED_BEHIND:
        if (!merge(s, error))
            return FALSE;
        *done = strcmp(s->result->merged, s->tip) == 0;
        return TRUE;
    case TL_RELATED_DIVERGED:
        return merge(s, error) && tl_repository_head(s->repository, s->head, error) &&
               push(s, round, error);
    case TL_RELATED_AHEAD:
        return push(s, round, error);
    case TL_RELATED_UNKNOWN: /* it was replaced while we fetched */
        return TRUE;
    default:
        return FALSE;
    }
}

static gboolean check_born(syncing *s, GError **error)
{
    GError *failure = NULL;
    if (tl_repository_head(s->repository, s->head, &failure))
        return TRUE;
    if (failure) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    return tl_error_set(error, TL_EXIT_REFUSED,
                        _("nothing is committed in this notebook yet\n"
                          "'tl11 save' commits what there is, then 'tl11 sync' goes on"));
}

gboolean tl_sync_run(const tl_notebook *notebook, const char *wanted, tl_sync_ask ask,
                     gpointer data, tl_sync_result *result, GError **error)
{
    syncing s = {.notebook = notebook,
                 .repository = notebook->repository,
                 .ask = ask,
                 .data = data,
                 .result = result};
    gboolean done = FALSE;
    result->remote = tl_remote_choose(s.repository, wanted, error);
    if (!result->remote || !check_born(&s, error))
        return FALSE;
    g_strlcpy(result->before, s.head, TL_OBJECT_NAME_SIZE);
    for (guint round = 0; round < ROUNDS && !done; round++)
        if (!step(&s, round, &done, error))
            return FALSE;
    if (done)
        return tl_remote_set_upstream(s.repository, result->remote, error);
    return tl_error_set(error, TL_EXIT_REFUSED,
                        _("others pushed to %s first, time and again\ntry again later"),
                        result->remote->label);
}
