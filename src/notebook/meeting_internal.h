#ifndef TL11_MEETING_INTERNAL_H
#define TL11_MEETING_INTERNAL_H

#include <glib.h>

/*
 * The guide's sections that hold something: a bit a letter, 'a' the lowest. FALSE where the note is
 * none that is read without a parser (tl_note.is_plain), and its points are to be asked.
 */
gboolean tl_meeting_scan_letters(const char *text, gsize length, guint32 *letters);

#endif
