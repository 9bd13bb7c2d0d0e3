/*
 * The notebook of a scenario: tl11's commands run in a child of this process,
 * plain git by libgit2, and each commit read into the model.
 */
#ifndef SCENARIOS_BOOK_H
#define SCENARIOS_BOOK_H

#include "model.h"

#include "tl11/date.h"

typedef struct {
    char *folder; /* holds the notebook and what the child says */
    char *root;
    git_repository *repository;
    GRand *random;
    guint seed;
    guint step;
    tl_date day;
    guint words; /* 1 … words */
    guint ids;
    GPtrArray *records;
    guint head;        /* record */
    gboolean is_aside; /* on the branch side */
    GString *steps;
    GString *failure;
    guint split; /* words that were not told */
} book;

/* -- a scenario */

/* A fresh notebook in a folder of its own below work. */
void open_book(book *b, const char *work, guint seed);

/* Removes it, unless KEEP is set. */
void close_book(book *b);

/* A random number below a bound. */
guint roll(book *b, guint below);

/* Adds to what is printed of a scenario that differs. */
G_GNUC_PRINTF(2, 3) void tell(book *b, const char *format, ...);

/* Adds to what differs. */
G_GNUC_PRINTF(2, 3) void mismatch(book *b, const char *format, ...);

/* Ends the program where libgit2 failed. */
void demand(int got, const char *what);

/* -- files */

void remove_tree(const char *path);

/* Of regular files. */
void copy_tree(const char *from, const char *to);

/* By its path below the root; NULL where it is not there. */
char *read_note(const book *b, const char *path);

void write_note(const book *b, const char *path, const char *text);

/* A path beside the notebook. */
char *file_of(const book *b, const char *name);

/* -- tl11 */

/* Runs "tl11 …"; input may be NULL. What it printed is in the files out and err. */
int run_tl11(book *b, const char *input, const char *const *arguments);

/* A step that may end only so; with what it said where it does not. */
gboolean expect_status(book *b, const char *what, int got, int wanted);

#define TL11(b, input, ...) run_tl11((b), (input), (const char *const[]){__VA_ARGS__, NULL})

/* -- commits, read into the model */

/* Its number; -1 where it is unknown. */
int find_record(const book *b, const git_oid *oid);

/* Reads HEAD's commit, and those before it that are new. */
record *take_head(book *b);

record *head_of(const book *b);

/* The work tree as it would be if all of it were committed. */
record *read_work_tree(const book *b);

/* -- plain git */

/* git add -A && git commit, with --amend. Nothing where nothing changed. */
gboolean commit_all(book *b, gboolean amend);

/* git switch. */
void switch_to(book *b, const char *branch);

/* git branch -f. */
void set_branch(book *b, const char *branch, const git_oid *oid);

/* Its tip; FALSE where there is no such branch. */
gboolean find_branch(const book *b, const char *branch, git_oid *oid);

/*
 * git merge, with union for lines that both changed. A conflict that is left is one side as
 * it is: by chance, or without renames ours wherever it is there.
 */
void merge(book *b, const git_oid *other, gboolean is_union, gboolean renames);

#endif
