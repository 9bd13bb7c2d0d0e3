#include "digest_items_internal.h"

#include "checksum_internal.h"

#include <string.h>

#define FILE_NAME "items.tip"
#define SEED 502

/*
 * A commit never has other trees: where the digests were right at the commit that HEAD is, and are
 * the same, HEAD's trees need not be read. Of those only what is in the work tree's relationships
 * counts.
 */
typedef struct {
    char tip[TL_OBJECT_NAME_SIZE];
    guint64 items;         /* their sum */
    guint64 relationships; /* the sum of their names */
} record;

static record record_of(const tl_digest *digest)
{
    record r;
    memset(&r, 0, sizeof(r));
    memcpy(r.tip, digest->tip, sizeof(r.tip));
    r.items = digest->items.sum;
    for (guint i = 0; i < digest->relationships->len; i++) {
        const char *name = g_ptr_array_index(digest->relationships, i);
        r.relationships = tl_checksum(name, strlen(name), r.relationships);
    }
    return r;
}

gboolean tl_items_are_at_tip(const tl_digest *digest)
{
    gsize length = 0;
    record wanted = record_of(digest);
    g_autoptr(GBytes) sealed = tl_cache_folder_read(digest->folder, FILE_NAME);
    g_autoptr(GBytes) content = tl_cache_unseal(sealed, SEED);
    const void *bytes = content ? g_bytes_get_data(content, &length) : NULL;
    return *digest->tip && digest->items.bytes && length == sizeof(wanted) &&
           memcmp(bytes, &wanted, length) == 0;
}

void tl_items_keep_tip(tl_digest *digest)
{
    char now[TL_OBJECT_NAME_SIZE];
    record r = record_of(digest);
    if (digest->is_at_tip || !*digest->tip || !digest->has_kept_items)
        return;
    /* It may have moved while its trees were read. */
    if (!tl_repository_head(digest->repository, now, NULL) || strcmp(now, digest->tip) != 0)
        return;
    g_autoptr(GBytes) content = g_bytes_new(&r, sizeof(r));
    g_autoptr(GBytes) sealed = tl_cache_seal(content, SEED);
    digest->is_at_tip = tl_cache_folder_write(digest->folder, FILE_NAME, sealed);
}
