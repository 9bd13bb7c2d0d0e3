#include "commands_internal.h"
#include "common_internal.h"

#include "tl11/file.h"
#include "tl11/followup_list.h"
#include "tl11/guard.h"
#include "tl11/json.h"
#include "tl11/lost.h"
#include "tl11/scaffold.h"
#include "tl11/table.h"
#include "tl11/text.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    char *restore;
    gboolean agenda;
} options;

static const tl_option OPTIONS[] = {
    {"restore", 0, G_OPTION_ARG_FILENAME, offsetof(options, restore), N_("ID"),
     N_("put that one back into today's note")},
    {"agenda", 0, G_OPTION_ARG_NONE, offsetof(options, agenda), NULL,
     N_("talking points, not promises")},
    {NULL, 0, G_OPTION_ARG_NONE, 0, NULL, NULL},
};

static json_t *to_json(const tl_lost *lost)
{
    json_t *object = tl_list_followup_json(lost->followup, lost->relationship);
    json_object_set_new(object, "state", tl_json_text("lost"));
    json_object_set_new(object, "person", tl_json_text(lost->person));
    json_object_set_new(object, "relationship", tl_json_text(lost->relationship));
    json_object_set_new(object, "note", tl_json_date(lost->note));
    json_object_set_new(object, "path", tl_json_text(lost->path));
    json_object_set_new(object, "born", tl_json_date(lost->born));
    json_object_set_new(object, "carried", json_integer(lost->carried));
    json_object_set_new(object, "closed", json_null());
    json_object_set_new(object, "removed_in", tl_json_text(lost->removed_in));
    json_object_set_new(object, "removed_on", tl_json_date(lost->removed_on));
    return object;
}

static void add_row(tl_table *table, const tl_lost *lost)
{
    char note[TL_DATE_SIZE], removed[TL_DATE_SIZE];
    const char *owner = lost->followup->owner;
    tl_table_add(table, lost->followup->id ? lost->followup->id : "-", TL_STYLE_DIM);
    tl_table_add(table, owner ? owner : "me", owner ? TL_STYLE_RESET : TL_STYLE_BOLD);
    tl_table_add(table, lost->person, TL_STYLE_PERSON);
    tl_table_add(table, lost->followup->text, TL_STYLE_RESET);
    tl_table_add(table, tl_date_format(lost->note, note), TL_STYLE_RESET);
    tl_table_add(table, tl_date_format(lost->removed_on, removed), TL_STYLE_WARN);
    tl_table_add_format(table, TL_STYLE_DIM, "%.7s", lost->removed_in);
}

static void print(tl_call *call, const GPtrArray *found)
{
    if (call->json) {
        json_t *array = json_array();
        for (guint i = 0; i < found->len; i++)
            json_array_append_new(array, to_json(g_ptr_array_index(found, i)));
        tl_json_append(call->out, array);
        return;
    }
    const tl_table_column columns[] = {
        {_("id"), TL_ALIGN_LEFT},      {_("owner"), TL_ALIGN_LEFT}, {_("person"), TL_ALIGN_LEFT},
        {_("promise"), TL_ALIGN_LEFT}, {_("note"), TL_ALIGN_LEFT},  {_("gone on"), TL_ALIGN_LEFT},
        {_("commit"), TL_ALIGN_LEFT},
    };
    g_autoptr(tl_table) table = tl_table_new(columns, G_N_ELEMENTS(columns), 3);
    for (guint i = 0; i < found->len; i++)
        add_row(table, g_ptr_array_index(found, i));
    int width = tl_terminal_is_output() ? tl_terminal_width() : 0;
    g_autofree char *text = tl_table_format(table, width, call->colour);
    g_string_append(call->out, text);
}

static gboolean is_named(const tl_lost *lost, const char *text)
{
    g_autofree char *key = tl_followup_key(lost->followup);
    g_autofree char *folded = tl_text_fold(text, -1);
    return lost->followup->id ? tl_id_begins(lost->followup->id, text) : strcmp(key, folded) == 0;
}

static gboolean fail_ambiguous(const char *text, const GPtrArray *named, GError **error)
{
    g_autoptr(GString) list = g_string_new(NULL);
    for (guint i = 0; i < named->len; i++) {
        const tl_lost *lost = g_ptr_array_index(named, i);
        g_string_append_printf(list, "\n%s  %s  %s", lost->followup->id ? lost->followup->id : "-",
                               lost->person, lost->followup->text);
    }
    g_autofree char *quoted = tl_text_quote(text);
    return tl_error_set(error, TL_EXIT_USAGE, _("%s may be several lost follow-ups:%s"), quoted,
                        list->str);
}

/* By a unique beginning of its id, or by its text where it never had one. */
static const tl_lost *find_named(const GPtrArray *found, const char *text, GError **error)
{
    g_autoptr(GPtrArray) named = g_ptr_array_new();
    for (guint i = 0; *text && i < found->len; i++)
        if (is_named(g_ptr_array_index(found, i), text))
            g_ptr_array_add(named, g_ptr_array_index(found, i));
    if (named->len == 1)
        return g_ptr_array_index(named, 0);
    g_autofree char *quoted = tl_text_quote(text);
    if (named->len > 1)
        fail_ambiguous(text, named, error);
    else
        tl_error_set(error, TL_EXIT_USAGE,
                     _("no lost follow-up %s: 'tl11 lost' lists them, by their ids or, where "
                       "there is none, their text"),
                     quoted);
    return NULL;
}

/* Today's note as it is, or the scaffold of one; *there is what the work tree holds. */
static GBytes *find_note(tl_call *call, const tl_person *person, char **path, GBytes **there,
                         GError **error)
{
    g_autoptr(GPtrArray) notes = tl_people_notes(call->notebook, person->slug, error);
    if (!notes)
        return NULL;
    const tl_note_name *name = tl_people_note_of(notes, call->today, 0);
    *path = tl_note_name_path(name ? name->relationship : person->relationship, person->slug,
                              call->today, name ? name->number : 1);
    if (!name)
        return tl_scaffold_fill(
            call->notebook, person, *path,
            tl_notebook_language(call->notebook, person->has_language, person->language), FALSE,
            error);
    *there = tl_file_read(call->notebook->root_fd, *path, TL_FILE_MAX, error);
    if (!*there || !tl_call_demand_clean(call, person->slug, error))
        return NULL;
    return g_bytes_ref(*there);
}

static int restore(tl_call *call, const tl_lost *lost, GError **error)
{
    g_autoptr(tl_people) people = tl_people_load(call->notebook, error);
    const tl_person *person =
        people ? tl_people_find(call->notebook, people, lost->person, error) : NULL;
    g_autofree char *path = NULL;
    g_autoptr(GBytes) there = NULL;
    g_autoptr(GBytes) content = person ? find_note(call, person, &path, &there, error) : NULL;
    if (!content)
        return TL_EXIT_FAILED;
    g_autofree char *line = tl_followup_format(lost->followup, lost->born, lost->followup->id);
    tl_section_kind kind =
        lost->followup->is_private ? TL_SECTION_PRIVATE : lost->followup->section_kind;
    g_autoptr(GBytes) with = tl_guard_insert(content, kind, line, tl_language_current());
    g_autoptr(tl_save) save = tl_save_new(call->notebook);
    char commit[TL_OBJECT_NAME_SIZE] = "";
    if (!tl_save_note(save, path, with, there, error) || !tl_save_commit(save, NULL, commit, error))
        return TL_EXIT_FAILED;
    tl_call_report(call, path, commit);
    return TL_EXIT_OK;
}

static int run(tl_call *call, GError **error)
{
    const options *o = call->options;
    g_autofree char *gap = NULL;
    if (o->restore && !tl_call_prepare_writing(call, error))
        return TL_EXIT_FAILED;
    g_autoptr(GPtrArray) found = tl_lost_find(call->notebook, o->agenda, &gap, error);
    if (!found)
        return TL_EXIT_FAILED;
    if (o->restore) {
        const tl_lost *lost = find_named(found, o->restore, error);
        return lost ? restore(call, lost, error) : TL_EXIT_USAGE;
    }
    print(call, found);
    if (gap) {
        tl_error_set(error, TL_EXIT_FAILED, _("history is not all here, so there may be more: %s"),
                     gap);
        return TL_EXIT_FAILED;
    }
    return found->len ? TL_EXIT_OK : TL_EXIT_NEGATIVE;
}

const tl_command tl_command_lost = {
    .name = "lost",
    .summary = N_("promises that went away unnoticed"),
    .details =
        N_("Reads all of history for follow-ups that were open and are gone, or carried "
           "everywhere and open nowhere, without having been done or dropped: a line deleted, a "
           "merge resolved without it, a note removed. With the commit that did it, the latest "
           "first.\n\n"
           "`--restore` puts one back, by any unique beginning of its ID (or by its text, where it "
           "never had one), into today's note with that person, and commits it."),
    .options = OPTIONS,
    .options_size = sizeof(options),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_PAGES | TL_COMMAND_JSON,
    .run = run,
};
