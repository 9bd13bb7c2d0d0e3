#include "search_internal.h"

#include <string.h>

/* A bit for each line of a volume: whether it matches. */
typedef struct {
    const tl_volume *volume;
    guint8 *marks;
    guint32 line;
    gboolean is_found;
} marker;

static gboolean mark(gsize offset, gsize length, gpointer data)
{
    marker *m = data;
    (void)length;
    m->line = tl_volume_line_at(m->volume, offset, m->line);
    m->marks[m->line / 8] |= (guint8)(1u << m->line % 8);
    m->is_found = TRUE;
    return TRUE;
}

/* NULL: no line matches. Owns: the caller frees it. */
static guint8 *mark_lines(tl_pattern *pattern, const tl_volume *volume)
{
    marker m = {.volume = volume, .marks = g_new0(guint8, tl_volume_lines(volume) / 8 + 1)};
    tl_pattern_scan(pattern, volume->parts[TL_PART_TEXT], volume->lengths[TL_PART_TEXT], mark, &m);
    if (!m.is_found)
        g_clear_pointer(&m.marks, g_free);
    return m.marks;
}

typedef struct {
    tl_standing *standing;
    tl_pattern *pattern;
    const tl_search_filter *filter;
    tl_search_visitor visitor;
    gpointer data;
    GPtrArray *problems;
    GPtrArray *marks; /* guint8, by group; NULL: none */
    GArray *hits;     /* guint */
    guint32 group;    /* whose notes were looked at last, or NONE */
    tl_search_lines lines;
} searcher;

static void drop_other_sections(searcher *s, const char *path)
{
    guint kept = 0;
    s->lines.note.path = path;
    for (guint i = 0; s->filter->sections && i < s->hits->len; i++) {
        guint number = g_array_index(s->hits, guint, i);
        if (tl_search_wants_section(s->filter, tl_search_section(&s->lines.note, number), path))
            g_array_index(s->hits, guint, kept++) = number;
    }
    if (s->filter->sections)
        g_array_set_size(s->hits, kept);
}

static gboolean tell(searcher *s, const char *path)
{
    drop_other_sections(s, path);
    if (s->hits->len == 0)
        return TRUE;
    s->lines.note.path = path;
    s->lines.note.hits = (const guint *)(gpointer)s->hits->data;
    s->lines.note.count = s->hits->len;
    return s->visitor(&s->lines.note, s->data);
}

static void collect_marked(searcher *s, const tl_volume *volume, const tl_volume_note *note,
                           const guint8 *marks)
{
    guint count;
    guint32 lines = tl_volume_lines(volume);
    const guint32 *spans = tl_volume_spans(volume, note, &count);
    for (guint i = 0; i < count; i++) {
        guint32 line = spans[i] >> 2;
        if (line < lines && (marks[line / 8] >> line % 8 & 1)) {
            guint number = i + 1;
            g_array_append_val(s->hits, number);
        }
    }
}

/* The volume's lines that match are known: the note's numbers of them are enough. */
static gboolean search_known(searcher *s, const tl_standing_note *known)
{
    const tl_standing_group *group =
        &g_array_index(s->standing->groups, tl_standing_group, known->group);
    const guint8 *marks = g_ptr_array_index(s->marks, known->group);
    if (!marks)
        return TRUE;
    if (s->group != TL_VOLUME_NONE && s->group != known->group)
        tl_cache_rest(g_array_index(s->standing->groups, tl_standing_group, s->group).group);
    s->group = known->group;
    tl_volume_note note = tl_volume_note_at(group->volume, known->index);
    collect_marked(s, group->volume, &note, marks);
    if (s->hits->len == 0)
        return TRUE;
    tl_search_lines_take(&s->lines, group->volume, &note);
    return tell(s, known->path);
}

static gboolean collect_hit(gsize line, gsize length, gpointer data)
{
    searcher *s = data;
    (void)length;
    /* The offset for the time being. */
    guint at = (guint)line;
    g_array_append_val(s->hits, at);
    return TRUE;
}

/* Offsets become numbers of lines; text is where the lines are in. */
static void number_hits(searcher *s, const char *text)
{
    guint kept = 0, number = 0;
    for (guint i = 0; i < s->hits->len; i++) {
        const char *at = text + g_array_index(s->hits, guint, i);
        while (number < s->lines.texts->len &&
               g_array_index(s->lines.texts, tl_search_text, number).text < at)
            number++;
        g_array_index(s->hits, guint, kept++) = number + 1;
    }
}

static void match_each(searcher *s)
{
    for (guint number = 1; number <= s->lines.texts->len; number++) {
        const tl_search_text *line = &g_array_index(s->lines.texts, tl_search_text, number - 1);
        gsize start, end;
        if (tl_pattern_match(s->pattern, line->text, line->length, 0, &start, &end))
            g_array_append_val(s->hits, number);
    }
}

static gboolean search_bytes(searcher *s, const char *path, GBytes *content)
{
    gsize length;
    const char *text = g_bytes_get_data(content, &length);
    /* A line end that is not '\n' is one here, but not to a pattern on the whole text. */
    gboolean is_plain = length > 0 && length < G_MAXUINT && !memchr(text, '\r', length);
    if (is_plain) {
        tl_pattern_scan(s->pattern, text, length, collect_hit, s);
        if (s->hits->len == 0)
            return TRUE;
    }
    tl_search_lines_split(&s->lines, text, length);
    if (is_plain)
        number_hits(s, text);
    else
        match_each(s);
    return tell(s, path);
}

/* FALSE ends the search. */
static gboolean search_note(searcher *s, guint i)
{
    const tl_standing_note *note = &g_array_index(s->standing->notes, tl_standing_note, i);
    g_array_set_size(s->hits, 0);
    if (!tl_search_wants_path(s->filter, note->path))
        return TRUE;
    if (note->group != TL_VOLUME_NONE)
        return search_known(s, note);
    g_autoptr(GError) failure = NULL;
    g_autoptr(GBytes) content = tl_standing_read(s->standing, i, &failure);
    if (content)
        return search_bytes(s, note->path, content);
    g_ptr_array_add(s->problems, g_strdup(failure->message));
    return TRUE;
}

static void mark_groups(searcher *s)
{
    for (guint i = 0; i < s->standing->groups->len; i++) {
        const tl_standing_group *group = &g_array_index(s->standing->groups, tl_standing_group, i);
        g_ptr_array_add(s->marks, group->volume ? mark_lines(s->pattern, group->volume) : NULL);
        tl_cache_rest(group->group);
    }
}

void tl_search_standing(tl_standing *standing, tl_pattern *pattern, const tl_search_filter *filter,
                        tl_search_visitor visitor, gpointer data, GPtrArray *problems)
{
    tl_section_keys titles;
    g_autoptr(GPtrArray) marks = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) hits = g_array_new(FALSE, FALSE, sizeof(guint));
    searcher s = {.standing = standing,
                  .pattern = pattern,
                  .filter = filter,
                  .visitor = visitor,
                  .data = data,
                  .problems = problems,
                  .marks = marks,
                  .hits = hits,
                  .group = TL_VOLUME_NONE};
    gboolean goes_on = TRUE;
    tl_section_keys_init(&titles);
    tl_search_lines_init(&s.lines, &titles);
    mark_groups(&s);
    for (guint i = 0; goes_on && i < standing->notes->len; i++)
        goes_on = search_note(&s, i);
    tl_search_lines_clear(&s.lines);
    tl_section_keys_clear(&titles);
}
