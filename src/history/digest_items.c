#include "digest_items_internal.h"

#include "checksum_internal.h"

#include <string.h>

#define FILE_NAME "items"
/* Bytes that are worth being let go of. */
#define LARGE ((gsize)1024 * 1024)
/* What lists are made from. */
#define LISTED                                                                                     \
    (1u << TL_ITEMS_PERSONS | 1u << TL_ITEMS_ITEMS | 1u << TL_ITEMS_STRINGS | 1u << TL_ITEMS_PATHS)
#define ALL ((1u << TL_ITEMS_PARTS) - 1)

guint32 tl_items_count_of(const tl_flat *flat, tl_items_part part)
{
    return (guint32)(flat->lengths[part] / tl_items_format.sizes[part]);
}

const tl_items_person *tl_items_person_at(const tl_flat *flat, guint32 i)
{
    return &((const tl_items_person *)(gconstpointer)flat->parts[TL_ITEMS_PERSONS])[i];
}

guint32 tl_items_count(const tl_flat *items)
{
    return tl_items_count_of(items, TL_ITEMS_ITEMS);
}

const tl_items_item *tl_items_at(const tl_flat *items, guint32 i)
{
    return &((const tl_items_item *)(gconstpointer)items->parts[TL_ITEMS_ITEMS])[i];
}

const tl_items_link *tl_items_link_at(const tl_flat *items, guint32 i)
{
    return &((const tl_items_link *)(gconstpointer)items->parts[TL_ITEMS_LINKS])[i];
}

guint32 tl_items_item_of(const tl_flat *flat, guint32 occurrence)
{
    return ((const guint32 *)(gconstpointer)flat->parts[TL_ITEMS_ITEM_OF])[occurrence];
}

/* -- as a file ------------------------------------------------------------------------- */

static gboolean open_file(tl_flat *items, GBytes *bytes, guint32 mask)
{
    guint64 key[2];
    tl_digest_key(FILE_NAME, key);
    return bytes && tl_flat_open(items, &tl_items_format, bytes, key, mask);
}

/* Numbers that lead nowhere: then it was made from something else. */
static gboolean is_sound(const tl_flat *items)
{
    guint32 count = tl_items_count_of(items, TL_ITEMS_ITEM_OF);
    gboolean sound = tl_items_count_of(items, TL_ITEMS_LINKS) == tl_items_count(items);
    for (guint32 i = 0; sound && i < count; i++)
        sound = tl_items_item_of(items, i) < tl_items_count(items);
    for (guint32 i = 0; sound && i < tl_items_count(items); i++)
        sound = tl_items_link_at(items, i)->component < count;
    for (guint32 i = 0; sound && i < tl_items_count_of(items, TL_ITEMS_PERSONS); i++) {
        const tl_items_person *person = tl_items_person_at(items, i);
        sound = person->first <= count && person->count <= count - person->first;
    }
    return sound;
}

gboolean tl_items_open(tl_digest *digest)
{
    g_autoptr(GBytes) kept = tl_cache_folder_read(digest->folder, FILE_NAME);
    tl_flat *items = &digest->items;
    digest->has_mapped_items = open_file(items, kept, 0);
    items->rest = tl_cache_folder_forget;
    digest->has_mapped_items =
        digest->has_mapped_items && tl_flat_need(items, &tl_items_format, LISTED);
    if (!digest->has_mapped_items)
        tl_flat_clear(items);
    tl_items_forget(digest);
    digest->has_kept_items = digest->has_mapped_items;
    return digest->has_kept_items;
}

/* Items that are worth going on from as they were; empty: there are none. */
static void open_old(const tl_digest *digest, tl_flat *old)
{
    GBytes *bytes = digest->items.bytes;
    if (bytes && (!open_file(old, bytes, ALL) || !is_sound(old)))
        tl_flat_clear(old);
}

static GBytes *rework(const tl_digest *digest)
{
    guint64 key[2];
    g_auto(tl_flat) old = {.bytes = NULL};
    open_old(digest, &old);
    tl_digest_key(FILE_NAME, key);
    return tl_items_rework(digest, &old, key);
}

/* -- kept, beside what is done with them ----------------------------------------------- */

static gpointer keep(gpointer data)
{
    tl_digest *digest = data;
    return GINT_TO_POINTER(tl_digest_keep(digest, FILE_NAME, digest->items.bytes));
}

static void begin_keeping(tl_digest *digest)
{
    gboolean is_large = g_bytes_get_size(digest->items.bytes) >= LARGE;
    digest->keeper = is_large ? g_thread_try_new("keep", keep, digest, NULL) : NULL;
    digest->has_kept_items = !digest->keeper && GPOINTER_TO_INT(keep(digest));
}

void tl_items_end_keeping(tl_digest *digest)
{
    if (digest->keeper)
        digest->has_kept_items = GPOINTER_TO_INT(g_thread_join(g_steal_pointer(&digest->keeper)));
}

gboolean tl_items_bring_up(tl_digest *digest)
{
    if ((digest->items.bytes || tl_items_open(digest)) && tl_items_are_of(digest))
        return TRUE;
    if (!tl_digest_load(digest))
        return FALSE;
    g_autoptr(GBytes) bytes = rework(digest);
    tl_items_end_keeping(digest);
    tl_flat_clear(&digest->items);
    digest->has_mapped_items = FALSE;
    if (!open_file(&digest->items, bytes, LISTED))
        return FALSE;
    begin_keeping(digest);
    return TRUE;
}

void tl_items_each_person(const tl_flat *items, void (*visit)(const char *slug, gpointer data),
                          gpointer data)
{
    for (guint32 i = 0; i < tl_items_count_of(items, TL_ITEMS_PERSONS); i++) {
        const char *slug =
            tl_flat_string(items, TL_ITEMS_STRINGS, tl_items_person_at(items, i)->slug);
        if (slug)
            visit(slug, data);
    }
}

void tl_items_forget(const tl_digest *digest)
{
    if (digest->has_mapped_items && g_bytes_get_size(digest->items.bytes) >= LARGE)
        tl_cache_folder_forget(digest->items.bytes);
}
