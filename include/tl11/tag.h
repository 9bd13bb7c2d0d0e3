/*
 * Tags: #word, and the one name by which each is known.
 */
#ifndef TL11_TAG_H
#define TL11_TAG_H

#include <glib.h>

/*
 * The canonical name of a tag without its '#': lower case; the Indonesian
 * words and other spellings are read as the guide's English ones (#pengakuan
 * is recognition). A tag that is not known is itself in lower case.
 *
 * Owns: the caller frees it.
 */
char *tl_tag_canonical(const char *word, gssize length);

/*
 * Appends the tags that stand in a line of text: '#' at the start or after
 * white space or '(', then a letter, then letters, digits, '-', '_'; canonical, each once.
 */
void tl_tag_collect(const char *line, gsize length, GPtrArray *tags);

/*
 * A text on one line without the tags that it begins and ends with; as it is
 * when it has nothing else. Owns: the caller frees it.
 */
char *tl_tag_strip(const char *text);

/* The tags that never flow between notes: concern, mood, safety, personal. */
gboolean tl_tag_is_confidential(const char *tag);

#endif
