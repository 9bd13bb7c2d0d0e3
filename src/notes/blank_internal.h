/* White space as people type it: Unicode's, the no-break space among it. */
#ifndef TL11_BLANK_INTERNAL_H
#define TL11_BLANK_INTERNAL_H

#include "room_internal.h"

/* The bytes of the white space character at text; 0 when there is none. */
gsize tl_blank_length(const char *text, const char *end);

/*
 * Text as valid UTF-8, runs of white space (line ends too) folded to a blank,
 * none at the ends. Owns: the caller frees it.
 */
char *tl_blank_fold(const char *text, gsize length);

/* The same, the room's; where that is NULL, the caller's. */
char *tl_blank_fold_in(tl_room *room, const char *text, gsize length);

#endif
