#include "tl11/identify.h"
#include "identify_internal.h"
#include "ids_internal.h"
#include "ledger_internal.h"

#include <string.h>

static const tl_id_history *history;

void tl_identify_ask(const tl_id_history *asked)
{
    history = asked;
}

/* One note on its way into a commit. */
typedef struct {
    const tl_notebook *notebook;
    tl_ledger *ledger;
    const char *path;
    tl_date today;
    GHashTable *standing; /* ids in the notes as they are; NULL until asked for */
    gpointer known;       /* those of history; NULL until asked for */
    gboolean is_asked;
    const GPtrArray *before; /* tl_followup: what HEAD has; or NULL */
    const GPtrArray *now;    /* tl_followup */
    GHashTable *former;      /* id or folded text to the tl_followup at HEAD */
    GHashTable *seen;        /* id to the tl_followup of this note that has it first */
    GHashTable *given;       /* folded text to the id of a line that says it */
    GPtrArray *fresh_ids;    /* owned: changes borrow them */
    GArray *changes;         /* tl_followup_change */
} identifying;

static gboolean is_same_text(const tl_followup *a, const tl_followup *b)
{
    g_autofree char *one = tl_followup_key(a);
    g_autofree char *two = tl_followup_key(b);
    return strcmp(one, two) == 0;
}

static gboolean stands(identifying *i, const char *id)
{
    if (!i->standing)
        i->standing = tl_ids_standing(i->notebook);
    return g_hash_table_contains(i->standing, id);
}

/* Whether history can be asked. */
static gboolean open_history(identifying *i)
{
    if (!i->is_asked && history)
        i->known = history->open(i->notebook);
    i->is_asked = TRUE;
    return i->known != NULL;
}

static gboolean id_is_taken(identifying *i, const char *id)
{
    return (open_history(i) && history->has(i->known, id)) || stands(i, id);
}

/*
 * What others' notes hold and is not committed yet is not read for this, unless history cannot be
 * asked: a derived id is another person's by chance once in a milliard.
 */
static gboolean is_free(identifying *i, const char *id)
{
    if (g_hash_table_contains(i->seen, id) || tl_ledger_find(i->ledger, id))
        return FALSE;
    return open_history(i) ? !history->has(i->known, id) : !stands(i, id);
}

/* Whether an item elsewhere under this id says what the line says. */
static gboolean has_occurrence_like(const tl_item *item, const tl_followup *followup)
{
    for (guint n = 0; n < item->occurrences->len; n++) {
        const tl_occurrence *occurrence = g_ptr_array_index(item->occurrences, n);
        if (is_same_text(occurrence->followup, followup))
            return TRUE;
    }
    return FALSE;
}

/* The day of the oldest note that says the same without an id: both lines are one item then. */
static tl_date find_birth(const identifying *i, const tl_followup *followup, tl_date date)
{
    const GPtrArray *items = tl_ledger_items(i->ledger);
    for (guint n = 0; n < items->len; n++) {
        const tl_item *item = g_ptr_array_index(items, n);
        const tl_occurrence *first = g_ptr_array_index(item->occurrences, 0);
        if (!item->id && item->state <= TL_STATE_OPEN && first->name && first->name->date < date &&
            has_occurrence_like(item, followup))
            return first->name->date;
    }
    return date;
}

static const char *make_id(identifying *i, const tl_followup *followup)
{
    g_autoptr(tl_note_name) name = tl_note_name_parse(i->path);
    tl_date date = find_birth(i, followup, name->date);
    guint attempt = 0;
    char *id = tl_id_derive(followup, name->person, date, attempt);
    while (!is_free(i, id)) {
        g_free(id);
        id = tl_id_derive(followup, name->person, date, ++attempt);
    }
    g_ptr_array_add(i->fresh_ids, id);
    return id;
}

/* A point of next.md that no note has taken yet, or that a scaffold put into this new one. */
static gboolean is_point(const identifying *i, const tl_item *item)
{
    const tl_occurrence *first = g_ptr_array_index(item->occurrences, 0);
    return !first->name || (!i->before && !item->newest->name);
}

/* Whether it stands, now or at HEAD alone, more than as a mark of its being carried. */
static gboolean lives(const tl_item *item, gboolean is_former)
{
    for (guint n = 0; n < item->occurrences->len; n++) {
        const tl_occurrence *occurrence = g_ptr_array_index(item->occurrences, n);
        if (occurrence->is_former == is_former && occurrence->followup->state != TL_STATE_CARRIED)
            return TRUE;
    }
    return FALSE;
}

/* Its line was taken out of a note: what has the id now was put there in its place. */
static gboolean moves(const tl_item *item)
{
    return lives(item, TRUE) && !lives(item, FALSE);
}

/*
 * A line with an id that this note did not have: carried (from:), moved here
 * or copied. A copy that says something else is another promise; what comes from next.md is no
 * copy.
 */
static gboolean is_copy(identifying *i, const tl_followup *followup)
{
    if (g_hash_table_contains(i->former, followup->id) || followup->from != TL_DATE_NONE)
        return FALSE;
    const tl_item *item = tl_ledger_find(i->ledger, followup->id);
    if (item ? is_point(i, item) || has_occurrence_like(item, followup)
             : !id_is_taken(i, followup->id))
        return FALSE;
    /* Another person's, or taken out of a note that is committed with this one. */
    g_autoptr(GPtrArray) without = g_ptr_array_new_with_free_func((GDestroyNotify)tl_change_free);
    g_ptr_array_add(without, tl_change_new(i->path, NULL, NULL));
    g_autoptr(tl_ledger) all = tl_ledger_load(i->notebook, NULL, without, NULL);
    item = all ? tl_ledger_find(all, followup->id) : NULL;
    return item && !moves(item) && !has_occurrence_like(item, followup);
}

/* Whether a line of this note ends the item: who says the same there anew promises anew. */
static gboolean is_closed_here(const identifying *i, const char *id)
{
    for (guint n = 0; n < i->now->len; n++) {
        const tl_followup *followup = g_ptr_array_index(i->now, n);
        if (g_strcmp0(followup->id, id) == 0 && tl_state_is_closed(followup->state))
            return TRUE;
    }
    return FALSE;
}

/* The id that a line without one has elsewhere, or has in this note; or NULL. */
static const char *find_id(const identifying *i, const tl_followup *followup)
{
    g_autofree char *key = tl_followup_key(followup);
    const char *id = g_hash_table_lookup(i->given, key);
    g_autoptr(tl_note_name) name = tl_note_name_parse(i->path);
    const GPtrArray *items = tl_ledger_items(i->ledger);
    for (guint n = 0; !id && name && n < items->len; n++) {
        const tl_item *item = g_ptr_array_index(items, n);
        if (item->newest->name && tl_item_has(item, name->person, name->date, followup) &&
            !is_closed_here(i, item->id))
            id = item->id;
    }
    return id;
}

static guint count_id(const GPtrArray *followups, const char *id)
{
    guint count = 0;
    for (guint n = 0; followups && n < followups->len; n++)
        count += g_strcmp0(((tl_followup *)g_ptr_array_index(followups, n))->id, id) == 0;
    return count;
}

static gboolean has_line(const GPtrArray *followups, const tl_followup *line)
{
    for (guint n = 0; n < followups->len; n++) {
        const tl_followup *other = g_ptr_array_index(followups, n);
        if (g_strcmp0(other->id, line->id) == 0 && is_same_text(other, line))
            return TRUE;
    }
    return FALSE;
}

/* Two wordings of one promise that a merge brought together: neither is a copy, unless there
 * are more of them now. */
static gboolean is_twin(const identifying *i, const tl_followup *followup)
{
    guint before = count_id(i->before, followup->id);
    return before > 1 &&
           (count_id(i->now, followup->id) <= before || has_line(i->before, followup)) &&
           tl_identify_are_twins(i->notebook, i->path, followup->id);
}

static gboolean needs_fresh_id(identifying *i, tl_followup *followup)
{
    const tl_followup *first = g_hash_table_lookup(i->seen, followup->id);
    if (first)
        return !is_same_text(first, followup) && !is_twin(i, followup);
    if (is_copy(i, followup))
        return TRUE;
    g_hash_table_insert(i->seen, followup->id, followup);
    return FALSE;
}

/* Ticked in the editor: it was open until now, here or in an older note. */
static gboolean is_just_done(const identifying *i, const tl_followup *followup)
{
    if (followup->state != TL_STATE_DONE || followup->done != TL_DATE_NONE || !followup->id)
        return FALSE;
    const tl_item *item = tl_ledger_find(i->ledger, followup->id);
    const tl_followup *before = g_hash_table_lookup(i->former, followup->id);
    return (before && before->state == TL_STATE_OPEN) ||
           (!before && item && item->born != TL_DATE_NONE && followup->from != TL_DATE_NONE);
}

static void add_change(identifying *i, tl_followup *followup)
{
    /* An empty item promises nothing to be known by. */
    if (*followup->text == '\0')
        return;
    tl_followup_change change = {.line = followup->line};
    if (!followup->id) {
        change.set_id = find_id(i, followup);
        if (!change.set_id)
            change.set_id = make_id(i, followup);
        g_hash_table_insert(i->given, tl_followup_key(followup), (gpointer)change.set_id);
    } else if (needs_fresh_id(i, followup)) {
        change.set_id = make_id(i, followup);
    }
    if (followup->due_text && followup->due != TL_DATE_NONE)
        change.set_due = followup->due;
    if (is_just_done(i, followup))
        change.set_done = i->today;
    if (change.set_id || change.set_due || change.set_done)
        g_array_append_val(i->changes, change);
}

/* What this note has with an id and not closed: the same words without one are the same. */
static void index_given(identifying *i, const GPtrArray *followups)
{
    for (guint n = 0; n < followups->len; n++) {
        tl_followup *followup = g_ptr_array_index(followups, n);
        if (followup->id && followup->state <= TL_STATE_OPEN)
            g_hash_table_insert(i->given, tl_followup_key(followup), followup->id);
    }
}

static void index_former(identifying *i, const GPtrArray *former)
{
    for (guint n = 0; former && n < former->len; n++) {
        tl_followup *followup = g_ptr_array_index(former, n);
        if (followup->id)
            g_hash_table_insert(i->former, followup->id, followup);
    }
}

GBytes *tl_identify(const tl_notebook *notebook, tl_ledger *ledger, const char *path,
                    GBytes *former, GBytes *content, tl_date today)
{
    g_autoptr(GPtrArray) before = former ? tl_followup_parse_file(path, former) : NULL;
    g_autoptr(GPtrArray) followups = tl_followup_parse_file(path, content);
    g_autoptr(GHashTable) by_id = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) given = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) fresh = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) changes = g_array_new(FALSE, TRUE, sizeof(tl_followup_change));
    identifying i = {
        .notebook = notebook,
        .ledger = ledger,
        .path = path,
        .today = today,
        .before = before,
        .now = followups,
        .former = by_id,
        .seen = seen,
        .given = given,
        .fresh_ids = fresh,
        .changes = changes,
    };
    index_former(&i, before);
    index_given(&i, followups);
    for (guint n = 0; n < followups->len; n++)
        add_change(&i, g_ptr_array_index(followups, n));
    g_clear_pointer(&i.standing, g_hash_table_unref);
    if (i.known)
        history->close(i.known);
    return tl_followup_edit(content, followups, (const tl_followup_change *)changes->data,
                            changes->len);
}
