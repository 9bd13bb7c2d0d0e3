#include "tl11/people.h"
#include "people_internal.h"
#include "tl11/file.h"
#include "tl11/recent.h"

#include <string.h>

GPtrArray *tl_people_relationships(const tl_notebook *notebook, GError **error)
{
    g_autoptr(GPtrArray) entries = tl_home_list(notebook, "", error);
    if (!entries)
        return NULL;
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < entries->len; i++) {
        const tl_file_entry *entry = g_ptr_array_index(entries, i);
        /* A folder beside the relationships that holds no people. */
        if (entry->kind == TL_FILE_DIRECTORY && strcmp(entry->name, "guide") != 0)
            g_ptr_array_add(names, g_strdup(entry->name));
    }
    return names;
}

static tl_person *new_person(const char *relationship, const char *slug)
{
    tl_person *person = g_new0(tl_person, 1);
    person->relationship = g_strdup(relationship);
    person->slug = g_strdup(slug);
    return person;
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
    g_autoptr(GError) damage = NULL;
    g_autofree char *folder = g_strconcat(relationship, "/", slug, NULL);
    candidate *c = g_new0(candidate, 1);
    c->person = tl_home_person(notebook, folder, &damage);
    c->has_ini = c->person || damage;
    if (damage)
        g_ptr_array_add(people->problems, g_strdup(damage->message));
    if (!c->has_ini)
        c->newest = tl_recent_newest(notebook, folder);
    if (!c->person)
        c->person = new_person(relationship, slug);
    return c;
}

static gboolean is_better(const candidate *a, const candidate *b)
{
    return a->has_ini != b->has_ini ? a->has_ini : a->newest > b->newest;
}

/* Whatever is there by that name: who asks for the notes is told if it is no folder. */
static void add_home(tl_people *people, const char *relationship, const char *slug)
{
    GPtrArray *homes = g_hash_table_lookup(people->homes, slug);
    if (!homes) {
        homes = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(people->homes, g_strdup(slug), homes);
    }
    g_ptr_array_add(homes, g_strdup(relationship));
}

static gboolean collect_folder(tl_people *people, const tl_notebook *notebook,
                               const char *relationship, GHashTable *found, GError **error)
{
    g_autoptr(GPtrArray) entries = tl_home_list(notebook, relationship, error);
    if (!entries)
        return FALSE;
    for (guint i = 0; i < entries->len; i++) {
        const tl_file_entry *entry = g_ptr_array_index(entries, i);
        add_home(people, relationship, entry->name);
        if (entry->kind != TL_FILE_DIRECTORY)
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
    people->homes =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
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
    g_hash_table_unref(people->homes);
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

const GPtrArray *tl_people_homes(const tl_people *people, const char *slug)
{
    return g_hash_table_lookup(people->homes, slug);
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
