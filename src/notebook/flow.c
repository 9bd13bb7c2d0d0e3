#include "flow_internal.h"

#include "tl11/file.h"
#include "tl11/tag.h"
#include "tl11/text.h"

#include <string.h>

void tl_flow_free(tl_flow *flow)
{
    if (!flow)
        return;
    g_free(flow->person);
    g_free(flow->relationship);
    g_free(flow->path);
    g_free(flow->text);
    g_free(flow->former);
    g_free(flow->topic);
    g_free(flow);
}

void tl_flows_free(tl_flows *flows)
{
    if (!flows)
        return;
    g_ptr_array_unref(flows->flows);
    g_free(flows);
}

const char *tl_flow_name(tl_flow_kind kind)
{
    static const char *const NAMES[TL_FLOW_KINDS] = {
        "milestone",   "recognition", "blocker", "risk",   "due",   "priority",
        "expectation", "metric",      "growth",  "mentor", "mentee"};
    return NAMES[kind];
}

/* -- what may flow ---------------------------------------------------------------------- */

static gboolean was_said(const tl_point *point)
{
    return point->section_kind != TL_SECTION_AGENDA || !point->followup ||
           point->followup->state == TL_STATE_DONE;
}

GArray *tl_flow_spots(const tl_flow_work *work, const char *const *relationships, gboolean with_own)
{
    GArray *spots = g_array_new(FALSE, FALSE, sizeof(tl_flow_spot));
    for (guint i = 0; i < work->meetings->len; i++) {
        const tl_meeting *meeting = g_ptr_array_index(work->meetings, i);
        if ((relationships && !g_strv_contains(relationships, meeting->name->relationship)) ||
            (!with_own && strcmp(meeting->name->person, work->person->slug) == 0))
            continue;
        for (guint j = 0; j < meeting->points->len; j++) {
            tl_flow_spot spot = {meeting, g_ptr_array_index(meeting->points, j)};
            if (tl_meeting_may_flow(meeting, spot.point) && was_said(spot.point))
                g_array_append_val(spots, spot);
        }
    }
    return spots;
}

static char *make_place(const char *path, guint line)
{
    return g_strdup_printf("%s:%u", path, line);
}

const tl_item *tl_flow_item(const tl_flow_work *work, const tl_flow_spot *spot)
{
    g_autofree char *place = make_place(spot->meeting->path, spot->point->line);
    return spot->point->followup ? g_hash_table_lookup(work->items, place) : NULL;
}

gboolean tl_flow_is_open(const tl_flow_work *work, const tl_flow_spot *spot)
{
    const tl_item *item = tl_flow_item(work, spot);
    if (!item)
        return spot->point->followup == NULL;
    const tl_occurrence *newest = item->newest;
    return item->state == TL_STATE_OPEN && newest->followup->line == spot->point->line &&
           strcmp(newest->path, spot->meeting->path) == 0;
}

char *tl_flow_key(const tl_point *point)
{
    g_autofree char *text = tl_tag_strip(point->text);
    return tl_text_fold(text, -1);
}

tl_date tl_flow_first_said(const tl_flow_work *work, const tl_flow_spot *spot, const char *tag)
{
    g_autofree char *key = tl_flow_key(spot->point);
    for (guint i = 0; i < work->meetings->len; i++) {
        const tl_meeting *meeting = g_ptr_array_index(work->meetings, i);
        if (strcmp(meeting->name->person, spot->meeting->name->person) != 0)
            continue;
        for (guint j = 0; j < meeting->points->len; j++) {
            const tl_point *point = g_ptr_array_index(meeting->points, j);
            g_autofree char *other = tl_point_has_tag(point, tag) ? tl_flow_key(point) : NULL;
            if (other && strcmp(other, key) == 0)
                return meeting->name->date;
        }
    }
    return spot->meeting->name->date;
}

tl_flow *tl_flow_add(tl_flow_work *work, tl_flow_kind kind, const tl_flow_spot *spot, tl_date since)
{
    tl_flow *flow = g_new0(tl_flow, 1);
    flow->kind = kind;
    flow->person = g_strdup(spot->meeting->name->person);
    flow->relationship = g_strdup(spot->meeting->name->relationship);
    flow->date = spot->meeting->name->date;
    flow->number = spot->meeting->name->number;
    flow->path = g_strdup(spot->meeting->path);
    flow->line = spot->point->line;
    flow->text = g_strdup(spot->point->text);
    flow->age = since < work->day ? work->day - since : 0;
    g_ptr_array_add(work->flows, flow);
    return flow;
}

/* -- the order ---------------------------------------------------------------------------- */

static int compare_numbers(guint32 a, guint32 b)
{
    return (a > b) - (a < b);
}

static int compare_within(const tl_flow *a, const tl_flow *b)
{
    switch (a->kind) {
    case TL_FLOW_BLOCKER:
    case TL_FLOW_RISK:
        return compare_numbers(b->age, a->age);
    case TL_FLOW_DUE:
        return compare_numbers(a->due, b->due);
    case TL_FLOW_GROWTH:
        return strcmp(a->topic, b->topic);
    default:
        return compare_numbers(a->date, b->date);
    }
}

static int compare_flows(gconstpointer left, gconstpointer right)
{
    const tl_flow *a = *(const tl_flow *const *)left, *b = *(const tl_flow *const *)right;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    int order = compare_within(a, b);
    order = order ? order : strcmp(a->person, b->person);
    order = order ? order : compare_numbers(a->date, b->date);
    order = order ? order : strcmp(a->path, b->path);
    return order ? order : compare_numbers(a->line, b->line);
}

/* -- the work ----------------------------------------------------------------------------- */

/* The ledger of the window alone: what flows is no older. */
static void add_notes(tl_flow_work *work)
{
    for (guint i = 0; i < work->meetings->len; i++) {
        const tl_meeting *meeting = g_ptr_array_index(work->meetings, i);
        g_autoptr(GBytes) content =
            meeting->followups->len > 0
                ? tl_file_read(work->notebook->root_fd, meeting->path, TL_FILE_MAX, NULL)
                : NULL;
        if (content)
            tl_ledger_add(work->ledger, meeting->path, content);
    }
    const GPtrArray *items = tl_ledger_items(work->ledger);
    for (guint i = 0; i < items->len; i++) {
        tl_item *item = g_ptr_array_index(items, i);
        for (guint j = 0; j < item->occurrences->len; j++) {
            const tl_occurrence *at = g_ptr_array_index(item->occurrences, j);
            g_hash_table_insert(work->items, make_place(at->path, at->followup->line), item);
        }
    }
}

static tl_date window_start(tl_date day)
{
    return day > TL_FLOW_WINDOW_DAYS ? day - TL_FLOW_WINDOW_DAYS : 1;
}

/* The last meeting before the day that was held with the recipient; TL_DATE_NONE: none. */
static tl_date find_last_met(const tl_flow_work *work)
{
    for (guint i = work->meetings->len; i > 0; i--) {
        const tl_meeting *meeting = g_ptr_array_index(work->meetings, i - 1);
        if (meeting->is_held && meeting->name->date < work->day &&
            strcmp(meeting->name->person, work->person->slug) == 0)
            return meeting->name->date;
    }
    return TL_DATE_NONE;
}

/* Met before the window, if at all. */
static gboolean find_since(tl_flow_work *work, gboolean *has_met, GError **error)
{
    g_autoptr(GPtrArray) notes = tl_people_notes(work->notebook, work->person->slug, error);
    if (!notes)
        return FALSE;
    tl_date start = window_start(work->day), met = find_last_met(work);
    const tl_note_name *oldest = notes->len > 0 ? g_ptr_array_index(notes, 0) : NULL;
    *has_met = met != TL_DATE_NONE;
    if (*has_met)
        work->since = met;
    else if (oldest && oldest->date < start)
        work->since = start;
    else
        work->since = MAX(start, work->day - MIN(work->day - 1, TL_FLOW_FIRST_DAYS));
    return TRUE;
}

static void find_all(tl_flow_work *work)
{
    const char *to = work->person->relationship;
    static const char *const told[] = {"team", "peer", "cross-functional", NULL};
    if (strcmp(to, "manager") == 0) {
        tl_flow_find_told(work);
        tl_flow_find_open(work);
        tl_flow_find_due(work);
    }
    if (g_strv_contains(told, to))
        tl_flow_find_changed(work);
    if (strcmp(to, "peer") == 0) {
        tl_flow_find_growth(work);
        tl_flow_find_mentors(work);
    }
    g_ptr_array_sort(work->flows, compare_flows);
}

tl_flows *tl_flows_to(const tl_notebook *notebook, const tl_people *people, const tl_person *person,
                      tl_date day, GPtrArray *problems, GError **error)
{
    tl_meeting_range range = {.since = window_start(day), .until = day};
    g_autoptr(GPtrArray) meetings = tl_meetings_load(notebook, &range, problems, error);
    if (!meetings)
        return NULL;
    g_autoptr(tl_ledger) ledger = tl_ledger_new();
    g_autoptr(GHashTable) items = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(tl_flows) result = g_new0(tl_flows, 1);
    result->flows = g_ptr_array_new_with_free_func((GDestroyNotify)tl_flow_free);
    tl_flow_work work = {.notebook = notebook,
                         .people = people,
                         .person = person,
                         .day = day,
                         .meetings = meetings,
                         .ledger = ledger,
                         .items = items,
                         .flows = result->flows};
    if (!find_since(&work, &result->has_met, error))
        return NULL;
    add_notes(&work);
    find_all(&work);
    result->since = work.since;
    return g_steal_pointer(&result);
}
