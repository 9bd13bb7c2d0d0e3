/*
 * A flat file: parts of fixed-size elements behind a header, each with its checksum, looked at
 * when a use needs the part. What is damaged, of another format or of other things is not taken.
 */
#ifndef TL11_FLAT_INTERNAL_H
#define TL11_FLAT_INTERNAL_H

#include <glib.h>

#define TL_FLAT_PARTS_MAX 13

/* What a kind of flat file is like. */
typedef struct {
    char magic[8]; /* raised with every change of the format, or of what goes into it */
    guint parts;
    guint32 sizes[TL_FLAT_PARTS_MAX]; /* of an element, by part */
} tl_flat_format;

/* An open one. A part that was not asked for is empty. */
typedef struct {
    GBytes *bytes;
    guint64 key[2];
    guint64 sum; /* of all of it: another content has another one */
    void (*rest)(
        GBytes *); /* what lets go of the memory that looking through bytes took, or NULL */
    guint32 flags;
    const char *parts[TL_FLAT_PARTS_MAX];
    gsize lengths[TL_FLAT_PARTS_MAX]; /* in bytes */
} tl_flat;

/* Owns: the caller unrefs the file's bytes. */
GBytes *tl_flat_write(const tl_flat_format *format, const guint64 key[2], guint32 flags,
                      const GByteArray *const *parts);

/* One whose parts, of those lengths in bytes, are filled in where they will be; at first zero. */
typedef struct {
    const tl_flat_format *format;
    char *bytes;
    char *parts[TL_FLAT_PARTS_MAX];
    gsize lengths[TL_FLAT_PARTS_MAX];
} tl_flat_draft;

/* To be finished, always. Owns: the caller unrefs the file's bytes. */
void tl_flat_begin(tl_flat_draft *draft, const tl_flat_format *format, const gsize *lengths);
GBytes *tl_flat_finish(tl_flat_draft *draft, const guint64 key[2], guint32 flags);

/*
 * Opens the bytes of a file with the parts of mask; FALSE on any doubt.
 *
 * Owns: refs bytes; tl_flat_clear() lets go.
 */
gboolean tl_flat_open(tl_flat *flat, const tl_flat_format *format, GBytes *bytes,
                      const guint64 key[2], guint32 mask);
void tl_flat_clear(tl_flat *flat);

/* Opens more parts of an open one; FALSE where one of them is damaged: it stays closed. */
gboolean tl_flat_need(tl_flat *flat, const tl_flat_format *format, guint32 mask);

/*
 * Text i of a part of texts, each with one byte behind it that is not its own; index is the part of
 * guint32 where each begins, and where the last ends. NULL where it does not fit.
 */
const char *tl_flat_text(const tl_flat *flat, guint index, guint texts, guint32 i, gsize *length);

/* The string at byte i of a part of strings, each with its NUL; 0 is none (NULL). */
const char *tl_flat_string(const tl_flat *flat, guint part, guint32 i);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(tl_flat, tl_flat_clear)

#endif
