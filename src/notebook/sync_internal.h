/*
 * Conflict markers, where they stand.
 */
#ifndef TL11_SYNC_INTERNAL_H
#define TL11_SYNC_INTERNAL_H

#include "tl11/notebook.h"

#include <glib.h>

/*
 * Appends a line for each conflict in a file's bytes: person, section, path and line.
 * FALSE when there is none.
 */
gboolean tl_conflicts_describe(const tl_notebook *notebook, const char *path, GBytes *content,
                               GString *lines);

/* "team/alice/2026-11-24.md (Alice Ng)"; the path alone where it is nobody's. Owns: the caller. */
char *tl_conflicts_name(const tl_notebook *notebook, const char *path);

/* The error for a merge that git has just left open: as tl_sync_resume(), but nothing is decided.
 */
gboolean tl_conflicts_refuse(const tl_notebook *notebook, GError **error);

#endif
