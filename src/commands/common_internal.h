/*
 * What several commands do alike.
 */
#ifndef TL11_COMMON_INTERNAL_H
#define TL11_COMMON_INTERNAL_H

#include "tl11/command.h"
#include "tl11/digest.h"
#include "tl11/people.h"
#include "tl11/save.h"

/*
 * The person that a command's argument names, with the people they are among.
 *
 * Owns: people is the caller's, the result is borrowed from it. NULL on error.
 */
const tl_person *tl_call_person(tl_call *call, const char *text, tl_people **people,
                                GError **error);

/*
 * The same where the first argument may be left out, for who needs the people all the
 * same: person gets NULL then. FALSE on error. Owns: people is the caller's.
 */
gboolean tl_call_people(tl_call *call, tl_people **people, const tl_person **person,
                        GError **error);

/* Sets up what git needs to know here, the merge driver and the hooks; told where it did not. */
gboolean tl_call_set_up(tl_call *call, GError **error);

/* The date an option or argument gives; TL_DATE_NONE on error. text NULL: today. */
tl_date tl_call_date(const tl_call *call, const char *text, GError **error);

/* Whether a commit's subject may be this: not blank; NULL leaves it to the program. */
gboolean tl_call_check_message(const char *message, GError **error);

/*
 * The note of a person that a command means: that of text (a date: its last
 * one; a date with a number: 2026-11-24-2), or the newest where text is NULL.
 *
 * Errors: TL_EXIT_NEGATIVE where there is none. Borrowed from notes.
 */
const tl_note_name *tl_call_note(const tl_call *call, const GPtrArray *notes,
                                 const tl_person *person, const char *text, GError **error);

/*
 * Refuses where a file below the person's folders, in any relationship, differs from HEAD: what
 * moves files commits their bytes, and those were not meant to be.
 */
gboolean tl_call_demand_clean(const tl_call *call, const char *slug, GError **error);

/* Commits changes with message, and tells what was done in a line. */
gboolean tl_call_commit(tl_call *call, const GPtrArray *changes, const char *message,
                        GError **error);

/* "team/alice/2026-11-24.md: committed 1a2b3c4" to the output. */
void tl_call_report(tl_call *call, const char *path, const char *commit);

/*
 * Opens the user's editor on a file of the notebook, and makes durable what it left.
 *
 * Errors: TL_EXIT_FAILED when there is no editor or it failed; the text stays
 * where it is, and the message tells how to go on.
 */
gboolean tl_call_edit(tl_call *call, const char *path, const tl_person *person, GError **error);

/*
 * All that could keep the text from being committed, before any is written: what a killed run left
 * is mended, the repository looked over, and git must know who commits. Done
 * already for commands that write always.
 */
gboolean tl_call_prepare_writing(tl_call *call, GError **error);

/* The same before git talks with a remote: what is left of it is tl_repository_check_end()'s to
 * tell, after the talk began. */
gboolean tl_call_prepare_meeting(tl_call *call, GError **error);

/*
 * Whether two notes say the same: ids of follow-ups, which are made anew each
 * time where there are none, and white space at the end say nothing.
 */
gboolean tl_call_is_same_text(GBytes *a, GBytes *b);

/* Adds to an error that the text of path was kept, and how to go on with it. */
void tl_call_tell_way_back(const tl_call *call, const char *path, const tl_person *person,
                           GError **error);

/*
 * The save guard: names each open follow-up that would go away, and asks on a
 * terminal whether it is kept, done or dropped; elsewhere that is refused,
 * unless drop_missing drops them all.
 */
gboolean tl_call_guard(tl_call *call, tl_save *save, gboolean drop_missing, GError **error);

/* Follow-ups to be listed. */
typedef struct {
    const GPtrArray *items; /* tl_item; borrowed from what follows */
    tl_ledger *ledger;      /* or NULL */
    tl_digest *digest;      /* or NULL */
    GPtrArray *chosen;
} tl_call_items;

/*
 * Those of everybody, or of slug: at least those in states (1 << TL_STATE_OPEN | …) that are
 * talking points (agenda) or not. With their newest occurrences at least. FALSE on error.
 */
gboolean tl_call_items_load(const tl_call *call, const char *slug, guint states, gboolean agenda,
                            tl_call_items *items, GError **error);
void tl_call_items_clear(tl_call_items *items);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(tl_call_items, tl_call_items_clear)

/*
 * Appends Markdown that tl11 made: laid out for a terminal, as it is in a pipe
 * or a file. It must be harmless to a terminal already.
 */
void tl_call_append_markdown(tl_call *call, const char *markdown);

/*
 * Where there is much in call->out and nobody pages through it, writes that at once: a long list is
 * never in memory as a whole. What fails is told when the command is done, which is to do all that
 * can fail before.
 */
void tl_call_spill(tl_call *call);

/* Writes problems (people whose person.ini is damaged) to standard error. */
void tl_call_warn(const GPtrArray *problems);

#endif
