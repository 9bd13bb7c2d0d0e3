#include "commands_internal.h"
#include "save_internal.h"
#include "session_internal.h"

#include "tl11/agenda.h"
#include "tl11/file.h"
#include "tl11/scaffold.h"
#include "tl11/text.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    char *message;
    gboolean drop_missing;
} options;

static const tl_option OPTIONS[] = {
    {"drop-missing", 0, G_OPTION_ARG_NONE, offsetof(options, drop_missing), NULL,
     N_("follow-ups that are gone from the text are dropped")},
    {"message", 'm', G_OPTION_ARG_FILENAME, offsetof(options, message), N_("TEXT"),
     N_("the commit's subject")},
    {NULL, 0, G_OPTION_ARG_NONE, 0, NULL, NULL},
};

/* The people meant, by slug; empty: everybody, and the notebook's own files. */
static GHashTable *collect_slugs(tl_call *call, char *const *words, const tl_people *people,
                                 GError **error)
{
    g_autoptr(GHashTable) slugs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (gsize i = 0; words && words[i]; i++) {
        const tl_person *person = tl_people_find(call->notebook, people, words[i], error);
        if (!person)
            return NULL;
        g_hash_table_add(slugs, g_strdup(person->slug));
    }
    return g_steal_pointer(&slugs);
}

static gboolean is_notebook_file(const char *path)
{
    return strcmp(path, TL_NOTEBOOK_MARKER) == 0 || strcmp(path, ".gitattributes") == 0 ||
           strcmp(path, ".gitignore") == 0 ||
           (g_str_has_prefix(path, "guide/") && g_str_has_suffix(path, ".md"));
}

/* Whether a changed path is tl11's to commit, and of somebody meant. */
static gboolean is_meant(GHashTable *slugs, const char *path)
{
    g_auto(GStrv) parts = g_strsplit(path, "/", 4);
    if (g_strv_length(parts) != 3 || !tl_text_is_slug(parts[0]) || !tl_text_is_slug(parts[1]))
        return g_hash_table_size(slugs) == 0 && is_notebook_file(path);
    if (g_hash_table_size(slugs) > 0 && !g_hash_table_contains(slugs, parts[1]))
        return FALSE;
    return tl_note_holds_items(path) || strcmp(parts[2], "person.ini") == 0;
}

/* A scaffold that nobody has written in is not held: it stays out of history. */
static gboolean is_untouched(tl_call *call, const tl_people *people, const tl_note_name *name,
                             const char *path, GBytes *prepared)
{
    const tl_person *person = tl_people_get(people, name->person);
    if (!person)
        return FALSE;
    for (tl_language language = 0; language < TL_LANGUAGES; language++) {
        g_autoptr(GBytes) bytes =
            tl_scaffold_fill(call->notebook, person, path, language, FALSE, NULL);
        g_autoptr(GBytes) bare = bytes ? tl_save_prepare(call->notebook, path, bytes, NULL) : NULL;
        if (bare && tl_call_is_same_text(bare, prepared))
            return TRUE;
    }
    return FALSE;
}

/* What is being collected. */
typedef struct {
    tl_call *call;
    tl_save *save;
    const tl_people *people;
    GHashTable *fresh; /* slug to a GString: the text of the person's notes that are new */
} collecting;

static void free_string(gpointer string)
{
    g_string_free(string, TRUE);
}

static void remember_fresh(collecting *c, const char *slug, GBytes *prepared)
{
    GString *text = g_hash_table_lookup(c->fresh, slug);
    if (!text) {
        text = g_string_new(NULL);
        g_hash_table_insert(c->fresh, g_strdup(slug), text);
    }
    g_string_append_len(text, g_bytes_get_data(prepared, NULL), (gssize)g_bytes_get_size(prepared));
    g_string_append(text, "\n\n");
}

/* A scaffold made by note --no-edit took the points of next.md along. */
static gboolean consume_agendas(collecting *c, GError **error)
{
    GHashTableIter iter;
    gpointer slug, text;
    g_hash_table_iter_init(&iter, c->fresh);
    while (g_hash_table_iter_next(&iter, &slug, &text)) {
        const tl_person *person = tl_people_get(c->people, slug);
        g_autoptr(GBytes) notes = g_bytes_new(((GString *)text)->str, ((GString *)text)->len);
        if (!person)
            continue;
        GPtrArray *changes = tl_agenda_consume(c->call->notebook, person, notes, error);
        if (!changes)
            return FALSE;
        g_ptr_array_extend_and_steal(tl_save_changes(c->save), changes);
    }
    return TRUE;
}

static gboolean add_note(collecting *c, const tl_status_entry *entry, GBytes *content,
                         GError **error)
{
    tl_call *call = c->call;
    g_autoptr(tl_note_name) name = tl_note_name_parse(entry->path);
    g_autoptr(GBytes) prepared = tl_save_prepare(call->notebook, entry->path, content, error);
    if (!prepared)
        return FALSE;
    if (entry->kind == TL_CHANGE_ADDED &&
        is_untouched(call, c->people, name, entry->path, prepared)) {
        fprintf(stderr, _("tl11: %s: nothing is written in it yet, left alone\n"), entry->path);
        return TRUE;
    }
    if (entry->kind == TL_CHANGE_ADDED)
        remember_fresh(c, name->person, prepared);
    return tl_save_note(c->save, entry->path, prepared, content, error);
}

/* A person.ini that cannot be read does not get into history. */
static gboolean check_person(const char *path, GBytes *content, GError **error)
{
    if (!g_str_has_suffix(path, "/person.ini"))
        return TRUE;
    g_autoptr(tl_person) person = tl_person_parse(content, path, error);
    return person != NULL;
}

static gboolean add_entry(collecting *c, const tl_status_entry *entry, GError **error)
{
    if (tl_save_has(c->save, entry->path))
        return TRUE;
    if (entry->kind == TL_CHANGE_DELETED) {
        tl_save_change(c->save, tl_change_new(entry->path, NULL, NULL));
        return TRUE;
    }
    g_autoptr(GBytes) content =
        tl_file_read(c->call->notebook->root_fd, entry->path, TL_FILE_MAX, error);
    if (!content || !check_person(entry->path, content, error))
        return FALSE;
    g_autoptr(tl_note_name) name = tl_note_name_parse(entry->path);
    if (name)
        return add_note(c, entry, content, error);
    tl_save_change(c->save, tl_change_new(entry->path, content, content));
    return TRUE;
}

static gboolean add_entries(collecting *c, const GPtrArray *entries, GHashTable *slugs,
                            gboolean notes, GError **error)
{
    for (guint i = 0; i < entries->len; i++) {
        const tl_status_entry *entry = g_ptr_array_index(entries, i);
        g_autoptr(tl_note_name) name = tl_note_name_parse(entry->path);
        if ((name != NULL) == notes && is_meant(slugs, entry->path) && !add_entry(c, entry, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean collect(tl_call *call, char *const *words, tl_save *save, GError **error)
{
    g_autoptr(tl_people) people = tl_people_load(call->notebook, error);
    g_autoptr(GHashTable) slugs = people ? collect_slugs(call, words, people, error) : NULL;
    g_autoptr(GPtrArray) entries =
        slugs ? tl_repository_status(call->notebook->repository, "", error) : NULL;
    g_autoptr(GHashTable) fresh =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_string);
    collecting c = {call, save, people, fresh};
    /* Notes first: what they took from next.md is settled before it is looked at itself. */
    return entries && add_entries(&c, entries, slugs, TRUE, error) && consume_agendas(&c, error) &&
           add_entries(&c, entries, slugs, FALSE, error);
}

gboolean tl_call_save(tl_call *call, char *const *words, const char *message, gboolean drop_missing,
                      GError **error)
{
    g_autoptr(tl_save) save = tl_save_new(call->notebook);
    if (!collect(call, words, save, error) || !tl_call_guard(call, save, drop_missing, error))
        return FALSE;
    GError *failure = NULL;
    if (tl_save_is_empty(save, &failure))
        return tl_error_set(error, TL_EXIT_NEGATIVE, _("nothing to save: all is committed"));
    char commit[TL_OBJECT_NAME_SIZE] = "";
    if (failure || !tl_save_commit(save, message, commit, &failure)) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    const GPtrArray *changes = tl_save_changes(save);
    for (guint i = 0; i < changes->len; i++) {
        const tl_change *change = g_ptr_array_index(changes, i);
        tl_call_report(call, change->path, commit);
    }
    return TRUE;
}

static int run(tl_call *call, GError **error)
{
    const options *o = call->options;
    if (!tl_call_check_message(o->message, error))
        return TL_EXIT_USAGE;
    return tl_call_save(call, call->arguments, o->message, o->drop_missing, error) ? TL_EXIT_OK
                                                                                   : TL_EXIT_FAILED;
}

const tl_command tl_command_save = {
    .name = "save",
    .arguments = N_("[PERSON…]"),
    .most = -1,
    .summary = N_("commit what was edited outside tl11"),
    .details =
        N_("Commits the notes, `person.ini` and `next.md` that differ from the last commit, of "
           "each PERSON or of everybody; without PERSON the notebook's settings and guide too. "
           "One commit, of those files alone: whatever else is staged stays staged. Notes are "
           "looked over as `tl11 check` does, and unanswered prompts are dropped.\n\n"
           "A scaffold that nothing was written in is left alone."),
    .options = OPTIONS,
    .options_size = sizeof(options),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_WRITES,
    .run = run,
};
