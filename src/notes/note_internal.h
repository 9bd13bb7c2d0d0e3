/* What the files that read a note share. */
#ifndef TL11_NOTE_INTERNAL_H
#define TL11_NOTE_INTERNAL_H

#include "tl11/note.h"

/*
 * A heading: the note's title, or a section. Returns the section's index, -1 for the title.
 * Owns: takes title.
 */
int tl_note_add_heading(tl_note *note, char *title, guint level, guint line);

/*
 * Reads a text each of whose lines is what it looks like, whatever stands around it, into a note
 * that is empty. FALSE where only cmark can tell: then the note is as it was.
 */
gboolean tl_note_read_plain(tl_note *note, const char *text, gsize length);

#endif
