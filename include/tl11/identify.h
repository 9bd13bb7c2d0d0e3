/*
 * Identity: ids and dates that a follow-up gets when its note is committed.
 */
#ifndef TL11_IDENTIFY_H
#define TL11_IDENTIFY_H

#include "tl11/ledger.h"
#include "tl11/notebook.h"

#include <glib.h>

/*
 * A note's bytes with an id for each item that has none, a fresh one for a
 * line that was copied and says something else, due: written as a date, and
 * done: (today) where an item known as open has been ticked.
 *
 * former is what HEAD has at path, or NULL; ledger is the person's before this
 * save. A new id is none that the notebook's history ever had.
 * Owns: the caller unrefs the result.
 */
GBytes *tl_identify(const tl_notebook *notebook, tl_ledger *ledger, const char *path,
                    GBytes *former, GBytes *content, tl_date today);

/*
 * The ids that ever stood anywhere in history. What stands in the notes is looked up here; for what
 * once stood a higher floor is asked, which main puts in.
 */
typedef struct {
    gpointer (*open)(const tl_notebook *notebook); /* NULL: history cannot be read */
    gboolean (*has)(gpointer known, const char *id);
    void (*close)(gpointer known);
} tl_id_history;
void tl_identify_ask(const tl_id_history *history);

#endif
