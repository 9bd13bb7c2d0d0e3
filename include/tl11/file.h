/*
 * Files below a root that is trusted, by paths that are not.
 *
 * A notebook is data from a stranger: each component of a path is opened with
 * O_NOFOLLOW from the descriptor before it, so that no symbolic link leads
 * outside, and what is read is a regular file with one link and of bounded
 * size. What is written goes to a temporary file in the same folder, fsync,
 * rename, fsync of the folder: a reader sees the old bytes or the new ones.
 * Paths are relative to the root, with '/' between components; "", ".", ".."
 * and any ".git" component, in any case, are refused.
 *
 * Errors everywhere: TL_EXIT_FAILED with the path and the reason;
 * TL_EXIT_REFUSED where the path is none of these, leads through a link, or
 * names no regular file.
 *
 * State after a failure: the old bytes, and no temporary file; folders that
 * were made for it may stay. Only where an error says that something could not
 * be made durable is the new already there.
 *
 * Source: openat(2), and the measured failures of simpler writers (an empty
 * note behind a commit id after a power cut; note text in a git hook through
 * a linked folder).
 */
#ifndef TL11_FILE_H
#define TL11_FILE_H

#include <glib.h>

/* The largest file that is read, in bytes: notes above it stay as they are. */
#define TL_FILE_MAX ((gsize)64 * 1024 * 1024)

typedef enum {
    TL_FILE_MISSING,
    TL_FILE_REGULAR,
    TL_FILE_DIRECTORY,
    TL_FILE_OTHER, /* a link, a FIFO, a device */
} tl_file_kind;

/* One entry of a folder; entries are sorted by name, bytewise. */
typedef struct {
    char *name;
    tl_file_kind kind;
} tl_file_entry;

void tl_file_entry_free(tl_file_entry *entry);

/*
 * Opens the folder path as a root: O_DIRECTORY, symbolic links in path itself
 * are followed, for the user named it.
 *
 * Owns: the caller closes the descriptor. Returns -1 on error.
 */
int tl_file_open_root(const char *path, GError **error);

/*
 * Whether what is written from now on is synced, in the whole process; at first it is. Only who
 * was told by the user that nothing need be (git's core.fsync=none) says no.
 */
void tl_file_set_durable(gboolean durable);

/*
 * What stands at path; TL_FILE_OTHER also when a component is a link, when the
 * path is refused, and when it cannot be told: nobody takes that for free.
 */
tl_file_kind tl_file_kind_of(int root, const char *path);

/*
 * Reads a whole regular file of at most max bytes. A NUL that does not count
 * stands after them, so that they can be taken for a C string.
 *
 * Owns: the caller unrefs the bytes. NULL on error, also when the file's size
 * changes while it is read; a missing file is
 * TL_EXIT_FAILED like any other error: ask tl_file_kind_of() first where it
 * may be missing.
 */
GBytes *tl_file_read(int root, const char *path, gsize max, GError **error);

/*
 * Replaces path by content, its folders made 0700 where missing, all of it on
 * stable storage when it returns TRUE. A new file is 0600; one that is there
 * keeps its mode, owner and access list, or, where it cannot, the owner's bits
 * of them. Equal bytes are left alone (and made durable). Signals that would
 * end the process wait meanwhile.
 *
 * expected, if not NULL, is what the caller read there before: when the file
 * holds something else by now, or is gone, nothing is written and the error is
 * TL_EXIT_REFUSED. This is looked at once more just before the rename. To
 * demand that there is no file yet, use tl_file_create().
 */
gboolean tl_file_replace(int root, const char *path, GBytes *expected, GBytes *content,
                         GError **error);

/* The same for a file that must not exist yet: TL_EXIT_REFUSED if it does. */
gboolean tl_file_create(int root, const char *path, GBytes *content, GError **error);

/*
 * Removes the temporary files that killed writers left in folder ("": the
 * root); returns how many. A writer holds a lock (flock(2)) on its temporary
 * file as long as it stands, so that of a living one is never touched, and
 * age does not matter. What cannot be opened, locked or removed stays, without
 * a word: this is housekeeping.
 */
guint tl_file_sweep(int root, const char *folder);

/* Makes durable what another program wrote: fsync of the file and its folder. */
gboolean tl_file_sync(int root, const char *path, GError **error);

/* Removes a file, and its folders as tl_file_prune() does. */
gboolean tl_file_remove(int root, const char *path, GError **error);

/* Removes the folders above path, below the root, as far as they are empty. */
void tl_file_prune(int root, const char *path);

/*
 * Renames a file or folder below one root, durably; the target must be free
 * (else TL_EXIT_REFUSED). The target's folders are made where missing, and
 * those of from removed as far as they are left empty.
 */
gboolean tl_file_rename(int root, const char *from, const char *to, GError **error);

/* Makes a folder and those above it, 0700, durably. Existing ones are fine. */
gboolean tl_file_make_folder(int root, const char *path, GError **error);

/*
 * Lists a folder ("" is the root itself) without names that begin with a dot.
 *
 * Shape: an array of tl_file_entry with a free function, sorted by name.
 * A missing folder gives an empty array.
 */
GPtrArray *tl_file_list(int root, const char *path, GError **error);

/* Is told each name; borrowed until it returns. */
typedef void (*tl_file_visitor)(const char *name, tl_file_kind kind, gpointer data);

/*
 * Tells the same names, in no order and without keeping any: a folder of many notes of
 * which few are wanted costs no more than reading it.
 */
gboolean tl_file_each(int root, const char *path, tl_file_visitor visit, gpointer data,
                      GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_file_entry, tl_file_entry_free)

#endif
