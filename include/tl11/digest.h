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

/*
 * Of everybody, for its items alone: they can be asked for at once, while other threads look at the
 * notes. What they say counts only when tl_digest_confirm() has said so.
 *
 * Owns and NULL: as tl_digest_open().
 */
tl_digest *tl_digest_start(tl_repository *repository);

typedef enum {
    TL_DIGEST_RIGHT, /* the items were as they were told */
    TL_DIGEST_OTHER, /* they were not: to be asked for once more, and right then */
    TL_DIGEST_NONE,  /* do without */
} tl_digest_answer;

/* Waits until all notes are looked at. */
tl_digest_answer tl_digest_confirm(tl_digest *digest);

/* All notes are looked at: what the items say counts. */
gboolean tl_digest_is_confirmed(const tl_digest *digest);

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

/* Borrowed until the visitor returns; its texts as long as the digest is open and not confirmed. */
typedef void (*tl_digest_item_visitor)(const tl_item *item, gpointer data);

/*
 * Visits the items of a digest of everybody, in one of the states (1 << TL_STATE_OPEN | …), agenda
 * items or the others, in the order of tl_item_rank_compare(). Each is as tl_ledger_items() has it,
 * but without its occurrences (NULL); of newest there are path, name, person, relationship and
 * followup, of which there are line, state, text, owner, due, id, section_kind, letter and
 * is_private.
 */
void tl_digest_each_item(tl_digest *digest, guint states, gboolean agenda,
                         tl_digest_item_visitor visit, gpointer data);

/* The same, of tl_digest_open(). Owns: the caller unrefs the array; the items are the digest's. */
GPtrArray *tl_digest_items(tl_digest *digest, guint states, gboolean agenda);

/* A letter for each guide section of a note that holds something. Owns: the caller frees it. */
char *tl_digest_sections(const tl_note *note);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_digest, tl_digest_close)

#endif
