/*
 * Follow-ups as they are listed: filtered, sorted, for the terminal and as
 * JSON.
 */
#ifndef TL11_FOLLOWUP_LIST_H
#define TL11_FOLLOWUP_LIST_H

#include "tl11/ledger.h"
#include "tl11/table.h"

#include <glib.h>
#include <jansson.h>

typedef enum { TL_LIST_OPEN, TL_LIST_DONE, TL_LIST_DROPPED, TL_LIST_ALL } tl_list_state;

typedef struct {
    tl_list_state state;
    const char *person; /* slug, or NULL */
    gboolean mine;      /* the user's own promises alone */
    gboolean theirs;    /* everybody else's alone */
    gboolean overdue;
    gboolean agenda; /* agenda items, and nothing else */
    tl_date today;
} tl_list_filter;

/*
 * The items (of tl_item) that pass, sorted: overdue first, then by due (none
 * last), mine first, oldest first. Shape: an array of tl_item, borrowed from
 * items. Owns: the caller unrefs the array.
 */
GPtrArray *tl_list_select(const GPtrArray *items, const tl_list_filter *filter);

/* Whether one passes. */
gboolean tl_list_passes(const tl_item *item, const tl_list_filter *filter);

/* Whether the promise is the user's own: @me, or no owner. */
gboolean tl_list_is_mine(const tl_item *item);

/*
 * What a line of a note says as JSON: id, text, owner, due, line, section;
 * who holds the object adds the rest. Owns: a new reference.
 */
json_t *tl_list_followup_json(const tl_followup *followup, const char *relationship);

/* One item as JSON, with the fields of followups. Owns: a new reference. */
json_t *tl_list_to_json(const tl_item *item);

/* A table of items. */
typedef struct tl_list tl_list;

tl_list *tl_list_new(tl_date today);
void tl_list_free(tl_list *list);

/* The table itself, to be measured and begun. Borrowed. */
tl_table *tl_list_table(const tl_list *list);

/* A row, after tl_table_measure(): it lends what is gone afterwards. */
void tl_list_add(tl_list *list, const tl_item *item);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_list, tl_list_free)

#endif
