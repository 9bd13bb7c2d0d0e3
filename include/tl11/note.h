/*
 * A note: the name of its file, and what its Markdown holds.
 */
#ifndef TL11_NOTE_H
#define TL11_NOTE_H

#include "tl11/date.h"

#include <glib.h>

/* Where a note stands: "<relationship>/<person>/<date>[-<number>].md". */
typedef struct {
    char *relationship;
    char *person;
    tl_date date;
    guint number; /* 1 for the first of the day, which has no number in its name */
} tl_note_name;

/*
 * Reads a path. Exactly three components, the first two slugs, the date a day
 * of the calendar, a number from 2 to 999 without leading zeros.
 *
 * Owns: the caller frees it with tl_note_name_free(). NULL when it is no note's.
 */
tl_note_name *tl_note_name_parse(const char *path);
void tl_note_name_free(tl_note_name *name);
/* The day and number of a file, in whatever folder; FALSE where it is not named as a note. */
gboolean tl_note_name_read_file(const char *file, tl_date *date, guint *number);
gboolean tl_note_name_is_file(const char *file);
/* Whether a path is one where follow-ups are looked for: a note's, or a person's next.md. */
gboolean tl_note_holds_items(const char *path);
/* Owns: the caller frees the path. */
char *tl_note_name_path(const char *relationship, const char *person, tl_date date, guint number);
/* The same of a name that was read. */
char *tl_note_name_format(const tl_note_name *name);
/* By date, then number, then person, then relationship: oldest first. */
int tl_note_name_compare(const tl_note_name *a, const tl_note_name *b);
/* The same, for g_ptr_array_sort(). */
int tl_note_name_compare_elements(gconstpointer a, gconstpointer b);

typedef enum {
    TL_SECTION_OTHER, /* the user's own */
    TL_SECTION_GUIDE, /* "A. …": the letter names it */
    TL_SECTION_FOLLOWUPS,
    TL_SECTION_AGENDA,
    TL_SECTION_DECISIONS,
    TL_SECTION_PRIVATE,
} tl_section_kind;

/* A heading of any level but the note's title, and what stands up to the next. */
typedef struct {
    tl_section_kind kind;
    char letter; /* 'a', …; 0 unless TL_SECTION_GUIDE */
    char *title; /* plain text, with the letter */
    guint level;
    guint line;          /* of the heading, from 1 */
    guint end_line;      /* the line after its last, before the next heading */
    int parent;          /* index of the section it stands under, -1 at the top */
    gboolean is_private; /* it is Private, or stands under it */
    gboolean
        is_filled; /* something but blank lines and prompts stands in it, before the next heading */
} tl_section;

/* An HTML comment that is a block of its own: a prompt, or the user's. */
typedef struct {
    char *text;           /* what is between <!-- and -->, white space folded to blanks */
    guint line;           /* from 1 */
    guint lines;          /* how many it takes */
    int section;          /* index, -1 above the first heading */
    gboolean is_answered; /* something but blank lines and other comments that
                             are blocks of their own follows it in its section */
} tl_comment;

/* A list item at the margin that begins with a mark, of a note each of whose lines is what it
 * looks like. */
typedef struct {
    gsize start; /* of its first line, and that line's bytes without their end */
    gsize length;
    guint line;  /* from 1 */
    guint lines; /* how many its paragraph takes */
    int section; /* index, -1 above the first heading */
} tl_plain_item;

typedef struct tl_note_memory tl_note_memory;

typedef struct {
    gboolean is_complex; /* not parsed (see markdown.h): the arrays are empty */
    gboolean is_plain;   /* each line is what it looks like, and needs no parser */
    char *title;         /* of the first level-1 heading that is none of Follow-ups,
                            Agenda, Decisions, Private (a section like any other); or NULL */
    guint title_line;
    GPtrArray *sections;    /* tl_section, in file order */
    GPtrArray *comments;    /* tl_comment, in file order */
    GArray *items;          /* tl_plain_item, in file order; empty unless is_plain */
    tl_note_memory *memory; /* in which all that is */
} tl_note;

/*
 * Reads a note's Markdown; any bytes will do.
 *
 * is_answered and is_filled look at what stands between two comments: text
 * under a comment answers that comment alone, not those above it.
 * Owns: the caller frees it with tl_note_free().
 */
tl_note *tl_note_parse(const char *text, gsize length);
void tl_note_free(tl_note *note);

/*
 * The same for many notes in turn: an empty one, and one that gets another text in place of what
 * it holds, in the same memory. What was borrowed from it is gone then.
 */
tl_note *tl_note_new(void);
void tl_note_read(tl_note *note, const char *text, gsize length);

/*
 * The section that a line stands in, -1 above the first heading. By line.
 */
int tl_note_section_at(const tl_note *note, guint line);

/*
 * The guide section (index of the nearest TL_SECTION_GUIDE at or above) that
 * section index belongs to; else that of the nearest that is not
 * TL_SECTION_OTHER; else the top-level section it is under. -1 for -1.
 */
int tl_note_top_section(const tl_note *note, int index);

/* The kind of section that a title names, in every language. */
tl_section_kind tl_section_kind_of(const char *title, char *letter);

/*
 * The name of a section for JSON and options: "team.a" for a guide section of a
 * relationship's note; "followups", "agenda", "decisions", "private"; any other's title.
 *
 * Owns: the caller frees it.
 */
char *tl_section_key(tl_section_kind kind, char letter, const char *title,
                     const char *relationship);

/* Whether a comment's text is a prompt that the program set. letter 0: no guide section. */
typedef gboolean (*tl_is_prompt)(const char *text, char letter, gpointer data);

/*
 * The note without its unanswered prompts: those comments that is_prompt
 * takes for a prompt and that are not answered go, each with one empty line
 * after it when a blank line (or heading) stands before it too; a prompt answered by nothing but
 * other prompts is unanswered. Every other byte stays. A prompt stays too where
 * its going would join the lines around it (see docs/DEVIATIONS.md).
 *
 * Owns: the caller unrefs the result; content itself, with a new reference,
 * when nothing goes.
 */
GBytes *tl_note_drop_unanswered(GBytes *content, tl_is_prompt is_prompt, gpointer data);

/* The same for comments whatever follows them: remarks that a scaffold made. */
GBytes *tl_note_drop_comments(GBytes *content, tl_is_prompt is_remark, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_note_name, tl_note_name_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_note, tl_note_free)

#endif
