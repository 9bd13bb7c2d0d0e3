/*
 * What done, drop and reopen do alike: find items by id, change their marks,
 * commit once.
 */
#ifndef TL11_CLOSING_INTERNAL_H
#define TL11_CLOSING_INTERNAL_H

#include "common_internal.h"

#include "tl11/ledger.h"

/* Fills the changes for one item; count is how many of changes (room for each occurrence) were
 * filled. */
typedef gboolean (*tl_closing_change)(const tl_item *item, const tl_occurrence *occurrence,
                                      tl_followup_change *change, gpointer data);

/*
 * Finds the items that ids (by any unique prefix, with or without '^') name,
 * has change fill in a change for each occurrence it wants to (TRUE), and
 * commits all of it with subject, "done: 2 follow-ups".
 *
 * Errors: TL_EXIT_USAGE for an id that is unknown or names several;
 * TL_EXIT_REFUSED for a note that is not committed yet; TL_EXIT_NEGATIVE when
 * nothing is to be changed. Nothing is changed then.
 */
int tl_closing_run(tl_call *call, char **ids, guint count, const char *verb,
                   tl_closing_change change, gpointer data, GError **error);

#endif
