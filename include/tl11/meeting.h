/*
 * What the notes say, meeting by meeting: the model that all views over time
 * are made from. Everything is read from the work tree; nothing is written.
 */
#ifndef TL11_MEETING_H
#define TL11_MEETING_H

#include "tl11/note.h"
#include "tl11/notebook.h"
#include "tl11/point.h"

#include <glib.h>

typedef struct {
    tl_note_name *name;
    char *path;
    char *title;      /* or NULL */
    gboolean is_held; /* the note differs from its scaffold: something stands in it that the user
                         wrote, beyond headings, prompts, carried follow-ups and open points of the
                         agenda */
    gboolean is_confidential; /* the title bears a tag that never flows: no point of it may */
    GPtrArray *sections;      /* char *, keys ("team.a", "decisions") of the sections that hold
                                 something the user wrote, in file order, each once */
    GPtrArray *points;        /* tl_point, in file order */
    GPtrArray *followups;     /* tl_followup, in file order */
} tl_meeting;

/*
 * Reads one note's bytes. guide gives the prompts.
 *
 * Owns: the caller frees it, before guide.
 */
tl_meeting *tl_meeting_parse(const tl_guide *guide, const tl_note_name *name, GBytes *content);
void tl_meeting_free(tl_meeting *meeting);

/*
 * The same of a note of the work tree.
 * Errors: TL_EXIT_FAILED when it cannot be read. Owns: as above. NULL on error.
 */
tl_meeting *tl_meeting_read(const tl_notebook *notebook, const tl_note_name *name, GError **error);

/*
 * Whether the meeting of a note was held, found without parsing where a glance tells.
 * FALSE on error too (error set).
 */
gboolean tl_meeting_was_held(const tl_notebook *notebook, const tl_note_name *name, GError **error);

/*
 * The guide's sections that hold something in a note of the work tree, found
 * without parsing where its lines tell: a bit a letter, 'a' the lowest.
 * FALSE on error.
 */
gboolean tl_meeting_letters(const tl_notebook *notebook, const tl_note_name *name, guint32 *letters,
                            GError **error);

/* Which meetings: of whom, and of which days. */
typedef struct {
    const char *slug; /* NULL: of everybody */
    tl_date since;    /* the first day; TL_DATE_NONE: from the beginning */
    tl_date until;    /* the last day, most often today; TL_DATE_NONE: the future too */
} tl_meeting_range;

/*
 * The meetings of a range, oldest first, those of a former relationship among
 * them; only their notes are read.
 *
 * A note that cannot be read is left out and its message is added to problems
 * (char *, with a free function).
 * Shape: an array of tl_meeting with a free function, by date, number, person, relationship.
 * Errors: TL_EXIT_FAILED when a folder cannot be listed.
 * Owns: the caller unrefs it. NULL on error.
 */
GPtrArray *tl_meetings_load(const tl_notebook *notebook, const tl_meeting_range *range,
                            GPtrArray *problems, GError **error);

/* Whether a point of a meeting may leave it for another person's note: tl_point_may_flow(), in a
 * meeting that is not confidential. */
gboolean tl_meeting_may_flow(const tl_meeting *meeting, const tl_point *point);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_meeting, tl_meeting_free)

#endif
