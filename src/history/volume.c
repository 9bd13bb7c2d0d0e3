#include "volume_internal.h"

#include "checksum_internal.h"

#include <string.h>

typedef struct {
    char magic[8]; /* raised with every change of the format, or of what goes into it */
    guint32 order; /* of bytes */
    guint32 flags;
    guint64 key[2];
    struct {
        guint64 offset;
        guint64 length;
        guint64 sum;
    } parts[TL_PARTS];
    guint64 size;
    guint64 sum; /* of all above */
} header;

#define MAGIC "TL11VOL1"
#define ORDER 0x01020304u
#define ALIGNMENT 8

static gsize align(gsize offset)
{
    return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

GBytes *tl_volume_format(const guint64 key[2], guint32 flags, const GByteArray *const *parts)
{
    header h = {.order = ORDER, .flags = flags, .key = {key[0], key[1]}};
    gsize at = align(sizeof(h));
    memcpy(h.magic, MAGIC, sizeof(h.magic));
    for (guint i = 0; i < TL_PARTS; i++) {
        h.parts[i].offset = at;
        h.parts[i].length = parts[i]->len;
        h.parts[i].sum = tl_checksum(parts[i]->data, parts[i]->len, i);
        at = align(at + parts[i]->len);
    }
    h.size = at;
    h.sum = tl_checksum(&h, offsetof(header, sum), TL_PARTS);
    char *bytes = g_malloc0(at);
    memcpy(bytes, &h, sizeof(h));
    for (guint i = 0; i < TL_PARTS; i++)
        if (parts[i]->len)
            memcpy(bytes + h.parts[i].offset, parts[i]->data, parts[i]->len);
    return g_bytes_new_take(bytes, at);
}

static gboolean check_header(const header *h, gsize size, const guint64 key[2])
{
    return memcmp(h->magic, MAGIC, sizeof(h->magic)) == 0 && h->order == ORDER && h->size == size &&
           h->sum == tl_checksum(h, offsetof(header, sum), TL_PARTS) && h->key[0] == key[0] &&
           h->key[1] == key[1];
}

/* How large an element of a part is. */
static gsize element_size(tl_volume_part part)
{
    switch (part) {
    case TL_PART_TEXT:
    case TL_PART_PATH_TEXT:
    case TL_PART_SECTION_TEXT:
        return 1;
    case TL_PART_INTERVALS:
        return sizeof(tl_volume_interval);
    case TL_PART_COMMITS:
        return sizeof(tl_volume_commit);
    case TL_PART_NOTES:
        return sizeof(tl_volume_note);
    default:
        return sizeof(guint32);
    }
}

/* The gaps between parts are no part's: they must be zero, or something wrote over them. */
static gboolean take_part(tl_volume *volume, const header *h, const char *bytes, guint part,
                          gboolean is_needed)
{
    guint64 offset = h->parts[part].offset, length = h->parts[part].length;
    if (offset > h->size || length > h->size - offset || offset % ALIGNMENT != 0 ||
        length % element_size(part) != 0)
        return FALSE;
    volume->parts[part] = bytes + offset;
    volume->lengths[part] = is_needed ? length : 0;
    return !is_needed || h->parts[part].sum == tl_checksum(bytes + offset, length, part);
}

static gboolean ends_with(const tl_volume *volume, tl_volume_part part, char end)
{
    gsize length = volume->lengths[part];
    return length == 0 || volume->parts[part][length - 1] == end;
}

tl_volume *tl_volume_new(GBytes *bytes, const guint64 key[2], guint32 mask)
{
    gsize size;
    header h;
    const char *data = g_bytes_get_data(bytes, &size);
    if (size < sizeof(h))
        return NULL;
    memcpy(&h, data, sizeof(h));
    if (!check_header(&h, size, key))
        return NULL;
    g_autoptr(tl_volume) volume = g_new0(tl_volume, 1);
    volume->bytes = g_bytes_ref(bytes);
    volume->flags = h.flags;
    memcpy(volume->key, h.key, sizeof(h.key));
    for (guint i = 0; i < TL_PARTS; i++)
        if (!take_part(volume, &h, data, i, (mask >> i & 1) != 0))
            return NULL;
    if (!ends_with(volume, TL_PART_TEXT, '\n') || !ends_with(volume, TL_PART_PATH_TEXT, '\0') ||
        !ends_with(volume, TL_PART_SECTION_TEXT, '\0'))
        return NULL;
    return g_steal_pointer(&volume);
}

void tl_volume_free(tl_volume *volume)
{
    if (!volume)
        return;
    g_bytes_unref(volume->bytes);
    g_free(volume);
}

static gsize count_of(const tl_volume *volume, tl_volume_part part)
{
    return volume->lengths[part] / element_size(part);
}

static guint32 number_at(const tl_volume *volume, tl_volume_part part, gsize i)
{
    guint32 number;
    memcpy(&number, volume->parts[part] + i * sizeof(number), sizeof(number));
    return number;
}

guint tl_volume_lines(const tl_volume *volume)
{
    gsize count = count_of(volume, TL_PART_LINES);
    return count ? (guint)count - 1 : 0;
}

guint tl_volume_notes(const tl_volume *volume)
{
    return (guint)count_of(volume, TL_PART_NOTES);
}

guint tl_volume_intervals(const tl_volume *volume)
{
    return (guint)count_of(volume, TL_PART_INTERVALS);
}

/* The text from offset i of index to the next one, at least one byte; NULL where it does not fit.
 */
static const char *slice(const tl_volume *volume, tl_volume_part index, tl_volume_part text,
                         guint32 i, gsize *length)
{
    if ((gsize)i + 1 >= count_of(volume, index))
        return NULL;
    guint32 start = number_at(volume, index, i), end = number_at(volume, index, (gsize)i + 1);
    if (start >= end || end > volume->lengths[text])
        return NULL;
    *length = end - start - 1;
    return volume->parts[text] + start;
}

const char *tl_volume_line(const tl_volume *volume, guint32 line, gsize *length)
{
    const char *text = slice(volume, TL_PART_LINES, TL_PART_TEXT, line, length);
    if (text)
        return text;
    *length = 0;
    return "";
}

guint32 tl_volume_line_at(const tl_volume *volume, gsize offset, guint32 from)
{
    guint32 low = from, high = tl_volume_lines(volume);
    /* Matches lie close together as often as not: steps that double find the end first. */
    for (guint32 reach = 1; low + reach < high; reach *= 2)
        if (number_at(volume, TL_PART_LINES, low + reach) > offset) {
            high = low + reach;
            break;
        }
    while (low + 1 < high) {
        guint32 middle = low + (high - low) / 2;
        if (number_at(volume, TL_PART_LINES, middle) <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

void tl_volume_range(const tl_volume *volume, guint32 line, guint32 *first, guint32 *end)
{
    *first = *end = 0;
    if ((gsize)line + 1 >= count_of(volume, TL_PART_FIRST))
        return;
    *first = number_at(volume, TL_PART_FIRST, line);
    *end = MIN(number_at(volume, TL_PART_FIRST, (gsize)line + 1), tl_volume_intervals(volume));
    *first = MIN(*first, *end);
}

tl_volume_interval tl_volume_interval_at(const tl_volume *volume, guint32 i)
{
    tl_volume_interval interval = {0};
    if (i < count_of(volume, TL_PART_INTERVALS))
        memcpy(&interval, volume->parts[TL_PART_INTERVALS] + (gsize)i * sizeof(interval),
               sizeof(interval));
    return interval;
}

tl_volume_note tl_volume_note_at(const tl_volume *volume, guint32 i)
{
    tl_volume_note note = {0};
    if (i < count_of(volume, TL_PART_NOTES))
        memcpy(&note, volume->parts[TL_PART_NOTES] + (gsize)i * sizeof(note), sizeof(note));
    return note;
}

const char *tl_volume_path(const tl_volume *volume, guint32 i)
{
    gsize length;
    const char *path = slice(volume, TL_PART_PATHS, TL_PART_PATH_TEXT, i, &length);
    return path ? path : "";
}

const char *tl_volume_section(const tl_volume *volume, guint32 i)
{
    gsize length;
    const char *section = slice(volume, TL_PART_SECTIONS, TL_PART_SECTION_TEXT, i, &length);
    return section ? section : "";
}

const tl_volume_commit *tl_volume_commit_at(const tl_volume *volume, guint32 i)
{
    if (i >= count_of(volume, TL_PART_COMMITS))
        return NULL;
    return (const tl_volume_commit *)(gconstpointer)(volume->parts[TL_PART_COMMITS] +
                                                     (gsize)i * sizeof(tl_volume_commit));
}

const guint32 *tl_volume_spans(const tl_volume *volume, const tl_volume_note *note, guint *count)
{
    gsize all = count_of(volume, TL_PART_SPANS);
    *count = note->first <= all && note->count <= all - note->first ? note->count : 0;
    return (const guint32 *)(gconstpointer)volume->parts[TL_PART_SPANS] +
           (*count ? note->first : 0);
}

const char *tl_volume_end(guint32 span)
{
    static const char *const ends[] = {"\n", "\r\n", "\r", ""};
    return ends[span & 3];
}
