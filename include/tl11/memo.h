/*
 * What is made of one file or folder alone, so that whoever keeps it need not have it
 * made again as long as that is as it was.
 */
#ifndef TL11_MEMO_H
#define TL11_MEMO_H

#include "tl11/notebook.h"

#include <glib.h>

typedef enum {
    TL_MEMO_FOLDERS, /* of a folder: what in it is named as a relationship or person is */
    TL_MEMO_NAMES,   /* of a person's folder: how many notes, and the newest */
    TL_MEMO_PERSON,  /* of a person.ini: what it says */
    TL_MEMO_HELD,    /* of a note: whether its meeting was held */
    TL_MEMO_LETTERS, /* of a note: the guide's sections that hold something */
} tl_memo_kind;

/*
 * Makes the value of what stands at path in the work tree, from that and the path alone: not from
 * the language, the day, the settings or the guide. An empty value is not kept.
 *
 * Owns: the caller unrefs it. NULL on error.
 */
typedef GBytes *(*tl_memo_maker)(const tl_notebook *notebook, const char *path, GError **error);

/* The value, by make where it is not at hand. Owns and errors: as make. */
GBytes *tl_memo_get(const tl_notebook *notebook, tl_memo_kind kind, const char *path,
                    tl_memo_maker make, GError **error);

/*
 * Where values are kept: asked by tl_memo_get(), with the same arguments. For the whole process,
 * one thread of it; NULL, as at first: nowhere.
 */
typedef GBytes *(*tl_memo_keeper)(const tl_notebook *notebook, tl_memo_kind kind, const char *path,
                                  tl_memo_maker make, GError **error);
void tl_memo_use(tl_memo_keeper keeper);

#endif
