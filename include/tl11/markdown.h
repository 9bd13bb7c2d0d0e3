/*
 * CommonMark, through cmark, within the bounds in which cmark is quick.
 *
 * cmark 0.30 turns quadratic on deep nesting (measured: 64 KiB of "- " take 17
 * seconds), so a text is looked over first: above 1 MiB, blocks nested more than
 * 32 deep (on one line, or line by line), a paragraph above 64 KiB or with more
 * than 4096 "[" (CVE-2023-22486), it is complex, and whoever asks reads it line
 * by line.
 */
#ifndef TL11_MARKDOWN_H
#define TL11_MARKDOWN_H

#include <glib.h>

struct cmark_node;

/* The largest text that is parsed, in bytes. */
#define TL_MARKDOWN_MAX ((gsize)1024 * 1024)

/* Whether a text is beyond what is parsed. O(length), no allocation. */
gboolean tl_markdown_is_complex(const char *text, gsize length);

/* The bytes of the UTF-8 byte order mark that text begins with: 3 or 0. */
gsize tl_markdown_byte_order_mark(const char *text, gsize length);

/*
 * The offset behind YAML front matter: a first line "---" up to and with the
 * next line "---" or "..."; 0 where there is none (or it never ends).
 */
gsize tl_markdown_front_matter(const char *text, gsize length);

/*
 * Parses text; front matter, if any, is replaced by as many blank lines, so
 * that line numbers hold. A byte order mark is left out: columns on line 1
 * count from behind it. NULL when it is complex.
 *
 * Owns: the caller frees it with cmark_node_free().
 */
struct cmark_node *tl_markdown_parse(const char *text, gsize length);

/*
 * The plain text of a node's inline children: emphasis and links by their
 * words, line breaks as blanks. Always valid UTF-8. Owns: the caller frees it.
 */
char *tl_markdown_plain(struct cmark_node *node);

#endif
