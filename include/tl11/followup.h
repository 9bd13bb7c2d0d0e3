/*
 * Follow-ups: GFM task-list items of a note, and changing them in place.
 *
 *   - [ ] Send the RFC to Sari @me due:2026-12-01 ^k3f9q2
 *
 * What an item is, cmark's tree decides (a paragraph first in a list item);
 * its mark is read from the source line, since a "[x]: url" definition turns
 * the mark into a link in the tree. Nothing in code, HTML blocks or comments
 * is an item. In a note too complex to parse, lines are read one by one, with
 * regard to code, comments and headings.
 *
 * White space must follow the mark's bracket: "- [ ] " is an item of no text,
 * "- [ ]" is none. A mark that is not known is one character; where a link
 * definition makes a link of it ("[a]: …"), it is no mark.
 *
 * Source: GFM spec 5.3 (task list items); Obsidian block ids; todo.txt's
 * key:value. Deliberate differences stand in docs/DEVIATIONS.md.
 */
#ifndef TL11_FOLLOWUP_H
#define TL11_FOLLOWUP_H

#include "tl11/date.h"
#include "tl11/note.h"

#include <glib.h>

/* By weight: over the occurrences of one id the highest state wins. */
typedef enum {
    TL_STATE_CARRIED, /* [>] */
    TL_STATE_OPEN,    /* [ ], and an unknown mark */
    TL_STATE_DROPPED, /* [-], [~] */
    TL_STATE_DONE,    /* [x], [X] */
} tl_state;

/* "carried", "open", "dropped", "done": for JSON, never translated. */
const char *tl_state_name(tl_state state);

/* Done or dropped: an item ends by nothing else. */
gboolean tl_state_is_closed(tl_state state);

#define TL_ID_LENGTH 6

typedef struct {
    guint line;  /* from 1 */
    guint lines; /* of the item's first paragraph, the lines after it lazily continued;
                    1 in a note too complex to parse */
    gsize mark;  /* byte offset, in the text, of the character between [ and ] */
    gboolean mark_is_known;
    tl_state state;
    char *text;     /* first line without mark, owner, dates and id; #tags stay; white space
                       folded, valid UTF-8. "," or ":" behind an owner or date stays too */
    char *owner;    /* the first: "me", "them" or a slug; NULL: none written (so: me) */
    tl_date due;    /* the first that is understood */
    char *due_text; /* as written, when it is no ISO date (due:fri); else NULL. Without due it
                       is not understood, and part of text */
    tl_date from;
    tl_date done;
    GPtrArray *tags; /* char *, canonical */
    char *id;        /* of the last word, or NULL: without ^, lower case. The item's owner and
                        dates may have been typed behind it */
    guint depth;     /* how many list items it stands in */
    int parent;      /* index of the task item it stands under, or -1 */
    int section;     /* index into the note's sections, or -1 (always, when that is complex) */
    tl_section_kind section_kind; /* of the top section */
    char letter;                  /* of the guide section, or 0 */
    gboolean is_private;
} tl_followup;

void tl_followup_free(tl_followup *followup);

/* Owns: the caller frees the copy. */
tl_followup *tl_followup_copy(const tl_followup *followup);

/*
 * The line of an open item that goes into another note: its text, owner, due:, from: (unless
 * TL_DATE_NONE) and id (unless NULL). Owns: the caller frees it; without a line end.
 */
char *tl_followup_format(const tl_followup *followup, tl_date from, const char *id);

/*
 * The follow-ups of a note, in file order. today gives relative dates their
 * meaning; without it (TL_DATE_NONE) they are not understood.
 *
 * Shape: an array of tl_followup with a free function.
 * Owns: the caller unrefs it; nothing is borrowed from text or note.
 */
GPtrArray *tl_followup_parse(const char *text, gsize length, const tl_note *note, tl_date today);

/*
 * A follow-up and its number among those of the note, from 0. Without tags it may have NULL.
 * known is a number, from 1, of its first line: where it is the same as that of another, read in
 * the memory of the same tl_note, all that the line says is the same; its place may be another.
 * 0: nothing is known of that.
 */
typedef void (*tl_followup_visitor)(tl_followup *followup, guint index, guint known, gpointer data);

/*
 * The same, one after another. Each is borrowed until visit returns. Returns how many there are.
 * One thread at a time may do so with a note.
 */
guint tl_followup_visit(const char *text, gsize length, const tl_note *note, tl_date today,
                        tl_followup_visitor visit, gpointer data);

/*
 * The same of a file's bytes: a note's own day gives relative dates their meaning;
 * today does for any other path (next.md), and for none (NULL).
 */
GPtrArray *tl_followup_parse_file(const char *path, GBytes *content);

/* The open or other text by which an item without id is known: tl_text_fold() of text. */
char *tl_followup_key(const tl_followup *followup);

/*
 * Whether one key may be the other said anew: half of the words of the shorter
 * one stand in the other too.
 */
gboolean tl_followup_is_rewording(const char *a, const char *b);

/* Whether text is an id: six of Crockford's base32, lower case (no i l o u). */
gboolean tl_id_is_valid(const char *text, gsize length);

/* Whether an id, or NULL, begins with what a user typed: with ^ or without, in either case. */
gboolean tl_id_begins(const char *id, const char *typed);

/* A new random id. Source: GLib's generator, seeded by the kernel's. Owns: the caller frees it. */
char *tl_id_new(void);

/*
 * The id of a line that has none yet, made from what it is known by: person and folded text,
 * and the day it was written. So two machines that give it one give it the
 * same. attempt 0 is the first choice; the next ones are for when that is taken.
 * Owns: the caller frees it.
 */
char *tl_id_derive(const tl_followup *followup, const char *person, tl_date date, guint attempt);

/* The same, packed, of its folded text alone. */
guint32 tl_id_derive_packed(const char *key, const char *person, tl_date date, guint attempt);

/* An id as a number, five bits a character, and back. */
guint32 tl_id_pack(const char *id);
void tl_id_unpack(guint32 number, char id[static TL_ID_LENGTH + 1]);

/*
 * A change to one item's first line; what is unset stays. Applied by
 * tl_followup_edit() so that every other byte of the text is as before.
 */
typedef struct {
    guint line; /* of the item */
    gboolean set_mark;
    char mark;        /* ' ', 'x', '-', '>' */
    tl_date set_done; /* add or replace done:… */
    gboolean clear_done;
    tl_date set_due; /* write due:/tenggat: as this date */
    gboolean clear_due;
    tl_date set_from;   /* add or replace from:… */
    const char *set_id; /* append or replace ^id, borrowed */
    const char *reason; /* ": reason" after the text, before its dates and ^id, borrowed. On one
                           line; "@", "^" go from words and a blank comes into "due:…" where
                           they would be taken for the item's own */
} tl_followup_change;

/*
 * Content with changes made; they are sorted by line, one an item; one for a
 * line without an item is ignored. Items are those of followups, parsed from
 * this content. A word that is added goes before ^id where that is last, and
 * before white space at the end.
 *
 * Owns: the caller unrefs the result.
 */
GBytes *tl_followup_edit(GBytes *content, const GPtrArray *followups,
                         const tl_followup_change *changes, gsize count);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_followup, tl_followup_free)

#endif
