#include "tl11/kept.h"

#include "digest_internal.h"
#include "flat_internal.h"
#include "standing_internal.h"

#include <glib/gstdio.h>

#include <string.h>
#include <sys/stat.h>

#define FILE_NAME "people"
/* As many values are kept; then those go that were not asked for. */
#define COUNT_MAX 8192u
/* For how many writings a value stays that nobody asks for. */
#define AGE_MAX 64u

typedef enum {
    ENTRIES, /* kept_entry, by path, then kind */
    BYTES,   /* paths, each with its NUL, and values; ends with a NUL */
    PARTS,
} part;

typedef struct {
    tl_stamp stamp; /* of what stands at the path; who: the kind, and one more */
    guint32 path;   /* where it begins in BYTES */
    guint32 value;
    guint32 length;
    guint32 turn; /* of the writing by which it was asked for */
} kept_entry;

static const tl_flat_format FORMAT = {
    .magic = {'T', 'L', '1', '1', 'P', 'P', 'L', '1'},
    .parts = PARTS,
    .sizes = {[ENTRIES] = sizeof(kept_entry), [BYTES] = 1},
};

/* A value that is to be written. */
typedef struct {
    tl_stamp stamp;
    const char *path;
    GBytes *value;
    guint32 turn;
    char *own_path;
} fresh_value;

/* All of one notebook: values are asked for one after the other. */
static struct {
    char *git_dir; /* NULL: none is open */
    int folder;
    guint64 key[2];
    tl_flat flat;      /* how often it was written: its flags */
    guint8 *asked;     /* by entry, 1: it was */
    GHashTable *fresh; /* fresh_value, a set: made since, or NULL */
} store = {.folder = -1};

static void free_fresh(gpointer data)
{
    fresh_value *f = data;
    g_bytes_unref(f->value);
    g_free(f->own_path);
    g_free(f);
}

static guint hash_fresh(gconstpointer data)
{
    const fresh_value *f = data;
    return g_str_hash(f->path) + (guint)f->stamp.who;
}

static gboolean is_same_fresh(gconstpointer a, gconstpointer b)
{
    const fresh_value *left = a, *right = b;
    return left->stamp.who == right->stamp.who && strcmp(left->path, right->path) == 0;
}

/* -- the file ---------------------------------------------------------------------- */

static guint32 count_entries(void)
{
    return (guint32)(store.flat.lengths[ENTRIES] / sizeof(kept_entry));
}

static const kept_entry *entry_at(guint32 i)
{
    return &((const kept_entry *)(gconstpointer)store.flat.parts[ENTRIES])[i];
}

static const char *path_of(const kept_entry *entry)
{
    return store.flat.parts[BYTES] + entry->path;
}

static GBytes *value_of(const kept_entry *entry)
{
    const char *all = g_bytes_get_data(store.flat.bytes, NULL);
    gsize start = (gsize)(store.flat.parts[BYTES] - all) + entry->value;
    return g_bytes_new_from_bytes(store.flat.bytes, start, entry->length);
}

/* The checksums tell that it is what was written; that this fits is looked at once. */
static gboolean is_sound(void)
{
    gsize length = store.flat.lengths[BYTES];
    if (length == 0 || store.flat.parts[BYTES][length - 1] != '\0')
        return FALSE;
    for (guint32 i = 0; i < count_entries(); i++) {
        const kept_entry *entry = entry_at(i);
        if (entry->path >= length || entry->value > length || entry->length > length - entry->value)
            return FALSE;
    }
    return TRUE;
}

/* A git folder may come to have another work tree. */
static void make_key(const tl_notebook *notebook)
{
    struct stat status = {0};
    (void)fstat(notebook->root_fd, &status);
    g_autofree char *name = g_strdup_printf("people %" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT,
                                            (guint64)status.st_dev, (guint64)status.st_ino);
    tl_digest_key(name, store.key);
}

static void clear(void)
{
    if (store.folder >= 0)
        g_close(store.folder, NULL);
    store.folder = -1;
    tl_flat_clear(&store.flat);
    g_clear_pointer(&store.asked, g_free);
    g_clear_pointer(&store.fresh, g_hash_table_unref);
    g_clear_pointer(&store.git_dir, g_free);
}

static void open_store(const tl_notebook *notebook)
{
    const char *git_dir = tl_repository_git_dir(notebook->repository);
    if (g_strcmp0(store.git_dir, git_dir) == 0)
        return;
    clear();
    store.git_dir = g_strdup(git_dir);
    store.folder = tl_cache_folder_open(notebook->repository);
    if (store.folder < 0)
        return;
    make_key(notebook);
    g_autoptr(GBytes) kept = tl_cache_folder_read(store.folder, FILE_NAME);
    guint32 mask = 1u << ENTRIES | 1u << BYTES;
    if (kept && tl_flat_open(&store.flat, &FORMAT, kept, store.key, mask) && !is_sound())
        tl_flat_clear(&store.flat);
    store.asked = g_new0(guint8, count_entries() + 1);
}

/* -- one value ------------------------------------------------------------------------ */

static int compare(const char *path, guint64 who, const char *other, guint64 other_who)
{
    int order = strcmp(path, other);
    return order ? order : (who > other_who) - (who < other_who);
}

/* Which entry; count_entries(): none. */
static guint32 find(const char *path, guint64 who)
{
    guint32 low = 0, high = count_entries();
    while (low < high) {
        guint32 middle = low + (high - low) / 2;
        const kept_entry *entry = entry_at(middle);
        int order = compare(path, who, path_of(entry), entry->stamp.who);
        if (order == 0)
            return middle;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return count_entries();
}

static GBytes *take_fresh(const char *path, guint64 who, const struct stat *status)
{
    fresh_value wanted = {.stamp = {.who = who}, .path = path};
    const fresh_value *found = store.fresh ? g_hash_table_lookup(store.fresh, &wanted) : NULL;
    return found && tl_stamp_is_of(&found->stamp, status) ? g_bytes_ref(found->value) : NULL;
}

static GBytes *take(const char *path, guint64 who, const struct stat *status)
{
    guint32 i = find(path, who);
    if (i == count_entries() || !tl_stamp_is_of(&entry_at(i)->stamp, status))
        return take_fresh(path, who, status);
    store.asked[i] = 1;
    return value_of(entry_at(i));
}

static void put(const char *path, const tl_stamp *stamp, GBytes *value)
{
    if (!store.fresh)
        store.fresh = g_hash_table_new_full(hash_fresh, is_same_fresh, free_fresh, NULL);
    if (stamp->who == 0 || g_bytes_get_size(value) == 0 ||
        g_hash_table_size(store.fresh) >= COUNT_MAX)
        return;
    fresh_value *f = g_new0(fresh_value, 1);
    f->stamp = *stamp;
    f->path = f->own_path = g_strdup(path);
    f->value = g_bytes_ref(value);
    g_hash_table_add(store.fresh, f);
}

static gboolean look(const tl_notebook *notebook, const char *path, struct stat *status)
{
    return (*path ? fstatat(notebook->root_fd, path, status, AT_SYMLINK_NOFOLLOW)
                  : fstat(notebook->root_fd, status)) == 0;
}

GBytes *tl_kept_value(const tl_notebook *notebook, tl_memo_kind kind, const char *path,
                      tl_memo_maker make, GError **error)
{
    struct stat status;
    guint64 who = (guint64)kind + 1;
    open_store(notebook);
    if (store.folder < 0 || !look(notebook, path, &status))
        return make(notebook, path, error);
    GBytes *value = take(path, who, &status);
    if (value)
        return value;
    /* What changes from here on has other times than status. */
    tl_stamp stamp = tl_stamp_take(who, &status, tl_stamp_now());
    value = make(notebook, path, error);
    if (value)
        put(path, &stamp, value);
    return value;
}

/* -- writing -------------------------------------------------------------------------- */

static int compare_fresh(gconstpointer a, gconstpointer b)
{
    const fresh_value *left = *(const fresh_value *const *)a,
                      *right = *(const fresh_value *const *)b;
    return compare(left->path, left->stamp.who, right->path, right->stamp.who);
}

/* Entries that were asked for, or the others, as values to be written again. */
static void add_kept(GPtrArray *all, gboolean asked, guint32 turn)
{
    for (guint32 i = 0; i < count_entries() && all->len < COUNT_MAX; i++) {
        const kept_entry *entry = entry_at(i);
        fresh_value wanted = {.stamp = entry->stamp, .path = path_of(entry)};
        if (store.asked[i] != asked || g_hash_table_contains(store.fresh, &wanted) ||
            (!asked && turn - entry->turn > AGE_MAX))
            continue;
        fresh_value *f = g_new(fresh_value, 1);
        *f = wanted;
        f->value = value_of(entry);
        f->turn = asked ? turn : entry->turn;
        g_ptr_array_add(all, f);
    }
}

static GPtrArray *collect(guint32 turn)
{
    GHashTableIter iter;
    gpointer key;
    GPtrArray *all = g_ptr_array_new_with_free_func(free_fresh);
    add_kept(all, TRUE, turn);
    g_hash_table_iter_init(&iter, store.fresh);
    while (g_hash_table_iter_next(&iter, &key, NULL) && all->len < COUNT_MAX) {
        const fresh_value *made = key;
        fresh_value *f = g_new(fresh_value, 1);
        *f = (fresh_value){made->stamp, made->path, g_bytes_ref(made->value), turn, NULL};
        g_ptr_array_add(all, f);
    }
    add_kept(all, FALSE, turn);
    g_ptr_array_sort(all, compare_fresh);
    return all;
}

static guint32 append(GByteArray *bytes, gconstpointer data, gsize length)
{
    guint32 at = bytes->len;
    g_byte_array_append(bytes, data, (guint)length);
    return at;
}

static GBytes *format(const GPtrArray *all, guint32 turn)
{
    g_autoptr(GByteArray) entries = g_byte_array_new();
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    for (guint i = 0; i < all->len; i++) {
        gsize length;
        const fresh_value *f = g_ptr_array_index(all, i);
        const char *value = g_bytes_get_data(f->value, &length);
        kept_entry entry = {.stamp = f->stamp, .length = (guint32)length, .turn = f->turn};
        entry.path = append(bytes, f->path, strlen(f->path) + 1);
        entry.value = append(bytes, value, length);
        append(entries, &entry, sizeof(entry));
    }
    append(bytes, "", 1);
    const GByteArray *const parts[PARTS] = {[ENTRIES] = entries, [BYTES] = bytes};
    return tl_flat_write(&FORMAT, store.key, turn, parts);
}

void tl_kept_close(void)
{
    if (store.fresh && g_hash_table_size(store.fresh) > 0) {
        guint32 turn = store.flat.flags + 1;
        g_autoptr(GPtrArray) all = collect(turn);
        g_autoptr(GBytes) content = format(all, turn);
        (void)tl_cache_folder_write(store.folder, FILE_NAME, content);
    }
    clear();
}
