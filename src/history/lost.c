#include "tl11/lost.h"
#include "lost_internal.h"

#include "tl11/language.h"
#include "tl11/progress.h"

#include <string.h>

void tl_lost_free(tl_lost *lost)
{
    if (!lost)
        return;
    tl_followup_free(lost->followup);
    g_free(lost->path);
    g_free(lost->person);
    g_free(lost->relationship);
    g_free(lost);
}

/* What stands now: the ids and texts that are open or closed somewhere. */
typedef struct {
    GHashTable *ids;     /* id to tl_item */
    GHashTable *texts;   /* "person\ntext" */
    GHashTable *bare;    /* those of items without an id */
    GHashTable *next;    /* the ids under which lines of those would go on */
    GHashTable *lines;   /* "path\ntext" */
    GHashTable *carried; /* id to how often it stands as carried */
} standing;

static void index_item(standing *s, const tl_item *item)
{
    if (item->state == TL_STATE_CARRIED) {
        if (item->id)
            g_hash_table_insert(s->carried, item->id, GUINT_TO_POINTER(item->carried));
        return;
    }
    if (item->id)
        g_hash_table_add(s->ids, item->id);
    for (guint i = 0; i < item->occurrences->len; i++) {
        const tl_occurrence *occurrence = g_ptr_array_index(item->occurrences, i);
        g_autofree char *text = tl_followup_key(occurrence->followup);
        char *key = g_strconcat(occurrence->person, "\n", text, NULL);
        g_hash_table_add(s->texts, key);
        if (!item->id) {
            g_hash_table_add(s->bare, key);
            g_hash_table_add(s->next, tl_occurrence_next_id(occurrence));
        }
        g_hash_table_add(s->lines, g_strconcat(occurrence->path, "\n", text, NULL));
    }
}

static gboolean is_later_end(const tl_trace *trace, const tl_trace *than)
{
    if (!trace->followup || !than->followup || trace->was_open != than->was_open)
        return trace->followup && (!than->followup || trace->was_open);
    return trace->ended > than->ended;
}

/* What becomes of traces that turned out to be one: closed is closed, the last end counts. */
static void gather(const GPtrArray *traces)
{
    for (guint i = 0; i < traces->len; i++) {
        tl_trace *trace = g_ptr_array_index(traces, i);
        tl_trace *whole = tl_trace_resolve(trace);
        if (trace == whole)
            continue;
        whole->is_closed |= trace->is_closed;
        if (!whole->standing)
            whole->standing = g_steal_pointer(&trace->standing);
        if (is_later_end(trace, whole)) {
            whole->was_open = trace->was_open;
            tl_followup_free(whole->followup);
            g_free(whole->path);
            whole->followup = g_steal_pointer(&trace->followup);
            whole->path = g_steal_pointer(&trace->path);
            whole->born = trace->born;
            whole->ended = trace->ended;
        }
    }
}

static gboolean stands_with(const standing *s, const tl_trace *trace, const char *person)
{
    g_autofree char *text = tl_followup_key(trace->followup);
    g_autofree char *key = g_strconcat(person, "\n", text, NULL);
    /* The line that had the id may be gone, and the one that it was carried from be there. */
    return g_hash_table_contains(trace->id ? s->bare : s->texts, key);
}

static gboolean stands(const standing *s, const tl_trace *trace)
{
    if (trace->id &&
        (g_hash_table_contains(s->ids, trace->id) || g_hash_table_contains(s->next, trace->id)))
        return TRUE;
    g_auto(GStrv) parts = g_strsplit(trace->path, "/", 3);
    g_autofree char *text = tl_followup_key(trace->followup);
    /* Two clones gave the line an id each, and a merge chose the other. */
    g_autofree char *line = g_strconcat(trace->path, "\n", text, NULL);
    if (trace->id && g_hash_table_contains(s->lines, line))
        return TRUE;
    /* Its note may have ended on one branch, and been renamed on the other. */
    return stands_with(s, trace, parts[1]) ||
           (trace->standing && stands_with(s, trace, trace->standing));
}

static gboolean is_agenda(const tl_trace *trace)
{
    return trace->followup->section_kind == TL_SECTION_AGENDA ||
           g_str_has_suffix(trace->path, "/next.md");
}

static tl_date day_of(gint64 seconds)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(seconds);
    g_autofree char *text = time ? g_date_time_format(time, "%Y-%m-%d") : NULL;
    return text ? tl_date_parse_iso(text, -1) : TL_DATE_NONE;
}

static tl_lost *make_lost(const standing *s, tl_timeline *timeline, tl_trace *trace)
{
    tl_timeline_commit commit = tl_timeline_get(timeline, trace->ended);
    g_auto(GStrv) parts = g_strsplit(trace->path, "/", 3);
    g_autoptr(tl_note_name) name = tl_note_name_parse(trace->path);
    tl_lost *lost = g_new0(tl_lost, 1);
    lost->followup = g_steal_pointer(&trace->followup);
    lost->path = g_steal_pointer(&trace->path);
    lost->relationship = g_strdup(parts[0]);
    lost->person = g_strdup(parts[1]);
    lost->note = name ? name->date : TL_DATE_NONE;
    lost->born = trace->born;
    if (trace->id)
        lost->carried = GPOINTER_TO_UINT(g_hash_table_lookup(s->carried, trace->id));
    for (guint i = 0; i < TL_OBJECT_BYTES; i++)
        g_snprintf(lost->removed_in + (gsize)i * 2, 3, "%02x", commit.id[i]);
    lost->removed_on = day_of(commit.time);
    return lost;
}

static int compare_ended(gconstpointer a, gconstpointer b)
{
    const tl_trace *left = *(const tl_trace *const *)a, *right = *(const tl_trace *const *)b;
    if (left->ended != right->ended)
        return left->ended > right->ended ? -1 : 1;
    int order = g_strcmp0(left->path, right->path);
    return order ? order : (int)left->followup->line - (int)right->followup->line;
}

static GPtrArray *collect(const standing *s, tl_timeline *timeline, const GPtrArray *traces,
                          gboolean agenda)
{
    gather(traces);
    g_autoptr(GPtrArray) gone = g_ptr_array_new();
    for (guint i = 0; i < traces->len; i++) {
        tl_trace *trace = g_ptr_array_index(traces, i);
        if (!trace->same && trace->followup && !trace->is_closed && !stands(s, trace) &&
            is_agenda(trace) == agenda)
            g_ptr_array_add(gone, trace);
    }
    g_ptr_array_sort(gone, compare_ended);
    GPtrArray *found = g_ptr_array_new_with_free_func((GDestroyNotify)tl_lost_free);
    for (guint i = 0; i < gone->len; i++)
        g_ptr_array_add(found, make_lost(s, timeline, g_ptr_array_index(gone, i)));
    return found;
}

static gboolean read_history(tl_traces *traces, tl_timeline *timeline, tl_repository *repository,
                             GError **error)
{
    char tip[TL_OBJECT_NAME_SIZE] = "";
    GError *failure = NULL;
    if (!tl_repository_head(repository, tip, &failure) && failure) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    if (!tl_timeline_follow(timeline, repository, tip, NULL, error))
        return FALSE;
    const GPtrArray *groups = tl_timeline_groups(timeline);
    for (guint i = 0; i < groups->len; i++)
        if (!tl_traces_read(traces, timeline, repository, g_ptr_array_index(groups, i), error))
            return FALSE;
    return TRUE;
}

GPtrArray *tl_lost_find(const tl_notebook *notebook, gboolean agenda, char **gap, GError **error)
{
    g_autoptr(tl_timeline) timeline = tl_timeline_new();
    g_autoptr(tl_traces) traces = tl_traces_new();
    g_autoptr(tl_ledger) ledger = tl_ledger_load(notebook, NULL, NULL, error);
    *gap = NULL;
    if (!ledger || !read_history(traces, timeline, notebook->repository, error))
        return NULL;
    *gap = g_strdup(tl_timeline_gap(timeline));
    g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) carried = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) bare = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) next = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    standing s = {ids, texts, bare, next, lines, carried};
    const GPtrArray *items = tl_ledger_items(ledger);
    for (guint i = 0; i < items->len; i++)
        index_item(&s, g_ptr_array_index(items, i));
    return collect(&s, timeline, tl_traces_all(traces), agenda);
}
