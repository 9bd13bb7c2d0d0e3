/*
 * What the notes hold, read once: titles, sections, follow-ups, kept in the
 * cache (cache.h tells where) a file a person, and read anew from those notes alone that
 * are not as they were.
 *
 * Every note is looked at (lstat), as standing.h tells. Follow-ups are what
 * tl_ledger_load() finds, those at HEAD of notes that differ included. Where there is any doubt (no
 * cache, a file that is no plain one, git's objects damaged) there is none, and the
 * notes are to be read, which says what is the matter.
 */
#ifndef TL11_DIGEST_H
#define TL11_DIGEST_H

#include "tl11/ledger.h"

#include <glib.h>

typedef struct tl_digest tl_digest;

/*
 * Of the notes of slug, or of everybody (NULL).
 *
 * Owns: the caller closes it, before the repository. NULL: do without.
 */
tl_digest *tl_digest_open(tl_repository *repository, const char *slug);
void tl_digest_close(tl_digest *digest);

/* For tl_ledger_use(). */
gboolean tl_digest_source(const tl_notebook *notebook, const char *slug, const GPtrArray *changes,
                          GHashTable *related, tl_ledger *ledger);

/* A note of the work tree. */
typedef struct {
    tl_note_name *name;   /* owned by the array */
    const char *title;    /* or NULL; borrowed from the digest */
    const char *sections; /* letters of the guide's sections that hold something, as they stand */
    guint open;           /* follow-ups, talking points not counted */
    guint closed;
} tl_digest_entry;

/* Shape: tl_digest_entry, in no order; no next.md. Owns: the caller unrefs it. */
GArray *tl_digest_entries(const tl_digest *digest);

/*
 * The items of a digest of everybody as tl_ledger_items() has them, but each with its newest
 * occurrence alone (occurrences is NULL): in one of the states (1 << TL_STATE_OPEN | …), agenda
 * items or the others.
 *
 * Shape: tl_item, in no order; follow-ups without their tags (NULL). Owns: the caller unrefs the
 * array; the items are the digest's.
 */
GPtrArray *tl_digest_items(tl_digest *digest, guint states, gboolean agenda);

/* A letter for each guide section of a note that holds something. Owns: the caller frees it. */
char *tl_digest_sections(const tl_note *note);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_digest, tl_digest_close)

#endif
