#include "tl11/point.h"

#include "tl11/tag.h"

#include <string.h>

void tl_point_free(tl_point *point)
{
    if (!point)
        return;
    g_free(point->text);
    g_free(point->section);
    g_ptr_array_unref(point->tags);
    g_free(point);
}

static gboolean has_tag(const GPtrArray *tags, const char *tag)
{
    return g_ptr_array_find_with_equal_func((GPtrArray *)tags, tag, g_str_equal, NULL);
}

gboolean tl_point_has_tag(const tl_point *point, const char *tag)
{
    return has_tag(point->tags, tag);
}

gboolean tl_point_is_about(const tl_point *point, const char *tag)
{
    return has_tag(point->tags, tag) || (point->prompt && has_tag(point->prompt->tags, tag));
}

gboolean tl_point_may_flow(const tl_point *point)
{
    return point->tags->len > 0 && !point->is_private && !point->is_confidential;
}

/* -- metrics ---------------------------------------------------------------------------- */

void tl_metric_free(tl_metric *metric)
{
    if (!metric)
        return;
    g_free(metric->name);
    g_free(metric->value);
    g_free(metric->unit);
    g_free(metric);
}

/* The bytes of the name that a word begins with. */
static gsize measure_name(const char *word)
{
    const char *at = word;
    if (!g_unichar_isalpha(g_utf8_get_char(at)))
        return 0;
    while (*at && (strchr("-_.", *at) || g_unichar_isalnum(g_utf8_get_char(at))))
        at = g_utf8_next_char(at);
    return (gsize)(at - word);
}

static void read_number(tl_metric *metric)
{
    g_autofree char *value = g_strdelimit(g_strdup(metric->value), ",", '.');
    gsize digits = strspn(value, "+-0123456789.");
    g_autofree char *plain = g_strndup(value, digits);
    char *end = NULL;
    metric->number = g_ascii_strtod(plain, &end);
    metric->is_number = end != plain;
    metric->unit = g_strdup(metric->is_number ? metric->value + (end - plain) : "");
}

/* NULL when a word is none. */
static tl_metric *read_metric(const char *word)
{
    gsize length = measure_name(word);
    if (length == 0 || word[length] != '=')
        return NULL;
    g_autofree char *value = g_strdup(word + length + 1);
    gsize end = strlen(value);
    while (end > 0 && strchr(",;)", value[end - 1]))
        value[--end] = '\0';
    if (end == 0)
        return NULL;
    tl_metric *metric = g_new0(tl_metric, 1);
    metric->name = g_strndup(word, length);
    metric->value = g_steal_pointer(&value);
    read_number(metric);
    return metric;
}

GPtrArray *tl_point_metrics(const tl_point *point)
{
    GPtrArray *metrics = g_ptr_array_new_with_free_func((GDestroyNotify)tl_metric_free);
    if (!tl_point_has_tag(point, "metric"))
        return metrics;
    g_auto(GStrv) words = g_strsplit(point->text, " ", -1);
    for (gsize i = 0; words[i]; i++) {
        tl_metric *metric = read_metric(words[i] + (*words[i] == '('));
        if (metric)
            g_ptr_array_add(metrics, metric);
    }
    return metrics;
}
