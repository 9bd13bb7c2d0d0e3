#include "timeline_internal.h"

#include "tl11/text.h"

#include <string.h>

/* What stands before the arrays, which follow each other without a gap. */
typedef struct {
    char magic[8]; /* raised with every change of the format */
    guint32 order; /* of bytes */
    guint32 is_plain;
    guint32 points;
    guint32 parents;
    guint32 events;
    guint32 folders;
    guint32 links;
    guint32 words;
    guint32 text; /* bytes of the words, each with its NUL */
} header;

#define MAGIC "TL11TIM2"
#define ORDER 0x01020304u

static void put_array(GByteArray *out, const GArray *array)
{
    g_byte_array_append(out, (const guint8 *)array->data,
                        array->len * g_array_get_element_size((GArray *)array));
}

/* The folders, by numbers and names; what stands before them is in out. */
static GBytes *finish(GByteArray *out, header *h, const tl_timeline *timeline)
{
    h->order = ORDER;
    h->folders = timeline->folders->len;
    h->links = timeline->links->len;
    h->words = timeline->words->len;
    memcpy(h->magic, MAGIC, sizeof(h->magic));
    put_array(out, timeline->folders);
    put_array(out, timeline->links);
    for (guint i = 0; i < timeline->words->len; i++) {
        const char *word = g_ptr_array_index(timeline->words, i);
        guint size = (guint)strlen(word) + 1;
        h->text += size;
        g_byte_array_append(out, (const guint8 *)word, size);
    }
    memcpy(out->data, h, sizeof(*h));
    return g_byte_array_free_to_bytes(out);
}

GBytes *tl_timeline_format(const tl_timeline *timeline)
{
    GByteArray *out = g_byte_array_new();
    header h = {.is_plain = timeline->is_plain ? 1 : 0,
                .points = timeline->points->len,
                .parents = timeline->parents->len,
                .events = timeline->events->len};
    g_byte_array_append(out, (const guint8 *)&h, sizeof(h));
    put_array(out, timeline->points);
    put_array(out, timeline->parents);
    put_array(out, timeline->events);
    return finish(out, &h, timeline);
}

GBytes *tl_timeline_format_tip(const tl_timeline *timeline)
{
    GByteArray *out = g_byte_array_new();
    header h = {.points = 1};
    tl_timeline_point point = *TL_TIMELINE_POINT(timeline, timeline->points->len - 1);
    point.parents = point.count = 0;
    g_byte_array_append(out, (const guint8 *)&h, sizeof(h));
    g_byte_array_append(out, (const guint8 *)&point, sizeof(point));
    return finish(out, &h, timeline);
}

/* The next count elements of bytes; FALSE when there are not so many. */
static gboolean take(const char *bytes, gsize length, gsize *at, GArray *array, guint32 count)
{
    gsize size = (gsize)count * g_array_get_element_size(array);
    if (length - *at < size)
        return FALSE;
    g_array_append_vals(array, bytes + *at, count);
    *at += size;
    return TRUE;
}

static gboolean take_words(tl_timeline *timeline, const char *text, gsize length, guint32 count)
{
    const char *end = text + length;
    for (guint32 i = 0; i < count; i++) {
        const char *stop = text < end ? memchr(text, '\0', (gsize)(end - text)) : NULL;
        if (!stop || !tl_text_is_slug(text) || tl_timeline_word(timeline, text) != i)
            return FALSE;
        text = stop + 1;
    }
    return text == end;
}

static gboolean check_points(const tl_timeline *timeline)
{
    for (guint32 i = 0; i < timeline->points->len; i++) {
        const tl_timeline_point *point = TL_TIMELINE_POINT(timeline, i);
        if (point->parents > timeline->parents->len ||
            point->count > timeline->parents->len - point->parents)
            return FALSE;
        for (guint32 p = 0; p < point->count; p++)
            if (TL_TIMELINE_PARENT(timeline, point, p) >= i)
                return FALSE;
    }
    return TRUE;
}

static gboolean check_rest(tl_timeline *timeline)
{
    guint32 last = 0;
    for (guint i = 0; i < timeline->events->len; i++) {
        const tl_timeline_event *event = TL_TIMELINE_EVENT(timeline, i);
        if (event->commit < last || event->commit >= timeline->points->len ||
            event->folder >= timeline->folders->len)
            return FALSE;
        last = event->commit;
    }
    for (guint i = 0; i < timeline->folders->len; i++) {
        tl_timeline_folder folder = *TL_TIMELINE_FOLDER(timeline, i);
        gint64 key = (gint64)folder.relationship << 32 | folder.slug;
        if (folder.relationship >= timeline->words->len || folder.slug >= timeline->words->len ||
            g_hash_table_contains(timeline->folder_of, &key))
            return FALSE;
        g_hash_table_insert(timeline->folder_of, g_memdup2(&key, sizeof(key)),
                            GUINT_TO_POINTER(i + 1));
    }
    for (guint i = 0; i < timeline->links->len; i++)
        if (g_array_index(timeline->links, guint32, i) >= timeline->words->len)
            return FALSE;
    return TRUE;
}

tl_timeline *tl_timeline_parse(const void *bytes, gsize length)
{
    header h;
    gsize at = sizeof(h);
    if (length < sizeof(h))
        return NULL;
    memcpy(&h, bytes, sizeof(h));
    if (memcmp(h.magic, MAGIC, sizeof(h.magic)) != 0 || h.order != ORDER)
        return NULL;
    g_autoptr(tl_timeline) timeline = tl_timeline_new();
    if (take(bytes, length, &at, timeline->points, h.points) &&
        take(bytes, length, &at, timeline->parents, h.parents) &&
        take(bytes, length, &at, timeline->events, h.events) &&
        take(bytes, length, &at, timeline->folders, h.folders) &&
        take(bytes, length, &at, timeline->links, h.links) && length - at == h.text &&
        take_words(timeline, (const char *)bytes + at, h.text, h.words) && check_points(timeline) &&
        check_rest(timeline)) {
        timeline->fresh = timeline->points->len;
        timeline->is_plain = h.is_plain == 1;
        return g_steal_pointer(&timeline);
    }
    return NULL;
}
