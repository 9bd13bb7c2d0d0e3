/*
 * The model of the scenarios: what became of each promise, told from the commits
 * alone and by a rule of its own. A promise is known by its word (promise-17),
 * whatever its id, note or wording.
 */
#ifndef SCENARIOS_MODEL_H
#define SCENARIOS_MODEL_H

#include <git2.h>
#include <glib.h>

typedef enum { GONE, OPEN, DROPPED, DONE } state; /* GONE: nowhere, or carried only */

#define WORDS_MAX 250
#define RECORDS_MAX 64

/* The name of next.md among the notes: behind all. */
#define NEXT "9999"

/* A line with a promise. */
typedef struct {
    guint word;
    char mark;
    char *id; /* or NULL */
    char *text;
    char *slug;
    char *path;
    char *note; /* the file's name without .md, or NEXT */
    char from[11];
} line;

/* A commit, or the work tree. */
typedef struct {
    git_oid oid;
    guint64 parents;   /* by number */
    guint64 ancestors; /* with itself */
    GPtrArray *lines;
    GPtrArray *paths; /* of the notes */
    state states[WORDS_MAX];
    guint items[WORDS_MAX]; /* how many items the word is: two where a text without id is
                               another's, by the ledger's rule */
    guint open[WORDS_MAX];  /* how many of them are open */
} record;

/* Owns: the caller frees it. */
record *new_record(void);

void free_record(record *r);

/* Adds a file's lines to a record. */
void parse_file(record *r, const char *path, const char *text);

/* GONE: carried. */
state state_of_mark(char mark);

/* Works out states, items and open of a word from the lines. */
void judge_word(record *r, guint word);

/* -- what became of a word, over all commits that HEAD reaches */

typedef enum { NEVER, LOST, ENDED } fate; /* ENDED: closed, then its lines went */

/* Step by step: a word that is gone is what its parents say; closed outweighs. */
fate tell_by_steps(const GPtrArray *records, guint head, guint word);

/* By marks: a closing mark that no later version of its note took back ends an item. */
fate tell_by_marks(const GPtrArray *records, guint head, guint word);

/* Whether some commit has the word as two items: what becomes of which is not told. */
gboolean was_split(const GPtrArray *records, guint head, guint word);

#endif
