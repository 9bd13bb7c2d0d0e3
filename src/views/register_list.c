#include "tl11/register.h"

#include "tl11/json.h"
#include "tl11/language.h"
#include "tl11/sparkline.h"
#include "tl11/tag.h"
#include "tl11/text.h"

#include <string.h>

/* The values of a metric that are drawn, the last of them. */
enum { BARS = 24 };

static const char *const TITLES[TL_REGISTER_KINDS] = {
    [TL_REGISTER_AGREEMENT] = N_("Agreements"),
    [TL_REGISTER_PROTOCOL] = N_("Protocols"),
    [TL_REGISTER_EXPECTATION] = N_("Expectations"),
    [TL_REGISTER_METRIC] = N_("Metrics"),
    [TL_REGISTER_GOAL] = N_("Goals"),
};

static const tl_register_saying *last_saying(const tl_register_entry *entry)
{
    return g_ptr_array_index(entry->sayings, entry->sayings->len - 1);
}

static char *make_harmless(const char *text)
{
    g_autofree char *bare = tl_tag_strip(text);
    return tl_text_escape(bare, -1);
}

/* The course of a metric's numbers, where there are two at least. */
static void append_course(GString *out, const tl_register_entry *entry, gboolean utf8)
{
    double values[BARS];
    gsize count = 0;
    guint from = entry->sayings->len > BARS ? entry->sayings->len - BARS : 0;
    for (guint i = from; i < entry->sayings->len; i++) {
        const tl_register_saying *saying = g_ptr_array_index(entry->sayings, i);
        if (saying->is_number)
            values[count++] = saying->number;
    }
    if (count < 2)
        return;
    g_autofree char *bars = tl_sparkline(values, count, utf8);
    /* In a code span, so that no bar is taken for Markdown. */
    g_string_append_printf(out, utf8 ? " %s" : " `%s`", bars);
}

/* A metric's values, or what was said before in other words, the newest first. */
static void append_former(GString *out, const tl_register_entry *entry)
{
    for (guint i = entry->sayings->len - 1; i > 0; i--) {
        const tl_register_saying *saying = g_ptr_array_index(entry->sayings, i - 1);
        char date[TL_DATE_SIZE];
        g_autofree char *text = make_harmless(saying->value ? saying->value : saying->text);
        g_string_append_printf(out, _("  - %s before: %s\n"), tl_date_format(saying->date, date),
                               text);
    }
}

static void append_entry(GString *out, const tl_register_entry *entry, tl_date day, gboolean utf8)
{
    char since[TL_DATE_SIZE], last[TL_DATE_SIZE];
    const tl_register_saying *first = g_ptr_array_index(entry->sayings, 0);
    const tl_register_saying *now = last_saying(entry);
    g_autofree char *text =
        entry->name ? g_strdup_printf("%s=%s", entry->name, now->value) : g_strdup(now->text);
    g_autofree char *shown = make_harmless(text);
    guint weeks = (day - entry->last) / 7;
    g_string_append_printf(out, "- %s", shown);
    append_course(out, entry, utf8);
    g_string_append_printf(out, _(" (since %s, said last on %s"),
                           tl_date_format(first->date, since), tl_date_format(entry->last, last));
    if (entry->is_silent)
        g_string_append_printf(out, Q_(": silent for %u week", ": silent for %u weeks", weeks),
                               weeks);
    g_string_append(out, ")\n");
    append_former(out, entry);
}

static void append_person(GString *out, const char *slug, const tl_people *people)
{
    g_autofree char *name = tl_text_escape(tl_people_name(people, slug), -1);
    g_string_append_printf(out, "%s# %s\n", out->len ? "\n" : "", name);
}

char *tl_register_markdown(const GPtrArray *entries, const tl_people *people, tl_date day,
                           gboolean utf8)
{
    GString *out = g_string_new(NULL);
    const tl_register_entry *before = NULL;
    for (guint i = 0; i < entries->len; i++) {
        const tl_register_entry *entry = g_ptr_array_index(entries, i);
        gboolean is_other = !before || strcmp(before->person, entry->person) != 0;
        if (is_other)
            append_person(out, entry->person, people);
        if (is_other || before->kind != entry->kind)
            g_string_append_printf(out, "\n## %s\n\n", _(TITLES[entry->kind]));
        append_entry(out, entry, day, utf8);
        before = entry;
    }
    return g_string_free(out, FALSE);
}

static json_t *saying_to_json(const tl_register_saying *saying)
{
    json_t *object = json_object();
    json_object_set_new(object, "date", tl_json_date(saying->date));
    json_object_set_new(object, "path", tl_json_text(saying->path));
    json_object_set_new(object, "line", json_integer(saying->line));
    json_object_set_new(object, "text", tl_json_text(saying->text));
    json_object_set_new(object, "value", tl_json_text(saying->value));
    return object;
}

json_t *tl_register_to_json(const tl_register_entry *entry)
{
    const tl_register_saying *first = g_ptr_array_index(entry->sayings, 0);
    const tl_register_saying *now = last_saying(entry);
    json_t *object = json_object();
    json_t *sayings = json_array();
    for (guint i = 0; i < entry->sayings->len; i++)
        json_array_append_new(sayings, saying_to_json(g_ptr_array_index(entry->sayings, i)));
    json_object_set_new(object, "kind", tl_json_text(tl_register_name(entry->kind)));
    json_object_set_new(object, "person", tl_json_text(entry->person));
    json_object_set_new(object, "relationship", tl_json_text(entry->relationship));
    json_object_set_new(object, "name", tl_json_text(entry->name));
    json_object_set_new(object, "text", tl_json_text(now->text));
    json_object_set_new(object, "value", tl_json_text(now->value));
    json_object_set_new(object, "since", tl_json_date(first->date));
    json_object_set_new(object, "last", tl_json_date(entry->last));
    json_object_set_new(object, "silent", json_boolean(entry->is_silent));
    json_object_set_new(object, "path", tl_json_text(now->path));
    json_object_set_new(object, "line", json_integer(now->line));
    json_object_set_new(object, "sayings", sayings);
    return object;
}
