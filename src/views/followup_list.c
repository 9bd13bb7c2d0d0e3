#include "tl11/followup_list.h"

#include "tl11/json.h"
#include "tl11/language.h"
#include "tl11/text.h"

gboolean tl_list_is_mine(const tl_item *item)
{
    return tl_owner_is_me(item->newest->followup->owner);
}

static gboolean has_state(const tl_item *item, tl_list_state state)
{
    switch (state) {
    case TL_LIST_OPEN:
        return item->state == TL_STATE_OPEN;
    case TL_LIST_DONE:
        return item->state == TL_STATE_DONE;
    case TL_LIST_DROPPED:
        return item->state == TL_STATE_DROPPED;
    case TL_LIST_ALL:
        return TRUE;
    }
    return FALSE;
}

static gboolean is_overdue(const tl_item *item, tl_date today)
{
    tl_date due = item->newest->followup->due;
    return item->state == TL_STATE_OPEN && due != TL_DATE_NONE && due < today;
}

gboolean tl_list_passes(const tl_item *item, const tl_list_filter *filter)
{
    return has_state(item, filter->state) && !!item->is_agenda == !!filter->agenda &&
           (!filter->person || strcmp(filter->person, item->person) == 0) &&
           (!filter->mine || tl_list_is_mine(item)) &&
           (!filter->theirs || !tl_list_is_mine(item)) &&
           (!filter->overdue || is_overdue(item, filter->today));
}

typedef struct {
    tl_item_rank rank; /* first: that is what it is sorted by */
    const tl_item *item;
} ranked;

GPtrArray *tl_list_select(const GPtrArray *items, const tl_list_filter *filter)
{
    g_autoptr(GArray) ranks = g_array_sized_new(FALSE, FALSE, sizeof(ranked), items->len);
    for (guint i = 0; i < items->len; i++) {
        const tl_item *item = g_ptr_array_index(items, i);
        if (!tl_list_passes(item, filter))
            continue;
        ranked found = {tl_item_rank_of(item), item};
        g_array_append_val(ranks, found);
    }
    g_array_sort(ranks, tl_item_rank_compare);
    GPtrArray *selected = g_ptr_array_sized_new(ranks->len);
    for (guint i = 0; i < ranks->len; i++)
        g_ptr_array_add(selected, (gpointer)g_array_index(ranks, ranked, i).item);
    return selected;
}

static const char *name_state(const tl_item *item)
{
    return item->is_lost ? "lost" : tl_state_name(item->state);
}

json_t *tl_list_followup_json(const tl_followup *followup, const char *relationship)
{
    g_autofree char *section =
        tl_section_key(followup->section_kind, followup->letter, NULL, relationship);
    json_t *object = json_object();
    json_object_set_new(object, "id", tl_json_text(followup->id));
    json_object_set_new(object, "text", tl_json_text(followup->text));
    json_object_set_new(object, "owner", tl_json_text(followup->owner ? followup->owner : "me"));
    json_object_set_new(object, "due", tl_json_date(followup->due));
    json_object_set_new(object, "line", json_integer(followup->line));
    json_object_set_new(object, "section", tl_json_text(section));
    return object;
}

json_t *tl_list_to_json(const tl_item *item)
{
    const tl_occurrence *newest = item->newest;
    json_t *object = tl_list_followup_json(newest->followup, newest->relationship);
    json_object_set_new(object, "id", tl_json_text(item->id));
    json_object_set_new(object, "state", tl_json_text(name_state(item)));
    json_object_set_new(object, "person", tl_json_text(item->person));
    json_object_set_new(object, "relationship", tl_json_text(item->relationship));
    json_object_set_new(object, "note", tl_json_date(newest->name ? newest->name->date : 0));
    json_object_set_new(object, "path", tl_json_text(newest->path));
    json_object_set_new(object, "born", tl_json_date(item->born));
    json_object_set_new(object, "carried", json_integer(item->carried));
    json_object_set_new(object, "closed", tl_json_date(item->closed));
    return object;
}

static tl_style_name style_due(const tl_item *item, tl_date today)
{
    if (is_overdue(item, today))
        return TL_STYLE_BAD;
    tl_date due = item->newest->followup->due;
    return due != TL_DATE_NONE && due <= today + 2 ? TL_STYLE_WARN : TL_STYLE_RESET;
}

static const char *mark_of(const tl_item *item)
{
    static const char *const MARKS[] = {
        [TL_STATE_CARRIED] = "[>]",
        [TL_STATE_OPEN] = "[ ]",
        [TL_STATE_DROPPED] = "[-]",
        [TL_STATE_DONE] = "[x]",
    };
    return MARKS[item->state];
}

struct tl_list {
    tl_table *table;
    tl_date today;
    GHashTable *ages; /* days, or whole weeks of them, to char *: most rows say what others say */
};

tl_list *tl_list_new(tl_date today)
{
    const tl_table_column columns[] = {
        {_("id"), TL_ALIGN_LEFT},    {NULL, TL_ALIGN_LEFT},        {_("due"), TL_ALIGN_LEFT},
        {_("owner"), TL_ALIGN_LEFT}, {_("person"), TL_ALIGN_LEFT}, {_("promise"), TL_ALIGN_LEFT},
        {_("age"), TL_ALIGN_RIGHT},  {NULL, TL_ALIGN_RIGHT},
    };
    tl_list *list = g_new0(tl_list, 1);
    list->table = tl_table_new(columns, G_N_ELEMENTS(columns), 5);
    list->today = today;
    list->ages = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    return list;
}

void tl_list_free(tl_list *list)
{
    if (!list)
        return;
    tl_table_free(list->table);
    g_hash_table_unref(list->ages);
    g_free(list);
}

tl_table *tl_list_table(const tl_list *list)
{
    return list->table;
}

/* How long it has been open, or was. NULL: nobody knows. Borrowed. */
static const char *format_age(const tl_list *list, const tl_item *item)
{
    if (item->born == TL_DATE_NONE)
        return NULL;
    tl_date end = item->closed != TL_DATE_NONE ? item->closed : list->today;
    guint days = end > item->born ? end - item->born : 0;
    days = days < TL_AGE_WEEKS ? days : days / 7 * 7;
    char *age = g_hash_table_lookup(list->ages, GUINT_TO_POINTER(days));
    if (!age) {
        age = tl_age_format(days);
        g_hash_table_insert(list->ages, GUINT_TO_POINTER(days), age);
    }
    return age;
}

/* ">3": it was carried three times. */
static const char *format_carried(const tl_item *item, char text[static TL_NUMBER_SIZE + 1])
{
    char digits[TL_NUMBER_SIZE];
    text[0] = '>';
    g_strlcpy(text + 1, tl_text_number(item->carried, digits), TL_NUMBER_SIZE);
    return item->carried ? text : "";
}

void tl_list_add(tl_list *list, const tl_item *item)
{
    const tl_followup *followup = item->newest->followup;
    char due[TL_DATE_SIZE], carried[TL_NUMBER_SIZE + 1];
    tl_table *table = list->table;
    tl_table_lend(table, item->id ? item->id : "-", TL_STYLE_DIM);
    tl_table_lend(table, mark_of(item), TL_STYLE_RESET);
    tl_table_lend(table, tl_date_format(followup->due, due), style_due(item, list->today));
    tl_table_lend(table, followup->owner ? followup->owner : "me",
                  tl_list_is_mine(item) ? TL_STYLE_BOLD : TL_STYLE_RESET);
    tl_table_lend(table, item->person, TL_STYLE_PERSON);
    tl_table_lend(table, followup->text, TL_STYLE_RESET);
    tl_table_lend(table, format_age(list, item), TL_STYLE_DIM);
    tl_table_lend(table, format_carried(item, carried), TL_STYLE_DIM);
}
