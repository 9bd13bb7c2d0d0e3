/*
 * The other side: which remote a branch meets others on, what is there,
 * fetching from it, pushing to it. All that goes over the network is the user's
 * own git's: its ssh settings, credential helpers and remote helpers.
 */
#ifndef TL11_REMOTE_H
#define TL11_REMOTE_H

#include "tl11/repository.h"

#include <glib.h>

typedef struct {
    char *local;     /* "refs/heads/main": the branch that HEAD is on */
    char *name;      /* of the remote as git knows it, or a URL */
    char *branch;    /* "refs/heads/main": the branch there */
    char *label;     /* "origin/main": for messages */
    gboolean is_set; /* the branch has an upstream, this one or, if another was named, that */
} tl_remote;

/*
 * The remote of HEAD's branch: its upstream's, else the one remote that there
 * is. wanted (NULL: whichever) is the remote that the user named.
 *
 * Owns: the caller frees it. NULL on error.
 * Errors: TL_EXIT_REFUSED: HEAD on no branch, an upstream that is a local branch, another remote to
 * push to than to fetch from; TL_EXIT_USAGE: several remotes, none of that name;
 * TL_EXIT_FAILED: no remote at all. Each with what to do.
 */
tl_remote *tl_remote_choose(tl_repository *repository, const char *wanted, GError **error);
void tl_remote_free(tl_remote *remote);

/*
 * Where a push to the remote of this name goes, as git resolves it.
 *
 * Shape: char *, with a free function, at least one. NULL on error.
 */
GPtrArray *tl_remote_push_urls(tl_repository *repository, const char *name, GError **error);

/* The key of git's local config that holds the URLs this notebook may be pushed to. */
#define TL_REMOTE_ALLOWED "tl11.allowedRemote"

/* Whether the user allowed pushing this notebook to url. */
gboolean tl_remote_is_allowed(tl_repository *repository, const char *url);
gboolean tl_remote_allow(tl_repository *repository, const char *url, GError **error);

/* A URL as it may be shown: without a password, quoted. Owns: the caller frees it. */
char *tl_remote_quote(const char *url);

/*
 * What the branch there holds now: asked of the remote, not of what was fetched once.
 * tip gets the commit, "" when it has no such branch.
 *
 * Errors: TL_EXIT_FAILED with git's words (network, password, no such repository).
 */
gboolean tl_remote_tip(tl_repository *repository, const tl_remote *remote,
                       char tip[static TL_OBJECT_NAME_SIZE], GError **error);

/*
 * The same, and fetches the branch in the one connection where git keeps what it fetches of it, as
 * of an upstream; else what came may have to be fetched. With a progress on a terminal.
 *
 * Errors: TL_EXIT_FAILED with git's words.
 */
gboolean tl_remote_meet(tl_repository *repository, const tl_remote *remote,
                        char tip[static TL_OBJECT_NAME_SIZE], GError **error);

/* Fetches the branch. Progress and errors as above. */
gboolean tl_remote_fetch(tl_repository *repository, const tl_remote *remote, GError **error);

typedef enum {
    TL_PUSH_DONE,
    TL_PUSH_LATE,   /* somebody else came first */
    TL_PUSH_BUSY,   /* a lock there is in the way: somebody is at it, or left it; error set */
    TL_PUSH_FAILED, /* error set */
} tl_push_result;

/* Pushes HEAD's branch there, nothing else, never by force. */
tl_push_result tl_remote_push(tl_repository *repository, const tl_remote *remote, GError **error);

/* Makes it the branch's upstream, unless one is set. */
gboolean tl_remote_set_upstream(tl_repository *repository, const tl_remote *remote, GError **error);

/* How commits are to each other. Both are names of commits; "" comes before all. */
typedef enum {
    TL_RELATED_SAME,
    TL_RELATED_BEHIND, /* the first is an ancestor of the second */
    TL_RELATED_AHEAD,
    TL_RELATED_DIVERGED,
    TL_RELATED_UNKNOWN, /* the second is not here: it must be fetched */
    TL_RELATED_ERROR    /* error set */
} tl_related;
tl_related tl_remote_relate(tl_repository *repository, const char *ours, const char *theirs,
                            GError **error);

/* How many commits, mere merges aside, to has that from has not; from may be "". At least 1. */
guint tl_remote_count(tl_repository *repository, const char *from, const char *to);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_remote, tl_remote_free)

#endif
