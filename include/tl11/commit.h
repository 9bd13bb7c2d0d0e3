/*
 * One user action, one commit, of exactly the paths it concerns.
 *
 * The path that loses nothing, by measurement (each simpler one lost something
 * under kill, power cut, full disk or a second writer):
 *
 *  1. flock on <git dir>/tl11/lock, which dies with the process; under it,
 *     heal what a killed tl11 left: locks provably its own, removals not done.
 *  2. Write each file: temporary file, fsync, rename, fsync of the folder.
 *  3. Blobs into the object database.
 *  4. Take index.lock by link(2) from <git dir>/tl11/, so that it is
 *     provably ours; wait up to five seconds for another's.
 *  5. Re-read HEAD; its tree with these paths changed is the commit's tree; a
 *     copy of the index with these entries changed is the new index: whatever
 *     else is staged stays staged.
 *  6. Write the commit object, checked; take the branch's lock the same way;
 *     if the branch moved, go to 5.
 *  7. Rename the index into place, then the branch: a crash between the two
 *     leaves a staged change, never a staged deletion. fsync both. Reflog.
 *  8. Read HEAD again; only now it is done. Then remove files whose path went.
 *  9. git gc --auto, detached, as git itself does.
 *
 * Where git would do what libgit2 leaves out (hooks of the user's own,
 * commit.gpgsign, filters, line-end conversion, an index that is split, sparse or without a sum),
 * or the file system knows no hard links, steps 3 to 8 are the git program's: add and commit --only
 * of the same paths with the same message. A git that is killed leaves locks of its own, which
 * nobody can tell from another git's: those stay.
 *
 * What is written, to the git folder and to the work tree, is made durable,
 * unless git's core.fsync is exactly "none" (for benchmarks). Signals that would end the process
 * wait until a commit is made, or its locks are given back.
 */
#ifndef TL11_COMMIT_H
#define TL11_COMMIT_H

#include "tl11/repository.h"

#include <glib.h>

typedef struct {
    char *path;
    GBytes *content;  /* what the path will hold; NULL: it is removed */
    GBytes *expected; /* what the work tree held when content was made; NULL: any
                         (for a removal: what must still be there for the file to be removed) */
    gboolean is_new;  /* there must be no file yet, or one of the same bytes */
} tl_change;

/* Owns: takes nothing, copies path, refs content and expected. */
tl_change *tl_change_new(const char *path, GBytes *content, GBytes *expected);
void tl_change_free(tl_change *change);

/*
 * Writes changes (of tl_change) to the work tree and commits them with message.
 *
 * commit (of TL_OBJECT_NAME_SIZE bytes) gets the new commit's name, or "" when
 * HEAD already held all of this and there was nothing to commit (TRUE all the
 * same). It may be NULL.
 *
 * Errors: TL_EXIT_REFUSED: what tl_repository_check_writable() refuses, a file
 * changed meanwhile, a path under a submodule or nested repository, a file
 * where HEAD has a folder or the other way round, a hook that said no, a filter
 * that is not set up here, a lock of somebody else's that stays for five
 * seconds; TL_EXIT_FAILED: disk, permissions, git, nobody's name to commit by.
 * The message says whether the text is safe in the work tree, and should an
 * error come after the commit was made, that it was.
 * State after a failure: the branch is as it was; the work tree holds either
 * the old or the new bytes of each file, whole; running the same again ends
 * where an undisturbed run would. See also tl_repository_take_notices().
 */
gboolean tl_commit(tl_repository *repository, const char *message, const GPtrArray *changes,
                   char *commit, GError **error);

/*
 * Mends what a killed tl11 left in the repository (step 1 alone). Commands that
 * write call it first of all, so that they see a finished work tree.
 */
gboolean tl_commit_heal(tl_repository *repository, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_change, tl_change_free)

#endif
