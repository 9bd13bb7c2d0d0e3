#include "session_internal.h"

#include "tl11/agenda.h"
#include "tl11/file.h"

static gboolean is_blank(GBytes *content)
{
    gsize length;
    const char *text = g_bytes_get_data(content, &length);
    for (gsize i = 0; i < length; i++)
        if (!g_ascii_isspace(text[i]))
            return FALSE;
    return TRUE;
}

static gboolean is_scaffold(const tl_session *session, GBytes *prepared)
{
    if (!session->scaffold)
        return FALSE;
    if (is_blank(prepared))
        return TRUE;
    g_autoptr(GBytes) bare =
        tl_save_prepare(session->call->notebook, session->path, session->scaffold, NULL);
    return bare && tl_call_is_same_text(prepared, bare);
}

/* No word was written: the file goes, and no trace stays. */
static int discard(const tl_session *session, GBytes *expected, GError **error)
{
    if (expected && !tl_file_remove(session->call->notebook->root_fd, session->path, error))
        return TL_EXIT_FAILED;
    tl_error_set(error, TL_EXIT_NEGATIVE, _("%s was left unchanged: nothing to keep"),
                 session->path);
    return TL_EXIT_NEGATIVE;
}

static gboolean add_note(const tl_session *session, tl_save *save, GBytes *prepared,
                         GBytes *expected, GError **error)
{
    if (!tl_save_note(save, session->path, prepared, expected, error))
        return FALSE;
    GPtrArray *agenda =
        tl_agenda_consume(session->call->notebook, session->person, prepared, error);
    if (agenda)
        g_ptr_array_extend_and_steal(tl_save_changes(save), agenda);
    return agenda != NULL;
}

static void add_additions(const tl_session *session, tl_save *save)
{
    for (guint i = 0; session->additions && i < session->additions->len; i++) {
        const tl_change *addition = g_ptr_array_index(session->additions, i);
        tl_change *change = tl_change_new(addition->path, addition->content, addition->expected);
        change->is_new = addition->is_new;
        tl_save_change(save, change);
    }
}

/* A person.ini that was written, by note --no-edit say, and not committed goes with the note. */
static gboolean add_person(const tl_session *session, tl_save *save, GError **error)
{
    const tl_notebook *notebook = session->call->notebook;
    g_autofree char *path =
        g_strdup_printf("%s/%s/person.ini", session->person->relationship, session->person->slug);
    if (tl_file_kind_of(notebook->root_fd, path) == TL_FILE_MISSING)
        return TRUE;
    g_autoptr(GBytes) head = NULL;
    if (!tl_repository_find_head(notebook->repository, path, TL_FILE_MAX, &head, error))
        return FALSE;
    if (head)
        return TRUE;
    g_autoptr(GBytes) content = tl_file_read(notebook->root_fd, path, TL_FILE_MAX, error);
    if (content)
        tl_save_change(save, tl_change_new(path, content, content));
    return content != NULL;
}

static int commit(const tl_session *session, tl_save *save, GError **error)
{
    GError *failure = NULL;
    if (tl_save_is_empty(save, &failure)) {
        tl_error_set(error, TL_EXIT_NEGATIVE, _("%s was left unchanged: nothing to commit"),
                     session->path);
        return TL_EXIT_NEGATIVE;
    }
    char name[TL_OBJECT_NAME_SIZE] = "";
    if (failure || !tl_save_commit(save, session->message, name, &failure)) {
        g_propagate_error(error, failure);
        return TL_EXIT_FAILED;
    }
    tl_call_report(session->call, session->path, name);
    return TL_EXIT_OK;
}

int tl_session_commit(const tl_session *session, GBytes *content, GBytes *expected, GError **error)
{
    g_autoptr(GBytes) prepared =
        tl_save_prepare(session->call->notebook, session->path, content, error);
    if (!prepared)
        return TL_EXIT_REFUSED;
    if (is_scaffold(session, prepared))
        return discard(session, expected, error);
    if (is_blank(prepared)) {
        tl_error_set(error, TL_EXIT_REFUSED,
                     _("%s is empty: it was not committed, and stays as it was in history\n"
                       "'tl11 git checkout -- %s' brings its text back, 'tl11 git rm' removes "
                       "the note"),
                     session->path, session->path);
        return TL_EXIT_REFUSED;
    }
    g_autoptr(tl_save) save = tl_save_new(session->call->notebook);
    if (!add_note(session, save, prepared, expected, error) || !add_person(session, save, error))
        return TL_EXIT_FAILED;
    add_additions(session, save);
    if (!tl_call_guard(session->call, save, session->drop_missing, error))
        return TL_EXIT_REFUSED;
    return commit(session, save, error);
}

int tl_session_edit(const tl_session *session, GError **error)
{
    int root = session->call->notebook->root_fd;
    if (!tl_call_edit(session->call, session->path, session->person, error))
        return TL_EXIT_FAILED;
    if (tl_file_kind_of(root, session->path) == TL_FILE_MISSING) {
        tl_file_prune(root, session->path);
        tl_error_set(error, TL_EXIT_NEGATIVE,
                     session->scaffold ? _("%s is gone: nothing was committed")
                                       : _("%s is gone: nothing was committed\n"
                                           "'tl11 git restore %s' brings it back"),
                     session->path, session->path);
        return TL_EXIT_NEGATIVE;
    }
    g_autoptr(GBytes) content = tl_file_read(root, session->path, TL_FILE_MAX, error);
    if (!content)
        return TL_EXIT_FAILED;
    g_autoptr(GBytes) prepared =
        tl_save_prepare(session->call->notebook, session->path, content, error);
    if (!prepared) {
        tl_call_tell_way_back(session->call, session->path, session->person, error);
        return TL_EXIT_REFUSED;
    }
    return tl_session_commit(session, prepared, content, error);
}
