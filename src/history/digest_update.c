#include "digest_place_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

void tl_digest_place_close(tl_digest_place *p)
{
    g_free(p->path);
    if (p->fd >= 0)
        close(p->fd);
}

static void find_known_folder(tl_digest_place *p)
{
    guint32 count = tl_digest_count(p->flat, TL_DIGEST_FOLDERS);
    for (guint32 i = 0; i < count && !p->is_known; i++) {
        p->known = tl_digest_folder_at(p->flat, i);
        p->is_known =
            g_strcmp0(tl_digest_string(p->flat, p->known.relationship), p->relationship) == 0;
    }
    if (!p->is_known)
        memset(&p->known, 0, sizeof(p->known));
}

gboolean tl_digest_place_open(tl_digest_place *p, tl_digest *digest, const tl_digest_person *person,
                              const char *relationship, GHashTable *heads)
{
    *p = (tl_digest_place){
        .digest = digest, .flat = &person->flat, .relationship = relationship, .fd = -1};
    p->path = g_strconcat(relationship, "/", person->slug, NULL);
    p->tree = g_hash_table_lookup(heads, p->path);
    find_known_folder(p);
    p->fd = openat(digest->root, p->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (p->fd < 0)
        return errno == ENOENT || errno == ENOTDIR || errno == ELOOP;
    return fstat(p->fd, &p->status) == 0;
}

gboolean tl_digest_is_next(const char *name)
{
    return strcmp(name, "next.md") == 0;
}

int tl_digest_ask_git(const tl_digest_place *p, const char *name)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *path = g_strconcat(p->path, "/", name, NULL);
    g_mutex_lock(&p->digest->turn);
    gboolean differs = tl_repository_differs(p->digest->repository, path, &failure);
    g_mutex_unlock(&p->digest->turn);
    return failure ? -1 : differs ? 1 : 0;
}

/* -- whether it is as it was ------------------------------------------------------------ */

static gboolean is_note_current(const tl_digest_place *p, const tl_digest_note *note)
{
    struct stat status;
    const char *name = tl_digest_string(p->flat, note->name);
    gboolean is_in_tree = (note->flags & TL_DIGEST_IN_TREE) != 0;
    if (!name || is_in_tree != (p->fd >= 0 && note->stamp.who != 0))
        return FALSE;
    if (is_in_tree &&
        (fstatat(p->fd, name, &status, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(status.st_mode) ||
         status.st_nlink > 1 || !tl_stamp_is_of(&note->stamp, &status)))
        return FALSE;
    if (tl_digest_is_next(name))
        return note->day == p->digest->today;
    gboolean is_in_doubt = (note->flags & TL_DIGEST_AT_HEAD) && !(note->flags & TL_DIGEST_SAME);
    return !is_in_doubt || tl_digest_ask_git(p, name) == ((note->flags & TL_DIGEST_DIFFERS) != 0);
}

static gboolean is_place_current(const tl_digest_place *p)
{
    gboolean is_there = p->fd >= 0 || p->tree;
    if (!p->is_known || !is_there)
        return !is_there && !p->is_known;
    if ((p->known.has_tree != 0) != (p->tree != NULL) ||
        (p->tree && memcmp(p->known.tree, p->tree, TL_BLOB_BYTES) != 0))
        return FALSE;
    if (p->fd >= 0 && !tl_stamp_is_of(&p->known.stamp, &p->status))
        return FALSE;
    for (guint32 i = 0; i < p->known.count; i++) {
        tl_digest_note note = tl_digest_note_at(p->flat, p->known.first + i);
        if (!is_note_current(p, &note))
            return FALSE;
    }
    return TRUE;
}

static GBytes *make(tl_digest *digest, const tl_digest_person *person, GHashTable *heads)
{
    g_auto(tl_digest_writer) writer = {.strings = NULL};
    tl_digest_writer_init(&writer);
    for (guint i = 0; i < digest->relationships->len; i++) {
        g_auto(tl_digest_place) p = {.fd = -1};
        if (!tl_digest_place_open(&p, digest, person, g_ptr_array_index(digest->relationships, i),
                                  heads) ||
            !tl_digest_make(&writer, &p))
            return NULL;
    }
    return tl_digest_writer_finish(&writer, person->slug);
}

static gboolean is_current(tl_digest *digest, const tl_digest_person *person, GHashTable *heads)
{
    guint32 places = 0;
    for (guint i = 0; i < digest->relationships->len; i++) {
        g_auto(tl_digest_place) p = {.fd = -1};
        if (!tl_digest_place_open(&p, digest, person, g_ptr_array_index(digest->relationships, i),
                                  heads) ||
            !is_place_current(&p))
            return FALSE;
        places += p.is_known ? 1 : 0;
    }
    return places == tl_digest_count(&person->flat, TL_DIGEST_FOLDERS);
}

static gboolean open_flat(tl_flat *flat, const char *slug, GBytes *bytes)
{
    guint64 key[2];
    tl_digest_key(slug, key);
    return bytes && tl_flat_open(flat, &tl_digest_format, bytes, key, TL_DIGEST_ALL);
}

/* From the disk, where it takes no memory of ours. */
static GBytes *keep(tl_digest *digest, const char *file, GBytes *bytes)
{
    g_mutex_lock(&digest->turn);
    gboolean is_written = tl_cache_folder_write(digest->folder, file, bytes);
    g_mutex_unlock(&digest->turn);
    return is_written ? tl_cache_folder_read(digest->folder, file) : NULL;
}

static gboolean update_person(tl_digest *digest, tl_digest_person *person, GHashTable *heads)
{
    g_autofree char *file = g_strconcat(person->slug, ".digest", NULL);
    g_autoptr(GBytes) kept = tl_cache_folder_read(digest->folder, file);
    person->is_mapped = open_flat(&person->flat, person->slug, kept);
    if (person->is_mapped && is_current(digest, person, heads)) {
        tl_digest_person_forget(person);
        return TRUE;
    }
    g_autoptr(GBytes) bytes = make(digest, person, heads);
    tl_flat_clear(&person->flat);
    if (!bytes)
        return FALSE;
    g_autoptr(GBytes) mapped = keep(digest, file, bytes);
    person->is_mapped = open_flat(&person->flat, person->slug, mapped);
    return person->is_mapped || open_flat(&person->flat, person->slug, bytes);
}

/* -- some at a time ---------------------------------------------------------------------- */

#define THREADS_MAX 4u
/* Microseconds of one thread's work. */
#define WORTHWHILE 4000

/* What threads take their persons from. */
typedef struct {
    tl_digest *digest;
    GHashTable *heads;
    int next; /* of the persons, to be added to by one thread at a time */
    int is_failed;
} queue;

/* FALSE: there is nobody left. */
static gboolean take_one(queue *q)
{
    const GPtrArray *persons = q->digest->persons;
    guint i = (guint)g_atomic_int_add(&q->next, 1);
    if (i >= persons->len || g_atomic_int_get(&q->is_failed))
        return FALSE;
    if (!update_person(q->digest, g_ptr_array_index(persons, i), q->heads))
        g_atomic_int_set(&q->is_failed, TRUE);
    return TRUE;
}

static gpointer work(gpointer data)
{
    while (take_one(data))
        continue;
    return NULL;
}

/* How many other threads are worth their while, by the time that the first person took. */
static guint count_threads(const queue *q, gint64 took)
{
    guint left = q->digest->persons->len - MIN(q->digest->persons->len, 1);
    if (took * left < WORTHWHILE)
        return 0;
    /* Asked once: it is read from a file of the kernel's. */
    guint processors = g_get_num_processors();
    return MIN(MIN(processors, THREADS_MAX) - 1, left);
}

gboolean tl_digest_update(tl_digest *digest, GHashTable *heads)
{
    queue q = {digest, heads, 0, FALSE};
    GThread *others[THREADS_MAX - 1] = {NULL};
    gint64 began = g_get_monotonic_time();
    take_one(&q);
    guint count = count_threads(&q, g_get_monotonic_time() - began);
    /* One that cannot be had is done without. */
    for (guint i = 0; i < count; i++)
        others[i] = g_thread_try_new("notes", work, &q, NULL);
    work(&q);
    for (guint i = 0; i < count; i++)
        if (others[i])
            g_thread_join(others[i]);
    return !q.is_failed;
}
