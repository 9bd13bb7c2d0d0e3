/*
 * The parts of tl_commit(): see commit.h for what they do together.
 */
#ifndef TL11_COMMIT_INTERNAL_H
#define TL11_COMMIT_INTERNAL_H

#include "git_internal.h"
#include "tl11/commit.h"

#include <signal.h>

/* How long somebody else's lock is waited for, and another tl11. */
#define TL_LOCK_SECONDS 5
#define TL_TURN_SECONDS 30

/* --- <git dir>/tl11, and the turn in it ------------------------------------------------- */

#define TL_TURN_FILE "lock"

/*
 * This process's turn to change the repository: flock(2) on <git dir>/tl11/lock,
 * so that at most one tl11 has it, and a killed one loses it. What the file holds is what git
 * asks of a gc.pid: who has the turn, and where.
 */
typedef struct {
    tl_repository *repository;
    int folder; /* <git dir>/tl11 */
    int lock;   /* the open file; -1: not held */
} tl_turn;

/* Opens <git dir>/tl11, made 0700 where missing. -1 on error. */
int tl_turn_open_folder(tl_repository *repository, GError **error);

/* Waits up to TL_TURN_SECONDS. Errors: TL_EXIT_REFUSED when another tl11 stays at work. */
gboolean tl_turn_take(tl_turn *turn, tl_repository *repository, GError **error);
void tl_turn_clear(tl_turn *turn);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(tl_turn, tl_turn_clear)

/* Writes into the turn's file who has it. */
gboolean tl_turn_sign(const tl_turn *turn, GError **error);

/*
 * Mends what a killed process left: locks that are provably its own,
 * removals that were not done, half a merge, temporary files.
 */
gboolean tl_turn_heal(tl_turn *turn, GError **error);

/* Sleeps 10 to 50 ms; FALSE when the time until (g_get_monotonic_time()) is over or a signal that
 * would end this process waits. */
gboolean tl_turn_wait(gint64 until);

/* --- locks of git that are provably ours ------------------------------------------------ */

/*
 * A lock file of git's that is a hard link of the turn's file: nobody but who has the turn made
 * it, so that whoever has the next one knows by the inode that it was left by a killed process.
 */
typedef struct {
    int turn;   /* borrowed: the turn's open file */
    char *path; /* NULL: not held */
} tl_lock;

typedef enum {
    TL_LOCK_TAKEN,
    TL_LOCK_BUSY,        /* somebody else's stayed */
    TL_LOCK_UNSUPPORTED, /* no hard links here */
    TL_LOCK_FAILED       /* error set */
} tl_lock_result;

/* Waits until (g_get_monotonic_time()). */
tl_lock_result tl_lock_take(tl_lock *lock, const tl_turn *turn, const char *path, gint64 until,
                            GError **error);

/*
 * The error for a lock of git's own that stays: since when it is there, whether a git works in the
 * repository, and what to do. Returns FALSE.
 */
gboolean tl_lock_refuse(const tl_repository *repository, const char *path, GError **error);

/*
 * The first git that works in the repository, with that word among its own (NULL: any); 0: none,
 * -1: that cannot be told.
 */
gint64 tl_lock_find_git(const tl_repository *repository, const char *word);

/* Whether the lock is still the file that was linked. */
gboolean tl_lock_is_held(const tl_lock *lock);

void tl_lock_clear(tl_lock *lock);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(tl_lock, tl_lock_clear)

/*
 * Signals that would end the process wait while it has files in <git dir>/tl11 or
 * locks of git's: whoever waits for something looks whether one has come.
 */
typedef struct {
    gboolean is_held;
    sigset_t before;
} tl_signals;

void tl_signals_hold(tl_signals *signals);
void tl_signals_clear(tl_signals *signals);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(tl_signals, tl_signals_clear)

/* --- durability -------------------------------------------------------------------------- */

/* fsync of a file, or of a folder; TRUE at once unless durable. See errno. */
gboolean tl_sync_fd(gboolean durable, int fd);
gboolean tl_sync_path(gboolean durable, const char *path);

/* Writes text to the new file name in folder, 0600, durably. FALSE on error, see errno. */
gboolean tl_write_new(gboolean durable, int folder, const char *name, const char *text,
                      gsize length);

/* --- what is to change ------------------------------------------------------------------- */

/* A change as the tree and the index take it. */
typedef struct {
    const tl_change *change; /* borrowed */
    git_oid id;              /* of the blob; none for a removal */
    git_filemode_t mode;
    struct stat status; /* of the written file */
} tl_edit;

/* Paths that lead nowhere but down, each once, none in another repository. */
gboolean tl_changes_check(tl_repository *repository, const GPtrArray *changes, GError **error);

/* Writes the files; nothing is removed yet, but what would be must be as expected. */
gboolean tl_changes_write(tl_repository *repository, const GPtrArray *changes, GError **error);

/* Whether path is a file that holds these bytes. */
gboolean tl_changes_holds(tl_repository *repository, const char *path, GBytes *bytes);

/*
 * Whether only git does all that the user asked for: hooks, signatures,
 * filters, conversions, an index that libgit2 cannot read, sparse paths.
 *
 * Errors: TL_EXIT_REFUSED where a filter is asked for that is not set up: clear text must not
 * get into history.
 */
gboolean tl_changes_need_git(tl_repository *repository, const GPtrArray *changes, gboolean *needs,
                             GError **error);

/* Our environment, but an editor that git asks for does nothing. Owns: the caller frees it. */
char **tl_git_quiet_environment(void);

/* Until when a git that writes is asked again, from now on: TL_LOCK_SECONDS. */
gint64 tl_git_patience(void);

/*
 * Runs a git that writes (argv with "git" itself) at the repository's root. It does not
 * wait for a lock, but dies: so it is asked again until (g_get_monotonic_time()).
 * said gets what the last one wrote to standard error.
 *
 * Errors: TL_EXIT_REFUSED when somebody else's lock stayed.
 */
gboolean tl_git_run_patiently(tl_repository *repository, const char *const *argv, gint64 until,
                              GString *said, int *status, GError **error);

/* The first of the user's own hooks that git would run, NULL if none. Owns: the caller frees it. */
char *tl_hooks_find(tl_repository *repository);

/* --- objects ----------------------------------------------------------------------------- */

/* A repack by hand may remove an empty folder of objects just before libgit2 writes to it. */
#define TL_WRITE_ATTEMPTS 5

/* Writes an object, reads it back, makes it durable; a damaged one of that name is replaced. */
gboolean tl_object_write(tl_repository *repository, const void *data, gsize length,
                         git_object_t type, git_oid *id, GError **error);

/*
 * Reads back an object that was written and makes it durable. When it is damaged, its loose file is
 * removed and *again gets TRUE: write it once more.
 */
gboolean tl_object_confirm(tl_repository *repository, const git_oid *id, gboolean *again,
                           GError **error);

/* fsync of the folder of objects itself, for new folders in it. */
gboolean tl_objects_sync(tl_repository *repository, GError **error);

/* What changes, which stand in their files, come to; in the order in which trees hold paths. */
GArray *tl_edits_make(tl_repository *repository, const GPtrArray *changes, GError **error);

/* Writes their contents. */
gboolean tl_edits_write(tl_repository *repository, const GArray *edits, GError **error);

/*
 * The tree base (NULL: empty) with edits.
 *
 * Errors: TL_EXIT_REFUSED where a folder stands in the way of a file or the other way round, or a
 * submodule.
 */
gboolean tl_tree_edit(tl_repository *repository, const git_tree *base, const GArray *edits,
                      git_oid *id, GError **error);

/* --- the index ---------------------------------------------------------------------------- */

/* Applies edits to the index that was loaded and writes it, durably, beside the real one. */
gboolean tl_index_prepare(tl_repository *repository, const GArray *edits, GError **error);

/*
 * Begins to do so in a thread of its own where that is worth it, and it was not begun yet. Until
 * tl_index_prepare() with the same edits, which waits for it and does what could not be done, the
 * index may be loaded, but not looked into.
 */
void tl_index_write_aside(tl_repository *repository, GArray *edits);

/* What is done there. */
gboolean tl_index_write(tl_repository *repository, const GArray *edits, gboolean durable,
                        GError **error);

/*
 * Closes the file of an index that is no more: what it takes on the disk is given back then, a
 * large one's in a thread of its own, until tl_index_await(). stamp is its status.
 */
void tl_index_close_aside(tl_index *index, int fd, const struct stat *stamp);

/* Renames what was prepared over the real one, and forgets it. */
gboolean tl_index_publish(tl_repository *repository, GError **error);

/* No conflicts of a merge in it. */
gboolean tl_index_check_merged(tl_repository *repository, GError **error);

/* --- publishing ---------------------------------------------------------------------------- */

/* The path of the file that holds branch ("refs/heads/…"). Owns: the caller frees it. */
char *tl_branch_path(tl_repository *repository, const char *branch);

/*
 * Makes the folders of a branch's file; what stands in its way as an empty folder goes.
 * Errors: TL_EXIT_FAILED, also when another branch has a name that is a folder of this one.
 */
gboolean tl_branch_make_room(tl_repository *repository, const tl_head *head, GError **error);

/*
 * Points the branch at commit, durably. Its lock is held. *published gets TRUE once others
 * see it, even when it cannot be made durable.
 */
gboolean tl_branch_publish(const tl_turn *turn, const tl_head *head, const git_oid *commit,
                           gboolean *published, GError **error);

/* Makes what was published before durable: a killed process may not have come to it. */
gboolean tl_branch_sync(tl_repository *repository, const tl_head *head, GError **error);

/* A line in the reflogs of HEAD and the branch, as core.logAllRefUpdates has it; failures are
 * borne. */
void tl_reflog_append(tl_repository *repository, const tl_head *before, const git_oid *commit,
                      const char *committer, const char *message);

/* Whether HEAD is commit, and holds what edits say, read from the disk. */
gboolean tl_commit_verify(tl_repository *repository, const git_oid *commit, const GArray *edits,
                          GError **error);

/* --- removals ------------------------------------------------------------------------------ */

/*
 * Notes down what may be removed once branch lacks it: the files of changes without content
 * that are still there.
 */
gboolean tl_removals_note(const tl_turn *turn, const char *branch, const GPtrArray *changes,
                          GError **error);

/*
 * Does what was noted down, of what HEAD lacks, as far as the files still hold the same; forgets
 * the rest.
 */
gboolean tl_removals_finish(const tl_turn *turn, GError **error);

/* --- merges ------------------------------------------------------------------------------- */

/*
 * Takes HEAD's state back where a git that was killed in the middle of a merge left it half
 * written, as far as files hold nothing else; a merge that came as far as MERGE_HEAD stays.
 *
 * Errors: TL_EXIT_REFUSED while that git is still at work, or its lock stays.
 */
gboolean tl_merging_finish(const tl_turn *turn, GError **error);

/* --- the two ways --------------------------------------------------------------------------- */

/* What one call of tl_commit() is about. */
typedef struct {
    tl_turn *turn;
    const char *message; /* cleaned up */
    const GPtrArray *changes;
    git_oid commit;        /* what was made */
    gboolean is_made;      /* FALSE: there was nothing to commit */
    gboolean is_published; /* even when an error follows */
    gboolean is_noted;     /* what is to be removed is */
    gboolean needs_git;    /* libgit2's way turned out to be closed: no hard links here */
} tl_committing;

gboolean tl_commit_by_libgit2(tl_committing *now, GError **error);
gboolean tl_commit_by_git(tl_committing *now, GError **error);

/* Puts back what the git program's way had moved aside, or does away with it; see commit_parked.c.
 */
gboolean tl_parked_finish(const tl_turn *turn, GError **error);
gboolean tl_parked_move(const tl_turn *turn, const GPtrArray *changes, GError **error);

/* Whether the process that gc.pid names is alive, as far as can be told from here. */
gboolean tl_gc_is_running(tl_repository *repository);

/* Starts git gc in the background when git would. */
void tl_gc_start(tl_repository *repository);

#endif
