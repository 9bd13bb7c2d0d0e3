/*
 * tl11's own git hooks in a repository. They read, and rewrite nothing but the
 * message that git proposes: pre-commit, prepare-commit-msg, post-merge, pre-push.
 */
#ifndef TL11_HOOKS_H
#define TL11_HOOKS_H

#include "tl11/repository.h"

#include <glib.h>

/*
 * Puts tl11's hooks into the repository, or brings them up to date. A hook of the user's
 * in the place of one becomes NAME.user beside it, which tl11's runs first.
 *
 * They go where core.hooksPath says if this repository's own config says so and it is outside the
 * work tree; else into the git folder. What the user should know (a hook that was
 * renamed, a core.hooksPath because of which git runs none of them) is a notice.
 */
gboolean tl_hooks_install(tl_repository *repository, GError **error);

#endif
