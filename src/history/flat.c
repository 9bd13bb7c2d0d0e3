#include "flat_internal.h"

#include "checksum_internal.h"

#include <string.h>

typedef struct {
    guint64 offset;
    guint64 length;
    guint64 sum;
} part_entry;

/* The table of parts follows it, and then, aligned, the parts. */
typedef struct {
    char magic[8];
    guint32 order; /* of bytes */
    guint32 flags;
    guint64 key[2];
    guint64 size;
    guint64 sum; /* of all above, and of the table */
} header;

#define ORDER 0x01020304u
#define ALIGNMENT 8

static gsize align(gsize offset)
{
    return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static guint64 sum_header(const header *h, const part_entry *table, guint parts)
{
    guint64 seed = tl_checksum(h, offsetof(header, sum), parts);
    return tl_checksum(table, parts * sizeof(*table), seed);
}

static gsize lay_out(const tl_flat_format *format, const gsize *lengths, part_entry *table)
{
    gsize at = align(sizeof(header) + format->parts * sizeof(*table));
    for (guint i = 0; i < format->parts; i++) {
        table[i] = (part_entry){at, lengths[i], 0};
        at = align(at + lengths[i]);
    }
    return at;
}

void tl_flat_begin(tl_flat_draft *draft, const tl_flat_format *format, const gsize *lengths)
{
    part_entry table[TL_FLAT_PARTS_MAX] = {0};
    gsize size = lay_out(format, lengths, table);
    *draft = (tl_flat_draft){.format = format, .bytes = g_malloc0(size)};
    for (guint i = 0; i < format->parts; i++) {
        draft->parts[i] = draft->bytes + table[i].offset;
        draft->lengths[i] = lengths[i];
    }
}

GBytes *tl_flat_finish(tl_flat_draft *draft, const guint64 key[2], guint32 flags)
{
    const tl_flat_format *format = draft->format;
    header h = {.order = ORDER, .flags = flags, .key = {key[0], key[1]}};
    part_entry table[TL_FLAT_PARTS_MAX] = {0};
    memcpy(h.magic, format->magic, sizeof(h.magic));
    h.size = lay_out(format, draft->lengths, table);
    for (guint i = 0; i < format->parts; i++)
        table[i].sum = tl_checksum(draft->parts[i], draft->lengths[i], i);
    h.sum = sum_header(&h, table, format->parts);
    memcpy(draft->bytes, &h, sizeof(h));
    memcpy(draft->bytes + sizeof(h), table, format->parts * sizeof(*table));
    return g_bytes_new_take(g_steal_pointer(&draft->bytes), h.size);
}

GBytes *tl_flat_write(const tl_flat_format *format, const guint64 key[2], guint32 flags,
                      const GByteArray *const *parts)
{
    tl_flat_draft draft;
    gsize lengths[TL_FLAT_PARTS_MAX];
    for (guint i = 0; i < format->parts; i++)
        lengths[i] = parts[i]->len;
    tl_flat_begin(&draft, format, lengths);
    for (guint i = 0; i < format->parts; i++)
        if (parts[i]->len)
            memcpy(draft.parts[i], parts[i]->data, parts[i]->len);
    return tl_flat_finish(&draft, key, flags);
}

static gboolean check_header(const header *h, const part_entry *table, const tl_flat_format *format,
                             gsize size, const guint64 key[2])
{
    return memcmp(h->magic, format->magic, sizeof(h->magic)) == 0 && h->order == ORDER &&
           h->size == size && h->sum == sum_header(h, table, format->parts) &&
           h->key[0] == key[0] && h->key[1] == key[1];
}

static void rest(gpointer data)
{
    const tl_flat *flat = data;
    flat->rest(flat->bytes);
}

/* A part that is open stays so. */
static gboolean take_part(tl_flat *flat, gsize size, const part_entry *entry, guint part,
                          gsize element, gboolean is_needed)
{
    const char *bytes = g_bytes_get_data(flat->bytes, NULL);
    if (entry->offset > size || entry->length > size - entry->offset ||
        entry->offset % ALIGNMENT != 0 || entry->length % element != 0)
        return FALSE;
    flat->parts[part] = bytes + entry->offset;
    if (!is_needed || flat->lengths[part] > 0)
        return TRUE;
    guint64 sum = tl_checksum_resting(bytes + entry->offset, entry->length, part,
                                      flat->rest ? rest : NULL, flat);
    if (entry->sum != sum)
        return FALSE;
    flat->lengths[part] = entry->length;
    return TRUE;
}

gboolean tl_flat_open(tl_flat *flat, const tl_flat_format *format, GBytes *bytes,
                      const guint64 key[2], guint32 mask)
{
    gsize size;
    header h;
    part_entry table[TL_FLAT_PARTS_MAX];
    const char *data = g_bytes_get_data(bytes, &size);
    *flat = (tl_flat){.bytes = NULL};
    if (size < sizeof(h) + format->parts * sizeof(*table))
        return FALSE;
    memcpy(&h, data, sizeof(h));
    memcpy(table, data + sizeof(h), format->parts * sizeof(*table));
    if (!check_header(&h, table, format, size, key))
        return FALSE;
    flat->bytes = g_bytes_ref(bytes);
    flat->flags = h.flags;
    flat->sum = h.sum;
    memcpy(flat->key, h.key, sizeof(h.key));
    gboolean is_sound = tl_flat_need(flat, format, mask);
    if (!is_sound)
        tl_flat_clear(flat);
    return is_sound;
}

gboolean tl_flat_need(tl_flat *flat, const tl_flat_format *format, guint32 mask)
{
    part_entry table[TL_FLAT_PARTS_MAX];
    gsize size;
    const char *data = g_bytes_get_data(flat->bytes, &size);
    memcpy(table, data + sizeof(header), format->parts * sizeof(*table));
    for (guint i = 0; i < format->parts; i++)
        if (!take_part(flat, size, &table[i], i, format->sizes[i], (mask >> i & 1) != 0))
            return FALSE;
    return TRUE;
}

void tl_flat_clear(tl_flat *flat)
{
    g_clear_pointer(&flat->bytes, g_bytes_unref);
    *flat = (tl_flat){.bytes = NULL};
}

const char *tl_flat_text(const tl_flat *flat, guint index, guint texts, guint32 i, gsize *length)
{
    guint32 bounds[2];
    if ((gsize)i + 1 >= flat->lengths[index] / sizeof(*bounds))
        return NULL;
    memcpy(bounds, flat->parts[index] + (gsize)i * sizeof(*bounds), sizeof(bounds));
    if (bounds[0] >= bounds[1] || bounds[1] > flat->lengths[texts])
        return NULL;
    *length = bounds[1] - bounds[0] - 1;
    return flat->parts[texts] + bounds[0];
}

const char *tl_flat_string(const tl_flat *flat, guint part, guint32 i)
{
    gsize length = flat->lengths[part];
    const char *strings = flat->parts[part];
    return i && i < length && strings[length - 1] == '\0' ? strings + i : NULL;
}
