#include "flow_internal.h"

#include <string.h>

/* "A chance to mentor someone": the answer tells who would like to. */
static gboolean answers_offer(const tl_flow_spot *spot)
{
    return tl_point_has_tag(spot->point, "mentoring") && spot->point->prompt &&
           strcmp(spot->meeting->name->relationship, "team") == 0 && spot->point->letter == 'b' &&
           strcmp(spot->point->prompt->key, "mentor") == 0;
}

static gboolean is_meant(const tl_flow_spot *spot, tl_flow_kind kind)
{
    if (kind == TL_FLOW_MENTEE)
        return tl_point_has_tag(spot->point, "mentee");
    return tl_point_has_tag(spot->point, "mentor") ||
           (answers_offer(spot) && !tl_point_has_tag(spot->point, "mentee"));
}

/* The newest word of each person. */
static GArray *collect(const tl_flow_work *work, const GArray *spots, tl_flow_kind kind)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    GArray *found = g_array_new(FALSE, FALSE, sizeof(tl_flow_spot));
    for (guint i = spots->len; i > 0; i--) {
        const tl_flow_spot *spot = &g_array_index(spots, tl_flow_spot, i - 1);
        if (is_meant(spot, kind) && tl_flow_is_open(work, spot) &&
            g_hash_table_add(seen, spot->meeting->name->person))
            g_array_append_val(found, *spot);
    }
    return found;
}

/* Whether there is somebody else on the other side. */
static gboolean has_match(const tl_flow_spot *spot, const GArray *others)
{
    for (guint i = 0; i < others->len; i++)
        if (strcmp(g_array_index(others, tl_flow_spot, i).meeting->name->person,
                   spot->meeting->name->person) != 0)
            return TRUE;
    return FALSE;
}

static void tell(tl_flow_work *work, tl_flow_kind kind, const GArray *spots, const GArray *others)
{
    for (guint i = 0; i < spots->len; i++) {
        const tl_flow_spot *spot = &g_array_index(spots, tl_flow_spot, i);
        if (has_match(spot, others))
            tl_flow_add(work, kind, spot, spot->meeting->name->date);
    }
}

void tl_flow_find_mentors(tl_flow_work *work)
{
    g_autoptr(GArray) spots = tl_flow_spots(work, NULL, TRUE);
    g_autoptr(GArray) mentors = collect(work, spots, TL_FLOW_MENTOR);
    g_autoptr(GArray) mentees = collect(work, spots, TL_FLOW_MENTEE);
    tell(work, TL_FLOW_MENTOR, mentors, mentees);
    tell(work, TL_FLOW_MENTEE, mentees, mentors);
}
