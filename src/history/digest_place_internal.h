/* A folder of a person, as bringing a digest up to date and making it anew look at it. */
#ifndef TL11_DIGEST_PLACE_INTERNAL_H
#define TL11_DIGEST_PLACE_INTERNAL_H

#include "digest_internal.h"

#include <sys/stat.h>

/* A folder of a person, in the work tree and at HEAD. */
typedef struct {
    tl_digest *digest;
    const tl_flat *flat;
    const char *relationship;
    char *path; /* "team/alice" */
    int fd;     /* -1: the work tree has none */
    struct stat status;
    const guint8 *tree;     /* HEAD's; NULL: it has none */
    tl_digest_folder known; /* what the digest has of it; zero: nothing */
    gboolean is_known;
} tl_digest_place;

/*
 * heads NULL: HEAD's tree is what the digest says. FALSE: it is there, and cannot be opened.
 * Owns: the caller closes it in either case.
 */
gboolean tl_digest_place_open(tl_digest_place *place, tl_digest *digest,
                              const tl_digest_person *person, const char *relationship,
                              GHashTable *heads);
void tl_digest_place_close(tl_digest_place *place);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(tl_digest_place, tl_digest_place_close)

gboolean tl_digest_is_next(const char *name);

/* Whether git would see a change of a note. Only git can tell whether other bytes are another
 * content to it. -1 on error. */
int tl_digest_ask_git(const tl_digest_place *place, const char *name);

/* Puts the notes of a folder; FALSE: something is not as it should be. */
gboolean tl_digest_make(tl_digest_writer *writer, const tl_digest_place *place);

#endif
