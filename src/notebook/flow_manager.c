#include "flow_internal.h"

#include "tl11/tag.h"
#include "tl11/text.h"

#include <string.h>

static const char *const TEAM[] = {"team", NULL};
static const char *const OTHERS[] = {"peer", "cross-functional", NULL};

/* -- milestones and recognition ----------------------------------------------------------- */

/* The day on which it came true; a promise is none before it is kept. */
static tl_date find_told(const tl_flow_work *work, const tl_flow_spot *spot, const char *tag)
{
    const tl_item *item = tl_flow_item(work, spot);
    if (!spot->point->followup)
        return tl_flow_first_said(work, spot, tag);
    if (!item || item->state != TL_STATE_DONE || spot->point->followup->state != TL_STATE_DONE)
        return TL_DATE_NONE;
    return item->closed;
}

void tl_flow_find_told(tl_flow_work *work)
{
    g_autoptr(GArray) spots = tl_flow_spots(work, TEAM, FALSE);
    for (guint i = 0; i < spots->len; i++) {
        const tl_flow_spot *spot = &g_array_index(spots, tl_flow_spot, i);
        gboolean is_milestone = tl_point_has_tag(spot->point, "milestone");
        if (!is_milestone && !tl_point_has_tag(spot->point, "recognition"))
            continue;
        tl_date told = find_told(work, spot, is_milestone ? "milestone" : "recognition");
        /* A second saying of it is told by the first. */
        gboolean is_new = spot->point->followup || told == spot->meeting->name->date;
        if (is_new && told != TL_DATE_NONE && told >= work->since && told <= work->day)
            tl_flow_add(work, is_milestone ? TL_FLOW_MILESTONE : TL_FLOW_RECOGNITION, spot, told);
    }
}

/* -- blockers and risks --------------------------------------------------------------------- */

/* Whether the spot's meeting is the newest that was held with that person, who is still here. */
static gboolean is_current(const tl_flow_work *work, const tl_flow_spot *spot)
{
    const char *slug = spot->meeting->name->person;
    const tl_person *person = tl_people_get(work->people, slug);
    if (!person || person->archived != TL_DATE_NONE)
        return FALSE;
    for (guint i = work->meetings->len; i > 0; i--) {
        const tl_meeting *meeting = g_ptr_array_index(work->meetings, i - 1);
        if (meeting->is_held && strcmp(meeting->name->person, slug) == 0)
            return meeting == spot->meeting;
    }
    return FALSE;
}

void tl_flow_find_open(tl_flow_work *work)
{
    g_autoptr(GArray) spots = tl_flow_spots(work, TEAM, FALSE);
    for (guint i = 0; i < spots->len; i++) {
        const tl_flow_spot *spot = &g_array_index(spots, tl_flow_spot, i);
        gboolean is_blocker = tl_point_has_tag(spot->point, "blocker");
        const tl_item *item = tl_flow_item(work, spot);
        if ((!is_blocker && !tl_point_has_tag(spot->point, "risk")) ||
            !tl_flow_is_open(work, spot) || (!item && !is_current(work, spot)))
            continue;
        tl_date since = item && item->born != TL_DATE_NONE
                            ? item->born
                            : tl_flow_first_said(work, spot, is_blocker ? "blocker" : "risk");
        tl_flow_add(work, is_blocker ? TL_FLOW_BLOCKER : TL_FLOW_RISK, spot, since);
    }
}

/* -- what falls due -------------------------------------------------------------------------- */

static gboolean is_dated(const tl_point *point)
{
    return tl_point_has_tag(point, "milestone") || tl_point_has_tag(point, "agreement") ||
           tl_point_has_tag(point, "dependency") || tl_point_has_tag(point, "expectation");
}

/* The first ISO date in a text, where it is no part of something longer. */
static const char *find_date(const char *text, tl_date *date)
{
    const gsize length = TL_DATE_SIZE - 1;
    for (const char *at = text; strlen(at) >= length; at++) {
        gboolean is_whole =
            (at == text || !g_ascii_isalnum(at[-1])) && !g_ascii_isalnum(at[length]);
        if (is_whole && (*date = tl_date_parse_iso(at, (gssize)length)) != TL_DATE_NONE)
            return at;
    }
    return NULL;
}

static tl_date due_of(const tl_point *point)
{
    tl_date date = TL_DATE_NONE;
    if (point->followup && point->followup->due != TL_DATE_NONE)
        return point->followup->due;
    find_date(point->text, &date);
    return date;
}

/* What it says but for its date, which may have moved since. */
static char *make_timeless(const tl_flow_spot *spot)
{
    tl_date date;
    g_autoptr(GString) rest = g_string_new(NULL);
    g_autofree char *key = tl_flow_key(spot->point);
    const char *from = key, *at;
    while ((at = find_date(from, &date))) {
        g_string_append_len(rest, from, at - from);
        from = at + TL_DATE_SIZE - 1;
    }
    g_string_append(rest, from);
    g_autofree char *folded = tl_text_fold(rest->str, -1);
    return g_strconcat(spot->meeting->name->person, "\n", folded, NULL);
}

void tl_flow_find_due(tl_flow_work *work)
{
    g_autoptr(GArray) spots = tl_flow_spots(work, OTHERS, FALSE);
    g_autoptr(GHashTable) newer = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = spots->len; i > 0; i--) {
        const tl_flow_spot *spot = &g_array_index(spots, tl_flow_spot, i - 1);
        tl_date due = is_dated(spot->point) ? due_of(spot->point) : TL_DATE_NONE;
        if (due == TL_DATE_NONE || !tl_flow_is_open(work, spot) ||
            !g_hash_table_add(newer, make_timeless(spot)))
            continue;
        if (due >= work->day && due <= work->day + TL_FLOW_AHEAD_DAYS)
            tl_flow_add(work, TL_FLOW_DUE, spot, spot->meeting->name->date)->due = due;
    }
}
