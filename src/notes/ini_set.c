#include "tl11/ini.h"

#include "ini_internal.h"
#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <string.h>

/* Where a change goes, as offsets into the content. */
typedef struct {
    gboolean has_section;
    gboolean has_key;
    tl_ini_row line;       /* of the key */
    gsize offset;          /* of that line */
    gsize last_of_section; /* the end of the section's last key, or of its heading */
} target;

static gboolean is_named(const tl_ini_row *line, const char *name)
{
    gsize length = line->name_end - line->name;
    return strlen(name) == length && memcmp(line->start + line->name, name, length) == 0;
}

static target find_target(GBytes *content, const char *section, const char *key)
{
    target found = {0};
    tl_ini_row line = {0};
    gboolean inside = FALSE;
    gsize end = 0;
    while (tl_ini_row_next(&line, content)) {
        gsize offset = end;
        end += line.full;
        tl_ini_row_scan(&line);
        if (line.kind == TL_INI_SECTION)
            inside = is_named(&line, section);
        if (!inside || (line.kind != TL_INI_SECTION && line.kind != TL_INI_KEY))
            continue;
        found.has_section = TRUE;
        found.last_of_section = end;
        if (line.kind == TL_INI_KEY && is_named(&line, key)) {
            found.has_key = TRUE;
            found.line = line;
            found.offset = offset;
        }
    }
    return found;
}

static const char *line_end_of(GBytes *content)
{
    tl_ini_row line = {0};
    return tl_ini_row_next(&line, content) && line.full == line.length + 2 ? "\r\n" : "\n";
}

static void insert_key(GString *text, gsize at, const char *key, const char *value, const char *end)
{
    g_autofree char *line = g_strconcat(key, *value == '\0' ? " =" : " = ", value, end, NULL);
    g_string_insert(text, (gssize)at, line);
}

/* Ends the line before an insertion; gives the offset behind it. */
static gsize end_line(GString *text, gsize at, const char *end)
{
    if (at == 0 || text->str[at - 1] == '\n')
        return at;
    g_string_insert(text, (gssize)at, end);
    return at + strlen(end);
}

static void add_section(GString *text, const char *section, const char *key, const char *value,
                        const char *end)
{
    end_line(text, text->len, end);
    if (text->len > 0)
        g_string_append(text, end);
    g_string_append_printf(text, "[%s]%s", section, end);
    insert_key(text, text->len, key, value, end);
}

static void replace_value(GString *text, const target *found, const char *value)
{
    const tl_ini_row *line = &found->line;
    gsize at = found->offset + line->value, length = line->value_end - line->value;
    g_string_erase(text, (gssize)at, (gssize)length);
    if (length == 0 && *value != '\0')
        g_string_insert_c(text, (gssize)at++, ' ');
    g_string_insert(text, (gssize)at, value);
}

static GBytes *change(GBytes *content, const char *section, const char *key, const char *value)
{
    gsize size;
    const char *data = g_bytes_get_data(content, &size);
    GString *text = g_string_new_len(data, (gssize)size);
    target found = find_target(content, section, key);
    const char *end = line_end_of(content);
    if (found.has_key && value == NULL)
        g_string_erase(text, (gssize)found.offset, (gssize)found.line.full);
    else if (found.has_key)
        replace_value(text, &found, value);
    else if (found.has_section && value != NULL)
        insert_key(text, end_line(text, found.last_of_section, end), key, value, end);
    else if (value != NULL)
        add_section(text, section, key, value, end);
    return g_string_free_to_bytes(text);
}

static gboolean refuse(GError **error, const char *subject, const char *why)
{
    g_autofree char *quoted = tl_text_quote(subject);
    return tl_error_set(error, TL_EXIT_USAGE, "%s: %s", quoted, why);
}

static gboolean check_text(const char *text, GError **error)
{
    gsize length = strlen(text);
    if (!g_utf8_validate(text, -1, NULL))
        return refuse(error, text, _("this is not UTF-8"));
    for (const char *byte = text; *byte != '\0'; byte++) {
        if (g_ascii_iscntrl(*byte))
            return refuse(error, text, _("a control byte cannot be kept in a settings file"));
    }
    if (length > 0 && (text[0] == ' ' || text[length - 1] == ' '))
        return refuse(error, text, _("white space at an end cannot be kept in a settings file"));
    return TRUE;
}

/* What was written is read again: it must hold the value, and all else as before. */
static gboolean check_change(GBytes *changed, const char *path, const tl_ini *before,
                             const char *section, const char *key, const char *value,
                             GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(tl_ini) after = tl_ini_parse(changed, path, &cause);
    if (after == NULL)
        return tl_error_set(error, TL_EXIT_USAGE, "%s", cause->message);
    guint had = tl_ini_find(before, section, key) != NULL;
    guint expected = tl_ini_entries(before)->len - had + (value != NULL);
    if (g_strcmp0(tl_ini_find(after, section, key), value) != 0)
        return refuse(error, value != NULL ? value : key,
                      _("this cannot be kept in a settings file as it is"));
    return tl_ini_entries(after)->len == expected ||
           refuse(error, key, _("this cannot be kept in a settings file as it is"));
}

GBytes *tl_ini_set(GBytes *content, const char *path, const char *section, const char *key,
                   const char *value, GError **error)
{
    g_autoptr(tl_ini) before = tl_ini_parse(content, path, error);
    if (before == NULL || !check_text(section, error) || !check_text(key, error) ||
        (value != NULL && !check_text(value, error)))
        return NULL;
    g_autoptr(GBytes) changed = change(content, section, key, value);
    if (!check_change(changed, path, before, section, key, value, error))
        return NULL;
    return g_steal_pointer(&changed);
}
