/*
 * The steps of a scenario, each checked by what it may change: tl11 changes
 * what became of the promises that it is told to, and of no other.
 */
#ifndef SCENARIOS_STEPS_H
#define SCENARIOS_STEPS_H

#include "lines.h"

/* By state. */
extern const char *const STATE_NAMES[];

/* -- what steps share */

/*
 * Whether each word is what it was before (of one item: of two it is not told which);
 * the word but (0: none) is to be wanted.
 */
void expect_same(book *b, const char *what, const record *before, guint but, state wanted);

/* git commit of all there is, now and then --amend. */
void commit_by_git(book *b, const char *what);

/* tl11 save of what was edited: it refuses where a promise would vanish, and then only. */
void save(book *b);

/* -- steps */

/* Lines marked, reworded, taken out, moved, copied, written; saved or committed. */
void step_edit(book *b);

/* A line is copied and says something else: another promise, with an id of its own. */
void step_copy_other(book *b);

/* A note from standard input. */
void step_note_stdin(book *b);

/* A scaffold, edited, saved: what is carried, ticked, taken out again. */
void step_note_carry(book *b);

/* A note that tl11 knows nothing of. */
void step_note_by_hand(book *b);

/* tl11 done, drop or reopen. */
void step_close(book *b);

/* tl11 jot. */
void step_jot(book *b);

/* A note is removed. */
void step_delete(book *b);

/* A folder moves: by tl11 rename, tl11 move, or git mv. */
void step_move(book *b);

/* There and back. */
void step_branch(book *b);

/* The branch side into main, and away with it. */
void step_merge(book *b);

/* By git alone an open promise is marked as carried wherever it stands: it is lost. */
void step_carry_away(book *b);

/* By git alone a closed promise is opened again, then taken out: it is lost. */
void step_take_back(book *b);

#endif
