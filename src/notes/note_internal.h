/* What the files that read a note share. */
#ifndef TL11_NOTE_INTERNAL_H
#define TL11_NOTE_INTERNAL_H

#include "recall_internal.h"
#include "room_internal.h"
#include "tl11/note.h"

struct tl_note_memory {
    tl_room room;
    GArray *words;    /* what an item's words are read into; NULL: there was none yet */
    tl_recall *items; /* of all notes that were read in it, see followup_parse.c; NULL as above */
};

/* A heading: the note's title, or a section. Returns the section's index, -1 for the title. */
int tl_note_add_heading(tl_note *note, const char *text, gsize length, guint level, guint line);

/* A comment of one line, above the first heading. Borrowed. */
tl_comment *tl_note_add_comment(tl_note *note, const char *text, gsize length, guint line);

/* It holds nothing any more. */
void tl_note_clear(tl_note *note);

/*
 * Reads a text each of whose lines is what it looks like, whatever stands around it, into a note
 * that is empty. FALSE where only cmark can tell: then the note is as it was.
 */
gboolean tl_note_read_plain(tl_note *note, const char *text, gsize length);

#endif
