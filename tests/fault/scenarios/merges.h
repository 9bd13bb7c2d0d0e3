/*
 * Three clones, merged in every order: the answer is the same.
 */
#ifndef SCENARIOS_MERGES_H
#define SCENARIOS_MERGES_H

#include "book.h"

/* Orders in which git's own union gave other lines, so far. */
extern guint different_unions;

/* Merges the three tips in all six orders, and compares what tl11 says of each. */
void merge_everywhere(book *b, const git_oid tips[3]);

#endif
