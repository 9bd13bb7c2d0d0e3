#ifndef TL11_STANDING_INTERNAL_H
#define TL11_STANDING_INTERNAL_H

#include "tl11/standing.h"

#include "cache_internal.h"

#include <fcntl.h>
#include <sys/stat.h>

/* What lstat(2) said of a file whose bytes were HEAD's; as it lies on the disk. */
typedef struct {
    guint64 who; /* which note, and which bytes, if there are several of each; 0: none */
    guint64 size;
    gint64 modified; /* nanoseconds */
    gint64 changed;
    guint64 inode;
} tl_stamp;

typedef struct {
    const char *path; /* the volume's, or the standing's */
    GBytes *content;  /* NULL: as in the volume, or to be read */
    guint32 group;    /* into groups; NONE: it is in no volume, or not as there */
    guint32 index;    /* of the note in the volume */
    guint32 person;   /* the first one's, by slug, is 0 */
    guint32 day;      /* the date; next.md: G_MAXUINT32 */
    guint16 number;
} tl_standing_note;

typedef struct tl_scan tl_scan;

/* A volume, and what is known of its notes' files. */
typedef struct {
    tl_cache_group *group;
    const tl_volume *volume; /* NULL: there is none */
    const tl_stamp *stamps;  /* by note: those that are kept, or own */
    GBytes *kept;            /* the file that they are in, mapped; NULL: none */
    tl_stamp *own;           /* NULL: none is changed */
    GArray *folders;         /* tl_stamp: folders whose notes are all in the volume, in no order */
    gboolean is_changed;     /* stamps have to be written */
} tl_standing_group;

struct tl_standing {
    tl_cache *cache; /* or NULL */
    int root;
    char *slug;           /* or NULL */
    tl_scan *scan;        /* NULL: it is over */
    GArray *notes;        /* tl_standing_note */
    GArray *groups;       /* tl_standing_group */
    GHashTable *group_of; /* slug to number + 1 */
    GStringChunk *strings;
};

/* Of a file as it is, however young. */
tl_stamp tl_stamp_of(guint64 who, const struct stat *status);

/* Whether two stamps are of one file that is as it was; whose they are does not count. */
gboolean tl_stamp_is_same(const tl_stamp *kept, const tl_stamp *found);

/* Whether the file is as it was when the stamp was taken. */
gboolean tl_stamp_is_of(const tl_stamp *stamp, const struct stat *status);

/* None (who 0) of a file that changed too lately for its times to tell. now is the time before the
 * file was read. */
tl_stamp tl_stamp_take(guint64 who, const struct stat *status, gint64 now);
gint64 tl_stamp_now(void);

/* Reads a plain file that has one name quickly, whatever its size; status gets what fstat(2) says
 * of it. Owns: the caller unrefs it. NULL: let tl_file_read() say what is the matter. */
GBytes *tl_standing_read_new(int folder, const char *name, struct stat *status);

/* The folders in a folder that are named as a slug. Owns: the caller unrefs it. NULL on error. */
GPtrArray *tl_standing_folders(int root, const char *path, GError **error);

/* Reads a volume's stamps as they were kept. */
void tl_stamps_read(const tl_cache *cache, tl_standing_group *group);
void tl_stamps_clear(tl_standing_group *group);

/* Another stamp for note i; with nobody else reading them. */
void tl_stamps_change(tl_standing_group *group, guint32 i, tl_stamp stamp);
void tl_stamps_write(const tl_cache *cache, const tl_standing_group *group);

/* Whose the stamp of a folder ("team/alice") is; never 0. */
guint64 tl_stamp_folder(const char *path);

/* Which note of which bytes. */
guint64 tl_stamp_who(const tl_volume *volume, const tl_volume_note *note);

/* Whether bytes are those of a note in the volume. */
gboolean tl_standing_is_same(const tl_volume *volume, const tl_volume_note *note, const char *bytes,
                             gsize length);

/* -- the files as they are ------------------------------------------------------------- */

#define TL_SCAN_FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* What may be a note by its name. */
typedef struct {
    guint32 name; /* where it begins in the folder's names; of a known note: nothing */
    guint32 note; /* in the volume; NONE: it is in none */
    guint8 is_plain;
    guint8 is_same; /* it has the stamp that is known of it */
} tl_scan_file;

/* A person's folder, or what is left of it for another thread. */
typedef struct tl_scan_folder tl_scan_folder;
struct tl_scan_folder {
    char *path;       /* "team/alice" */
    const char *slug; /* in it */
    int parent;       /* borrowed: the open folder that it is in */
    /* What the caller knows of it before it is looked at. */
    const tl_cache_group *group;
    const tl_volume *volume; /* NULL: there is none */
    const tl_stamp *stamps;  /* by note */
    GBytes *kept;            /* borrowed: the file that they are in, or NULL */
    tl_stamp known;          /* with this stamp it has no other notes; who 0: nobody knows */
    /* What was found. */
    guint32 low, high; /* its notes in the volume */
    GArray *files;  /* tl_scan_file, in no order, or as in the volume; NULL: none could be read */
    GString *names; /* NUL-terminated, one behind the other */
    tl_stamp stamp; /* the folder's own; who 0: too young to tell */
    gboolean is_as_known;
    int reason;           /* an errno: it could not be listed */
    tl_scan_folder *rest; /* NULL, or more of its files, behind those */
    int fd;               /* of a rest: the folder, until its files are looked at; else -1 */
};

/*
 * Lists the folders of slug (which stays as it is), or of everybody (NULL), to look at their files
 * beside the caller's work. NULL on error: one cannot be listed.
 */
tl_scan *tl_scan_start(int root, const char *slug, GError **error);

/* All of them: tl_scan_folder, by slug, then by path. Borrowed. */
const GPtrArray *tl_scan_folders(const tl_scan *scan);

/* Has a folder looked at, by another thread where that is quicker. */
void tl_scan_look(tl_scan *scan, tl_scan_folder *folder);

/*
 * Helps, and waits until all is looked at. Shape: tl_scan_folder. Borrowed. NULL on error: a
 * folder cannot be listed.
 */
const GPtrArray *tl_scan_finish(tl_scan *scan, GError **error);
void tl_scan_free(tl_scan *scan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_scan, tl_scan_free)

#endif
