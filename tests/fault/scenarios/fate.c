#include "model.h"

#include <string.h>

fate tell_by_steps(const GPtrArray *records, guint head, guint word)
{
    fate fates[RECORDS_MAX] = {NEVER};
    const record *top = g_ptr_array_index(records, head);
    for (guint i = 0; i <= head; i++) {
        const record *r = g_ptr_array_index(records, i);
        if (!(top->ancestors >> i & 1))
            continue;
        for (guint p = 0; p < i; p++)
            if (r->parents >> p & 1)
                fates[i] = MAX(fates[i], fates[p]);
        if (r->states[word] != GONE)
            fates[i] = r->states[word] == OPEN ? LOST : ENDED;
        else if (r->items[word])
            fates[i] = MAX(fates[i], LOST);
    }
    return fates[head];
}

static gboolean is_same_note(const line *a, const line *b)
{
    /* A renamed person's slug keeps its first letter. */
    return strcmp(a->note, b->note) == 0 && a->slug[0] == b->slug[0];
}

static gboolean has_closed(const record *r, const line *closed)
{
    for (guint n = 0; n < r->lines->len; n++) {
        const line *l = g_ptr_array_index(r->lines, n);
        if (l->word == closed->word && is_same_note(l, closed) && state_of_mark(l->mark) >= DROPPED)
            return TRUE;
    }
    return FALSE;
}

/* Whether a commit closed it, or chose so of its parents, rather than left it as it was. */
static gboolean is_made(const GPtrArray *records, guint at, const line *closed)
{
    const record *r = g_ptr_array_index(records, at);
    for (guint p = 0; p < at; p++)
        if (r->parents >> p & 1 && !has_closed(g_ptr_array_index(records, p), closed))
            return TRUE;
    return r->parents == 0;
}

/* Whether a later version of its note has the line with no closing mark. */
static gboolean is_taken_back(const GPtrArray *records, guint head, guint at, const line *closed)
{
    const record *top = g_ptr_array_index(records, head);
    for (guint i = at + 1; i <= head; i++) {
        const record *r = g_ptr_array_index(records, i);
        if (!(top->ancestors >> i & 1) || !(r->ancestors >> at & 1))
            continue;
        state s = GONE;
        gboolean is_there = FALSE;
        for (guint n = 0; n < r->lines->len; n++) {
            const line *l = g_ptr_array_index(r->lines, n);
            if (l->word != closed->word || !is_same_note(l, closed))
                continue;
            is_there = TRUE;
            s = MAX(s, state_of_mark(l->mark));
        }
        if (is_there && s < DROPPED)
            return TRUE;
    }
    return FALSE;
}

fate tell_by_marks(const GPtrArray *records, guint head, guint word)
{
    const record *top = g_ptr_array_index(records, head);
    fate f = NEVER;
    for (guint i = 0; i <= head; i++) {
        const record *r = g_ptr_array_index(records, i);
        if (!(top->ancestors >> i & 1))
            continue;
        if (r->states[word] == OPEN || (r->states[word] == GONE && r->items[word]))
            f = MAX(f, LOST);
        for (guint n = 0; n < r->lines->len; n++) {
            const line *l = g_ptr_array_index(r->lines, n);
            if (l->word == word && state_of_mark(l->mark) >= DROPPED && is_made(records, i, l) &&
                !is_taken_back(records, head, i, l))
                return ENDED;
        }
    }
    return f;
}

gboolean was_split(const GPtrArray *records, guint head, guint word)
{
    const record *top = g_ptr_array_index(records, head);
    for (guint i = 0; i <= head; i++) {
        const record *r = g_ptr_array_index(records, i);
        if ((top->ancestors >> i & 1) && r->items[word] > 1)
            return TRUE;
    }
    return FALSE;
}
