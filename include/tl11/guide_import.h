/*
 * A whole guide in one Markdown file (level-2 chapters, level-3 sections) made
 * into a file a relationship, as guide.h reads them.
 */
#ifndef TL11_GUIDE_IMPORT_H
#define TL11_GUIDE_IMPORT_H

#include <glib.h>

typedef struct {
    char *key;       /* relationship */
    char *title;     /* chapter's title as it will stand */
    GBytes *content; /* of guide/<key>.md */
} tl_imported_chapter;

typedef struct {
    GPtrArray *chapters; /* tl_imported_chapter, in the file's order */
    GPtrArray *remarks;  /* char *: "line N: what was not understood, or mended" */
} tl_guide_import;

/*
 * Reads content; path is for messages alone.
 *
 * Front matter is skipped. A chapter is a level-2 heading with level-3 sections
 * below it; its title loses what stands before the relationship ("1:1s with",
 * "Pertemuan 1:1 dengan"), and its key is the relationship whose title, in any
 * language, it is, else the slug of the title. Sections get the letters A, B, …
 * in their order. A heading whose emphasis is opened but not closed goes on in
 * the paragraph after it. List items become prompts; a section of a known
 * relationship without any takes the built-in prompts of the section with its
 * title, else its letter, in the language that most titles of the file have.
 * Prose is kept as paragraphs. What is left out, mended or looks broken is
 * remarked on, by line.
 *
 * Errors: TL_EXIT_FAILED when no chapter is found, or content is no UTF-8 or
 * complex (see markdown.h).
 * Owns: the caller frees it with tl_guide_import_free(). NULL on error.
 */
tl_guide_import *tl_guide_import_parse(GBytes *content, const char *path, GError **error);

void tl_guide_import_free(tl_guide_import *import);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_guide_import, tl_guide_import_free)

#endif
