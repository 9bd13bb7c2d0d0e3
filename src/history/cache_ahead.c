#include "cache_internal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes that are read and not yet asked for: more would only take memory. */
#define WAITING_MAX ((gsize)48 * 1024 * 1024)

typedef enum { UNREAD, BUSY, READ, TAKEN } slot_state;

typedef struct {
    tl_cache_group group; /* its name and base alone */
    slot_state state;
    tl_volume *volume;
} slot;

struct tl_cache_ahead {
    const tl_cache *cache;
    GThread *thread;
    GMutex lock;
    GCond changed;
    GArray *slots;
    GHashTable *slot_of; /* the volume's file, owned, to the slot's number + 1 */
    gsize waiting;
    gboolean is_ended;
};

/* The next that nobody has read; NULL: there is none, or no more is wanted. */
static slot *claim(tl_cache_ahead *ahead, guint *next)
{
    slot *found = NULL;
    g_mutex_lock(&ahead->lock);
    while (!ahead->is_ended && ahead->waiting > WAITING_MAX)
        g_cond_wait(&ahead->changed, &ahead->lock);
    for (; !ahead->is_ended && !found && *next < ahead->slots->len; ++*next) {
        slot *s = &g_array_index(ahead->slots, slot, *next);
        found = s->state == UNREAD ? s : NULL;
    }
    if (found)
        found->state = BUSY;
    g_mutex_unlock(&ahead->lock);
    return found;
}

static void put(tl_cache_ahead *ahead, slot *s, tl_volume *volume)
{
    g_mutex_lock(&ahead->lock);
    s->volume = volume;
    s->state = READ;
    ahead->waiting += volume ? volume->lengths[TL_PART_TEXT] : 0;
    g_cond_broadcast(&ahead->changed);
    g_mutex_unlock(&ahead->lock);
}

static gpointer work(gpointer data)
{
    tl_cache_ahead *ahead = data;
    guint next = 0;
    slot *s;
    while ((s = claim(ahead, &next)))
        put(ahead, s, tl_cache_group_load(ahead->cache, &s->group, TL_VOLUME_TEXT));
    return NULL;
}

static gboolean is_worth_it(const tl_cache *cache, const GPtrArray *groups, goffset worth)
{
    goffset size = 0;
    struct stat status;
    for (guint i = 0; size < worth && i < groups->len; i++) {
        g_autofree char *file = tl_cache_group_file(g_ptr_array_index(groups, i));
        if (fstatat(cache->folder, file, &status, AT_SYMLINK_NOFOLLOW) == 0)
            size += status.st_size;
    }
    /* Asked last: it is read from a file of the kernel's. */
    return size >= worth && g_get_num_processors() > 1;
}

static void add_slot(tl_cache_ahead *ahead, const tl_cache_group *group)
{
    slot s = {.group = {.name = g_strdup(group->name), .base = {group->base[0], group->base[1]}}};
    g_array_append_val(ahead->slots, s);
    g_hash_table_insert(ahead->slot_of, tl_cache_group_file(group),
                        GUINT_TO_POINTER(ahead->slots->len));
}

tl_cache_ahead *tl_cache_ahead_start(const tl_cache *cache, const GPtrArray *groups, goffset worth)
{
    if (!is_worth_it(cache, groups, worth))
        return NULL;
    tl_cache_ahead *ahead = g_new0(tl_cache_ahead, 1);
    ahead->cache = cache;
    g_mutex_init(&ahead->lock);
    g_cond_init(&ahead->changed);
    ahead->slots = g_array_new(FALSE, FALSE, sizeof(slot));
    ahead->slot_of = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < groups->len; i++)
        add_slot(ahead, g_ptr_array_index(groups, i));
    ahead->thread = g_thread_try_new("lines", work, ahead, NULL);
    return ahead;
}

void tl_cache_ahead_end(tl_cache_ahead *ahead)
{
    if (!ahead)
        return;
    g_mutex_lock(&ahead->lock);
    ahead->is_ended = TRUE;
    g_cond_broadcast(&ahead->changed);
    g_mutex_unlock(&ahead->lock);
    if (ahead->thread)
        g_thread_join(ahead->thread);
    for (guint i = 0; i < ahead->slots->len; i++) {
        slot *s = &g_array_index(ahead->slots, slot, i);
        tl_volume_free(s->volume);
        g_free(s->group.name);
    }
    g_array_unref(ahead->slots);
    g_hash_table_unref(ahead->slot_of);
    g_mutex_clear(&ahead->lock);
    g_cond_clear(&ahead->changed);
    g_free(ahead);
}

static slot *find(tl_cache_ahead *ahead, const tl_cache_group *group)
{
    g_autofree char *file = tl_cache_group_file(group);
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(ahead->slot_of, file));
    return number ? &g_array_index(ahead->slots, slot, number - 1) : NULL;
}

tl_volume *tl_cache_ahead_take(tl_cache_ahead *ahead, const tl_cache_group *group)
{
    slot *s = ahead ? find(ahead, group) : NULL;
    if (!s)
        return NULL;
    g_mutex_lock(&ahead->lock);
    while (s->state == BUSY)
        g_cond_wait(&ahead->changed, &ahead->lock);
    tl_volume *volume = g_steal_pointer(&s->volume);
    s->state = TAKEN;
    ahead->waiting -= volume ? volume->lengths[TL_PART_TEXT] : 0;
    g_cond_broadcast(&ahead->changed);
    g_mutex_unlock(&ahead->lock);
    return volume;
}

gboolean tl_cache_ahead_is_busy(tl_cache_ahead *ahead, const tl_cache_group *group)
{
    const slot *s = ahead ? find(ahead, group) : NULL;
    if (!s)
        return FALSE;
    g_mutex_lock(&ahead->lock);
    gboolean is_busy = s->state == BUSY;
    g_mutex_unlock(&ahead->lock);
    return is_busy;
}
