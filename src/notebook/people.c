#include "tl11/people.h"
#include "people_internal.h"
#include "tl11/error.h"
#include "tl11/file.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <string.h>

/* A folder beside the relationships that holds no people. */
static gboolean is_relationship_folder(const tl_file_entry *entry)
{
    return entry->kind == TL_FILE_DIRECTORY && tl_text_is_slug(entry->name) &&
           strcmp(entry->name, "guide") != 0;
}

GPtrArray *tl_people_relationships(const tl_notebook *notebook, GError **error)
{
    g_autoptr(GPtrArray) entries = tl_file_list(notebook->root_fd, "", error);
    if (!entries)
        return NULL;
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < entries->len; i++) {
        const tl_file_entry *entry = g_ptr_array_index(entries, i);
        if (is_relationship_folder(entry))
            g_ptr_array_add(names, g_strdup(entry->name));
    }
    return names;
}

static tl_person *load_person(tl_people *people, const tl_notebook *notebook, const char *path)
{
    GError *error = NULL;
    g_autoptr(GBytes) content = tl_file_read(notebook->root_fd, path, TL_PERSON_MAX, &error);
    tl_person *person = content ? tl_person_parse(content, path, &error) : NULL;
    if (person)
        return person;
    g_ptr_array_add(people->problems, g_strdup(error->message));
    g_error_free(error);
    person = g_new0(tl_person, 1);
    g_auto(GStrv) parts = g_strsplit(path, "/", 3);
    person->relationship = g_strdup(parts[0]);
    person->slug = g_strdup(parts[1]);
    return person;
}

/* The newest note in a folder; TL_DATE_NONE when it holds none. */
static tl_date newest_in(const tl_notebook *notebook, const char *folder)
{
    g_autoptr(GPtrArray) entries = tl_file_list(notebook->root_fd, folder, NULL);
    tl_date newest = TL_DATE_NONE;
    for (guint i = 0; entries && i < entries->len; i++) {
        const tl_file_entry *entry = g_ptr_array_index(entries, i);
        g_autofree char *path = g_strconcat(folder, "/", entry->name, NULL);
        g_autoptr(tl_note_name) name = tl_note_name_parse(path);
        if (name && entry->kind == TL_FILE_REGULAR)
            newest = MAX(newest, name->date);
    }
    return newest;
}

/* Who comes later wins: a person.ini over none, then the newer note. */
typedef struct {
    tl_person *person;
    gboolean has_ini;
    tl_date newest;
} candidate;

static void free_candidate(candidate *c)
{
    tl_person_free(c->person);
    g_free(c);
}

static candidate *make_candidate(tl_people *people, const tl_notebook *notebook,
                                 const char *relationship, const char *slug)
{
    g_autofree char *folder = g_strconcat(relationship, "/", slug, NULL);
    g_autofree char *ini = g_strconcat(folder, "/person.ini", NULL);
    candidate *c = g_new0(candidate, 1);
    c->has_ini = tl_file_kind_of(notebook->root_fd, ini) != TL_FILE_MISSING;
    if (c->has_ini) {
        c->person = load_person(people, notebook, ini);
        return c;
    }
    c->newest = newest_in(notebook, folder);
    c->person = g_new0(tl_person, 1);
    c->person->slug = g_strdup(slug);
    c->person->relationship = g_strdup(relationship);
    return c;
}

static gboolean is_better(const candidate *a, const candidate *b)
{
    return a->has_ini != b->has_ini ? a->has_ini : a->newest > b->newest;
}

static gboolean collect_folder(tl_people *people, const tl_notebook *notebook,
                               const char *relationship, GHashTable *found, GError **error)
{
    g_autoptr(GPtrArray) entries = tl_file_list(notebook->root_fd, relationship, error);
    if (!entries)
        return FALSE;
    for (guint i = 0; i < entries->len; i++) {
        const tl_file_entry *entry = g_ptr_array_index(entries, i);
        if (entry->kind != TL_FILE_DIRECTORY || !tl_text_is_slug(entry->name))
            continue;
        candidate *c = make_candidate(people, notebook, relationship, entry->name);
        const candidate *other = g_hash_table_lookup(found, c->person->slug);
        if ((c->has_ini || c->newest != TL_DATE_NONE) && (!other || is_better(c, other)))
            g_hash_table_replace(found, c->person->slug, c);
        else
            free_candidate(c);
    }
    return TRUE;
}

static int compare_persons(gconstpointer a, gconstpointer b)
{
    const tl_person *const *left = a, *const *right = b;
    return strcmp((*left)->slug, (*right)->slug);
}

static void take_persons(tl_people *people, GHashTable *found)
{
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, found);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        candidate *c = value;
        g_ptr_array_add(people->persons, g_steal_pointer(&c->person));
    }

    g_ptr_array_sort(people->persons, compare_persons);
}

tl_people *tl_people_load(const tl_notebook *notebook, GError **error)
{
    g_autoptr(GPtrArray) relationships = tl_people_relationships(notebook, error);
    if (!relationships)
        return NULL;
    g_autoptr(tl_people) people = g_new0(tl_people, 1);
    people->persons = g_ptr_array_new_with_free_func((GDestroyNotify)tl_person_free);
    people->problems = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) found =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)free_candidate);
    for (guint i = 0; i < relationships->len; i++)
        if (!collect_folder(people, notebook, g_ptr_array_index(relationships, i), found, error))
            return NULL;
    take_persons(people, found);
    return g_steal_pointer(&people);
}

void tl_people_free(tl_people *people)
{
    if (!people)
        return;
    g_ptr_array_unref(people->persons);
    g_ptr_array_unref(people->problems);
    g_free(people);
}

const tl_person *tl_people_get(const tl_people *people, const char *slug)
{
    for (guint i = 0; i < people->persons->len; i++) {
        const tl_person *person = g_ptr_array_index(people->persons, i);
        if (strcmp(person->slug, slug) == 0)
            return person;
    }
    return NULL;
}

const char *tl_people_name(const tl_people *people, const char *slug)
{
    const tl_person *person = tl_people_get(people, slug);
    return person ? tl_person_name(person) : slug;
}

tl_span tl_people_cadence(const tl_notebook *notebook, const tl_person *person)
{
    if (person->every.days || person->every.months)
        return person->every;
    return tl_settings_cadence(notebook->settings, person->relationship);
}

tl_date tl_people_next_due(const tl_notebook *notebook, const tl_person *person, tl_date last,
                           tl_date today)
{
    if (person->archived != TL_DATE_NONE)
        return TL_DATE_NONE;
    if (last == TL_DATE_NONE)
        return person->started != TL_DATE_NONE ? person->started : today;
    return tl_date_add(last, tl_people_cadence(notebook, person));
}
