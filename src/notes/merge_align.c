#include "merge_internal.h"

#include "tl11/text.h"

#include <string.h>

/* Beyond this many units or comparisons, texts that differ so much are merged by their lines. */
#define UNITS_MAX 20000
#define COMPARISONS_MAX ((guint64)4000000)
/* Comparing words takes longer. */
#define REWORDINGS_MAX ((guint64)10000)

gboolean tl_merge_is_equal(const tl_merge_unit *a, const tl_merge_unit *b)
{
    return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

static gboolean has_same_words(const tl_merge_unit *a, const tl_merge_unit *b)
{
    g_autofree char *one = tl_followup_key(a->item);
    g_autofree char *two = tl_followup_key(b->item);
    return strcmp(one, two) == 0;
}

/* The words of a unit, without list marker, mark, id, dates and punctuation; folded. */
static char *words_of(const tl_merge_unit *unit)
{
    g_autofree char *text =
        unit->item ? tl_followup_key(unit->item) : tl_text_fold(unit->text, (gssize)unit->length);
    GString *words = g_string_new(NULL);
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (g_unichar_isalnum(character) || g_unichar_ismark(character))
            g_string_append_unichar(words, character);
        else if (words->len > 0 && words->str[words->len - 1] != ' ')
            g_string_append_c(words, ' ');
    }
    return g_strchomp(g_string_free(words, FALSE));
}

gboolean tl_merge_is_same(const tl_merge_unit *a, const tl_merge_unit *b)
{
    if (a->identity && b->identity)
        return strcmp(a->identity, b->identity) == 0;
    if (tl_merge_is_equal(a, b))
        return TRUE;
    return a->item && b->item && has_same_words(a, b);
}

gboolean tl_merge_is_reworded(const tl_merge_unit *a, const tl_merge_unit *b)
{
    if ((a->identity && b->identity) || a->is_comment != b->is_comment)
        return FALSE;
    g_autofree char *one = words_of(a);
    g_autofree char *two = words_of(b);
    return *one && *two && tl_followup_is_rewording(one, two);
}

/* -- pairs ---------------------------------------------------------------------------------- */

typedef struct {
    const tl_merge_version *one, *two;
    const GArray *a, *b;
    tl_merge_likeness is_like;
    guint16 *table; /* of what is between the equal ends: lengths of the subsequences from there */
    guint first, rows, columns;
} pairing;

static gboolean is_pair(const pairing *p, guint i, guint j)
{
    return p->is_like(tl_merge_unit_at(p->one, g_array_index(p->a, int, i)),
                      tl_merge_unit_at(p->two, g_array_index(p->b, int, j)));
}

static guint16 *cell(const pairing *p, guint row, guint column)
{
    return &p->table[(gsize)row * (p->columns + 1) + column];
}

static void fill_table(pairing *p)
{
    p->table = g_new0(guint16, (gsize)(p->rows + 1) * (p->columns + 1));
    for (guint row = p->rows; row-- > 0;)
        for (guint column = p->columns; column-- > 0;)
            *cell(p, row, column) = is_pair(p, p->first + row, p->first + column)
                                        ? (guint16)(*cell(p, row + 1, column + 1) + 1)
                                        : MAX(*cell(p, row + 1, column), *cell(p, row, column + 1));
}

static void add_pair(GArray *pairs, guint i, guint j)
{
    g_array_append_val(pairs, i);
    g_array_append_val(pairs, j);
}

static void walk_table(const pairing *p, GArray *pairs)
{
    guint row = 0, column = 0;
    while (row < p->rows && column < p->columns) {
        guint16 length = *cell(p, row, column);
        if (length == *cell(p, row + 1, column)) {
            row++;
        } else if (length == *cell(p, row, column + 1)) {
            column++;
        } else {
            add_pair(pairs, p->first + row, p->first + column);
            row++;
            column++;
        }
    }
}

GArray *tl_merge_pair(const tl_merge_version *one, const GArray *a, const tl_merge_version *two,
                      const GArray *b, tl_merge_likeness is_like)
{
    pairing p = {.one = one, .two = two, .a = a, .b = b, .is_like = is_like};
    guint shorter = MIN(a->len, b->len), last = 0;
    while (p.first < shorter && is_pair(&p, p.first, p.first))
        p.first++;
    while (last < shorter - p.first && is_pair(&p, a->len - last - 1, b->len - last - 1))
        last++;
    p.rows = a->len - p.first - last;
    p.columns = b->len - p.first - last;
    if ((guint64)p.rows * p.columns > COMPARISONS_MAX || MIN(p.rows, p.columns) > G_MAXUINT16)
        return NULL;
    GArray *pairs = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < p.first; i++)
        add_pair(pairs, i, i);
    if (p.rows > 0 && p.columns > 0) {
        fill_table(&p);
        walk_table(&p, pairs);
        g_free(p.table);
    }
    for (guint i = last; i > 0; i--)
        add_pair(pairs, a->len - i, b->len - i);
    return pairs;
}

/* -- base and one side ------------------------------------------------------------------ */

typedef struct {
    tl_merge_version *base, *other;
    tl_merge_which side;
    GHashTable *far; /* the texts of the side that is not aligned now */
} aligner;

static void match(const aligner *a, int base, int other, gboolean is_moved)
{
    tl_merge_unit *one = tl_merge_unit_at(a->base, base);
    tl_merge_unit *two = tl_merge_unit_at(a->other, other);
    one->match[a->side] = other;
    two->match[TL_MERGE_BASE] = base;
    two->is_moved = is_moved;
}

static gboolean match_lists(const aligner *a, const GArray *bases, const GArray *others,
                            tl_merge_likeness is_like)
{
    g_autoptr(GArray) pairs = tl_merge_pair(a->base, bases, a->other, others, is_like);
    for (guint i = 0; pairs && i < pairs->len; i += 2)
        match(a, g_array_index(bases, int, g_array_index(pairs, guint, i)),
              g_array_index(others, int, g_array_index(pairs, guint, i + 1)), FALSE);
    return pairs != NULL;
}

static GArray *list_run(tl_merge_run run)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(int));
    for (guint i = 0; i < run.count; i++) {
        int index = (int)(run.first + i);
        g_array_append_val(list, index);
    }
    return list;
}

static tl_merge_run body_of(const tl_merge_version *version, int section)
{
    if (section < 0)
        return (tl_merge_run){0, 0};
    return g_array_index(version->sections, tl_merge_section, (guint)section).body;
}

static gboolean match_same(const aligner *a, guint section)
{
    const tl_merge_section *base = &g_array_index(a->base->sections, tl_merge_section, section);
    g_autoptr(GArray) bases = list_run(base->body);
    g_autoptr(GArray) others = list_run(body_of(a->other, base->match[a->side]));
    return match_lists(a, bases, others, tl_merge_is_same);
}

GHashTable *tl_merge_index_texts(const tl_merge_version *version, tl_merge_which matched)
{
    GHashTable *texts =
        g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
    for (guint i = 0; i < version->units->len; i++) {
        const tl_merge_unit *unit = tl_merge_unit_at(version, (int)i);
        if (unit->is_head || unit->length == 0)
            continue;
        GBytes *text = g_bytes_new_static(unit->text, unit->length);
        gboolean is_free = unit->match[matched] < 0 && !g_hash_table_contains(texts, text);
        g_hash_table_replace(texts, text, GINT_TO_POINTER(is_free ? (int)i : -1));
    }
    return texts;
}

int tl_merge_find_text(GHashTable *texts, const tl_merge_unit *unit)
{
    g_autoptr(GBytes) text = g_bytes_new_static(unit->text, unit->length);
    gpointer found = NULL;
    return g_hash_table_lookup_extended(texts, text, NULL, &found) ? GPOINTER_TO_INT(found) : -1;
}

static int find_identity(const tl_merge_version *version, const tl_merge_unit *unit)
{
    return unit->identity
               ? GPOINTER_TO_INT(g_hash_table_lookup(version->by_identity, unit->identity)) - 1
               : -1;
}

/* What is gone from its place and stands, alone of its kind, in another. */
static void match_moved(const aligner *a)
{
    g_autoptr(GHashTable) bases = tl_merge_index_texts(a->base, a->side);
    g_autoptr(GHashTable) others = tl_merge_index_texts(a->other, TL_MERGE_BASE);
    for (guint i = 0; i < a->base->units->len; i++) {
        const tl_merge_unit *unit = tl_merge_unit_at(a->base, (int)i);
        if (unit->is_head || unit->match[a->side] >= 0)
            continue;
        int found = -1;
        if (unit->identity && find_identity(a->base, unit) == (int)i)
            found = find_identity(a->other, unit);
        else if (!unit->identity && tl_merge_find_text(bases, unit) == (int)i)
            found = tl_merge_find_text(others, unit);
        if (found >= 0 && tl_merge_unit_at(a->other, found)->match[TL_MERGE_BASE] < 0)
            match(a, (int)i, found, TRUE);
    }
}

static gboolean has_text(GHashTable *texts, const tl_merge_unit *unit)
{
    g_autoptr(GBytes) text = g_bytes_new_static(unit->text, unit->length);
    return g_hash_table_contains(texts, text);
}

/*
 * Units of a run from index on up to the next that stands in order; index moves behind that. What
 * both sides say in the same words is new on both, and no other line reworded.
 */
static GArray *list_free(const tl_merge_version *version, tl_merge_run run, guint *index,
                         const aligner *a, gboolean is_base)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(int));
    while (*index < run.first + run.count) {
        int at = (int)(*index)++;
        const tl_merge_unit *unit = tl_merge_unit_at(version, at);
        int found = unit->match[is_base ? a->side : TL_MERGE_BASE];
        const tl_merge_unit *other = is_base ? tl_merge_unit_at(a->other, found) : unit;
        if (found < 0 && (is_base || !has_text(a->far, unit)))
            g_array_append_val(list, at);
        else if (found >= 0 && !other->is_moved)
            break;
    }
    return list;
}

/* Between two that stand in order: what was reworded. Two that share no word are two. */
static void match_gap(const aligner *a, const GArray *bases, const GArray *others)
{
    if ((guint64)bases->len * others->len <= REWORDINGS_MAX)
        match_lists(a, bases, others, tl_merge_is_reworded);
}

static void match_changed(const aligner *a, guint section)
{
    const tl_merge_section *base = &g_array_index(a->base->sections, tl_merge_section, section);
    tl_merge_run one = base->body, two = body_of(a->other, base->match[a->side]);
    guint i = one.first, j = two.first;
    while (i < one.first + one.count && j < two.first + two.count) {
        g_autoptr(GArray) bases = list_free(a->base, one, &i, a, TRUE);
        g_autoptr(GArray) others = list_free(a->other, two, &j, a, FALSE);
        match_gap(a, bases, others);
    }
}

gboolean tl_merge_align(tl_merger *merger, tl_merge_which side)
{
    tl_merge_which far = side == TL_MERGE_OURS ? TL_MERGE_THEIRS : TL_MERGE_OURS;
    aligner a = {merger->versions[TL_MERGE_BASE], merger->versions[side], side, merger->texts[far]};
    if (a.base->units->len > UNITS_MAX || a.other->units->len > UNITS_MAX)
        return FALSE;
    for (guint i = 0; i < a.base->sections->len; i++)
        if (!match_same(&a, i))
            return FALSE;
    match_moved(&a);
    for (guint i = 0; i < a.base->sections->len; i++)
        match_changed(&a, i);
    return TRUE;
}
