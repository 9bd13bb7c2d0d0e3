#include "recall_internal.h"

#include "room_internal.h"
#include "tl11/hash.h"

#include <string.h>

/* Lines that are kept: more than a person has in a long time, in a few megabytes. */
#define LINES_MAX 8192

struct tl_recall {
    GHashTable *by_hash; /* of a line, to kept_line: the last that has it */
    gsize size;
    GDestroyNotify clear;
    guint count;
    tl_room room;
};

typedef struct {
    tl_recall *recall;
    const char *line;
    gsize length;
    gint64 kept[];
} kept_line;

static void free_line(gpointer data)
{
    kept_line *line = data;
    if (line->recall->clear)
        line->recall->clear(line->kept);
}

tl_recall *tl_recall_new(gsize size, GDestroyNotify clear)
{
    tl_recall *recall = g_new0(tl_recall, 1);
    recall->by_hash = g_hash_table_new_full(NULL, NULL, NULL, free_line);
    recall->size = size;
    recall->clear = clear;
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

/* By its length and what it begins and ends with, and what is in its middle: lines of which all
 * that is the same are kept in each other's place. */
static gpointer hash(const char *line, gsize length)
{
    guint64 first, middle, last;
    if (length < sizeof(first))
        return GUINT_TO_POINTER(tl_hash_line(line, length));
    memcpy(&first, line, sizeof(first));
    memcpy(&middle, line + (length - sizeof(middle)) / 2, sizeof(middle));
    memcpy(&last, line + length - sizeof(last), sizeof(last));
    guint64 sum = tl_hash_mix(tl_hash_mix(tl_hash_mix(first + length) ^ middle) ^ last);
    return GUINT_TO_POINTER((guint32)sum);
}

gpointer tl_recall_find(const tl_recall *recall, const char *line, gsize length)
{
    kept_line *kept = g_hash_table_lookup(recall->by_hash, hash(line, length));
    gboolean is_it = kept && kept->length == length && memcmp(kept->line, line, length) == 0;
    return is_it ? kept->kept : NULL;
}

gpointer tl_recall_keep(tl_recall *recall, const char *line, gsize length)
{
    if (recall->count == LINES_MAX)
        return NULL;
    recall->count++;
    kept_line *kept = tl_room_take(&recall->room, sizeof(*kept) + recall->size);
    memset(kept->kept, 0, recall->size);
    kept->recall = recall;
    kept->line = tl_room_copy(&recall->room, line, length);
    kept->length = length;
    g_hash_table_replace(recall->by_hash, hash(line, length), kept);
    return kept->kept;
}

char *tl_recall_copy(tl_recall *recall, const char *text)
{
    return text ? tl_room_copy(&recall->room, text, strlen(text)) : NULL;
}

guint tl_recall_count(const tl_recall *recall)
{
    return recall->count;
}
