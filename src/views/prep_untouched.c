#include "prep_internal.h"

#include "tl11/coverage.h"

#include <string.h>

/* A section may rest for so many cadences; so many prompts are told. */
enum { RESTS = 2, PROMPTS = 3 };

static tl_prep_line *add_touch(const tl_prep_work *work, tl_prep_kind kind, const char *text,
                               const tl_touch *touch)
{
    tl_prep_line *line = tl_prep_add(work, kind, text);
    line->section = g_strdup_printf("%s.%c", work->person->relationship, touch->section->letter);
    line->date = touch->last;
    line->days = touch->last == TL_DATE_NONE ? -1 : (int)(work->today - touch->last);
    return line;
}

static gboolean rests_long(const tl_prep_work *work, const tl_touch *touch)
{
    tl_date until = touch->last;
    for (int i = 0; i < RESTS && until != TL_DATE_NONE; i++)
        until = tl_date_add(until, work->prep->due.every);
    return until == TL_DATE_NONE || until < work->today;
}

/* Never first, then the oldest; the guide's order is kept otherwise. */
static int compare_touches(gconstpointer a, gconstpointer b)
{
    const tl_touch *const *left = a, *const *right = b;
    if ((*left)->last == (*right)->last)
        return *left < *right ? -1 : *left > *right;
    return (*left)->last < (*right)->last ? -1 : 1;
}

static void add_prompts(const tl_prep_work *work, const GArray *touches)
{
    g_autoptr(GPtrArray) prompts = g_ptr_array_new();
    for (guint i = 0; i < touches->len; i++) {
        tl_touch *touch = &g_array_index(touches, tl_touch, i);
        /* What a team undertakes once a quarter is nothing to bring up each time. */
        if (touch->prompt && touch->prompt->kind != TL_PROMPT_PROGRAM && rests_long(work, touch))
            g_ptr_array_add(prompts, touch);
    }
    g_ptr_array_sort(prompts, compare_touches);
    for (guint i = 0; i < MIN(prompts->len, PROMPTS); i++) {
        const tl_touch *touch = g_ptr_array_index(prompts, i);
        tl_prep_line *line = add_touch(work, TL_PREP_PROMPT, touch->prompt->text, touch);
        line->topic = g_strdup(touch->prompt->key);
    }
}

void tl_prep_add_untouched(const tl_prep_work *work)
{
    g_autoptr(GArray) touches = tl_coverage_of(work->notebook, work->person, work->meetings);
    for (guint i = 0; i < touches->len; i++) {
        const tl_touch *touch = &g_array_index(touches, tl_touch, i);
        if (!touch->prompt && rests_long(work, touch))
            add_touch(work, TL_PREP_SECTION, touch->section->title, touch);
    }
    add_prompts(work, touches);
}
