#include "tl11/person.h"

#include "place_internal.h"
#include "tl11/error.h"
#include "tl11/ini.h"
#include "tl11/text.h"
#include "values_internal.h"

#include <string.h>

#define SECTION "person"

static gboolean read_path(tl_person *person, const char *path, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(path, "/", -1);
    if (g_strv_length(parts) != 3 || strcmp(parts[2], "person.ini") != 0 ||
        !tl_text_is_slug(parts[0]) || !tl_text_is_slug(parts[1]))
        return tl_place_fail(error, path, 0, "%s",
                             _("this is no <relationship>/<person>/person.ini"));
    person->relationship = g_strdup(parts[0]);
    person->slug = g_strdup(parts[1]);
    return TRUE;
}

static gboolean read_values(tl_person *person, const tl_ini *ini, const char *path, GError **error)
{
    person->name = g_strdup(tl_values_find(ini, SECTION, "name"));
    person->email = g_strdup(tl_values_find(ini, SECTION, "email"));
    return tl_values_read_span(ini, path, SECTION, "every", &person->every, error) &&
           tl_values_read_language(ini, path, SECTION, "lang", &person->has_language,
                                   &person->language, error) &&
           tl_values_read_date(ini, path, SECTION, "started", &person->started, error) &&
           tl_values_read_date(ini, path, SECTION, "archived", &person->archived, error);
}

tl_person *tl_person_parse(GBytes *content, const char *path, GError **error)
{
    g_autoptr(tl_person) person = g_new0(tl_person, 1);
    if (!read_path(person, path, error))
        return NULL;
    g_autoptr(tl_ini) ini = tl_ini_parse(content, path, error);
    if (ini == NULL || !read_values(person, ini, path, error))
        return NULL;
    return g_steal_pointer(&person);
}

void tl_person_free(tl_person *person)
{
    if (person == NULL)
        return;
    g_free(person->slug);
    g_free(person->relationship);
    g_free(person->name);
    g_free(person->email);
    g_free(person);
}

const char *tl_person_name(const tl_person *person)
{
    return person->name != NULL ? person->name : person->slug;
}

static char *format_span(tl_span span)
{
    if (span.months > 0)
        return g_strdup_printf("%dm", span.months);
    if (span.days > 0)
        return span.days % 7 == 0 ? g_strdup_printf("%dw", span.days / 7)
                                  : g_strdup_printf("%dd", span.days);
    return NULL;
}

/* Adds a key to *content; a value of NULL is none. */
static gboolean add(GBytes **content, const char *path, const char *key, const char *value,
                    GError **error)
{
    if (value == NULL)
        return TRUE;
    GBytes *longer = tl_ini_set(*content, path, SECTION, key, value, error);
    if (longer == NULL)
        return FALSE;
    g_bytes_unref(*content);
    *content = longer;
    return TRUE;
}

static gboolean add_date(GBytes **content, const char *path, const char *key, tl_date date,
                         GError **error)
{
    char text[TL_DATE_SIZE];
    return date == TL_DATE_NONE || add(content, path, key, tl_date_format(date, text), error);
}

GBytes *tl_person_format(const tl_person *person, GError **error)
{
    static const char heading[] = "[" SECTION "]\n";
    g_autoptr(GBytes) content = g_bytes_new_static(heading, sizeof heading - 1);
    g_autofree char *path = g_strdup_printf("%s/%s/person.ini", person->relationship, person->slug);
    g_autofree char *every = format_span(person->every);
    const char *language = person->has_language ? tl_language_code(person->language) : NULL;
    if (!add(&content, path, "name", person->name, error) ||
        !add(&content, path, "email", person->email, error) ||
        !add(&content, path, "every", every, error) ||
        !add(&content, path, "lang", language, error) ||
        !add_date(&content, path, "started", person->started, error) ||
        !add_date(&content, path, "archived", person->archived, error))
        return NULL;
    return g_steal_pointer(&content);
}
