/*
 * Random people, notes and lines of a scenario, and an editor that changes them.
 */
#ifndef SCENARIOS_LINES_H
#define SCENARIOS_LINES_H

#include "book.h"

/* Somebody's folder, below the root; NULL where there is none. */
char *find_folder(book *b, char letter);

/* The first letter of a slug. */
char some_letter(book *b);

/* "promise-17 …" */
void append_text(GString *out, guint word);

/* Adds new promises where items go: below a heading of its own at the end. */
char *with_new(book *b, const char *text);

/* A random note at HEAD, of a slug where it is given. Borrowed; NULL where there is none. */
const char *some_note(book *b, const char *slug);

/* 17 of a line with promise-17; 0 where there is none. */
guint word_of(const char *text);

/* The number of a random line with a promise; -1: none. */
int some_line(book *b, char *const *lines);

/* How often a word stands in the work tree, or in one note of it. */
guint count_of(const book *b, guint word, const char *path);

/* -- editing by hand */

/* In a line, in place. */
void set_mark(char *text, char mark);

/* Another word in place of its last: the same promise where it has an id, or stands once. */
void reword(book *b, const char *path, char **text);

/* A line at the end of a note. */
void append_line(book *b, const char *path, const char *text);

/* Of a NULL-terminated array of lines. */
void drop_line(char **lines, int at);

/* One to three changes to notes at HEAD; FALSE where there is none. */
gboolean edit_by_hand(book *b);

#endif
