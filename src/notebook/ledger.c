#include "ledger_internal.h"

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
    g_free(occurrence->key);
    g_free(occurrence);
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

void tl_ledger_take(tl_ledger *ledger, const char *path, guint index, tl_followup *followup,
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
    occurrence->key = tl_followup_key(followup);
    occurrence->hash = tl_occurrence_hash(occurrence);
    occurrence->index = index;
    occurrence->is_former = is_former;
    g_ptr_array_add(ledger->occurrences, occurrence);
    g_clear_pointer(&ledger->items, g_ptr_array_unref);
}

/* Takes an element out, NULL stays in its place. */
static gpointer take_at(GPtrArray *array, guint index)
{
    return g_steal_pointer(&g_ptr_array_index(array, index));
}

void tl_ledger_add(tl_ledger *ledger, const char *path, GBytes *content)
{
    g_autoptr(GPtrArray) followups = tl_followup_parse_file(path, content);
    for (guint i = 0; i < followups->len; i++)
        tl_ledger_take(ledger, path, i, take_at(followups, i), FALSE);
}

gboolean tl_ledger_supersedes(const GPtrArray *now, const tl_followup *former)
{
    g_autofree char *key = tl_followup_key(former);
    for (guint i = 0; !former->id && i < now->len; i++) {
        g_autofree char *other = tl_followup_key(g_ptr_array_index(now, i));
        if (strcmp(key, other) == 0)
            return TRUE;
    }
    return FALSE;
}

void tl_ledger_add_former(tl_ledger *ledger, const char *path, GBytes *former, GBytes *content)
{
    g_autoptr(GPtrArray) before = tl_followup_parse_file(path, former);
    g_autoptr(GPtrArray) now =
        content ? tl_followup_parse_file(path, content)
                : g_ptr_array_new_with_free_func((GDestroyNotify)tl_followup_free);
    for (guint i = 0; i < before->len; i++) {
        tl_followup *followup = take_at(before, i);
        if (tl_ledger_supersedes(now, followup))
            tl_followup_free(followup);
        else
            tl_ledger_take(ledger, path, i, followup, TRUE);
    }
}

tl_date tl_occurrence_date(const tl_occurrence *occurrence)
{
    return occurrence->name ? occurrence->name->date : G_MAXUINT32;
}

tl_date tl_occurrence_birth(const tl_occurrence *occurrence)
{
    tl_date from = occurrence->followup->from;
    if (!occurrence->name)
        return from;
    return from != TL_DATE_NONE ? MIN(from, occurrence->name->date) : occurrence->name->date;
}

char *tl_occurrence_next_id(const tl_occurrence *occurrence)
{
    char *id = g_malloc(TL_ID_LENGTH + 1);
    tl_id_unpack(tl_occurrence_next_id_packed(occurrence), id);
    return id;
}

guint32 tl_occurrence_next_id_packed(const tl_occurrence *occurrence)
{
    return tl_id_derive_packed(occurrence->key, occurrence->person, tl_occurrence_date(occurrence),
                               0);
}

guint tl_occurrence_hash(const tl_occurrence *occurrence)
{
    return g_str_hash(occurrence->key) * 33 + g_str_hash(occurrence->person);
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
    if (tl_occurrence_date(left) != tl_occurrence_date(right))
        return tl_occurrence_date(left) < tl_occurrence_date(right) ? -1 : 1;
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

/* With an id the highest mark; without, the highest one in the newest note. */
static tl_state state_of(const tl_item *item)
{
    tl_state state = TL_STATE_CARRIED;
    const tl_occurrence *newest = item->newest;
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

/* As they mostly are sorted already. */
static void sort(GPtrArray *occurrences)
{
    guint i = 1;
    while (i < occurrences->len && compare_occurrences(&g_ptr_array_index(occurrences, i - 1),
                                                       &g_ptr_array_index(occurrences, i)) <= 0)
        i++;
    if (i < occurrences->len)
        g_ptr_array_sort(occurrences, compare_occurrences);
}

static void work_out(tl_item *item)
{
    sort(item->occurrences);
    const tl_occurrence *newest = g_ptr_array_index(item->occurrences, item->occurrences->len - 1);
    item->newest = newest;
    item->person = newest->person;
    item->relationship = newest->relationship;
    item->is_agenda = newest->followup->section_kind == TL_SECTION_AGENDA || !newest->name;
    item->state = state_of(item);
    item->is_lost = item->state == TL_STATE_CARRIED;
    for (guint i = 0; i < item->occurrences->len; i++) {
        const tl_occurrence *occurrence = g_ptr_array_index(item->occurrences, i);
        tl_date birth = tl_occurrence_birth(occurrence);
        if (birth != TL_DATE_NONE && (item->born == TL_DATE_NONE || birth < item->born))
            item->born = birth;
        item->carried += occurrence->followup->state == TL_STATE_CARRIED && !occurrence->is_former;
    }
    if (tl_state_is_closed(item->state))
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

GPtrArray *tl_ledger_work_out(GPtrArray *occurrences)
{
    sort(occurrences);
    GPtrArray *items = tl_ledger_group(occurrences);
    for (guint i = 0; i < items->len; i++)
        work_out(g_ptr_array_index(items, i));
    return items;
}

const GPtrArray *tl_ledger_items(tl_ledger *ledger)
{
    if (ledger->items)
        return ledger->items;
    ledger->items = tl_ledger_work_out(ledger->occurrences);
    g_ptr_array_sort(ledger->items, compare_items);
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
