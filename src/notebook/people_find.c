#include "people_internal.h"
#include "tl11/error.h"
#include "tl11/file.h"
#include "tl11/language.h"
#include "tl11/people.h"
#include "tl11/text.h"

#include <string.h>

/* Whether folded begins with prefix at a word of its. */
static gboolean has_word_prefix(const char *folded, const char *prefix)
{
    for (const char *word = folded; word; word = strchr(word, ' ')) {
        word += *word == ' ';
        if (g_str_has_prefix(word, prefix))
            return TRUE;
    }
    return FALSE;
}

typedef gboolean (*matches)(const tl_person *person, const char *text);

static gboolean is_slug_of(const tl_person *person, const char *text)
{
    return strcmp(person->slug, text) == 0;
}

static gboolean is_name_of(const tl_person *person, const char *text)
{
    g_autofree char *name = tl_text_fold(tl_person_name(person), -1);
    return strcmp(name, text) == 0;
}

static gboolean begins_slug_of(const tl_person *person, const char *text)
{
    return g_str_has_prefix(person->slug, text);
}

static gboolean begins_name_of(const tl_person *person, const char *text)
{
    g_autofree char *name = tl_text_fold(tl_person_name(person), -1);
    return has_word_prefix(name, text);
}

static GPtrArray *collect(const tl_people *people, matches match, const char *text)
{
    GPtrArray *found = g_ptr_array_new();
    for (guint i = 0; i < people->persons->len; i++)
        if (match(g_ptr_array_index(people->persons, i), text))
            g_ptr_array_add(found, g_ptr_array_index(people->persons, i));
    return found;
}

static gboolean fail_ambiguous(const char *text, const GPtrArray *found, GError **error)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < found->len; i++) {
        const tl_person *person = g_ptr_array_index(found, i);
        g_string_append_printf(names, "%s%s", i ? ", " : "", person->slug);
    }
    g_autofree char *quoted = tl_text_quote(text);
    return tl_error_set(error, TL_EXIT_USAGE, _("%s may be several people: %s"), quoted,
                        names->str);
}

static gboolean fail_unknown(const tl_people *people, const char *text, GError **error)
{
    g_autoptr(GPtrArray) slugs = g_ptr_array_new();
    for (guint i = 0; i < people->persons->len; i++) {
        const tl_person *person = g_ptr_array_index(people->persons, i);
        g_ptr_array_add(slugs, person->slug);
    }
    g_ptr_array_add(slugs, NULL);
    const char *near = tl_text_nearest(text, (const char *const *)slugs->pdata);
    g_autofree char *quoted = tl_text_quote(text);
    if (near)
        return tl_error_set(error, TL_EXIT_USAGE, _("no person %s: did you mean '%s'?"), quoted,
                            near);
    return tl_error_set(error, TL_EXIT_USAGE,
                        _("no person %s\n"
                          "'tl11 people' lists them, 'tl11 add SLUG --as RELATIONSHIP' adds one"),
                        quoted);
}

/* A damaged person.ini stands in the list without its data: here it is an error. */
static const tl_person *demand_sound(const tl_notebook *notebook, const tl_person *person,
                                     GError **error)
{
    g_autoptr(GError) damage = NULL;
    g_autofree char *folder = g_strconcat(person->relationship, "/", person->slug, NULL);
    tl_person_free(tl_home_person(notebook, folder, &damage));
    if (!damage)
        return person;
    g_propagate_error(error, g_steal_pointer(&damage));
    return NULL;
}

const tl_person *tl_people_find(const tl_notebook *notebook, const tl_people *people,
                                const char *text, GError **error)
{
    static const matches WAYS[] = {is_slug_of, is_name_of, begins_slug_of, begins_name_of};
    g_autofree char *folded = tl_text_fold(text, -1);
    for (gsize i = 0; *folded && i < G_N_ELEMENTS(WAYS); i++) {
        g_autoptr(GPtrArray) found = collect(people, WAYS[i], folded);
        if (found->len == 1)
            return demand_sound(notebook, g_ptr_array_index(found, 0), error);
        if (found->len > 1) {
            fail_ambiguous(text, found, error);
            return NULL;
        }
    }
    fail_unknown(people, text, error);
    return NULL;
}
