/*
 * What was made of people's files (see memo.h), kept in the cache in two files a
 * work tree, whose values are taken while the times, size and inode of what they were made from
 * are what they were (standing.h tells how far that can be relied on).
 */
#ifndef TL11_KEPT_H
#define TL11_KEPT_H

#include "tl11/memo.h"

/* For tl_memo_use(). */
GBytes *tl_kept_value(const tl_notebook *notebook, tl_memo_kind kind, const char *path,
                      tl_memo_maker make, GError **error);

/* Writes what was made since, if anything was, and lets go of all: what cannot be written is made
 * again. */
void tl_kept_close(void);

#endif
