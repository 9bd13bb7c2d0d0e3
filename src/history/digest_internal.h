/*
 * A digest on the disk: what the notes with one person hold, in a flat file.
 */
#ifndef TL11_DIGEST_INTERNAL_H
#define TL11_DIGEST_INTERNAL_H

#include "tl11/crew.h"
#include "tl11/digest.h"

#include "flat_internal.h"
#include "standing_internal.h"

#define TL_BLOB_BYTES 20

typedef enum {
    TL_DIGEST_FOLDERS,     /* tl_digest_folder, by relationship */
    TL_DIGEST_NOTES,       /* tl_digest_note, by folder, then name */
    TL_DIGEST_OCCURRENCES, /* packed, by note, then as they stand, then former ones */
    TL_DIGEST_STRINGS,     /* each with its NUL; a string is the place where it begins, 0 is none */
    TL_DIGEST_NAMES,       /* the same, of files and folders */
    TL_DIGEST_PARTS,
} tl_digest_part;

#define TL_DIGEST_ALL ((1u << TL_DIGEST_PARTS) - 1)
/* What tells whether files are as they were. */
#define TL_DIGEST_LOOKS (1u << TL_DIGEST_FOLDERS | 1u << TL_DIGEST_NOTES | 1u << TL_DIGEST_NAMES)

typedef struct {
    tl_stamp stamp;       /* of the folder itself: its names are as they were */
    guint32 relationship; /* a name */
    guint32 first;        /* its notes */
    guint32 count;
    guint32 has_tree;
    guint8 tree[TL_BLOB_BYTES]; /* of HEAD */
    guint32 padding;
} tl_digest_folder;

enum {
    TL_DIGEST_IN_TREE = 1, /* the work tree has it */
    TL_DIGEST_AT_HEAD = 2, /* HEAD has it */
    TL_DIGEST_DIFFERS = 4, /* HEAD has it, and the work tree otherwise or not at all */
    TL_DIGEST_SAME = 8,    /* its blob is HEAD's */
};

typedef struct {
    tl_stamp stamp;
    guint8 blob[TL_BLOB_BYTES]; /* the name that git would give the file's bytes */
    guint32 name;               /* among the names */
    guint32 flags;
    guint32 day; /* next.md: when it was read, for its dates are of that day */
    guint32 title;
    guint32 sections; /* letters */
    guint32 open;
    guint32 closed;
    guint32 first; /* its occurrences, the person's counted */
    guint32 count;
    guint32 at; /* where they begin */
} tl_digest_note;

enum {
    TL_OCCURRENCE_KNOWN = 1, /* its mark is */
    TL_OCCURRENCE_PRIVATE = 2,
    TL_OCCURRENCE_FORMER = 4,
    TL_OCCURRENCE_HAS_ID = 8,
};

/* An occurrence unpacked. */
typedef struct {
    guint32 key;  /* a checksum of tl_followup_key(): others may have it too */
    guint32 link; /* the id that it has, or would go on under: tl_id_unpack() */
    guint32 text, owner, due_text, tags; /* strings */
    guint32 due, from, done;
    guint32 mark, line, lines, index, depth;
    guint32 parent, section; /* one more than they are */
    guint32 state, kind, letter, flags;
} tl_digest_occurrence;

/* How many of these numbers stand packed behind key and link. */
#define TL_DIGEST_NUMBERS                                                                          \
    ((sizeof(tl_digest_occurrence) - G_STRUCT_OFFSET(tl_digest_occurrence, text)) / sizeof(guint32))

/* See digest_items_internal.h. */
typedef struct tl_items_own tl_items_own;
void tl_items_own_free(tl_items_own *own);

/* The notes with one person. */
typedef struct {
    char *slug;
    tl_flat flat;
    guint32 occurrences; /* how many there are */
    gboolean is_mapped;  /* from the disk */
    int is_anew;         /* read anew, and not worked out; for several threads */
    tl_items_own *own;   /* what flat comes to by itself; NULL: not worked out */
} tl_digest_person;

/* What all digests are worked out with. */
struct tl_digest {
    tl_repository *repository;
    int root;
    int folder;
    tl_date today;
    GPtrArray *relationships;      /* char *, sorted */
    GPtrArray *persons;            /* tl_digest_person, by slug */
    char tip[TL_OBJECT_NAME_SIZE]; /* HEAD's commit; "": there is none */
    gboolean is_at_tip;            /* the kept items' digests were right at that commit */
    gboolean is_for_items;         /* the threads that read notes anew work their items out too */
    GHashTable *heads;         /* HEAD's folders: "team/alice" to their trees; NULL: not read yet */
    tl_flat items;             /* of all persons: see digest_items_internal.h */
    gboolean has_mapped_items; /* they are from the disk */
    gboolean has_kept_items;   /* they are on the disk */
    GThread *keeper;           /* puts them there; NULL: it is over */
    gboolean is_confirmed;     /* they are right at tip */
    tl_crew *look;             /* at the persons; NULL: all is looked at */
    GMutex turn;               /* of the thread that asks git or writes */
};

extern const tl_flat_format tl_digest_format;

void tl_digest_person_free(tl_digest_person *person);

/* Lets go of the memory in which it is; what is read of it again comes from the disk. */
void tl_digest_person_forget(const tl_digest_person *person);

/* What a kept digest of this name is bound to. */
void tl_digest_key(const char *name, guint64 key[2]);

/* Of all that a digest holds: another content has another one. */
guint64 tl_digest_sum(const tl_digest *digest);

/* As tl_ledger_load() gives it, of all. Owns: the caller frees it. */
tl_ledger *tl_digest_ledger(const tl_digest *digest);

/* Elements; zero beyond the last. */
guint32 tl_digest_count(const tl_flat *flat, tl_digest_part part);
tl_digest_folder tl_digest_folder_at(const tl_flat *flat, guint32 i);
tl_digest_note tl_digest_note_at(const tl_flat *flat, guint32 i);

/* Unpacks the occurrence at *at, which moves behind it; zero where there is none. */
tl_digest_occurrence tl_digest_next(const tl_flat *flat, guint32 *at);

/* The checksum of a text, folded, that occurrences have. */
guint32 tl_digest_sum_key(const char *key);

/* Borrowed; NULL for string 0. */
const char *tl_digest_string(const tl_flat *flat, guint32 i);
const char *tl_digest_name(const tl_flat *flat, guint32 i);

/* The notes of a person that are in the digest. path is borrowed until the visitor returns. */
typedef void (*tl_digest_visitor)(const tl_digest_person *person, const char *path,
                                  const tl_digest_note *note, gpointer data);
void tl_digest_each_note(const tl_digest_person *person, tl_digest_visitor visit, gpointer data);

/*
 * Which of a person's occurrences hang together with related ones, a set of ids and of folded
 * texts: by occurrence, 1; there may be more. Owns: the caller frees it.
 */
guint8 *tl_digest_related(const tl_digest_person *person, GHashTable *related);

/* -- making one --------------------------------------------------------------- */

typedef struct {
    GByteArray *parts[TL_DIGEST_PARTS];
    guint32 count;       /* of occurrences */
    GHashTable *strings; /* short text to its string */
    GHashTable *by_key;  /* a key's checksum to the string of a follow-up that has it */
    GStringChunk *texts;
    tl_note *note;    /* the last that was read: the next is read in its memory */
    GString *key;     /* of the follow-up that is put */
    GArray *wordings; /* what was put of the lines that note's memory knows, by their numbers */
} tl_digest_writer;

void tl_digest_writer_init(tl_digest_writer *writer);
void tl_digest_writer_clear(tl_digest_writer *writer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(tl_digest_writer, tl_digest_writer_clear)

/* A string that others may be the same as, and one that is nobody else's. */
guint32 tl_digest_put_string(tl_digest_writer *writer, const char *text);
guint32 tl_digest_put_own_string(tl_digest_writer *writer, const char *text);
guint32 tl_digest_put_name(tl_digest_writer *writer, const char *name);

void tl_digest_put(tl_digest_writer *writer, tl_digest_part part, gconstpointer element,
                   gsize size);

/* From here on, the occurrences that are put are note's. */
void tl_digest_begin_note(const tl_digest_writer *writer, tl_digest_note *note);

/* Reads the bytes of a file of a person's into note, and puts its occurrences. */
void tl_digest_read_note(tl_digest_writer *writer, tl_digest_note *note, const char *person,
                         const char *file, GBytes *content);

/* Puts those at HEAD that count beside content's (NULL: there is none). */
void tl_digest_read_former(tl_digest_writer *writer, tl_digest_note *note, const char *person,
                           const char *file, GBytes *former, GBytes *content);

/* Puts what another digest has of a note in the work tree. */
void tl_digest_copy_note(tl_digest_writer *writer, tl_digest_note *note, const tl_flat *from,
                         const tl_digest_note *known);

/* Owns: the caller unrefs the file's bytes. */
GBytes *tl_digest_writer_finish(tl_digest_writer *writer, const char *slug);

/* A follow-up as it was read. Owns: the caller frees it. */
tl_followup *tl_digest_followup(const tl_flat *flat, const tl_digest_occurrence *occurrence);

/*
 * The same into followup (zero), with texts that stay the flat's, and without tags; id gets the
 * one that it has.
 */
void tl_digest_lend(const tl_flat *flat, const tl_digest_occurrence *occurrence,
                    tl_followup *followup, char id[static TL_ID_LENGTH + 1]);

/* -- up to date ------------------------------------------------------------------- */

/* HEAD's folders, read where they were not yet. Borrowed. NULL: they cannot be read. */
GHashTable *tl_digest_heads(tl_digest *digest);

/* Has another thread begin to look at the files of all persons and at HEAD. */
void tl_digest_look_start(tl_digest *digest);

/*
 * Looks at what nobody looks at yet, by several threads where that is worth it, and waits until
 * all digests are as the notes are; FALSE: something is not as it should be. Of those that are as
 * they were only what tells it is open.
 */
gboolean tl_digest_look_finish(tl_digest *digest);

/* Opens all parts of all digests, which are as the notes are; FALSE as above. */
gboolean tl_digest_load(tl_digest *digest);

/* Keeps a file, in the digest's turn. FALSE where that cannot be. */
gboolean tl_digest_keep(tl_digest *digest, const char *file, GBytes *bytes);

#endif
