#include "builder_internal.h"

#include <string.h>

/* -- going on from a volume -------------------------------------------------------- */

/* The notes become nodes 1, 2, …, and their paths numbers 0, 1, …. */
static gboolean load_notes(tl_builder *b, const tl_volume *base)
{
    for (guint32 i = 0; i < tl_volume_notes(base); i++) {
        tl_volume_note note = tl_volume_note_at(base, i);
        guint count;
        const guint32 *spans = tl_volume_spans(base, &note, &count);
        tl_builder_node node = {.path = tl_builder_path(b, tl_volume_path(base, note.path)),
                                .last = note.last,
                                .spans = b->spans->len,
                                .span_count = count,
                                .size = note.size};
        if (node.path != i || count != note.count || note.last >= b->commits->len)
            return FALSE;
        memcpy(node.blob, note.blob, sizeof(node.blob));
        g_array_append_vals(b->spans, spans, count);
        g_array_append_val(b->nodes, node);
    }
    return b->nodes->len > 1;
}

/* What a volume's numbers of paths and sections are here; NONE: not asked for yet. */
typedef struct {
    guint32 *paths;
    guint32 *sections;
} renumbering;

static guint32 *make_numbers(const tl_volume *base, tl_volume_part part)
{
    gsize count = base->lengths[part] / sizeof(guint32);
    guint32 *numbers = g_new(guint32, count + 1);
    for (gsize i = 0; i <= count; i++)
        numbers[i] = TL_VOLUME_NONE;
    return numbers;
}

/* FALSE: the volume has no such path or section. */
static gboolean renumber(tl_builder *b, const tl_volume *base, const renumbering *numbers,
                         tl_volume_interval *interval)
{
    if (interval->path >= base->lengths[TL_PART_PATHS] / sizeof(guint32) ||
        interval->section >= base->lengths[TL_PART_SECTIONS] / sizeof(guint32))
        return FALSE;
    guint32 *path = &numbers->paths[interval->path];
    guint32 *section = &numbers->sections[interval->section];
    if (*path == TL_VOLUME_NONE)
        *path = tl_builder_path(b, tl_volume_path(base, interval->path));
    if (*section == TL_VOLUME_NONE)
        *section = tl_builder_section(b, tl_volume_section(base, interval->section));
    interval->path = *path;
    interval->section = *section;
    return TRUE;
}

static gboolean load_interval(tl_builder *b, guint32 line, tl_volume_interval interval,
                              GArray *standing)
{
    if (interval.added >= b->commits->len)
        return FALSE;
    if (interval.removed != TL_VOLUME_NONE) {
        tl_builder_former former = {line, interval};
        g_array_append_val(b->former, former);
        return interval.removed < b->commits->len;
    }
    guint32 cell = tl_builder_cell_of(b, line, interval.section);
    guint32 number = tl_builder_new_interval(b, cell, interval.added);
    guint32 node = interval.path + 1;
    if (node >= b->nodes->len)
        return FALSE;
    TL_BUILDER_NODE(b, node)->count++;
    g_array_append_val(standing, node);
    return number + 1 == standing->len;
}

/* The intervals that stand become members of their nodes. */
static void distribute(tl_builder *b, const GArray *standing)
{
    guint32 next = 0;
    g_array_set_size(b->members, standing->len);
    for (guint32 i = 1; i < b->nodes->len; i++) {
        TL_BUILDER_NODE(b, i)->first = next;
        next += TL_BUILDER_NODE(b, i)->count;
        TL_BUILDER_NODE(b, i)->count = 0;
    }
    for (guint32 i = 0; i < standing->len; i++) {
        tl_builder_node *node = TL_BUILDER_NODE(b, g_array_index(standing, guint32, i));
        g_array_index(b->members, guint32, node->first + node->count++) = i;
    }
}

static gboolean load_intervals(tl_builder *b, const tl_volume *base, const renumbering *numbers)
{
    g_autoptr(GArray) standing = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint32 line = 0; line < tl_volume_lines(base); line++) {
        guint32 i, end;
        for (tl_volume_range(base, line, &i, &end); i < end; i++) {
            tl_volume_interval interval = tl_volume_interval_at(base, i);
            if (!renumber(b, base, numbers, &interval) ||
                !load_interval(b, line, interval, standing))
                return FALSE;
        }
    }
    distribute(b, standing);
    return TRUE;
}

guint tl_builder_load(tl_builder *b, const tl_volume *base)
{
    const tl_volume_commit *commit;
    if (base->flags & TL_VOLUME_FIXED)
        return 0;
    for (guint32 i = 0; (commit = tl_volume_commit_at(base, i)); i++)
        g_array_append_vals(b->commits, commit, 1);
    tl_builder_take_lines(b, base);
    if (!load_notes(b, base))
        return 0;
    g_autofree guint32 *paths = make_numbers(base, TL_PART_PATHS);
    g_autofree guint32 *sections = make_numbers(base, TL_PART_SECTIONS);
    renumbering numbers = {paths, sections};
    return load_intervals(b, base, &numbers) ? b->nodes->len - 1 : 0;
}

/* -- the volume ------------------------------------------------------------------------ */

typedef struct {
    tl_builder *b;
    GByteArray *parts[TL_PARTS];
    GArray *records; /* tl_builder_former */
    guint32 flags;
} finisher;

static void put(finisher *f, tl_volume_part part, const void *bytes, gsize length)
{
    g_byte_array_append(f->parts[part], bytes, (guint)length);
}

static void put_number(finisher *f, tl_volume_part part, gsize number)
{
    guint32 value = (guint32)number;
    put(f, part, &value, sizeof(value));
}

static void put_texts(finisher *f, const GPtrArray *texts, tl_volume_part index,
                      tl_volume_part part)
{
    for (guint i = 0; i < texts->len; i++) {
        const char *text = g_ptr_array_index(texts, i);
        put_number(f, index, f->parts[part]->len);
        put(f, part, text, strlen(text) + 1);
    }
    put_number(f, index, f->parts[part]->len);
}

static void add_record(finisher *f, const tl_builder_interval *interval, guint32 path,
                       guint32 removed)
{
    const tl_builder_cell *cell = TL_BUILDER_CELL(f->b, interval->cell);
    tl_builder_former record = {cell->line, {path, cell->section, interval->added, removed}};
    g_array_append_val(f->records, record);
}

static void collect_standing(finisher *f)
{
    for (guint i = 0; i < f->b->standing->len; i++) {
        const tl_builder_node *node =
            TL_BUILDER_NODE(f->b, g_array_index(f->b->standing, guint32, i));
        for (guint32 m = 0; m < node->count; m++) {
            guint32 member = g_array_index(f->b->members, guint32, node->first + m);
            tl_builder_interval *root = TL_BUILDER_INTERVAL(f->b, tl_builder_root(f->b, member));
            if (root->stands++ > 0 || root->removed != TL_VOLUME_NONE)
                f->flags |= TL_VOLUME_FIXED;
            add_record(f, root, node->path, TL_VOLUME_NONE);
        }
    }
}

static void collect_ended(finisher *f)
{
    for (guint32 i = 0; i < f->b->intervals->len; i++) {
        const tl_builder_interval *interval = TL_BUILDER_INTERVAL(f->b, i);
        if (interval->same == i && interval->stands == 0 && interval->removed != TL_VOLUME_NONE)
            add_record(f, interval, interval->path, interval->removed);
    }
    g_array_append_vals(f->records, f->b->former->data, f->b->former->len);
}

/* Lays the records by line. */
static void put_records(finisher *f)
{
    guint32 lines = f->b->lines->len;
    gboolean is_narrow =
        tl_volume_is_narrow(f->b->paths->len, f->b->sections->len, f->b->commits->len);
    gsize size = is_narrow ? sizeof(guint64) : sizeof(tl_volume_interval);
    f->flags |= is_narrow ? 0 : TL_VOLUME_WIDE;
    g_autofree guint32 *next = g_new0(guint32, lines + 2);
    for (guint i = 0; i < f->records->len; i++)
        next[g_array_index(f->records, tl_builder_former, i).line + 1]++;
    for (guint32 i = 0; i < lines; i++)
        next[i + 1] += next[i];
    put(f, TL_PART_FIRST, next, (lines + 1) * sizeof(*next));
    g_byte_array_set_size(f->parts[TL_PART_INTERVALS], (guint)(f->records->len * size));
    guint8 *out = f->parts[TL_PART_INTERVALS]->data;
    for (guint i = 0; i < f->records->len; i++) {
        const tl_builder_former *record = &g_array_index(f->records, tl_builder_former, i);
        guint64 packed = is_narrow ? tl_volume_pack(&record->interval) : 0;
        const void *bytes = is_narrow ? (const void *)&packed : &record->interval;
        memcpy(out + next[record->line]++ * size, bytes, size);
    }
}

static int compare_standing(gconstpointer a, gconstpointer b, gpointer data)
{
    tl_builder *builder = data;
    guint32 left = TL_BUILDER_NODE(builder, *(const guint32 *)a)->path;
    guint32 right = TL_BUILDER_NODE(builder, *(const guint32 *)b)->path;
    return strcmp(g_ptr_array_index(builder->paths, left),
                  g_ptr_array_index(builder->paths, right));
}

static void put_notes(finisher *f)
{
    tl_builder *b = f->b;
    g_array_sort_with_data(b->standing, compare_standing, b);
    for (guint i = 0; i < b->standing->len; i++) {
        const tl_builder_node *node = TL_BUILDER_NODE(b, g_array_index(b->standing, guint32, i));
        tl_volume_note note = {.path = node->path,
                               .last = node->last,
                               .first = f->parts[TL_PART_SPANS]->len / (guint32)sizeof(guint32),
                               .count = node->span_count,
                               .size = node->size};
        memcpy(note.blob, node->blob, sizeof(note.blob));
        put(f, TL_PART_NOTES, &note, sizeof(note));
        if (node->span_count)
            put(f, TL_PART_SPANS, &g_array_index(b->spans, guint32, node->spans),
                node->span_count * sizeof(guint32));
    }
}

static void put_hidden(finisher *f)
{
    if (!f->b->base)
        return;
    tl_volume_put_base(f->parts[TL_PART_HIDDEN], f->b->base->key);
    put(f, TL_PART_HIDDEN, f->b->read->data, f->b->read->len * sizeof(guint32));
}

GBytes *tl_builder_finish(tl_builder *b, const guint64 key[2])
{
    finisher f = {.b = b, .records = g_array_new(FALSE, FALSE, sizeof(tl_builder_former))};
    for (guint i = 0; i < TL_PARTS; i++)
        f.parts[i] = i == TL_PART_TEXT ? g_byte_array_ref(b->text) : g_byte_array_new();
    collect_standing(&f);
    collect_ended(&f);
    put(&f, TL_PART_LINES, b->lines->data, b->lines->len * sizeof(guint32));
    put_number(&f, TL_PART_LINES, b->text->len);
    tl_volume_put_ids(f.parts[TL_PART_IDS], (const char *)b->text->data, b->text->len);
    put_records(&f);
    put(&f, TL_PART_COMMITS, b->commits->data, b->commits->len * sizeof(tl_volume_commit));
    put_texts(&f, b->paths, TL_PART_PATHS, TL_PART_PATH_TEXT);
    put_texts(&f, b->sections, TL_PART_SECTIONS, TL_PART_SECTION_TEXT);
    put_notes(&f);
    put_hidden(&f);
    GBytes *bytes =
        b->is_full ? NULL : tl_volume_format(key, f.flags, (const GByteArray *const *)f.parts);
    g_array_unref(f.records);
    for (guint i = 0; i < TL_PARTS; i++)
        g_byte_array_unref(f.parts[i]);
    return bytes;
}
