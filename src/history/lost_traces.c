#include "lost_traces_internal.h"

#include "builder_internal.h"

#include "tl11/note.h"

#include <string.h>

void tl_trace_free(tl_trace *trace)
{
    g_free(trace->id);
    g_free(trace->text);
    g_free(trace->path);
    g_free(trace->standing);
    tl_followup_free(trace->followup);
    g_free(trace);
}

static void free_version(version *v)
{
    if (!v)
        return;
    for (guint i = 0; i < v->sights->len; i++) {
        tl_followup_free(g_array_index(v->sights, sight, i).followup);
        g_clear_pointer(&g_array_index(v->sights, sight, i).earlier, g_ptr_array_unref);
    }
    g_array_unref(v->sights);
    g_free(v->path);
    g_free(v);
}

static void clear_renewal(gpointer r)
{
    g_free(((renewal *)r)->former);
}

tl_traces *tl_traces_new(void)
{
    tl_traces *traces = g_new0(tl_traces, 1);
    traces->all = g_ptr_array_new_with_free_func((GDestroyNotify)tl_trace_free);
    traces->by_id = g_hash_table_new(g_str_hash, g_str_equal);
    traces->by_text = g_hash_table_new(g_str_hash, g_str_equal);
    traces->versions = g_ptr_array_new_with_free_func((GDestroyNotify)free_version);
    traces->departures = g_array_new(FALSE, FALSE, sizeof(departure));
    traces->renewals = g_array_new(FALSE, FALSE, sizeof(renewal));
    g_array_set_clear_func(traces->renewals, clear_renewal);
    traces->arrivals = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    traces->ids = g_ptr_array_new_with_free_func((GDestroyNotify)g_hash_table_unref);
    return traces;
}

void tl_traces_free(tl_traces *traces)
{
    if (!traces)
        return;
    g_ptr_array_unref(traces->versions);
    g_array_unref(traces->departures);
    g_array_unref(traces->renewals);
    g_hash_table_unref(traces->arrivals);
    g_ptr_array_unref(traces->ids);
    g_hash_table_unref(traces->by_id);
    g_hash_table_unref(traces->by_text);
    g_ptr_array_unref(traces->all);
    g_free(traces);
}

void tl_traces_link(tl_traces *traces, guint group, const char *id)
{
    guint64 letters = 0;
    G_STATIC_ASSERT(TL_ID_LENGTH <= sizeof(letters));
    memcpy(&letters, id, MIN(strlen(id), sizeof(letters)));
    g_hash_table_add(g_ptr_array_index(traces->ids, group), GSIZE_TO_POINTER((gsize)letters));
}

GHashTable *tl_traces_ids(const tl_traces *traces, guint group)
{
    return g_ptr_array_index(traces->ids, group);
}

const GPtrArray *tl_traces_all(const tl_traces *traces)
{
    return traces->all;
}

tl_trace *tl_trace_resolve(tl_trace *trace)
{
    while (trace->same)
        trace = trace->same;
    return trace;
}

static tl_trace *find_trace(tl_traces *traces, const tl_followup *followup)
{
    g_autofree char *text = tl_followup_key(followup);
    guint group = traces->ids->len - 1;
    if (followup->id)
        tl_traces_link(traces, group, followup->id);
    GHashTable *table = followup->id ? traces->by_id : traces->by_text;
    tl_trace *trace = g_hash_table_lookup(table, followup->id ? followup->id : text);
    if (trace)
        return trace;
    trace = g_new0(tl_trace, 1);
    trace->group = group;
    trace->id = g_strdup(followup->id);
    trace->text = g_steal_pointer(&text);
    g_ptr_array_add(traces->all, trace);
    g_hash_table_insert(table, trace->id ? trace->id : trace->text, trace);
    return trace;
}

static version *get_version(const tl_traces *traces, guint node)
{
    return node < traces->versions->len ? g_ptr_array_index(traces->versions, node) : NULL;
}

static version *read_version(tl_traces *traces, const tl_timeline_version *v)
{
    version *now = g_new0(version, 1);
    now->path = g_strdup(v->path);
    now->sights = g_array_new(FALSE, TRUE, sizeof(sight));
    if (traces->versions->len <= v->node)
        g_ptr_array_set_size(traces->versions, (int)v->node + 1);
    g_ptr_array_index(traces->versions, v->node) = now;
    /* A bracket is in every item: most versions of most notes need no parser. */
    if (!v->text || !memchr(v->text, '[', v->length))
        return now;
    g_autoptr(tl_note_name) name = tl_note_name_parse(v->path);
    g_autoptr(tl_note) note = tl_note_parse(v->text, v->length);
    g_autoptr(GPtrArray) followups =
        tl_followup_parse(v->text, v->length, note, name ? name->date : tl_date_today());
    for (guint i = 0; i < followups->len; i++) {
        sight s = {.followup = g_steal_pointer(&g_ptr_array_index(followups, i))};
        s.trace = find_trace(traces, s.followup);
        g_array_append_val(now->sights, s);
    }
    return now;
}

static gboolean is_closed(const sight *s)
{
    return tl_state_is_closed(s->followup->state);
}

/* Where a version has an item twice, the highest mark counts. */
static sight *find_sight(const version *v, const tl_trace *trace)
{
    sight *found = NULL;
    for (guint i = 0; i < v->sights->len; i++) {
        sight *s = &g_array_index(v->sights, sight, i);
        if (tl_trace_resolve(s->trace) == trace &&
            (!found || s->followup->state > found->followup->state))
            found = s;
    }
    return found;
}

/* The item that a line without an id became in the next version: given an id, or reworded. */
static sight *find_successor(const version *before, const version *now, const sight *old)
{
    for (guint i = 0; i < now->sights->len; i++) {
        sight *s = &g_array_index(now->sights, sight, i);
        if (find_sight(before, tl_trace_resolve(s->trace)))
            continue;
        g_autofree char *text = tl_followup_key(s->followup);
        if (strcmp(text, old->trace->text) == 0 || tl_followup_is_rewording(old->trace->text, text))
            return s;
    }
    return NULL;
}

static tl_date birth_of(const version *v, const tl_followup *followup)
{
    g_autoptr(tl_note_name) name = tl_note_name_parse(v->path);
    tl_date date = name ? name->date : TL_DATE_NONE;
    if (date == TL_DATE_NONE || (followup->from != TL_DATE_NONE && followup->from < date))
        return followup->from;
    return date;
}

static void set_end(tl_trace *trace, const version *v, const sight *s, guint commit)
{
    tl_followup_free(trace->followup);
    g_free(trace->path);
    trace->followup = tl_followup_copy(s->followup);
    trace->path = g_strdup(v->path);
    trace->born = birth_of(v, s->followup);
    trace->ended = commit;
}

/* It stood open until commit: the last such time is kept. */
static void end_open(const version *v, sight *s, guint commit)
{
    tl_trace *trace = tl_trace_resolve(s->trace);
    if (s->followup->state != TL_STATE_OPEN || (trace->was_open && trace->ended > commit))
        return;
    trace->was_open = TRUE;
    set_end(trace, v, s, commit);
}

/* What came as carried may never have stood open, as far as history tells. */
static void begin_carried(const version *v, guint commit)
{
    for (guint i = 0; i < v->sights->len; i++) {
        const sight *s = &g_array_index(v->sights, sight, i);
        tl_trace *trace = tl_trace_resolve(s->trace);
        if (s->followup->state == TL_STATE_CARRIED && !trace->followup)
            set_end(trace, v, s, commit);
    }
}

/* Not closed any more from commit on; so it is with the mark that earlier versions had. */
static void take_back(sight *s, guint commit)
{
    if (s->taken_back > commit)
        return;
    s->taken_back = commit + 1;
    for (guint i = 0; s->earlier && i < s->earlier->len; i++)
        take_back(g_ptr_array_index(s->earlier, i), commit);
}

/* A closing mark and what became of it in the version that follows at commit. */
static void follow_closed(sight *old, sight *next, guint commit)
{
    if (!is_closed(next)) {
        take_back(old, commit);
        return;
    }
    if (!next->earlier)
        next->earlier = g_ptr_array_new();
    g_ptr_array_add(next->earlier, old);
}

/* From a version to one that follows it at commit. */
static void compare(tl_traces *traces, version *before, version *now, guint commit)
{
    for (guint i = 0; i < before->sights->len; i++) {
        sight *old = &g_array_index(before->sights, sight, i);
        sight *next = find_sight(now, tl_trace_resolve(old->trace));
        if (!next && !old->followup->id) {
            next = find_successor(before, now, old);
            if (next) {
                tl_trace_unite(old->trace, next->trace);
                tl_traces_renew(traces, before->path, old, next->trace);
            } else
                tl_traces_depart(traces, old, commit);
        }
        if (next && is_closed(old))
            follow_closed(old, next, commit);
        if (!next || next->followup->state == TL_STATE_CARRIED)
            end_open(before, old, commit);
    }
}

static void see(version *v, guint commit)
{
    for (guint i = 0; i < v->sights->len; i++)
        g_array_index(v->sights, sight, i).seen = commit + 1;
}

static void begin(gpointer data, const tl_timeline_version *v)
{
    tl_traces *traces = data;
    version *now = read_version(traces, v);
    tl_traces_arrive(traces, now, v->commit);
    begin_carried(now, v->commit);
    see(now, v->commit);
    for (guint i = 0; i < v->count; i++) {
        version *before = get_version(traces, v->before[i]);
        if (before)
            compare(traces, before, now, v->commit);
    }
}

static void join(gpointer data, guint commit, guint node, guint other)
{
    version *now = get_version(data, node), *before = get_version(data, other);
    if (now)
        see(now, commit);
    if (now && before)
        compare(data, before, now, commit);
}

static void end(gpointer data, guint commit, guint node)
{
    version *v = get_version(data, node);
    for (guint i = 0; v && i < v->sights->len; i++) {
        end_open(v, &g_array_index(v->sights, sight, i), commit);
        tl_traces_depart(data, &g_array_index(v->sights, sight, i), commit);
    }
}

static void stand(gpointer data, guint node, const char *path)
{
    const version *v = get_version(data, node);
    g_auto(GStrv) parts = g_strsplit(path, "/", 3);
    for (guint i = 0; v && i < v->sights->len; i++) {
        tl_trace *trace = g_array_index(v->sights, sight, i).trace;
        g_free(trace->standing);
        trace->standing = g_strdup(parts[1]);
    }
}

/* A closing mark that no version after it took back, or a merge chose all the same. */
static void settle_closed(tl_traces *traces)
{
    for (guint i = 0; i < traces->versions->len; i++) {
        version *v = g_ptr_array_index(traces->versions, i);
        for (guint j = 0; v && j < v->sights->len; j++) {
            sight *s = &g_array_index(v->sights, sight, j);
            if (is_closed(s) && s->seen > s->taken_back)
                tl_trace_resolve(s->trace)->is_closed = TRUE;
        }
    }
}

gboolean tl_traces_read(tl_traces *traces, tl_timeline *timeline, tl_repository *repository,
                        const tl_timeline_group *group, GError **error)
{
    static const tl_timeline_visitor VISITOR = {
        .wants = tl_builder_wants, .begin = begin, .join = join, .end = end, .stand = stand};
    g_ptr_array_add(traces->ids, g_hash_table_new(NULL, NULL));
    g_hash_table_remove_all(traces->by_text);
    g_ptr_array_set_size(traces->versions, 0);
    g_array_set_size(traces->departures, 0);
    g_array_set_size(traces->renewals, 0);
    g_hash_table_remove_all(traces->arrivals);
    GError *failure = NULL;
    tl_timeline_replay(timeline, repository, group, &VISITOR, traces, 0, &failure);
    if (failure) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    tl_traces_pair(traces);
    settle_closed(traces);
    return TRUE;
}
