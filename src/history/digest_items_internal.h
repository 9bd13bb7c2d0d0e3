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
    TL_ITEMS_ITEMS,   /* tl_items_item, by newest */
    TL_ITEMS_ITEM_OF, /* guint32, by occurrence */
    TL_ITEMS_PARTS,
} tl_items_part;

typedef struct {
    guint64 who;
    guint64 sum; /* of the digest */
    guint32 first;
    guint32 count;
} tl_items_person;

enum { TL_ITEM_AGENDA = 1, TL_ITEM_LOST = 2, TL_ITEM_HAS_ID = 4 };

typedef struct {
    guint32 newest; /* its newest occurrence */
    guint32 born;
    guint32 carried;
    guint32 closed;
    guint32 id;
    guint32 component; /* what hangs together has one in common */
    guint8 state;
    guint8 flags;
    guint8 padding[2];
} tl_items_item;

extern const tl_flat_format tl_items_format;

/* Brings digest->items up to its persons. */
void tl_items_load(tl_digest *digest);

/* As tl_digest_person_forget(). */
void tl_items_forget(const tl_digest *digest);

/* How many items there are, and the i-th. */
guint32 tl_items_count(const tl_flat *items);
const tl_items_item *tl_items_at(const tl_flat *items, guint32 i);

/* -- worked out ------------------------------------------------------------------------- */

/* An occurrence that is worked out anew. */
typedef struct {
    const tl_digest_person *person;
    guint32 number;
    guint32 note; /* into the notes */
    guint32 at;   /* in the person's digest */
    guint32 key;
    guint32 link;
} tl_items_pick;

/* A note that occurrences stand in. */
typedef struct {
    char *path;
    char *relationship;
    tl_note_name *name; /* NULL: next.md */
} tl_items_note;

/*
 * Works out the items of picks (tl_items_pick, by person), the first component of which gets the
 * number components: appended to items (tl_items_item), and their places there put into item_of,
 * by number.
 */
void tl_items_work_out(const GArray *picks, const GArray *notes, guint32 components, GArray *items,
                       guint32 *item_of);

#endif
