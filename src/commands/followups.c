#include "commands_internal.h"
#include "common_internal.h"

#include "tl11/followup_list.h"
#include "tl11/json.h"
#include "tl11/ledger.h"

typedef struct {
    gboolean mine;
    gboolean theirs;
    gboolean overdue;
    gboolean all;
    gboolean done;
    gboolean dropped;
    gboolean agenda;
    char *as_of;
} options;

static const tl_option OPTIONS[] = {
    {"mine", 0, G_OPTION_ARG_NONE, offsetof(options, mine), NULL, N_("what I promised")},
    {"theirs", 0, G_OPTION_ARG_NONE, offsetof(options, theirs), NULL, N_("what others promised")},
    {"overdue", 0, G_OPTION_ARG_NONE, offsetof(options, overdue), NULL,
     N_("what was due before today")},
    {"all", 'a', G_OPTION_ARG_NONE, offsetof(options, all), NULL, N_("in every state")},
    {"done", 0, G_OPTION_ARG_NONE, offsetof(options, done), NULL, N_("what is done")},
    {"dropped", 0, G_OPTION_ARG_NONE, offsetof(options, dropped), NULL, N_("what was dropped")},
    {"agenda", 0, G_OPTION_ARG_NONE, offsetof(options, agenda), NULL,
     N_("talking points, not promises")},
    {"as-of", 0, G_OPTION_ARG_FILENAME, offsetof(options, as_of), N_("DATE"),
     N_("as it stood at the end of that day")},
    {NULL, 0, G_OPTION_ARG_NONE, 0, NULL, NULL},
};

static gboolean check_options(const options *o, GError **error)
{
    if (o->mine && o->theirs)
        return tl_error_set(error, TL_EXIT_USAGE, _("--mine or --theirs, not both"));
    if (o->all + o->done + o->dropped > 1)
        return tl_error_set(error, TL_EXIT_USAGE,
                            _("one of --all, --done and --dropped at a time"));
    return TRUE;
}

static tl_list_state state_of(const options *o)
{
    return o->all       ? TL_LIST_ALL
           : o->done    ? TL_LIST_DONE
           : o->dropped ? TL_LIST_DROPPED
                        : TL_LIST_OPEN;
}

static guint states_of(const options *o)
{
    const guint open = 1u << TL_STATE_OPEN, done = 1u << TL_STATE_DONE;
    const guint dropped = 1u << TL_STATE_DROPPED, carried = 1u << TL_STATE_CARRIED;
    return o->all ? open | done | dropped | carried : o->done ? done : o->dropped ? dropped : open;
}

/* -- the items, in order ------------------------------------------------------------------ */

typedef struct {
    const options *options;
    tl_list_filter filter;
    tl_digest *digest;   /* or NULL */
    tl_ledger *ledger;   /* or NULL */
    GPtrArray *selected; /* of the ledger's items */
} source;

static void clear_source(source *s)
{
    g_clear_pointer(&s->selected, g_ptr_array_unref);
    g_clear_pointer(&s->ledger, tl_ledger_free);
    g_clear_pointer(&s->digest, tl_digest_close);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(source, clear_source)

static gboolean load_ledger(tl_call *call, source *s, GError **error)
{
    const char *as_of = s->options->as_of, *slug = s->filter.person;
    g_clear_pointer(&s->digest, tl_digest_close);
    if (as_of)
        s->filter.today = tl_date_parse(as_of, call->today, error);
    if (s->filter.today != TL_DATE_NONE)
        s->ledger = as_of ? tl_ledger_load_as_of(call->notebook, slug, s->filter.today, error)
                          : tl_ledger_load(call->notebook, slug, NULL, error);
    if (s->ledger)
        s->selected = tl_list_select(tl_ledger_items(s->ledger), &s->filter);
    return s->ledger != NULL;
}

static gboolean load(tl_call *call, source *s, GError **error)
{
    if (!s->options->as_of && !s->filter.person)
        s->digest = tl_digest_start(call->notebook->repository);
    return s->digest || load_ledger(call, s, error);
}

/* What looks at one item after the other. */
typedef struct {
    tl_call *call;
    const source *source;
    void (*take)(tl_call *call, const tl_item *item, gpointer data);
    gpointer data;
    guint count;
} reader;

static void visit(const tl_item *item, gpointer data)
{
    reader *r = data;
    if (!tl_list_passes(item, &r->source->filter))
        return;
    r->take(r->call, item, r->data);
    r->count++;
}

/* Returns how many there are. */
static guint read_all(reader *r)
{
    const source *s = r->source;
    r->count = 0;
    if (s->digest)
        tl_digest_each_item(s->digest, states_of(s->options), s->options->agenda, visit, r);
    for (guint i = 0; !s->digest && i < s->selected->len; i++)
        visit(g_ptr_array_index(s->selected, i), r);
    return r->count;
}

/* FALSE: they are not as they were told. */
static gboolean confirm(tl_call *call, source *s, gboolean *is_told, GError **error)
{
    tl_digest_answer answer = s->digest ? tl_digest_confirm(s->digest) : TL_DIGEST_RIGHT;
    *is_told = answer == TL_DIGEST_RIGHT;
    return answer != TL_DIGEST_NONE || load_ledger(call, s, error);
}

/* Rows that are laid out before it is known that they count. */
#define HELD_MAX 16384

/* -- printed -------------------------------------------------------------------------------- */

static void take_json(tl_call *call, const tl_item *item, gpointer data)
{
    gboolean *has_any = data;
    tl_json_append_element(call->out, tl_list_to_json(item), !*has_any);
    *has_any = TRUE;
    tl_call_spill(call);
}

static void take_row(tl_call *call, const tl_item *item, gpointer data)
{
    tl_list_add(data, item);
    tl_call_spill(call);
}

/* One that may yet turn out not to be as it was told. */
static void take_held(tl_call *call, const tl_item *item, gpointer data)
{
    (void)call;
    tl_list_add(data, item);
}

static gboolean print_json(tl_call *call, source *s, guint *count, GError **error)
{
    gboolean is_told, has_any = FALSE;
    reader r = {call, s, take_json, &has_any, 0};
    if (!confirm(call, s, &is_told, error))
        return FALSE;
    g_string_append_c(call->out, '[');
    *count = read_all(&r);
    g_string_append(call->out, "]\n");
    return TRUE;
}

static void put_rows(reader *r, tl_list *list)
{
    int width = tl_terminal_is_output() ? tl_terminal_width() : 0;
    tl_table_begin(tl_list_table(list), r->call->out, width, r->call->colour);
    read_all(r);
}

/*
 * How wide the columns are is found out, and what is not too long is laid out, while others still
 * look whether it counts.
 */
static gboolean print_table(tl_call *call, source *s, guint *count, GError **error)
{
    gboolean is_told;
    g_autoptr(tl_list) list = tl_list_new(s->filter.today);
    reader r = {call, s, take_row, list, 0};
    gsize before = call->out->len;
    tl_table_measure(tl_list_table(list));
    *count = read_all(&r);
    gboolean is_open = s->digest && !tl_digest_is_confirmed(s->digest);
    gboolean is_held = is_open && *count <= HELD_MAX;
    r.take = is_held ? take_held : take_row;
    if (is_held)
        put_rows(&r, list);
    if (!confirm(call, s, &is_told, error))
        return FALSE;
    if (!is_told) {
        g_string_truncate(call->out, before);
        return print_table(call, s, count, error);
    }
    if (!is_held)
        put_rows(&r, list);
    return TRUE;
}

static gboolean fill_filter(tl_call *call, tl_list_filter *filter, tl_people **people,
                            GError **error)
{
    const options *o = call->options;
    *filter = (tl_list_filter){
        .state = state_of(o),
        .mine = o->mine,
        .theirs = o->theirs,
        .overdue = o->overdue,
        .agenda = o->agenda,
        .today = call->today,
    };
    if (call->count == 0)
        return TRUE;
    const tl_person *person = tl_call_person(call, call->arguments[0], people, error);
    filter->person = person ? person->slug : NULL;
    return person != NULL;
}

static int run(tl_call *call, GError **error)
{
    guint count = 0;
    g_autoptr(tl_people) people = NULL;
    g_auto(source) s = {.options = call->options};
    if (!check_options(s.options, error) || !fill_filter(call, &s.filter, &people, error))
        return TL_EXIT_USAGE;
    if (!load(call, &s, error) || !(call->json ? print_json : print_table)(call, &s, &count, error))
        return TL_EXIT_FAILED;
    return count ? TL_EXIT_OK : TL_EXIT_NEGATIVE;
}

const tl_command tl_command_followups = {
    .name = "followups",
    .alias = "todo",
    .arguments = N_("[PERSON]"),
    .most = 1,
    .summary = N_("promises, what is due first"),
    .details =
        N_("Lists the open follow-ups of everybody, or of PERSON's notes: overdue first, then by "
           "due date, mine first. The age is how long a promise has been open; `>3` tells that it "
           "was carried into three later notes.\n\n"
           "`--as-of` reads the notes as the last commit up to that day has them."),
    .options = OPTIONS,
    .options_size = sizeof(options),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_PAGES | TL_COMMAND_JSON,
    .run = run,
};
