#include "digest_internal.h"

#include "tl11/text.h"

#include <string.h>

/* What an occurrence is known by. */
typedef struct {
    guint32 key;
    guint32 link;
} mark;

/* Keys and links that hang together with what is asked for, as numbers. */
typedef struct {
    GHashTable *keys;
    GHashTable *links;
} reach;

static mark *read_marks(const tl_flat *flat, guint32 count)
{
    guint32 at = 0;
    mark *marks = g_new(mark, count + 1);
    for (guint32 i = 0; i < count; i++) {
        tl_digest_occurrence o = tl_digest_next(flat, &at);
        marks[i] = (mark){o.key, o.link};
    }
    return marks;
}

/* A text that looks like an id is taken for both. */
static void begin(const reach *r, GHashTable *related)
{
    GHashTableIter iter;
    gpointer text;
    g_hash_table_iter_init(&iter, related);
    while (g_hash_table_iter_next(&iter, &text, NULL)) {
        g_hash_table_add(r->keys, GUINT_TO_POINTER(tl_digest_sum_key(text)));
        if (tl_id_is_valid(text, strlen(text)))
            g_hash_table_add(r->links, GUINT_TO_POINTER(tl_id_pack(text)));
    }
}

/* Returns whether there was any more. */
static gboolean spread(const reach *r, const mark *marks, guint32 count, guint8 *wanted)
{
    gboolean has_more = FALSE;
    for (guint32 i = 0; i < count; i++) {
        gpointer key = GUINT_TO_POINTER(marks[i].key), link = GUINT_TO_POINTER(marks[i].link);
        if (wanted[i] ||
            !(g_hash_table_contains(r->keys, key) || g_hash_table_contains(r->links, link)))
            continue;
        g_hash_table_add(r->keys, key);
        g_hash_table_add(r->links, link);
        wanted[i] = 1;
        has_more = TRUE;
    }
    return has_more;
}

guint8 *tl_digest_related(const tl_digest_person *person, GHashTable *related)
{
    guint32 count = person->occurrences;
    g_autofree mark *marks = read_marks(&person->flat, count);
    g_autoptr(GHashTable) keys = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) links = g_hash_table_new(NULL, NULL);
    reach r = {keys, links};
    guint8 *wanted = g_new0(guint8, count + 1);
    begin(&r, related);
    while (spread(&r, marks, count, wanted))
        continue;
    return wanted;
}
