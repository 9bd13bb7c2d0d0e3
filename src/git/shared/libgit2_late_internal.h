/*
 * libgit2 as a shared library that is loaded when a repository is first opened, for
 * the program as a distribution links it. libgit2 brings sixteen libraries, and
 * loading them takes twice as long as all of `git --version`: who asks for --help, or
 * for a shell's completion, does not wait for that.
 *
 * The rest of the git floor does not see it: what follows makes `git_tree_free` the
 * function that tl_libgit2_load() found. It is made from the floor's own sources, by
 * libgit2_names.sh, and the compiler takes each type from libgit2's headers.
 */
#ifndef TL11_LIBGIT2_LATE_INTERNAL_H
#define TL11_LIBGIT2_LATE_INTERNAL_H

#include <git2.h>
#include <git2/sys/alloc.h>
#include <git2/sys/repository.h>
#include <glib.h>

/* Each function of libgit2 that is used; NULL before tl_libgit2_load(). */
struct tl_libgit2 {
#define LIBGIT2(name) __typeof__(name) *name;
#include "libgit2_slots.h"
#undef LIBGIT2
};
extern struct tl_libgit2 tl_libgit2;

/*
 * Finds libgit2 and fills tl_libgit2. Called once, before anything else of libgit2, by
 * tl_git_start(). It stays loaded.
 * Returns NULL, or what the system's loader says is wrong, which is never freed.
 */
const char *tl_libgit2_load(void);

#ifndef TL_LIBGIT2_NO_CALLS
#include "libgit2_calls.h"
#endif

#endif
