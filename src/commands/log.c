#include "commands_internal.h"
#include "common_internal.h"

#include "tl11/file.h"
#include "tl11/followup.h"
#include "tl11/json.h"
#include "tl11/table.h"
#include "tl11/walk.h"

#include <stdio.h>
#include <string.h>

/* A meeting, and what its note holds. */
typedef struct {
    const tl_note_name *name;
    const char *commit; /* or NULL */
    char *path;
    char *title;
    GPtrArray *sections; /* char *: "team.a" */
    guint open;
    guint closed;
} row;

static void clear_row(row *r)
{
    g_free(r->path);
    g_free(r->title);
    if (r->sections)
        g_ptr_array_unref(r->sections);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(row, clear_row)

/* A guide section holds something when it, or a heading below it, does. */
static void collect_sections(row *r, const tl_note *note)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < note->sections->len; i++) {
        const tl_section *section = g_ptr_array_index(note->sections, i);
        int top = tl_note_top_section(note, (int)i);
        const tl_section *guide = g_ptr_array_index(note->sections, (guint)top);
        if (section->is_filled && guide->kind == TL_SECTION_GUIDE &&
            g_hash_table_add(seen, GINT_TO_POINTER(guide->letter)))
            g_ptr_array_add(r->sections,
                            g_strdup_printf("%s.%c", r->name->relationship, guide->letter));
    }
}

static void count_followups(row *r, const char *text, gsize length, const tl_note *note)
{
    g_autoptr(GPtrArray) followups = tl_followup_parse(text, length, note, r->name->date);
    for (guint i = 0; i < followups->len; i++) {
        const tl_followup *followup = g_ptr_array_index(followups, i);
        if (followup->section_kind == TL_SECTION_AGENDA)
            continue;
        r->open += followup->state == TL_STATE_OPEN;
        r->closed += followup->state == TL_STATE_DONE || followup->state == TL_STATE_DROPPED;
    }
}

static gboolean read_row(const tl_call *call, row *r, GError **error)
{
    r->path =
        tl_note_name_path(r->name->relationship, r->name->person, r->name->date, r->name->number);
    r->sections = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GBytes) content = tl_file_read(call->notebook->root_fd, r->path, TL_FILE_MAX, error);
    if (!content)
        return FALSE;
    gsize length;
    const char *text = g_bytes_get_data(content, &length);
    g_autoptr(tl_note) note = tl_note_parse(text, length);
    r->title = g_strdup(note->title);
    collect_sections(r, note);
    count_followups(r, text, length, note);
    return TRUE;
}

static json_t *to_json(const row *r)
{
    json_t *object = json_object();
    json_t *sections = json_array();
    for (guint i = 0; i < r->sections->len; i++)
        json_array_append_new(sections, tl_json_text(g_ptr_array_index(r->sections, i)));
    json_object_set_new(object, "person", tl_json_text(r->name->person));
    json_object_set_new(object, "relationship", tl_json_text(r->name->relationship));
    json_object_set_new(object, "date", tl_json_date(r->name->date));
    json_object_set_new(object, "path", tl_json_text(r->path));
    json_object_set_new(object, "title", tl_json_text(r->title));
    json_object_set_new(object, "sections", sections);
    json_object_set_new(object, "followups_open", json_integer(r->open));
    json_object_set_new(object, "followups_closed", json_integer(r->closed));
    json_object_set_new(object, "commit", tl_json_text(r->commit));
    return object;
}

static void add_row(tl_table *table, const row *r)
{
    char date[TL_DATE_SIZE];
    g_autoptr(GString) sections = g_string_new(NULL);
    for (guint i = 0; i < r->sections->len; i++) {
        const char *key = g_ptr_array_index(r->sections, i);
        g_string_append_c(sections, g_ascii_toupper(key[strlen(key) - 1]));
    }
    g_autofree char *commit = r->commit ? g_strndup(r->commit, 7) : NULL;
    tl_date_format(r->name->date, date);
    /* A day's second note as show and edit take it. */
    if (r->name->number > 1)
        tl_table_add_format(table, TL_STYLE_RESET, "%s-%u", date, r->name->number);
    else
        tl_table_add(table, date, TL_STYLE_RESET);
    tl_table_add(table, r->name->person, TL_STYLE_PERSON);
    tl_table_add(table, r->name->relationship, TL_STYLE_DIM);
    tl_table_add(table, sections->str, TL_STYLE_RESET);
    tl_table_add_format(table, r->open ? TL_STYLE_WARN : TL_STYLE_DIM, "%u", r->open);
    tl_table_add_format(table, TL_STYLE_DIM, "%u", r->closed);
    tl_table_add(table, commit ? commit : _("not committed"),
                 commit ? TL_STYLE_DIM : TL_STYLE_WARN);
    tl_table_add(table, r->title, TL_STYLE_RESET);
}

static tl_table *new_table(void)
{
    const tl_table_column columns[] = {
        {_("date"), TL_ALIGN_LEFT},         {_("person"), TL_ALIGN_LEFT},
        {_("relationship"), TL_ALIGN_LEFT}, {_("sections"), TL_ALIGN_LEFT},
        {_("open"), TL_ALIGN_RIGHT},        {_("closed"), TL_ALIGN_RIGHT},
        {_("commit"), TL_ALIGN_LEFT},       {_("title"), TL_ALIGN_LEFT},
    };
    return tl_table_new(columns, G_N_ELEMENTS(columns), G_N_ELEMENTS(columns) - 1);
}

/* The notes of one person, or of all: oldest first. */
static GPtrArray *collect_notes(tl_call *call, GError **error)
{
    g_autoptr(tl_people) people = tl_people_load(call->notebook, error);
    if (!people)
        return NULL;
    if (call->count > 0) {
        const tl_person *person = tl_people_find(call->notebook, people, call->arguments[0], error);
        return person ? tl_people_notes(call->notebook, person->slug, error) : NULL;
    }
    return tl_people_all_notes(call->notebook, error);
}

/* A note that cannot be read is named; the others are listed all the same. */
static int list(tl_call *call, const GPtrArray *notes, GHashTable *commits)
{
    g_autoptr(tl_table) table = new_table();
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    json_t *array = json_array();
    for (guint i = notes->len; i > 0; i--) {
        g_auto(row) r = {.name = g_ptr_array_index(notes, i - 1)};
        g_autoptr(GError) failure = NULL;
        if (!read_row(call, &r, &failure)) {
            g_ptr_array_add(problems, g_strdup(failure->message));
            continue;
        }
        r.commit = g_hash_table_lookup(commits, r.path);
        json_array_append_new(array, to_json(&r));
        add_row(table, &r);
    }
    if (call->json) {
        tl_json_append(call->out, array);
    } else {
        json_decref(array);
        int width = tl_terminal_is_output() ? tl_terminal_width() : 0;
        g_autofree char *text = tl_table_format(table, width, call->colour);
        g_string_append(call->out, text);
    }
    tl_call_warn(problems);
    return problems->len ? TL_EXIT_FAILED : notes->len ? TL_EXIT_OK : TL_EXIT_NEGATIVE;
}

static int run(tl_call *call, GError **error)
{
    g_autoptr(GPtrArray) notes = collect_notes(call, error);
    if (!notes)
        return TL_EXIT_FAILED;
    gboolean is_whole;
    g_autoptr(GHashTable) commits =
        tl_walk_last_commits(call->notebook->repository, "", &is_whole, error);
    if (!commits)
        return TL_EXIT_FAILED;
    int status = list(call, notes, commits);
    if (!is_whole) {
        fputs(_("tl11: history is not all here (a shallow clone?): some commits are unknown\n"),
              stderr);
        return status == TL_EXIT_OK ? TL_EXIT_FAILED : status;
    }
    return status;
}

const tl_command tl_command_log = {
    .name = "log",
    .arguments = N_("[PERSON]"),
    .most = 1,
    .summary = N_("the timeline of meetings"),
    .details = N_("Lists the notes with PERSON, or with everybody, the newest first: the guide's "
                  "sections that hold something, follow-ups open and closed, and the commit that "
                  "last changed the note. Notes from a former relationship are among them."),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_PAGES | TL_COMMAND_JSON,
    .run = run,
};
