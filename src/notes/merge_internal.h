/*
 * What merging is made of.
 *
 * Each of the three texts is read into units: headings, blocks and list items,
 * or, once two units are merged that both sides changed, their lines. Units
 * of base are matched with those of each side, and what is left is decided unit
 * by unit into pieces, which are written out with the blank lines that the
 * texts have between them.
 */
#ifndef TL11_MERGE_INTERNAL_H
#define TL11_MERGE_INTERNAL_H

#include "tl11/followup.h"
#include "tl11/lines.h"
#include "tl11/merge.h"
#include "tl11/note.h"

/* The three texts; places too: where a piece stands is where one of them has it. */
typedef enum { TL_MERGE_BASE, TL_MERGE_OURS, TL_MERGE_THEIRS, TL_MERGE_VERSIONS } tl_merge_which;

typedef struct {
    const char *text; /* borrowed: up to its last line that is not blank, without that one's end */
    gsize length;
    const char *tail; /* borrowed: that end, and the blank lines up to the next unit */
    gsize tail_length;
    guint line; /* of its first, from 1 */
    gboolean has_lines;
    gboolean is_head;        /* of a section */
    char *identity;          /* what it is known by whatever it says, or NULL */
    const tl_followup *item; /* that it begins with, or NULL */
    gboolean is_comment;
    gboolean is_answered; /* that comment */
    /* Of a unit of base: where each side has it, -1: gone. Of a side's: TL_MERGE_BASE alone. */
    int match[TL_MERGE_VERSIONS];
    gboolean is_moved; /* matched, but elsewhere than in order */
} tl_merge_unit;

/* Units of a version, from first on. */
typedef struct {
    guint first;
    guint count;
} tl_merge_run;

typedef struct {
    char *key; /* what it is known by; "" for what stands before all headings */
    guint level;
    guint head;        /* unit of the heading, or an empty one */
    tl_merge_run body; /* units up to the next section's head */
    int match[TL_MERGE_VERSIONS];
} tl_merge_section;

/* One of the three texts, read. */
typedef struct {
    const char *text; /* borrowed */
    gsize length;
    gsize byte_order_mark;
    tl_lines *lines;
    tl_note *note;           /* NULL for an INI file */
    GPtrArray *followups;    /* the same */
    GArray *units;           /* tl_merge_unit */
    GArray *sections;        /* tl_merge_section */
    GHashTable *by_identity; /* to index + 1 of the only unit that has it, else to 0 */
} tl_merge_version;

/* What goes into the merged text: a unit, or what two became. */
typedef struct {
    int at[TL_MERGE_VERSIONS]; /* the unit that it is in each version, or -1 */
    char *text;
    char *other; /* what theirs has in its place, where that is for the user to decide; or NULL */
    gsize length, other_length;
} tl_merge_piece;

typedef struct tl_merger tl_merger;

/* Merges a line that both sides changed (base may be NULL); NULL: that is a conflict. */
typedef char *(*tl_merge_leaf)(const tl_merger *merger, const tl_merge_unit *const units[]);

struct tl_merger {
    tl_merge_version *versions[TL_MERGE_VERSIONS];
    const tl_merge_style *style;
    tl_merge_leaf leaf;
    const char *line_end;
    gboolean has_blocks; /* units that become one where no blank line is between them */
    GHashTable *texts[TL_MERGE_VERSIONS]; /* of each side, as tl_merge_index_texts() has them */
    tl_merge_run runs[TL_MERGE_VERSIONS]; /* of the section that is being merged */
    GArray *pieces;                       /* tl_merge_piece */
    guint conflicts;
};

/* merge_read.c. NULL where the text is none that merges by meaning. */
tl_merge_version *tl_merge_read_note(GBytes *content);
tl_merge_version *tl_merge_read_ini(GBytes *content);
/* The lines of one unit, as a version with one section; NULL: no lines. */
tl_merge_version *tl_merge_read_lines(const tl_merge_version *version, const tl_merge_unit *unit);
void tl_merge_version_free(tl_merge_version *version);
tl_merge_unit *tl_merge_unit_at(const tl_merge_version *version, int index);

/* Whether two units say the same, the blank lines behind them aside. */
gboolean tl_merge_is_equal(const tl_merge_unit *a, const tl_merge_unit *b);
/* Whether two units are one, though maybe another in text. */
gboolean tl_merge_is_same(const tl_merge_unit *a, const tl_merge_unit *b);
/* Whether one unit may be the other said anew. */
gboolean tl_merge_is_reworded(const tl_merge_unit *a, const tl_merge_unit *b);

/*
 * The longest common subsequence of two lists of units' indices, as pairs of
 * positions in them (guint, guint, …). NULL when they are too long to be compared.
 */
typedef gboolean (*tl_merge_likeness)(const tl_merge_unit *a, const tl_merge_unit *b);
GArray *tl_merge_pair(const tl_merge_version *one, const GArray *a, const tl_merge_version *two,
                      const GArray *b, tl_merge_likeness is_like);

/*
 * Matches base's units with those of side, section by section, then those that moved.
 * FALSE: too many to be compared.
 */
gboolean tl_merge_align(tl_merger *merger, tl_merge_which side);

/*
 * The texts (GBytes) of units that are there once and not matched, by their index; one that is
 * there otherwise is -1. Owns: the caller unrefs it, before the version goes.
 */
GHashTable *tl_merge_index_texts(const tl_merge_version *version, tl_merge_which matched);
int tl_merge_find_text(GHashTable *texts, const tl_merge_unit *unit);

/* merge_section.c. Matches sections with those of base, by key. */
void tl_merge_match_sections(tl_merger *merger, tl_merge_which side);
/* All sections' pieces, in the order of the merged text. */
void tl_merge_sections(tl_merger *merger);

/* merge_units.c. The pieces of runs that belong together. */
void tl_merge_runs(tl_merger *merger, const tl_merge_run runs[]);
/* The piece of three units (base or one side may be -1), merged. */
void tl_merge_add(tl_merger *merger, int base, int ours, int theirs);

/* merge_item.c. */
char *tl_merge_item(const tl_merger *merger, const tl_merge_unit *const units[]);

/* merge_write.c. The pieces as text; is_whole: of the file, not of a unit. */
GString *tl_merge_write(const tl_merger *merger, gboolean is_whole);

/* merge.c. Aligns and merges; FALSE when there is too much to compare. */
gboolean tl_merge_run_all(tl_merger *merger);
void tl_merger_clear(tl_merger *merger);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_merge_version, tl_merge_version_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(tl_merger, tl_merger_clear)

#endif
