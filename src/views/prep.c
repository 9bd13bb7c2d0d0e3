#include "prep_internal.h"

#include "tl11/flow.h"
#include "tl11/followup_list.h"
#include "tl11/json.h"
#include "tl11/tag.h"
#include "tl11/text.h"

#include <string.h>

static void free_line(gpointer data)
{
    tl_prep_line *line = data;
    g_free(line->text);
    g_free(line->topic);
    g_free(line->id);
    g_free(line->person);
    g_free(line->relationship);
    g_free(line->path);
    g_free(line->section);
    g_free(line);
}

void tl_prep_free(tl_prep *prep)
{
    if (!prep)
        return;
    g_ptr_array_unref(prep->lines);
    g_free(prep);
}

const char *tl_prep_name(tl_prep_kind kind)
{
    static const char *const NAMES[TL_PREP_KINDS] = {
        "mine",   "theirs", "last",    "agenda", "section",
        "prompt", "since",  "blocker", "flow",   "mention",
    };
    return NAMES[kind];
}

json_t *tl_prep_to_json(const tl_prep_line *line)
{
    json_t *object = json_object();
    json_object_set_new(object, "kind", tl_json_text(tl_prep_name(line->kind)));
    json_object_set_new(object, "text", tl_json_text(line->text));
    json_object_set_new(object, "topic", tl_json_text(line->topic));
    json_object_set_new(object, "id", tl_json_text(line->id));
    json_object_set_new(object, "person", tl_json_text(line->person));
    json_object_set_new(object, "relationship", tl_json_text(line->relationship));
    json_object_set_new(object, "date", tl_json_date(line->date));
    json_object_set_new(object, "path", tl_json_text(line->path));
    json_object_set_new(object, "line", line->line ? json_integer(line->line) : json_null());
    json_object_set_new(object, "section", tl_json_text(line->section));
    json_object_set_new(object, "due", tl_json_date(line->due));
    json_object_set_new(object, "days", line->days < 0 ? json_null() : json_integer(line->days));
    return object;
}

tl_prep_line *tl_prep_add(const tl_prep_work *work, tl_prep_kind kind, const char *text)
{
    tl_prep_line *line = g_new0(tl_prep_line, 1);
    line->kind = kind;
    line->text = g_strdup(text);
    line->person = g_strdup(work->person->slug);
    line->relationship = g_strdup(work->person->relationship);
    line->days = -1;
    g_ptr_array_add(work->prep->lines, line);
    return line;
}

static void set_place(tl_prep_line *line, const char *person, const char *relationship,
                      const char *path, guint number)
{
    g_free(line->person);
    g_free(line->relationship);
    line->person = g_strdup(person);
    line->relationship = g_strdup(relationship);
    line->path = g_strdup(path);
    line->line = number;
}

static void set_date(const tl_prep_work *work, tl_prep_line *line, tl_date date)
{
    line->date = date;
    line->days = date != TL_DATE_NONE && date <= work->today ? (int)(work->today - date) : -1;
}

tl_prep_line *tl_prep_add_point(const tl_prep_work *work, tl_prep_kind kind,
                                const tl_meeting *meeting, const tl_point *point)
{
    tl_prep_line *line = tl_prep_add(work, kind, point->text);
    set_place(line, meeting->name->person, meeting->name->relationship, meeting->path, point->line);
    set_date(work, line, meeting->name->date);
    line->section = g_strdup(point->section);
    if (point->followup) {
        line->id = g_strdup(point->followup->id);
        line->due = point->followup->due;
    }
    return line;
}

/* -- promises and the agenda ------------------------------------------------------------------ */

static void add_item(const tl_prep_work *work, tl_prep_kind kind, const tl_item *item)
{
    const tl_occurrence *newest = item->newest;
    const tl_followup *followup = newest->followup;
    if (followup->is_private) {
        work->prep->hidden++;
        return;
    }
    tl_prep_line *line = tl_prep_add(work, kind, followup->text);
    set_place(line, newest->person, newest->relationship, newest->path, followup->line);
    set_date(work, line, item->born);
    line->date = newest->name ? newest->name->date : TL_DATE_NONE;
    line->id = g_strdup(item->id);
    line->due = followup->due;
    line->section =
        tl_section_key(followup->section_kind, followup->letter, NULL, newest->relationship);
}

static void add_items(const tl_prep_work *work, tl_prep_kind kind, const GPtrArray *items)
{
    tl_list_filter filter = {
        .state = TL_LIST_OPEN,
        .person = work->person->slug,
        .mine = kind == TL_PREP_MINE,
        .theirs = kind == TL_PREP_THEIRS,
        .agenda = kind == TL_PREP_AGENDA,
        .today = work->today,
    };
    g_autoptr(GPtrArray) selected = tl_list_select(items, &filter);
    for (guint i = 0; i < selected->len; i++)
        add_item(work, kind, g_ptr_array_index(selected, i));
}

/* -- the last meeting ---------------------------------------------------------------------------
 */

/* The last one that was held before today; NULL: none. */
static const tl_meeting *find_last(const tl_prep_work *work)
{
    for (guint i = work->meetings->len; i > 0; i--) {
        const tl_meeting *meeting = g_ptr_array_index(work->meetings, i - 1);
        if (meeting->is_held && meeting->name->date < work->today)
            return meeting;
    }
    return NULL;
}

/* Promises and the agenda have their own place. */
static gboolean is_said(const tl_point *point)
{
    return point->is_new && !point->is_private && !point->followup &&
           point->section_kind != TL_SECTION_FOLLOWUPS;
}

static void add_last(const tl_prep_work *work)
{
    const tl_meeting *last = find_last(work);
    for (guint i = 0; last && i < last->points->len; i++)
        if (is_said(g_ptr_array_index(last->points, i)))
            tl_prep_add_point(work, TL_PREP_LAST, last, g_ptr_array_index(last->points, i));
}

/* -- how long ago ---------------------------------------------------------------------------------
 */

/* Whether the guide asks for it in this relationship. */
static gboolean is_asked_for(const tl_prep_work *work, const char *tag)
{
    const tl_chapter *chapter =
        tl_guide_find(work->notebook->guide, work->person->relationship, tl_language_current());
    for (guint i = 0; chapter && i < chapter->sections->len; i++) {
        const tl_guide_section *section = g_ptr_array_index(chapter->sections, i);
        for (guint k = 0; k < section->prompts->len; k++) {
            const tl_prompt *prompt = g_ptr_array_index(section->prompts, k);
            if (g_ptr_array_find_with_equal_func(prompt->tags, tag, g_str_equal, NULL))
                return TRUE;
        }
    }
    return FALSE;
}

static gboolean is_about(const tl_point *point, const char *tag)
{
    return point->is_new && !point->is_private &&
           (tl_point_is_about(point, tag) ||
            (strcmp(tag, "career") == 0 && tl_point_is_about(point, "growth")));
}

static gboolean find_latest(const tl_prep_work *work, const char *tag, const tl_meeting **meeting,
                            const tl_point **point)
{
    for (guint i = work->meetings->len; i > 0; i--) {
        *meeting = g_ptr_array_index(work->meetings, i - 1);
        for (guint k = 0; k < (*meeting)->points->len; k++) {
            *point = g_ptr_array_index((*meeting)->points, k);
            if (is_about(*point, tag))
                return TRUE;
        }
    }
    return FALSE;
}

static void add_since(const tl_prep_work *work)
{
    static const char *const TAGS[] = {"recognition", "fb-given", "fb-got", "career"};
    for (gsize i = 0; i < G_N_ELEMENTS(TAGS); i++) {
        const tl_meeting *meeting = NULL;
        const tl_point *point = NULL;
        gboolean found = find_latest(work, TAGS[i], &meeting, &point);
        if (!found && !is_asked_for(work, TAGS[i]))
            continue;
        tl_prep_line *line = found ? tl_prep_add_point(work, TL_PREP_SINCE, meeting, point)
                                   : tl_prep_add(work, TL_PREP_SINCE, NULL);
        line->topic = g_strdup(TAGS[i]);
    }
}

/* -- blockers
 * --------------------------------------------------------------------------------------- */

static tl_date first_said(const tl_prep_work *work, const char *text)
{
    g_autofree char *key = tl_text_fold(text, -1);
    for (guint i = 0; i < work->meetings->len; i++) {
        const tl_meeting *meeting = g_ptr_array_index(work->meetings, i);
        for (guint k = 0; k < meeting->points->len; k++) {
            const tl_point *point = g_ptr_array_index(meeting->points, k);
            g_autofree char *other = tl_text_fold(point->text, -1);
            if (tl_point_has_tag(point, "blocker") && strcmp(key, other) == 0)
                return meeting->name->date;
        }
    }
    return TL_DATE_NONE;
}

/* One that is a follow-up is among the promises too: its state is theirs. */
static void add_blocker_items(const tl_prep_work *work, const GPtrArray *items)
{
    for (guint i = 0; i < items->len; i++) {
        const tl_item *item = g_ptr_array_index(items, i);
        const tl_followup *followup = item->newest->followup;
        g_autoptr(GPtrArray) tags = g_ptr_array_new_with_free_func(g_free);
        tl_tag_collect(followup->text, strlen(followup->text), tags);
        if (item->state == TL_STATE_OPEN && !item->is_agenda && !followup->is_private &&
            strcmp(item->person, work->person->slug) == 0 &&
            g_ptr_array_find_with_equal_func(tags, "blocker", g_str_equal, NULL))
            add_item(work, TL_PREP_BLOCKER, item);
    }
}

/* One that is none is open while it stands in the newest note. */
static void add_blocker_points(const tl_prep_work *work)
{
    const tl_meeting *newest = NULL;
    for (guint i = work->meetings->len; i > 0 && !newest; i--) {
        newest = g_ptr_array_index(work->meetings, i - 1);
        newest = newest->is_held ? newest : NULL;
    }
    for (guint i = 0; newest && i < newest->points->len; i++) {
        const tl_point *point = g_ptr_array_index(newest->points, i);
        if (!tl_point_has_tag(point, "blocker") || point->is_private || point->followup)
            continue;
        tl_prep_line *line = tl_prep_add_point(work, TL_PREP_BLOCKER, newest, point);
        line->days = (int)(work->today - first_said(work, point->text));
    }
}

static int compare_age(gconstpointer a, gconstpointer b)
{
    const tl_prep_line *const *left = a, *const *right = b;
    if ((*left)->kind != (*right)->kind)
        return (*left)->kind < (*right)->kind ? -1 : 1;
    if ((*left)->kind != TL_PREP_BLOCKER || (*left)->days == (*right)->days)
        return 0;
    return (*left)->days > (*right)->days ? -1 : 1;
}

/* -- from others
 * -------------------------------------------------------------------------------------- */

static gboolean add_others(const tl_prep_work *work, GError **error)
{
    g_autoptr(tl_flows) flows =
        tl_flows_to(work->notebook, work->people, work->person, work->today, work->problems, error);
    if (!flows)
        return FALSE;
    for (guint i = 0; i < flows->flows->len; i++) {
        const tl_flow *flow = g_ptr_array_index(flows->flows, i);
        tl_prep_line *line = tl_prep_add(work, TL_PREP_FLOW, flow->text);
        set_place(line, flow->person, flow->relationship, flow->path, flow->line);
        set_date(work, line, flow->date);
        line->days = (int)flow->age;
        line->due = flow->due;
        line->topic = g_strdup(tl_flow_name(flow->kind));
    }
    return tl_prep_add_mentions(work, flows->since, error);
}

static gboolean gather(const tl_prep_work *work, GError **error)
{
    g_autoptr(tl_ledger) ledger = tl_ledger_load(work->notebook, work->person->slug, NULL, error);
    if (!ledger)
        return FALSE;
    const GPtrArray *items = tl_ledger_items(ledger);
    add_items(work, TL_PREP_MINE, items);
    add_items(work, TL_PREP_THEIRS, items);
    add_last(work);
    add_items(work, TL_PREP_AGENDA, items);
    tl_prep_add_untouched(work);
    add_since(work);
    add_blocker_items(work, items);
    add_blocker_points(work);
    if (!add_others(work, error))
        return FALSE;
    g_ptr_array_sort(work->prep->lines, compare_age);
    return TRUE;
}

tl_prep *tl_prep_load(const tl_notebook *notebook, const tl_people *people, const tl_person *person,
                      tl_date today, GPtrArray *problems, GError **error)
{
    tl_meeting_range range = {.slug = person->slug, .until = today};
    g_autoptr(tl_prep) prep = g_new0(tl_prep, 1);
    prep->lines = g_ptr_array_new_with_free_func(free_line);
    g_autoptr(GPtrArray) twice = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) meetings = tl_meetings_load(notebook, &range, problems, error);
    /* What cannot be read was told already. */
    if (!meetings || !tl_due_look_up(notebook, people, person, today, &prep->due, twice, error))
        return NULL;
    tl_prep_work work = {notebook, people, person, today, meetings, problems, prep};
    return gather(&work, error) ? g_steal_pointer(&prep) : NULL;
}
