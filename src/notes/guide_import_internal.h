/* What the files of the guide's import share: what was read, not yet written. */
#ifndef TL11_GUIDE_IMPORT_INTERNAL_H
#define TL11_GUIDE_IMPORT_INTERNAL_H

#include "tl11/guide.h"

struct cmark_node;

typedef struct {
    guint line;
    char *text;
} tl_import_remark;

/* Body is Markdown as it will stand in the file; it keeps the order of the source. */
typedef struct {
    guint line;
    char letter; /* as it stands in the source; 0: none */
    char *title;
    GString *body;
    GHashTable *keys; /* those given to prompts */
    guint prompts;
} tl_import_section;

typedef struct {
    guint line;
    char *title;
    GString *body; /* what stands before its first section */
    GPtrArray *sections;
} tl_import_chapter;

typedef struct {
    GPtrArray *chapters; /* tl_import_chapter, those without sections too */
    GPtrArray *remarks;  /* tl_import_remark, in no order */
} tl_import_source;

void tl_import_source_free(tl_import_source *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_import_source, tl_import_source_free)

/* Sorts a document's blocks into chapters and sections. */
tl_import_source *tl_import_read(struct cmark_node *document);

void tl_import_remark_add(GPtrArray *remarks, guint line, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* Appends one line of plain text as Markdown that reads as just that text. */
void tl_import_append_text(GString *out, const char *text);
void tl_import_append_paragraph(GString *out, const char *text);
/* follows: the block before it is a prompt too. */
void tl_import_append_prompt(GString *out, const tl_prompt *prompt, gboolean follows);

/*
 * Mends a heading whose emphasis is opened and not closed. next is the text of
 * the paragraph behind it, or NULL; *rest gets what stands behind the closing
 * mark there, and is no part of the heading.
 *
 * Returns NULL, and leaves *rest alone, where there is nothing to mend or no
 * closing mark. Owns: the caller frees the result and *rest.
 */
char *tl_import_mend_heading(const char *text, const char *next, char **rest);

/* Whether emphasis is opened in a heading and not closed. */
gboolean tl_import_is_open(const char *text);

/* Whether text ends as a sentence (or what leads to a list) does. */
gboolean tl_import_ends_sentence(const char *text);

#endif
