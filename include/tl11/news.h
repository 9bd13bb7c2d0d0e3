/*
 * What is new between two commits, person by person: which notes, which
 * follow-ups. For sync and for the hooks, after a merge and before a commit.
 */
#ifndef TL11_NEWS_H
#define TL11_NEWS_H

#include "tl11/note.h"
#include "tl11/notebook.h"

#include <glib.h>

typedef struct {
    char *slug;
    char *name;                    /* to be shown: as the work tree has it, else the slug */
    guint added, changed, removed; /* notes */
    guint moved;                   /* notes that stood in another folder, another person's maybe */
    gboolean is_changed;           /* person.ini or next.md */
    GPtrArray *opened;             /* tl_followup: new ones, carried ones aside */
    GPtrArray *closed;             /* tl_followup: done or dropped now */
} tl_news_person;

typedef struct {
    GPtrArray *persons; /* tl_news_person, by slug */
    guint others;       /* files that are nobody's */
} tl_news;

/* from "" is an empty notebook. Owns: the caller frees it. NULL on error. */
tl_news *tl_news_load(const tl_notebook *notebook, const char *from, const char *to,
                      GError **error);
void tl_news_free(tl_news *news);

/*
 * The follow-ups that a note's new bytes open and close against the former ones
 * (NULL: it is new); what is carried from another note is not opened, and points of
 * the agenda are neither. Copies of tl_followup get appended.
 */
void tl_news_compare(const char *path, GBytes *former, GBytes *content, GPtrArray *opened,
                     GPtrArray *closed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_news, tl_news_free)

#endif
