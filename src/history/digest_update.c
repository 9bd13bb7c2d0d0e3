#include "digest_items_internal.h"
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

/* Bytes that may stay in memory rather than be read from the disk again. */
#define SMALL ((gsize)32 * 1024)

static void find_known_folder(tl_digest_place *p)
{
    guint32 count = tl_digest_count(p->flat, TL_DIGEST_FOLDERS);
    for (guint32 i = 0; i < count && !p->is_known; i++) {
        p->known = tl_digest_folder_at(p->flat, i);
        p->is_known =
            g_strcmp0(tl_digest_name(p->flat, p->known.relationship), p->relationship) == 0;
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
    find_known_folder(p);
    p->tree = heads               ? g_hash_table_lookup(heads, p->path)
              : p->known.has_tree ? p->known.tree
                                  : NULL;
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
    const char *name = tl_digest_name(p->flat, note->name);
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

static GBytes *make(tl_digest *digest, const tl_digest_person *person)
{
    GHashTable *heads = tl_digest_heads(digest);
    g_auto(tl_digest_writer) writer = {.strings = NULL};
    tl_digest_writer_init(&writer);
    for (guint i = 0; heads && i < digest->relationships->len; i++) {
        g_auto(tl_digest_place) p = {.fd = -1};
        if (!tl_digest_place_open(&p, digest, person, g_ptr_array_index(digest->relationships, i),
                                  heads) ||
            !tl_digest_make(&writer, &p))
            return NULL;
    }
    return heads ? tl_digest_writer_finish(&writer, person->slug) : NULL;
}

static gboolean is_current(tl_digest *digest, const tl_digest_person *person)
{
    guint32 places = 0;
    gboolean is_of_tip = digest->is_at_tip && tl_items_has(&digest->items, person);
    GHashTable *heads = is_of_tip ? NULL : tl_digest_heads(digest);
    if (!heads && !is_of_tip)
        return FALSE;
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

static gboolean open_flat(tl_digest_person *person, GBytes *bytes, guint32 mask)
{
    guint64 key[2];
    tl_digest_key(person->slug, key);
    if (!bytes || !tl_flat_open(&person->flat, &tl_digest_format, bytes, key, mask))
        return FALSE;
    guint32 notes = tl_digest_count(&person->flat, TL_DIGEST_NOTES);
    tl_digest_note last = tl_digest_note_at(&person->flat, notes - 1);
    person->occurrences = last.first + last.count;
    return TRUE;
}

gboolean tl_digest_keep(tl_digest *digest, const char *file, GBytes *bytes)
{
    g_mutex_lock(&digest->turn);
    gboolean is_written = tl_cache_folder_write(digest->folder, file, bytes);
    g_mutex_unlock(&digest->turn);
    return is_written;
}

/* From what it has of notes that are as they were, and from the others. */
static gboolean make_anew(tl_digest *digest, tl_digest_person *person)
{
    g_autofree char *file = g_strconcat(person->slug, ".digest", NULL);
    if (person->flat.bytes && !tl_flat_need(&person->flat, &tl_digest_format, TL_DIGEST_ALL))
        tl_flat_clear(&person->flat);
    g_autoptr(GBytes) bytes = make(digest, person);
    g_clear_pointer(&person->own, tl_items_own_free);
    tl_flat_clear(&person->flat);
    if (!bytes)
        return FALSE;
    g_autoptr(GBytes) mapped =
        tl_digest_keep(digest, file, bytes) ? tl_cache_folder_read(digest->folder, file) : NULL;
    gboolean is_small = g_bytes_get_size(bytes) < SMALL;
    person->is_mapped = !is_small && open_flat(person, mapped, TL_DIGEST_ALL);
    gboolean is_open = person->is_mapped || open_flat(person, bytes, TL_DIGEST_ALL);
    /* The last that is done to it. */
    g_atomic_int_set(&person->is_anew, is_open);
    return is_open;
}

static gboolean update_person(tl_digest *digest, tl_digest_person *person)
{
    g_autofree char *file = g_strconcat(person->slug, ".digest", NULL);
    g_autoptr(GBytes) kept = tl_cache_folder_read(digest->folder, file);
    person->is_mapped = open_flat(person, kept, TL_DIGEST_LOOKS);
    if (!person->is_mapped || !is_current(digest, person))
        return make_anew(digest, person);
    tl_digest_person_forget(person);
    return TRUE;
}

gboolean tl_digest_load(tl_digest *digest)
{
    for (guint i = 0; i < digest->persons->len; i++) {
        tl_digest_person *person = g_ptr_array_index(digest->persons, i);
        if (!tl_flat_need(&person->flat, &tl_digest_format, TL_DIGEST_ALL) &&
            !make_anew(digest, person))
            return FALSE;
        tl_digest_person_forget(person);
    }
    return TRUE;
}

/* -- some at a time ---------------------------------------------------------------------- */

static void work_out(const tl_digest *digest, tl_digest_person *person)
{
    if (digest->is_for_items && g_atomic_int_compare_and_exchange(&person->is_anew, TRUE, FALSE))
        person->own = tl_items_own_new(person);
}

/* What is worked out last is small: no thread is idle for long while another still reads. */
static gboolean look_at(tl_digest *digest, tl_digest_person *person)
{
    if (!update_person(digest, person))
        return FALSE;
    if (tl_crew_begun(digest->look) >= digest->persons->len)
        work_out(digest, person);
    return TRUE;
}

/* Each person is to be looked at, then each to be worked out. */
static gboolean do_piece(gpointer data, guint i)
{
    tl_digest *digest = data;
    const GPtrArray *persons = digest->persons;
    if (i < persons->len)
        return look_at(digest, g_ptr_array_index(persons, i));
    work_out(digest, g_ptr_array_index(persons, i - persons->len));
    return TRUE;
}

static void begin(tl_digest *digest)
{
    guint count = digest->persons->len;
    digest->look = tl_crew_new(2 * count, count, do_piece, digest);
}

void tl_digest_look_start(tl_digest *digest)
{
    begin(digest);
    if (digest->persons->len > 1)
        tl_crew_begin(digest->look);
}

gboolean tl_digest_look_finish(tl_digest *digest)
{
    if (!digest->look)
        begin(digest);
    gboolean is_good = tl_crew_finish(digest->look);
    digest->look = NULL;
    return is_good;
}
