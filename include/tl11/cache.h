/*
 * What history knows, kept: every line that ever stood in a note, once, with
 * the intervals in which it stood; and the notes as they stand.
 *
 * It lies in $XDG_CACHE_HOME/tl11/, keyed by the repository's git folder (its
 * device, inode and owner), in files whose names hold the key of the commits
 * they were made from: so a file is right or it is not there. What is missing,
 * damaged or of another version is made anew from history; what is new since
 * the commit that was seen last is added; where nothing can be written, all
 * is done without. Several processes may do so at once.
 * It may be deleted at any time.
 *
 * A line stands in a note's section from the commit that brought it to the one
 * that took it away; a moved note goes on (timeline.h tells when). Lines are
 * without their line ends, and empty ones are left out.
 */
#ifndef TL11_CACHE_H
#define TL11_CACHE_H

#include "tl11/date.h"
#include "tl11/repository.h"

#include <glib.h>

typedef struct tl_cache tl_cache;

typedef enum {
    TL_CACHE_MAKE,           /* makes what is missing, however long it takes */
    TL_CACHE_MAKE_TO_SEARCH, /* the same; every line will be searched, so they are read meanwhile */
    TL_CACHE_MAKE_TO_KEEP,   /* only where it can be kept, so that it is worth it; for who reads the
                                notes as they stand: volumes are whole */
    TL_CACHE_AT_HAND         /* only where it is there already, but for what came since then */
} tl_cache_effort;

/*
 * Opens the cache at HEAD.
 *
 * Errors: TL_EXIT_FAILED when HEAD or git's objects cannot be read. NULL then;
 * NULL without an error where effort forbids more.
 * Owns: the caller closes it, before the repository.
 */
tl_cache *tl_cache_open(tl_repository *repository, tl_cache_effort effort, GError **error);
void tl_cache_close(tl_cache *cache);

/*
 * For a process that ends soon: of the files that are mapped, small ones, up to 2 MiB in all, stay
 * so when they are done with. Taken away one by one they take longer than the end of the process
 * takes for all of them, a twentieth of what a search of a small notebook does.
 */
void tl_cache_leave_mappings(void);

/*
 * Why history is not whole (shallow, damaged, …), a translated sentence; NULL
 * when it is. What was found is right then, what was not is unknown. To be asked after the work.
 * Borrowed.
 */
const char *tl_cache_gap(const tl_cache *cache);

/* Whether it lies on the disk, and need not be made again the next time. */
gboolean tl_cache_is_stored(const tl_cache *cache);

/* A commit that added or removed a line. */
typedef struct {
    const guint8 *id; /* 20 bytes; NULL: none */
    gint64 time;      /* of the committer, seconds since 1970 */
} tl_cache_commit;

/* The commit's name in hexadecimal. Returns name. */
char *tl_cache_commit_name(const tl_cache_commit *commit, char name[static TL_OBJECT_NAME_SIZE]);

/* The day of the commit by the local clock. */
tl_date tl_cache_commit_date(const tl_cache_commit *commit);

/* One interval in which a line stood. All borrowed until the visitor returns. */
typedef struct {
    const char *text; /* not NUL-terminated, any bytes */
    gsize length;
    const char *path;    /* where it stands, or where it stood last */
    const char *section; /* as tl_cache_section_key() takes it */
    tl_cache_commit added;
    tl_cache_commit removed; /* id NULL: it stands at HEAD */
} tl_cache_line;

/* FALSE ends the walk. */
typedef gboolean (*tl_cache_visitor)(const tl_cache_line *line, gpointer data);

/*
 * Every interval of every line that has the bytes needle in it ("[" finds all task
 * items, and more); of the notes of slug, or all. By person's group, then in no order.
 *
 * Returns FALSE on error (git's objects cannot be read).
 */
gboolean tl_cache_each_line(tl_cache *cache, const char *slug, const char *needle,
                            tl_cache_visitor visitor, gpointer data, GError **error);

/* The same, and of all whose notes hang together with those of slug: of former names too. */
gboolean tl_cache_each_line_ever(tl_cache *cache, const char *slug, const char *needle,
                                 tl_cache_visitor visitor, gpointer data, GError **error);

/* Whether "^id" ever stood at the end of a word in a note that HEAD reaches. FALSE on error too
 * (error set). */
gboolean tl_cache_has_id(tl_cache *cache, const char *id, GError **error);

/* A note as it stands at HEAD. */
typedef struct {
    const char *path;     /* borrowed from the cache */
    tl_cache_commit last; /* the commit that brought this version, as git log -1 -- PATH has it */
} tl_cache_note;

/*
 * The notes at HEAD of slug, or all: next.md too.
 *
 * Shape: tl_cache_note, by path within a person's group. Owns: the caller unrefs it. NULL on error.
 */
GArray *tl_cache_notes(tl_cache *cache, const char *slug, GError **error);

/*
 * The same at a commit, a name in hexadecimal, for the notes of slug, or all: from the trees alone
 * that history is known by, of the folders that are asked for.
 *
 * Shape: char * path to char * commit in hexadecimal, both owned by the table. Owns: the caller
 * unrefs it. NULL on error, and without one where history is not whole.
 */
GHashTable *tl_cache_last_commits_at(const tl_cache *cache, const char *commit, const char *slug,
                                     GError **error);

/*
 * The name of a section for JSON and options: "team.a" for a guide section in
 * path's relationship; "followups", "agenda", "decisions", "private"; the title of
 * any other; NULL above the first heading.
 *
 * Owns: the caller frees it.
 */
char *tl_cache_section_key(const char *section, const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_cache, tl_cache_close)

#endif
