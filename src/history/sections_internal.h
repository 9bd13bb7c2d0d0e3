/*
 * Which section each line of a note stands in, by looking at its lines alone:
 * headings, fences and comments; quick enough for every version of every note.
 */
#ifndef TL11_SECTIONS_INTERNAL_H
#define TL11_SECTIONS_INTERNAL_H

#include <glib.h>

#define TL_SECTIONS_LEVELS 7

/* Keys of headings that were met, for many notes. */
typedef struct {
    GHashTable *keys; /* char *: the heading's text to char * */
} tl_section_keys;

void tl_section_keys_init(tl_section_keys *keys);
void tl_section_keys_clear(tl_section_keys *keys);

typedef struct {
    tl_section_keys *keys;
    const char *by_level[TL_SECTIONS_LEVELS]; /* the headings above, NULL: none */
    const char *key;                          /* of the line that was read last */
    gboolean has_title;
    gboolean in_comment;
    gboolean in_front_matter;
    gboolean after_text; /* a line of "=" or "-" would make it a heading */
    guint line;
    char fence;
    gsize fence_length;
    const char *text; /* of the line before, for such a heading */
    gsize length;
} tl_sections;

/* Begins a note. */
void tl_sections_begin(tl_sections *sections, tl_section_keys *keys);

/*
 * Reads the next line (without its end), which must stay until the one after
 * it is read, and returns the key of its section, owned by keys: "" above the first heading, "@a"
 * of a guide section, "@followups", "@agenda", "@decisions", "@private", and "=" and the title of
 * any other. A section below one of these counts as it; one below any other as the topmost.
 */
const char *tl_sections_next(tl_sections *sections, const char *line, gsize length);

#endif
