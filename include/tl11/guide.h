/*
 * The guide as data: chapters (relationships), sections, prompts.
 *
 * A chapter is a Markdown file: a level-1 heading with its title, level-2
 * headings "A. Title" for its sections, list items for the prompts. Behind a
 * prompt's text may stand, in any order, "(core)", "(rotate)" or "(program)",
 * #tags, and last ^key:
 *
 *   # Team Members
 *
 *   ## A. Building Trust and Good Relationships
 *
 *   - Open with empathy: how are they, how is their energy? #mood ^checkin
 *   - One new thing about them as a person (rotate) #personal ^know
 *
 * A prompt without a kind is core; one without a key gets the slug of its
 * text's first four words, with "-2", "-3", … where another prompt of the section
 * has that key. Items of nested lists are prompts too; of an item, the first
 * paragraph is. Paragraphs in a section are prose for tl11 guide, no prompts;
 * what stands before the first section, and deeper headings, are passed over.
 */
#ifndef TL11_GUIDE_H
#define TL11_GUIDE_H

#include "tl11/language.h"

#include <glib.h>

typedef enum { TL_PROMPT_CORE, TL_PROMPT_ROTATE, TL_PROMPT_PROGRAM } tl_prompt_kind;

typedef struct {
    char *key;       /* "checkin": the slug that names it within its section */
    char *text;      /* plain text, one line */
    GPtrArray *tags; /* char *, canonical (see tag.h), in file order */
    tl_prompt_kind kind;
    guint line; /* in its file, from 1 */
} tl_prompt;

typedef struct {
    char letter; /* 'a', 'b', … */
    char *title;
    GPtrArray *prompts;    /* tl_prompt, in file order */
    GPtrArray *paragraphs; /* char *, plain prose, in file order */
} tl_guide_section;

typedef struct {
    char *key; /* the relationship's slug: "team" */
    char *title;
    GPtrArray *sections; /* tl_guide_section, by letter */
} tl_chapter;

/* Threads may share one, as long as none of them replaces a chapter. */
typedef struct tl_guide tl_guide;

/*
 * Reads one chapter.
 *
 * Errors: TL_EXIT_FAILED with path and line: no level-1 heading or a second one, a
 * level-2 heading without a letter or with one that is not the next, more than 26
 * sections or none, a key given twice in a section, a prompt without text or that
 * a comment cannot hold ("--" followed by ">" or "!>"), invalid UTF-8; without a
 * line, a text that is complex (see markdown.h).
 * Owns: the caller frees it with tl_chapter_free(). NULL on error.
 */
tl_chapter *tl_chapter_parse(const char *key, GBytes *content, const char *path, GError **error);

void tl_chapter_free(tl_chapter *chapter);

/* The section with this letter (either case), or NULL. Borrowed. */
const tl_guide_section *tl_chapter_find_section(const tl_chapter *chapter, char letter);

/* The prompt with this key, or NULL. Borrowed. */
const tl_prompt *tl_guide_section_find_prompt(const tl_guide_section *section, const char *key);

/* The guide that is compiled in: team, manager, peer, cross-functional. */
tl_guide *tl_guide_new(void);

void tl_guide_free(tl_guide *guide);

/*
 * Puts a notebook's own chapter in place of the built-in one, for every
 * language; a new key is a relationship of the user's own.
 *
 * Owns: takes chapter.
 */
void tl_guide_replace(tl_guide *guide, tl_chapter *chapter);

/* The chapter of a relationship in a language, or NULL. Borrowed. */
const tl_chapter *tl_guide_find(const tl_guide *guide, const char *key, tl_language language);

/* The same where titles and letters are all that is wanted: the sections of a built-in chapter have
 * neither prompts nor paragraphs, and are there sooner. */
const tl_chapter *tl_guide_outline(const tl_guide *guide, const char *key, tl_language language);

/*
 * The keys of all chapters: the four in the guide's order, then the
 * notebook's own by name. Owns: the caller frees the array, not its strings.
 */
GPtrArray *tl_guide_keys(const tl_guide *guide);

/* Two relationships in the order of keys; those without a chapter come last, by name. */
int tl_guide_compare(const GPtrArray *keys, const char *a, const char *b);

/*
 * The prompt of a relationship's section whose text is this, white space and
 * case folded, in any language, built in or the notebook's own (a note written
 * before the notebook had its own guide stays understood); letter 0 looks in
 * every section. NULL when it is none.
 */
const tl_prompt *tl_guide_find_text(const tl_guide *guide, const char *relationship, char letter,
                                    const char *text);

/*
 * The relationship that text names: a key, a unique prefix of one, or one of
 * the words tim, manajer, rekan, lintas-fungsional, xfunc, or a unique prefix of
 * these. Case is ignored; a blank or '_' is read as '-'.
 *
 * Errors: TL_EXIT_USAGE, with the nearest or the list of those there are.
 * Borrowed from guide. NULL on error.
 */
const char *tl_guide_relationship(const tl_guide *guide, const char *text, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_chapter, tl_chapter_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_guide, tl_guide_free)

#endif
