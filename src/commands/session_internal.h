/*
 * The life of a note between the editor and the commit, for note, edit and
 * save.
 */
#ifndef TL11_SESSION_INTERNAL_H
#define TL11_SESSION_INTERNAL_H

#include "common_internal.h"

/* A note being written. Strings are borrowed. */
typedef struct {
    tl_call *call;
    const tl_person *person;
    const char *path;
    GBytes *scaffold;      /* what it would be if left unchanged; NULL: what HEAD has */
    GPtrArray *additions;  /* tl_change committed with it (a new person.ini), or NULL */
    const char *message;   /* -m, or NULL */
    gboolean drop_missing; /* what the guard misses is dropped, nobody asked */
} tl_session;

/*
 * Commits the note as content, which is what the work tree holds (expected:
 * NULL when it holds no file yet), and reports it.
 *
 * Returns the exit status: TL_EXIT_NEGATIVE when there is nothing to commit,
 * because it is its scaffold still or what HEAD has; a scaffold's file is removed then.
 */
int tl_session_commit(const tl_session *session, GBytes *content, GBytes *expected, GError **error);

/* Opens the editor on the note, which exists, and commits what it left. */
int tl_session_edit(const tl_session *session, GError **error);

#endif
