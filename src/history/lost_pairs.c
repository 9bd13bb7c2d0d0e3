#include "lost_traces_internal.h"

#include "tl11/note.h"

#include <string.h>

void tl_trace_unite(tl_trace *one, tl_trace *other)
{
    one = tl_trace_resolve(one);
    other = tl_trace_resolve(other);
    if (one == other || (one->id && other->id))
        return;
    if (!one->id || other->id)
        one->same = other;
    else
        other->same = one;
}

void tl_traces_depart(tl_traces *traces, const sight *s, guint commit)
{
    departure gone = {s->trace, commit};
    if (!s->followup->id)
        g_array_append_val(traces->departures, gone);
}

static char *arrival_key(guint commit, const char *text)
{
    return g_strdup_printf("%u %s", commit, text);
}

void tl_traces_arrive(tl_traces *traces, const version *v, guint commit)
{
    for (guint i = 0; i < v->sights->len; i++) {
        const sight *s = &g_array_index(v->sights, sight, i);
        if (s->followup->id) {
            g_autofree char *text = tl_followup_key(s->followup);
            g_hash_table_insert(traces->arrivals, arrival_key(commit, text), s->trace);
        }
    }
}

/* Taken out of one note and put, word for word and with an id, into another in one commit: moved.
 */
static void pair_moved(tl_traces *traces)
{
    for (guint i = 0; i < traces->departures->len; i++) {
        const departure *gone = &g_array_index(traces->departures, departure, i);
        g_autofree char *key = arrival_key(gone->commit, gone->trace->text);
        tl_trace *came = g_hash_table_lookup(traces->arrivals, key);
        if (came)
            tl_trace_unite(gone->trace, came);
    }
}

void tl_traces_settle(tl_traces *traces)
{
    for (guint i = 0; i < traces->all->len; i++) {
        tl_trace *trace = g_ptr_array_index(traces->all, i);
        g_autoptr(tl_note_name) name =
            !trace->id && trace->followup && !trace->same ? tl_note_name_parse(trace->path) : NULL;
        if (!name)
            continue;
        g_autofree char *id = tl_id_derive(trace->followup, name->person, name->date, 0);
        tl_traces_link(traces, trace->group, id);
        tl_trace *carried = g_hash_table_lookup(traces->by_id, id);
        if (carried)
            tl_trace_unite(trace, carried);
    }
}

void tl_traces_renew(tl_traces *traces, const char *path, const sight *line, tl_trace *trace)
{
    g_autoptr(tl_note_name) name = trace->id ? tl_note_name_parse(path) : NULL;
    if (!name)
        return;
    renewal r = {tl_id_derive(line->followup, name->person, name->date, 0), trace};
    if (strcmp(r.former, trace->id) == 0)
        g_free(r.former);
    else
        g_array_append_val(traces->renewals, r);
}

static void pair_renewed(tl_traces *traces)
{
    for (guint i = 0; i < traces->renewals->len; i++) {
        const renewal *r = &g_array_index(traces->renewals, renewal, i);
        tl_traces_link(traces, traces->ids->len - 1, r->former);
        tl_trace *former = g_hash_table_lookup(traces->by_id, r->former);
        if (former && !former->same && tl_trace_resolve(r->trace) != former)
            former->same = tl_trace_resolve(r->trace);
    }
}

void tl_traces_pair(tl_traces *traces)
{
    pair_renewed(traces);
    pair_moved(traces);
}
