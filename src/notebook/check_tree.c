#include "check_internal.h"
#include "people_internal.h"
#include "tl11/check.h"

#include "tl11/error.h"
#include "tl11/file.h"
#include "tl11/language.h"
#include "tl11/note.h"
#include "tl11/person.h"
#include "tl11/revision.h"
#include "tl11/text.h"

#include <string.h>

/* What is needed to look at a file wherever its bytes come from. */
typedef struct {
    const tl_notebook *notebook;
    GPtrArray *problems;
    GHashTable *homes; /* slug to the first person.ini found for it */
    GHashTable *names; /* as check_names.c has it */
} checking;

static void report_error(checking *c, const char *path, const char *code, GError *error)
{
    tl_check_report(c->problems, path, 0, code, TRUE, g_strdup(error->message));
    g_error_free(error);
}

/* One person.ini a person: two of them come from a move on two machines. */
static void check_home(checking *c, const char *path)
{
    g_auto(GStrv) parts = g_strsplit(path, "/", 3);
    const char *other = g_hash_table_lookup(c->homes, parts[1]);
    if (other)
        tl_check_report(c->problems, path, 0, "two-homes", FALSE,
                        g_strdup_printf(_("'%s' has a person.ini in '%s' too: keep the one of "
                                          "today's relationship"),
                                        parts[1], other));
    else
        g_hash_table_insert(c->homes, g_strdup(parts[1]), g_strdup(path));
}

static void check_person(checking *c, const char *path, GBytes *content)
{
    GError *error = NULL;
    g_autoptr(tl_person) person = tl_person_parse(content, path, &error);
    if (!person) {
        report_error(c, path, "person", error);
        return;
    }
    check_home(c, path);
    tl_check_person_names(c->names, path, person, c->problems);
}

static void check_content(checking *c, const char *path, GBytes *content)
{
    if (g_str_has_suffix(path, "/person.ini")) {
        check_person(c, path, content);
    } else {
        tl_check_note(path, content, c->problems);
        tl_check_note_names(c->names, path, content, c->problems);
    }
}

static void check_file(checking *c, const char *path)
{
    GError *error = NULL;
    g_autoptr(GBytes) content = tl_file_read(c->notebook->root_fd, path, TL_FILE_MAX, &error);
    if (content)
        check_content(c, path, content);
    else
        report_error(c, path, "unreadable", error);
}

/* Whether a file in a person's folder is one that tl11 knows. */
static gboolean is_known_name(const char *path, const char *name)
{
    return tl_note_holds_items(path) || strcmp(name, "person.ini") == 0;
}

/* A link, a FIFO: no command reads it or writes through it. */
static void report_other(checking *c, const char *path)
{
    tl_check_report(c->problems, path, 0, "not-regular", FALSE,
                    g_strdup(_("no regular file: it is left alone")));
}

/*
 * A link in the place of a relationship's folder hides the people in it, one
 * in the place of a chapter of the guide is passed by.
 */
static void check_relationship_links(checking *c)
{
    g_autoptr(GPtrArray) keys = tl_guide_keys(c->notebook->guide);
    for (guint i = 0; i < keys->len; i++) {
        const char *key = g_ptr_array_index(keys, i);
        g_autofree char *chapter = g_strconcat("guide/", key, ".md", NULL);
        if (tl_file_kind_of(c->notebook->root_fd, key) == TL_FILE_OTHER)
            report_other(c, key);
        if (tl_file_kind_of(c->notebook->root_fd, chapter) == TL_FILE_OTHER)
            report_other(c, chapter);
    }
}

static void check_entry(checking *c, const char *folder, const tl_file_entry *entry)
{
    g_autofree char *path = g_strconcat(folder, "/", entry->name, NULL);
    gboolean is_markdown = g_str_has_suffix(entry->name, ".md");
    if (entry->kind == TL_FILE_OTHER)
        report_other(c, path);
    else if (entry->kind == TL_FILE_REGULAR && is_known_name(path, entry->name))
        check_file(c, path);
    else if (is_markdown)
        tl_check_report(c->problems, path, 0, "bad-name", FALSE,
                        g_strdup(_("no note's name: a note is called YYYY-MM-DD.md or "
                                   "YYYY-MM-DD-2.md")));
}

static gboolean check_folder(checking *c, const char *folder, GError **error)
{
    g_autoptr(GPtrArray) entries = tl_file_list(c->notebook->root_fd, folder, error);
    for (guint i = 0; entries && i < entries->len; i++)
        check_entry(c, folder, g_ptr_array_index(entries, i));
    return entries != NULL;
}

static gboolean check_relationship(checking *c, const char *relationship, GError **error)
{
    g_autoptr(GPtrArray) entries = tl_file_list(c->notebook->root_fd, relationship, error);
    for (guint i = 0; entries && i < entries->len; i++) {
        const tl_file_entry *entry = g_ptr_array_index(entries, i);
        g_autofree char *folder = g_strconcat(relationship, "/", entry->name, NULL);
        if (entry->kind == TL_FILE_DIRECTORY && tl_text_is_slug(entry->name)) {
            if (!check_folder(c, folder, error))
                return FALSE;
        } else if (entry->kind == TL_FILE_OTHER) {
            report_other(c, folder);
        } else if (entry->kind == TL_FILE_DIRECTORY) {
            tl_check_report(c->problems, folder, 0, "bad-person", FALSE,
                            g_strdup(_("no person's short name: small letters, digits and '-'")));
        }
    }
    return entries != NULL;
}

static gboolean check_all(checking *c, GError **error)
{
    g_autoptr(GPtrArray) relationships = tl_people_relationships(c->notebook, error);
    check_relationship_links(c);
    for (guint i = 0; relationships && i < relationships->len; i++)
        if (!check_relationship(c, g_ptr_array_index(relationships, i), error))
            return FALSE;
    return relationships != NULL;
}

static void init_checking(checking *c, const tl_notebook *notebook)
{
    c->notebook = notebook;
    c->problems = g_ptr_array_new_with_free_func((GDestroyNotify)tl_problem_free);
    c->homes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    c->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

static int compare_problems(gconstpointer a, gconstpointer b)
{
    const tl_problem *const *left = a, *const *right = b;
    int order = strcmp((*left)->path, (*right)->path);
    return order ? order : ((*left)->line > (*right)->line) - ((*left)->line < (*right)->line);
}

static GPtrArray *finish(checking *c, gboolean ok)
{
    g_hash_table_unref(c->homes);
    g_hash_table_unref(c->names);
    if (!ok) {
        g_ptr_array_unref(c->problems);
        return NULL;
    }
    g_ptr_array_sort(c->problems, compare_problems);
    return c->problems;
}

GPtrArray *tl_check_work_tree(const tl_notebook *notebook, const char *const *paths, GError **error)
{
    checking c;
    init_checking(&c, notebook);
    gboolean ok = paths || (check_all(&c, error) && tl_check_setup(notebook, c.problems, error));
    for (gsize i = 0; paths && paths[i]; i++)
        check_file(&c, paths[i]);
    return finish(&c, ok);
}

static gboolean is_checked(const char *path)
{
    const char *name = strrchr(path, '/');
    return name && is_known_name(path, name + 1);
}

/*
 * What a merge brings as the other side has it is not this commit's doing.
 */
static gboolean is_merged(const tl_notebook *notebook, const char *theirs, const char *path,
                          GBytes *content)
{
    g_autoptr(GBytes) there =
        *theirs ? tl_revision_read(notebook->repository, theirs, path, TL_FILE_MAX, NULL) : NULL;
    return there && g_bytes_equal(there, content);
}

static gboolean check_staged_file(checking *c, const char *theirs, const char *path, GError **error)
{
    if (!is_checked(path))
        return TRUE;
    g_autoptr(GBytes) content =
        tl_repository_read_staged(c->notebook->repository, path, TL_FILE_MAX, error);
    if (content && !is_merged(c->notebook, theirs, path, content))
        check_content(c, path, content);
    return content != NULL;
}

GPtrArray *tl_check_staged(const tl_notebook *notebook, GError **error)
{
    checking c;
    char theirs[TL_OBJECT_NAME_SIZE];
    init_checking(&c, notebook);
    g_autoptr(GPtrArray) staged = tl_repository_staged(notebook->repository, error);
    gboolean ok = staged != NULL;
    tl_revision_resolve(notebook->repository, "MERGE_HEAD", theirs);
    for (guint i = 0; ok && i < staged->len; i++)
        ok = check_staged_file(&c, theirs, g_ptr_array_index(staged, i), error);
    return finish(&c, ok);
}
