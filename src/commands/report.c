#include "commands_internal.h"
#include "common_internal.h"
#include "report_write_internal.h"

#include "tl11/json.h"
#include "tl11/report.h"

#define WEEKS 26

typedef struct {
    char *since;
    char *html;
    gboolean force;
} options;

static const tl_option OPTIONS[] = {
    {"since", 0, G_OPTION_ARG_FILENAME, offsetof(options, since), N_("DATE"),
     N_("from that day on; else the last 26 weeks")},
    {"html", 0, G_OPTION_ARG_FILENAME, offsetof(options, html), N_("FILE"),
     N_("write it as a page to FILE; '-' is standard output")},
    {"force", 'f', G_OPTION_ARG_NONE, offsetof(options, force), NULL,
     N_("replace FILE, though it is no report")},
    {NULL, 0, G_OPTION_ARG_NONE, 0, NULL, NULL},
};

static gboolean check_options(const tl_call *call, GError **error)
{
    const options *o = call->options;
    if (o->html && call->json)
        return tl_error_set(error, TL_EXIT_USAGE, _("--html or --json, not both"));
    if (o->force && !o->html)
        return tl_error_set(error, TL_EXIT_USAGE, _("--force is for --html FILE"));
    return TRUE;
}

/* The first day; TL_DATE_NONE on error. */
static tl_date find_since(const tl_call *call, GError **error)
{
    const options *o = call->options;
    if (!o->since)
        return call->today - (tl_date)(tl_date_weekday(call->today) - 1) - 7 * (WEEKS - 1);
    tl_date since = tl_call_date(call, o->since, error);
    if (since > call->today) {
        tl_error_set(error, TL_EXIT_USAGE, _("--since is a day up to today"));
        return TL_DATE_NONE;
    }
    return since;
}

static gboolean print(tl_call *call, const tl_report *report, GError **error)
{
    const options *o = call->options;
    if (call->json) {
        tl_json_append(call->out, tl_report_to_json(report));
        return TRUE;
    }
    if (o->html) {
        g_autofree char *page = tl_report_to_html(report, call->language);
        return tl_report_write(call, o->html, page, o->force, error);
    }
    const tl_report_style style = {
        .width = tl_terminal_is_output() ? tl_terminal_width() : 0,
        .colour = call->colour,
        .utf8 = tl_terminal_is_utf8(),
    };
    g_autofree char *text = tl_report_format(report, &style);
    g_string_append(call->out, text);
    return TRUE;
}

static int run(tl_call *call, GError **error)
{
    tl_date since = check_options(call, error) ? find_since(call, error) : TL_DATE_NONE;
    if (since == TL_DATE_NONE)
        return TL_EXIT_USAGE;
    g_autoptr(tl_report) report = tl_report_make(call->notebook, since, call->today, error);
    if (!report || !print(call, report, error))
        return TL_EXIT_FAILED;
    tl_call_warn(report->problems);
    if (report->problems->len)
        return TL_EXIT_FAILED;
    return report->persons->len ? TL_EXIT_OK : TL_EXIT_NEGATIVE;
}

const tl_command tl_command_report = {
    .name = "report",
    .summary = N_("how it went, in numbers"),
    .details =
        N_("How regularly you met each person, week by week beside the cadence of today; which "
           "promises were kept, mine and theirs: done of all that were done, dropped, lost or are "
           "overdue; how long what is open has been so; how long ago each section of the guide was "
           "touched. A meeting counts as held when something was written in its note beyond the "
           "scaffold.\n\n"
           "What stands under Private is not counted, and text that bears or stands under `#mood`, "
           "`#concern`, `#safety` or `#personal` is not shown.\n\n"
           "`--html` makes one page that loads and runs nothing, for a browser or paper. FILE is "
           "readable for you alone; a former report is replaced, another file only with `--force`, "
           "a link never.\n\n"
           "    tl11 report --since 2026-01-01 --html report.html"),
    .options = OPTIONS,
    .options_size = sizeof(options),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_PAGES | TL_COMMAND_JSON,
    .run = run,
};
