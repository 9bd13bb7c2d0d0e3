/*
 * What the cache's files share: its folder, its index, its volumes.
 */
#ifndef TL11_CACHE_INTERNAL_H
#define TL11_CACHE_INTERNAL_H

#include "tl11/cache.h"

#include "volume_internal.h"

/* -- the folder ------------------------------------------------------------------- */

/*
 * Opens the repository's folder in the cache, made where missing: 0700, ours.
 *
 * Owns: the caller closes it. -1 where there can be none; then all is done without.
 */
int tl_cache_folder_open(const tl_repository *repository);

/* Whether files can be made there at all. */
gboolean tl_cache_folder_is_writable(int folder);

/* A whole file, mapped unless it is small; NULL where there is none, or it is not ours, or no
 * regular file. */
GBytes *tl_cache_folder_read(int folder, const char *name);

/* All of a file, of size bytes and no more; a NUL stands behind them. NULL: it has others. Owns:
 * the caller unrefs it. */
GBytes *tl_cache_read_all(int fd, gsize size);

/* Lets go of the memory that what tl_cache_folder_read() gave, all of it, takes, if it is mapped;
 * it comes again when it is read. */
void tl_cache_folder_forget(GBytes *mapped);

/* Replaces a file by rename, 0600. FALSE where that cannot be. */
gboolean tl_cache_folder_write(int folder, const char *name, GBytes *content);

/* Removes volumes whose names are not in kept (a set of char *) and what killed writers left, once
 * it is old. */
void tl_cache_folder_sweep(int folder, GHashTable *kept);

/* -- the index: which volumes are right at which commit ------------------------------- */

typedef struct {
    char *name;
    guint64 key[2];
    guint64 base[2];   /* of the volume: key; or of what it was, and there is a tail to it */
    GPtrArray *slugs;  /* char *, owned */
    tl_volume *volume; /* NULL: not loaded */
    guint32 mask;      /* the parts of it that were checked */
    gboolean is_mapped;
    GBytes *tail_bytes; /* in the index; NULL: there is none */
    tl_volume *tail;    /* NULL: there is none, or not loaded */
    guint8 *hidden;     /* with it: what it hides of the volume */
} tl_cache_group;

void tl_cache_group_free(tl_cache_group *group);
gboolean tl_cache_group_has(const tl_cache_group *group, const char *slug);

gboolean tl_cache_group_has_tail(const tl_cache_group *group);

/* The file of a group's volume. Owns: the caller frees it. */
char *tl_cache_group_file(const tl_cache_group *group);

/*
 * Where the volumes stand with their tails, and without: HEAD's commit, and one before it, or the
 * same; in hexadecimal. The tails stand in the same file, so that there is one to be written after
 * a commit: a file that is made costs more than what is in it.
 */
typedef struct {
    char tip[TL_OBJECT_NAME_SIZE];
    char base[TL_OBJECT_NAME_SIZE];
    GPtrArray *groups; /* tl_cache_group */
    GBytes *timeline;  /* tl_timeline_format_tip() of base */
} tl_cache_index;

/* Owns: the caller unrefs it. */
GBytes *tl_cache_index_format(const tl_cache_index *index);

/* NULL on any doubt. Refs content. Owns: the caller frees it. */
tl_cache_index *tl_cache_index_parse(GBytes *content);
void tl_cache_index_free(tl_cache_index *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_cache_index, tl_cache_index_free)

/* content behind a checksum, and back; NULL when it is not right. Owns: the caller unrefs it. */
GBytes *tl_cache_seal(GBytes *content, guint64 seed);
GBytes *tl_cache_unseal(GBytes *sealed, guint64 seed);

/* -- the timeline, as it was when volumes were made ------------------------------------- */

/* An empty one where there is none. Owns: the caller frees it. */
tl_timeline *tl_cache_timeline_read(int folder);
gboolean tl_cache_timeline_write(int folder, const tl_timeline *timeline);

/* -- the lines of volumes, read by a thread while other work goes on ------------------- */

typedef struct tl_cache_ahead tl_cache_ahead;

/* Bytes of volumes from which on a thread is worth starting. */
#define TL_CACHE_AHEAD_WORTH ((goffset)6 * 1024 * 1024)

/*
 * groups: tl_cache_group, of which nothing stays borrowed. NULL where their volumes are fewer bytes
 * than worth, or nothing would be read beside anything. Owns: the caller ends it, before the cache.
 */
tl_cache_ahead *tl_cache_ahead_start(const tl_cache *cache, const GPtrArray *groups, goffset worth);
void tl_cache_ahead_end(tl_cache_ahead *ahead);

/* The group's volume, with its lines; NULL where it was not read: it will not be any more. Waits
 * for one that is being read. ahead NULL: none was. Owns: the caller frees it. */
tl_volume *tl_cache_ahead_take(tl_cache_ahead *ahead, const tl_cache_group *group);

/* Whether it would wait. */
gboolean tl_cache_ahead_is_busy(tl_cache_ahead *ahead, const tl_cache_group *group);

/* -- the cache ---------------------------------------------------------------------------- */

struct tl_cache {
    tl_repository *repository;
    int folder;
    char tip[TL_OBJECT_NAME_SIZE]; /* "": HEAD is not born */
    GPtrArray *groups;             /* tl_cache_group, by name */
    tl_timeline *timeline;         /* NULL: not needed yet */
    GBytes *ids;                   /* of all volumes without their tails; NULL: not asked for */
    char *gap;
    gboolean is_stored;
    GMutex turn;           /* of the thread that keeps what it made */
    tl_cache_ahead *ahead; /* or NULL */
};

/*
 * The group's volume and the tail to it, loaded or made, the tail first: newer intervals come
 * before older ones, as in a volume. count gets how many sides there are, 0 where tl_cache_volume()
 * gives none. Borrowed, as long as nobody asks for a whole volume. Of TL_VOLUME_TEXT alone the
 * sides do not tell what is hidden.
 *
 * Errors: as tl_cache_volume().
 */
gboolean tl_cache_sides(tl_cache *cache, tl_cache_group *group, guint32 mask,
                        tl_volume_side sides[2], guint *count, GError **error);

/* Commits from which on the volumes are made anew, for each is read again with every new one. */
#define TL_CACHE_COMMITS_MAX 64

/*
 * All groups at HEAD by tails to what known (tl_cache_group) has, which is right at the commit
 * before those that are fresh. *done gets FALSE where there would be too much of it, or it cannot
 * be gone on from there.
 */
gboolean tl_cache_make_tails(tl_cache *cache, const GPtrArray *known, gboolean *done,
                             GError **error);

/* A group of these folders, without a key. Owns: the caller frees it. */
tl_cache_group *tl_cache_group_new(const tl_timeline_group *folders);
const tl_cache_group *tl_cache_group_find(const GPtrArray *known, const tl_timeline_group *folders);

/*
 * Makes the group's volume, from base (NULL: from its beginning), and keeps it. is_asked_for: it is
 * needed at once, wherever it lies, and so is loaded.
 *
 * Errors: those of the object database as a whole.
 */
gboolean tl_cache_make(tl_cache *cache, tl_cache_group *group, const tl_volume *base,
                       gboolean is_asked_for, GError **error);

/* The same for what there is nothing of yet (tl_cache_group), all in one go, by several threads. */
gboolean tl_cache_make_all(tl_cache *cache, const GPtrArray *missing, tl_progress *progress,
                           GError **error);

/* The memory of one person's volume at a time: it is on the disk by now. */
void tl_cache_let_go(const tl_cache *cache, tl_cache_group *group);

/* Gives it the key of a whole volume. */
void tl_cache_group_set_key(tl_cache_group *group, const guint64 key[2]);

/* The volume's file, mapped and checked; NULL: there is none. Owns: the caller frees it. */
tl_volume *tl_cache_group_load(const tl_cache *cache, const tl_cache_group *group, guint32 mask);

/* Loads the group's volume with these parts, or opens them of one that is loaded. FALSE: there is
 * none. */
gboolean tl_cache_group_open(const tl_cache *cache, tl_cache_group *group, guint32 mask);

/*
 * The volume of a group as a whole, loaded or made. Borrowed. NULL on error, and without
 * one where all of it is too much for a volume (a gap is set).
 */
const tl_volume *tl_cache_volume(tl_cache *cache, tl_cache_group *group, guint32 mask,
                                 GError **error);

/* The volume is not read for a while: its memory is another's. */
void tl_cache_rest(const tl_cache_group *group);

/* An interval of a line, as others see it. */
tl_cache_line tl_cache_line_of(const tl_volume *volume, guint32 line, guint32 interval);

/* Whether path is below a folder of slug. */
gboolean tl_cache_path_is_of(const char *path, const char *slug);

#endif
