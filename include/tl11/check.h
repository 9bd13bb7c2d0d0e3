/*
 * What is wrong with a note, a person or the notebook's files.
 */
#ifndef TL11_CHECK_H
#define TL11_CHECK_H

#include "tl11/notebook.h"

#include <glib.h>

typedef struct {
    char *path;
    guint line;        /* 0: the file as a whole */
    const char *code;  /* "conflict-marker", …: stable, listed in the manual */
    char *message;     /* translated */
    gboolean is_fatal; /* such a note is not committed */
} tl_problem;

void tl_problem_free(tl_problem *problem);

/*
 * Looks over the bytes of one note; problems get appended by line.
 */
void tl_check_note(const char *path, GBytes *content, GPtrArray *problems);

/*
 * Looks over files of the notebook as they stand in the work tree: those of
 * paths (relative to the root), or all of it where paths is NULL.
 *
 * Shape: an array of tl_problem by path and line, with a free function. NULL on error.
 */
GPtrArray *tl_check_work_tree(const tl_notebook *notebook, const char *const *paths,
                              GError **error);

/* The same over what is staged, as a pre-commit hook needs it. Reads alone. */

/*
 * The same over what is staged, as a pre-commit hook needs it; in a merge, not over what the
 * other side has just so. Reads alone.
 */
GPtrArray *tl_check_staged(const tl_notebook *notebook, GError **error);

/*
 * Whether changes (of tl_change) may be committed: none of them holds a conflict marker.
 * Errors: TL_EXIT_REFUSED, by person and section.
 */
gboolean tl_check_changes(const tl_notebook *notebook, const GPtrArray *changes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_problem, tl_problem_free)

#endif
