#include "volume_internal.h"

#include <stdlib.h>
#include <string.h>

#define ID_SIZE (TL_ID_LENGTH + 2)

static const tl_flat_format FORMAT = {
    .magic = {'T', 'L', '1', '1', 'V', 'O', 'L', '6'},
    .parts = TL_PARTS,
    .sizes = {[TL_PART_TEXT] = 1,
              [TL_PART_LINES] = sizeof(guint32),
              [TL_PART_FIRST] = sizeof(guint32),
              [TL_PART_INTERVALS] = sizeof(guint64),
              [TL_PART_COMMITS] = sizeof(tl_volume_commit),
              [TL_PART_PATHS] = sizeof(guint32),
              [TL_PART_PATH_TEXT] = 1,
              [TL_PART_SECTIONS] = sizeof(guint32),
              [TL_PART_SECTION_TEXT] = 1,
              [TL_PART_NOTES] = sizeof(tl_volume_note),
              [TL_PART_SPANS] = sizeof(guint32),
              [TL_PART_IDS] = ID_SIZE,
              [TL_PART_HIDDEN] = sizeof(guint32)},
};

GBytes *tl_volume_format(const guint64 key[2], guint32 flags, const GByteArray *const *parts)
{
    return tl_flat_write(&FORMAT, key, flags, parts);
}

static gboolean ends_with(const tl_volume *volume, tl_volume_part part, char end)
{
    gsize length = volume->lengths[part];
    return length == 0 || volume->parts[part][length - 1] == end;
}

static gboolean has_ends(const tl_volume *volume)
{
    return ends_with(volume, TL_PART_TEXT, '\n') && ends_with(volume, TL_PART_PATH_TEXT, '\0') &&
           ends_with(volume, TL_PART_SECTION_TEXT, '\0');
}

tl_volume *tl_volume_new(GBytes *bytes, const guint64 key[2], guint32 mask)
{
    g_auto(tl_flat) flat = {0};
    if (!tl_flat_open(&flat, &FORMAT, bytes, key, mask) || !has_ends(&flat))
        return NULL;
    tl_volume *volume = g_memdup2(&flat, sizeof(flat));
    flat.bytes = NULL;
    return volume;
}

gboolean tl_volume_need(tl_volume *volume, guint32 mask)
{
    return tl_flat_need(volume, &FORMAT, mask) && has_ends(volume);
}

void tl_volume_free(tl_volume *volume)
{
    if (!volume)
        return;
    tl_flat_clear(volume);
    g_free(volume);
}

static gsize count_of(const tl_volume *volume, tl_volume_part part)
{
    return volume->lengths[part] / FORMAT.sizes[part];
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

guint tl_volume_paths(const tl_volume *volume)
{
    gsize count = count_of(volume, TL_PART_PATHS);
    return count ? (guint)count - 1 : 0;
}

static gboolean is_wide(const tl_volume *volume)
{
    return (volume->flags & TL_VOLUME_WIDE) != 0;
}

guint tl_volume_intervals(const tl_volume *volume)
{
    gsize size = is_wide(volume) ? sizeof(tl_volume_interval) : sizeof(guint64);
    return (guint)(volume->lengths[TL_PART_INTERVALS] / size);
}

const char *tl_volume_line(const tl_volume *volume, guint32 line, gsize *length)
{
    const char *text = tl_flat_text(volume, TL_PART_LINES, TL_PART_TEXT, line, length);
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

/* From the lowest bit on: path, section, added, removed; 64 in all. */
enum { PATH_BITS = 18, SECTION_BITS = 10, COMMIT_BITS = 18 };
#define BELOW(bits) (((guint64)1 << (bits)) - 1)

gboolean tl_volume_is_narrow(gsize paths, gsize sections, gsize commits)
{
    return paths <= BELOW(PATH_BITS) && sections <= BELOW(SECTION_BITS) &&
           commits <= BELOW(COMMIT_BITS);
}

guint64 tl_volume_pack(const tl_volume_interval *interval)
{
    guint64 removed = interval->removed == TL_VOLUME_NONE ? BELOW(COMMIT_BITS) : interval->removed;
    guint64 commits = removed << COMMIT_BITS | interval->added;
    return (commits << SECTION_BITS | interval->section) << PATH_BITS | interval->path;
}

static tl_volume_interval unpack(guint64 packed)
{
    tl_volume_interval interval = {.path = (guint32)(packed & BELOW(PATH_BITS))};
    packed >>= PATH_BITS;
    interval.section = (guint32)(packed & BELOW(SECTION_BITS));
    packed >>= SECTION_BITS;
    interval.added = (guint32)(packed & BELOW(COMMIT_BITS));
    packed >>= COMMIT_BITS;
    interval.removed = packed == BELOW(COMMIT_BITS) ? TL_VOLUME_NONE : (guint32)packed;
    return interval;
}

tl_volume_interval tl_volume_interval_at(const tl_volume *volume, guint32 i)
{
    const char *bytes = volume->parts[TL_PART_INTERVALS];
    tl_volume_interval interval = {0};
    guint64 packed;
    if (i >= tl_volume_intervals(volume))
        return interval;
    if (is_wide(volume)) {
        memcpy(&interval, bytes + (gsize)i * sizeof(interval), sizeof(interval));
        return interval;
    }
    memcpy(&packed, bytes + (gsize)i * sizeof(packed), sizeof(packed));
    return unpack(packed);
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
    const char *path = tl_flat_text(volume, TL_PART_PATHS, TL_PART_PATH_TEXT, i, &length);
    return path ? path : "";
}

const char *tl_volume_section(const tl_volume *volume, guint32 i)
{
    gsize length;
    const char *section = tl_flat_text(volume, TL_PART_SECTIONS, TL_PART_SECTION_TEXT, i, &length);
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

/* -- ids --------------------------------------------------------------------------- */

static gboolean is_word(const char *at, const char *end)
{
    return at < end && (g_ascii_isalnum(*at) || *at == '-' || *at == '_');
}

static int compare_ids(const void *a, const void *b)
{
    return memcmp(a, b, ID_SIZE);
}

void tl_volume_put_ids(GByteArray *part, const char *text, gsize length)
{
    const char *end = text + length;
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    while (text && (text = memchr(text, '^', (gsize)(end - text)))) {
        text++;
        if (end - text < TL_ID_LENGTH || !tl_id_is_valid(text, TL_ID_LENGTH) ||
            is_word(text + TL_ID_LENGTH, end))
            continue;
        char id[ID_SIZE] = {0};
        memcpy(id, text, TL_ID_LENGTH);
        if (g_hash_table_add(seen, g_strdup(id)))
            g_byte_array_append(part, (const guint8 *)id, sizeof(id));
    }
    if (part->len)
        qsort(part->data, part->len / ID_SIZE, ID_SIZE, compare_ids);
}

gboolean tl_volume_has_id(const tl_volume *volume, const char *id)
{
    char key[ID_SIZE] = {0};
    if (!tl_id_is_valid(id, strlen(id)))
        return FALSE;
    memcpy(key, id, TL_ID_LENGTH);
    return bsearch(key, volume->parts[TL_PART_IDS], count_of(volume, TL_PART_IDS), ID_SIZE,
                   compare_ids) != NULL;
}

const char *tl_volume_note_path(const tl_volume *volume, guint32 note)
{
    return tl_volume_path(volume, tl_volume_note_at(volume, note).path);
}

guint32 tl_volume_find_note(const tl_volume *volume, guint32 low, guint32 high, const char *path)
{
    while (low < high) {
        guint32 middle = low + (high - low) / 2;
        if (strcmp(tl_volume_note_path(volume, middle), path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
