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

/* A row by what it is sorted by. */
typedef struct {
    tl_item_rank rank;
    guint group;
    guint32 newest;
    guint32 row;
} place;

static int compare(gconstpointer a, gconstpointer b)
{
    const place *left = a, *right = b;
    if (left->group != right->group)
        return left->group < right->group ? -1 : 1;
    int order = tl_item_rank_compare(&left->rank, &right->rank);
    return order ? order : (left->newest > right->newest) - (left->newest < right->newest);
}

/* Owns: the caller unrefs it. */
static GArray *sort(const GArray *rows)
{
    GArray *places = g_array_sized_new(FALSE, FALSE, sizeof(place), rows->len);
    for (guint32 i = 0; i < rows->len; i++) {
        const tl_items_row *row = &g_array_index(rows, tl_items_row, i);
        place p = {rank_of(&row->item, row->strings[TL_ITEMS_OWNER], row->strings[TL_ITEMS_PATH]),
                   tl_items_group(&row->item), row->link.newest, i};
        g_array_append_val(places, p);
    }
    g_array_sort(places, compare);
    return places;
}

/* -- as a file -------------------------------------------------------------------------- */

typedef struct {
    GByteArray *parts[TL_ITEMS_PARTS];
    GHashTable *known; /* words that many have in common, to their strings */
} writer;

static guint32 put_string(GByteArray *part, const char *text)
{
    guint32 string = part->len;
    g_byte_array_append(part, (const guint8 *)text, (guint)strlen(text) + 1);
    return string;
}

static guint32 put_word(const writer *w, const char *word)
{
    guint32 string = GPOINTER_TO_UINT(g_hash_table_lookup(w->known, word));
    if (string)
        return string;
    string = put_string(w->parts[TL_ITEMS_STRINGS], word);
    g_hash_table_insert(w->known, (gpointer)word, GUINT_TO_POINTER(string));
    return string;
}

/* Texts and paths stand in the order of the items, so that a reader goes through them once. */
static void put_row(const writer *w, const tl_items_row *row)
{
    tl_items_item item = row->item;
    for (guint i = 0; i < TL_ITEMS_STRINGS_OF_ONE; i++) {
        const char *text = row->strings[i];
        item.strings[i] = !text                ? 0
                          : i == TL_ITEMS_PATH ? put_string(w->parts[TL_ITEMS_PATHS], text)
                          : i == TL_ITEMS_TEXT ? put_string(w->parts[TL_ITEMS_STRINGS], text)
                                               : put_word(w, text);
    }
    g_byte_array_append(w->parts[TL_ITEMS_ITEMS], (const guint8 *)&item, sizeof(item));
    g_byte_array_append(w->parts[TL_ITEMS_LINKS], (const guint8 *)&row->link, sizeof(row->link));
}

static void put_rows(const writer *w, const GArray *rows, guint32 *item_of, guint32 total)
{
    g_autoptr(GArray) places = sort(rows);
    g_autofree guint32 *now = g_new0(guint32, rows->len + 1);
    for (guint32 i = 0; i < places->len; i++) {
        guint32 row = g_array_index(places, place, i).row;
        put_row(w, &g_array_index(rows, tl_items_row, row));
        now[row] = i;
    }
    for (guint32 i = 0; i < total; i++)
        item_of[i] = now[item_of[i]];
    g_byte_array_append(w->parts[TL_ITEMS_ITEM_OF], (const guint8 *)item_of,
                        total * (guint)sizeof(*item_of));
}

static void put_persons(const writer *w, GArray *persons, const GPtrArray *slugs)
{
    for (guint i = 0; i < persons->len; i++) {
        tl_items_person *person = &g_array_index(persons, tl_items_person, i);
        person->slug = put_word(w, g_ptr_array_index(slugs, i));
        g_byte_array_append(w->parts[TL_ITEMS_PERSONS], (const guint8 *)person, sizeof(*person));
    }
}

GBytes *tl_items_write(GArray *persons, const GPtrArray *slugs, const GArray *rows,
                       guint32 *item_of, guint32 total, const guint64 key[2])
{
    writer w = {.known = g_hash_table_new(g_str_hash, g_str_equal)};
    for (guint i = 0; i < TL_ITEMS_PARTS; i++)
        w.parts[i] = g_byte_array_new();
    put_string(w.parts[TL_ITEMS_STRINGS], "");
    put_string(w.parts[TL_ITEMS_PATHS], "");
    put_persons(&w, persons, slugs);
    put_rows(&w, rows, item_of, total);
    GBytes *bytes = tl_flat_write(&tl_items_format, key, 0, (const GByteArray *const *)w.parts);
    for (guint i = 0; i < TL_ITEMS_PARTS; i++)
        g_byte_array_unref(w.parts[i]);
    g_hash_table_unref(w.known);
    return bytes;
}
