#include "tl11/coverage.h"

#include "tl11/meeting.h"
#include "tl11/recent.h"

#include <string.h>

int tl_touch_weeks(const tl_touch *touch, tl_date today)
{
    return touch->last == TL_DATE_NONE ? -1 : (int)(today - touch->last) / 7;
}

/* What a person's notes are asked: touches[first…], each until it is found. */
typedef struct {
    GArray *touches;
    guint first;
    guint missing;
    gboolean with_prompts;
} quest;

static gboolean is_touched_by(const tl_touch *touch, const tl_point *point)
{
    return point->section_kind == TL_SECTION_GUIDE && point->letter == touch->section->letter &&
           (!touch->prompt ||
            (point->prompt && strcmp(point->prompt->key, touch->prompt->key) == 0));
}

static void note_touches(quest *q, const tl_meeting *meeting)
{
    for (guint i = q->first; i < q->touches->len; i++) {
        tl_touch *touch = &g_array_index(q->touches, tl_touch, i);
        for (guint k = 0; k < meeting->points->len && touch->last == TL_DATE_NONE; k++) {
            if (!is_touched_by(touch, g_ptr_array_index(meeting->points, k)))
                continue;
            touch->last = meeting->name->date;
            q->missing--;
        }
    }
}

/* The sections alone, which are found without parsing most notes. */
static gboolean note_letters(const tl_notebook *notebook, const tl_note_name *name, quest *q,
                             GError **error)
{
    guint32 letters = 0;
    if (!tl_meeting_letters(notebook, name, &letters, error))
        return FALSE;
    for (guint i = q->first; i < q->touches->len; i++) {
        tl_touch *touch = &g_array_index(q->touches, tl_touch, i);
        if (touch->last != TL_DATE_NONE || !(letters >> (touch->section->letter - 'a') & 1))
            continue;
        touch->last = name->date;
        q->missing--;
    }
    return TRUE;
}

static gboolean note_whole(const tl_notebook *notebook, const tl_note_name *name, quest *q,
                           GError **error)
{
    g_autoptr(tl_meeting) meeting = tl_meeting_read(notebook, name, error);
    if (meeting)
        note_touches(q, meeting);
    return meeting != NULL;
}

static gboolean read_notes(const tl_notebook *notebook, const tl_person *person, tl_date today,
                           quest *q, GPtrArray *problems, GError **error)
{
    g_autoptr(tl_recent) recent =
        tl_recent_new(notebook, NULL, person->slug, person->relationship, today, error);
    GError *failure = NULL;
    const tl_note_name *name;
    while (recent && q->missing > 0 && (name = tl_recent_next(recent, &failure)) != NULL) {
        g_autoptr(GError) unread = NULL;
        if (!(q->with_prompts ? note_whole : note_letters)(notebook, name, q, &unread))
            g_ptr_array_add(problems, g_strdup(unread->message));
    }
    if (failure)
        g_propagate_error(error, failure);
    return recent && !failure;
}

static quest add_touches(const tl_notebook *notebook, const tl_person *person,
                         gboolean with_prompts, GArray *touches)
{
    const tl_chapter *chapter = (with_prompts ? tl_guide_find : tl_guide_outline)(
        notebook->guide, person->relationship, tl_language_current());
    quest q = {.touches = touches, .first = touches->len, .with_prompts = with_prompts};
    for (guint i = 0; chapter && i < chapter->sections->len; i++) {
        const tl_guide_section *section = g_ptr_array_index(chapter->sections, i);
        tl_touch touch = {.person = person, .section = section};
        g_array_append_val(touches, touch);
        for (guint k = 0; with_prompts && k < section->prompts->len; k++) {
            touch.prompt = g_ptr_array_index(section->prompts, k);
            g_array_append_val(touches, touch);
        }
    }
    q.missing = touches->len - q.first;
    return q;
}

static gboolean add_person(const tl_notebook *notebook, const tl_person *person, tl_date today,
                           gboolean with_prompts, GArray *touches, GPtrArray *problems,
                           GError **error)
{
    quest q = add_touches(notebook, person, with_prompts, touches);
    return read_notes(notebook, person, today, &q, problems, error);
}

GArray *tl_coverage_of(const tl_notebook *notebook, const tl_person *person,
                       const GPtrArray *meetings)
{
    GArray *touches = g_array_new(FALSE, FALSE, sizeof(tl_touch));
    quest q = add_touches(notebook, person, TRUE, touches);
    for (guint i = meetings->len; i > 0 && q.missing > 0; i--) {
        const tl_meeting *meeting = g_ptr_array_index(meetings, i - 1);
        if (strcmp(meeting->name->relationship, person->relationship) == 0)
            note_touches(&q, meeting);
    }
    return touches;
}

static gint compare_persons(gconstpointer a, gconstpointer b, gpointer keys)
{
    const tl_person *left = *(const tl_person *const *)a, *right = *(const tl_person *const *)b;
    int order = tl_guide_compare(keys, left->relationship, right->relationship);
    return order ? order : strcmp(left->slug, right->slug);
}

static GPtrArray *sort_persons(const tl_notebook *notebook, const tl_people *people)
{
    g_autoptr(GPtrArray) keys = tl_guide_keys(notebook->guide);
    GPtrArray *persons = g_ptr_array_new();
    for (guint i = 0; i < people->persons->len; i++) {
        tl_person *person = g_ptr_array_index(people->persons, i);
        if (person->archived == TL_DATE_NONE)
            g_ptr_array_add(persons, person);
    }
    g_ptr_array_sort_with_data(persons, compare_persons, keys);
    return persons;
}

GArray *tl_coverage_load(const tl_notebook *notebook, const tl_people *people, tl_date today,
                         GPtrArray *problems, GError **error)
{
    g_autoptr(GArray) touches = g_array_new(FALSE, FALSE, sizeof(tl_touch));
    g_autoptr(GPtrArray) persons = sort_persons(notebook, people);
    for (guint i = 0; i < persons->len; i++)
        if (!add_person(notebook, g_ptr_array_index(persons, i), today, FALSE, touches, problems,
                        error))
            return NULL;
    return g_steal_pointer(&touches);
}

GArray *tl_coverage_load_person(const tl_notebook *notebook, const tl_person *person, tl_date today,
                                GPtrArray *problems, GError **error)
{
    g_autoptr(GArray) touches = g_array_new(FALSE, FALSE, sizeof(tl_touch));
    return add_person(notebook, person, today, TRUE, touches, problems, error)
               ? g_steal_pointer(&touches)
               : NULL;
}
