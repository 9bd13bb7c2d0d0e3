#include "cache_internal.h"

#include "tl11/followup.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

char *tl_cache_commit_name(const tl_cache_commit *commit, char name[static TL_OBJECT_NAME_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    for (gsize i = 0; commit->id && i < TL_OBJECT_BYTES; i++) {
        name[2 * i] = digits[commit->id[i] >> 4];
        name[2 * i + 1] = digits[commit->id[i] & 15];
    }
    name[commit->id ? TL_OBJECT_NAME_SIZE - 1 : 0] = '\0';
    return name;
}

tl_date tl_cache_commit_date(const tl_cache_commit *commit)
{
    char text[64];
    struct tm day;
    time_t seconds = (time_t)commit->time;
    if (!commit->id || !localtime_r(&seconds, &day) || day.tm_year > 8099 || day.tm_year < -1899)
        return TL_DATE_NONE;
    g_snprintf(text, sizeof(text), "%04d-%02d-%02d", day.tm_year + 1900, day.tm_mon + 1,
               day.tm_mday);
    return tl_date_parse_iso(text, -1);
}

static tl_cache_commit commit_of(const tl_volume *volume, guint32 number)
{
    const tl_volume_commit *commit = tl_volume_commit_at(volume, number);
    return commit ? (tl_cache_commit){commit->id, commit->time} : (tl_cache_commit){NULL, 0};
}

tl_cache_line tl_cache_line_of(const tl_volume *volume, guint32 line, guint32 interval)
{
    tl_cache_line found = {0};
    tl_volume_interval i = tl_volume_interval_at(volume, interval);
    found.text = tl_volume_line(volume, line, &found.length);
    found.path = tl_volume_path(volume, i.path);
    found.section = tl_volume_section(volume, i.section);
    found.added = commit_of(volume, i.added);
    found.removed = commit_of(volume, i.removed);
    return found;
}

gboolean tl_cache_path_is_of(const char *path, const char *slug)
{
    const char *start = strchr(path, '/');
    gsize length = strlen(slug);
    return start && strncmp(start + 1, slug, length) == 0 && start[1 + length] == '/';
}

/* The groups that may hold notes of slug, with this mask; calls visit on each side of each. */
typedef gboolean (*side_visitor)(const tl_volume_side *side, gpointer data);

static gboolean each_side(tl_cache *cache, const char *slug, guint32 mask, side_visitor visit,
                          gpointer data, GError **error)
{
    for (guint i = 0; i < cache->groups->len; i++) {
        tl_cache_group *group = g_ptr_array_index(cache->groups, i);
        tl_volume_side sides[2];
        guint count;
        if (slug && !tl_cache_group_has(group, slug))
            continue;
        if (!tl_cache_sides(cache, group, mask, sides, &count, error))
            return FALSE;
        for (guint n = 0; n < count; n++)
            if (!visit(&sides[n], data))
                return TRUE;
    }
    return TRUE;
}

typedef struct {
    const char *slug;
    const char *needle;
    tl_cache_visitor visitor;
    gpointer data;
} line_walk;

static gboolean visit_line(const tl_volume_side *side, guint32 line, const line_walk *walk)
{
    const tl_volume *volume = side->volume;
    guint32 i, end;
    for (tl_volume_range(volume, line, &i, &end); i < end; i++) {
        tl_volume_interval interval = tl_volume_interval_at(volume, i);
        if (tl_volume_hides(side, &interval))
            continue;
        tl_cache_line found = tl_cache_line_of(volume, line, i);
        if ((!walk->slug || tl_cache_path_is_of(found.path, walk->slug)) &&
            !walk->visitor(&found, walk->data))
            return FALSE;
    }
    return TRUE;
}

static gboolean walk_lines(const tl_volume_side *side, gpointer data)
{
    const line_walk *walk = data;
    const tl_volume *volume = side->volume;
    const char *text = volume->parts[TL_PART_TEXT];
    gsize length = volume->lengths[TL_PART_TEXT], size = strlen(walk->needle);
    guint32 line = 0;
    for (const char *at = text;
         (at = memmem(at, length - (gsize)(at - text), walk->needle, size));) {
        line = tl_volume_line_at(volume, (gsize)(at - text), line);
        if (!visit_line(side, line, walk))
            return FALSE;
        at = memchr(at, '\n', length - (gsize)(at - text));
        if (!at || ++at == text + length)
            break;
    }
    return TRUE;
}

gboolean tl_cache_each_line(tl_cache *cache, const char *slug, const char *needle,
                            tl_cache_visitor visitor, gpointer data, GError **error)
{
    line_walk walk = {slug, needle, visitor, data};
    return each_side(cache, slug, TL_VOLUME_HISTORY, walk_lines, &walk, error);
}

gboolean tl_cache_each_line_ever(tl_cache *cache, const char *slug, const char *needle,
                                 tl_cache_visitor visitor, gpointer data, GError **error)
{
    line_walk walk = {NULL, needle, visitor, data};
    return each_side(cache, slug, TL_VOLUME_HISTORY, walk_lines, &walk, error);
}

typedef struct {
    const char *slug;
    GArray *notes;
    guint first; /* of the group's */
} note_walk;

static int compare_notes(const void *a, const void *b)
{
    return strcmp(((const tl_cache_note *)a)->path, ((const tl_cache_note *)b)->path);
}

/* Those of a tail, which came first, and those of its base. */
static void sort_notes(const note_walk *walk)
{
    guint count = walk->notes->len - walk->first;
    if (count > 0)
        qsort(&g_array_index(walk->notes, tl_cache_note, walk->first), count, sizeof(tl_cache_note),
              compare_notes);
}

static gboolean collect_notes(const tl_volume_side *side, gpointer data)
{
    note_walk *walk = data;
    const tl_volume *volume = side->volume;
    if (!side->hidden)
        walk->first = walk->notes->len;
    for (guint32 i = 0; i < tl_volume_notes(volume); i++) {
        tl_volume_note known = tl_volume_note_at(volume, i);
        tl_cache_note note = {tl_volume_path(volume, known.path), commit_of(volume, known.last)};
        if (!tl_volume_hides_note(side, &known) &&
            (!walk->slug || tl_cache_path_is_of(note.path, walk->slug)))
            g_array_append_val(walk->notes, note);
    }
    if (side->hidden)
        sort_notes(walk);
    return TRUE;
}

GArray *tl_cache_notes(tl_cache *cache, const char *slug, GError **error)
{
    note_walk walk = {slug, g_array_new(FALSE, FALSE, sizeof(tl_cache_note)), 0};
    if (each_side(cache, slug, TL_VOLUME_LOG, collect_notes, &walk, error))
        return walk.notes;
    g_array_unref(walk.notes);
    return NULL;
}

char *tl_cache_section_key(const char *section, const char *path)
{
    if (section[0] == '\0')
        return NULL;
    if (section[0] != '@' || section[2] != '\0')
        return g_strdup(section + 1);
    return g_strdup_printf("%.*s.%c", (int)strcspn(path, "/"), path, section[1]);
}
