/*
 * A pack for a review talk: what was recognised, said and reached in a span of
 * time, line by line, with where it stands and the commit that brought it.
 */
#ifndef TL11_REVIEW_H
#define TL11_REVIEW_H

#include "tl11/meeting.h"
#include "tl11/person.h"

#include <glib.h>
#include <jansson.h>

/* In the order in which they are listed; each is a tag. */
typedef enum {
    TL_REVIEW_RECOGNITION,
    TL_REVIEW_GIVEN, /* #fb-given */
    TL_REVIEW_GOT,   /* #fb-got */
    TL_REVIEW_GOAL,
    TL_REVIEW_MILESTONE,
    TL_REVIEW_KINDS
} tl_review_kind;

typedef struct {
    tl_review_kind kind;
    const tl_meeting *meeting;        /* borrowed from the review */
    const tl_point *point;            /* the same */
    char commit[TL_OBJECT_NAME_SIZE]; /* that brought its first line; "": not committed */
} tl_review_entry;

typedef struct {
    tl_date since, until;
    guint held;          /* meetings of that time */
    GArray *entries;     /* tl_review_entry, by kind, then the oldest first */
    GPtrArray *meetings; /* tl_meeting */
    char *gap;           /* why commits may be unknown (cache.h), or NULL */
} tl_review;

/*
 * What the notes with slug hold from since to until, both included: points
 * that bear the tags, none private or confidential. What was said in the same
 * words before is left out, and so are follow-ups that were carried on, which
 * stand in a later note.
 *
 * A note that cannot be read is left out and its message is added to problems
 * (char *, with a free function).
 * Errors: TL_EXIT_FAILED when a folder or git's objects cannot be read.
 * Owns: the caller frees it. NULL on error.
 */
tl_review *tl_review_make(const tl_notebook *notebook, const char *slug, tl_date since,
                          tl_date until, GPtrArray *problems, GError **error);
void tl_review_free(tl_review *review);

/* The pack as Markdown, harmless to a terminal. Owns: the caller frees it. */
char *tl_review_markdown(const tl_review *review, const tl_person *person);

/* One entry with the fields of review. Owns: a new reference. */
json_t *tl_review_to_json(const tl_review_entry *entry);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_review, tl_review_free)

#endif
