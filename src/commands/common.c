#include "common_internal.h"

#include "tl11/check.h"
#include "tl11/file.h"
#include "tl11/git_program.h"
#include "tl11/hooks.h"
#include "tl11/process.h"
#include "tl11/render.h"
#include "tl11/text.h"

#include <stdio.h>
#include <string.h>

const tl_person *tl_call_person(tl_call *call, const char *text, tl_people **people, GError **error)
{
    *people = tl_people_load(call->notebook, error);
    return *people ? tl_people_find(call->notebook, *people, text, error) : NULL;
}

gboolean tl_call_people(tl_call *call, tl_people **people, const tl_person **person, GError **error)
{
    *person = NULL;
    *people = tl_people_load(call->notebook, error);
    if (*people && call->count > 0)
        *person = tl_people_find(call->notebook, *people, call->arguments[0], error);
    return *people && (*person || call->count == 0);
}

tl_date tl_call_date(const tl_call *call, const char *text, GError **error)
{
    return text ? tl_date_parse(text, call->today, error) : call->today;
}

gboolean tl_call_check_message(const char *message, GError **error)
{
    return !message || message[strspn(message, " \t\r\n\f\v")] ||
           tl_error_set(error, TL_EXIT_USAGE, _("the message is empty"));
}

/* "2026-11-24-2": a day and the number of its note. */
static guint split_number(const char *text, char **date)
{
    *date = g_strdup(text);
    if (strlen(text) < TL_DATE_SIZE + 1 || text[TL_DATE_SIZE - 1] != '-' ||
        tl_date_parse_iso(text, TL_DATE_SIZE - 1) == TL_DATE_NONE)
        return 0;
    guint64 number;
    if (!g_ascii_string_to_unsigned(text + TL_DATE_SIZE, 10, 1, 999, &number, NULL))
        return 0;
    (*date)[TL_DATE_SIZE - 1] = '\0';
    return (guint)number;
}

const tl_note_name *tl_call_note(const tl_call *call, const GPtrArray *notes,
                                 const tl_person *person, const char *text, GError **error)
{
    if (notes->len == 0) {
        tl_error_set(error, TL_EXIT_NEGATIVE, _("no note of %s yet: 'tl11 note %s' writes one"),
                     tl_person_name(person), person->slug);
        return NULL;
    }
    if (!text)
        return g_ptr_array_index(notes, notes->len - 1);
    g_autofree char *day = NULL;
    guint number = split_number(text, &day);
    tl_date date = tl_call_date(call, day, error);
    if (date == TL_DATE_NONE)
        return NULL;
    const tl_note_name *name = tl_people_note_of(notes, date, number);
    char iso[TL_DATE_SIZE];
    if (!name)
        tl_error_set(error, TL_EXIT_NEGATIVE,
                     _("no note of %s on %s: 'tl11 log %s' lists those there are"),
                     tl_person_name(person), tl_date_format(date, iso), person->slug);
    return name;
}

static gboolean is_of_person(const char *path, const char *slug)
{
    g_auto(GStrv) parts = g_strsplit(path, "/", 3);
    return g_strv_length(parts) == 3 && strcmp(parts[1], slug) == 0;
}

gboolean tl_call_demand_clean(const tl_call *call, const char *slug, GError **error)
{
    g_autoptr(GPtrArray) entries = tl_repository_status(call->notebook->repository, "", error);
    for (guint i = 0; entries && i < entries->len; i++) {
        const tl_status_entry *entry = g_ptr_array_index(entries, i);
        if (!is_of_person(entry->path, slug))
            continue;
        g_autofree char *quoted = tl_text_quote(entry->path);
        return tl_error_set(error, TL_EXIT_REFUSED,
                            _("%s is not committed yet\n"
                              "'tl11 save %s' commits notes, 'tl11 git add' and 'tl11 git commit' "
                              "any other file; then try again"),
                            quoted, slug);
    }
    return entries != NULL;
}

void tl_call_report(tl_call *call, const char *path, const char *commit)
{
    if (*commit)
        g_string_append_printf(call->out, _("%s: committed %.7s\n"), path, commit);
    else
        g_string_append_printf(call->out, _("%s: nothing new to commit\n"), path);
}

gboolean tl_call_commit(tl_call *call, const GPtrArray *changes, const char *message,
                        GError **error)
{
    char commit[TL_OBJECT_NAME_SIZE] = "";
    if (!tl_check_changes(call->notebook, changes, error) ||
        !tl_commit(call->notebook->repository, message, changes, commit, error))
        return FALSE;
    tl_call_report(call, message, commit);
    return TRUE;
}

gboolean tl_call_edit(tl_call *call, const char *path, const tl_person *person, GError **error)
{
    g_autofree char *editor = tl_git_editor(call->notebook->repository, error);
    g_autofree char *absolute = g_build_filename(call->notebook->root, path, NULL);
    int status = 0;
    /* To git too this one does nothing, and is not run. */
    if (g_strcmp0(editor, ":") == 0)
        return TRUE;
    if (!editor || !tl_process_run_shell(editor, absolute, NULL, &status, error)) {
        tl_call_tell_way_back(call, path, person, error);
        return FALSE;
    }
    if (tl_file_kind_of(call->notebook->root_fd, path) == TL_FILE_REGULAR &&
        !tl_file_sync(call->notebook->root_fd, path, error))
        return FALSE;
    if (status == 0)
        return TRUE;
    g_autofree char *quoted = tl_text_quote(editor);
    tl_error_set(error, TL_EXIT_FAILED, _("the editor %s ended with status %d"), quoted, status);
    tl_call_tell_way_back(call, path, person, error);
    return FALSE;
}

/* The date as edit takes it: the file's name without its end. */
static char *name_date(const char *path)
{
    char *name = g_path_get_basename(path);
    if (g_str_has_suffix(name, ".md"))
        name[strlen(name) - strlen(".md")] = '\0';
    return name;
}

void tl_call_tell_way_back(const tl_call *call, const char *path, const tl_person *person,
                           GError **error)
{
    g_autoptr(GError) cause = g_steal_pointer(error);
    g_autofree char *date = name_date(path);
    tl_error_set(error, tl_error_status(cause),
                 _("%s\n"
                   "nothing was committed; what you wrote is in %s/%s\n"
                   "'tl11 edit %s %s' goes on with it, 'tl11 save %s' commits it once it is right"),
                 cause->message, call->notebook->root, path, person->slug, date, person->slug);
}

void tl_call_append_markdown(tl_call *call, const char *markdown)
{
    tl_render_options render = {
        .width = tl_terminal_width(),
        .colour = call->colour,
        .utf8 = tl_terminal_is_utf8(),
    };
    g_autofree char *rendered = tl_terminal_is_output()
                                    ? tl_render_markdown(markdown, strlen(markdown), &render)
                                    : g_strdup(markdown);
    g_string_append(call->out, rendered);
}

void tl_call_warn(const GPtrArray *problems)
{
    for (guint i = 0; i < problems->len; i++) {
        g_autofree char *line = tl_text_escape(g_ptr_array_index(problems, i), -1);
        fprintf(stderr, "tl11: %s\n", line);
    }
}

static char *without_ids(GBytes *content)
{
    g_autoptr(GRegex) id = g_regex_new("[ \\t]+\\^[0-9a-z]{6}(?=[ \\t\\r]*$)",
                                       G_REGEX_RAW | G_REGEX_MULTILINE, 0, NULL);
    gsize length;
    const char *text = g_bytes_get_data(content, &length);
    char *bare = g_regex_replace_literal(id, text ? text : "", (gssize)length, 0, "", 0, NULL);
    return g_strchomp(bare);
}

gboolean tl_call_is_same_text(GBytes *a, GBytes *b)
{
    g_autofree char *one = without_ids(a);
    g_autofree char *two = without_ids(b);
    return strcmp(one, two) == 0;
}

gboolean tl_call_items_load(const tl_call *call, const char *slug, guint states, gboolean agenda,
                            tl_call_items *items, GError **error)
{
    *items = (tl_call_items){.items = NULL};
    items->digest = slug ? NULL : tl_digest_open(call->notebook->repository, NULL);
    if (items->digest) {
        items->chosen = tl_digest_items(items->digest, states, agenda);
        items->items = items->chosen;
        return TRUE;
    }
    items->ledger = tl_ledger_load(call->notebook, slug, NULL, error);
    items->items = items->ledger ? tl_ledger_items(items->ledger) : NULL;
    return items->ledger != NULL;
}

void tl_call_items_clear(tl_call_items *items)
{
    g_clear_pointer(&items->chosen, g_ptr_array_unref);
    g_clear_pointer(&items->digest, tl_digest_close);
    g_clear_pointer(&items->ledger, tl_ledger_free);
}

gboolean tl_call_set_up(tl_call *call, GError **error)
{
    tl_repository *repository = call->notebook->repository;
    gboolean has_driver = tl_notebook_has_driver(repository);
    if (!tl_notebook_configure(repository, error) || !tl_hooks_install(repository, error))
        return FALSE;
    if (!has_driver)
        g_string_append(call->out, _("the merge driver and the hooks are set up\n"));
    return TRUE;
}
