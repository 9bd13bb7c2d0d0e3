/*
 * Points: what stands in a note, paragraph by paragraph, with its section, its
 * tags and the prompt that it answers.
 *
 * A point is a paragraph (of a list item, a quote, the text itself), a heading in
 * a list, or a block of code; prompts, other comments and the headings of the note
 * are none.
 */
#ifndef TL11_POINT_H
#define TL11_POINT_H

#include "tl11/followup.h"
#include "tl11/guide.h"
#include "tl11/note.h"

#include <glib.h>

typedef struct {
    guint line;      /* from 1 */
    guint lines;     /* how many it takes */
    char *text;      /* valid UTF-8 on one line, Markdown's marks within it, #tags too; without list
                        marker, mark of a task, owner, dates, id and comments. Of a block of code its
                        first line. Not harmless to a terminal: tl_text_escape() */
    GPtrArray *tags; /* char *, canonical, each once */
    tl_section_kind section_kind; /* of the top section; TL_SECTION_OTHER above the first heading */
    char letter;                  /* of the guide section, or 0 */
    char *section;                /* tl_section_key() of the top section; NULL above the first */
    gboolean is_private;          /* it stands under Private */
    gboolean is_confidential; /* it, the item, quote or heading that it stands under, or the text
                                 right above its list bears a tag that never flows */
    gboolean is_new; /* the user wrote it in this note: no follow-up that was carried here open,
                        no point of the agenda that is still open */
    const tl_followup *followup; /* its task item, borrowed from what it was parsed with; or NULL */
    const tl_prompt *prompt;     /* the comment above it, if that is a prompt; borrowed from guide;
                                    or NULL */
} tl_point;

/*
 * The points of a note in file order. note and followups are parsed from the same
 * text; relationship is the folder's. Of a note too complex to parse, the follow-ups alone, all of
 * them confidential.
 *
 * Shape: an array of tl_point with a free function.
 * Owns: the caller unrefs it, before followups and guide.
 */
GPtrArray *tl_point_parse(const char *text, gsize length, const tl_note *note,
                          const GPtrArray *followups, const char *relationship,
                          const tl_guide *guide);

void tl_point_free(tl_point *point);

/* Whether it bears a tag (canonical) of its own. */
gboolean tl_point_has_tag(const tl_point *point, const char *tag);

/* Whether it bears the tag, or answers a prompt that does. */
gboolean tl_point_is_about(const tl_point *point, const char *tag);

/*
 * Whether it may leave its note for another person's: it is not private, bears a
 * tag, and none that never flows stands on it or above it.
 */
gboolean tl_point_may_flow(const tl_point *point);

/* A value that a point tagged #metric gives: "lead-time=3.5d". */
typedef struct {
    char *name;         /* "lead-time", as written */
    char *value;        /* "3.5d", as written */
    gboolean is_number; /* value begins with one */
    double number;      /* "," is read as "." */
    char *unit;         /* what follows the number: "d"; "" when nothing does */
} tl_metric;

/*
 * The metrics of a point, in its order: each word "name=value" of a point that
 * bears #metric; a name is a letter, then letters, digits, '-', '_' and '.'.
 * "," ";" and ")" at the end of a value are none of it.
 *
 * Shape: an array of tl_metric with a free function. Owns: the caller unrefs it.
 */
GPtrArray *tl_point_metrics(const tl_point *point);

void tl_metric_free(tl_metric *metric);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_point, tl_point_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_metric, tl_metric_free)

#endif
