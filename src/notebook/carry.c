#include "tl11/carry.h"

#include <stdio.h>
#include <string.h>

/* What a scaffold carries of a ledger, and how it says so. */
typedef struct {
    tl_ledger *ledger;
    tl_carry_kind kind;
    tl_date before;
    tl_date today;
    tl_language language;
    GHashTable *written; /* tl_item */
} carrying;

/*
 * Remarks stand in files, so they are not left to a catalogue that may be
 * missing; tl_carry_is_remark() knows the same words.
 */
static const char *const REMARKS[TL_LANGUAGES] = {
    [TL_LANGUAGE_EN] = "carried %u times, open since %s",
    [TL_LANGUAGE_ID] = "dibawa %u kali, terbuka sejak %s",
};

gboolean tl_carry_is_remark(const char *text)
{
    for (tl_language language = 0; language < TL_LANGUAGES; language++) {
        guint count;
        char date[TL_DATE_SIZE];
        g_autofree char *pattern = g_strdup(REMARKS[language]);
        /* "%s" reads a word of at most a date's length. */
        g_autofree char *bounded = g_strdup_printf("%.*s%%10s", (int)strlen(pattern) - 2, pattern);
        if (sscanf(text, bounded, &count, date) == 2 && tl_date_parse_iso(date, -1) != TL_DATE_NONE)
            return TRUE;
    }
    return FALSE;
}

static gboolean is_mine(const tl_item *item)
{
    const char *owner = item->newest->followup->owner;
    return !owner || strcmp(owner, "me") == 0;
}

/* What is private goes on in private. */
static tl_carry_kind kind_of(const tl_item *item)
{
    if (item->newest->followup->is_private)
        return TL_CARRY_PRIVATE;
    return item->is_agenda ? TL_CARRY_AGENDA : TL_CARRY_FOLLOWUPS;
}

static gboolean is_carried_on(const carrying *c, const tl_item *item)
{
    const tl_occurrence *newest = item->newest;
    return item->state == TL_STATE_OPEN && kind_of(item) == c->kind && newest->name &&
           newest->name->date < c->before;
}

static void append_remark(const carrying *c, const tl_item *item, GString *out)
{
    /* This is one time more. */
    guint carried = item->carried + 1;
    gboolean is_old = item->born != TL_DATE_NONE && item->born + TL_CARRY_LONG_DAYS < c->today;
    char born[TL_DATE_SIZE];
    if (carried < TL_CARRY_OFTEN && !is_old)
        return;
    g_string_append(out, "<!-- ");
    g_string_append_printf(out, REMARKS[c->language], carried, tl_date_format(item->born, born));
    g_string_append(out, " -->\n");
}

/* The item's line as its newest note has it, open, with its birth and id. */
static void append_line(const tl_item *item, guint depth, GString *out)
{
    /* As the old line would get it where it stands. */
    g_autofree char *fresh = item->id ? NULL : tl_occurrence_next_id(item->newest);
    g_autofree char *line =
        tl_followup_format(item->newest->followup, item->born, item->id ? item->id : fresh);
    g_string_append_printf(out, "%*s%s\n", (int)depth * 2, "", line);
}

/* Whether child stands right below parent in parent's newest note. */
static gboolean is_child(const tl_item *parent, const tl_item *child)
{
    const tl_occurrence *above = parent->newest, *below = child->newest;
    if (strcmp(above->path, below->path) != 0 || above->is_former != below->is_former)
        return FALSE;
    return below->followup->parent >= 0 && (guint)below->followup->parent == above->index;
}

static void append_item(const carrying *c, const GPtrArray *items, const tl_item *item, guint depth,
                        GString *out)
{
    if (!g_hash_table_add(c->written, (gpointer)item))
        return;
    if (depth == 0)
        append_remark(c, item, out);
    append_line(item, depth, out);
    for (guint i = 0; i < items->len; i++) {
        const tl_item *child = g_ptr_array_index(items, i);
        if (is_carried_on(c, child) && is_child(item, child))
            append_item(c, items, child, depth + 1, out);
    }
}

/* Overdue and soonest due first, then what has no date, the oldest first. */
static int compare_due(gconstpointer a, gconstpointer b)
{
    const tl_item *left = *(const tl_item *const *)a, *right = *(const tl_item *const *)b;
    tl_date one = left->newest->followup->due, two = right->newest->followup->due;
    if (is_mine(left) != is_mine(right))
        return is_mine(left) ? -1 : 1;
    if (one != two)
        return (one ? one : G_MAXUINT32) < (two ? two : G_MAXUINT32) ? -1 : 1;
    return (left->born > right->born) - (left->born < right->born);
}

static gboolean has_open_parent(const carrying *c, const GPtrArray *items, const tl_item *item)
{
    for (guint i = 0; i < items->len; i++)
        if (is_carried_on(c, g_ptr_array_index(items, i)) &&
            is_child(g_ptr_array_index(items, i), item))
            return TRUE;
    return FALSE;
}

static GPtrArray *collect_roots(const carrying *c, const GPtrArray *items)
{
    GPtrArray *roots = g_ptr_array_new();
    for (guint i = 0; i < items->len; i++) {
        tl_item *item = g_ptr_array_index(items, i);
        if (is_carried_on(c, item) && !has_open_parent(c, items, item))
            g_ptr_array_add(roots, item);
    }
    g_ptr_array_sort(roots, compare_due);
    return roots;
}

char *tl_carry_lines(tl_ledger *ledger, tl_carry_kind kind, tl_date before, tl_date today,
                     tl_language language)
{
    carrying c = {ledger, kind, before, today, language, g_hash_table_new(NULL, NULL)};
    const GPtrArray *items = tl_ledger_items(ledger);
    g_autoptr(GPtrArray) roots = collect_roots(&c, items);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < roots->len; i++) {
        const tl_item *item = g_ptr_array_index(roots, i);
        /* Mine and theirs are two lists, as a lead reads them. */
        if (i > 0 && is_mine(g_ptr_array_index(roots, i - 1)) != is_mine(item))
            g_string_append_c(out, '\n');
        append_item(&c, items, item, 0, out);
    }
    g_hash_table_unref(c.written);
    return g_string_free(out, out->len == 0);
}
