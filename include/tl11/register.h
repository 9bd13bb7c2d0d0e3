/*
 * Registers: what is in force with a person (agreements, protocols,
 * expectations, metrics, goals), and how it changed over the notes.
 *
 * An entry is what was said under one tag, again and again: a metric by its
 * name; anything else by its follow-up's id, its words, or words that are
 * nearly the same. It is in force until it stands in a note as a follow-up that is done
 * or dropped.
 */
#ifndef TL11_REGISTER_H
#define TL11_REGISTER_H

#include "tl11/meeting.h"
#include "tl11/people.h"

#include <glib.h>
#include <jansson.h>

/* A goal that was not spoken of for so many days is silent. */
#define TL_REGISTER_SILENT_DAYS 56

/* In the order in which they are listed; each is a tag. */
typedef enum {
    TL_REGISTER_AGREEMENT,
    TL_REGISTER_PROTOCOL,
    TL_REGISTER_EXPECTATION,
    TL_REGISTER_METRIC,
    TL_REGISTER_GOAL,
    TL_REGISTER_KINDS
} tl_register_kind;

/* "agreement", …: the tag. */
const char *tl_register_name(tl_register_kind kind);

/* What was said on a day, where it was not what was said before. */
typedef struct {
    tl_date date;
    char *path;
    guint line;
    char *text;  /* of the point */
    char *value; /* of a metric; else NULL */
    gboolean is_number;
    double number; /* of value */
} tl_register_saying;

typedef struct {
    tl_register_kind kind;
    char *person;
    char *relationship; /* the folder's, of the last saying */
    char *name;         /* of a metric; else NULL */
    GPtrArray *sayings; /* tl_register_saying, the oldest first, none like the one before */
    tl_date last;       /* when it was said last, changed or not */
    gboolean is_silent; /* a goal, and last is long ago */
} tl_register_entry;

/*
 * What is in force on a day, with slug or (NULL) with everybody who is not
 * archived; nothing private or confidential.
 *
 * A note that cannot be read is left out and its message is added to problems
 * (char *, with a free function).
 * Shape: an array of tl_register_entry with a free function, by person, kind, then the first
 * saying. Errors: TL_EXIT_FAILED when a folder cannot be listed.
 * Owns: the caller unrefs it. NULL on error.
 */
GPtrArray *tl_register_load(const tl_notebook *notebook, const tl_people *people, const char *slug,
                            tl_date day, GPtrArray *problems, GError **error);

/*
 * Entries of one person, or of several, as Markdown harmless to a terminal; a
 * metric's values as a sparkline. Owns: the caller frees it.
 */
char *tl_register_markdown(const GPtrArray *entries, const tl_people *people, tl_date day,
                           gboolean utf8);

/* One entry with the fields of register. Owns: a new reference. */
json_t *tl_register_to_json(const tl_register_entry *entry);

#endif
