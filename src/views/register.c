#include "tl11/register.h"

#include "tl11/tag.h"
#include "tl11/text.h"

#include <string.h>

static const char *const TAGS[TL_REGISTER_KINDS] = {
    [TL_REGISTER_AGREEMENT] = "agreement",
    [TL_REGISTER_PROTOCOL] = "protocol",
    [TL_REGISTER_EXPECTATION] = "expectation",
    [TL_REGISTER_METRIC] = "metric",
    [TL_REGISTER_GOAL] = "goal",
};

const char *tl_register_name(tl_register_kind kind)
{
    return TAGS[kind];
}

/* Words shorter than this, in bytes, tell little of what a line is about. */
enum { WORD_LENGTH = 4 };

/* An entry while it is put together. */
typedef struct {
    tl_register_entry entry; /* first, so that one is the other */
    char *key;               /* of its last saying */
    GHashTable *words;       /* the key's; NULL for a metric */
    char *id;                /* of its last saying, or NULL */
    const tl_meeting *meeting;
    tl_date closed; /* the last day on which it was done or dropped */
    tl_date spoken; /* the last on which it was not */
} draft;

static void free_saying(gpointer data)
{
    tl_register_saying *saying = data;
    g_free(saying->path);
    g_free(saying->text);
    g_free(saying->value);
    g_free(saying);
}

static void free_draft(gpointer data)
{
    draft *d = data;
    g_free(d->entry.person);
    g_free(d->entry.relationship);
    g_free(d->entry.name);
    g_ptr_array_unref(d->entry.sayings);
    g_free(d->key);
    g_free(d->id);
    g_clear_pointer(&d->words, g_hash_table_unref);
    g_free(d);
}

/* -- which entry a point belongs to ------------------------------------------------------------ */

/* The words of a text that tell what it is about: a set. */
static GHashTable *take_words(const char *key)
{
    g_auto(GStrv) words = g_strsplit_set(key, " ,.;:()", -1);
    GHashTable *set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (char **word = words; *word; word++)
        if (strlen(*word) >= WORD_LENGTH && tl_date_parse_iso(*word, -1) == TL_DATE_NONE)
            g_hash_table_add(set, g_strdup(*word));
    return set;
}

/* The words that two texts share, if these are two at least, and more than half of the shorter. */
static guint count_shared(GHashTable *left, GHashTable *right)
{
    guint shared = 0, shorter = MIN(g_hash_table_size(left), g_hash_table_size(right));
    GHashTableIter iter;
    gpointer word;
    g_hash_table_iter_init(&iter, left);
    while (g_hash_table_iter_next(&iter, &word, NULL))
        shared += g_hash_table_contains(right, word) ? 1 : 0;
    return shared >= 2 && shared * 2 > shorter ? shared : 0;
}

/* A text that was said, and by what it is known. */
typedef struct {
    const char *key;
    const char *id; /* or NULL */
    GHashTable *words;
} words_said;

/* How well a point fits an entry; 0: not at all. */
static guint measure_fit(const draft *d, const tl_meeting *meeting, const words_said *said)
{
    if (said->id && g_strcmp0(said->id, d->id) == 0)
        return G_MAXUINT;
    if (strcmp(said->key, d->key) == 0)
        return G_MAXUINT - 1;
    /* Two lines of one note are two things. */
    return d->meeting == meeting || (said->id && d->id) ? 0 : count_shared(said->words, d->words);
}

static draft *find_entry(const GPtrArray *drafts, tl_register_kind kind, const tl_meeting *meeting,
                         const words_said *said)
{
    draft *best = NULL;
    guint most = 0;
    for (guint i = 0; i < drafts->len; i++) {
        draft *d = g_ptr_array_index(drafts, i);
        if (d->entry.kind != kind || d->entry.name)
            continue;
        guint fit = measure_fit(d, meeting, said);
        if (fit > most) {
            most = fit;
            best = d;
        }
    }
    return best;
}

static draft *find_metric(const GPtrArray *drafts, const char *name)
{
    for (guint i = 0; i < drafts->len; i++) {
        draft *d = g_ptr_array_index(drafts, i);
        if (d->entry.name && g_ascii_strcasecmp(d->entry.name, name) == 0)
            return d;
    }
    return NULL;
}

static draft *add_entry(GPtrArray *drafts, tl_register_kind kind, const tl_meeting *meeting)
{
    draft *d = g_new0(draft, 1);
    d->entry.kind = kind;
    d->entry.person = g_strdup(meeting->name->person);
    d->entry.sayings = g_ptr_array_new_with_free_func(free_saying);
    g_ptr_array_add(drafts, d);
    return d;
}

/* -- what a point says ---------------------------------------------------------------------------
 */

static void add_saying(draft *d, const tl_meeting *meeting, const tl_point *point,
                       const tl_metric *metric)
{
    tl_register_saying *saying = g_new0(tl_register_saying, 1);
    saying->date = meeting->name->date;
    saying->path = g_strdup(meeting->path);
    saying->line = point->line;
    saying->text = g_strdup(point->text);
    saying->value = metric ? g_strdup(metric->value) : NULL;
    saying->is_number = metric && metric->is_number;
    saying->number = metric ? metric->number : 0;
    g_ptr_array_add(d->entry.sayings, saying);
}

/* A line that ends it is no change of it. */
static gboolean ends(const tl_point *point)
{
    const tl_followup *item = point->followup;
    return item && tl_state_is_closed(item->state);
}

static void say(draft *d, const tl_meeting *meeting, const tl_point *point, const char *key,
                const tl_metric *metric)
{
    gboolean is_same = g_strcmp0(metric ? metric->value : key, d->key) == 0;
    gboolean is_end = ends(point);
    d->meeting = meeting;
    d->entry.last = meeting->name->date;
    if (is_end)
        d->closed = MAX(d->closed, MAX(point->followup->done, meeting->name->date));
    else
        d->spoken = meeting->name->date;
    g_free(d->entry.relationship);
    d->entry.relationship = g_strdup(meeting->name->relationship);
    if (!is_same && !(is_end && d->entry.sayings->len > 0)) {
        add_saying(d, meeting, point, metric);
        g_free(d->key);
        g_clear_pointer(&d->words, g_hash_table_unref);
        d->key = g_strdup(metric ? metric->value : key);
        d->words = metric ? NULL : take_words(key);
    }
    g_free(d->id);
    d->id = g_strdup(point->followup ? point->followup->id : NULL);
}

static void take_metrics(GPtrArray *drafts, const tl_meeting *meeting, const tl_point *point,
                         const GPtrArray *metrics)
{
    for (guint i = 0; i < metrics->len; i++) {
        const tl_metric *metric = g_ptr_array_index(metrics, i);
        draft *d = find_metric(drafts, metric->name);
        if (!d) {
            d = add_entry(drafts, TL_REGISTER_METRIC, meeting);
            d->entry.name = g_strdup(metric->name);
        }
        say(d, meeting, point, NULL, metric);
    }
}

static void take_point(GPtrArray *drafts, const tl_meeting *meeting, const tl_point *point)
{
    g_autofree char *text = tl_tag_strip(point->text);
    g_autofree char *key = tl_text_fold(text, -1);
    g_autoptr(GHashTable) words = take_words(key);
    words_said said = {key, point->followup ? point->followup->id : NULL, words};
    g_autoptr(GPtrArray) metrics = tl_point_metrics(point);
    if (metrics->len > 0)
        take_metrics(drafts, meeting, point, metrics);
    for (tl_register_kind kind = 0; kind < TL_REGISTER_KINDS; kind++) {
        if (!tl_point_has_tag(point, TAGS[kind]) ||
            (kind == TL_REGISTER_METRIC && metrics->len > 0))
            continue;
        draft *d = find_entry(drafts, kind, meeting, &said);
        say(d ? d : add_entry(drafts, kind, meeting), meeting, point, key, NULL);
    }
}

/* Carried follow-ups go on in a later note; open points of an agenda are plans. */
static gboolean is_said(const tl_point *point)
{
    const tl_followup *item = point->followup;
    return !item || (item->state != TL_STATE_CARRIED &&
                     (point->section_kind != TL_SECTION_AGENDA || item->state == TL_STATE_DONE));
}

/* The entries of that meeting's person, in a table of all. */
static GPtrArray *drafts_of(GHashTable *persons, const tl_meeting *meeting)
{
    GPtrArray *drafts = g_hash_table_lookup(persons, meeting->name->person);
    if (!drafts) {
        drafts = g_ptr_array_new();
        g_hash_table_insert(persons, g_strdup(meeting->name->person), drafts);
    }
    return drafts;
}

static GPtrArray *join(GHashTable *persons)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(free_draft);
    GHashTableIter iter;
    gpointer drafts;
    g_hash_table_iter_init(&iter, persons);
    while (g_hash_table_iter_next(&iter, NULL, &drafts))
        for (guint i = 0; i < ((GPtrArray *)drafts)->len; i++)
            g_ptr_array_add(all, g_ptr_array_index((GPtrArray *)drafts, i));
    return all;
}

static GPtrArray *collect(const GPtrArray *meetings)
{
    g_autoptr(GHashTable) persons =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < meetings->len; i++) {
        const tl_meeting *meeting = g_ptr_array_index(meetings, i);
        GPtrArray *drafts = drafts_of(persons, meeting);
        for (guint j = 0; j < meeting->points->len; j++) {
            const tl_point *point = g_ptr_array_index(meeting->points, j);
            if (tl_meeting_may_flow(meeting, point) && is_said(point))
                take_point(drafts, meeting, point);
        }
    }
    return join(persons);
}

/* -- what is in force ----------------------------------------------------------------------------
 */

/* A mark that closes an id closes it wherever it stands. */
static GHashTable *find_closed(const GPtrArray *meetings)
{
    GHashTable *closed = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < meetings->len; i++) {
        const tl_meeting *meeting = g_ptr_array_index(meetings, i);
        for (guint j = 0; j < meeting->followups->len; j++) {
            const tl_followup *item = g_ptr_array_index(meeting->followups, j);
            if (item->id && tl_state_is_closed(item->state))
                g_hash_table_add(closed, item->id);
        }
    }
    return closed;
}

static gboolean is_in_force(const draft *d, GHashTable *closed)
{
    return d->spoken > d->closed && !(d->id && g_hash_table_contains(closed, d->id));
}

static gboolean is_wanted(const tl_people *people, const char *slug, const draft *d)
{
    const tl_person *person = tl_people_get(people, d->entry.person);
    return slug || !person || person->archived == TL_DATE_NONE;
}

static int compare_entries(gconstpointer left, gconstpointer right)
{
    const tl_register_entry *a = *(const tl_register_entry *const *)left;
    const tl_register_entry *b = *(const tl_register_entry *const *)right;
    const tl_register_saying *one = g_ptr_array_index(a->sayings, 0);
    const tl_register_saying *two = g_ptr_array_index(b->sayings, 0);
    int order = strcmp(a->person, b->person);
    if (order == 0 && a->kind != b->kind)
        order = a->kind < b->kind ? -1 : 1;
    if (order == 0 && one->date != two->date)
        order = one->date < two->date ? -1 : 1;
    order = order ? order : strcmp(one->path, two->path);
    return order ? order : (one->line > two->line) - (one->line < two->line);
}

GPtrArray *tl_register_load(const tl_notebook *notebook, const tl_people *people, const char *slug,
                            tl_date day, GPtrArray *problems, GError **error)
{
    tl_meeting_range range = {.slug = slug, .until = day};
    g_autoptr(GPtrArray) meetings = tl_meetings_load(notebook, &range, problems, error);
    if (!meetings)
        return NULL;
    g_autoptr(GHashTable) closed = find_closed(meetings);
    GPtrArray *drafts = collect(meetings);
    for (guint i = drafts->len; i > 0; i--) {
        draft *d = g_ptr_array_index(drafts, i - 1);
        if (!is_in_force(d, closed) || !is_wanted(people, slug, d))
            g_ptr_array_remove_index(drafts, i - 1);
        else
            d->entry.is_silent =
                d->entry.kind == TL_REGISTER_GOAL && d->entry.last + TL_REGISTER_SILENT_DAYS <= day;
    }
    g_ptr_array_sort(drafts, compare_entries);
    return drafts;
}
