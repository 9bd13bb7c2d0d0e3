#include "merge_internal.h"

#include "heading_internal.h"
#include "marker_internal.h"

#include <string.h>

#define MARKER_SIZE 7

typedef struct {
    const char *text;
    gsize length;
} span;

static gboolean is_same(span a, span b)
{
    return a.length == b.length && memcmp(a.text, b.text, a.length) == 0;
}

static span longer(span a, span b)
{
    return b.length > a.length ? b : a;
}

/* What stands behind a unit. */
static span tail_of(const tl_merger *merger, tl_merge_which which, int index)
{
    const tl_merge_unit *unit = tl_merge_unit_at(merger->versions[which], index);
    return unit ? (span){unit->tail, unit->tail_length} : (span){NULL, 0};
}

static guint count_ends(span s)
{
    guint count = 0;
    for (gsize i = 0; i < s.length; i++)
        count += s.text[i] == '\n' ||
                 (s.text[i] == '\r' && (i + 1 == s.length || s.text[i + 1] != '\n'));
    return count;
}

/* Of three, any may be without a text: what one side changed. */
static span choose(const span *spans)
{
    span base = spans[TL_MERGE_BASE], ours = spans[TL_MERGE_OURS], theirs = spans[TL_MERGE_THEIRS];
    if (!ours.text || !theirs.text)
        return ours.text ? ours : theirs;
    if (base.text && is_same(base, ours))
        return theirs;
    if (base.text && is_same(base, theirs))
        return ours;
    return longer(ours, theirs);
}

static gboolean begins_item(const tl_merge_piece *piece)
{
    gsize blanks = strspn(piece->text, " ");
    return tl_marker_measure(piece->text + blanks, piece->length - blanks) > 0;
}

/* Whether two pieces may stand on lines that follow each other without becoming one block. */
static gboolean may_touch(const tl_merger *merger, const tl_merge_piece *piece,
                          const tl_merge_piece *next)
{
    if (!merger->has_blocks || tl_heading_level(next->text, next->length) > 0)
        return TRUE;
    return begins_item(piece) && begins_item(next);
}

/* Of pieces that no version has side by side: as either stands there, but never joined. */
static span separate(const tl_merger *merger, const tl_merge_piece *piece,
                     const tl_merge_piece *next)
{
    span before = {NULL, 0}, behind = {NULL, 0};
    for (tl_merge_which which = TL_MERGE_OURS; which < TL_MERGE_VERSIONS; which++) {
        if (next->at[which] > 0)
            before = longer(before, tail_of(merger, which, next->at[which] - 1));
        if (piece->at[which] >= 0)
            behind = longer(behind, tail_of(merger, which, piece->at[which]));
    }
    if (count_ends(before) > 1 || (count_ends(before) == 1 && may_touch(merger, piece, next)))
        return before;
    return behind;
}

/* The tail of a piece in each version where next follows it; FALSE where neither side has that. */
static gboolean find_tails(const tl_merger *merger, const tl_merge_piece *piece,
                           const tl_merge_piece *next, span tails[])
{
    gboolean is_known = FALSE;
    for (tl_merge_which which = TL_MERGE_BASE; which < TL_MERGE_VERSIONS; which++) {
        if (piece->at[which] < 0 || next->at[which] != piece->at[which] + 1)
            continue;
        tails[which] = tail_of(merger, which, piece->at[which]);
        is_known = is_known || which != TL_MERGE_BASE;
    }
    return is_known;
}

static void append_tail(const tl_merger *merger, GString *out, const tl_merge_piece *piece,
                        const tl_merge_piece *next)
{
    span tails[TL_MERGE_VERSIONS] = {{NULL, 0}};
    gboolean is_known = find_tails(merger, piece, next, tails);
    if (piece->length == 0 && !piece->other) {
        /* Nothing stands before it: what matters is how the text begins. */
        span tail = choose(tails);
        g_string_append_len(out, tail.text, (gssize)tail.length);
        return;
    }
    span tail = is_known ? choose(tails) : separate(merger, piece, next);
    guint wanted = !is_known && !may_touch(merger, piece, next) ? 2 : 1;
    g_string_append_len(out, tail.text, (gssize)tail.length);
    for (guint ends = count_ends(tail); ends < wanted; ends++)
        g_string_append(out, merger->line_end);
}

/*
 * The end of the file: with a line end or without, as whoever changed that has it. What is
 * empty has a say only where all of it is to be so.
 */
static void append_end(const tl_merger *merger, GString *out, gboolean is_empty)
{
    span tails[TL_MERGE_VERSIONS] = {{NULL, 0}};
    for (tl_merge_which which = TL_MERGE_BASE; which < TL_MERGE_VERSIONS; which++) {
        const tl_merge_version *version = merger->versions[which];
        if (version->length > 0)
            tails[which] = tail_of(merger, which, (int)version->units->len - 1);
        else if (is_empty)
            tails[which] = (span){"", 0};
    }
    span tail = choose(tails);
    g_string_append_len(out, tail.text, (gssize)tail.length);
}

/* -- markers ---------------------------------------------------------------------------------- */

static void append_marker(const tl_merger *merger, GString *out, char mark, const char *label)
{
    guint size = merger->style->marker_size ? merger->style->marker_size : MARKER_SIZE;
    for (guint i = 0; i < size; i++)
        g_string_append_c(out, mark);
    if (label)
        g_string_append_printf(out, " %s", label);
}

static const tl_merge_piece *piece_at(const tl_merger *merger, guint index)
{
    return index < merger->pieces->len ? &g_array_index(merger->pieces, tl_merge_piece, index)
                                       : NULL;
}

/* One side of conflicts that follow each other, from first up to end. */
static void append_side(const tl_merger *merger, GString *out, guint first, guint end,
                        gboolean is_theirs)
{
    for (guint i = first; i < end; i++) {
        const tl_merge_piece *piece = piece_at(merger, i);
        g_string_append_len(out, is_theirs ? piece->other : piece->text,
                            (gssize)(is_theirs ? piece->other_length : piece->length));
        if (i + 1 < end)
            append_tail(merger, out, piece, piece_at(merger, i + 1));
    }
    g_string_append(out, merger->line_end);
}

/* Returns the index behind the conflicts. */
static guint append_conflicts(const tl_merger *merger, GString *out, guint first)
{
    const tl_merge_style *style = merger->style;
    guint end = first;
    while (piece_at(merger, end) && piece_at(merger, end)->other)
        end++;
    append_marker(merger, out, '<', style->ours ? style->ours : "ours");
    g_string_append(out, merger->line_end);
    append_side(merger, out, first, end, FALSE);
    append_marker(merger, out, '=', NULL);
    g_string_append(out, merger->line_end);
    append_side(merger, out, first, end, TRUE);
    append_marker(merger, out, '>', style->theirs ? style->theirs : "theirs");
    return end;
}

/* -- all of it ---------------------------------------------------------------------------- */

static gsize mark_of(const tl_merger *merger, tl_merge_which which)
{
    return merger->versions[which]->byte_order_mark;
}

static void append_byte_order_mark(const tl_merger *merger, GString *out)
{
    gsize base = mark_of(merger, TL_MERGE_BASE), ours = mark_of(merger, TL_MERGE_OURS),
          theirs = mark_of(merger, TL_MERGE_THEIRS);
    gsize wanted = ours == base ? theirs : ours;
    if (wanted > 0)
        g_string_append(out, "\xEF\xBB\xBF");
}

GString *tl_merge_write(const tl_merger *merger, gboolean is_whole)
{
    GString *out = g_string_new(NULL);
    append_byte_order_mark(merger, out);
    for (guint i = 0; i < merger->pieces->len;) {
        const tl_merge_piece *piece = piece_at(merger, i);
        if (piece->other) {
            i = append_conflicts(merger, out, i);
            piece = piece_at(merger, i - 1);
        } else {
            g_string_append_len(out, piece->text, (gssize)piece->length);
            i++;
        }
        if (i < merger->pieces->len)
            append_tail(merger, out, piece, piece_at(merger, i));
        else if (is_whole)
            append_end(merger, out, piece->length == 0 && !piece->other);
    }
    return out;
}
