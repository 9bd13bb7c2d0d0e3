#include "tl11/ini.h"

#include "ini_internal.h"
#include "place_internal.h"
#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <ini.h>
#include <string.h>

struct tl_ini {
    GPtrArray *entries;
    GHashTable *by_name; /* "section\nkey" to tl_ini_entry */
};

typedef struct {
    tl_ini *ini;
    GBytes *content;
    const char *path;
    tl_ini_row line;
    GError *error;
} reading;

static void free_entry(gpointer data)
{
    tl_ini_entry *entry = data;
    g_free(entry->section);
    g_free(entry->key);
    g_free(entry->value);
    g_free(entry);
}

static char *join_name(const char *section, const char *key)
{
    return g_strconcat(section, "\n", key, NULL);
}

static const tl_ini_entry *find_entry(const tl_ini *ini, const char *section, const char *key)
{
    g_autofree char *name = join_name(section, key);
    return g_hash_table_lookup(ini->by_name, name);
}

/* inih's fgets(): it alone knows the number of the line that is read. */
static char *read_line(char *buffer, int size, void *data)
{
    reading *state = data;
    if (!tl_ini_row_next(&state->line, state->content))
        return NULL;
    g_assert(state->line.length < (gsize)size);
    memcpy(buffer, state->line.start, state->line.length);
    buffer[state->line.length] = '\0';
    tl_ini_row_scan(&state->line);
    return buffer;
}

static gboolean is_part(const tl_ini_row *line, gsize start, gsize end, const char *text)
{
    return strlen(text) == end - start && memcmp(line->start + start, text, end - start) == 0;
}

/* inih's ways are set when it is built, and its blanks are the locale's. */
static gboolean is_as_scanned(const tl_ini_row *line, const char *key, const char *value)
{
    return line->kind == TL_INI_KEY && is_part(line, line->name, line->name_end, key) &&
           is_part(line, line->value, line->value_end, value);
}

static int take_entry(void *data, const char *section, const char *key, const char *value)
{
    reading *state = data;
    const tl_ini_entry *before = find_entry(state->ini, section, key);
    if (before != NULL && state->error == NULL) {
        g_autofree char *quoted = tl_text_quote(key);
        tl_place_fail(&state->error, state->path, state->line.number,
                      _("key %s stands in line %u already"), quoted, before->line);
    }
    if (before != NULL || !is_as_scanned(&state->line, key, value))
        return 0;
    tl_ini_entry *entry = g_new0(tl_ini_entry, 1);
    entry->section = g_strdup(section);
    entry->key = g_strdup(key);
    entry->value = g_strdup(value);
    entry->line = state->line.number;
    g_ptr_array_add(state->ini->entries, entry);
    g_hash_table_insert(state->ini->by_name, join_name(section, key), entry);
    return 1;
}

tl_ini *tl_ini_parse(GBytes *content, const char *path, GError **error)
{
    if (!tl_ini_check(content, path, error))
        return NULL;
    g_autoptr(tl_ini) ini = g_new0(tl_ini, 1);
    ini->entries = g_ptr_array_new_with_free_func(free_entry);
    ini->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    reading state = {.ini = ini, .content = content, .path = path};
    int status = ini_parse_stream(read_line, &state, take_entry, &state);
    if (state.error != NULL) {
        g_propagate_error(error, state.error);
        return NULL;
    }
    if (status != 0) {
        tl_place_fail(error, path, (guint)MAX(status, 0), "%s", _("this cannot be read"));
        return NULL;
    }
    return g_steal_pointer(&ini);
}

void tl_ini_free(tl_ini *ini)
{
    if (ini == NULL)
        return;
    g_hash_table_unref(ini->by_name);
    g_ptr_array_unref(ini->entries);
    g_free(ini);
}

const char *tl_ini_find(const tl_ini *ini, const char *section, const char *key)
{
    const tl_ini_entry *entry = find_entry(ini, section, key);
    return entry == NULL ? NULL : entry->value;
}

const GPtrArray *tl_ini_entries(const tl_ini *ini)
{
    return ini->entries;
}

guint tl_ini_line(const tl_ini *ini, const char *section, const char *key)
{
    const tl_ini_entry *entry = find_entry(ini, section, key);
    return entry == NULL ? 0 : entry->line;
}
