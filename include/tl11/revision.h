/*
 * A notebook as some commit has it.
 */
#ifndef TL11_REVISION_H
#define TL11_REVISION_H

#include "tl11/repository.h"

#include <glib.h>

/*
 * The newest commit along HEAD's first parents that was made at or before
 * seconds (since the epoch; the committer's date): what this branch held then.
 *
 * FALSE without an error when there was none yet; TL_EXIT_FAILED when history
 * ends before that is known (a shallow clone).
 */
gboolean tl_revision_as_of(tl_repository *repository, gint64 seconds,
                           char name[static TL_OBJECT_NAME_SIZE], GError **error);

/*
 * The parents of the commit name: char * in hexadecimal, in its order; none where
 * history ends. Owns: the caller unrefs it. NULL on error.
 */
GPtrArray *tl_revision_parents(tl_repository *repository, const char *name, GError **error);

/* The commit that text (ORIG_HEAD, a branch, a tag, a name) means; FALSE where there is none. */
gboolean tl_revision_resolve(tl_repository *repository, const char *text,
                             char name[static TL_OBJECT_NAME_SIZE]);

/* As tl_repository_list_head(), of the commit name. */
GPtrArray *tl_revision_list(tl_repository *repository, const char *name, const char *prefix,
                            GError **error);

/* As tl_repository_read_head(), of the commit name. */
GBytes *tl_revision_read(tl_repository *repository, const char *name, const char *path, gsize max,
                         GError **error);

/*
 * The files in which two commits differ; from "" is an empty tree. Links and submodules are
 * left out.
 *
 * Shape: an array of tl_status_entry sorted by path, with a free function. NULL on error.
 */
GPtrArray *tl_revision_compare(tl_repository *repository, const char *from, const char *to,
                               GError **error);

/*
 * The same, but a file that went to another folder under its own name, changed maybe, is one
 * entry, TL_CHANGE_MODIFIED, with where it stood. Source: git's rename detection.
 */
GPtrArray *tl_revision_compare_moved(tl_repository *repository, const char *from, const char *to,
                                     GError **error);

#endif
