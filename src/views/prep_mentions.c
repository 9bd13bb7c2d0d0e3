#include "prep_internal.h"

#include "tl11/tag.h"
#include "tl11/text.h"

#include <string.h>

#define WORD "[\\p{L}\\p{N}_]"

/* The first word of a name; NULL when somebody else has the same. */
static char *find_given_name(const tl_prep_work *work)
{
    g_auto(GStrv) words = g_strsplit(tl_person_name(work->person), " ", 2);
    for (guint i = 0; i < work->people->persons->len; i++) {
        const tl_person *other = g_ptr_array_index(work->people->persons, i);
        g_auto(GStrv) theirs = g_strsplit(tl_person_name(other), " ", 2);
        if (other != work->person && strcmp(theirs[0] ? theirs[0] : "", words[0]) == 0)
            return NULL;
    }
    return g_strdup(words[0]);
}

/* "@slug"; the name, in any case; the given name as it is written. Each as a whole word. */
static GRegex *make_pattern(const tl_prep_work *work)
{
    g_autofree char *name = g_utf8_make_valid(tl_person_name(work->person), -1);
    g_autofree char *whole = g_regex_escape_string(name, -1);
    g_autofree char *given = find_given_name(work);
    g_autoptr(GString) pattern = g_string_new(NULL);
    g_string_append_printf(pattern, "(?<![\\p{L}\\p{N}_-])(?i:@%s)(?![\\p{L}\\p{N}_-])",
                           work->person->slug);
    if (work->person->name)
        g_string_append_printf(pattern, "|(?<!" WORD ")(?i:%s)(?!" WORD ")", whole);
    if (work->person->name && given) {
        g_autofree char *valid = g_utf8_make_valid(given, -1);
        g_autofree char *escaped = g_regex_escape_string(valid, -1);
        g_string_append_printf(pattern, "|(?<!" WORD ")%s(?!" WORD ")", escaped);
    }
    return g_regex_new(pattern->str, G_REGEX_OPTIMIZE, 0, NULL);
}

/* What is said where confidences are asked for is told to nobody else, tag or not. */
static gboolean asks_for_confidence(const tl_prompt *prompt)
{
    for (guint i = 0; prompt && i < prompt->tags->len; i++)
        if (tl_tag_is_confidential(g_ptr_array_index(prompt->tags, i)))
            return TRUE;
    return FALSE;
}

static gboolean may_be_told(const tl_point *point)
{
    return point->is_new && !point->is_private && !point->is_confidential &&
           !asks_for_confidence(point->prompt);
}

static gboolean is_named(const tl_prep_work *work, const GRegex *pattern, const tl_point *point)
{
    const tl_followup *item = point->followup;
    return (item && g_strcmp0(item->owner, work->person->slug) == 0) ||
           g_regex_match(pattern, point->text, 0, NULL);
}

static gboolean is_told(const tl_prep_work *work, const tl_meeting *meeting, const tl_point *point)
{
    for (guint i = 0; i < work->prep->lines->len; i++) {
        const tl_prep_line *line = g_ptr_array_index(work->prep->lines, i);
        if (line->kind == TL_PREP_FLOW && line->line == point->line &&
            strcmp(line->path, meeting->path) == 0)
            return TRUE;
    }
    return FALSE;
}

static void add_meeting(const tl_prep_work *work, const GRegex *pattern, const tl_meeting *meeting)
{
    if (meeting->is_confidential || strcmp(meeting->name->person, work->person->slug) == 0)
        return;
    for (guint i = 0; i < meeting->points->len; i++) {
        const tl_point *point = g_ptr_array_index(meeting->points, i);
        if (may_be_told(point) && is_named(work, pattern, point) && !is_told(work, meeting, point))
            tl_prep_add_point(work, TL_PREP_MENTION, meeting, point);
    }
}

gboolean tl_prep_add_mentions(const tl_prep_work *work, tl_date since, GError **error)
{
    tl_meeting_range range = {.since = since, .until = work->today};
    g_autoptr(GPtrArray) twice = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) meetings = tl_meetings_load(work->notebook, &range, twice, error);
    if (!meetings)
        return FALSE;
    /* Flows may have come across the same. */
    for (guint i = 0; i < twice->len; i++) {
        const char *problem = g_ptr_array_index(twice, i);
        if (!g_ptr_array_find_with_equal_func(work->problems, problem, g_str_equal, NULL))
            g_ptr_array_add(work->problems, g_strdup(problem));
    }
    g_autoptr(GRegex) pattern = make_pattern(work);
    for (guint i = meetings->len; pattern && i > 0; i--)
        add_meeting(work, pattern, g_ptr_array_index(meetings, i - 1));
    return TRUE;
}
