#include "cache_internal.h"

#include "checksum_internal.h"

#include <string.h>

/* Raised with every change of the format. */
#define MAGIC "tl11 index 1"
#define SEED 101

void tl_cache_group_free(tl_cache_group *group)
{
    if (!group)
        return;
    tl_volume_free(group->volume);
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

char *tl_cache_group_file(const tl_cache_group *group)
{
    return g_strdup_printf("%s-%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x.lines",
                           group->name, group->key[0], group->key[1]);
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

GBytes *tl_cache_index_format(const char *tip, const GPtrArray *groups)
{
    g_autoptr(GString) out = g_string_new(MAGIC "\n");
    g_string_append_printf(out, "%s\n", tip);
    for (guint i = 0; i < groups->len; i++) {
        const tl_cache_group *group = g_ptr_array_index(groups, i);
        g_string_append_printf(out, "%s %016" G_GINT64_MODIFIER "x %016" G_GINT64_MODIFIER "x",
                               group->name, group->key[0], group->key[1]);
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
    if (g_strv_length(words) < 4)
        return NULL;
    tl_cache_group *group = g_new0(tl_cache_group, 1);
    group->name = g_strdup(words[0]);
    group->key[0] = g_ascii_strtoull(words[1], NULL, 16);
    group->key[1] = g_ascii_strtoull(words[2], NULL, 16);
    group->slugs = g_ptr_array_new_with_free_func(g_free);
    for (gsize i = 3; words[i]; i++)
        g_ptr_array_add(group->slugs, g_strdup(words[i]));
    return group;
}

GPtrArray *tl_cache_index_parse(GBytes *sealed, char tip[static TL_OBJECT_NAME_SIZE])
{
    g_autoptr(GBytes) content = tl_cache_unseal(sealed, SEED);
    gsize length;
    const char *bytes = content ? g_bytes_get_data(content, &length) : NULL;
    if (!bytes)
        return NULL;
    g_autofree char *text = g_strndup(bytes, length);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    guint count = g_strv_length(lines);
    if (count < 3 || strcmp(lines[0], MAGIC) != 0 || strlen(lines[1]) != TL_OBJECT_NAME_SIZE - 1)
        return NULL;
    g_strlcpy(tip, lines[1], TL_OBJECT_NAME_SIZE);
    g_autoptr(GPtrArray) groups =
        g_ptr_array_new_with_free_func((GDestroyNotify)tl_cache_group_free);
    for (guint i = 2; i + 1 < count; i++) {
        tl_cache_group *group = parse_group(lines[i]);
        if (!group)
            return NULL;
        g_ptr_array_add(groups, group);
    }
    return g_steal_pointer(&groups);
}
