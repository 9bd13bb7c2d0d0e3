#include "commands_internal.h"
#include "common_internal.h"

#include "tl11/as_of.h"
#include "tl11/cache.h"
#include "tl11/edits.h"
#include "tl11/file.h"
#include "tl11/followup.h"
#include "tl11/json.h"
#include "tl11/revision.h"
#include "tl11/table.h"
#include "tl11/walk.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    char *as_of;
} options;

static const tl_option OPTIONS[] = {
    {"as-of", 0, G_OPTION_ARG_FILENAME, offsetof(options, as_of), N_("DATE"),
     N_("as it stood at the end of that day")},
    {NULL, 0, G_OPTION_ARG_NONE, 0, NULL, NULL},
};

/* Which notes are listed, and when. */
typedef struct {
    tl_call *call;
    const char *slug;                 /* NULL: of everybody */
    tl_date day;                      /* TL_DATE_NONE: as they stand */
    char commit[TL_OBJECT_NAME_SIZE]; /* that has them then; else "" */
} scope;

/* A meeting, and what its note holds. */
typedef struct {
    tl_note_name *name;
    guint edited;       /* how many days after it; 0: not */
    const char *commit; /* or NULL */
    char *path;
    char *title;
    char *sections; /* letters */
    guint open;
    guint closed;
} row;

static void clear_row(gpointer data)
{
    row *r = data;
    tl_note_name_free(r->name);
    g_free(r->path);
    g_free(r->title);
    g_free(r->sections);
}

static void count_followups(row *r, const char *text, gsize length, const tl_note *note)
{
    g_autoptr(GPtrArray) followups = tl_followup_parse(text, length, note, r->name->date);
    for (guint i = 0; i < followups->len; i++) {
        const tl_followup *followup = g_ptr_array_index(followups, i);
        if (followup->section_kind == TL_SECTION_AGENDA)
            continue;
        r->open += followup->state == TL_STATE_OPEN;
        r->closed += tl_state_is_closed(followup->state) ? 1 : 0;
    }
}

static gboolean read_row(const scope *s, row *r, GError **error)
{
    const tl_notebook *notebook = s->call->notebook;
    g_autoptr(GBytes) content =
        *s->commit ? tl_revision_read(notebook->repository, s->commit, r->path, TL_FILE_MAX, error)
                   : tl_file_read(notebook->root_fd, r->path, TL_FILE_MAX, error);
    if (!content)
        return FALSE;
    gsize length;
    const char *text = g_bytes_get_data(content, &length);
    g_autoptr(tl_note) note = tl_note_parse(text, length);
    r->title = g_strdup(note->title);
    r->sections = tl_digest_sections(note);
    count_followups(r, text, length, note);
    return TRUE;
}

static GPtrArray *list_names(const scope *s, GError **error)
{
    const tl_notebook *notebook = s->call->notebook;
    if (*s->commit)
        return tl_as_of_notes(notebook, s->commit, s->slug, error);
    return s->slug ? tl_people_notes(notebook, s->slug, error)
                   : tl_people_all_notes(notebook, error);
}

/* A note that cannot be read is named; the others are listed all the same. */
static gboolean read_rows(const scope *s, GArray *rows, GPtrArray *problems, GError **error)
{
    g_autoptr(GPtrArray) names = list_names(s, error);
    for (guint i = 0; names && i < names->len; i++) {
        g_autoptr(GError) failure = NULL;
        row r = {.name = g_steal_pointer(&g_ptr_array_index(names, i))};
        r.path = tl_note_name_format(r.name);
        if (!read_row(s, &r, &failure)) {
            g_ptr_array_add(problems, g_strdup(failure->message));
            clear_row(&r);
            continue;
        }
        g_array_append_val(rows, r);
    }
    return names != NULL;
}

static int compare_rows(gconstpointer a, gconstpointer b)
{
    return tl_note_name_compare(((const row *)a)->name, ((const row *)b)->name);
}

static void take_rows(const tl_digest *digest, GArray *rows)
{
    g_autoptr(GArray) entries = tl_digest_entries(digest);
    for (guint i = 0; i < entries->len; i++) {
        tl_digest_entry *entry = &g_array_index(entries, tl_digest_entry, i);
        row r = {.name = g_steal_pointer(&entry->name),
                 .title = g_strdup(entry->title),
                 .sections = g_strdup(entry->sections),
                 .open = entry->open,
                 .closed = entry->closed};
        r.path = tl_note_name_format(r.name);
        g_array_append_val(rows, r);
    }
    g_array_sort(rows, compare_rows);
}

/* The notes of one person, or of all (NULL): oldest first. */
static GArray *collect_rows(const scope *s, GPtrArray *problems, GError **error)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(row));
    g_autoptr(tl_digest) digest =
        *s->commit ? NULL : tl_digest_open(s->call->notebook->repository, s->slug);
    g_array_set_clear_func(rows, clear_row);
    if (digest)
        take_rows(digest, rows);
    else if (!read_rows(s, rows, problems, error))
        return NULL;
    return g_steal_pointer(&rows);
}

/* Path to the commit that brought what HEAD has there. NULL: not without doubt. */
static GHashTable *look_up_commits(tl_cache *cache, const char *slug)
{
    g_autoptr(GArray) notes = tl_cache_notes(cache, slug, NULL);
    if (!notes || tl_cache_gap(cache))
        return NULL;
    GHashTable *commits = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; i < notes->len; i++) {
        const tl_cache_note *note = &g_array_index(notes, tl_cache_note, i);
        char name[TL_OBJECT_NAME_SIZE];
        tl_cache_commit_name(&note->last, name);
        g_hash_table_insert(commits, g_strdup(note->path), g_strdup(name));
    }
    return commits;
}

static GHashTable *find_commits(const scope *s, tl_cache *cache, gboolean *is_whole, GError **error)
{
    *is_whole = TRUE;
    GHashTable *commits = !cache       ? NULL
                          : *s->commit ? tl_cache_last_commits_at(cache, s->commit, s->slug, NULL)
                                       : look_up_commits(cache, s->slug);
    return commits ? commits
                   : tl_walk_last_commits_of(s->call->notebook->repository,
                                             *s->commit ? s->commit : NULL, "", is_whole, error);
}

/* How late each note was edited, as far as history is at hand. */
static void look_up_edits(const scope *s, tl_cache *cache, GArray *rows)
{
    g_autoptr(GHashTable) edits = cache ? tl_edits_load(cache, s->slug, s->day, NULL) : NULL;
    /* Where history ends early, all that is older seems to come with its last commit. */
    if (!edits || tl_cache_gap(cache))
        return;
    for (guint i = 0; i < rows->len; i++) {
        row *r = &g_array_index(rows, row, i);
        tl_date day = GPOINTER_TO_UINT(g_hash_table_lookup(edits, r->path));
        r->edited = day > r->name->date ? day - r->name->date : 0;
    }
}

static json_t *to_json(const row *r)
{
    json_t *object = json_object();
    json_t *sections = json_array();
    for (const char *letter = r->sections; *letter; letter++)
        json_array_append_new(sections, json_sprintf("%s.%c", r->name->relationship, *letter));
    json_object_set_new(object, "person", tl_json_text(r->name->person));
    json_object_set_new(object, "relationship", tl_json_text(r->name->relationship));
    json_object_set_new(object, "date", tl_json_date(r->name->date));
    json_object_set_new(object, "path", tl_json_text(r->path));
    json_object_set_new(object, "title", tl_json_text(r->title));
    json_object_set_new(object, "sections", sections);
    json_object_set_new(object, "followups_open", json_integer(r->open));
    json_object_set_new(object, "followups_closed", json_integer(r->closed));
    json_object_set_new(object, "commit", tl_json_text(r->commit));
    json_object_set_new(object, "edited_after", r->edited ? json_integer(r->edited) : json_null());
    return object;
}

static void add_row(tl_table *table, const row *r)
{
    char date[TL_DATE_SIZE];
    g_autofree char *sections = g_ascii_strup(r->sections, -1);
    g_autofree char *commit = r->commit ? g_strndup(r->commit, 7) : NULL;
    tl_date_format(r->name->date, date);
    /* A day's second note as show and edit take it. */
    if (r->name->number > 1)
        tl_table_add_format(table, TL_STYLE_RESET, "%s-%u", date, r->name->number);
    else
        tl_table_add(table, date, TL_STYLE_RESET);
    tl_table_add(table, r->name->person, TL_STYLE_PERSON);
    tl_table_add(table, r->name->relationship, TL_STYLE_DIM);
    tl_table_add(table, sections, TL_STYLE_RESET);
    tl_table_add_format(table, r->open ? TL_STYLE_WARN : TL_STYLE_DIM, "%u", r->open);
    tl_table_add_format(table, TL_STYLE_DIM, "%u", r->closed);
    tl_table_add(table, commit ? commit : _("not committed"),
                 commit ? TL_STYLE_DIM : TL_STYLE_WARN);
    if (r->edited)
        tl_table_add_format(table, TL_STYLE_DIM, _("+%ud"), r->edited);
    else
        tl_table_add(table, NULL, TL_STYLE_RESET);
    tl_table_add(table, r->title, TL_STYLE_RESET);
}

static tl_table *new_table(void)
{
    const tl_table_column columns[] = {
        {_("date"), TL_ALIGN_LEFT},         {_("person"), TL_ALIGN_LEFT},
        {_("relationship"), TL_ALIGN_LEFT}, {_("sections"), TL_ALIGN_LEFT},
        {_("open"), TL_ALIGN_RIGHT},        {_("closed"), TL_ALIGN_RIGHT},
        {_("commit"), TL_ALIGN_LEFT},       {_("edited"), TL_ALIGN_RIGHT},
        {_("title"), TL_ALIGN_LEFT},
    };
    return tl_table_new(columns, G_N_ELEMENTS(columns), G_N_ELEMENTS(columns) - 1);
}

static void print(tl_call *call, const GArray *rows, GHashTable *commits)
{
    g_autoptr(tl_table) table = new_table();
    json_t *array = call->json ? json_array() : NULL;
    for (guint i = rows->len; i > 0; i--) {
        row *r = &g_array_index(rows, row, i - 1);
        r->commit = g_hash_table_lookup(commits, r->path);
        if (array)
            json_array_append_new(array, to_json(r));
        else
            add_row(table, r);
    }
    if (array) {
        tl_json_append(call->out, array);
        return;
    }
    int width = tl_terminal_is_output() ? tl_terminal_width() : 0;
    g_autofree char *text = tl_table_format(table, width, call->colour);
    g_string_append(call->out, text);
}

static int list(const scope *s, GError **error)
{
    gboolean is_whole = TRUE;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    /* As without it nothing would be known of edits, it is made even where it cannot be kept. */
    g_autoptr(tl_cache) cache = tl_cache_open(s->call->notebook->repository, TL_CACHE_MAKE, NULL);
    g_autoptr(GArray) rows = collect_rows(s, problems, error);
    g_autoptr(GHashTable) commits = rows ? find_commits(s, cache, &is_whole, error) : NULL;
    if (!commits)
        return TL_EXIT_FAILED;
    look_up_edits(s, cache, rows);
    print(s->call, rows, commits);
    tl_call_warn(problems);
    if (!is_whole)
        fputs(_("tl11: history is not all here (a shallow clone?): some commits are unknown\n"),
              stderr);
    if (problems->len || (!is_whole && rows->len))
        return TL_EXIT_FAILED;
    return rows->len ? TL_EXIT_OK : TL_EXIT_NEGATIVE;
}

static gboolean read_day(scope *s, GError **error)
{
    const options *o = s->call->options;
    if (!o->as_of)
        return TRUE;
    s->day = tl_date_parse(o->as_of, s->call->today, error);
    return s->day != TL_DATE_NONE && tl_as_of_commit(s->call->notebook, s->day, s->commit, error);
}

static int run(tl_call *call, GError **error)
{
    scope s = {.call = call, .day = TL_DATE_NONE};
    g_autoptr(tl_people) people = NULL;
    if (!read_day(&s, error))
        return TL_EXIT_FAILED;
    if (call->count > 0) {
        const tl_person *person = tl_call_person(call, call->arguments[0], &people, error);
        if (!person)
            return TL_EXIT_FAILED;
        s.slug = person->slug;
    }
    return list(&s, error);
}

const tl_command tl_command_log = {
    .name = "log",
    .arguments = N_("[PERSON]"),
    .most = 1,
    .summary = N_("the timeline of meetings"),
    .details = N_("Lists the notes with PERSON, or with everybody, the newest first: the guide's "
                  "sections that hold something, follow-ups open and closed, and the commit that "
                  "last changed the note. Notes from a former relationship are among them.\n\n"
                  "`+3d` under edited tells that words of the note were added, changed or removed "
                  "three days after the meeting; marks of follow-ups are no edits.\n\n"
                  "`--as-of` reads the notes as the last commit up to that day has them."),
    .options = OPTIONS,
    .options_size = sizeof(options),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_PAGES | TL_COMMAND_JSON,
    .run = run,
};
