#include "tl11/scaffold.h"

#include "tl11/agenda.h"
#include "tl11/carry.h"
#include "tl11/flow.h"
#include "tl11/ledger.h"

#include <string.h>

/* What the person's other notes hold: this one may be there already, with all that it carries. */
static tl_ledger *load_others(const tl_notebook *notebook, const tl_person *person,
                              const char *path, GError **error)
{
    g_autoptr(GPtrArray) without = g_ptr_array_new_with_free_func((GDestroyNotify)tl_change_free);
    g_ptr_array_add(without, tl_change_new(path, NULL, NULL));
    return tl_ledger_load(notebook, person->slug, without, error);
}

/* What earlier agendas left open, then the points of next.md. */
static char *collect_agenda(const tl_notebook *notebook, const tl_person *person, char *carried,
                            GError **error)
{
    GError *failure = NULL;
    g_autoptr(GBytes) next = tl_agenda_read(notebook, person, &failure);
    GString *lines = g_string_new(carried);
    g_free(carried);
    if (next)
        g_string_append_len(lines, g_bytes_get_data(next, NULL), (gssize)g_bytes_get_size(next));
    if (failure)
        g_propagate_error(error, failure);
    return g_string_free(lines, failure != NULL);
}

static void free_lines(gpointer lines)
{
    g_string_free(lines, TRUE);
}

static void add_offer(GHashTable *offers, const tl_flow *flow, tl_language language)
{
    char letter;
    g_autofree char *offer = tl_flow_offer(flow, language, &letter);
    if (!offer)
        return;
    GString *lines = g_hash_table_lookup(offers, GINT_TO_POINTER(letter));
    if (!lines) {
        lines = g_string_new(NULL);
        g_hash_table_insert(offers, GINT_TO_POINTER(letter), lines);
    }
    g_string_append_printf(lines, "<!-- %s -->\n\n", offer);
}

/* What flows to a manager. Notes that cannot be read offer nothing: other commands name them. */
static GHashTable *collect_offers(const tl_notebook *notebook, const tl_person *person,
                                  const tl_note_name *name, tl_language language, GError **error)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(tl_people) people = tl_people_load(notebook, error);
    g_autoptr(tl_flows) flows =
        people ? tl_flows_to(notebook, people, person, name->date, problems, error) : NULL;
    if (!flows)
        return NULL;
    GHashTable *offers = g_hash_table_new_full(NULL, NULL, NULL, free_lines);
    for (guint i = 0; i < flows->flows->len; i++)
        add_offer(offers, g_ptr_array_index(flows->flows, i), language);
    return offers;
}

static gboolean is_for_manager(const tl_person *person, const tl_note_name *name)
{
    return strcmp(person->relationship, "manager") == 0 &&
           strcmp(name->relationship, "manager") == 0;
}

GBytes *tl_scaffold_fill(const tl_notebook *notebook, const tl_person *person, const char *path,
                         tl_language language, gboolean full, GError **error)
{
    g_autoptr(tl_note_name) name = tl_note_name_parse(path);
    g_autoptr(tl_ledger) ledger = load_others(notebook, person, path, error);
    if (!ledger)
        return NULL;
    tl_date today = tl_date_today();
    char *points = tl_carry_lines(ledger, TL_CARRY_AGENDA, name->date, today, language);
    g_autofree char *agenda = collect_agenda(notebook, person, points, error);
    g_autofree char *followups =
        tl_carry_lines(ledger, TL_CARRY_FOLLOWUPS, name->date, today, language);
    g_autofree char *secrets =
        tl_carry_lines(ledger, TL_CARRY_PRIVATE, name->date, today, language);
    gboolean has_offers = is_for_manager(person, name);
    g_autoptr(GHashTable) offers =
        has_offers ? collect_offers(notebook, person, name, language, error) : NULL;
    if (!agenda || (has_offers && !offers))
        return NULL;
    tl_scaffold scaffold = {
        .person = person,
        .relationship = name->relationship,
        .date = name->date,
        .number = name->number,
        .language = language,
        .full = full,
        .followups = followups,
        .agenda = agenda,
        .secrets = secrets,
        .offers = offers,
    };
    return tl_scaffold_make(notebook, &scaffold, error);
}
