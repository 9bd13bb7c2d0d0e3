/*
 * Search: a pattern over the notes as they stand, and over every line that
 * ever stood in one.
 *
 * Patterns are Perl's (PCRE2, UTF-8, Unicode classes), matched within one line
 * at a time. They run under limits: a pattern that explodes on a line is told,
 * never taken for one that does not match.
 */
#ifndef TL11_SEARCH_H
#define TL11_SEARCH_H

#include "tl11/cache.h"
#include "tl11/guide.h"
#include "tl11/standing.h"

#include <glib.h>

typedef struct tl_pattern tl_pattern;

typedef struct {
    gboolean ignore_case;
    gboolean is_literal; /* the text as it is, no pattern */
    gboolean words;      /* no letter, digit or '_' before or behind the match */
} tl_pattern_options;

/*
 * Errors: TL_EXIT_USAGE for what is no pattern, with the place.
 * Owns: the caller frees it. NULL on error.
 */
tl_pattern *tl_pattern_new(const char *text, const tl_pattern_options *options, GError **error);
void tl_pattern_free(tl_pattern *pattern);

/* The first match in a line at or behind from: its bytes are start to end. */
gboolean tl_pattern_match(tl_pattern *pattern, const char *line, gsize length, gsize from,
                          gsize *start, gsize *end);

/* FALSE ends the scan. line is the offset where the line begins. */
typedef gboolean (*tl_pattern_visitor)(gsize line, gsize length, gpointer data);

/* Every line of a text ('\n' ends a line) that matches, in order. */
void tl_pattern_scan(tl_pattern *pattern, const char *text, gsize length,
                     tl_pattern_visitor visitor, gpointer data);

/*
 * Errors: TL_EXIT_USAGE when the pattern was too hard for some line so far, so
 * that not all is found. Returns FALSE then. To be asked when the search is done.
 */
gboolean tl_pattern_check(const tl_pattern *pattern, GError **error);

/* What is searched. */
typedef struct {
    const char *slug; /* of the person, or NULL */
    tl_date since,
        until; /* dates of meetings, both included; TL_DATE_NONE: any. next.md is newer than all */
    GHashTable *sections; /* of tl_search_sections(), or NULL */
} tl_search_filter;

/*
 * The sections that text names: a key ("team.a", "followups"), the letter of a
 * guide section, or words of a title, the guide's or any other.
 *
 * Owns: the caller unrefs it. For tl_search_filter alone.
 */
GHashTable *tl_search_sections(const tl_guide *guide, const char *text);

/* The meeting's date by the name of a note's file; TL_DATE_NONE: next.md. number may be NULL. */
tl_date tl_search_date(const char *path, guint *number);

/* The slug in a path. Owns: the caller frees it. */
char *tl_search_slug(const char *path);

/* -- the notes as they stand ------------------------------------------------------ */

/* A note with lines that match; borrowed until the visitor returns. */
typedef struct tl_search_note tl_search_note;
struct tl_search_note {
    const char *path;
    const guint *hits; /* numbers of lines from 1, in order */
    guint count;
    guint lines; /* how many lines the note has */
};

/* A line without its end. */
const char *tl_search_line(const tl_search_note *note, guint number, gsize *length);

/* The section of a line, as tl_cache_section_key() takes it. */
const char *tl_search_section(const tl_search_note *note, guint number);

typedef gboolean (*tl_search_visitor)(const tl_search_note *note, gpointer data);

/*
 * Notes are visited by person, then by date. What is the matter with those
 * that cannot be read is added to problems (char *), and the search goes on.
 */
void tl_search_standing(tl_standing *standing, tl_pattern *pattern, const tl_search_filter *filter,
                        tl_search_visitor visitor, gpointer data, GPtrArray *problems);

/* -- every line that ever stood ------------------------------------------------------ */

/*
 * Intervals of matching lines, by person, date of the meeting, then as they came. number
 * is the line's in the note at HEAD, 0 when it stands there no more.
 */
typedef gboolean (*tl_search_former_visitor)(const tl_cache_line *line, guint number,
                                             gpointer data);

gboolean tl_search_history(tl_cache *cache, tl_pattern *pattern, const tl_search_filter *filter,
                           tl_search_former_visitor visitor, gpointer data, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_pattern, tl_pattern_free)

#endif
