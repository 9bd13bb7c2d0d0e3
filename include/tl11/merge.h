/*
 * Three-way merging of notes and settings, by what they mean.
 *
 * A note is its sections, found again by guide letter, kind or title; a
 * section its blocks and list items; an item is known by its ^id, else by its
 * text. What one side alone changed is taken; what both added stays, ours
 * first; what one side deleted goes, unless the other changed it. Of one item
 * that both changed, mark, dates and text merge apart: where both changed the
 * mark, done outweighs dropped, dropped open, open carried (as in ledger.h);
 * of two new dates the earlier stands. What moved is followed. A prompt that
 * one side dropped stays where the other answered it. Blank lines and line
 * ends are merged like the rest.
 *
 * Lines that both changed otherwise get conflict markers, they alone. Where
 * there is no base (two notes of one day) all of both stays, the title once.
 *
 * Source: diff3, and git's xdiff for the markers' look.
 */
#ifndef TL11_MERGE_H
#define TL11_MERGE_H

#include <glib.h>

/* How markers look: git's ones where all is zero. */
typedef struct {
    const char *ours; /* labels; NULL: "ours", "theirs" */
    const char *theirs;
    guint marker_size;   /* 0: 7 */
    gboolean is_virtual; /* the result is a base for another merge: what conflicts is as in base */
} tl_merge_style;

/*
 * Merges a note or a next.md. base may be NULL.
 *
 * conflicts gets how many places are left to decide.
 * Owns: the caller unrefs the result. NULL where one of the three is no text or too complex (see
 * markdown.h), where they differ in too many lines to be compared, and where the result would not
 * read as it should: a merge by lines has to do then.
 */
GBytes *tl_merge_note(GBytes *base, GBytes *ours, GBytes *theirs, const tl_merge_style *style,
                      guint *conflicts);

/*
 * The same for an INI file, by section and key. Of two dates given to started or archived the
 * earlier stands. NULL too where one of the three is none that tl_ini_parse() reads.
 */
GBytes *tl_merge_ini(GBytes *base, GBytes *ours, GBytes *theirs, const tl_merge_style *style,
                     guint *conflicts);

/*
 * Whether a line is git's conflict marker: seven "<", ">" or "|" at its start, a blank and a
 * label. A row of "=" may be a heading's underline, and counts only between others.
 */
gboolean tl_merge_is_marker(const char *line, gsize length);

/* The first line, from 1, that is a conflict marker; 0: none. */
guint tl_merge_find_marker(const char *text, gsize length);

#endif
