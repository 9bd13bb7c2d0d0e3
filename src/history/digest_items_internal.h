/*
 * The items of all persons' digests: what the ledger made of their occurrences.
 *
 * An occurrence's number is its place in its person's digest, behind those of all persons before.
 */
#ifndef TL11_DIGEST_ITEMS_INTERNAL_H
#define TL11_DIGEST_ITEMS_INTERNAL_H

#include "digest_internal.h"

typedef enum {
    TL_ITEMS_PERSONS,      /* tl_items_person */
    TL_ITEMS_ITEMS,        /* tl_items_item */
    TL_ITEMS_ITEM_OF,      /* guint32, by occurrence */
    TL_ITEMS_COMPONENT_OF, /* guint32, by occurrence */
    TL_ITEMS_PARTS,
} tl_items_part;

typedef struct {
    guint64 who;
    guint64 sum; /* of the digest */
    guint32 first;
    guint32 count;
} tl_items_person;

enum { TL_ITEM_AGENDA = 1, TL_ITEM_LOST = 2 };

typedef struct {
    guint32 newest; /* its newest occurrence */
    guint32 born;
    guint32 carried;
    guint32 closed;
    char id[TL_ID_LENGTH + 2]; /* "": none */
    guint8 state;
    guint8 flags;
    guint8 padding[2];
} tl_items_item;

extern const tl_flat_format tl_items_format;

/* Brings digest->items up to its persons. */
void tl_items_load(tl_digest *digest);

/* The item of an occurrence; NULL where that is none. Borrowed. */
const tl_items_item *tl_items_of(const tl_flat *items, guint32 occurrence);

#endif
