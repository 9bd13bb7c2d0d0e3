#include "digest_items_internal.h"

#include <string.h>

const tl_flat_format tl_items_format = {
    .magic = {'T', 'L', '1', '1', 'I', 'T', 'M', '5'},
    .parts = TL_ITEMS_PARTS,
    .sizes = {[TL_ITEMS_PERSONS] = sizeof(tl_items_person),
              [TL_ITEMS_ITEMS] = sizeof(tl_items_item),
              [TL_ITEMS_LINKS] = sizeof(tl_items_link),
              [TL_ITEMS_ITEM_OF] = sizeof(guint32),
              [TL_ITEMS_STRINGS] = 1,
              [TL_ITEMS_PATHS] = 1},
};

/* -- in order ------------------------------------------------------------------------- */

guint tl_items_group(const tl_items_item *item)
{
    return (item->flags & TL_ITEM_AGENDA ? 4u : 0u) + (item->state & 3u);
}

static tl_item_rank rank_of(const tl_items_item *item, const char *owner, const char *path)
{
    return (tl_item_rank){item->due, !tl_owner_is_me(owner), item->born, path ? path : "",
                          item->line};
}

tl_item_rank tl_items_rank(const tl_flat *items, guint32 i)
{
    const tl_items_item *item = tl_items_at(items, i);
    return rank_of(item, tl_flat_string(items, TL_ITEMS_STRINGS, item->strings[TL_ITEMS_OWNER]),
                   tl_flat_string(items, TL_ITEMS_PATHS, item->strings[TL_ITEMS_PATH]));
}

/* A row by what it is sorted by first, small: it is moved again and again. */
typedef struct {
    guint64 first; /* group, due date, and whether it is somebody else's */
    guint32 born;
    guint32 row;
} place;

/* As tl_item_rank_compare() has it, of two of one group. */
static place place_of_row(const tl_items_row *row, guint32 i)
{
    gboolean is_theirs = !tl_owner_is_me(row->strings[TL_ITEMS_OWNER]);
    guint64 group = tl_items_group(&row->item), due = row->item.due - 1;
    return (place){group << 33 | due << 1 | (is_theirs ? 1 : 0), row->item.born, i};
}

static int compare_rest(const tl_items_row *left, const tl_items_row *right)
{
    tl_item_rank a =
        rank_of(&left->item, left->strings[TL_ITEMS_OWNER], left->strings[TL_ITEMS_PATH]);
    tl_item_rank b =
        rank_of(&right->item, right->strings[TL_ITEMS_OWNER], right->strings[TL_ITEMS_PATH]);
    int order = tl_item_rank_compare(&a, &b);
    return order ? order
                 : (left->link.newest > right->link.newest) -
                       (left->link.newest < right->link.newest);
}

static int compare(gconstpointer a, gconstpointer b, gpointer data)
{
    const place *left = a, *right = b;
    const GPtrArray *rows = data;
    if (left->first != right->first)
        return left->first < right->first ? -1 : 1;
    if (left->born != right->born)
        return left->born < right->born ? -1 : 1;
    return compare_rest(g_ptr_array_index(rows, left->row), g_ptr_array_index(rows, right->row));
}

guint32 *tl_items_sort(const GPtrArray *rows)
{
    g_autofree place *places = g_new(place, rows->len + 1);
    guint32 *order = g_new(guint32, rows->len + 1);
    for (guint32 i = 0; i < rows->len; i++)
        places[i] = place_of_row(g_ptr_array_index(rows, i), i);
    g_qsort_with_data(places, (gint)rows->len, sizeof(*places), compare, (gpointer)rows);
    for (guint32 i = 0; i < rows->len; i++)
        order[i] = places[i].row;
    return order;
}

/* -- as a file -------------------------------------------------------------------------- */

/* Words are what many have in common: they stand once, before the texts. */
typedef struct {
    GByteArray *words;
    GHashTable *known; /* to their strings */
    tl_flat_draft draft;
    gsize strings, paths; /* filled so far */
} writer;

static guint32 put_word(const writer *w, const char *word)
{
    guint32 string = GPOINTER_TO_UINT(g_hash_table_lookup(w->known, word));
    if (string)
        return string;
    string = w->words->len;
    g_byte_array_append(w->words, (const guint8 *)word, (guint)strlen(word) + 1);
    g_hash_table_insert(w->known, (gpointer)word, GUINT_TO_POINTER(string));
    return string;
}

/* Most rows have the words of the one before. */
static void put_words(const writer *w, tl_items_row *row, const tl_items_row *before)
{
    static const tl_items_string WORDS[] = {TL_ITEMS_OWNER, TL_ITEMS_PERSON, TL_ITEMS_RELATIONSHIP};
    for (guint i = 0; i < G_N_ELEMENTS(WORDS); i++) {
        tl_items_string which = WORDS[i];
        const char *word = row->strings[which];
        row->item.strings[which] = !word ? 0
                                   : before && before->strings[which] == word
                                       ? before->item.strings[which]
                                       : put_word(w, word);
    }
}

/* Words, and how much room all is going to take. */
static void prepare(writer *w, const GArray *persons, const GPtrArray *rows, guint32 total)
{
    gsize lengths[TL_ITEMS_PARTS] = {0};
    for (guint32 i = 0; i < rows->len; i++) {
        tl_items_row *row = g_ptr_array_index(rows, i);
        put_words(w, row, i ? g_ptr_array_index(rows, i - 1) : NULL);
        lengths[TL_ITEMS_STRINGS] += row->text_size;
        lengths[TL_ITEMS_PATHS] += row->path_size;
    }
    lengths[TL_ITEMS_PERSONS] = persons->len * sizeof(tl_items_person);
    lengths[TL_ITEMS_ITEMS] = rows->len * sizeof(tl_items_item);
    lengths[TL_ITEMS_LINKS] = rows->len * sizeof(tl_items_link);
    lengths[TL_ITEMS_ITEM_OF] = total * sizeof(guint32);
    lengths[TL_ITEMS_STRINGS] += w->words->len;
    lengths[TL_ITEMS_PATHS]++;
    tl_flat_begin(&w->draft, &tl_items_format, lengths);
    memcpy(w->draft.parts[TL_ITEMS_STRINGS], w->words->data, w->words->len);
    w->strings = w->words->len;
    w->paths = 1;
}

static guint32 put_string(const writer *w, tl_items_part part, gsize *at, const char *text,
                          guint32 size)
{
    guint32 string = size ? (guint32)*at : 0;
    if (size)
        memcpy(w->draft.parts[part] + *at, text, size);
    *at += size;
    return string;
}

static gpointer place_of(const writer *w, tl_items_part part, guint32 i)
{
    return w->draft.parts[part] + (gsize)i * tl_items_format.sizes[part];
}

/* Texts and paths stand in the order of the items, so that a reader goes through them once. */
static void put_row(writer *w, guint32 i, const tl_items_row *row)
{
    tl_items_item item = row->item;
    item.strings[TL_ITEMS_TEXT] =
        put_string(w, TL_ITEMS_STRINGS, &w->strings, row->strings[TL_ITEMS_TEXT], row->text_size);
    item.strings[TL_ITEMS_PATH] =
        put_string(w, TL_ITEMS_PATHS, &w->paths, row->strings[TL_ITEMS_PATH], row->path_size);
    memcpy(place_of(w, TL_ITEMS_ITEMS, i), &item, sizeof(item));
    memcpy(place_of(w, TL_ITEMS_LINKS, i), &row->link, sizeof(row->link));
}

static void put_rows(writer *w, const GPtrArray *rows, guint32 *item_of, guint32 total)
{
    g_autofree guint32 *order = tl_items_sort(rows);
    g_autofree guint32 *now = g_new0(guint32, rows->len + 1);
    for (guint32 i = 0; i < rows->len; i++) {
        put_row(w, i, g_ptr_array_index(rows, order[i]));
        now[order[i]] = i;
    }
    for (guint32 i = 0; i < total; i++)
        item_of[i] = now[item_of[i]];
    memcpy(w->draft.parts[TL_ITEMS_ITEM_OF], item_of, total * sizeof(*item_of));
}

GBytes *tl_items_write(GArray *persons, const GPtrArray *slugs, const GPtrArray *rows,
                       guint32 *item_of, guint32 total, const guint64 key[2])
{
    writer w = {.words = g_byte_array_new(), .known = g_hash_table_new(g_str_hash, g_str_equal)};
    /* String 0. */
    g_byte_array_append(w.words, (const guint8 *)"", 1);
    for (guint i = 0; i < persons->len; i++)
        g_array_index(persons, tl_items_person, i).slug = put_word(&w, g_ptr_array_index(slugs, i));
    prepare(&w, persons, rows, total);
    if (persons->len)
        memcpy(w.draft.parts[TL_ITEMS_PERSONS], persons->data,
               persons->len * sizeof(tl_items_person));
    put_rows(&w, rows, item_of, total);
    g_byte_array_unref(w.words);
    g_hash_table_unref(w.known);
    return tl_flat_finish(&w.draft, key, 0);
}
