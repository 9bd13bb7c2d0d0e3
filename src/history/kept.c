#include "tl11/kept.h"

#include "digest_internal.h"
#include "flat_internal.h"
#include "standing_internal.h"

#include <glib/gstdio.h>

#include <string.h>
#include <sys/stat.h>

/* As many values are kept in a file; then those go that were not asked for. */
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

/* A file, and what is to go into it. */
typedef struct {
    const char *name;
    gboolean is_open; /* it was looked for */
    guint64 key[2];
    tl_flat flat;      /* how often it was written: its flags */
    guint8 *asked;     /* by entry, 1: it was */
    guint count;       /* of those that were */
    GHashTable *fresh; /* fresh_value, a set: made since, or NULL */
} kept_file;

/* All of one notebook: values are asked for one after the other. */
static struct {
    char *git_dir; /* NULL: none is open */
    int folder;
    kept_file people;
    kept_file letters; /* there may be one a note, which others need not wait for */
} store = {.folder = -1, .people = {.name = "people"}, .letters = {.name = "letters"}};

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

static guint32 count_entries(const kept_file *file)
{
    return (guint32)(file->flat.lengths[ENTRIES] / sizeof(kept_entry));
}

static const kept_entry *entry_at(const kept_file *file, guint32 i)
{
    return &((const kept_entry *)(gconstpointer)file->flat.parts[ENTRIES])[i];
}

static const char *path_of(const kept_file *file, const kept_entry *entry)
{
    return file->flat.parts[BYTES] + entry->path;
}

static GBytes *value_of(const kept_file *file, const kept_entry *entry)
{
    const char *all = g_bytes_get_data(file->flat.bytes, NULL);
    gsize start = (gsize)(file->flat.parts[BYTES] - all) + entry->value;
    return g_bytes_new_from_bytes(file->flat.bytes, start, entry->length);
}

/* The checksums tell that it is what was written; that this fits is looked at once. */
static gboolean is_sound(const kept_file *file)
{
    gsize length = file->flat.lengths[BYTES];
    if (length == 0 || file->flat.parts[BYTES][length - 1] != '\0')
        return FALSE;
    for (guint32 i = 0; i < count_entries(file); i++) {
        const kept_entry *entry = entry_at(file, i);
        if (entry->path >= length || entry->value > length || entry->length > length - entry->value)
            return FALSE;
    }
    return TRUE;
}

/* A git folder may come to have another work tree. */
static void make_key(const kept_file *file, const tl_notebook *notebook, guint64 key[2])
{
    struct stat status = {0};
    (void)fstat(notebook->root_fd, &status);
    g_autofree char *name =
        g_strdup_printf("%s %" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, file->name,
                        (guint64)status.st_dev, (guint64)status.st_ino);
    tl_digest_key(name, key);
}

static void clear_file(kept_file *file)
{
    tl_flat_clear(&file->flat);
    g_clear_pointer(&file->asked, g_free);
    g_clear_pointer(&file->fresh, g_hash_table_unref);
    file->is_open = FALSE;
    file->count = 0;
}

static void clear(void)
{
    clear_file(&store.people);
    clear_file(&store.letters);
    if (store.folder >= 0)
        g_close(store.folder, NULL);
    store.folder = -1;
    g_clear_pointer(&store.git_dir, g_free);
}

static void open_folder(const tl_notebook *notebook)
{
    const char *git_dir = tl_repository_git_dir(notebook->repository);
    if (g_strcmp0(store.git_dir, git_dir) == 0)
        return;
    clear();
    store.git_dir = g_strdup(git_dir);
    store.folder = tl_cache_folder_open(notebook->repository);
}

static kept_file *open_file(const tl_notebook *notebook, tl_memo_kind kind)
{
    open_folder(notebook);
    kept_file *file = kind == TL_MEMO_LETTERS ? &store.letters : &store.people;
    if (store.folder < 0)
        return NULL;
    if (file->is_open)
        return file;
    make_key(file, notebook, file->key);
    g_autoptr(GBytes) kept = tl_cache_folder_read(store.folder, file->name);
    guint32 mask = 1u << ENTRIES | 1u << BYTES;
    if (kept && tl_flat_open(&file->flat, &FORMAT, kept, file->key, mask) && !is_sound(file))
        tl_flat_clear(&file->flat);
    file->asked = g_new0(guint8, count_entries(file) + 1);
    file->fresh = g_hash_table_new_full(hash_fresh, is_same_fresh, free_fresh, NULL);
    file->is_open = TRUE;
    return file;
}

/* -- one value ------------------------------------------------------------------------ */

static int compare(const char *path, guint64 who, const char *other, guint64 other_who)
{
    int order = strcmp(path, other);
    return order ? order : (who > other_who) - (who < other_who);
}

/* Which entry; as many as there are: none. */
static guint32 find(const kept_file *file, const char *path, guint64 who)
{
    guint32 low = 0, high = count_entries(file);
    while (low < high) {
        guint32 middle = low + (high - low) / 2;
        const kept_entry *entry = entry_at(file, middle);
        int order = compare(path, who, path_of(file, entry), entry->stamp.who);
        if (order == 0)
            return middle;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return count_entries(file);
}

static GBytes *take_fresh(const kept_file *file, const char *path, guint64 who,
                          const struct stat *status)
{
    fresh_value wanted = {.stamp = {.who = who}, .path = path};
    const fresh_value *found = g_hash_table_lookup(file->fresh, &wanted);
    return found && tl_stamp_is_of(&found->stamp, status) ? g_bytes_ref(found->value) : NULL;
}

static GBytes *take(kept_file *file, const char *path, guint64 who, const struct stat *status)
{
    guint32 i = find(file, path, who);
    if (i == count_entries(file) || !tl_stamp_is_of(&entry_at(file, i)->stamp, status))
        return take_fresh(file, path, who, status);
    file->count += file->asked[i] ? 0 : 1;
    file->asked[i] = 1;
    return value_of(file, entry_at(file, i));
}

static void put(kept_file *file, const char *path, const tl_stamp *stamp, GBytes *value)
{
    if (stamp->who == 0 || g_bytes_get_size(value) == 0 ||
        file->count + g_hash_table_size(file->fresh) >= COUNT_MAX)
        return;
    fresh_value *f = g_new0(fresh_value, 1);
    f->stamp = *stamp;
    f->path = f->own_path = g_strdup(path);
    f->value = g_bytes_ref(value);
    g_hash_table_add(file->fresh, f);
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
    kept_file *file = open_file(notebook, kind);
    if (!file || !look(notebook, path, &status))
        return make(notebook, path, error);
    GBytes *value = take(file, path, who, &status);
    if (value)
        return value;
    /* What changes from here on has other times than status. */
    tl_stamp stamp = tl_stamp_take(who, &status, tl_stamp_now());
    value = make(notebook, path, error);
    if (value)
        put(file, path, &stamp, value);
    return value;
}

/* -- writing -------------------------------------------------------------------------- */

static int compare_fresh(gconstpointer a, gconstpointer b)
{
    const fresh_value *left = *(const fresh_value *const *)a,
                      *right = *(const fresh_value *const *)b;
    return compare(left->path, left->stamp.who, right->path, right->stamp.who);
}

static void add(GPtrArray *all, fresh_value f)
{
    if (all->len < COUNT_MAX)
        g_ptr_array_add(all, g_memdup2(&f, sizeof(f)));
    else
        g_bytes_unref(f.value);
}

/* Entries that were asked for, or the others, as values to be written again. */
static void add_kept(GPtrArray *all, const kept_file *file, gboolean asked, guint32 turn)
{
    for (guint32 i = 0; i < count_entries(file); i++) {
        const kept_entry *entry = entry_at(file, i);
        fresh_value f = {.stamp = entry->stamp, .path = path_of(file, entry)};
        if (file->asked[i] != asked || g_hash_table_contains(file->fresh, &f) ||
            (!asked && turn - entry->turn > AGE_MAX))
            continue;
        f.value = value_of(file, entry);
        f.turn = asked ? turn : entry->turn;
        add(all, f);
    }
}

static GPtrArray *collect(const kept_file *file, guint32 turn)
{
    GHashTableIter iter;
    gpointer key;
    GPtrArray *all = g_ptr_array_new_with_free_func(free_fresh);
    g_hash_table_iter_init(&iter, file->fresh);
    while (g_hash_table_iter_next(&iter, &key, NULL)) {
        const fresh_value *made = key;
        add(all, (fresh_value){made->stamp, made->path, g_bytes_ref(made->value), turn, NULL});
    }
    add_kept(all, file, TRUE, turn);
    add_kept(all, file, FALSE, turn);
    g_ptr_array_sort(all, compare_fresh);
    return all;
}

static guint32 append(GByteArray *bytes, gconstpointer data, gsize length)
{
    guint32 at = bytes->len;
    g_byte_array_append(bytes, data, (guint)length);
    return at;
}

static GBytes *format(const kept_file *file, const GPtrArray *all, guint32 turn)
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
    return tl_flat_write(&FORMAT, file->key, turn, parts);
}

static void write_file(const kept_file *file)
{
    if (!file->is_open || g_hash_table_size(file->fresh) == 0)
        return;
    guint32 turn = file->flat.flags + 1;
    g_autoptr(GPtrArray) all = collect(file, turn);
    g_autoptr(GBytes) content = format(file, all, turn);
    (void)tl_cache_folder_write(store.folder, file->name, content);
}

void tl_kept_close(void)
{
    write_file(&store.people);
    write_file(&store.letters);
    clear();
}
