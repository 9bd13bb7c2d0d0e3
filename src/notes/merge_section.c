#include "merge_internal.h"

#include <string.h>

/* A section of the merged text: where each version has it, or -1. */
typedef struct {
    int at[TL_MERGE_VERSIONS];
} triple;

static tl_merge_section *section_at(const tl_merge_version *version, int index)
{
    return &g_array_index(version->sections, tl_merge_section, (guint)index);
}

/* -- which are the same --------------------------------------------------------------------- */

static void match(const tl_merger *merger, tl_merge_which side, int base, int other)
{
    section_at(merger->versions[TL_MERGE_BASE], base)->match[side] = other;
    section_at(merger->versions[side], other)->match[TL_MERGE_BASE] = base;
}

static GHashTable *index_keys(const tl_merge_version *version)
{
    GHashTable *keys = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < version->sections->len; i++)
        g_hash_table_insert(keys, section_at(version, (int)i)->key, GUINT_TO_POINTER(i + 1));
    return keys;
}

static int find_key(GHashTable *keys, const tl_merge_section *section)
{
    return GPOINTER_TO_INT(g_hash_table_lookup(keys, section->key)) - 1;
}

/* All that stands in a section, blank lines at the ends aside. Owns: the caller unrefs it. */
static GBytes *body_text(const tl_merge_version *version, const tl_merge_section *section)
{
    if (section->body.count == 0)
        return NULL;
    const tl_merge_unit *first = tl_merge_unit_at(version, (int)section->body.first);
    const tl_merge_unit *last = first + section->body.count - 1;
    return g_bytes_new_static(first->text, (gsize)(last->text + last->length - first->text));
}

static GHashTable *index_bodies(const tl_merge_version *version, tl_merge_which matched)
{
    GHashTable *bodies =
        g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
    for (guint i = 0; i < version->sections->len; i++) {
        const tl_merge_section *section = section_at(version, (int)i);
        GBytes *text = section->match[matched] < 0 ? body_text(version, section) : NULL;
        if (text)
            g_hash_table_insert(bodies, text, GUINT_TO_POINTER(i + 1));
    }
    return bodies;
}

/* A heading that was reworded has the same text under it. */
static void match_renamed(const tl_merger *merger, tl_merge_which side)
{
    const tl_merge_version *base = merger->versions[TL_MERGE_BASE];
    const tl_merge_version *other = merger->versions[side];
    g_autoptr(GHashTable) bodies = index_bodies(other, TL_MERGE_BASE);
    for (guint i = 0; i < base->sections->len; i++) {
        const tl_merge_section *section = section_at(base, (int)i);
        g_autoptr(GBytes) text = section->match[side] < 0 ? body_text(base, section) : NULL;
        int found = text ? GPOINTER_TO_INT(g_hash_table_lookup(bodies, text)) - 1 : -1;
        if (found >= 0 && section_at(other, found)->match[TL_MERGE_BASE] < 0)
            match(merger, side, (int)i, found);
    }
}

void tl_merge_match_sections(tl_merger *merger, tl_merge_which side)
{
    const tl_merge_version *base = merger->versions[TL_MERGE_BASE];
    g_autoptr(GHashTable) keys = index_keys(merger->versions[side]);
    for (guint i = 0; i < base->sections->len; i++) {
        int found = find_key(keys, section_at(base, (int)i));
        if (found >= 0)
            match(merger, side, (int)i, found);
    }
    match_renamed(merger, side);
}

/* -- in which order ------------------------------------------------------------------------- */

/* The triples of one side, in its order; those of base alone are nobody's any more. */
static GArray *list_side(const tl_merger *merger, tl_merge_which side)
{
    tl_merge_which far = side == TL_MERGE_OURS ? TL_MERGE_THEIRS : TL_MERGE_OURS;
    const tl_merge_version *own = merger->versions[side], *other = merger->versions[far];
    g_autoptr(GHashTable) keys = index_keys(other);
    GArray *list = g_array_new(FALSE, FALSE, sizeof(triple));
    for (guint i = 0; i < own->sections->len; i++) {
        const tl_merge_section *section = section_at(own, (int)i);
        triple t = {{section->match[TL_MERGE_BASE], -1, -1}};
        t.at[side] = (int)i;
        if (t.at[TL_MERGE_BASE] >= 0)
            t.at[far] =
                section_at(merger->versions[TL_MERGE_BASE], t.at[TL_MERGE_BASE])->match[far];
        else
            t.at[far] = find_key(keys, section);
        /* What is new here was there before as another's. */
        if (t.at[TL_MERGE_BASE] < 0 && t.at[far] >= 0 &&
            section_at(other, t.at[far])->match[TL_MERGE_BASE] >= 0)
            t.at[far] = -1;
        g_array_append_val(list, t);
    }
    return list;
}

static gboolean is_ordered(const GArray *list)
{
    int last = -1;
    for (guint i = 0; i < list->len; i++) {
        const triple *t = &g_array_index(list, triple, i);
        if (t->at[TL_MERGE_BASE] < 0 || t->at[TL_MERGE_OURS] < 0 || t->at[TL_MERGE_THEIRS] < 0)
            continue;
        if (t->at[TL_MERGE_BASE] < last)
            return FALSE;
        last = t->at[TL_MERGE_BASE];
    }
    return TRUE;
}

static int find_triple(const GArray *list, tl_merge_which side, int index)
{
    for (guint i = 0; index >= 0 && i < list->len; i++)
        if (g_array_index(list, triple, i).at[side] == index)
            return (int)i;
    return -1;
}

static guint level_of(const tl_merger *merger, const triple *t)
{
    tl_merge_which side = t->at[TL_MERGE_OURS] >= 0 ? TL_MERGE_OURS : TL_MERGE_THEIRS;
    return section_at(merger->versions[side], t->at[side])->level;
}

/*
 * Puts what side alone has behind what stands before it there, and behind what the other added
 * in the same place: but nothing gets out of the section that it is part of.
 */
static void insert_rest(const tl_merger *merger, GArray *order, const GArray *list,
                        tl_merge_which side)
{
    guint place = 0;
    for (guint i = 0; i < list->len; i++) {
        const triple *t = &g_array_index(list, triple, i);
        int found = find_triple(order, side, t->at[side]);
        if (found >= 0) {
            place = (guint)found + 1;
            continue;
        }
        while (place < order->len && g_array_index(order, triple, place).at[side] < 0 &&
               level_of(merger, &g_array_index(order, triple, place)) >= level_of(merger, t))
            place++;
        g_array_insert_val(order, place, *t);
        place++;
    }
}

/* Ours, unless theirs alone has put them in another. Owns: the caller unrefs it. */
static GArray *merge_order(const tl_merger *merger)
{
    g_autoptr(GArray) ours = list_side(merger, TL_MERGE_OURS);
    g_autoptr(GArray) theirs = list_side(merger, TL_MERGE_THEIRS);
    gboolean is_theirs = is_ordered(ours) && !is_ordered(theirs);
    GArray *order = g_array_ref(is_theirs ? theirs : ours);
    if (is_theirs)
        insert_rest(merger, order, ours, TL_MERGE_OURS);
    else
        insert_rest(merger, order, theirs, TL_MERGE_THEIRS);
    return order;
}

/* -- what they hold --------------------------------------------------------------------- */

static int head_of(const tl_merger *merger, const triple *t, tl_merge_which which)
{
    return t->at[which] < 0 ? -1 : (int)section_at(merger->versions[which], t->at[which])->head;
}

static tl_merge_run run_of(const tl_merger *merger, const triple *t, tl_merge_which which)
{
    if (t->at[which] < 0)
        return (tl_merge_run){0, 0};
    return section_at(merger->versions[which], t->at[which])->body;
}

/* A heading that one side took away stays while anything is under it, or the other changed it. */
static gboolean needs_head(const tl_merger *merger, const triple *t, gboolean is_filled)
{
    const int *at = t->at;
    if (is_filled || at[TL_MERGE_BASE] < 0 || (at[TL_MERGE_OURS] >= 0 && at[TL_MERGE_THEIRS] >= 0))
        return TRUE;
    tl_merge_which side = at[TL_MERGE_OURS] >= 0 ? TL_MERGE_OURS : TL_MERGE_THEIRS;
    return !tl_merge_is_equal(
        tl_merge_unit_at(merger->versions[side], head_of(merger, t, side)),
        tl_merge_unit_at(merger->versions[TL_MERGE_BASE], head_of(merger, t, TL_MERGE_BASE)));
}

/* Two wordings of one heading are no conflict, unless both renamed a section or the note. */
static gboolean is_one_heading(const tl_merger *merger, const triple *t)
{
    if (t->at[TL_MERGE_OURS] < 0 || t->at[TL_MERGE_THEIRS] < 0)
        return FALSE;
    const char *one = section_at(merger->versions[TL_MERGE_OURS], t->at[TL_MERGE_OURS])->key;
    const char *two = section_at(merger->versions[TL_MERGE_THEIRS], t->at[TL_MERGE_THEIRS])->key;
    gboolean is_title = strcmp(one, "title") == 0 && t->at[TL_MERGE_BASE] >= 0;
    return !is_title && strcmp(one, two) == 0;
}

static void add_head(tl_merger *merger, const triple *t)
{
    int base = head_of(merger, t, TL_MERGE_BASE);
    int ours = head_of(merger, t, TL_MERGE_OURS);
    int theirs = head_of(merger, t, TL_MERGE_THEIRS);
    guint before = merger->conflicts;
    tl_merge_add(merger, base, ours, theirs);
    if (merger->conflicts == before || !is_one_heading(merger, t))
        return;
    tl_merge_piece *piece = &g_array_index(merger->pieces, tl_merge_piece, merger->pieces->len - 1);
    g_clear_pointer(&piece->other, g_free);
    merger->conflicts = before;
}

static void merge_section(tl_merger *merger, const triple *t)
{
    guint start = merger->pieces->len;
    guint conflicts = merger->conflicts;
    tl_merge_run runs[TL_MERGE_VERSIONS] = {run_of(merger, t, TL_MERGE_BASE),
                                            run_of(merger, t, TL_MERGE_OURS),
                                            run_of(merger, t, TL_MERGE_THEIRS)};
    add_head(merger, t);
    guint filled = merger->pieces->len;
    tl_merge_runs(merger, runs);
    if (needs_head(merger, t, merger->pieces->len > filled))
        return;
    g_array_set_size(merger->pieces, start);
    merger->conflicts = conflicts;
}

void tl_merge_sections(tl_merger *merger)
{
    g_autoptr(GArray) order = merge_order(merger);
    for (guint i = 0; i < order->len; i++)
        merge_section(merger, &g_array_index(order, triple, i));
}
