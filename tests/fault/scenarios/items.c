#include "model.h"

#include "tl11/followup.h"

#include <string.h>

/* The lines of one word, sorted by note, and of which item each is: by its first line's number. */
typedef struct {
    GPtrArray *lines;
    guint *item;
} grouping;

static const line *line_at(const grouping *g, guint i)
{
    return g_ptr_array_index(g->lines, i);
}

static int compare_lines(gconstpointer a, gconstpointer b)
{
    const line *one = *(const line *const *)a, *two = *(const line *const *)b;
    int order = strcmp(one->note, two->note);
    return order ? order : strcmp(one->path, two->path);
}

static gboolean is_same_text(const line *a, const line *b)
{
    return strcmp(a->text, b->text) == 0 && strcmp(a->slug, b->slug) == 0;
}

static const char *birth_of(const line *l)
{
    if (*l->from && strcmp(l->from, l->note) < 0)
        return l->from;
    return strcmp(l->note, NEXT) == 0 ? "" : l->note;
}

static gboolean is_within_life(const grouping *g, guint item, const line *bare)
{
    const char *birth = birth_of(line_at(g, item)), *last = "";
    gboolean is_closed = FALSE;
    for (guint i = 0; i < g->lines->len; i++) {
        const line *l = line_at(g, i);
        if (g->item[i] != item)
            continue;
        if (strcmp(l->note, NEXT) != 0 && strcmp(birth_of(l), birth) < 0)
            birth = birth_of(l);
        last = l->id ? l->note : last;
        is_closed |= l->id && state_of_mark(l->mark) >= DROPPED;
    }
    return strncmp(birth, bare->note, 10) <= 0 && (!is_closed || strncmp(bare->note, last, 10) < 0);
}

/* The item whose id is the one that the line would get: it went on there. */
static gboolean find_derived(grouping *g, guint at)
{
    const line *bare = line_at(g, at);
    tl_followup followup = {.text = bare->text};
    g_autofree char *id = tl_id_derive(&followup, bare->slug, tl_date_parse_iso(bare->note, 10), 0);
    guint found = G_MAXUINT;
    for (guint i = 0; i < g->lines->len; i++) {
        const line *l = line_at(g, i);
        if (g_strcmp0(l->id, id) != 0)
            continue;
        if (strcmp(l->path, bare->path) == 0)
            return FALSE;
        found = g->item[i];
    }
    if (found == G_MAXUINT)
        return FALSE;
    g->item[at] = found;
    return TRUE;
}

/* One that says the same: with an id where it lies within its life, else one without. */
static void find_like(grouping *g, guint at)
{
    const line *bare = line_at(g, at);
    for (guint with_id = 2; with_id-- > 0;) {
        for (guint i = 0; i < g->lines->len; i++) {
            if (g->item[i] == G_MAXUINT || !is_same_text(line_at(g, i), bare) ||
                (line_at(g, g->item[i])->id != NULL) != with_id ||
                (with_id && !is_within_life(g, g->item[i], bare)))
                continue;
            g->item[at] = g->item[i];
            return;
        }
    }
    g->item[at] = at;
}

static void group(grouping *g)
{
    for (guint i = 0; i < g->lines->len; i++) {
        g->item[i] = G_MAXUINT;
        for (guint n = 0; line_at(g, i)->id && n <= i; n++) {
            if (g_strcmp0(line_at(g, n)->id, line_at(g, i)->id) == 0) {
                g->item[i] = n;
                break;
            }
        }
    }
    for (guint i = 0; i < g->lines->len; i++)
        if (!line_at(g, i)->id && !find_derived(g, i))
            find_like(g, i);
}

/* The highest mark; without an id that of the newest note. */
static state judge_item(const grouping *g, guint item)
{
    state s = GONE;
    const char *newest = NULL;
    for (guint i = 0; i < g->lines->len; i++)
        if (g->item[i] == item)
            newest = line_at(g, i)->path;
    for (guint i = 0; i < g->lines->len; i++)
        if (g->item[i] == item &&
            (line_at(g, item)->id || strcmp(line_at(g, i)->path, newest) == 0))
            s = MAX(s, state_of_mark(line_at(g, i)->mark));
    return s;
}

void judge_word(record *r, guint word)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new();
    for (guint i = 0; i < r->lines->len; i++)
        if (((line *)g_ptr_array_index(r->lines, i))->word == word)
            g_ptr_array_add(lines, g_ptr_array_index(r->lines, i));
    g_ptr_array_sort(lines, compare_lines);
    g_autofree guint *item = g_new(guint, lines->len + 1);
    grouping g = {lines, item};
    group(&g);
    r->states[word] = GONE;
    r->items[word] = r->open[word] = 0;
    for (guint i = 0; i < lines->len; i++) {
        if (item[i] != i)
            continue;
        state s = judge_item(&g, i);
        r->items[word]++;
        r->open[word] += s == OPEN;
        r->states[word] = MAX(r->states[word], s);
    }
}
