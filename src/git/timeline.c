#include "timeline_internal.h"

#include <string.h>

void tl_timeline_group_free(tl_timeline_group *group)
{
    if (!group)
        return;
    g_ptr_array_unref(group->slugs);
    g_array_unref(group->folders);
    g_free(group->name);
    g_free(group);
}

tl_timeline *tl_timeline_new(void)
{
    tl_timeline *timeline = g_new0(tl_timeline, 1);
    g_mutex_init(&timeline->turn);
    timeline->spool = -1;
    timeline->is_plain = TRUE;
    timeline->points = g_array_new(FALSE, FALSE, sizeof(tl_timeline_point));
    timeline->parents = g_array_new(FALSE, FALSE, sizeof(guint32));
    timeline->events = g_array_new(FALSE, FALSE, sizeof(tl_timeline_event));
    timeline->words = g_ptr_array_new_with_free_func(g_free);
    timeline->folders = g_array_new(FALSE, FALSE, sizeof(tl_timeline_folder));
    timeline->links = g_array_new(FALSE, FALSE, sizeof(guint32));
    timeline->word_of = g_hash_table_new(g_str_hash, g_str_equal);
    timeline->folder_of = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    return timeline;
}

void tl_timeline_free(tl_timeline *timeline)
{
    if (!timeline)
        return;
    g_array_unref(timeline->points);
    g_array_unref(timeline->parents);
    g_array_unref(timeline->events);
    g_hash_table_unref(timeline->word_of);
    g_hash_table_unref(timeline->folder_of);
    g_ptr_array_unref(timeline->words);
    g_array_unref(timeline->folders);
    g_array_unref(timeline->links);
    g_clear_pointer(&timeline->groups, g_ptr_array_unref);
    g_clear_pointer(&timeline->traces, g_ptr_array_unref);
    tl_git_close(timeline->spool);
    g_mutex_clear(&timeline->turn);
    g_free(timeline->map.slots);
    g_free(timeline->gap);
    g_free(timeline);
}

const char *tl_timeline_gap(const tl_timeline *timeline)
{
    return g_atomic_pointer_get(&((tl_timeline *)timeline)->gap);
}

guint tl_timeline_count(const tl_timeline *timeline)
{
    return timeline->points->len;
}

gboolean tl_timeline_is_plain(const tl_timeline *timeline)
{
    return timeline->is_plain;
}

guint tl_timeline_count_fresh(const tl_timeline *timeline)
{
    return timeline->points->len - timeline->fresh;
}

tl_timeline_commit tl_timeline_get(const tl_timeline *timeline, guint commit)
{
    const tl_timeline_point *point = TL_TIMELINE_POINT(timeline, commit);
    return (tl_timeline_commit){point->id.id, point->time, point->count > 1};
}

const guint8 *tl_timeline_tip(const tl_timeline *timeline)
{
    guint count = timeline->points->len;
    return count ? TL_TIMELINE_POINT(timeline, count - 1)->id.id : NULL;
}

/* -- numbers of commits ------------------------------------------------------- */

static gsize hash_id(const git_oid *id)
{
    guint64 head;
    memcpy(&head, id->id, sizeof(head));
    return (gsize)(head ^ (head >> 29));
}

static void put_number(tl_timeline_map *map, const git_oid *id, guint32 number)
{
    gsize at = hash_id(id) & (map->size - 1);
    while (map->slots[at])
        at = (at + 1) & (map->size - 1);
    map->slots[at] = number + 1;
}

static void make_map(tl_timeline *timeline)
{
    tl_timeline_map *map = &timeline->map;
    g_free(map->slots);
    map->size = 1024;
    while (map->size < (gsize)timeline->points->len * 3)
        map->size *= 2;
    map->slots = g_new0(guint32, map->size);
    for (guint i = 0; i < timeline->points->len; i++)
        put_number(map, &TL_TIMELINE_POINT(timeline, i)->id, i);
}

guint32 tl_timeline_find(tl_timeline *timeline, const git_oid *id)
{
    tl_timeline_map *map = &timeline->map;
    guint count = timeline->points->len;
    /* Nearly always it is the last one that is asked for: the map is made when it is not. */
    if (count && git_oid_equal(&TL_TIMELINE_POINT(timeline, count - 1)->id, id))
        return count - 1;
    if (map->size == 0 && count == 0)
        return TL_TIMELINE_NONE;
    if (map->size == 0)
        make_map(timeline);
    for (gsize at = hash_id(id) & (map->size - 1); map->slots[at];
         at = (at + 1) & (map->size - 1)) {
        guint32 number = map->slots[at] - 1;
        if (git_oid_equal(&TL_TIMELINE_POINT(timeline, number)->id, id))
            return number;
    }
    return TL_TIMELINE_NONE;
}

guint tl_timeline_place(tl_timeline *timeline, const guint8 *id)
{
    git_oid name;
    memcpy(name.id, id, sizeof(name.id));
    guint32 found = tl_timeline_find(timeline, &name);
    return found == TL_TIMELINE_NONE ? G_MAXUINT : found;
}

void tl_timeline_append(tl_timeline *timeline, const tl_timeline_point *point)
{
    g_array_append_vals(timeline->points, point, 1);
    guint count = timeline->points->len;
    if (timeline->map.size == 0)
        return;
    if (timeline->map.size < (gsize)count * 2)
        make_map(timeline);
    else
        put_number(&timeline->map, &point->id, count - 1);
}

/* -- words and folders -------------------------------------------------------- */

guint32 tl_timeline_word(tl_timeline *timeline, const char *text)
{
    guint32 found = GPOINTER_TO_UINT(g_hash_table_lookup(timeline->word_of, text));
    if (found)
        return found - 1;
    char *copy = g_strdup(text);
    g_ptr_array_add(timeline->words, copy);
    g_hash_table_insert(timeline->word_of, copy, GUINT_TO_POINTER(timeline->words->len));
    return timeline->words->len - 1;
}

guint32 tl_timeline_folder_number(tl_timeline *timeline, guint32 relationship, guint32 slug)
{
    gint64 key = (gint64)relationship << 32 | slug;
    guint32 found = GPOINTER_TO_UINT(g_hash_table_lookup(timeline->folder_of, &key));
    if (found)
        return found - 1;
    tl_timeline_folder folder = {relationship, slug};
    g_array_append_val(timeline->folders, folder);
    g_hash_table_insert(timeline->folder_of, g_memdup2(&key, sizeof(key)),
                        GUINT_TO_POINTER(timeline->folders->len));
    return timeline->folders->len - 1;
}

/* -- groups ------------------------------------------------------------------- */

static guint32 find_root(guint32 *leader, guint32 word)
{
    while (leader[word] != word)
        word = leader[word] = leader[leader[word]];
    return word;
}

static int compare_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int compare_groups(gconstpointer a, gconstpointer b)
{
    const tl_timeline_group *const *left = a, *const *right = b;
    return strcmp((*left)->name, (*right)->name);
}

static tl_timeline_group *take_group(tl_timeline *timeline, GHashTable *by_root, guint32 root)
{
    tl_timeline_group *group = g_hash_table_lookup(by_root, GUINT_TO_POINTER(root + 1));
    if (group)
        return group;
    group = g_new0(tl_timeline_group, 1);
    group->slugs = g_ptr_array_new();
    group->folders = g_array_new(FALSE, FALSE, sizeof(guint));
    g_hash_table_insert(by_root, GUINT_TO_POINTER(root + 1), group);
    g_ptr_array_add(timeline->groups, group);
    return group;
}

static void add_folder(tl_timeline *timeline, tl_timeline_group *group, guint folder)
{
    char *slug = g_ptr_array_index(timeline->words, TL_TIMELINE_FOLDER(timeline, folder)->slug);
    g_array_append_val(group->folders, folder);
    if (!g_ptr_array_find(group->slugs, slug, NULL))
        g_ptr_array_add(group->slugs, slug);
}

const GPtrArray *tl_timeline_groups(tl_timeline *timeline)
{
    if (timeline->groups)
        return timeline->groups;
    timeline->groups = g_ptr_array_new_with_free_func((GDestroyNotify)tl_timeline_group_free);
    g_autofree guint32 *leader = g_new(guint32, timeline->words->len + 1);
    g_autoptr(GHashTable) by_root = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < timeline->words->len; i++)
        leader[i] = i;
    for (guint i = 0; i + 1 < timeline->links->len; i += 2)
        leader[find_root(leader, g_array_index(timeline->links, guint32, i))] =
            find_root(leader, g_array_index(timeline->links, guint32, i + 1));
    for (guint i = 0; i < timeline->folders->len; i++)
        add_folder(
            timeline,
            take_group(timeline, by_root, find_root(leader, TL_TIMELINE_FOLDER(timeline, i)->slug)),
            i);
    for (guint i = 0; i < timeline->groups->len; i++) {
        tl_timeline_group *group = g_ptr_array_index(timeline->groups, i);
        g_ptr_array_sort(group->slugs, compare_text);
        group->name = g_strdup(g_ptr_array_index(group->slugs, 0));
    }
    g_ptr_array_sort(timeline->groups, compare_groups);
    return timeline->groups;
}

tl_timeline_group *tl_timeline_group_of(const tl_timeline *timeline, const GPtrArray *slugs)
{
    tl_timeline_group *group = g_new0(tl_timeline_group, 1);
    g_autoptr(GHashTable) wanted = g_hash_table_new(g_str_hash, g_str_equal);
    group->slugs = g_ptr_array_new();
    group->folders = g_array_new(FALSE, FALSE, sizeof(guint));
    group->name = g_strdup(slugs->len ? g_ptr_array_index(slugs, 0) : "");
    for (guint i = 0; i < slugs->len; i++) {
        g_hash_table_add(wanted, g_ptr_array_index(slugs, i));
        g_ptr_array_add(group->slugs, g_ptr_array_index(slugs, i));
    }
    for (guint i = 0; i < timeline->folders->len; i++) {
        guint32 word = TL_TIMELINE_FOLDER(timeline, i)->slug;
        if (g_hash_table_contains(wanted, g_ptr_array_index(timeline->words, word)))
            g_array_append_val(group->folders, i);
    }
    return group;
}
