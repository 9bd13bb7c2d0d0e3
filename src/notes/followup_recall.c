#include "followup_internal.h"

#include "tl11/hash.h"

#include <string.h>

/* Lines that are kept: more than a person has in a long time, in a few megabytes. */
#define LINES_MAX 8192

typedef struct {
    tl_recalled item;
    gsize length;
    char line[];
} kept_line;

struct tl_recall {
    GHashTable *by_hash; /* of a line, to kept_line: the last that has it */
    guint count;
    tl_room room; /* of the items' strings */
};

static void free_line(gpointer data)
{
    kept_line *kept = data;
    g_clear_pointer(&kept->item.followup.tags, g_ptr_array_unref);
    g_free(kept);
}

tl_recall *tl_recall_new(void)
{
    tl_recall *recall = g_new0(tl_recall, 1);
    recall->by_hash = g_hash_table_new_full(NULL, NULL, NULL, free_line);
    return recall;
}

void tl_recall_free(tl_recall *recall)
{
    if (!recall)
        return;
    g_hash_table_unref(recall->by_hash);
    tl_room_end(&recall->room);
    g_free(recall);
}

const tl_recalled *tl_recall_find(const tl_recall *recall, const char *line, gsize length)
{
    const kept_line *kept =
        g_hash_table_lookup(recall->by_hash, GUINT_TO_POINTER(tl_hash_line(line, length)));
    gboolean is_it = kept && kept->length == length && memcmp(kept->line, line, length) == 0;
    return is_it ? &kept->item : NULL;
}

static void keep_string(tl_recall *recall, char **string)
{
    if (*string)
        *string = tl_room_copy(&recall->room, *string, strlen(*string));
}

const tl_recalled *tl_recall_keep(tl_recall *recall, const char *line, gsize length,
                                  const tl_followup *followup)
{
    if (recall->count == LINES_MAX)
        return NULL;
    kept_line *kept = g_malloc(sizeof(*kept) + length);
    *kept = (kept_line){.item = {*followup, ++recall->count}, .length = length};
    memcpy(kept->line, line, length);
    keep_string(recall, &kept->item.followup.text);
    keep_string(recall, &kept->item.followup.owner);
    keep_string(recall, &kept->item.followup.id);
    if (kept->item.followup.tags)
        g_ptr_array_ref(kept->item.followup.tags);
    g_hash_table_replace(recall->by_hash, GUINT_TO_POINTER(tl_hash_line(line, length)), kept);
    return &kept->item;
}
