/*
 * A volume: all that history knows of one group of folders, in one flat file.
 *
 * Its name holds the key of what it was made from, so a volume never changes
 * and is never out of date; it is right or it is not there. It is a flat file (flat_internal.h).
 *
 * What a few commits more change stands in a tail to it, a volume too: the notes that they touched,
 * whole, and the intervals in which these notes' lines stood since then. Of these notes the volume
 * itself, the tail's base, counts no more as standing: both together are the volume as it would
 * be. A tail is small, and made anew from the same base when there are more commits, or other ones.
 *
 * Shape: lines are each there once, line 0 is the empty one; intervals lie by line.
 */
#ifndef TL11_VOLUME_INTERNAL_H
#define TL11_VOLUME_INTERNAL_H

#include "tl11/followup.h"
#include "tl11/timeline.h"

#include "flat_internal.h"

#include <glib.h>

#define TL_VOLUME_NONE G_MAXUINT32

typedef enum {
    TL_PART_TEXT,      /* the lines, each with '\n' */
    TL_PART_LINES,     /* guint32: where each begins, and the text's length */
    TL_PART_FIRST,     /* guint32: the first interval of each line, and how many there are */
    TL_PART_INTERVALS, /* guint64: tl_volume_pack() has them; WIDE: tl_volume_interval */
    TL_PART_COMMITS,   /* tl_volume_commit */
    TL_PART_PATHS,     /* guint32: where each begins, and the length */
    TL_PART_PATH_TEXT, /* each with its NUL */
    TL_PART_SECTIONS,  /* guint32, as paths */
    TL_PART_SECTION_TEXT,
    TL_PART_NOTES,  /* tl_volume_note, sorted by path */
    TL_PART_SPANS,  /* guint32: line << 2 | end, for each line of each note */
    TL_PART_IDS,    /* char[TL_ID_LENGTH + 2] with NULs: what stands behind "^" and may be an id,
                       sorted */
    TL_PART_HIDDEN, /* guint32, of a tail: the base's key in four, then its notes that the tail has,
                       or that stand no more */
    TL_PARTS,
} tl_volume_part;

/* What ends a line. */
enum { TL_END_LF, TL_END_CRLF, TL_END_CR, TL_END_NONE };

typedef struct {
    guint32 path; /* where it stands, or where it stood last */
    guint32 section;
    guint32 added;   /* a commit */
    guint32 removed; /* a commit, or NONE: it stands at HEAD */
} tl_volume_interval;

typedef struct {
    guint8 id[TL_OBJECT_BYTES];
    guint32 is_merge;
    gint64 time;
} tl_volume_commit;

/* A note as it stands at HEAD. */
typedef struct {
    guint32 path;
    guint32 last;  /* the commit that brought this version */
    guint32 first; /* its lines in the spans */
    guint32 count;
    guint32 size; /* in bytes */
    guint8 blob[TL_OBJECT_BYTES];
} tl_volume_note;

/* FIXED: some standing line lies on two ways through history, and only a whole replay gets it
 * right. */
enum {
    TL_VOLUME_FIXED = 1,
    TL_VOLUME_WIDE = 2, /* the numbers in intervals are too many for half as many bytes */
};

typedef tl_flat tl_volume;

/* Which parts a use needs. */
#define TL_VOLUME_HISTORY                                                                          \
    (1u << TL_PART_TEXT | 1u << TL_PART_LINES | 1u << TL_PART_FIRST | 1u << TL_PART_INTERVALS |    \
     1u << TL_PART_COMMITS | 1u << TL_PART_PATHS | 1u << TL_PART_PATH_TEXT |                       \
     1u << TL_PART_SECTIONS | 1u << TL_PART_SECTION_TEXT)
#define TL_VOLUME_STANDING                                                                         \
    (1u << TL_PART_TEXT | 1u << TL_PART_LINES | 1u << TL_PART_PATHS | 1u << TL_PART_PATH_TEXT |    \
     1u << TL_PART_NOTES | 1u << TL_PART_SPANS)
#define TL_VOLUME_LOG                                                                              \
    (1u << TL_PART_COMMITS | 1u << TL_PART_PATHS | 1u << TL_PART_PATH_TEXT | 1u << TL_PART_NOTES)
/* Those of a text of lines, as the part has them. */
void tl_volume_put_ids(GByteArray *part, const char *text, gsize length);

#define TL_VOLUME_ALL ((1u << TL_PARTS) - 1)
/* The lines alone: nothing is told yet of where they stood. */
#define TL_VOLUME_TEXT (1u << TL_PART_TEXT)

/* Owns: takes parts' bytes as they are. The volume's file as bytes. */
GBytes *tl_volume_format(const guint64 key[2], guint32 flags, const GByteArray *const *parts);

/*
 * A volume from the bytes of its file; NULL on any doubt: another version, another key, parts that
 * do not fit, a checksum of the parts of mask that is not right.
 *
 * Owns: refs bytes; the caller frees it with tl_volume_free().
 */
tl_volume *tl_volume_new(GBytes *bytes, const guint64 key[2], guint32 mask);

/* Opens more parts of it; FALSE where they are not right: it is to be freed. */
gboolean tl_volume_need(tl_volume *volume, guint32 mask);

void tl_volume_free(tl_volume *volume);

/* The same of a tail to base. */
tl_volume *tl_volume_tail_new(GBytes *bytes, const guint64 key[2], const guint64 base[2]);
void tl_volume_put_base(GByteArray *part, const guint64 base[2]);

/*
 * A volume as it counts: hidden is a byte for each of its paths, of which what stands in it stands
 * in its tail, or nowhere; NULL: all counts.
 */
typedef struct {
    const tl_volume *volume;
    const guint8 *hidden;
} tl_volume_side;

/* What a tail hides of its base, whose paths and notes are open. Owns: the caller frees it. */
guint8 *tl_volume_hide(const tl_volume *base, const tl_volume *tail);

gboolean tl_volume_hides(const tl_volume_side *side, const tl_volume_interval *interval);
gboolean tl_volume_hides_note(const tl_volume_side *side, const tl_volume_note *note);

guint tl_volume_lines(const tl_volume *volume);
guint tl_volume_notes(const tl_volume *volume);
guint tl_volume_intervals(const tl_volume *volume);
guint tl_volume_paths(const tl_volume *volume);

/* The path of a note. Borrowed. */
const char *tl_volume_note_path(const tl_volume *volume, guint32 note);

/* The first of the notes from low to high whose path is not before path; high: none. */
guint32 tl_volume_find_note(const tl_volume *volume, guint32 low, guint32 high, const char *path);

/* A line without its '\n'; "" beyond the last. Borrowed. */
const char *tl_volume_line(const tl_volume *volume, guint32 line, gsize *length);

/* The line that a byte of the text belongs to, at or behind from. */
guint32 tl_volume_line_at(const tl_volume *volume, gsize offset, guint32 from);

/* Whether intervals with numbers below these can be packed, and one that can. */
gboolean tl_volume_is_narrow(gsize paths, gsize sections, gsize commits);
guint64 tl_volume_pack(const tl_volume_interval *interval);

/* The intervals of a line: the first, and the one behind the last. */
void tl_volume_range(const tl_volume *volume, guint32 line, guint32 *first, guint32 *end);

/* Zero beyond the last. Borrowed texts; NULL: no commit. */
tl_volume_interval tl_volume_interval_at(const tl_volume *volume, guint32 i);
tl_volume_note tl_volume_note_at(const tl_volume *volume, guint32 i);
const char *tl_volume_path(const tl_volume *volume, guint32 i);
const char *tl_volume_section(const tl_volume *volume, guint32 i);
const tl_volume_commit *tl_volume_commit_at(const tl_volume *volume, guint32 i);

/* The lines of a note in the spans; count is 0 where they do not fit. */
const guint32 *tl_volume_spans(const tl_volume *volume, const tl_volume_note *note, guint *count);

/* Whether "^id" stands in some line, and no word goes on behind it. */
gboolean tl_volume_has_id(const tl_volume *volume, const char *id);

/* "\n", "\r\n", "\r" or "". */
const char *tl_volume_end(guint32 span);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_volume, tl_volume_free)

#endif
