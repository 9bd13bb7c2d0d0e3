/*
 * Meeting other machines: fetch, merge, push, until both sides hold the same.
 */
#ifndef TL11_SYNC_H
#define TL11_SYNC_H

#include "tl11/notebook.h"
#include "tl11/remote.h"

#include <glib.h>

/*
 * Commits the merge that is under way, if there is one and all of it is decided:
 * an unmerged note without conflict markers in the work tree is.
 *
 * Errors: TL_EXIT_REFUSED with person, section and line of each marker that is left, and
 * with what only git can be told (one side deleted what the other changed).
 */
gboolean tl_sync_resume(const tl_notebook *notebook, GError **error);

/* Whether this notebook may be pushed to a URL that nobody allowed yet. */
typedef gboolean (*tl_sync_ask)(const char *url, gpointer data);

/* What was done, whether all of it was or not. */
typedef struct {
    tl_remote *remote;
    char before[TL_OBJECT_NAME_SIZE]; /* HEAD at first */
    char merged[TL_OBJECT_NAME_SIZE]; /* HEAD after the last merge; "" when nothing came */
    char there[TL_OBJECT_NAME_SIZE];  /* what the other side held before the last push */
    char pushed[TL_OBJECT_NAME_SIZE]; /* HEAD as it was pushed; "" when nothing was */
} tl_sync_result;

void tl_sync_result_clear(tl_sync_result *result);

/*
 * Fetches from HEAD's upstream, merges, pushes, again where somebody else pushed
 * first, until the remote says that it holds HEAD. Commits nothing but merges.
 *
 * wanted as for tl_remote_choose(); result, all 0 before, is filled in any case.
 * Errors: TL_EXIT_REFUSED: a conflict (the merge stays as git leaves it; see
 * tl_sync_resume()), files in the way, a remote that is not allowed, conflict markers or a private
 * folder in what would be pushed, others that come first all the time; TL_EXIT_FAILED: the network,
 * a password, the remote; what tl_remote_choose() gives.
 * State after a failure: no text is lost, and the same again goes on.
 */
gboolean tl_sync_run(const tl_notebook *notebook, const char *wanted, tl_sync_ask ask,
                     gpointer data, tl_sync_result *result, GError **error);

/* The key of git's config that names folders never to be pushed, "manager" or "team/alice". */
#define TL_SYNC_PRIVATE "tl11.privateFolder"

/*
 * Whether commit may be pushed to where there (a commit, or "") is known to be held:
 * no conflict markers in the notes that differ, nothing of a private folder in any commit.
 *
 * remote is the name of a remote whose branches have what they have; or NULL.
 * Errors: TL_EXIT_REFUSED, by person and section.
 */
gboolean tl_sync_check_push(const tl_notebook *notebook, const char *commit, const char *there,
                            const char *remote, GError **error);

/* The error for a remote (its name may be NULL) that the user has not allowed. Returns FALSE. */
gboolean tl_sync_refuse_remote(const char *remote, const char *url, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(tl_sync_result, tl_sync_result_clear)

#endif
