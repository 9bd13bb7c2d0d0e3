#include "people_internal.h"
#include "tl11/error.h"
#include "tl11/file.h"
#include "tl11/ini.h"
#include "tl11/language.h"
#include "tl11/merge.h"
#include "tl11/people.h"
#include "tl11/text.h"

#include <string.h>

static GPtrArray *new_changes(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)tl_change_free);
}

static char *ini_path(const tl_person *person)
{
    return g_strdup_printf("%s/%s/person.ini", person->relationship, person->slug);
}

static gboolean fail_slug(const char *slug, const char *quoted, GError **error)
{
    g_autofree char *lower = g_ascii_strdown(slug, -1);
    g_autofree char *hint =
        tl_text_is_slug(lower) ? g_strdup_printf(_("\n'%s' would do"), lower) : g_strdup("");
    g_autofree char *reason =
        g_strdup_printf(_("%s cannot be a person's short name: it takes small letters, digits "
                          "and '-', begins with a letter or digit, and has 1 to %d of them"),
                        quoted, TL_SLUG_MAX);
    return tl_error_set(error, TL_EXIT_USAGE, "%s%s", reason, hint);
}

gboolean tl_people_check_slug(const tl_people *people, const char *slug, GError **error)
{
    g_autofree char *quoted = tl_text_quote(slug);
    if (!tl_text_is_slug(slug))
        return fail_slug(slug, quoted, error);
    const tl_person *other = tl_people_get(people, slug);
    if (other)
        return tl_error_set(error, TL_EXIT_USAGE, _("%s is taken: %s, %s"), quoted,
                            tl_person_name(other), other->relationship);
    return TRUE;
}

GPtrArray *tl_people_add(const tl_person *person, GError **error)
{
    g_autoptr(GBytes) content = tl_person_format(person, error);
    if (!content)
        return NULL;
    GPtrArray *changes = new_changes();
    g_autofree char *path = ini_path(person);
    tl_change *change = tl_change_new(path, content, NULL);
    change->is_new = TRUE;
    g_ptr_array_add(changes, change);
    return changes;
}

/* Adds the move of one file, its bytes as they are. */
static gboolean add_move(const tl_notebook *notebook, GPtrArray *changes, const char *from,
                         const char *to, GError **error)
{
    g_autoptr(GBytes) content = tl_file_read(notebook->root_fd, from, TL_FILE_MAX, error);
    if (!content)
        return FALSE;
    tl_change *arrival = tl_change_new(to, content, NULL);
    arrival->is_new = TRUE;
    g_ptr_array_add(changes, arrival);
    g_ptr_array_add(changes, tl_change_new(from, NULL, content));
    return TRUE;
}

/* Points that another machine jotted down in the new folder stay, and those that move join them. */
static gboolean add_points(const tl_notebook *notebook, GPtrArray *changes, const char *from,
                           const char *to, GError **error)
{
    guint conflicts = 0;
    g_autoptr(GBytes) points = tl_file_read(notebook->root_fd, from, TL_FILE_MAX, error);
    g_autoptr(GBytes) there =
        points ? tl_file_read(notebook->root_fd, to, TL_FILE_MAX, error) : NULL;
    if (!there)
        return FALSE;
    g_autoptr(GBytes) both = tl_merge_note(NULL, there, points, NULL, &conflicts);
    if (!both || conflicts > 0) {
        g_autofree char *quoted = tl_text_quote(to);
        return tl_error_set(error, TL_EXIT_REFUSED,
                            _("%s is there already\nput its points into one file, then try again"),
                            quoted);
    }
    g_ptr_array_add(changes, tl_change_new(to, both, there));
    g_ptr_array_add(changes, tl_change_new(from, NULL, points));
    return TRUE;
}

static gboolean add_folder_move(const tl_notebook *notebook, GPtrArray *changes, const char *from,
                                const char *to, GError **error)
{
    g_autoptr(GPtrArray) entries = tl_file_list(notebook->root_fd, from, error);
    for (guint i = 0; entries && i < entries->len; i++) {
        const tl_file_entry *entry = g_ptr_array_index(entries, i);
        g_autofree char *source = g_strconcat(from, "/", entry->name, NULL);
        g_autofree char *target = g_strconcat(to, "/", entry->name, NULL);
        gboolean ok = entry->kind == TL_FILE_DIRECTORY
                          ? add_folder_move(notebook, changes, source, target, error)
                          : add_move(notebook, changes, source, target, error);
        if (!ok)
            return FALSE;
    }
    return entries != NULL;
}

/* Hidden files that are the notebook's: an editor's own, which are not tracked, stay. */
static gboolean add_hidden(const tl_notebook *notebook, GPtrArray *changes, const char *from,
                           const char *to, GError **error)
{
    g_autoptr(GPtrArray) paths = tl_repository_list_head(notebook->repository, from, error);
    for (guint i = 0; paths && i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        const char *rest = path + strlen(from);
        g_autofree char *target = g_strconcat(to, rest, NULL);
        if (strstr(rest, "/.") && !add_move(notebook, changes, path, target, error))
            return FALSE;
    }
    return paths != NULL;
}

GPtrArray *tl_people_rename(const tl_notebook *notebook, const char *slug, const char *new_slug,
                            GError **error)
{
    g_autoptr(GPtrArray) relationships = tl_people_relationships(notebook, error);
    if (!relationships)
        return NULL;
    g_autoptr(GPtrArray) changes = new_changes();
    for (guint i = 0; i < relationships->len; i++) {
        const char *relationship = g_ptr_array_index(relationships, i);
        g_autofree char *from = g_strconcat(relationship, "/", slug, NULL);
        g_autofree char *to = g_strconcat(relationship, "/", new_slug, NULL);
        if (tl_file_kind_of(notebook->root_fd, from) == TL_FILE_DIRECTORY &&
            (!add_folder_move(notebook, changes, from, to, error) ||
             !add_hidden(notebook, changes, from, to, error)))
            return NULL;
    }
    return g_steal_pointer(&changes);
}

static gboolean add_move_if_there(const tl_notebook *notebook, GPtrArray *changes,
                                  const tl_person *person, const char *relationship,
                                  const char *name, GError **error)
{
    g_autofree char *from = g_strdup_printf("%s/%s/%s", person->relationship, person->slug, name);
    g_autofree char *to = g_strdup_printf("%s/%s/%s", relationship, person->slug, name);
    if (tl_file_kind_of(notebook->root_fd, from) == TL_FILE_MISSING)
        return TRUE;
    gboolean is_joined =
        strcmp(name, "next.md") == 0 && tl_file_kind_of(notebook->root_fd, to) == TL_FILE_REGULAR;
    return (is_joined ? add_points : add_move)(notebook, changes, from, to, error);
}

GPtrArray *tl_people_move(const tl_notebook *notebook, const tl_person *person,
                          const char *relationship, GError **error)
{
    g_autoptr(GPtrArray) changes = new_changes();
    if (!add_move_if_there(notebook, changes, person, relationship, "person.ini", error) ||
        !add_move_if_there(notebook, changes, person, relationship, "next.md", error))
        return NULL;
    if (changes->len > 0)
        return g_steal_pointer(&changes);
    /* Nothing stands for the person but notes: a person.ini says who they are now. */
    tl_person moved = *person;
    moved.relationship = (char *)relationship;
    return tl_people_add(&moved, error);
}

GPtrArray *tl_people_archive(const tl_notebook *notebook, const tl_person *person, tl_date date,
                             GError **error)
{
    g_autofree char *path = ini_path(person);
    if (tl_file_kind_of(notebook->root_fd, path) == TL_FILE_MISSING) {
        tl_person archived = *person;
        archived.archived = date;
        return tl_people_add(&archived, error);
    }
    g_autoptr(GBytes) content = tl_file_read(notebook->root_fd, path, TL_PERSON_MAX, error);
    if (!content)
        return NULL;
    char text[TL_DATE_SIZE];
    const char *value = date == TL_DATE_NONE ? NULL : tl_date_format(date, text);
    g_autoptr(GBytes) edited = tl_ini_set(content, path, "person", "archived", value, error);
    if (!edited)
        return NULL;
    GPtrArray *changes = new_changes();
    g_ptr_array_add(changes, tl_change_new(path, edited, content));
    return changes;
}
