#include "tl11/review.h"

#include "tl11/file.h"
#include "tl11/json.h"
#include "tl11/language.h"
#include "tl11/lines.h"
#include "tl11/origin.h"
#include "tl11/tag.h"
#include "tl11/text.h"

#include <string.h>

static const struct {
    const char *tag;
    const char *title;
} KINDS[TL_REVIEW_KINDS] = {
    [TL_REVIEW_RECOGNITION] = {"recognition", N_("Recognition")},
    [TL_REVIEW_GIVEN] = {"fb-given", N_("Feedback given")},
    [TL_REVIEW_GOT] = {"fb-got", N_("Feedback got")},
    [TL_REVIEW_GOAL] = {"goal", N_("Goals")},
    [TL_REVIEW_MILESTONE] = {"milestone", N_("Milestones")},
};

void tl_review_free(tl_review *review)
{
    if (!review)
        return;
    g_array_unref(review->entries);
    g_ptr_array_unref(review->meetings);
    g_free(review->gap);
    g_free(review);
}

/* -- what belongs into it ------------------------------------------------------------------ */

/* A follow-up that was carried stands in a later note, an open point of an agenda is a plan. */
static gboolean is_said(const tl_point *point)
{
    const tl_followup *item = point->followup;
    return !item || (item->state != TL_STATE_CARRIED &&
                     (point->section_kind != TL_SECTION_AGENDA || item->state == TL_STATE_DONE));
}

static gboolean is_new(GHashTable *seen, const tl_point *point)
{
    g_autofree char *text = tl_tag_strip(point->text);
    return g_hash_table_add(seen, tl_text_fold(text, -1));
}

static void collect_kind(tl_review *review, tl_review_kind kind)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < review->meetings->len; i++) {
        const tl_meeting *meeting = g_ptr_array_index(review->meetings, i);
        for (guint j = 0; j < meeting->points->len; j++) {
            const tl_point *point = g_ptr_array_index(meeting->points, j);
            tl_review_entry entry = {.kind = kind, .meeting = meeting, .point = point};
            if (tl_point_has_tag(point, KINDS[kind].tag) && tl_meeting_may_flow(meeting, point) &&
                is_said(point) && is_new(seen, point))
                g_array_append_val(review->entries, entry);
        }
    }
}

/* -- where it comes from --------------------------------------------------------------------- */

typedef struct {
    const tl_notebook *notebook;
    const tl_origins *origins;
    const char *path; /* of the note that was read last */
    GBytes *content;
    tl_lines *lines;
} tracing;

static void open_note(tracing *t, const char *path)
{
    g_clear_pointer(&t->lines, tl_lines_free);
    g_clear_pointer(&t->content, g_bytes_unref);
    t->path = path;
    t->content = tl_file_read(t->notebook->root_fd, path, TL_FILE_MAX, NULL);
    gsize length = 0;
    const char *text = t->content ? g_bytes_get_data(t->content, &length) : NULL;
    if (text)
        t->lines = tl_lines_new(text, length);
}

static void trace(tracing *t, tl_review_entry *entry)
{
    gsize length = 0;
    if (!t->path || strcmp(t->path, entry->meeting->path) != 0)
        open_note(t, entry->meeting->path);
    if (!t->lines || entry->point->line > tl_lines_count(t->lines))
        return;
    const char *line = tl_lines_get(t->lines, entry->point->line, &length);
    tl_origins_find(t->origins, t->path, line, length, entry->commit);
}

static gboolean trace_all(tl_review *review, const tl_notebook *notebook, const char *slug,
                          GError **error)
{
    g_autoptr(tl_cache) cache = tl_cache_open(notebook->repository, TL_CACHE_MAKE, error);
    g_autoptr(tl_origins) origins = cache ? tl_origins_load(cache, slug, error) : NULL;
    if (!origins)
        return FALSE;
    tracing t = {.notebook = notebook, .origins = origins};
    for (guint i = 0; i < review->entries->len; i++)
        trace(&t, &g_array_index(review->entries, tl_review_entry, i));
    g_clear_pointer(&t.lines, tl_lines_free);
    g_clear_pointer(&t.content, g_bytes_unref);
    review->gap = g_strdup(tl_cache_gap(cache));
    return TRUE;
}

tl_review *tl_review_make(const tl_notebook *notebook, const char *slug, tl_date since,
                          tl_date until, GPtrArray *problems, GError **error)
{
    tl_meeting_range range = {slug, since, until};
    g_autoptr(GPtrArray) meetings = tl_meetings_load(notebook, &range, problems, error);
    if (!meetings)
        return NULL;
    g_autoptr(tl_review) review = g_new0(tl_review, 1);
    review->since = since;
    review->until = until;
    review->meetings = g_steal_pointer(&meetings);
    review->entries = g_array_new(FALSE, FALSE, sizeof(tl_review_entry));
    for (guint i = 0; i < review->meetings->len; i++)
        review->held += ((tl_meeting *)g_ptr_array_index(review->meetings, i))->is_held ? 1 : 0;
    for (tl_review_kind kind = 0; kind < TL_REVIEW_KINDS; kind++)
        collect_kind(review, kind);
    if (review->entries->len > 0 && !trace_all(review, notebook, slug, error))
        return NULL;
    return g_steal_pointer(&review);
}

/* -- how it is told -------------------------------------------------------------------------- */

static const char *name_state(const tl_point *point)
{
    return point->followup ? tl_state_name(point->followup->state) : NULL;
}

static void append_entry(GString *out, const tl_review_entry *entry)
{
    char date[TL_DATE_SIZE];
    g_autofree char *bare = tl_tag_strip(entry->point->text);
    g_autofree char *text = tl_text_escape(bare, -1);
    g_string_append_printf(out, "- %s: %s (", tl_date_format(entry->meeting->name->date, date),
                           text);
    switch (entry->point->followup ? entry->point->followup->state : TL_STATE_CARRIED) {
    case TL_STATE_OPEN:
        g_string_append_printf(out, "%s, ", _("open"));
        break;
    case TL_STATE_DONE:
        g_string_append_printf(out, "%s, ", _("done"));
        break;
    case TL_STATE_DROPPED:
        g_string_append_printf(out, "%s, ", _("dropped"));
        break;
    default:
        break;
    }
    g_string_append_printf(out, "%s:%u, ", entry->meeting->path, entry->point->line);
    if (*entry->commit)
        g_string_append_printf(out, "%.7s)\n", entry->commit);
    else
        g_string_append_printf(out, "%s)\n", _("not committed"));
}

static void append_kind(GString *out, const tl_review *review, tl_review_kind kind)
{
    gsize before;
    g_string_append_printf(out, "\n## %s\n\n", _(KINDS[kind].title));
    before = out->len;
    for (guint i = 0; i < review->entries->len; i++) {
        const tl_review_entry *entry = &g_array_index(review->entries, tl_review_entry, i);
        if (entry->kind == kind)
            append_entry(out, entry);
    }
    if (out->len == before)
        g_string_append_printf(out, "%s\n", _("Nothing is noted."));
}

char *tl_review_markdown(const tl_review *review, const tl_person *person)
{
    char since[TL_DATE_SIZE], until[TL_DATE_SIZE];
    GString *out = g_string_new(NULL);
    g_autofree char *name = tl_text_escape(tl_person_name(person), -1);
    g_string_append_printf(out, _("# %s, %s to %s\n\n"), name, tl_date_format(review->since, since),
                           tl_date_format(review->until, until));
    g_string_append_printf(out, Q_("%u meeting.\n", "%u meetings.\n", review->held), review->held);
    for (tl_review_kind kind = 0; kind < TL_REVIEW_KINDS; kind++)
        append_kind(out, review, kind);
    return g_string_free(out, FALSE);
}

json_t *tl_review_to_json(const tl_review_entry *entry)
{
    const tl_point *point = entry->point;
    json_t *object = json_object();
    json_object_set_new(object, "kind", tl_json_text(KINDS[entry->kind].tag));
    json_object_set_new(object, "person", tl_json_text(entry->meeting->name->person));
    json_object_set_new(object, "relationship", tl_json_text(entry->meeting->name->relationship));
    json_object_set_new(object, "date", tl_json_date(entry->meeting->name->date));
    json_object_set_new(object, "path", tl_json_text(entry->meeting->path));
    json_object_set_new(object, "line", json_integer(point->line));
    json_object_set_new(object, "section", tl_json_text(point->section));
    json_object_set_new(object, "text", tl_json_text(point->text));
    json_object_set_new(object, "state", tl_json_text(name_state(point)));
    json_object_set_new(object, "commit", tl_json_text(*entry->commit ? entry->commit : NULL));
    return object;
}
