/* What reading and changing an item share. */
#ifndef TL11_FOLLOWUP_INTERNAL_H
#define TL11_FOLLOWUP_INTERNAL_H

#include "room_internal.h"
#include "tl11/followup.h"
#include "tl11/lines.h"

typedef enum {
    TL_WORD_TEXT,
    TL_WORD_OWNER,
    TL_WORD_DUE,
    TL_WORD_FROM,
    TL_WORD_DONE,
    TL_WORD_ID,
} tl_word_kind;

/*
 * A word of an item's first line, or, where nothing is special about them,
 * several; all are byte offsets in that line.
 */
typedef struct {
    tl_word_kind kind;
    gboolean is_used; /* the one of its kind that counts; the others are text */
    gsize start;
    gsize value;     /* behind "@", "due:", "^" */
    gsize end;       /* of what counts: "," or ":" right behind it are text */
    gsize tail;      /* of the word */
    tl_date date;    /* TL_DATE_NONE: none, or one that is not understood */
    gboolean is_iso; /* it is written so */
} tl_word;

/*
 * The bytes of the mark between the brackets that text begins with, when
 * white space follows them; 0 when it is no task's.
 */
gsize tl_mark_measure(const char *text, gsize length);

/* What a mark says, known or not. */
tl_state tl_mark_state(const char *mark, gsize length, gboolean *is_known);

/* The words of line from offset at on. Shape: tl_word. Owns: the caller unrefs it. */
GArray *tl_words_split(const char *line, gsize length, gsize at, tl_date today);

/* The same into words, in place of what was there; and an empty one for that. */
void tl_words_read(GArray *words, const char *line, gsize length, gsize at, tl_date today);
GArray *tl_words_new(void);

/* The used word of a kind, or NULL. Borrowed. */
const tl_word *tl_words_find(const GArray *words, tl_word_kind kind);

/* "me" or "them" for a word that says so in either language, else itself. Borrowed. */
const char *tl_owner_canonical(const char *word);

/*
 * The item on line whose "[" stands at the offset bracket of the text, all
 * read but its place among the other items and sections.
 */
tl_followup *tl_followup_read(const tl_lines *lines, guint line, gsize bracket, tl_date today);

/* Where a list item of a text begins that has a mark. */
typedef struct {
    const char *text;
    const char *line; /* its first */
    gsize length;
    guint number; /* of the line, from 1 */
    gsize open;   /* the offset of its "[" in the line */
} tl_item_line;

/*
 * The same into followup, whatever it holds. Its strings are room's, unless that is NULL; its tags
 * are the caller's, NULL where there is a room and no tag. words is what the line's are read into.
 */
void tl_followup_read_line(tl_followup *followup, tl_room *room, const tl_item_line *item,
                           GArray *words, tl_date today);

/* Whether what was read of words depends on the day: a date in words, understood or not. */
gboolean tl_words_depend_on_day(const GArray *words);

/* The items of a text that is not parsed, line by line. Same shape as tl_followup_parse(). */
GPtrArray *tl_followup_scan(const tl_lines *lines, tl_date today);

#endif
