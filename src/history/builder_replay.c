#include "builder_internal.h"

#include <string.h>

guint32 tl_builder_new_interval(tl_builder *b, guint32 cell, guint32 added)
{
    tl_builder_interval interval = {cell,           b->intervals->len, added,
                                    TL_VOLUME_NONE, TL_VOLUME_NONE,    0};
    g_array_append_val(b->intervals, interval);
    return b->intervals->len - 1;
}

guint32 tl_builder_root(tl_builder *b, guint32 i)
{
    tl_builder_interval *interval = TL_BUILDER_INTERVAL(b, i);
    while (interval->same != i) {
        tl_builder_interval *above = TL_BUILDER_INTERVAL(b, interval->same);
        i = interval->same = above->same;
        interval = TL_BUILDER_INTERVAL(b, i);
    }
    return i;
}

/* Whether commit is the better candidate to have removed a line than the one that is known. */
static gboolean is_better(const tl_builder *b, guint32 commit, guint32 path, guint32 known,
                          guint32 known_path)
{
    if (known == TL_VOLUME_NONE || commit == TL_VOLUME_NONE)
        return commit != TL_VOLUME_NONE;
    if (commit == known)
        return strcmp(g_ptr_array_index(b->paths, path), g_ptr_array_index(b->paths, known_path)) <
               0;
    guint32 merge = g_array_index(b->commits, tl_volume_commit, commit).is_merge;
    guint32 known_merge = g_array_index(b->commits, tl_volume_commit, known).is_merge;
    if (merge != known_merge)
        return merge < known_merge;
    return tl_builder_compare_commits(b, commit, known) > 0;
}

static void remove_from(tl_builder *b, guint32 i, guint32 commit, guint32 path)
{
    tl_builder_interval *interval = TL_BUILDER_INTERVAL(b, tl_builder_root(b, i));
    if (is_better(b, commit, path, interval->removed, interval->path)) {
        interval->removed = commit;
        interval->path = path;
    }
}

static void unite(tl_builder *b, guint32 x, guint32 y)
{
    x = tl_builder_root(b, x);
    y = tl_builder_root(b, y);
    if (x == y)
        return;
    tl_builder_interval *kept = TL_BUILDER_INTERVAL(b, x), *other = TL_BUILDER_INTERVAL(b, y);
    other->same = x;
    if (tl_builder_compare_commits(b, other->added, kept->added) < 0)
        kept->added = other->added;
    if (is_better(b, other->removed, other->path, kept->removed, kept->path)) {
        kept->removed = other->removed;
        kept->path = other->path;
    }
}

/* -- a version in lines ----------------------------------------------------------- */

/* The line at the start of text: its length, and that of its end. */
static guint measure_line(const char *text, gsize length, gsize *line, gsize *full)
{
    const char *lf = memchr(text, '\n', length);
    gsize size = lf ? (gsize)(lf - text) : length;
    const char *cr = memchr(text, '\r', size);
    *line = cr ? (gsize)(cr - text) : size;
    if (!cr) {
        *full = size + (lf ? 1 : 0);
        return lf ? TL_END_LF : TL_END_NONE;
    }
    gboolean is_pair = lf && cr + 1 == lf;
    *full = *line + (is_pair ? 2 : 1);
    return is_pair ? TL_END_CRLF : TL_END_CR;
}

/* Cells of the version get its stamp and no interval yet; their numbers go to the members. */
static void take_lines(tl_builder *b, const char *text, gsize length)
{
    tl_sections sections;
    const char *key = NULL;
    guint32 section = 0;
    tl_sections_begin(&sections, &b->keys);
    while (length > 0) {
        gsize line_length, full;
        guint end = measure_line(text, length, &line_length, &full);
        const char *found = tl_sections_next(&sections, text, line_length);
        if (found != key)
            section = tl_builder_section(b, found);
        key = found;
        guint32 line = line_length ? tl_builder_line(b, text, line_length) : 0;
        guint32 span = line << 2 | end;
        g_array_append_val(b->spans, span);
        guint32 cell = line ? tl_builder_cell_of(b, line, section) : TL_VOLUME_NONE;
        if (line && TL_BUILDER_CELL(b, cell)->stamp != b->version) {
            TL_BUILDER_CELL(b, cell)->stamp = b->version;
            TL_BUILDER_CELL(b, cell)->interval = TL_VOLUME_NONE;
            g_array_append_val(b->members, cell);
        }
        text += full;
        length -= full;
    }
}

/* What a node before has goes on, or was removed here. */
static void go_on_from(tl_builder *b, const tl_builder_node *before, guint32 commit)
{
    for (guint32 i = 0; i < before->count; i++) {
        guint32 interval = g_array_index(b->members, guint32, before->first + i);
        tl_builder_cell *cell = TL_BUILDER_CELL(b, TL_BUILDER_INTERVAL(b, interval)->cell);
        if (cell->stamp != b->version)
            remove_from(b, interval, commit, before->path);
        else if (cell->interval == TL_VOLUME_NONE)
            cell->interval = interval;
        else
            unite(b, cell->interval, interval);
    }
}

static void begin(gpointer data, const tl_timeline_version *version)
{
    tl_builder *b = data;
    for (guint i = 0; i < version->count; i++)
        tl_builder_read_note(b, version->before[i]);
    guint32 commit = tl_builder_commit(b, version->commit);
    tl_builder_node node = {.path = tl_builder_path(b, version->path),
                            .last = commit,
                            .first = b->members->len,
                            .spans = b->spans->len,
                            .size = (guint32)version->length};
    memcpy(node.blob, version->blob, sizeof(node.blob));
    b->version++;
    take_lines(b, version->text ? version->text : "", version->length);
    node.count = b->members->len - node.first;
    node.span_count = b->spans->len - node.spans;
    for (guint i = 0; i < version->count; i++) {
        tl_builder_node before = *TL_BUILDER_NODE(b, version->before[i]);
        go_on_from(b, &before, commit);
    }
    for (guint32 i = 0; i < node.count; i++) {
        guint32 *member = &g_array_index(b->members, guint32, node.first + i);
        guint32 known = TL_BUILDER_CELL(b, *member)->interval;
        *member = known != TL_VOLUME_NONE ? known : tl_builder_new_interval(b, *member, commit);
    }
    g_assert(version->node == b->nodes->len);
    g_array_append_val(b->nodes, node);
}

static void join(gpointer data, guint commit, guint node, guint other)
{
    tl_builder *b = data;
    tl_builder_read_note(b, node);
    tl_builder_read_note(b, other);
    tl_builder_node *kept = TL_BUILDER_NODE(b, node);
    const tl_builder_node *before = TL_BUILDER_NODE(b, other);
    b->version++;
    for (guint32 i = 0; i < kept->count; i++) {
        guint32 interval = g_array_index(b->members, guint32, kept->first + i);
        tl_builder_cell *cell = TL_BUILDER_CELL(b, TL_BUILDER_INTERVAL(b, interval)->cell);
        cell->stamp = b->version;
        cell->interval = interval;
    }
    go_on_from(b, before, tl_builder_commit(b, commit));
    /* Of another path it brought the same bytes to another place. */
    if (kept->path == before->path && memcmp(kept->blob, before->blob, sizeof(kept->blob)) == 0 &&
        tl_builder_compare_commits(b, before->last, kept->last) > 0)
        kept->last = before->last;
}

static void end(gpointer data, guint commit, guint node)
{
    tl_builder *b = data;
    tl_builder_read_note(b, node);
    tl_builder_node before = *TL_BUILDER_NODE(b, node);
    guint32 number = tl_builder_commit(b, commit);
    for (guint32 i = 0; i < before.count; i++)
        remove_from(b, g_array_index(b->members, guint32, before.first + i), number, before.path);
}

static void stand(gpointer data, guint node, const char *path)
{
    tl_builder *b = data;
    (void)path;
    if (!TL_BUILDER_NODE(b, node)->unread)
        g_array_append_val(b->standing, node);
}

static guint resume(gpointer data, const char *path, const guint8 *blob, const char **kept)
{
    tl_builder *b = data;
    if (b->base)
        return tl_builder_find_note(b, path, blob, kept);
    /* tl_builder_load() gave the paths of nodes their numbers first of all. */
    guint32 number = GPOINTER_TO_UINT(g_hash_table_lookup(b->path_of, path));
    if (number == 0 || number >= b->nodes->len)
        return 0;
    *kept = g_ptr_array_index(b->paths, number - 1);
    return memcmp(TL_BUILDER_NODE(b, number)->blob, blob, TL_OBJECT_BYTES) == 0 ? number : 0;
}

const tl_timeline_visitor tl_builder_visitor = {
    .wants = tl_builder_wants,
    .begin = begin,
    .join = join,
    .end = end,
    .stand = stand,
    .resume = resume,
};
