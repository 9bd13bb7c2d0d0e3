#include "cache_internal.h"

#include "checksum_internal.h"

#include <string.h>

/* The index: what stands where, then what is needed to go on from its base, then the tails. */
enum { PART_TEXT, PART_TIMELINE, PART_TAILS, PARTS };

static const tl_flat_format FORMAT = {
    .magic = {'T', 'L', '1', '1', 'I', 'D', 'X', '3'},
    .parts = PARTS,
    .sizes = {[PART_TEXT] = 1, [PART_TIMELINE] = 1, [PART_TAILS] = 1},
};
static const guint64 KEY[2] = {101, 0};

/* Each tail, and the part of them, has its own checksums: the part as a whole is not looked at. */
#define MASK (1u << PART_TEXT | 1u << PART_TIMELINE)
#define ALIGNMENT 8
/* Of a group's line, before its slugs. */
#define FIXED_WORDS 7

void tl_cache_group_free(tl_cache_group *group)
{
    if (!group)
        return;
    tl_volume_free(group->volume);
    tl_volume_free(group->tail);
    g_clear_pointer(&group->tail_bytes, g_bytes_unref);
    g_free(group->hidden);
    g_ptr_array_unref(group->slugs);
    g_free(group->name);
    g_free(group);
}

gboolean tl_cache_group_has(const tl_cache_group *group, const char *slug)
{
    for (guint i = 0; i < group->slugs->len; i++)
        if (strcmp(g_ptr_array_index(group->slugs, i), slug) == 0)
            return TRUE;
    return FALSE;
}

gboolean tl_cache_group_has_tail(const tl_cache_group *group)
{
    return memcmp(group->key, group->base, sizeof(group->key)) != 0;
}

#define HEX "%016" G_GINT64_MODIFIER "x"

char *tl_cache_group_file(const tl_cache_group *group)
{
    return g_strdup_printf("%s-" HEX HEX ".lines", group->name, group->base[0], group->base[1]);
}

tl_cache_group *tl_cache_group_new(const tl_timeline_group *folders)
{
    tl_cache_group *group = g_new0(tl_cache_group, 1);
    group->name = g_strdup(folders->name);
    group->slugs = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < folders->slugs->len; i++)
        g_ptr_array_add(group->slugs, g_strdup(g_ptr_array_index(folders->slugs, i)));
    return group;
}

void tl_cache_group_set_key(tl_cache_group *group, const guint64 key[2])
{
    memcpy(group->key, key, sizeof(group->key));
    memcpy(group->base, key, sizeof(group->base));
}

const tl_cache_group *tl_cache_group_find(const GPtrArray *known, const tl_timeline_group *folders)
{
    for (guint i = 0; known && i < known->len; i++) {
        const tl_cache_group *group = g_ptr_array_index(known, i);
        if (strcmp(group->name, folders->name) == 0 && group->slugs->len == folders->slugs->len)
            return group;
    }
    return NULL;
}

GBytes *tl_cache_seal(GBytes *content, guint64 seed)
{
    gsize length;
    const char *bytes = g_bytes_get_data(content, &length);
    guint64 sum = tl_checksum(bytes, length, seed);
    GByteArray *out = g_byte_array_sized_new((guint)(length + sizeof(sum)));
    g_byte_array_append(out, (const guint8 *)&sum, sizeof(sum));
    g_byte_array_append(out, (const guint8 *)bytes, (guint)length);
    return g_byte_array_free_to_bytes(out);
}

GBytes *tl_cache_unseal(GBytes *sealed, guint64 seed)
{
    gsize length;
    const char *bytes = sealed ? g_bytes_get_data(sealed, &length) : NULL;
    guint64 sum;
    if (!bytes || length < sizeof(sum))
        return NULL;
    memcpy(&sum, bytes, sizeof(sum));
    if (sum != tl_checksum(bytes + sizeof(sum), length - sizeof(sum), seed))
        return NULL;
    return g_bytes_new_from_bytes(sealed, sizeof(sum), length - sizeof(sum));
}

/* -- the index --------------------------------------------------------------------------- */

void tl_cache_index_free(tl_cache_index *index)
{
    if (!index)
        return;
    g_clear_pointer(&index->groups, g_ptr_array_unref);
    g_clear_pointer(&index->timeline, g_bytes_unref);
    g_free(index);
}

/* Gives the tail's place in the part. */
static gsize put_tail(GByteArray *tails, GBytes *tail, gsize *length)
{
    static const guint8 zero[ALIGNMENT];
    gsize offset = tails->len;
    const guint8 *bytes = tail ? g_bytes_get_data(tail, length) : NULL;
    if (!bytes)
        return *length = 0;
    g_byte_array_append(tails, bytes, (guint)*length);
    g_byte_array_append(tails, zero, (guint)(-*length % ALIGNMENT));
    return offset;
}

static void put_group(GByteArray *text, GByteArray *tails, const tl_cache_group *group)
{
    gsize length, offset = put_tail(tails, group->tail_bytes, &length);
    g_autoptr(GString) line = g_string_new(group->name);
    g_string_append_printf(line, " " HEX " " HEX " " HEX " " HEX " %zu %zu", group->key[0],
                           group->key[1], group->base[0], group->base[1], offset, length);
    for (guint s = 0; s < group->slugs->len; s++)
        g_string_append_printf(line, " %s", (const char *)g_ptr_array_index(group->slugs, s));
    g_string_append_c(line, '\n');
    g_byte_array_append(text, (const guint8 *)line->str, (guint)line->len);
}

GBytes *tl_cache_index_format(const tl_cache_index *index)
{
    g_autoptr(GByteArray) text = g_byte_array_new();
    g_autoptr(GByteArray) timeline = g_byte_array_new();
    g_autoptr(GByteArray) tails = g_byte_array_new();
    g_autofree char *place = g_strdup_printf("%s\n%s\n", index->tip, index->base);
    gsize length;
    const guint8 *bytes = g_bytes_get_data(index->timeline, &length);
    g_byte_array_append(timeline, bytes, (guint)length);
    g_byte_array_append(text, (const guint8 *)place, (guint)strlen(place));
    for (guint i = 0; i < index->groups->len; i++)
        put_group(text, tails, g_ptr_array_index(index->groups, i));
    const GByteArray *const parts[] = {text, timeline, tails};
    return tl_flat_write(&FORMAT, KEY, 0, parts);
}

/* A part of the file. NULL: there is no such. */
static GBytes *slice(const tl_flat *flat, guint part, guint64 offset, guint64 length)
{
    gsize size;
    const char *start = g_bytes_get_data(flat->bytes, &size);
    gsize first = (gsize)(flat->parts[part] - start);
    if (length == 0 || offset > size - first || length > size - first - offset)
        return NULL;
    return g_bytes_new_from_bytes(flat->bytes, first + (gsize)offset, (gsize)length);
}

static tl_cache_group *parse_group(const tl_flat *flat, const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    if (g_strv_length(words) < FIXED_WORDS + 1)
        return NULL;
    tl_cache_group *group = g_new0(tl_cache_group, 1);
    group->name = g_strdup(words[0]);
    group->key[0] = g_ascii_strtoull(words[1], NULL, 16);
    group->key[1] = g_ascii_strtoull(words[2], NULL, 16);
    group->base[0] = g_ascii_strtoull(words[3], NULL, 16);
    group->base[1] = g_ascii_strtoull(words[4], NULL, 16);
    group->tail_bytes = slice(flat, PART_TAILS, g_ascii_strtoull(words[5], NULL, 10),
                              g_ascii_strtoull(words[6], NULL, 10));
    group->slugs = g_ptr_array_new_with_free_func(g_free);
    for (gsize i = FIXED_WORDS; words[i]; i++)
        g_ptr_array_add(group->slugs, g_strdup(words[i]));
    return group;
}

static gboolean take_commit(const char *line, char name[static TL_OBJECT_NAME_SIZE])
{
    return g_strlcpy(name, line, TL_OBJECT_NAME_SIZE) == TL_OBJECT_NAME_SIZE - 1;
}

static gboolean parse_text(tl_cache_index *index, const tl_flat *flat)
{
    g_autofree char *text = g_strndup(flat->parts[PART_TEXT], flat->lengths[PART_TEXT]);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    guint count = g_strv_length(lines);
    if (count < 3 || !take_commit(lines[0], index->tip) || !take_commit(lines[1], index->base))
        return FALSE;
    for (guint i = 2; i + 1 < count; i++) {
        tl_cache_group *group = parse_group(flat, lines[i]);
        if (!group)
            return FALSE;
        g_ptr_array_add(index->groups, group);
    }
    return TRUE;
}

tl_cache_index *tl_cache_index_parse(GBytes *content)
{
    g_auto(tl_flat) flat = {0};
    if (!content || !tl_flat_open(&flat, &FORMAT, content, KEY, MASK))
        return NULL;
    g_autoptr(tl_cache_index) index = g_new0(tl_cache_index, 1);
    index->groups = g_ptr_array_new_with_free_func((GDestroyNotify)tl_cache_group_free);
    index->timeline = slice(&flat, PART_TIMELINE, 0, flat.lengths[PART_TIMELINE]);
    return index->timeline && parse_text(index, &flat) ? g_steal_pointer(&index) : NULL;
}
