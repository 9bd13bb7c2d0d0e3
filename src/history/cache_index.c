#include "cache_internal.h"

#include "checksum_internal.h"

#include <string.h>

/* Raised with every change of the format. */
#define MAGIC "tl11 index 2"
#define SEED 101
/* Of a group's line, before its slugs. */
#define FIXED_WORDS 5

void tl_cache_group_free(tl_cache_group *group)
{
    if (!group)
        return;
    tl_volume_free(group->volume);
    tl_volume_free(group->tail);
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

char *tl_cache_group_tail_file(const tl_cache_group *group)
{
    return g_strdup_printf("%s-" HEX HEX ".tail", group->name, group->key[0] ^ group->base[1],
                           group->key[1] ^ group->base[0]);
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

GBytes *tl_cache_index_format(const tl_cache_place *place, const GPtrArray *groups)
{
    g_autoptr(GString) out = g_string_new(MAGIC "\n");
    g_string_append_printf(out, "%s\n%s\n", place->tip, place->base);
    for (guint i = 0; i < groups->len; i++) {
        const tl_cache_group *group = g_ptr_array_index(groups, i);
        g_string_append_printf(out, "%s " HEX " " HEX " " HEX " " HEX, group->name, group->key[0],
                               group->key[1], group->base[0], group->base[1]);
        for (guint s = 0; s < group->slugs->len; s++)
            g_string_append_printf(out, " %s", (const char *)g_ptr_array_index(group->slugs, s));
        g_string_append_c(out, '\n');
    }
    g_autoptr(GBytes) content = g_bytes_new(out->str, out->len);
    return tl_cache_seal(content, SEED);
}

static tl_cache_group *parse_group(const char *line)
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
    group->slugs = g_ptr_array_new_with_free_func(g_free);
    for (gsize i = FIXED_WORDS; words[i]; i++)
        g_ptr_array_add(group->slugs, g_strdup(words[i]));
    return group;
}

static gboolean take_commit(const char *line, char name[static TL_OBJECT_NAME_SIZE])
{
    return g_strlcpy(name, line, TL_OBJECT_NAME_SIZE) == TL_OBJECT_NAME_SIZE - 1;
}

GPtrArray *tl_cache_index_parse(GBytes *sealed, tl_cache_place *place)
{
    g_autoptr(GBytes) content = tl_cache_unseal(sealed, SEED);
    gsize length;
    const char *bytes = content ? g_bytes_get_data(content, &length) : NULL;
    if (!bytes)
        return NULL;
    g_autofree char *text = g_strndup(bytes, length);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    guint count = g_strv_length(lines);
    if (count < 4 || strcmp(lines[0], MAGIC) != 0 || !take_commit(lines[1], place->tip) ||
        !take_commit(lines[2], place->base))
        return NULL;
    g_autoptr(GPtrArray) groups =
        g_ptr_array_new_with_free_func((GDestroyNotify)tl_cache_group_free);
    for (guint i = 3; i + 1 < count; i++) {
        tl_cache_group *group = parse_group(lines[i]);
        if (!group)
            return NULL;
        g_ptr_array_add(groups, group);
    }
    return g_steal_pointer(&groups);
}
