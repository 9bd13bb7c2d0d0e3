#include "timeline_internal.h"

/* Which commits the last one reaches. */
static guint8 *mark_reachable(const tl_timeline *timeline)
{
    guint32 count = timeline->points->len;
    guint8 *reached = g_new0(guint8, count + 1);
    if (count > 0)
        reached[count - 1] = 1;
    for (guint32 i = count; i > 0; i--) {
        const tl_timeline_point *point = TL_TIMELINE_POINT(timeline, i - 1);
        for (guint32 p = 0; reached[i - 1] && p < point->count; p++)
            reached[TL_TIMELINE_PARENT(timeline, point, p)] = 1;
    }
    return reached;
}

/* Moves what stays together; gives the new number of each commit that stays. */
static guint32 *keep_points(tl_timeline *timeline, const guint8 *reached)
{
    guint32 *number = g_new(guint32, timeline->points->len + 1);
    g_autoptr(GArray) parents = g_array_new(FALSE, FALSE, sizeof(guint32));
    guint32 kept = 0;
    for (guint32 i = 0; i < timeline->points->len; i++) {
        number[i] = reached[i] ? kept : TL_TIMELINE_NONE;
        if (!reached[i])
            continue;
        tl_timeline_point point = *TL_TIMELINE_POINT(timeline, i);
        guint32 first = parents->len;
        for (guint32 p = 0; p < point.count; p++)
            g_array_append_val(parents, number[TL_TIMELINE_PARENT(timeline, &point, p)]);
        point.parents = first;
        *TL_TIMELINE_POINT(timeline, kept++) = point;
    }
    g_array_set_size(timeline->points, kept);
    g_array_set_size(timeline->parents, 0);
    g_array_append_vals(timeline->parents, parents->data, parents->len);
    return number;
}

void tl_timeline_drop_unreachable(tl_timeline *timeline)
{
    guint32 count = timeline->points->len;
    g_autofree guint8 *reached = mark_reachable(timeline);
    g_autofree guint32 *number = keep_points(timeline, reached);
    guint kept = 0;
    for (guint i = 0; i < timeline->events->len; i++) {
        tl_timeline_event event = *TL_TIMELINE_EVENT(timeline, i);
        if (event.commit >= count || number[event.commit] == TL_TIMELINE_NONE)
            continue;
        event.commit = number[event.commit];
        *TL_TIMELINE_EVENT(timeline, kept++) = event;
    }
    g_array_set_size(timeline->events, kept);
    g_clear_pointer(&timeline->map.slots, g_free);
    timeline->map.size = 0;
}
