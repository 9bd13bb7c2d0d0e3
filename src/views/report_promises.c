#include "report_internal.h"

#include "tl11/followup_list.h"
#include "tl11/lost.h"
#include "tl11/meeting.h"

#include <string.h>

#define OLDEST 10

static gboolean is_mine(const char *owner)
{
    return !owner || strcmp(owner, "me") == 0;
}

/* What must not leave its note, as "path:line", by what stands around it too. */
static GHashTable *gather_secrets(const GPtrArray *meetings)
{
    GHashTable *secrets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < meetings->len; i++) {
        const tl_meeting *meeting = g_ptr_array_index(meetings, i);
        for (guint j = 0; j < meeting->points->len; j++) {
            const tl_point *point = g_ptr_array_index(meeting->points, j);
            if (point->followup &&
                (point->is_private || point->is_confidential || meeting->is_confidential))
                g_hash_table_add(secrets,
                                 g_strdup_printf("%s:%u", meeting->path, point->followup->line));
        }
    }
    return secrets;
}

/* Under Private wherever it stood: then it is not even counted. */
static gboolean is_private(const tl_item *item)
{
    for (guint i = 0; i < item->occurrences->len; i++) {
        const tl_occurrence *occurrence = g_ptr_array_index(item->occurrences, i);
        if (occurrence->followup->is_private)
            return TRUE;
    }
    return FALSE;
}

static gboolean may_be_shown(const tl_item *item, GHashTable *secrets)
{
    for (guint i = 0; i < item->occurrences->len; i++) {
        const tl_occurrence *occurrence = g_ptr_array_index(item->occurrences, i);
        g_autofree char *place =
            g_strdup_printf("%s:%u", occurrence->path, occurrence->followup->line);
        if (occurrence->is_former || g_hash_table_contains(secrets, place))
            return FALSE;
    }
    return TRUE;
}

static void sum(tl_report_promises *promises, const tl_report_promises *more)
{
    promises->done += more->done;
    promises->dropped += more->dropped;
    promises->lost += more->lost;
    promises->overdue += more->overdue;
    promises->open += more->open;
}

/* Among all promises of this owner, and those in the notes of the person. */
static void count(tl_report *report, const char *slug, gboolean mine, tl_report_promises more)
{
    tl_report_person *person = tl_report_find(report, slug);
    sum(mine ? &report->mine : &report->theirs, &more);
    if (person)
        sum(mine ? &person->mine : &person->theirs, &more);
}

static void count_age(tl_report *report, const tl_item *item, gboolean mine)
{
    guint days = item->born && item->born < report->today ? report->today - item->born : 0;
    guint bucket = 0;
    while (days > tl_report_age_ends[bucket])
        bucket++;
    ++*(mine ? &report->ages_mine[bucket] : &report->ages_theirs[bucket]);
}

static void add_open(tl_report *report, const tl_item *item)
{
    const tl_followup *followup = item->newest->followup;
    tl_report_open *open = g_new0(tl_report_open, 1);
    open->text = g_strdup(followup->text);
    open->person = g_strdup(item->person);
    open->owner = g_strdup(followup->owner ? followup->owner : "me");
    open->due = followup->due;
    open->born = item->born;
    g_ptr_array_add(report->oldest, open);
}

static void count_item(tl_report *report, const tl_item *item)
{
    gboolean mine = tl_list_is_mine(item);
    gboolean in_period = item->closed >= report->since && item->closed <= report->today;
    tl_date due = item->newest->followup->due;
    gboolean is_open = item->state == TL_STATE_OPEN;
    count(report, item->person, mine,
          (tl_report_promises){
              .done = item->state == TL_STATE_DONE && in_period,
              .dropped = item->state == TL_STATE_DROPPED && in_period,
              .overdue = is_open && due != TL_DATE_NONE && due < report->today,
              .open = is_open ? 1 : 0,
          });
    if (is_open)
        count_age(report, item, mine);
}

static gboolean count_lost(tl_report *report, GError **error)
{
    g_autofree char *gap = NULL;
    g_autoptr(GPtrArray) found = tl_lost_find(report->notebook, FALSE, &gap, error);
    for (guint i = 0; found && i < found->len; i++) {
        const tl_lost *lost = g_ptr_array_index(found, i);
        if (!lost->followup->is_private && lost->removed_on >= report->since &&
            lost->removed_on <= report->today)
            count(report, lost->person, is_mine(lost->followup->owner),
                  (tl_report_promises){.lost = 1});
    }
    if (gap)
        g_ptr_array_add(report->problems, g_steal_pointer(&gap));
    return found != NULL;
}

static int compare_open(gconstpointer a, gconstpointer b)
{
    const tl_report_open *left = *(const tl_report_open *const *)a;
    const tl_report_open *right = *(const tl_report_open *const *)b;
    if (left->born != right->born)
        return left->born < right->born ? -1 : 1;
    int order = strcmp(left->person, right->person);
    return order ? order : strcmp(left->text, right->text);
}

gboolean tl_report_add_promises(tl_report *report, const GPtrArray *meetings, GError **error)
{
    g_autoptr(tl_ledger) ledger = tl_ledger_load(report->notebook, NULL, NULL, error);
    if (!ledger)
        return FALSE;
    g_autoptr(GHashTable) secrets = gather_secrets(meetings);
    const GPtrArray *items = tl_ledger_items(ledger);
    for (guint i = 0; i < items->len; i++) {
        const tl_item *item = g_ptr_array_index(items, i);
        if (item->is_agenda || is_private(item))
            continue;
        count_item(report, item);
        if (item->state == TL_STATE_OPEN && may_be_shown(item, secrets))
            add_open(report, item);
    }
    g_ptr_array_sort(report->oldest, compare_open);
    if (report->oldest->len > OLDEST)
        g_ptr_array_set_size(report->oldest, OLDEST);
    return count_lost(report, error);
}
