/*
 * Carrying: open follow-ups go on into a person's next note, and the old line
 * says so once the new one is committed, never before.
 */
#ifndef TL11_CARRY_H
#define TL11_CARRY_H

#include "tl11/commit.h"
#include "tl11/ledger.h"
#include "tl11/notebook.h"

#include <glib.h>

/* Carried this often, or open for longer than this, an item comes with a remark. */
#define TL_CARRY_OFTEN 3
#define TL_CARRY_LONG_DAYS 42

/* Where in the new note what is carried goes. */
typedef enum { TL_CARRY_FOLLOWUPS, TL_CARRY_AGENDA, TL_CARRY_PRIVATE } tl_carry_kind;

/*
 * The lines of a scaffold for what is open in a ledger of one person and of
 * one kind: mine before theirs, overdue and soonest due first. Each is the newest line with from:
 * its birth; an item without an id gets one here. Open task items below an open one go along,
 * indented.
 *
 * before is the day of the new note: what stands in notes of that day or later
 * is not carried. Remarks are comments in language.
 * Owns: the caller frees the text; NULL when nothing is open.
 */
char *tl_carry_lines(tl_ledger *ledger, tl_carry_kind kind, tl_date before, tl_date today,
                     tl_language language);

/* Whether a comment is a remark of tl_carry_lines(), in any language. */
gboolean tl_carry_is_remark(const char *text);

/*
 * Marks as carried what stands in a note being committed and is open in the
 * person's older notes: [>] there, and the id where the old line had none.
 * ledger is the person's with changes made. The marks are added to changes
 * (of tl_change): into a change of that note that is there already, else as
 * one more; an older note that differs from HEAD otherwise is left as it is,
 * for what the user wrote there is not to be committed by this.
 */
gboolean tl_carry_mark(const tl_notebook *notebook, tl_ledger *ledger, const char *path,
                       GPtrArray *changes, GError **error);

#endif
