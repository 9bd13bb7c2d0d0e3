#ifndef TL11_MEETING_INTERNAL_H
#define TL11_MEETING_INTERNAL_H

#include <glib.h>

/* Far below what may be too complex to parse. */
#define TL_MEETING_SCAN_MAX ((gsize)32 * 1024)

/*
 * The guide's sections that hold something, found line by line: a bit a letter, 'a'
 * the lowest. FALSE where only parsing can tell.
 */
gboolean tl_meeting_scan_letters(const char *text, gsize length, guint32 *letters);

#endif
