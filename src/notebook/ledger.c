#include "tl11/ledger.h"

#include <string.h>

struct tl_ledger {
    GPtrArray *occurrences; /* tl_occurrence, owned */
    GPtrArray *items;       /* tl_item; NULL until they are worked out */
};

static void free_occurrence(tl_occurrence *occurrence)
{
    g_free(occurrence->path);
    tl_note_name_free(occurrence->name);
    g_free(occurrence->person);
    g_free(occurrence->relationship);
    tl_followup_free(occurrence->followup);
    g_free(occurrence);
}

static void free_item(tl_item *item)
{
    g_ptr_array_unref(item->occurrences);
    g_free(item);
}

tl_ledger *tl_ledger_new(void)
{
    tl_ledger *ledger = g_new0(tl_ledger, 1);
    ledger->occurrences = g_ptr_array_new_with_free_func((GDestroyNotify)free_occurrence);
    return ledger;
}

void tl_ledger_free(tl_ledger *ledger)
{
    if (!ledger)
        return;
    g_clear_pointer(&ledger->items, g_ptr_array_unref);
    g_ptr_array_unref(ledger->occurrences);
    g_free(ledger);
}

static GPtrArray *parse_content(const char *path, GBytes *content)
{
    gsize length;
    const char *text = g_bytes_get_data(content, &length);
    g_autoptr(tl_note) note = tl_note_parse(text, length);
    g_autoptr(tl_note_name) name = tl_note_name_parse(path);
    return tl_followup_parse(text, length, note, name ? name->date : tl_date_today());
}

static void take_followup(tl_ledger *ledger, const char *path, guint index, tl_followup *followup,
                          gboolean is_former)
{
    g_auto(GStrv) parts = g_strsplit(path, "/", 3);
    g_return_if_fail(g_strv_length(parts) == 3);
    tl_occurrence *occurrence = g_new0(tl_occurrence, 1);
    occurrence->path = g_strdup(path);
    occurrence->name = tl_note_name_parse(path);
    occurrence->relationship = g_strdup(parts[0]);
    occurrence->person = g_strdup(parts[1]);
    occurrence->followup = followup;
    occurrence->index = index;
    occurrence->is_former = is_former;
    g_ptr_array_add(ledger->occurrences, occurrence);
}

/* Takes an element out, NULL stays in its place. */
static gpointer take_at(GPtrArray *array, guint index)
{
    return g_steal_pointer(&g_ptr_array_index(array, index));
}

void tl_ledger_add(tl_ledger *ledger, const char *path, GBytes *content)
{
    g_autoptr(GPtrArray) followups = parse_content(path, content);
    for (guint i = 0; i < followups->len; i++)
        take_followup(ledger, path, i, take_at(followups, i), FALSE);
}

static gboolean has_same_text(const GPtrArray *followups, const tl_followup *former)
{
    g_autofree char *key = tl_followup_key(former);
    for (guint i = 0; i < followups->len; i++) {
        g_autofree char *other = tl_followup_key(g_ptr_array_index(followups, i));
        if (strcmp(key, other) == 0)
            return TRUE;
    }
    return FALSE;
}

void tl_ledger_add_former(tl_ledger *ledger, const char *path, GBytes *former, GBytes *content)
{
    g_autoptr(GPtrArray) before = parse_content(path, former);
    g_autoptr(GPtrArray) now =
        content ? parse_content(path, content)
                : g_ptr_array_new_with_free_func((GDestroyNotify)tl_followup_free);
    for (guint i = 0; i < before->len; i++) {
        tl_followup *followup = take_at(before, i);
        /* Without an id it is the line of the work tree, maybe given one since. */
        if (!followup->id && has_same_text(now, followup))
            tl_followup_free(followup);
        else
            take_followup(ledger, path, i, followup, TRUE);
    }
}

/* next.md comes after every note: it is for the next meeting. */
static tl_date date_of(const tl_occurrence *occurrence)
{
    return occurrence->name ? occurrence->name->date : G_MAXUINT32;
}

static int compare_dates(tl_date a, tl_date b)
{
    return (a > b) - (a < b);
}

static int compare_followups(const tl_followup *a, const tl_followup *b)
{
    int order = strcmp(a->text, b->text);
    if (order == 0)
        order = g_strcmp0(a->owner, b->owner);
    if (order == 0)
        order = compare_dates(a->due, b->due);
    if (order == 0)
        order = compare_dates(a->done, b->done);
    return order ? order : compare_dates(a->from, b->from);
}

/* The work tree's line comes after that of HEAD in the same note. */
static int compare_occurrences(gconstpointer a, gconstpointer b)
{
    const tl_occurrence *left = *(const tl_occurrence *const *)a;
    const tl_occurrence *right = *(const tl_occurrence *const *)b;
    if (date_of(left) != date_of(right))
        return date_of(left) < date_of(right) ? -1 : 1;
    if (left->name && right->name && left->name->number != right->name->number)
        return left->name->number < right->name->number ? -1 : 1;
    if (left->is_former != right->is_former)
        return left->is_former ? -1 : 1;
    int order = strcmp(left->path, right->path);
    /* By all that a line says before its place: a merge may have put two in either order. */
    if (order == 0)
        order = compare_followups(left->followup, right->followup);
    return order ? order : (int)left->followup->line - (int)right->followup->line;
}

const tl_occurrence *tl_item_newest(const tl_item *item)
{
    return g_ptr_array_index(item->occurrences, item->occurrences->len - 1);
}

static tl_item *new_item(tl_occurrence *occurrence)
{
    tl_item *item = g_new0(tl_item, 1);
    item->id = occurrence->followup->id;
    item->occurrences = g_ptr_array_new();
    return item;
}

/* Items by their id or, lacking one, by person and text. */
typedef struct {
    GPtrArray *items;
    GHashTable *by_id;
    GHashTable *by_text; /* person and text to a GPtrArray of items */
} grouping;

static char *text_key(const tl_occurrence *occurrence)
{
    g_autofree char *text = tl_followup_key(occurrence->followup);
    return g_strconcat(occurrence->person, "\n", text, NULL);
}

static void remember_text(grouping *g, tl_item *item, const tl_occurrence *occurrence)
{
    char *key = text_key(occurrence);
    GPtrArray *items = g_hash_table_lookup(g->by_text, key);
    if (!items) {
        items = g_ptr_array_new();
        g_hash_table_insert(g->by_text, key, items);
    } else {
        g_free(key);
    }
    if (!g_ptr_array_find(items, item, NULL))
        g_ptr_array_add(items, item);
}

static void group_with_id(grouping *g, tl_occurrence *occurrence)
{
    tl_item *item = g_hash_table_lookup(g->by_id, occurrence->followup->id);
    if (!item) {
        item = new_item(occurrence);
        g_ptr_array_add(g->items, item);
        g_hash_table_insert(g->by_id, item->id, item);
    }
    g_ptr_array_add(item->occurrences, occurrence);
    remember_text(g, item, occurrence);
}

static tl_date birth_of(const tl_occurrence *occurrence)
{
    tl_date from = occurrence->followup->from;
    if (!occurrence->name)
        return from;
    return from != TL_DATE_NONE ? MIN(from, occurrence->name->date) : occurrence->name->date;
}

static gboolean is_closed(tl_state state)
{
    return state == TL_STATE_DONE || state == TL_STATE_DROPPED;
}

static gboolean has_closed(const tl_item *item)
{
    for (guint i = 0; i < item->occurrences->len; i++) {
        const tl_occurrence *occurrence = g_ptr_array_index(item->occurrences, i);
        if (occurrence->followup->id && is_closed(occurrence->followup->state))
            return TRUE;
    }
    return FALSE;
}

/*
 * Occurrences were grouped oldest first, so the first holds the earliest note. Once it is
 * closed, the same words in a later note are a promise made again.
 */
static gboolean is_within_life(const tl_item *item, const tl_occurrence *occurrence)
{
    const tl_occurrence *first = g_ptr_array_index(item->occurrences, 0);
    tl_date date = date_of(occurrence);
    return item->id && birth_of(first) <= date &&
           (date < date_of(tl_item_newest(item)) || !has_closed(item));
}

static void group_without_id(grouping *g, tl_occurrence *occurrence)
{
    g_autofree char *key = text_key(occurrence);
    GPtrArray *items = g_hash_table_lookup(g->by_text, key);
    tl_item *found = NULL;
    for (guint i = 0; items && i < items->len && !found; i++) {
        tl_item *item = g_ptr_array_index(items, i);
        if (!item->id || is_within_life(item, occurrence))
            found = item;
    }
    if (!found) {
        found = new_item(occurrence);
        g_ptr_array_add(g->items, found);
    }
    g_ptr_array_add(found->occurrences, occurrence);
    remember_text(g, found, occurrence);
}

static void group(tl_ledger *ledger, grouping *g)
{
    g_ptr_array_sort(ledger->occurrences, compare_occurrences);
    for (guint i = 0; i < ledger->occurrences->len; i++) {
        tl_occurrence *occurrence = g_ptr_array_index(ledger->occurrences, i);
        if (occurrence->followup->id)
            group_with_id(g, occurrence);
    }
    for (guint i = 0; i < ledger->occurrences->len; i++) {
        tl_occurrence *occurrence = g_ptr_array_index(ledger->occurrences, i);
        if (!occurrence->followup->id)
            group_without_id(g, occurrence);
    }
}

/* With an id the highest mark; without, the highest one in the newest note. */
static tl_state state_of(const tl_item *item)
{
    tl_state state = TL_STATE_CARRIED;
    const tl_occurrence *newest = tl_item_newest(item);
    for (guint i = 0; i < item->occurrences->len; i++) {
        const tl_occurrence *occurrence = g_ptr_array_index(item->occurrences, i);
        if (item->id || strcmp(occurrence->path, newest->path) == 0)
            state = MAX(state, occurrence->followup->state);
    }
    return state;
}

static tl_date closed_on(const tl_item *item)
{
    tl_date closed = TL_DATE_NONE;
    for (guint i = 0; i < item->occurrences->len; i++) {
        const tl_occurrence *occurrence = g_ptr_array_index(item->occurrences, i);
        if (occurrence->followup->state != item->state)
            continue;
        if (occurrence->followup->done != TL_DATE_NONE)
            closed = occurrence->followup->done;
        else if (occurrence->name)
            closed = occurrence->name->date;
    }
    return closed;
}

static void work_out(tl_item *item)
{
    g_ptr_array_sort(item->occurrences, compare_occurrences);
    const tl_occurrence *newest = tl_item_newest(item);
    item->person = newest->person;
    item->relationship = newest->relationship;
    item->is_agenda = newest->followup->section_kind == TL_SECTION_AGENDA || !newest->name;
    item->state = state_of(item);
    item->is_lost = item->state == TL_STATE_CARRIED;
    for (guint i = 0; i < item->occurrences->len; i++) {
        const tl_occurrence *occurrence = g_ptr_array_index(item->occurrences, i);
        tl_date birth = birth_of(occurrence);
        if (birth != TL_DATE_NONE && (item->born == TL_DATE_NONE || birth < item->born))
            item->born = birth;
        item->carried += occurrence->followup->state == TL_STATE_CARRIED && !occurrence->is_former;
    }
    if (is_closed(item->state))
        item->closed = closed_on(item);
}

static int compare_items(gconstpointer a, gconstpointer b)
{
    const tl_item *left = *(const tl_item *const *)a, *right = *(const tl_item *const *)b;
    tl_date one = left->born ? left->born : G_MAXUINT32;
    tl_date two = right->born ? right->born : G_MAXUINT32;
    if (one != two)
        return one < two ? -1 : 1;
    return compare_occurrences(&g_ptr_array_index(left->occurrences, 0),
                               &g_ptr_array_index(right->occurrences, 0));
}

const GPtrArray *tl_ledger_items(tl_ledger *ledger)
{
    if (ledger->items)
        return ledger->items;
    grouping g = {
        .items = g_ptr_array_new_with_free_func((GDestroyNotify)free_item),
        .by_id = g_hash_table_new(g_str_hash, g_str_equal),
        .by_text = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify)g_ptr_array_unref),
    };
    group(ledger, &g);
    for (guint i = 0; i < g.items->len; i++)
        work_out(g_ptr_array_index(g.items, i));
    g_ptr_array_sort(g.items, compare_items);
    g_hash_table_unref(g.by_id);
    g_hash_table_unref(g.by_text);
    ledger->items = g.items;
    return ledger->items;
}

const tl_item *tl_ledger_find(tl_ledger *ledger, const char *id)
{
    const GPtrArray *items = tl_ledger_items(ledger);
    for (guint i = 0; i < items->len; i++) {
        const tl_item *item = g_ptr_array_index(items, i);
        if (item->id && strcmp(item->id, id) == 0)
            return item;
    }
    return NULL;
}
