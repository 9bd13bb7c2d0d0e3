#include "timeline_internal.h"

#include <string.h>

/* The finaliser of splitmix64. */
static guint64 mix(guint64 x)
{
    x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* A sum does not depend on the order in which the commits are met. */
static void add_to_key(guint64 key[2], const git_oid *id)
{
    guint64 a, b;
    guint32 c;
    memcpy(&a, id->id, 8);
    memcpy(&b, id->id + 8, 8);
    memcpy(&c, id->id + 16, 4);
    key[0] += mix(mix(mix(a + 1) ^ b) ^ c);
    key[1] += mix(mix(mix(b + G_GUINT64_CONSTANT(0x9e3779b97f4a7c15)) ^ c) ^ a);
}

/* Two groups may hang on the same commits, and be of other people. */
static void add_slugs(guint64 key[2], const tl_timeline_group *group)
{
    for (guint i = 0; i < group->slugs->len; i++) {
        guint64 sum = i + 1;
        for (const char *c = g_ptr_array_index(group->slugs, i); *c; c++)
            sum = mix(sum ^ (guchar)*c);
        key[0] += sum;
        key[1] += mix(sum + 1);
    }
}

static GArray *collect_events(const tl_timeline *timeline, const tl_timeline_group *group)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autofree guint8 *wanted = g_new0(guint8, timeline->folders->len + 1);
    for (guint i = 0; i < group->folders->len; i++)
        wanted[g_array_index(group->folders, guint, i)] = 1;
    for (guint32 i = 0; i < timeline->events->len; i++)
        if (wanted[TL_TIMELINE_EVENT(timeline, i)->folder])
            g_array_append_val(found, i);
    return found;
}

/* The state that a commit without an event has; itself where its parents' differ. */
static guint32 inherit(const tl_timeline *timeline, const guint32 *state, guint32 commit)
{
    const tl_timeline_point *point = TL_TIMELINE_POINT(timeline, commit);
    if (point->count == 0)
        return TL_TIMELINE_NONE;
    guint32 first = state[TL_TIMELINE_PARENT(timeline, point, 0)];
    for (guint32 i = 1; i < point->count; i++)
        if (state[TL_TIMELINE_PARENT(timeline, point, i)] != first)
            return commit;
    return first;
}

/* Whether what is fresh goes on from the last state before it, and from no other. */
static gboolean has_base(const tl_timeline *timeline, const guint32 *state)
{
    guint32 fresh = timeline->fresh;
    if (fresh == 0 || state[fresh - 1] == TL_TIMELINE_NONE)
        return FALSE;
    for (guint32 i = fresh; i < timeline->points->len; i++) {
        const tl_timeline_point *point = TL_TIMELINE_POINT(timeline, i);
        if (point->count == 0)
            return FALSE;
        for (guint32 p = 0; p < point->count; p++) {
            guint32 parent = TL_TIMELINE_PARENT(timeline, point, p);
            if (parent < fresh && state[parent] != state[fresh - 1])
                return FALSE;
        }
    }
    return TRUE;
}

/* Whether commit has any of the plan's events, of which next is the first that is not before it. */
static gboolean pass_events(const tl_timeline_plan *plan, const tl_timeline *timeline,
                            guint32 commit, guint *next)
{
    guint first = *next;
    while (*next < plan->events->len &&
           TL_TIMELINE_EVENT(timeline, g_array_index(plan->events, guint32, *next))->commit ==
               commit)
        ++*next;
    return *next > first;
}

static void add_relevant(tl_timeline_plan *plan, const tl_timeline *timeline, guint32 commit)
{
    g_array_append_val(plan->relevant, commit);
    add_to_key(plan->key.key, &TL_TIMELINE_POINT(timeline, commit)->id);
}

gboolean tl_timeline_is_straight(const tl_timeline *timeline)
{
    guint32 fresh = timeline->fresh;
    if (fresh == 0)
        return FALSE;
    for (guint32 i = fresh; i < timeline->points->len; i++) {
        const tl_timeline_point *point = TL_TIMELINE_POINT(timeline, i);
        for (guint32 p = 0; p < point->count; p++)
            if (TL_TIMELINE_PARENT(timeline, point, p) + 1 < fresh)
                return FALSE;
        if (point->count == 0)
            return FALSE;
    }
    return TRUE;
}

/* The group's events that are fresh. */
static GArray *collect_fresh(const tl_timeline *timeline, const tl_timeline_group *group)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(guint32));
    guint32 first = timeline->events->len;
    while (first > 0 && TL_TIMELINE_EVENT(timeline, first - 1)->commit >= timeline->fresh)
        first--;
    for (; first < timeline->events->len; first++)
        for (guint i = 0; i < group->folders->len; i++)
            if (g_array_index(group->folders, guint, i) ==
                TL_TIMELINE_EVENT(timeline, first)->folder) {
                g_array_append_val(found, first);
                break;
            }
    return found;
}

gboolean tl_timeline_plan_go_on(tl_timeline_plan *plan, const tl_timeline *timeline,
                                const tl_timeline_group *group)
{
    guint32 fresh = timeline->fresh, count = timeline->points->len;
    guint next = 0;
    if (!tl_timeline_is_straight(timeline))
        return FALSE;
    plan->events = collect_fresh(timeline, group);
    plan->relevant = g_array_new(FALSE, FALSE, sizeof(guint32));
    plan->state = g_new(guint32, count + 1);
    plan->key = (tl_timeline_key){.has_base = TRUE};
    plan->state[fresh - 1] = fresh - 1;
    for (guint32 i = fresh; i < count; i++) {
        plan->state[i] =
            pass_events(plan, timeline, i, &next) ? i : inherit(timeline, plan->state, i);
        if (plan->state[i] == i)
            add_relevant(plan, timeline, i);
    }
    return TRUE;
}

void tl_timeline_plan_init(tl_timeline_plan *plan, tl_timeline *timeline,
                           const tl_timeline_group *group)
{
    guint32 count = timeline->points->len;
    guint next = 0;
    plan->events = collect_events(timeline, group);
    plan->relevant = g_array_new(FALSE, FALSE, sizeof(guint32));
    plan->state = g_new(guint32, count + 1);
    plan->key = (tl_timeline_key){.has_base = FALSE};
    add_slugs(plan->key.key, group);
    add_slugs(plan->key.base, group);
    for (guint32 i = 0; i < count; i++) {
        plan->state[i] =
            pass_events(plan, timeline, i, &next) ? i : inherit(timeline, plan->state, i);
        if (plan->state[i] != i)
            continue;
        add_relevant(plan, timeline, i);
        if (i < timeline->fresh)
            add_to_key(plan->key.base, &TL_TIMELINE_POINT(timeline, i)->id);
    }
    plan->key.has_base = has_base(timeline, plan->state);
}

void tl_timeline_plan_clear(tl_timeline_plan *plan)
{
    g_clear_pointer(&plan->events, g_array_unref);
    g_clear_pointer(&plan->relevant, g_array_unref);
    g_clear_pointer(&plan->state, g_free);
}

tl_timeline_key tl_timeline_key_of(tl_timeline *timeline, const tl_timeline_group *group)
{
    g_auto(tl_timeline_plan) plan = {0};
    tl_timeline_plan_init(&plan, timeline, group);
    return plan.key;
}

tl_timeline_key tl_timeline_key_after(tl_timeline *timeline, const tl_timeline_group *group,
                                      const guint64 base[2])
{
    g_auto(tl_timeline_plan) plan = {0};
    if (!tl_timeline_plan_go_on(&plan, timeline, group))
        return tl_timeline_key_of(timeline, group);
    for (guint i = 0; i < 2; i++) {
        plan.key.base[i] = base[i];
        plan.key.key[i] += base[i];
    }
    return plan.key;
}

void tl_timeline_order_key(tl_timeline *timeline, const GPtrArray *groups, guint64 key[2])
{
    guint32 count = timeline->points->len;
    g_autofree guint8 *is_relevant = g_new0(guint8, count + 1);
    key[0] = key[1] = groups->len;
    for (guint i = 0; i < groups->len; i++) {
        g_auto(tl_timeline_plan) plan = {0};
        tl_timeline_plan_init(&plan, timeline, g_ptr_array_index(groups, i));
        add_slugs(key, g_ptr_array_index(groups, i));
        for (guint n = 0; n < plan.relevant->len; n++)
            is_relevant[g_array_index(plan.relevant, guint32, n)] = 1;
    }
    for (guint32 i = 0; i < count; i++) {
        if (!is_relevant[i])
            continue;
        add_to_key(key, &TL_TIMELINE_POINT(timeline, i)->id);
        key[0] = mix(key[0]);
        key[1] = mix(key[1]);
    }
}
