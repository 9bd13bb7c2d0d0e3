/* What the files of the guide and its import share. */
#ifndef TL11_GUIDE_INTERNAL_H
#define TL11_GUIDE_INTERNAL_H

#include "tl11/guide.h"

/* The keys of the chapters that are compiled in, in the guide's order; NULL ends them. */
extern const char *const tl_guide_builtin_keys[];

/* Reads a chapter that is compiled in. Owns: the caller frees it. */
tl_chapter *tl_guide_builtin(const char *key, tl_language language);
tl_chapter *tl_guide_builtin_outline(const char *key, tl_language language);

/* The headings of a chapter that is known to be sound, by its lines. Owns: the caller frees it. */
tl_chapter *tl_chapter_outline(const char *key, const char *text, gsize length);

/* The built-in key that one of the other words ("tim", "xfunc") stands for, or NULL. */
const char *tl_guide_alias(const char *word);

/*
 * Reads a list item's plain text: the prompt's text, and behind it its kind,
 * tags and key; key is NULL where none is given. Owns: tl_prompt_free().
 */
tl_prompt *tl_prompt_read(const char *plain);
void tl_prompt_free(tl_prompt *prompt);

/* Whether an HTML comment can hold the text. */
gboolean tl_prompt_fits_comment(const char *text);

/*
 * A slug made of the first words of text (0: of all), "" where none of its
 * characters is one of a slug's. Owns: the caller frees it.
 */
char *tl_guide_slug(const char *text, guint words);

/* slug, or where taken has it "slug-2", "slug-3", …; never above TL_SLUG_MAX bytes. */
char *tl_guide_unique_slug(const char *slug, GHashTable *taken);

/* Text with runs of white space made one blank, none at the ends. Owns: the caller frees it. */
char *tl_guide_squeeze(const char *text);

/* Letter and title of "A. Title"; NULL when text is none. The title is borrowed from text. */
const char *tl_guide_read_letter(const char *text, char *letter);

#endif
