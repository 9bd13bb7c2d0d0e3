#include "digest_items_internal.h"

#include <string.h>

/* Items after which the memory in which they are is let go of: it is read once, from front to
 * back. */
#define STRIDE 1024

/* An item and all that it leads to. */
typedef struct {
    tl_item item;
    tl_occurrence newest;
    tl_note_name name;
    tl_followup followup;
    char id[TL_ID_LENGTH + 1];
} told;

static char *string_of(const tl_flat *items, const tl_items_item *item, tl_items_string which)
{
    gboolean is_path = which == TL_ITEMS_PATH;
    return (char *)tl_flat_string(items, is_path ? TL_ITEMS_PATHS : TL_ITEMS_STRINGS,
                                  item->strings[which]);
}

static void tell_followup(told *t, const tl_flat *items, const tl_items_item *item)
{
    char *text = string_of(items, item, TL_ITEMS_TEXT);
    t->followup = (tl_followup){.line = item->line,
                                .state = (tl_state)item->newest_state,
                                .text = text ? text : (char *)"",
                                .owner = string_of(items, item, TL_ITEMS_OWNER),
                                .due = item->due,
                                .id = item->flags & TL_ITEM_NEWEST_HAS_ID ? t->id : NULL,
                                .section_kind = (tl_section_kind)item->kind,
                                .letter = (char)item->letter,
                                .is_private = (item->flags & TL_ITEM_PRIVATE) != 0};
}

/* Texts are the file's. */
static void tell(told *t, const tl_flat *items, const tl_items_item *item)
{
    char *path = string_of(items, item, TL_ITEMS_PATH);
    char *person = string_of(items, item, TL_ITEMS_PERSON);
    char *relationship = string_of(items, item, TL_ITEMS_RELATIONSHIP);
    if (item->flags & TL_ITEM_HAS_ID)
        tl_id_unpack(item->id, t->id);
    tell_followup(t, items, item);
    t->name = (tl_note_name){relationship, person, item->day, item->number};
    t->newest = (tl_occurrence){.path = path ? path : (char *)"",
                                .name = item->day ? &t->name : NULL,
                                .person = person ? person : (char *)"",
                                .relationship = relationship ? relationship : (char *)"",
                                .followup = &t->followup};
    t->item = (tl_item){.id = item->flags & TL_ITEM_HAS_ID ? t->id : NULL,
                        .person = t->newest.person,
                        .relationship = t->newest.relationship,
                        .state = (tl_state)item->state,
                        .newest = &t->newest,
                        .born = item->born,
                        .carried = item->carried,
                        .closed = item->closed,
                        .is_agenda = (item->flags & TL_ITEM_AGENDA) != 0,
                        .is_lost = (item->flags & TL_ITEM_LOST) != 0};
}

/* -- items of several states, each state's in order -------------------------------------- */

#define STATES 4

/* Items of one state that are still to be told. */
typedef struct {
    guint32 at, end;
} run;

/* The first item that is not before those of a state, talking points or not. */
static guint32 find_bound(const tl_flat *items, guint group)
{
    guint32 low = 0, high = tl_items_count(items);
    while (low < high) {
        guint32 middle = low + (high - low) / 2;
        if (tl_items_group(tl_items_at(items, middle)) < group)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static guint find_runs(const tl_flat *items, guint states, gboolean agenda, run runs[STATES])
{
    guint count = 0;
    for (guint state = 0; state < STATES; state++) {
        guint group = (agenda ? STATES : 0) + state;
        if (states >> state & 1)
            runs[count++] = (run){find_bound(items, group), find_bound(items, group + 1)};
    }
    return count;
}

static int compare(const tl_flat *items, guint32 a, guint32 b)
{
    tl_item_rank left = tl_items_rank(items, a), right = tl_items_rank(items, b);
    return tl_item_rank_compare(&left, &right);
}

/* The item that is next; NONE: all are told. */
static guint32 take_next(const tl_flat *items, run *runs, guint count)
{
    run *first = NULL;
    for (guint i = 0; i < count; i++)
        if (runs[i].at < runs[i].end && (!first || compare(items, runs[i].at, first->at) < 0))
            first = &runs[i];
    return first ? first->at++ : TL_VOLUME_NONE;
}

void tl_digest_each_item(tl_digest *digest, guint states, gboolean agenda,
                         tl_digest_item_visitor visit, gpointer data)
{
    told t = {.id = ""};
    run runs[STATES];
    const tl_flat *items = &digest->items;
    guint count = find_runs(items, states, agenda, runs);
    guint32 i, seen = 0;
    while ((i = take_next(items, runs, count)) != TL_VOLUME_NONE) {
        tell(&t, items, tl_items_at(items, i));
        visit(&t.item, data);
        if (++seen % STRIDE == 0)
            tl_items_forget(digest);
    }
    tl_items_forget(digest);
}

static void keep(const tl_item *item, gpointer data)
{
    const told *from = (const told *)(gconstpointer)item;
    told *copy = g_memdup2(from, sizeof(*from));
    copy->item.newest = &copy->newest;
    copy->item.id = item->id ? copy->id : NULL;
    copy->newest.followup = &copy->followup;
    copy->newest.name = from->newest.name ? &copy->name : NULL;
    copy->followup.id = from->followup.id ? copy->id : NULL;
    g_ptr_array_add(data, copy);
}

GPtrArray *tl_digest_items(tl_digest *digest, guint states, gboolean agenda)
{
    GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
    if (tl_items_bring_up(digest))
        tl_digest_each_item(digest, states, agenda, keep, found);
    return found;
}
