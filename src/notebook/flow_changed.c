#include "flow_internal.h"

#include "tl11/text.h"

#include <string.h>

static const struct {
    const char *tag;
    tl_flow_kind kind;
} SET[] = {{"priority", TL_FLOW_PRIORITY},
           {"expectation", TL_FLOW_EXPECTATION},
           {"metric", TL_FLOW_METRIC}};

/* What managers said before, as far as it was read. */
typedef struct {
    GHashTable *texts;  /* "rina\npriority\n<words>" */
    GHashTable *values; /* "rina\n<metric's name>" to its last value */
    GHashTable *told;   /* the same to the tl_flow that tells it, borrowed */
} known;

static gboolean is_new_text(const known *k, const tl_flow_spot *spot, const char *tag)
{
    g_autofree char *text = tl_flow_key(spot->point);
    return g_hash_table_add(k->texts,
                            g_strjoin("\n", spot->meeting->name->person, tag, text, NULL));
}

static void tell(tl_flow_work *work, tl_flow_kind kind, const tl_flow_spot *spot)
{
    if (spot->meeting->name->date >= work->since)
        tl_flow_add(work, kind, spot, spot->meeting->name->date);
}

/* A value is told in place of the one before it, beside the one that was known. */
static void tell_value(tl_flow_work *work, const known *k, const tl_flow_spot *spot,
                       const char *key, const char *former)
{
    if (spot->meeting->name->date < work->since)
        return;
    tl_flow *older = g_hash_table_lookup(k->told, key);
    tl_flow *flow = tl_flow_add(work, TL_FLOW_METRIC, spot, spot->meeting->name->date);
    flow->former = g_strdup(older ? older->former : former);
    g_hash_table_insert(k->told, g_strdup(key), flow);
    if (older)
        g_ptr_array_remove(work->flows, older);
}

/* Takes a value in; the one before it, or NULL. Owns: the caller frees both. */
static char *remember(const known *k, const tl_flow_spot *spot, const tl_metric *metric, char **key)
{
    g_autofree char *name = tl_text_fold(metric->name, -1);
    *key = g_strjoin("\n", spot->meeting->name->person, name, NULL);
    char *former = g_strdup(g_hash_table_lookup(k->values, *key));
    g_hash_table_insert(k->values, g_strdup(*key), g_strdup(metric->value));
    return former;
}

/* Several values of one line are told together, once. */
static void look_at_values(tl_flow_work *work, const known *k, const tl_flow_spot *spot,
                           const GPtrArray *metrics, gboolean is_told)
{
    gboolean changed = FALSE;
    for (guint i = 0; i < metrics->len; i++) {
        const tl_metric *metric = g_ptr_array_index(metrics, i);
        g_autofree char *key = NULL;
        g_autofree char *former = remember(k, spot, metric, &key);
        gboolean is_new = g_strcmp0(former, metric->value) != 0;
        if (is_new && !is_told && metrics->len == 1)
            tell_value(work, k, spot, key, former);
        changed = changed || is_new;
    }
    if (changed && !is_told && metrics->len > 1)
        tell(work, TL_FLOW_METRIC, spot);
}

/* Each point once, by the first of its tags that has something new. */
static void look_at(tl_flow_work *work, const known *k, const tl_flow_spot *spot)
{
    gboolean is_told = FALSE;
    g_autoptr(GPtrArray) metrics = tl_point_metrics(spot->point);
    for (gsize i = 0; i < G_N_ELEMENTS(SET); i++) {
        if (!tl_point_has_tag(spot->point, SET[i].tag) ||
            (metrics->len > 0 && SET[i].kind == TL_FLOW_METRIC) ||
            !is_new_text(k, spot, SET[i].tag) || is_told)
            continue;
        tell(work, SET[i].kind, spot);
        is_told = TRUE;
    }
    look_at_values(work, k, spot, metrics, is_told);
}

void tl_flow_find_changed(tl_flow_work *work)
{
    static const char *const from[] = {"manager", NULL};
    g_autoptr(GArray) spots = tl_flow_spots(work, from, FALSE);
    g_autoptr(GHashTable) texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const known k = {texts, values, told};
    for (guint i = 0; i < spots->len; i++)
        look_at(work, &k, &g_array_index(spots, tl_flow_spot, i));
}
