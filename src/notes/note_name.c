#include "tl11/note.h"
#include "tl11/text.h"

#include <stdlib.h>
#include <string.h>

#define SUFFIX ".md"
#define ISO_LENGTH (TL_DATE_SIZE - 1)
#define NUMBER_MAX 999

/* The number behind "-" up to the suffix: 2 to 999, no leading zero; 0: none. */
static guint parse_number(const char *text, gsize length)
{
    if (length < 2 || length > 4 || text[0] != '-' || text[1] == '0')
        return 0;
    guint number = 0;
    for (gsize i = 1; i < length; i++) {
        if (!g_ascii_isdigit(text[i]))
            return 0;
        number = number * 10 + (guint)g_ascii_digit_value(text[i]);
    }
    return number >= 2 && number <= NUMBER_MAX ? number : 0;
}

static gboolean parse_file(const char *file, tl_date *date, guint *number)
{
    gsize length = strlen(file);
    if (!g_str_has_suffix(file, SUFFIX) || length < ISO_LENGTH + strlen(SUFFIX))
        return FALSE;
    length -= strlen(SUFFIX);
    *date = tl_date_parse_iso(file, ISO_LENGTH);
    *number = length == ISO_LENGTH ? 1 : parse_number(file + ISO_LENGTH, length - ISO_LENGTH);
    return *date != TL_DATE_NONE && *number != 0;
}

gboolean tl_note_name_read_file(const char *file, tl_date *date, guint *number)
{
    return !strchr(file, '/') && parse_file(file, date, number);
}

gboolean tl_note_name_is_file(const char *file)
{
    tl_date date;
    guint number;
    return tl_note_name_read_file(file, &date, &number);
}

static char *copy_slug(const char *text, gsize length)
{
    g_autofree char *slug = g_strndup(text, length);
    return tl_text_is_slug(slug) ? g_steal_pointer(&slug) : NULL;
}

tl_note_name *tl_note_name_parse(const char *path)
{
    tl_date date = TL_DATE_NONE;
    guint number = 0;
    const char *first = strchr(path, '/');
    const char *second = first ? strchr(first + 1, '/') : NULL;
    if (!second || strchr(second + 1, '/') || !parse_file(second + 1, &date, &number))
        return NULL;
    g_autoptr(tl_note_name) name = g_new0(tl_note_name, 1);
    name->relationship = copy_slug(path, (gsize)(first - path));
    name->person = copy_slug(first + 1, (gsize)(second - first - 1));
    name->date = date;
    name->number = number;
    return name->relationship && name->person ? g_steal_pointer(&name) : NULL;
}

void tl_note_name_free(tl_note_name *name)
{
    if (!name)
        return;
    g_free(name->relationship);
    g_free(name->person);
    g_free(name);
}

char *tl_note_name_path(const char *relationship, const char *person, tl_date date, guint number)
{
    char day[TL_DATE_SIZE];
    tl_date_format(date, day);
    if (number <= 1)
        return g_strdup_printf("%s/%s/%s" SUFFIX, relationship, person, day);
    return g_strdup_printf("%s/%s/%s-%u" SUFFIX, relationship, person, day, number);
}

gboolean tl_note_holds_items(const char *path)
{
    g_autoptr(tl_note_name) name = tl_note_name_parse(path);
    return name || g_str_has_suffix(path, "/next.md");
}

char *tl_note_name_format(const tl_note_name *name)
{
    return tl_note_name_path(name->relationship, name->person, name->date, name->number);
}

int tl_note_name_compare_elements(gconstpointer a, gconstpointer b)
{
    const tl_note_name *const *left = a, *const *right = b;
    return tl_note_name_compare(*left, *right);
}

int tl_note_name_compare(const tl_note_name *a, const tl_note_name *b)
{
    if (a->date != b->date)
        return a->date < b->date ? -1 : 1;
    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    int order = strcmp(a->person, b->person);
    return order != 0 ? order : strcmp(a->relationship, b->relationship);
}
