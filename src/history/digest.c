#include "digest_items_internal.h"

#include "checksum_internal.h"

#include "tl11/heap.h"
#include "tl11/people.h"
#include "tl11/text.h"

#include <glib/gstdio.h>
#include <string.h>

/* Bytes that are worth being let go of. */
#define LARGE ((gsize)64 * 1024)

void tl_digest_person_free(tl_digest_person *person)
{
    tl_items_own_free(person->own);
    tl_flat_clear(&person->flat);
    g_free(person->slug);
    g_free(person);
}

void tl_digest_person_forget(const tl_digest_person *person)
{
    gboolean is_large = person->flat.bytes && g_bytes_get_size(person->flat.bytes) >= LARGE;
    if (person->is_mapped && is_large)
        tl_cache_folder_forget(person->flat.bytes);
}

void tl_digest_close(tl_digest *digest)
{
    if (!digest)
        return;
    if (digest->look)
        (void)tl_digest_look_finish(digest);
    tl_items_end_keeping(digest);
    if (digest->is_confirmed)
        tl_items_keep_tip(digest);
    if (digest->folder >= 0)
        g_close(digest->folder, NULL);
    g_clear_pointer(&digest->relationships, g_ptr_array_unref);
    g_clear_pointer(&digest->persons, g_ptr_array_unref);
    g_clear_pointer(&digest->heads, g_hash_table_unref);
    tl_flat_clear(&digest->items);
    g_mutex_clear(&digest->turn);
    g_free(digest);
}

/* -- who there is -------------------------------------------------------------------- */

static gboolean take_head(gpointer data, const char *first, const char *second, const guint8 *tree)
{
    g_hash_table_insert(data, g_strconcat(first, "/", second, NULL),
                        g_memdup2(tree, TL_BLOB_BYTES));
    return FALSE;
}

static gboolean read_heads(tl_digest *digest, const char *slug)
{
    static const tl_head_visitor VISITOR = {.folder = take_head};
    g_autoptr(GHashTable) heads = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (tl_repository_visit_head(digest->repository, slug, &VISITOR, heads, NULL))
        digest->heads = g_steal_pointer(&heads);
    return digest->heads != NULL;
}

GHashTable *tl_digest_heads(tl_digest *digest)
{
    g_mutex_lock(&digest->turn);
    if (!digest->heads)
        (void)read_heads(digest, NULL);
    GHashTable *heads = digest->heads;
    g_mutex_unlock(&digest->turn);
    return heads;
}

static gboolean list_relationships(tl_digest *digest)
{
    g_autoptr(GPtrArray) names = tl_standing_folders(digest->root, "", NULL);
    digest->relationships = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; names && i < names->len; i++)
        if (strcmp(g_ptr_array_index(names, i), "guide") != 0)
            g_ptr_array_add(digest->relationships, g_steal_pointer(&g_ptr_array_index(names, i)));
    return names != NULL;
}

static gboolean is_relationship(const tl_digest *digest, const char *name)
{
    return g_ptr_array_find_with_equal_func(digest->relationships, name, g_str_equal, NULL);
}

static void add_slug(const char *slug, gpointer slugs)
{
    g_hash_table_add(slugs, g_strdup(slug));
}

static void add_slugs_of_heads(const tl_digest *digest, GHashTable *slugs)
{
    GHashTableIter iter;
    gpointer path;
    g_hash_table_iter_init(&iter, digest->heads);
    while (g_hash_table_iter_next(&iter, &path, NULL)) {
        g_auto(GStrv) parts = g_strsplit(path, "/", 2);
        if (is_relationship(digest, parts[0]) && tl_text_is_slug(parts[1]))
            add_slug(parts[1], slugs);
    }
}

/* Of the work tree and of HEAD. Owns: the caller unrefs the set. NULL on error. */
static GHashTable *collect_slugs(const tl_digest *digest)
{
    g_autoptr(GHashTable) slugs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < digest->relationships->len; i++) {
        g_autoptr(GPtrArray) names =
            tl_standing_folders(digest->root, g_ptr_array_index(digest->relationships, i), NULL);
        for (guint n = 0; names && n < names->len; n++)
            g_hash_table_add(slugs, g_steal_pointer(&g_ptr_array_index(names, n)));
        if (!names)
            return NULL;
    }
    if (digest->is_at_tip)
        tl_items_each_person(&digest->items, add_slug, slugs);
    else
        add_slugs_of_heads(digest, slugs);
    return g_steal_pointer(&slugs);
}

static void add_person(tl_digest *digest, const char *slug)
{
    tl_digest_person *person = g_new0(tl_digest_person, 1);
    person->slug = g_strdup(slug);
    g_ptr_array_add(digest->persons, person);
}

static int compare_persons(gconstpointer a, gconstpointer b)
{
    const tl_digest_person *const *left = a, *const *right = b;
    return strcmp((*left)->slug, (*right)->slug);
}

static gboolean list_persons(tl_digest *digest, const char *slug)
{
    GHashTableIter iter;
    gpointer name;
    if (slug) {
        add_person(digest, slug);
        return TRUE;
    }
    g_autoptr(GHashTable) slugs = collect_slugs(digest);
    if (!slugs)
        return FALSE;
    g_hash_table_iter_init(&iter, slugs);
    while (g_hash_table_iter_next(&iter, &name, NULL))
        add_person(digest, name);
    g_ptr_array_sort(digest->persons, compare_persons);
    return TRUE;
}

/* With nobody's notes looked at. */
static tl_digest *begin(tl_repository *repository, const char *slug)
{
    g_autoptr(tl_digest) digest = g_new0(tl_digest, 1);
    g_mutex_init(&digest->turn);
    digest->repository = repository;
    digest->root = tl_repository_root_fd(repository);
    digest->today = tl_date_today();
    digest->persons = g_ptr_array_new_with_free_func((GDestroyNotify)tl_digest_person_free);
    digest->folder = tl_cache_folder_open(repository);
    if (digest->folder < 0 || !list_relationships(digest))
        return NULL;
    (void)tl_repository_head(repository, digest->tip, NULL);
    digest->is_at_tip = !slug && tl_items_open(digest) && tl_items_are_at_tip(digest);
    gboolean is_known = digest->is_at_tip || read_heads(digest, slug);
    return is_known && list_persons(digest, slug) ? g_steal_pointer(&digest) : NULL;
}

tl_digest *tl_digest_open(tl_repository *repository, const char *slug)
{
    g_autoptr(tl_digest) digest = begin(repository, slug);
    gboolean is_good = digest && tl_digest_look_finish(digest) && tl_digest_load(digest);
    return is_good ? g_steal_pointer(&digest) : NULL;
}

/* Bytes. */
#define ROOM ((gsize)4 * 1024 * 1024)

tl_digest *tl_digest_start(tl_repository *repository)
{
    g_autoptr(tl_digest) digest = begin(repository, NULL);
    if (!digest)
        return NULL;
    /* All that is read has to be held. */
    if (!digest->items.bytes)
        tl_heap_grow_by(ROOM, 16 * ROOM, 8 * ROOM);
    digest->is_for_items = TRUE;
    tl_digest_look_start(digest);
    if (!digest->items.bytes && tl_digest_confirm(digest) == TL_DIGEST_NONE)
        return NULL;
    return g_steal_pointer(&digest);
}

gboolean tl_digest_is_confirmed(const tl_digest *digest)
{
    return !digest->look;
}

tl_digest_answer tl_digest_confirm(tl_digest *digest)
{
    if (!digest->look)
        return TL_DIGEST_RIGHT;
    if (!tl_digest_look_finish(digest))
        return TL_DIGEST_NONE;
    gboolean is_right = digest->items.bytes && tl_items_are_of(digest);
    if (!is_right && !tl_items_bring_up(digest))
        return TL_DIGEST_NONE;
    digest->is_confirmed = TRUE;
    return is_right ? TL_DIGEST_RIGHT : TL_DIGEST_OTHER;
}

guint64 tl_digest_sum(const tl_digest *digest)
{
    guint64 sum = 601;
    for (guint i = 0; i < digest->persons->len; i++) {
        const tl_digest_person *person = g_ptr_array_index(digest->persons, i);
        sum = tl_checksum(person->slug, strlen(person->slug), sum);
        sum = tl_checksum(&person->flat.sum, sizeof(person->flat.sum), sum);
    }
    return sum;
}

/* -- what they hold -------------------------------------------------------------------- */

void tl_digest_each_note(const tl_digest_person *person, tl_digest_visitor visit, gpointer data)
{
    g_autoptr(GString) path = g_string_new(NULL);
    for (guint32 f = 0; f < tl_digest_count(&person->flat, TL_DIGEST_FOLDERS); f++) {
        tl_digest_folder folder = tl_digest_folder_at(&person->flat, f);
        const char *relationship = tl_digest_name(&person->flat, folder.relationship);
        g_string_printf(path, "%s/%s/", relationship ? relationship : "", person->slug);
        gsize length = path->len;
        for (guint32 n = 0; relationship && n < folder.count; n++) {
            tl_digest_note note = tl_digest_note_at(&person->flat, folder.first + n);
            const char *name = tl_digest_name(&person->flat, note.name);
            g_string_truncate(path, length);
            g_string_append(path, name ? name : "");
            visit(person, path->str, &note, data);
        }
    }
}

static void each_note(const tl_digest *digest, tl_digest_visitor visit, gpointer data)
{
    for (guint i = 0; i < digest->persons->len; i++)
        tl_digest_each_note(g_ptr_array_index(digest->persons, i), visit, data);
}

typedef struct {
    tl_ledger *ledger;
    const GPtrArray *changes;
    const guint8 *wanted; /* by occurrence; NULL: all */
} filling;

static gboolean is_changed(const filling *f, const char *path)
{
    for (guint i = 0; f->changes && i < f->changes->len; i++) {
        const tl_change *change = g_ptr_array_index(f->changes, i);
        if (strcmp(change->path, path) == 0)
            return TRUE;
    }
    return FALSE;
}

static void fill_note(const tl_digest_person *person, const char *path, const tl_digest_note *note,
                      gpointer data)
{
    const filling *f = data;
    guint32 at = note->at;
    if (note->count == 0 || is_changed(f, path))
        return;
    for (guint32 i = 0; i < note->count; i++) {
        tl_digest_occurrence o = tl_digest_next(&person->flat, &at);
        if (!f->wanted || f->wanted[note->first + i])
            tl_ledger_take(f->ledger, path, o.index, tl_digest_followup(&person->flat, &o),
                           (o.flags & TL_OCCURRENCE_FORMER) != 0);
    }
}

static void fill(const tl_digest *digest, const GPtrArray *changes, GHashTable *related,
                 tl_ledger *ledger)
{
    for (guint i = 0; i < digest->persons->len; i++) {
        const tl_digest_person *person = g_ptr_array_index(digest->persons, i);
        g_autofree guint8 *wanted = related ? tl_digest_related(person, related) : NULL;
        filling f = {ledger, changes, wanted};
        tl_digest_each_note(person, fill_note, &f);
    }
}

tl_ledger *tl_digest_ledger(const tl_digest *digest)
{
    tl_ledger *ledger = tl_ledger_new();
    fill(digest, NULL, NULL, ledger);
    return ledger;
}

gboolean tl_digest_source(const tl_notebook *notebook, const char *slug, const GPtrArray *changes,
                          GHashTable *related, tl_ledger *ledger)
{
    g_autoptr(tl_digest) digest = tl_digest_open(notebook->repository, slug);
    if (digest)
        fill(digest, changes, slug ? related : NULL, ledger);
    return digest != NULL;
}

static void list_note(const tl_digest_person *person, const char *path, const tl_digest_note *note,
                      gpointer data)
{
    g_autoptr(tl_note_name) name = tl_note_name_parse(path);
    if (!(note->flags & TL_DIGEST_IN_TREE) || !name)
        return;
    const char *sections = tl_digest_string(&person->flat, note->sections);
    tl_digest_entry entry = {.name = g_steal_pointer(&name),
                             .title = tl_digest_string(&person->flat, note->title),
                             .sections = sections ? sections : "",
                             .open = note->open,
                             .closed = note->closed};
    g_array_append_val((GArray *)data, entry);
}

static void clear_entry(gpointer data)
{
    g_clear_pointer(&((tl_digest_entry *)data)->name, tl_note_name_free);
}

GArray *tl_digest_entries(const tl_digest *digest)
{
    GArray *entries = g_array_new(FALSE, FALSE, sizeof(tl_digest_entry));
    g_array_set_clear_func(entries, clear_entry);
    each_note(digest, list_note, entries);
    return entries;
}
