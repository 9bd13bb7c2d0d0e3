#include "tl11/save.h"

#include "tl11/date.h"
#include "tl11/followup.h"
#include "tl11/note.h"

#include <string.h>

typedef struct {
    guint opened;
    guint closed;
} tally;

static GPtrArray *parse_followups(GBytes *content, const tl_note_name *name)
{
    gsize length;
    const char *text = g_bytes_get_data(content, &length);
    g_autoptr(tl_note) note = tl_note_parse(text, length);
    return tl_followup_parse(text, length, note, name->date);
}

static char *key_of(const tl_followup *followup)
{
    return followup->id ? g_strconcat("^", followup->id, NULL) : tl_followup_key(followup);
}

static gboolean is_closed(const tl_followup *followup)
{
    return followup->state == TL_STATE_DONE || followup->state == TL_STATE_DROPPED;
}

/* The state of each item before, by id and by text: an id may be new in this save. */
static GHashTable *index_states(const GPtrArray *followups)
{
    GHashTable *states = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; followups && i < followups->len; i++) {
        tl_followup *followup = g_ptr_array_index(followups, i);
        g_hash_table_insert(states, tl_followup_key(followup), followup);
        g_hash_table_insert(states, key_of(followup), followup);
    }
    return states;
}

static const tl_followup *find_before(GHashTable *states, const tl_followup *followup)
{
    g_autofree char *key = key_of(followup);
    const tl_followup *before = g_hash_table_lookup(states, key);
    if (before || !followup->id)
        return before;
    g_autofree char *text = tl_followup_key(followup);
    before = g_hash_table_lookup(states, text);
    return before && !before->id ? before : NULL;
}

/* Agenda items are talking points: they are not counted. */
static void count_note(GBytes *former, GBytes *content, const tl_note_name *name, tally *count)
{
    g_autoptr(GPtrArray) now = parse_followups(content, name);
    g_autoptr(GPtrArray) before = former ? parse_followups(former, name) : NULL;
    g_autoptr(GHashTable) states = index_states(before);
    for (guint i = 0; i < now->len; i++) {
        const tl_followup *followup = g_ptr_array_index(now, i);
        const tl_followup *earlier = find_before(states, followup);
        if (followup->section_kind == TL_SECTION_AGENDA)
            continue;
        if (is_closed(followup))
            count->closed += !earlier || !is_closed(earlier);
        else if (followup->state == TL_STATE_OPEN && followup->from == TL_DATE_NONE)
            count->opened += !earlier || is_closed(earlier);
    }
}

static void append_count(GString *subject, guint opened, guint closed)
{
    if (opened)
        g_string_append_printf(subject, ", %u follow-up%s opened", opened, opened == 1 ? "" : "s");
    if (closed && opened)
        g_string_append_printf(subject, ", %u closed", closed);
    else if (closed)
        g_string_append_printf(subject, ", %u follow-up%s closed", closed, closed == 1 ? "" : "s");
}

/* "note(team/alice): 2026-11-24" */
static char *name_note(const tl_note_name *name)
{
    char date[TL_DATE_SIZE];
    g_autofree char *number =
        name->number > 1 ? g_strdup_printf("-%u", name->number) : g_strdup("");
    return g_strdup_printf("note(%s/%s): %s%s", name->relationship, name->person,
                           tl_date_format(name->date, date), number);
}

/* What is no note of the newest kind is named by its path. */
static char *name_other(const GPtrArray *changes)
{
    const tl_change *change = g_ptr_array_index(changes, 0);
    return changes->len == 1
               ? g_strdup_printf("save: %s", change->path)
               : g_strdup_printf("save: %s and %u more", change->path, changes->len - 1);
}

static char *name_notes(const tl_note_name *first, guint notes)
{
    if (notes == 1)
        return name_note(first);
    g_autofree char *name = name_note(first);
    return g_strdup_printf("%s and %u more", name, notes - 1);
}

char *tl_save_subject(tl_notebook *notebook, const GPtrArray *changes, GError **error)
{
    g_autoptr(tl_note_name) newest = NULL;
    tally count = {0, 0};
    guint notes = 0;
    for (guint i = 0; i < changes->len; i++) {
        const tl_change *change = g_ptr_array_index(changes, i);
        g_autoptr(tl_note_name) name = tl_note_name_parse(change->path);
        if (!name || !change->content)
            continue;
        GError *failure = NULL;
        g_autoptr(GBytes) former =
            tl_repository_read_head(notebook->repository, change->path, TL_FILE_MAX, &failure);
        if (failure) {
            g_propagate_error(error, failure);
            return NULL;
        }
        count_note(former, change->content, name, &count);
        notes++;
        if (!newest || tl_note_name_compare(name, newest) > 0) {
            tl_note_name_free(newest);
            newest = g_steal_pointer(&name);
        }
    }
    g_autofree char *subject = newest ? name_notes(newest, notes) : name_other(changes);
    GString *whole = g_string_new(subject);
    append_count(whole, count.opened, count.closed);
    return g_string_free(whole, FALSE);
}
