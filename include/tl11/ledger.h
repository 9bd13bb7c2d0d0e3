/*
 * The ledger: what became of each follow-up, over all notes that have it.
 *
 * The state is a function of the files alone: over the occurrences of an id,
 * done outweighs dropped, dropped open, open carried; text, owner and due come
 * from the newest note. So every order of merges gives the same answer.
 *
 * An item without an id is known by its person and folded text, and is what
 * the newest note says: a promise made again, word for word, after it was once
 * kept, is open. It is one with an item of the same person that has an id
 * - if it says the same and its note lies within that item's life: from its
 *   birth to its newest note, and beyond it until the item is closed;
 * - or if the id is the one that tl_id_derive() makes of it: it was taken along
 *   into another note under that id, whatever is said there now.
 */
#ifndef TL11_LEDGER_H
#define TL11_LEDGER_H

#include "tl11/commit.h"
#include "tl11/followup.h"
#include "tl11/note.h"
#include "tl11/notebook.h"

#include <glib.h>

/* One place where an item stands. */
typedef struct {
    char *path;
    tl_note_name *name; /* NULL: next.md, newer than every note */
    char *person;
    char *relationship;
    tl_followup *followup;
    char *key;                      /* tl_followup_key() */
    guint hash;                     /* tl_occurrence_hash() */
    char next_id[TL_ID_LENGTH + 1]; /* tl_occurrence_next_id() once it was asked for, or "" */
    guint index;        /* among the follow-ups of its file: followup->parent counts so */
    gboolean is_former; /* it stands at HEAD, no more in the work tree */
} tl_occurrence;

typedef struct {
    char *id;     /* or NULL */
    char *person; /* of the newest occurrence */
    char *relationship;
    tl_state state;
    GPtrArray *occurrences;      /* tl_occurrence, borrowed, oldest note first */
    const tl_occurrence *newest; /* the last of them: where done and drop change the mark */
    tl_date born;                /* the earliest from: or note */
    guint carried;               /* how many of its occurrences are [>] */
    tl_date closed;              /* done: or the note's date; TL_DATE_NONE while open */
    gboolean is_agenda;          /* it stands under Agenda, or in next.md */
    gboolean is_lost;            /* every occurrence is carried */
} tl_item;

typedef struct tl_ledger tl_ledger;

tl_ledger *tl_ledger_new(void);
void tl_ledger_free(tl_ledger *ledger);

/* Adds the follow-ups of a file, a note or a next.md, as the work tree has it. */
void tl_ledger_add(tl_ledger *ledger, const char *path, GBytes *content);

/*
 * Adds what a file held at HEAD where the work tree has other bytes (content NULL: or none):
 * a mark that stands at HEAD counts until the change of it is committed.
 */
void tl_ledger_add_former(tl_ledger *ledger, const char *path, GBytes *former, GBytes *content);

/*
 * Whether what now stands in a file (of tl_followup) makes one that HEAD has there count no more:
 * without an id it is the line of the work tree, maybe given one since.
 */
gboolean tl_ledger_supersedes(const GPtrArray *now, const tl_followup *former);

/* Adds one follow-up of a file, the index-th. Owns: takes followup. */
void tl_ledger_take(tl_ledger *ledger, const char *path, guint index, tl_followup *followup,
                    gboolean is_former);

/*
 * Where tl_ledger_load() has the occurrences from that are kept somewhere: source adds all of
 * slug's notes, or of everybody's, but of the paths of changes; FALSE: they are to be read. related
 * (a set of ids and of folded texts; or NULL): those that hang together with these will do. For
 * the whole process; NULL, as at first: none.
 */
typedef gboolean (*tl_ledger_source)(const tl_notebook *notebook, const char *slug,
                                     const GPtrArray *changes, GHashTable *related,
                                     tl_ledger *ledger);
void tl_ledger_use(tl_ledger_source source);

/*
 * A ledger of the whole notebook, or of one person (slug not NULL), from the
 * work tree and HEAD.
 *
 * changes (of tl_change; or NULL) stand in place of what their paths hold:
 * the ledger as it will be once they are committed.
 * A file that cannot be read is an error. NULL then.
 */
tl_ledger *tl_ledger_load(const tl_notebook *notebook, const char *slug, const GPtrArray *changes,
                          GError **error);

/*
 * The same of one person, of which those items alone are asked for that have an id or a text in
 * common with the follow-ups in changes, or in content (or NULL) at path; there may be more.
 */
tl_ledger *tl_ledger_load_related(const tl_notebook *notebook, const char *slug,
                                  const GPtrArray *changes, const char *path, GBytes *content,
                                  GError **error);

/*
 * The ledger as the last commit up to the end of a day has it: of HEAD's first
 * parents the newest committed on that day or before, by the local clock.
 *
 * Errors: TL_EXIT_NEGATIVE when there was no commit yet.
 */
tl_ledger *tl_ledger_load_as_of(const tl_notebook *notebook, const char *slug, tl_date day,
                                GError **error);

/*
 * Works out the items of what is added so far; adding more makes what was lent invalid.
 * Shape: an array of tl_item in order of birth, then of path and line. Borrowed from ledger.
 */
const GPtrArray *tl_ledger_items(tl_ledger *ledger);

/*
 * The items of occurrences, which it sorts, with all there is to be had in common with them. They
 * need no key (NULL) where all have the same id.
 *
 * Shape: tl_item, in no order. Owns: the caller unrefs it; the occurrences are borrowed.
 */
GPtrArray *tl_ledger_work_out(GPtrArray *occurrences);

/* The item with exactly this id, or NULL. Borrowed. */
const tl_item *tl_ledger_find(tl_ledger *ledger, const char *id);

/* Whether an owner, as tl_followup has it, is the user. */
gboolean tl_owner_is_me(const char *owner);

/* What lists are sorted by. Texts are borrowed. */
typedef struct {
    tl_date due;
    gboolean is_theirs;
    tl_date born;
    const char *path; /* of the newest occurrence */
    guint line;
} tl_item_rank;

tl_item_rank tl_item_rank_of(const tl_item *item);

/* Of tl_item_rank: by due date (none last), the user's own first, the oldest first. */
int tl_item_rank_compare(gconstpointer a, gconstpointer b);

/*
 * Whether a line without an id, in a note of that person and day where item does not stand,
 * is this item: one that has an id, by the rule above. item is one of that person's.
 */
gboolean tl_item_has(const tl_item *item, const char *person, tl_date date,
                     const tl_followup *followup);

/*
 * The id under which a line that has none goes on into another note.
 * Owns: the caller frees it.
 */
char *tl_occurrence_next_id(const tl_occurrence *occurrence);
guint32 tl_occurrence_next_id_packed(const tl_occurrence *occurrence);

/* Of person and key: what an item without an id is known by. */
guint tl_occurrence_hash(const tl_occurrence *occurrence);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_ledger, tl_ledger_free)

#endif
