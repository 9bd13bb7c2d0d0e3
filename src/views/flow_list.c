#include "tl11/flow_list.h"

#include "tl11/json.h"
#include "tl11/language.h"
#include "tl11/tag.h"
#include "tl11/text.h"

#include <string.h>

const char *tl_flow_title(tl_flow_kind kind)
{
    static const char *const TITLES[TL_FLOW_KINDS] = {
        [TL_FLOW_MILESTONE] = N_("Milestones"),
        [TL_FLOW_RECOGNITION] = N_("Recognition"),
        [TL_FLOW_BLOCKER] = N_("Open blockers"),
        [TL_FLOW_RISK] = N_("Open risks"),
        [TL_FLOW_DUE] = N_("Due within two weeks"),
        [TL_FLOW_PRIORITY] = N_("Changed priorities"),
        [TL_FLOW_EXPECTATION] = N_("Changed expectations"),
        [TL_FLOW_METRIC] = N_("Changed metrics"),
        [TL_FLOW_GROWTH] = N_("For a workshop: growth wishes that are shared"),
        [TL_FLOW_MENTOR] = N_("Want to mentor"),
        [TL_FLOW_MENTEE] = N_("Look for a mentor"),
    };
    return _(TITLES[kind]);
}

/* What is told of a flow beside its words: the day, or how long it has been so. */
static void append_day(GString *line, const tl_flow *flow)
{
    char date[TL_DATE_SIZE];
    if (flow->kind == TL_FLOW_BLOCKER || flow->kind == TL_FLOW_RISK)
        g_string_append_printf(line, Q_("%u day", "%u days", flow->age), flow->age);
    else
        g_string_append(line, tl_date_format(flow->date, date));
}

char *tl_flow_line(const tl_flow *flow, const tl_people *people)
{
    char due[TL_DATE_SIZE];
    g_autoptr(GString) line = g_string_new(NULL);
    g_autofree char *text = tl_tag_strip(flow->text);
    if (flow->due != TL_DATE_NONE)
        g_string_append_printf(line, "%s, ", tl_date_format(flow->due, due));
    if (flow->topic)
        g_string_append_printf(line, "%s, ", flow->topic);
    g_string_append(line, tl_people_name(people, flow->person));
    if (flow->due == TL_DATE_NONE) {
        g_string_append(line, ", ");
        append_day(line, flow);
    }
    g_string_append_printf(line, ": %s", text);
    if (flow->former)
        g_string_append_printf(line, _(" (was %s)"), flow->former);
    g_strdelimit(line->str, "\t\n", ' ');
    return tl_text_escape(line->str, -1);
}

char *tl_flow_markdown(const tl_flows *flows, const tl_person *person, const tl_people *people,
                       tl_date day)
{
    char today[TL_DATE_SIZE], since[TL_DATE_SIZE];
    GString *out = g_string_new(NULL);
    g_autofree char *name = tl_text_escape(tl_person_name(person), -1);
    tl_date_format(day, today);
    tl_date_format(flows->since, since);
    g_string_append_printf(out, _("# For %s, %s\n\n"), name, today);
    g_string_append_printf(
        out, flows->has_met ? _("Since the last 1:1 on %s.\n") : _("Since %s.\n"), since);
    for (guint i = 0; i < flows->flows->len; i++) {
        const tl_flow *flow = g_ptr_array_index(flows->flows, i);
        const tl_flow *before = i > 0 ? g_ptr_array_index(flows->flows, i - 1) : NULL;
        g_autofree char *line = tl_flow_line(flow, people);
        if (!before || before->kind != flow->kind)
            g_string_append_printf(out, "\n## %s\n\n", tl_flow_title(flow->kind));
        g_string_append_printf(out, "- %s\n", line);
    }
    return g_string_free(out, FALSE);
}

json_t *tl_flow_to_json(const tl_flow *flow)
{
    json_t *object = json_object();
    json_object_set_new(object, "kind", tl_json_text(tl_flow_name(flow->kind)));
    json_object_set_new(object, "person", tl_json_text(flow->person));
    json_object_set_new(object, "relationship", tl_json_text(flow->relationship));
    json_object_set_new(object, "date", tl_json_date(flow->date));
    json_object_set_new(object, "path", tl_json_text(flow->path));
    json_object_set_new(object, "line", json_integer(flow->line));
    json_object_set_new(object, "text", tl_json_text(flow->text));
    json_object_set_new(object, "age", json_integer(flow->age));
    json_object_set_new(object, "due", tl_json_date(flow->due));
    json_object_set_new(object, "former", tl_json_text(flow->former));
    json_object_set_new(object, "topic", tl_json_text(flow->topic));
    return object;
}
