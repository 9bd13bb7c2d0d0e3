#include "tl11/lost.h"
#include "lost_internal.h"

#include "digest_internal.h"

#include "tl11/language.h"
#include "tl11/progress.h"

#include <malloc.h>
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
    GHashTable *nowhere; /* "person\ntext" of a line without an id to that of its carried item */
} standing;

static char *text_key(const char *person, const tl_followup *followup)
{
    g_autofree char *text = tl_followup_key(followup);
    return g_strconcat(person, "\n", text, NULL);
}

static void index_carried(standing *s, const tl_item *item)
{
    g_hash_table_insert(s->carried, item->id, GUINT_TO_POINTER(item->carried));
    for (guint i = 0; i < item->occurrences->len; i++) {
        const tl_occurrence *occurrence = g_ptr_array_index(item->occurrences, i);
        if (!occurrence->followup->id)
            g_hash_table_insert(s->nowhere, text_key(occurrence->person, occurrence->followup),
                                item->id);
    }
}

static void index_item(standing *s, const tl_item *item)
{
    if (item->state == TL_STATE_CARRIED) {
        if (item->id)
            index_carried(s, item);
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
            g_hash_table_add(s->bare, g_strdup(key));
            g_hash_table_add(s->next, tl_occurrence_next_id(occurrence));
        }
        g_hash_table_add(s->lines, g_strconcat(occurrence->path, "\n", text, NULL));
    }
}

static gboolean stands_with(const standing *s, const tl_trace *trace, const char *person)
{
    g_autofree char *key = text_key(person, trace->followup);
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

tl_lost *tl_lost_make(tl_trace *trace, guint carried)
{
    g_auto(GStrv) parts = g_strsplit(trace->path, "/", 3);
    g_autoptr(tl_note_name) name = tl_note_name_parse(trace->path);
    tl_lost *lost = g_new0(tl_lost, 1);
    lost->followup = g_steal_pointer(&trace->followup);
    if (!lost->followup->id)
        lost->followup->id = g_strdup(trace->id);
    lost->path = g_steal_pointer(&trace->path);
    lost->relationship = g_strdup(parts[0]);
    lost->person = g_strdup(parts[1]);
    lost->note = name ? name->date : TL_DATE_NONE;
    lost->born = trace->born;
    lost->carried = carried;
    for (guint i = 0; i < TL_OBJECT_BYTES; i++)
        g_snprintf(lost->removed_in + (gsize)i * 2, 3, "%02x", trace->commit[i]);
    lost->removed_on = day_of(trace->time);
    return lost;
}

static GHashTable *ids_of(const GPtrArray *candidates)
{
    GHashTable *ids = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < candidates->len; i++) {
        const tl_trace *trace = g_ptr_array_index(candidates, i);
        if (trace->id)
            g_hash_table_add(ids, trace->id);
    }
    return ids;
}

/* What the ledger has as one item is lost once: by its id. */
static gboolean is_named(const standing *s, GHashTable *ids, const tl_trace *trace)
{
    if (trace->id)
        return FALSE;
    g_auto(GStrv) parts = g_strsplit(trace->path, "/", 3);
    g_autofree char *key = text_key(parts[1], trace->followup);
    const char *id = g_hash_table_lookup(s->nowhere, key);
    return id && g_hash_table_contains(ids, id);
}

/* Those of the candidates that are lost. Owns: the caller unrefs them: tl_lost_answer. */
static GArray *judge(const standing *s, const GPtrArray *candidates, gboolean agenda)
{
    GArray *answers = g_array_new(FALSE, FALSE, sizeof(tl_lost_answer));
    g_autoptr(GHashTable) ids = ids_of(candidates);
    for (guint i = 0; i < candidates->len; i++) {
        const tl_trace *trace = g_ptr_array_index(candidates, i);
        if (stands(s, trace) || is_named(s, ids, trace) || is_agenda(trace) != agenda)
            continue;
        gpointer carried = trace->id ? g_hash_table_lookup(s->carried, trace->id) : NULL;
        tl_lost_answer answer = {i, GPOINTER_TO_UINT(carried)};
        g_array_append_val(answers, answer);
    }
    return answers;
}

static GPtrArray *make_all(const GPtrArray *candidates, const GArray *answers)
{
    GPtrArray *found = g_ptr_array_new_with_free_func((GDestroyNotify)tl_lost_free);
    for (guint i = 0; i < answers->len; i++) {
        const tl_lost_answer *answer = &g_array_index(answers, tl_lost_answer, i);
        g_ptr_array_add(
            found, tl_lost_make(g_ptr_array_index(candidates, answer->candidate), answer->carried));
    }
    return found;
}

/* What is lost of the candidates, by the ledger; kept where a digest tells what the notes hold. */
static GPtrArray *answer(tl_ledger *ledger, const tl_digest *digest, const char *head,
                         const tl_lost_history *all, gboolean agenda)
{
    const GPtrArray *candidates = all->candidates;
    g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) carried = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) bare = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) next = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) nowhere = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    standing s = {ids, texts, bare, next, lines, carried, nowhere};
    const GPtrArray *items = tl_ledger_items(ledger);
    for (guint i = 0; i < items->len; i++)
        index_item(&s, g_ptr_array_index(items, i));
    g_autoptr(GArray) promises = judge(&s, candidates, FALSE);
    g_autoptr(GArray) points = judge(&s, candidates, TRUE);
    if (digest && *head)
        tl_lost_keep(digest->folder, head, tl_digest_sum(digest), all,
                     (const GArray *const[2]){promises, points});
    return make_all(candidates, agenda ? points : promises);
}

/*
 * All of history: from where the cache's timeline ends, if it is the one that reading everything
 * gives, for what is lost must not depend on what was read when. NULL on error.
 */
static tl_timeline *read_timeline(const tl_notebook *notebook, const tl_digest *digest,
                                  const char *head, tl_progress *progress, GError **error)
{
    g_autoptr(tl_timeline) timeline =
        digest ? tl_cache_timeline_read(digest->folder) : tl_timeline_new();
    gboolean is_new = tl_timeline_count(timeline) == 0;
    if (!tl_timeline_follow(timeline, notebook->repository, head, progress, error))
        return NULL;
    if (!tl_timeline_is_plain(timeline)) {
        g_clear_pointer(&timeline, tl_timeline_free);
        timeline = tl_timeline_new();
        if (!tl_timeline_follow(timeline, notebook->repository, head, progress, error))
            return NULL;
    }
    if (digest && is_new && !tl_timeline_gap(timeline) && tl_timeline_count(timeline) > 0)
        (void)tl_cache_timeline_write(digest->folder, timeline);
    return g_steal_pointer(&timeline);
}

static GPtrArray *find_in_history(const tl_notebook *notebook, const tl_digest *digest,
                                  const char *head, gboolean agenda, char **gap, GError **error)
{
    /* Versions come and go: small blocks that are kept apart would be gone through with each large
     * one that is freed. */
#ifdef M_MXFAST
    mallopt(M_MXFAST, 0);
#endif
    g_auto(tl_lost_history) history = {.candidates = NULL};
    g_autoptr(GVariant) kept = digest ? tl_lost_read(digest->folder, NULL) : NULL;
    g_autoptr(tl_progress) progress = tl_progress_new(_("reading history"));
    g_autoptr(tl_ledger) ledger =
        digest ? tl_digest_ledger(digest) : tl_ledger_load(notebook, NULL, NULL, error);
    g_autoptr(tl_timeline) timeline =
        ledger ? read_timeline(notebook, digest, head, progress, error) : NULL;
    if (!timeline ||
        !tl_lost_history_read(&history, timeline, notebook->repository, kept, progress, error))
        return NULL;
    *gap = g_strdup(tl_timeline_gap(timeline));
    return answer(ledger, *gap ? NULL : digest, head, &history, agenda);
}

GPtrArray *tl_lost_find(const tl_notebook *notebook, gboolean agenda, char **gap, GError **error)
{
    char head[TL_OBJECT_NAME_SIZE] = "";
    GError *failure = NULL;
    *gap = NULL;
    if (!tl_repository_head(notebook->repository, head, &failure) && failure) {
        g_propagate_error(error, failure);
        return NULL;
    }
    g_autoptr(tl_digest) digest = tl_digest_open(notebook->repository, NULL);
    g_autoptr(GVariant) kept = digest ? tl_lost_read(digest->folder, head) : NULL;
    if (!kept)
        return find_in_history(notebook, digest, head, agenda, gap, error);
    if (tl_lost_has_answers(kept, tl_digest_sum(digest)))
        return tl_lost_answers(kept, agenda);
    g_autoptr(tl_ledger) ledger = tl_digest_ledger(digest);
    g_auto(tl_lost_history) history = {.candidates = NULL};
    tl_lost_unpack(kept, &history);
    return answer(ledger, digest, head, &history, agenda);
}
