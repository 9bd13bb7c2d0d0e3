/*
 * The items of all persons' digests: what the ledger made of their occurrences.
 *
 * An occurrence's number is its place in its person's digest, behind those of all persons before.
 */
#ifndef TL11_DIGEST_ITEMS_INTERNAL_H
#define TL11_DIGEST_ITEMS_INTERNAL_H

#include "digest_internal.h"

typedef enum {
    TL_ITEMS_PERSONS, /* tl_items_person */
    TL_ITEMS_ITEMS,   /* tl_items_item: no talking points, then those; by state; as lists are sorted
                       */
    TL_ITEMS_LINKS,   /* tl_items_link, by item */
    TL_ITEMS_ITEM_OF, /* guint32, by occurrence */
    TL_ITEMS_STRINGS, /* as a digest's */
    TL_ITEMS_PATHS,   /* the same, of notes */
    TL_ITEMS_PARTS,
} tl_items_part;

typedef struct {
    guint64 who;
    guint64 sum; /* of the digest */
    guint32 first;
    guint32 count;
    guint32 slug; /* a string */
    guint32 padding;
} tl_items_person;

enum {
    TL_ITEM_AGENDA = 1,
    TL_ITEM_LOST = 2,
    TL_ITEM_HAS_ID = 4,
    TL_ITEM_PRIVATE = 8,
    TL_ITEM_NEWEST_HAS_ID = 16,
};

typedef enum {
    TL_ITEMS_TEXT,
    TL_ITEMS_OWNER,
    TL_ITEMS_PERSON,
    TL_ITEMS_RELATIONSHIP,
    TL_ITEMS_PATH, /* into the paths */
    TL_ITEMS_STRINGS_OF_ONE,
} tl_items_string;

/* An item, and what lists tell of its newest occurrence. */
typedef struct {
    guint32 born, carried, closed, id;
    guint32 due, line;
    guint32 day; /* of the note; 0: next.md */
    guint32 strings[TL_ITEMS_STRINGS_OF_ONE];
    guint16 number; /* of the note */
    guint8 state;
    guint8 newest_state;
    guint8 kind, letter;
    guint8 flags;
    guint8 padding;
} tl_items_item;

typedef struct {
    guint32 newest;    /* its newest occurrence */
    guint32 component; /* what hangs together has one in common */
} tl_items_link;

extern const tl_flat_format tl_items_format;

/* Opens the items as they were kept. FALSE: there are none. */
gboolean tl_items_open(tl_digest *digest);

/* Whether the digests that they were made from were right at digest->tip, and the other way round:
 * keeps that they are. */
gboolean tl_items_are_at_tip(const tl_digest *digest);
void tl_items_keep_tip(tl_digest *digest);

/* Visits the persons that they are of. */
void tl_items_each_person(const tl_flat *items, void (*visit)(const char *slug, gpointer data),
                          gpointer data);

/* Whether they were made from this digest of the person. */
gboolean tl_items_has(const tl_flat *items, const tl_digest_person *person);

/* Whether the items are those of the persons' digests. */
gboolean tl_items_are_of(const tl_digest *digest);

/*
 * Works them out and keeps them, where they are not: another thread may still be about to do that.
 * FALSE: something is not as it should be.
 */
gboolean tl_items_bring_up(tl_digest *digest);

/*
 * Works them out anew, from old (all of it, or nothing) where it still holds: a file with this key.
 * Owns: the caller unrefs it.
 */
GBytes *tl_items_rework(const tl_digest *digest, const tl_flat *old, const guint64 key[2]);

/* Waits until they are kept. */
void tl_items_end_keeping(tl_digest *digest);

/* As tl_digest_person_forget(). */
void tl_items_forget(const tl_digest *digest);

/* How many items there are, and the i-th. */
guint32 tl_items_count(const tl_flat *items);
const tl_items_item *tl_items_at(const tl_flat *items, guint32 i);

/* The same of the other parts, which have to be open; the i-th is there. */
guint32 tl_items_count_of(const tl_flat *items, tl_items_part part);
const tl_items_person *tl_items_person_at(const tl_flat *items, guint32 i);
const tl_items_link *tl_items_link_at(const tl_flat *items, guint32 i);
guint32 tl_items_item_of(const tl_flat *items, guint32 occurrence);

/* What comes first by state, and what it is sorted by. */
guint tl_items_group(const tl_items_item *item);
tl_item_rank tl_items_rank(const tl_flat *items, guint32 i);

/* -- worked out ------------------------------------------------------------------------- */

/* An occurrence that is worked out anew. */
typedef struct {
    const tl_digest_person *person;
    guint32 number;
    guint32 note; /* into the notes */
    tl_digest_occurrence occurrence;
} tl_items_pick;

/* A note that occurrences stand in. */
typedef struct {
    char *path;
    char *relationship;
    tl_note_name *name; /* NULL: next.md */
} tl_items_note;

typedef struct {
    GArray *all;         /* tl_items_pick, by person */
    GArray *notes;       /* tl_items_note */
    GStringChunk *texts; /* the notes' */
} tl_items_picks;

void tl_items_picks_init(tl_items_picks *picks);
void tl_items_picks_clear(tl_items_picks *picks);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(tl_items_picks, tl_items_picks_clear)

/* Adds a person's occurrences, the first of which has the number first; wanted, by occurrence,
 * tells which (NULL: all). */
void tl_items_pick_from(const tl_items_picks *picks, const tl_digest_person *person, guint32 first,
                        const guint8 *wanted);

/* An item as it is put together. */
typedef struct {
    tl_items_item item; /* without its strings */
    tl_items_link link;
    const char *strings[TL_ITEMS_STRINGS_OF_ONE]; /* borrowed */
    guint32 text_size, path_size;                 /* bytes, with their NUL; 0: there is none */
} tl_items_row;

/*
 * Works out the items of picks, the first component of which gets the number components: appended
 * to rows (tl_items_row), and their places there put into item_of, by number. is_first (or NULL)
 * gets, by pick, 1 where none before has its link. Returns how many components there are then.
 */
guint32 tl_items_work_out(const tl_items_picks *picks, guint32 components, GArray *rows,
                          guint32 *item_of, guint8 *is_first);

/* -- one person's ------------------------------------------------------------------------ */

/* A link that a component has. */
typedef struct {
    guint32 link;
    guint32 component;
} tl_items_tie;

/*
 * What a person's occurrences come to by themselves: that is all there is to those components that
 * have no link in common with anybody else's. Numbers and components are from 0.
 */
struct tl_items_own {
    GArray *rows;     /* tl_items_row, in the order of lists */
    guint32 *item_of; /* by occurrence, into rows */
    GArray *ties;     /* tl_items_tie, each link once */
    guint32 components;
    GStringChunk *texts; /* what rows borrow beside the digest's */
};

/* Of a digest all of which is open, and stays so. Owns: the caller frees it. */
tl_items_own *tl_items_own_new(const tl_digest_person *person);

/* The component that an occurrence is of. */
guint32 tl_items_own_component(const tl_items_own *own, guint32 occurrence);

/* -- written ---------------------------------------------------------------------------- */

/* Of rows (tl_items_row): the places of the first, the second, … in the order of lists. Owns: the
 * caller frees them. */
guint32 *tl_items_sort(const GPtrArray *rows);

/*
 * The file of persons (tl_items_person; slugs, char *, are theirs) and of rows (tl_items_row, which
 * get their strings), sorted; item_of, of total occurrences, gets their places there.
 *
 * Owns: the caller unrefs the file's bytes.
 */
GBytes *tl_items_write(GArray *persons, const GPtrArray *slugs, const GPtrArray *rows,
                       guint32 *item_of, guint32 total, const guint64 key[2]);

#endif
