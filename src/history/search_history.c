#include "search_internal.h"

#include <string.h>

/* An interval that is found. */
typedef struct {
    const tl_volume *volume;
    guint32 line;
    guint32 interval;
    guint32 day; /* next.md: G_MAXUINT32 */
    guint32 number;
    guint32 path; /* in the volume */
    gint64 added;
} hit;

typedef struct {
    const tl_search_filter *filter;
    const tl_volume_side *side;
    guint32 line;
    GArray *hits;
} collector;

static void take_interval(collector *c, guint32 interval)
{
    const tl_volume *volume = c->side->volume;
    tl_volume_interval found = tl_volume_interval_at(volume, interval);
    const char *path = tl_volume_path(volume, found.path);
    const tl_volume_commit *added = tl_volume_commit_at(volume, found.added);
    if (tl_volume_hides(c->side, &found) || !tl_search_wants_path(c->filter, path) ||
        !tl_search_wants_section(c->filter, tl_volume_section(volume, found.section), path))
        return;
    hit h = {.volume = volume,
             .line = c->line,
             .interval = interval,
             .path = found.path,
             .added = added ? added->time : 0};
    tl_date date = tl_search_date(path, &h.number);
    h.day = date == TL_DATE_NONE ? G_MAXUINT32 : date;
    g_array_append_val(c->hits, h);
}

static void take_line(collector *c, gsize offset)
{
    guint32 i, end;
    c->line = tl_volume_line_at(c->side->volume, offset, c->line);
    for (tl_volume_range(c->side->volume, c->line, &i, &end); i < end; i++)
        take_interval(c, i);
}

/* Slugs are all of [a-z0-9-], and end before '/', which sorts between '-' and '0'. */
static int compare_slugs(const char *a, const char *b)
{
    a = strchr(a, '/');
    b = strchr(b, '/');
    if (!a || !b)
        return (a != NULL) - (b != NULL);
    gsize x = strcspn(a + 1, "/"), y = strcspn(b + 1, "/");
    int order = memcmp(a + 1, b + 1, MIN(x, y));
    return order ? order : (x > y) - (x < y);
}

static int compare_text(const hit *a, const hit *b)
{
    gsize x, y;
    const char *left = tl_volume_line(a->volume, a->line, &x);
    const char *right = tl_volume_line(b->volume, b->line, &y);
    int order = memcmp(left, right, MIN(x, y));
    return order ? order : (x > y) - (x < y);
}

static int compare_hits(gconstpointer x, gconstpointer y)
{
    const hit *a = x, *b = y;
    gboolean is_same = a->volume == b->volume && a->path == b->path;
    const char *left = tl_volume_path(a->volume, a->path);
    const char *right = tl_volume_path(b->volume, b->path);
    int order = is_same ? 0 : compare_slugs(left, right);
    if (order == 0 && a->day != b->day)
        return a->day < b->day ? -1 : 1;
    if (order == 0 && a->number != b->number)
        return a->number < b->number ? -1 : 1;
    if (order == 0 && !is_same)
        order = strcmp(left, right);
    if (order == 0 && a->added != b->added)
        return a->added < b->added ? -1 : 1;
    return order ? order : compare_text(a, b);
}

/* -- the number of a line in its note at HEAD ----------------------------------------- */

typedef struct {
    tl_section_keys titles;
    tl_search_lines lines;
    const tl_volume *volume;
    guint32 path;
    tl_volume_note note;
    gboolean is_split; /* lines are those of note */
} numberer;

static void find_note(numberer *n, const tl_volume *volume, guint32 path)
{
    guint32 low = 0, high = tl_volume_notes(volume);
    const char *wanted = tl_volume_path(volume, path);
    if (n->volume == volume && n->path == path)
        return;
    while (low < high) {
        guint32 middle = low + (high - low) / 2;
        if (strcmp(tl_volume_path(volume, tl_volume_note_at(volume, middle).path), wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    n->volume = volume;
    n->path = path;
    n->note = tl_volume_note_at(volume, low);
    n->is_split = FALSE;
    if (strcmp(tl_volume_path(volume, n->note.path), wanted) != 0)
        n->note.count = 0;
}

static gboolean is_in_section(numberer *n, guint number, const char *section)
{
    if (!n->is_split)
        tl_search_lines_take(&n->lines, n->volume, &n->note);
    n->is_split = TRUE;
    return strcmp(tl_search_section(&n->lines.note, number), section) == 0;
}

/* The first of the note's lines that is this one, in this section. */
static guint find_number(numberer *n, const hit *h, const char *section)
{
    guint count, found = 0, times = 0;
    const guint32 *spans = tl_volume_spans(n->volume, &n->note, &count);
    for (guint i = 0; i < count; i++) {
        if (spans[i] >> 2 != h->line)
            continue;
        found = found ? found : i + 1;
        times++;
    }
    for (guint i = 0; times > 1 && i < count; i++)
        if (spans[i] >> 2 == h->line && is_in_section(n, i + 1, section))
            return i + 1;
    return found;
}

static void tell(const GArray *hits, tl_search_former_visitor visitor, gpointer data)
{
    numberer n = {.volume = NULL};
    gboolean goes_on = TRUE;
    tl_section_keys_init(&n.titles);
    tl_search_lines_init(&n.lines, &n.titles);
    for (guint i = 0; goes_on && i < hits->len; i++) {
        const hit *h = &g_array_index(hits, hit, i);
        tl_cache_line line = tl_cache_line_of(h->volume, h->line, h->interval);
        guint number = 0;
        if (!line.removed.id) {
            find_note(&n, h->volume, h->path);
            number = find_number(&n, h, line.section);
        }
        goes_on = visitor(&line, number, data);
    }
    tl_search_lines_clear(&n.lines);
    tl_section_keys_clear(&n.titles);
}

/* -- the lines that match ---------------------------------------------------------- */

/* A group's sides, with the offsets of the lines that match in each. */
typedef struct {
    tl_volume_side sides[2];
    guint count;
    GArray *matches[2]; /* gsize */
    GBytes *bytes[2];   /* of which they are */
} scan;

static void clear_scan(scan *s)
{
    for (guint i = 0; i < G_N_ELEMENTS(s->sides); i++) {
        g_clear_pointer(&s->matches[i], g_array_unref);
        g_clear_pointer(&s->bytes[i], g_bytes_unref);
    }
}

static gboolean take_match(gsize offset, gsize length, gpointer data)
{
    (void)length;
    g_array_append_val((GArray *)data, offset);
    return TRUE;
}

static void scan_side(scan *s, guint i, tl_pattern *pattern)
{
    const tl_volume *volume = s->sides[i].volume;
    s->matches[i] = g_array_new(FALSE, FALSE, sizeof(gsize));
    s->bytes[i] = g_bytes_ref(volume->bytes);
    tl_pattern_scan(pattern, volume->parts[TL_PART_TEXT], volume->lengths[TL_PART_TEXT], take_match,
                    s->matches[i]);
}

static void scan_sides(scan *s, tl_pattern *pattern)
{
    clear_scan(s);
    for (guint i = 0; i < s->count; i++)
        scan_side(s, i, pattern);
}

static gboolean has_matches(const scan *s)
{
    for (guint i = 0; i < s->count; i++)
        if (s->matches[i]->len > 0)
            return TRUE;
    return FALSE;
}

/* Where something matches, more is needed of the sides, and then they may be others. */
static gboolean open_sides(tl_cache *cache, tl_cache_group *group, scan *s, tl_pattern *pattern,
                           GError **error)
{
    if (!tl_cache_sides(cache, group, TL_VOLUME_ALL, s->sides, &s->count, error))
        return FALSE;
    for (guint i = 0; i < s->count; i++)
        if (s->sides[i].volume->bytes != s->bytes[i]) {
            scan_sides(s, pattern);
            break;
        }
    return TRUE;
}

static void take_matches(const scan *s, const tl_search_filter *filter, GArray *hits)
{
    for (guint i = 0; i < s->count; i++) {
        collector c = {filter, &s->sides[i], 0, hits};
        for (guint n = 0; n < s->matches[i]->len; n++)
            take_line(&c, g_array_index(s->matches[i], gsize, n));
    }
}

static gboolean search_group(tl_cache *cache, tl_cache_group *group, tl_pattern *pattern,
                             const tl_search_filter *filter, GArray *hits, GError **error)
{
    scan s = {.count = 0};
    if (!tl_cache_sides(cache, group, TL_VOLUME_TEXT, s.sides, &s.count, error))
        return FALSE;
    scan_sides(&s, pattern);
    gboolean is_fine = !has_matches(&s) || open_sides(cache, group, &s, pattern, error);
    if (is_fine)
        take_matches(&s, filter, hits);
    clear_scan(&s);
    tl_cache_rest(group);
    return is_fine;
}

gboolean tl_search_history(tl_cache *cache, tl_pattern *pattern, const tl_search_filter *filter,
                           tl_search_former_visitor visitor, gpointer data, GError **error)
{
    g_autoptr(GArray) hits = g_array_new(FALSE, FALSE, sizeof(hit));
    /* Those that a thread is reading have their turn when the others had it. */
    g_autoptr(GPtrArray) busy = g_ptr_array_new();
    for (guint i = 0; i < cache->groups->len; i++) {
        tl_cache_group *group = g_ptr_array_index(cache->groups, i);
        if (filter->slug && !tl_cache_group_has(group, filter->slug))
            continue;
        if (!group->volume && tl_cache_ahead_is_busy(cache->ahead, group))
            g_ptr_array_add(busy, group);
        else if (!search_group(cache, group, pattern, filter, hits, error))
            return FALSE;
    }
    for (guint i = 0; i < busy->len; i++)
        if (!search_group(cache, g_ptr_array_index(busy, i), pattern, filter, hits, error))
            return FALSE;
    g_array_sort(hits, compare_hits);
    tell(hits, visitor, data);
    return TRUE;
}
