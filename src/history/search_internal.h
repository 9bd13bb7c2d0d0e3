#ifndef TL11_SEARCH_INTERNAL_H
#define TL11_SEARCH_INTERNAL_H

#include "tl11/search.h"

#include "sections_internal.h"
#include "standing_internal.h"

/* Whether a note of this path is searched at all. */
gboolean tl_search_wants_path(const tl_search_filter *filter, const char *path);

/* Whether a line of this section is. */
gboolean tl_search_wants_section(const tl_search_filter *filter, const char *section,
                                 const char *path);

/* A note in lines. */
typedef struct {
    tl_search_note note;
    const tl_volume *volume; /* NULL: texts has the lines */
    const guint32 *spans;    /* of the volume: those of the note */
    GArray *texts;           /* tl_search_text */
    GPtrArray *keys;         /* the section of each line; empty: not worked out yet */
    tl_section_keys *titles;
} tl_search_lines;

typedef struct {
    const char *text;
    gsize length;
} tl_search_text;

void tl_search_lines_init(tl_search_lines *lines, tl_section_keys *titles);
void tl_search_lines_clear(tl_search_lines *lines);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(tl_search_lines, tl_search_lines_clear)

/* Lines of a text, or of a note in a volume, in place of those before. What they are of is
 * borrowed. */
void tl_search_lines_split(tl_search_lines *lines, const char *text, gsize length);
void tl_search_lines_take(tl_search_lines *lines, const tl_volume *volume,
                          const tl_volume_note *note);

#endif
