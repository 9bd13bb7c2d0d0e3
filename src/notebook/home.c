#include "people_internal.h"
#include "tl11/file.h"
#include "tl11/memo.h"
#include "tl11/text.h"

#include <string.h>

/* -- what there is ---------------------------------------------------------------- */

/* Before a name in a list; behind it stands a NUL. */
#define FOLDER 'd'
#define OTHER '-'

static GBytes *make_list(const tl_notebook *notebook, const char *path, GError **error)
{
    g_autoptr(GPtrArray) entries = tl_file_list(notebook->root_fd, path, error);
    if (!entries)
        return NULL;
    g_autoptr(GString) names = g_string_new(NULL);
    /* A list of none is a value too. */
    g_string_append_c(names, '\0');
    for (guint i = 0; i < entries->len; i++) {
        const tl_file_entry *entry = g_ptr_array_index(entries, i);
        if (!tl_text_is_slug(entry->name))
            continue;
        g_string_append_c(names, entry->kind == TL_FILE_DIRECTORY ? FOLDER : OTHER);
        g_string_append_len(names, entry->name, (gssize)strlen(entry->name) + 1);
    }
    return g_bytes_new(names->str, names->len);
}

GPtrArray *tl_home_list(const tl_notebook *notebook, const char *folder, GError **error)
{
    gsize length, at = 1;
    g_autoptr(GBytes) list = tl_memo_get(notebook, TL_MEMO_FOLDERS, folder, make_list, error);
    const char *names = list ? g_bytes_get_data(list, &length) : NULL;
    if (!names)
        return NULL;
    GPtrArray *entries = g_ptr_array_new_with_free_func((GDestroyNotify)tl_file_entry_free);
    while (at < length) {
        tl_file_entry *entry = g_new(tl_file_entry, 1);
        entry->kind = names[at] == FOLDER ? TL_FILE_DIRECTORY : TL_FILE_OTHER;
        entry->name = g_strndup(names + at + 1, length - at - 1);
        at += strlen(entry->name) + 2;
        g_ptr_array_add(entries, entry);
    }
    return entries;
}

/* -- what person.ini says ------------------------------------------------------------- */

/* Name and email stand behind it. */
typedef struct {
    tl_span every;
    gint32 language; /* -1: none given */
    tl_date started;
    tl_date archived;
    guint32 name; /* its length, and one more; 0: none given */
    guint32 email;
} packed;

static guint32 measure(const char *text)
{
    return text ? (guint32)strlen(text) + 1 : 0;
}

static GBytes *pack(const tl_person *person)
{
    packed p = {.every = person->every,
                .language = person->has_language ? (gint32)person->language : -1,
                .started = person->started,
                .archived = person->archived,
                .name = measure(person->name),
                .email = measure(person->email)};
    GByteArray *out = g_byte_array_new();
    g_byte_array_append(out, (const guint8 *)&p, sizeof(p));
    if (p.name)
        g_byte_array_append(out, (const guint8 *)person->name, p.name);
    if (p.email)
        g_byte_array_append(out, (const guint8 *)person->email, p.email);
    return g_byte_array_free_to_bytes(out);
}

static tl_person *unpack(GBytes *value, const char *folder)
{
    gsize length;
    packed p = {.language = -1};
    const char *bytes = g_bytes_get_data(value, &length);
    tl_person *person = g_new0(tl_person, 1);
    const char *slash = strchr(folder, '/');
    person->relationship = g_strndup(folder, (gsize)(slash - folder));
    person->slug = g_strdup(slash + 1);
    if (length < sizeof(p))
        return person;
    memcpy(&p, bytes, sizeof(p));
    length -= sizeof(p);
    if (p.name > length || p.email > length - p.name)
        return person;
    person->every = p.every;
    person->has_language = p.language >= 0;
    person->language = person->has_language ? (tl_language)p.language : 0;
    person->started = p.started;
    person->archived = p.archived;
    person->name = p.name ? g_strndup(bytes + sizeof(p), p.name - 1) : NULL;
    person->email = p.email ? g_strndup(bytes + sizeof(p) + p.name, p.email - 1) : NULL;
    return person;
}

/* Empty where there is no file. */
static GBytes *make_person(const tl_notebook *notebook, const char *path, GError **error)
{
    if (tl_file_kind_of(notebook->root_fd, path) == TL_FILE_MISSING)
        return g_bytes_new_static("", 0);
    g_autoptr(GBytes) content = tl_file_read(notebook->root_fd, path, TL_PERSON_MAX, error);
    g_autoptr(tl_person) person = content ? tl_person_parse(content, path, error) : NULL;
    return person ? pack(person) : NULL;
}

tl_person *tl_home_person(const tl_notebook *notebook, const char *folder, GError **error)
{
    g_autofree char *path = g_strconcat(folder, "/person.ini", NULL);
    g_autoptr(GBytes) value = tl_memo_get(notebook, TL_MEMO_PERSON, path, make_person, error);
    return value && g_bytes_get_size(value) > 0 ? unpack(value, folder) : NULL;
}
