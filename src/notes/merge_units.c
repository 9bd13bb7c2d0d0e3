#include "merge_internal.h"

#include <string.h>

static tl_merge_unit *unit_at(const tl_merger *merger, tl_merge_which which, int index)
{
    return tl_merge_unit_at(merger->versions[which], index);
}

/* -- one unit --------------------------------------------------------------------------------- */

static void add_piece(tl_merger *merger, const int *at, char *text, gsize length)
{
    tl_merge_piece piece = {.text = text, .length = length};
    memcpy(piece.at, at, sizeof piece.at);
    g_array_append_val(merger->pieces, piece);
}

static void add_copy(tl_merger *merger, const int *at, const tl_merge_unit *unit)
{
    add_piece(merger, at, g_strndup(unit->text, unit->length), unit->length);
}

/* A base to come has neither side's where they conflict, so that each will differ from it. */
static void add_conflict(tl_merger *merger, const int *at, const tl_merge_unit *const *units)
{
    const tl_merge_unit *base = units[TL_MERGE_BASE], *theirs = units[TL_MERGE_THEIRS];
    merger->conflicts++;
    if (merger->style->is_virtual) {
        if (base)
            add_copy(merger, at, base);
        return;
    }
    add_copy(merger, at, units[TL_MERGE_OURS]);
    tl_merge_piece *piece = &g_array_index(merger->pieces, tl_merge_piece, merger->pieces->len - 1);
    piece->other = g_strndup(theirs->text, theirs->length);
    piece->other_length = theirs->length;
}

/* What both changed, line by line; FALSE where it cannot be told line by line. */
static gboolean add_lines(tl_merger *merger, const int *at, const tl_merge_unit *const *units)
{
    g_auto(tl_merger)
        lines = {.style = merger->style, .leaf = merger->leaf, .line_end = merger->line_end};
    for (guint i = 0; i < TL_MERGE_VERSIONS; i++)
        lines.versions[i] = tl_merge_read_lines(merger->versions[i], units[i]);
    if (!tl_merge_run_all(&lines))
        return FALSE;
    GString *text = tl_merge_write(&lines, FALSE);
    gsize length = text->len;
    add_piece(merger, at, g_string_free(text, FALSE), length);
    merger->conflicts += lines.conflicts;
    return TRUE;
}

static void add_changed(tl_merger *merger, const int *at, const tl_merge_unit *const *units)
{
    const tl_merge_unit *base = units[TL_MERGE_BASE];
    gboolean has_lines = units[TL_MERGE_OURS]->has_lines || units[TL_MERGE_THEIRS]->has_lines ||
                         (base && base->has_lines);
    if (has_lines && !units[TL_MERGE_OURS]->is_head && add_lines(merger, at, units))
        return;
    g_autofree char *merged = has_lines ? NULL : merger->leaf(merger, units);
    if (merged) {
        gsize length = strlen(merged);
        add_piece(merger, at, g_steal_pointer(&merged), length);
    } else {
        add_conflict(merger, at, units);
    }
}

void tl_merge_add(tl_merger *merger, int base, int ours, int theirs)
{
    const int at[] = {base, ours, theirs};
    const tl_merge_unit *units[] = {unit_at(merger, TL_MERGE_BASE, base),
                                    unit_at(merger, TL_MERGE_OURS, ours),
                                    unit_at(merger, TL_MERGE_THEIRS, theirs)};
    const tl_merge_unit *one = units[TL_MERGE_OURS], *two = units[TL_MERGE_THEIRS];
    if (!one || !two)
        add_copy(merger, at, one ? one : two);
    else if (tl_merge_is_equal(one, two) ||
             (units[TL_MERGE_BASE] && tl_merge_is_equal(units[TL_MERGE_BASE], two)))
        add_copy(merger, at, one);
    else if (units[TL_MERGE_BASE] && tl_merge_is_equal(units[TL_MERGE_BASE], one))
        add_copy(merger, at, two);
    else
        add_changed(merger, at, units);
}

/* -- what base has ---------------------------------------------------------------------- */

/* What one side took away stays where the other changed it, or answered a prompt. */
static gboolean is_gone(const tl_merge_unit *base, const tl_merge_unit *left)
{
    gboolean is_answered = left->is_comment && left->is_answered && !base->is_answered;
    return tl_merge_is_equal(base, left) && !is_answered;
}

/* Adds a unit of base at the place that it has in the merged text, if this is it. */
static void add_base(tl_merger *merger, int index, tl_merge_which place)
{
    const tl_merge_unit *base = unit_at(merger, TL_MERGE_BASE, index);
    int ours = base->match[TL_MERGE_OURS], theirs = base->match[TL_MERGE_THEIRS];
    const tl_merge_unit *one = unit_at(merger, TL_MERGE_OURS, ours);
    const tl_merge_unit *two = unit_at(merger, TL_MERGE_THEIRS, theirs);
    tl_merge_which home = TL_MERGE_BASE;
    if (one && one->is_moved)
        home = TL_MERGE_OURS;
    else if (two && two->is_moved)
        home = TL_MERGE_THEIRS;
    if (place != home || (!one && !two))
        return;
    if ((one && two) || !is_gone(base, one ? one : two))
        tl_merge_add(merger, index, ours, theirs);
}

/* -- what is new -------------------------------------------------------------------------- */

static gboolean is_new(const tl_merge_unit *unit)
{
    return unit->match[TL_MERGE_BASE] < 0;
}

static gboolean is_in(tl_merge_run run, int index)
{
    return index >= (int)run.first && index < (int)(run.first + run.count);
}

/* What says the same in the same section, though in another place of it. */
static int find_same_text(const tl_merger *merger, tl_merge_which side, tl_merge_which far,
                          int index)
{
    const tl_merge_unit *unit = unit_at(merger, side, index);
    int twin = tl_merge_find_text(merger->texts[far], unit);
    gboolean is_alone = tl_merge_find_text(merger->texts[side], unit) == index;
    return is_alone && is_in(merger->runs[far], twin) && is_new(unit_at(merger, far, twin)) ? twin
                                                                                            : -1;
}

static int find_index(const tl_merge_version *version, const char *identity)
{
    return GPOINTER_TO_INT(g_hash_table_lookup(version->by_identity, identity)) - 1;
}

/* The one unit of the other side that is new there too and is the same; -1: none. */
static int find_twin(const tl_merger *merger, tl_merge_which side, int index)
{
    tl_merge_which far = side == TL_MERGE_OURS ? TL_MERGE_THEIRS : TL_MERGE_OURS;
    const char *identity = unit_at(merger, side, index)->identity;
    if (!identity)
        return find_same_text(merger, side, far, index);
    if (find_index(merger->versions[side], identity) != index)
        return -1;
    int twin = find_index(merger->versions[far], identity);
    return twin >= 0 && is_new(unit_at(merger, far, twin)) ? twin : -1;
}

static void add_single(tl_merger *merger, tl_merge_which side, int index)
{
    const tl_merge_unit *unit = unit_at(merger, side, index);
    if (!is_new(unit)) {
        add_base(merger, unit->match[TL_MERGE_BASE], side);
        return;
    }
    int twin = find_twin(merger, side, index);
    if (side == TL_MERGE_OURS)
        tl_merge_add(merger, -1, index, twin);
    else if (twin < 0)
        tl_merge_add(merger, -1, -1, index);
}

static GArray *list_new(const tl_merger *merger, tl_merge_which side, tl_merge_run run)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(int));
    for (guint i = 0; i < run.count; i++) {
        int index = (int)(run.first + i);
        if (is_new(unit_at(merger, side, index)))
            g_array_append_val(list, index);
    }
    return list;
}

static void add_singles(tl_merger *merger, tl_merge_which side, int *from, int to)
{
    for (; *from < to; ++*from)
        add_single(merger, side, *from);
}

/* What both added in one place: ours first, and once what is the same. */
static void merge_gap(tl_merger *merger, tl_merge_run ours, tl_merge_run theirs)
{
    g_autoptr(GArray) one = list_new(merger, TL_MERGE_OURS, ours);
    g_autoptr(GArray) two = list_new(merger, TL_MERGE_THEIRS, theirs);
    g_autoptr(GArray) pairs =
        tl_merge_pair(merger->versions[TL_MERGE_OURS], one, merger->versions[TL_MERGE_THEIRS], two,
                      tl_merge_is_same);
    int i = (int)ours.first, j = (int)theirs.first;
    for (guint n = 0; pairs && n < pairs->len; n += 2) {
        int left = g_array_index(one, int, g_array_index(pairs, guint, n));
        int right = g_array_index(two, int, g_array_index(pairs, guint, n + 1));
        add_singles(merger, TL_MERGE_OURS, &i, left);
        add_singles(merger, TL_MERGE_THEIRS, &j, right);
        tl_merge_add(merger, -1, left, right);
        i++;
        j++;
    }
    add_singles(merger, TL_MERGE_OURS, &i, (int)(ours.first + ours.count));
    add_singles(merger, TL_MERGE_THEIRS, &j, (int)(theirs.first + theirs.count));
}

/* Whether a unit of a side stands in base's order, as what is neither new nor moved. */
static gboolean is_in_order(const tl_merge_unit *unit)
{
    return !is_new(unit) && !unit->is_moved;
}

/* Units from *from on that come before base's unit index does; G_MAXINT: all that are left. */
static tl_merge_run take_gap(const tl_merger *merger, tl_merge_which side, tl_merge_run run,
                             guint *from, int index)
{
    guint end = run.first + run.count, to = *from;
    while (to < end && !is_in_order(unit_at(merger, side, (int)to)))
        to++;
    int next = to < end ? unit_at(merger, side, (int)to)->match[TL_MERGE_BASE] : G_MAXINT;
    tl_merge_run gap = {*from, next == index ? to - *from : 0};
    if (next == index)
        *from = to < end ? to + 1 : to;
    return gap;
}

void tl_merge_runs(tl_merger *merger, const tl_merge_run runs[])
{
    tl_merge_run base = runs[TL_MERGE_BASE], ours = runs[TL_MERGE_OURS],
                 theirs = runs[TL_MERGE_THEIRS];
    guint i = ours.first, j = theirs.first;
    memcpy(merger->runs, runs, sizeof merger->runs);
    for (guint n = 0; n <= base.count; n++) {
        int index = n < base.count ? (int)(base.first + n) : G_MAXINT;
        tl_merge_run one = take_gap(merger, TL_MERGE_OURS, ours, &i, index);
        tl_merge_run two = take_gap(merger, TL_MERGE_THEIRS, theirs, &j, index);
        merge_gap(merger, one, two);
        if (n < base.count)
            add_base(merger, index, TL_MERGE_BASE);
    }
}
