/*
 * Who commits: git must know before an editor opens.
 */
#ifndef TL11_IDENTITY_INTERNAL_H
#define TL11_IDENTITY_INTERNAL_H

#include "tl11/command.h"

/*
 * TRUE when git knows name and address. On a terminal they are asked for, and
 * written to the notebook's own git config; elsewhere TL_EXIT_FAILED says how to set them.
 */
gboolean tl_identity_ensure(tl_repository *repository, GError **error);

/*
 * Makes a notebook at path for a command: the language is written where
 * --lang gave it. The identity is ensured first.
 */
tl_notebook *tl_notebook_create_here(const char *path, const tl_call *call, GError **error);

#endif
