#include "ini_internal.h"

#include "place_internal.h"
#include "tl11/language.h"
#include "tl11/merge.h"
#include "tl11/text.h"

#include <string.h>

gboolean tl_ini_row_next(tl_ini_row *line, GBytes *content)
{
    gsize size;
    const char *text = g_bytes_get_data(content, &size);
    const char *start = line->start == NULL ? text : line->start + line->full;
    if (size == 0 || start == text + size)
        return FALSE;
    gsize left = size - (gsize)(start - text);
    const char *end = memchr(start, '\n', left);
    guint number = line->number + 1;
    *line = (tl_ini_row){.start = start, .full = left, .length = left, .number = number};
    if (end != NULL) {
        line->length = (gsize)(end - start);
        line->full = line->length + 1;
        if (line->length > 0 && start[line->length - 1] == '\r')
            line->length--;
    }
    return TRUE;
}

static gboolean is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

static gsize skip_blanks(const tl_ini_row *line, gsize from)
{
    while (from < line->length && is_blank(line->start[from]))
        from++;
    return from;
}

static gsize trim_blanks(const tl_ini_row *line, gsize from, gsize to)
{
    while (to > from && is_blank(line->start[to - 1]))
        to--;
    return to;
}

/* inih's search: the first of stops, or a ';' after white space, or the end. */
static gsize find_stop(const tl_ini_row *line, gsize from, const char *stops)
{
    gboolean after_blank = FALSE;
    for (gsize i = from; i < line->length; i++) {
        char byte = line->start[i];
        if (strchr(stops, byte) != NULL || (after_blank && byte == ';'))
            return i;
        after_blank = is_blank(byte);
    }
    return line->length;
}

static const char *check_name(const tl_ini_row *line)
{
    if (line->name == line->name_end)
        return _("the name is empty");
    if (line->name_end - line->name > TL_INI_NAME_LIMIT)
        return _("the name is longer than 48 bytes");
    return NULL;
}

static const char *scan_section(tl_ini_row *line)
{
    gsize end = find_stop(line, 1, "]");
    if (end == line->length || line->start[end] != ']')
        return _("the section's name is not closed by ']'");
    gsize rest = skip_blanks(line, end + 1);
    if (rest < line->length && strchr(";#", line->start[rest]) == NULL)
        return _("something stands behind the section's name");
    line->kind = TL_INI_SECTION;
    line->name = 1;
    line->name_end = end;
    if (skip_blanks(line, 1) != 1 || trim_blanks(line, 1, end) != end)
        return _("white space stands at an end of the section's name");
    return check_name(line);
}

static gboolean is_quote_open(const tl_ini_row *line, gsize from, gsize to)
{
    gboolean open = FALSE;
    for (gsize i = from; i < to; i++)
        open ^= line->start[i] == '"';
    return open;
}

static const char *scan_key(tl_ini_row *line)
{
    gsize separator = find_stop(line, 0, "=:");
    if (tl_merge_is_marker(line->start, line->length))
        return _("a merge left a conflict marker here: edit what stands between the markers, "
                 "remove them, save");
    if (separator == line->length || line->start[separator] == ';')
        return _("this is no section, 'key = value' or comment");
    line->kind = TL_INI_KEY;
    line->name_end = trim_blanks(line, 0, separator);
    gsize comment = find_stop(line, separator + 1, "");
    if (comment < line->length && is_quote_open(line, separator + 1, comment))
        return _("a ';' after white space begins a comment, between quotes too");
    line->value = skip_blanks(line, separator + 1);
    line->value_end = trim_blanks(line, line->value, comment);
    if (line->value >= comment)
        line->value = line->value_end = separator + 1;
    return check_name(line);
}

const char *tl_ini_row_scan(tl_ini_row *line)
{
    gsize first = skip_blanks(line, 0);
    line->kind = TL_INI_BLANK;
    if (first == line->length)
        return NULL;
    line->kind = TL_INI_COMMENT;
    if (strchr(";#", line->start[first]) != NULL)
        return NULL;
    if (first > 0)
        return _("white space at its start makes it a continuation line");
    return line->start[0] == '[' ? scan_section(line) : scan_key(line);
}

static const char *check_bytes(const tl_ini_row *line)
{
    if (line->number == 1 && line->length >= 3 && memcmp(line->start, "\xEF\xBB\xBF", 3) == 0)
        return _("the file begins with a byte order mark");
    if (line->length > TL_INI_LINE_LIMIT)
        return _("the line is longer than 190 bytes");
    for (gsize i = 0; i < line->length; i++) {
        unsigned char byte = (unsigned char)line->start[i];
        if (byte == '\r')
            return _("a carriage return stands alone");
        if ((byte < ' ' && byte != '\t') || byte == 0x7f)
            return byte == 0 ? _("a NUL byte stands in it") : _("a control byte stands in it");
    }
    if (!g_utf8_validate(line->start, (gssize)line->length, NULL))
        return _("this is not UTF-8");
    return NULL;
}

static gboolean check_section(const tl_ini_row *line, GHashTable *seen, const char *path,
                              GError **error)
{
    g_autofree char *name = g_strndup(line->start + line->name, line->name_end - line->name);
    guint before = GPOINTER_TO_UINT(g_hash_table_lookup(seen, name));
    if (before != 0) {
        g_autofree char *quoted = tl_text_quote(name);
        return tl_place_fail(error, path, line->number, _("section %s stands in line %u already"),
                             quoted, before);
    }
    g_hash_table_insert(seen, g_steal_pointer(&name), GUINT_TO_POINTER(line->number));
    return TRUE;
}

static gboolean check_line(tl_ini_row *line, GHashTable *seen, const char *path, GError **error)
{
    const char *wrong = check_bytes(line);
    if (wrong == NULL)
        wrong = tl_ini_row_scan(line);
    if (wrong == NULL && line->kind == TL_INI_KEY && g_hash_table_size(seen) == 0)
        wrong = _("a key stands before the first section");
    if (wrong != NULL)
        return tl_place_fail(error, path, line->number, "%s", wrong);
    return line->kind != TL_INI_SECTION || check_section(line, seen, path, error);
}

gboolean tl_ini_check(GBytes *content, const char *path, GError **error)
{
    if (g_bytes_get_size(content) > TL_INI_FILE_MAX)
        return tl_place_fail(error, path, 0, "%s", _("larger than 64 KiB"));
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    tl_ini_row line = {0};
    while (tl_ini_row_next(&line, content)) {
        if (!check_line(&line, seen, path, error))
            return FALSE;
    }
    return TRUE;
}
