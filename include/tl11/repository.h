/*
 * The Git repository of a notebook: opened, looked over, read.
 *
 * Reading is libgit2's; what libgit2 cannot or must not do (hooks, filters,
 * signatures, transport) is the git program's: see git_program.h.
 */
#ifndef TL11_REPOSITORY_H
#define TL11_REPOSITORY_H

#include <glib.h>

typedef struct tl_repository tl_repository;

/* Bytes of an object's name in hexadecimal, the NUL included. */
#define TL_OBJECT_NAME_SIZE 41

/*
 * Opens the repository whose work tree is exactly root, without a search
 * upwards: a notebook inside another repository never commits there.
 *
 * Owns: the caller closes it. NULL on error.
 * Errors: TL_EXIT_FAILED, in the user's terms and with what to do, for: no
 * repository, bare, SHA-256, reftable, a partial clone or another extension, a
 * .git or core.worktree that leads to a work tree elsewhere, another user's
 * folder (git's safe.directory is never switched off).
 * State: GIT_DIR and its like are taken out of the environment, so that no
 * git that is started later is led to another repository; GIT_INDEX_FILE stays.
 */
tl_repository *tl_repository_open(const char *root, GError **error);

void tl_repository_close(tl_repository *repository);

/*
 * Makes a repository at root (an existing folder), initial branch by
 * init.defaultBranch, else main; .git 0700; transfer.fsckObjects set. One that
 * is there already is fine and left alone. It is there whole or not at all.
 */
gboolean tl_repository_create(const char *root, GError **error);

/* Absolute paths without a '/' at the end; borrowed. The folders of index and HEAD, and of refs. */
const char *tl_repository_root(const tl_repository *repository);
const char *tl_repository_git_dir(const tl_repository *repository);
const char *tl_repository_common_dir(const tl_repository *repository);

/* The descriptor of the root, for file.h; owned by repository. */
int tl_repository_root_fd(const tl_repository *repository);

/*
 * What the user should hear of although nothing failed (git's index made anew,
 * a hook's words), since the last call.
 *
 * Owns: the caller frees it. Lines, each with its end; harmless to a terminal.
 * NULL when there is nothing.
 */
char *tl_repository_take_notices(tl_repository *repository);

/*
 * Whether a commit may be made now: on a branch (born or not), no merge,
 * rebase, cherry-pick, revert, bisect or am under way, no unmerged entries in
 * the index, GIT_INDEX_FILE unset, the clock between 2005 and 2100, HEAD's
 * commit and tree readable, the index readable (or missing).
 *
 * Errors: TL_EXIT_REFUSED with what is under way and how to end it;
 * TL_EXIT_FAILED for damage, with the git command that mends it.
 */
gboolean tl_repository_check_writable(tl_repository *repository, GError **error);

/*
 * The same in two halves, for work between them that writes nothing: the second tells what is wrong
 * with the index, which is read meanwhile; TRUE where nothing was begun. Until then signals that
 * would end the process wait.
 *
 * Errors: those of tl_repository_check_writable().
 */
gboolean tl_repository_check_begin(tl_repository *repository, GError **error);
gboolean tl_repository_check_end(tl_repository *repository, GError **error);

/*
 * As tl_repository_check_begin(), where the work between is a talk of git's with a remote: the
 * index is read while tl_git_listen() waits for that, and no signal waits.
 */
gboolean tl_repository_check_put_off(tl_repository *repository, GError **error);

/*
 * Whether git knows who commits: GIT_AUTHOR_NAME/EMAIL, GIT_COMMITTER_…,
 * user.name and user.email (author.*, committer.* first), as git resolves
 * them; no name made from the host.
 */
gboolean tl_repository_has_identity(tl_repository *repository);

/* Writes user.name and user.email to this repository's own config. */
gboolean tl_repository_set_identity(tl_repository *repository, const char *name, const char *email,
                                    GError **error);

/*
 * A config value as git sees it (system, global, local, worktree, and
 * GIT_CONFIG_COUNT/GIT_CONFIG_PARAMETERS); NULL where unset.
 *
 * Owns: the caller frees it.
 */
char *tl_repository_config(tl_repository *repository, const char *key);

/* Whether git's config names any remote. */
gboolean tl_repository_has_remote(tl_repository *repository);

/* Sets a value in the repository's own config. */
gboolean tl_repository_set_config(tl_repository *repository, const char *key, const char *value,
                                  GError **error);

/* The branch's short name ("main"), NULL when HEAD is detached. Borrowed. */
const char *tl_repository_branch(tl_repository *repository);

/* HEAD's commit in hexadecimal, FALSE when the branch is not born yet or on error (error set). */
gboolean tl_repository_head(tl_repository *repository, char name[static TL_OBJECT_NAME_SIZE],
                            GError **error);

/*
 * The bytes of path at HEAD, for who must tell a missing file from one that cannot be
 * read: content gets NULL where HEAD has no such path, and on error. FALSE on error.
 * Otherwise as tl_repository_read_head().
 */
gboolean tl_repository_find_head(tl_repository *repository, const char *path, gsize max,
                                 GBytes **content, GError **error);

/*
 * The bytes of path at HEAD.
 *
 * The size is looked up before anything is loaded: above max is an error.
 * Owns: the caller unrefs them. NULL without an error when HEAD has no such path.
 */
GBytes *tl_repository_read_head(tl_repository *repository, const char *path, gsize max,
                                GError **error);

typedef enum { TL_CHANGE_ADDED, TL_CHANGE_MODIFIED, TL_CHANGE_DELETED } tl_change_kind;

typedef struct {
    char *path;
    char *former; /* where it stood; NULL: at path */
    tl_change_kind kind;
} tl_status_entry;

void tl_status_entry_free(tl_status_entry *entry);

/*
 * How the work tree differs from HEAD (not from the index): files added
 * (untracked and not ignored, or staged), modified, deleted. prefix "" or a
 * folder limits it. Links and other kinds are left out.
 *
 * Shape: an array of tl_status_entry sorted by path, with a free function. NULL on error.
 */
GPtrArray *tl_repository_status(tl_repository *repository, const char *prefix, GError **error);

/*
 * The same of the whole work tree in two steps: git looks through it while the caller does
 * something else, and what it finds is compared with the HEAD that is there at the end. So a
 * merge in between is not in it, but an edit after git came by may be missing.
 *
 * Owns: tl_repository_status_end() frees the errand (see tl_git_ask_begin()). NULL on error.
 */
struct tl_git_errand *tl_repository_status_begin(tl_repository *repository, GError **error);
GPtrArray *tl_repository_status_end(tl_repository *repository, struct tl_git_errand *errand,
                                    GError **error);

/*
 * The paths at HEAD below prefix ("" is all), sorted bytewise; each char *,
 * with a free function. At most 8 folders deep; deeper ones are left out.
 * NULL on error.
 */
GPtrArray *tl_repository_list_head(tl_repository *repository, const char *prefix, GError **error);

/* What the folders two deep at HEAD ("team/alice") hold, in the order of git's trees. */
typedef struct {
    /* tree is its name, 20 bytes. FALSE: its files are not asked for. */
    gboolean (*folder)(gpointer data, const char *first, const char *second, const guint8 *tree);
    /* A file of the folder that was asked for last: no link, no submodule. */
    void (*file)(gpointer data, const char *name, const guint8 *blob);
} tl_head_visitor;

/* second: the folders of that name alone; or NULL. All is borrowed until the visitor returns. */
gboolean tl_repository_visit_head(tl_repository *repository, const char *second,
                                  const tl_head_visitor *visitor, gpointer data, GError **error);

/*
 * Whether tl_repository_status() would list path: what HEAD has and the work tree has not, or the
 * other way round, or otherwise, by the bytes that git would commit. FALSE on error too (error
 * set).
 */
gboolean tl_repository_differs(tl_repository *repository, const char *path, GError **error);

/*
 * The paths that the next git commit would add or modify: the index against
 * HEAD. The index is that of GIT_INDEX_FILE where it is set, as in a hook.
 *
 * Shape: sorted char *, with a free function. NULL on error.
 */
GPtrArray *tl_repository_staged(tl_repository *repository, GError **error);

/* The staged bytes of path. Owns: the caller unrefs them. NULL on error. */
GBytes *tl_repository_read_staged(tl_repository *repository, const char *path, gsize max,
                                  GError **error);

/* How far HEAD's branch is from the branch that it follows, as it was fetched last. */
typedef struct {
    char *name;   /* "origin/main"; NULL: it follows none, or that was never fetched */
    gsize ahead;  /* commits that only the branch has */
    gsize behind; /* commits that only the other has */
} tl_upstream;

/*
 * Looks at what is here alone: nothing goes over the network.
 *
 * Owns: the caller clears it. FALSE on error.
 */
gboolean tl_repository_upstream(tl_repository *repository, tl_upstream *upstream, GError **error);
void tl_upstream_clear(tl_upstream *upstream);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(tl_upstream, tl_upstream_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_repository, tl_repository_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_status_entry, tl_status_entry_free)

#endif
