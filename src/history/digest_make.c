#include "digest_place_internal.h"

#include "builder_internal.h"
#include "tl11/file.h"
#include "tl11/hash.h"
#include "tl11/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* A note that HEAD has. */
typedef struct {
    const char *name;
    guint8 blob[TL_BLOB_BYTES];
} head_note;

typedef struct {
    const tl_digest_place *place;
    const char *person; /* in the place's path */
    tl_digest_writer *writer;
    GStringChunk *names; /* all that are listed */
    GPtrArray *tree;     /* const char *: the names of those in the work tree */
    GArray *heads;       /* head_note */
} making;

static void take_name(making *m, const char *name)
{
    if (tl_builder_wants(name))
        g_ptr_array_add(m->tree, g_string_chunk_insert(m->names, name));
}

static gboolean list_tree(making *m)
{
    int copy = openat(m->place->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *stream = copy < 0 ? NULL : fdopendir(copy);
    const struct dirent *entry;
    if (!stream) {
        if (copy >= 0)
            close(copy);
        return FALSE;
    }
    errno = 0;
    while ((entry = readdir(stream))) {
        if (entry->d_type != DT_DIR)
            take_name(m, entry->d_name);
        errno = 0;
    }
    gboolean is_read = errno == 0;
    closedir(stream);
    return is_read;
}

static gboolean wants_folder(gpointer data, const char *first, const char *second,
                             const guint8 *tree)
{
    making *m = data;
    (void)second;
    (void)tree;
    return strcmp(first, m->place->relationship) == 0;
}

static void take_head(gpointer data, const char *name, const guint8 *blob)
{
    making *m = data;
    if (!tl_builder_wants(name) || tl_digest_is_next(name))
        return;
    head_note head = {.name = g_string_chunk_insert(m->names, name)};
    memcpy(head.blob, blob, sizeof(head.blob));
    g_array_append_val(m->heads, head);
}

static gboolean list_head(making *m)
{
    static const tl_head_visitor VISITOR = {.folder = wants_folder, .file = take_head};
    g_mutex_lock(&m->place->digest->turn);
    gboolean is_read =
        tl_repository_visit_head(m->place->digest->repository, m->person, &VISITOR, m, NULL);
    g_mutex_unlock(&m->place->digest->turn);
    return is_read;
}

/* What the digest has of a note; zero: nothing. */
static tl_digest_note find_known_note(const tl_digest_place *p, const char *name)
{
    guint32 low = p->known.first, end = p->known.first + p->known.count, high = end;
    while (low < high) {
        guint32 middle = low + (high - low) / 2;
        tl_digest_note note = tl_digest_note_at(p->flat, middle);
        if (g_strcmp0(tl_digest_name(p->flat, note.name), name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    tl_digest_note found = {.flags = 0};
    if (low < end)
        found = tl_digest_note_at(p->flat, low);
    if (g_strcmp0(tl_digest_name(p->flat, found.name), name) != 0)
        memset(&found, 0, sizeof(found));
    return found;
}

static void name_blob(GBytes *content, guint8 blob[TL_BLOB_BYTES])
{
    gsize length;
    const guint8 *bytes = g_bytes_get_data(content, &length);
    char head[5 + TL_NUMBER_SIZE] = "blob ", digits[TL_NUMBER_SIZE];
    gsize used = g_strlcat(head, tl_text_number(length, digits), sizeof(head));
    tl_hash_sha1(head, used + 1, bytes, length, blob);
}

static gboolean is_plain_file(const tl_digest_place *p, const char *name, struct stat *status)
{
    return fstatat(p->fd, name, status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status->st_mode);
}

/*
 * Looks at the file. *content gets its bytes where they had to be read. FALSE: it cannot be read
 * as it should be.
 */
static gboolean look_at(const tl_digest_place *p, const char *name, const tl_digest_note *known,
                        tl_digest_note *note, GBytes **content)
{
    struct stat status;
    gint64 now = tl_stamp_now();
    if (p->fd < 0)
        return TRUE;
    if ((known->flags & TL_DIGEST_IN_TREE) && is_plain_file(p, name, &status) &&
        tl_stamp_is_of(&known->stamp, &status) && status.st_nlink == 1) {
        note->flags |= TL_DIGEST_IN_TREE;
        note->stamp = known->stamp;
        memcpy(note->blob, known->blob, sizeof(note->blob));
        return TRUE;
    }
    *content = tl_standing_read_new(p->fd, name, &status);
    if (!*content)
        return !is_plain_file(p, name, &status);
    note->flags |= TL_DIGEST_IN_TREE;
    note->stamp = tl_stamp_take(1, &status, now);
    name_blob(*content, note->blob);
    return TRUE;
}

static GBytes *read_tree(const tl_digest_place *p, const char *name)
{
    g_autofree char *path = g_strconcat(p->path, "/", name, NULL);
    return tl_file_read(p->digest->root, path, TL_FILE_MAX, NULL);
}

/* The note's occurrences in the work tree. */
static gboolean put_standing(making *m, const char *name, const tl_digest_note *known,
                             tl_digest_note *note, GBytes **content)
{
    const tl_digest_place *p = m->place;
    if (!(note->flags & TL_DIGEST_IN_TREE))
        return TRUE;
    if ((known->flags & TL_DIGEST_IN_TREE) && known->day == note->day &&
        memcmp(known->blob, note->blob, sizeof(note->blob)) == 0) {
        tl_digest_copy_note(m->writer, note, p->flat, known);
        return TRUE;
    }
    if (!*content)
        *content = read_tree(p, name);
    if (*content)
        tl_digest_read_note(m->writer, note, m->person, name, *content);
    return *content != NULL;
}

static gboolean put_former(making *m, const char *name, tl_digest_note *note, GBytes **content)
{
    const tl_digest_place *p = m->place;
    gboolean is_in_tree = (note->flags & TL_DIGEST_IN_TREE) != 0;
    int differs = note->flags & TL_DIGEST_SAME ? 0 : tl_digest_ask_git(p, name);
    if (differs <= 0)
        return differs == 0;
    note->flags |= TL_DIGEST_DIFFERS;
    if (is_in_tree && !*content)
        *content = read_tree(p, name);
    g_autofree char *path = g_strconcat(p->path, "/", name, NULL);
    g_mutex_lock(&p->digest->turn);
    g_autoptr(GBytes) former =
        tl_repository_read_head(p->digest->repository, path, TL_FILE_MAX, NULL);
    g_mutex_unlock(&p->digest->turn);
    if (!former || (is_in_tree && !*content))
        return FALSE;
    tl_digest_read_former(m->writer, note, m->person, name, former, *content);
    return TRUE;
}

/* head is the blob that HEAD has; NULL: it has none. */
static gboolean put_note(making *m, const char *name, const guint8 *head)
{
    tl_digest_note known = find_known_note(m->place, name), note = {.flags = 0};
    g_autoptr(GBytes) content = NULL;
    tl_digest_begin_note(m->writer, &note);
    note.day = tl_digest_is_next(name) ? m->place->digest->today : 0;
    if (!look_at(m->place, name, &known, &note, &content) ||
        !put_standing(m, name, &known, &note, &content))
        return FALSE;
    if (head) {
        note.flags |= TL_DIGEST_AT_HEAD;
        if ((note.flags & TL_DIGEST_IN_TREE) && memcmp(note.blob, head, TL_BLOB_BYTES) == 0)
            note.flags |= TL_DIGEST_SAME;
        if (!put_former(m, name, &note, &content))
            return FALSE;
    }
    if (note.flags == 0)
        return TRUE;
    note.name = tl_digest_put_name(m->writer, name);
    tl_digest_put(m->writer, TL_DIGEST_NOTES, &note, sizeof(note));
    return TRUE;
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int compare_heads(gconstpointer a, gconstpointer b)
{
    const head_note *left = a, *right = b;
    return strcmp(left->name, right->name);
}

/* All of the work tree and of HEAD by name, each once. */
static gboolean put_listed(making *m)
{
    g_ptr_array_sort(m->tree, compare_names);
    g_array_sort(m->heads, compare_heads);
    for (guint t = 0, h = 0; t < m->tree->len || h < m->heads->len;) {
        const char *here = t < m->tree->len ? g_ptr_array_index(m->tree, t) : NULL;
        const head_note *head = h < m->heads->len ? &g_array_index(m->heads, head_note, h) : NULL;
        int order = !here ? 1 : !head ? -1 : strcmp(here, head->name);
        const char *name = order <= 0 ? here : head->name;
        if (!put_note(m, name, order >= 0 ? head->blob : NULL))
            return FALSE;
        /* A folder that changes while it is listed may give a name twice. */
        while (t < m->tree->len && strcmp(g_ptr_array_index(m->tree, t), name) == 0)
            t++;
        while (h < m->heads->len && strcmp(g_array_index(m->heads, head_note, h).name, name) == 0)
            h++;
    }
    return TRUE;
}

static gboolean put_notes(making *m)
{
    gint64 now = tl_stamp_now();
    const tl_digest_place *p = m->place;
    tl_digest_folder folder = {.has_tree = p->tree != NULL};
    if ((p->fd >= 0 && !list_tree(m)) || (p->tree && !list_head(m)))
        return FALSE;
    if (p->fd >= 0)
        folder.stamp = tl_stamp_take(1, &p->status, now);
    if (p->tree)
        memcpy(folder.tree, p->tree, sizeof(folder.tree));
    folder.relationship = tl_digest_put_name(m->writer, p->relationship);
    folder.first = m->writer->parts[TL_DIGEST_NOTES]->len / (guint32)sizeof(tl_digest_note);
    if (!put_listed(m))
        return FALSE;
    folder.count =
        m->writer->parts[TL_DIGEST_NOTES]->len / (guint32)sizeof(tl_digest_note) - folder.first;
    tl_digest_put(m->writer, TL_DIGEST_FOLDERS, &folder, sizeof(folder));
    return TRUE;
}

gboolean tl_digest_make(tl_digest_writer *writer, const tl_digest_place *p)
{
    if (p->fd < 0 && !p->tree)
        return TRUE;
    making m = {.place = p, .person = strchr(p->path, '/') + 1, .writer = writer};
    m.names = g_string_chunk_new(4096);
    m.tree = g_ptr_array_new();
    m.heads = g_array_new(FALSE, FALSE, sizeof(head_note));
    gboolean is_put = put_notes(&m);
    g_array_unref(m.heads);
    g_ptr_array_unref(m.tree);
    g_string_chunk_free(m.names);
    return is_put;
}
