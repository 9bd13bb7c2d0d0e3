#include "merge_internal.h"

#include "heading_internal.h"
#include "ini_internal.h"
#include "marker_internal.h"
#include "tl11/ini.h"
#include "tl11/markdown.h"
#include "tl11/text.h"

#include <cmark.h>
#include <stdlib.h>
#include <string.h>

/* A version as it is being read: which of its lines begin a unit. */
typedef struct {
    tl_merge_version *version;
    gboolean *begins; /* by line number */
} reader;

static void clear_unit(gpointer unit)
{
    g_free(((tl_merge_unit *)unit)->identity);
}

static void clear_section(gpointer section)
{
    g_free(((tl_merge_section *)section)->key);
}

static tl_merge_version *new_version(const char *text, gsize length)
{
    tl_merge_version *version = g_new0(tl_merge_version, 1);
    version->text = text;
    version->length = length;
    version->units = g_array_new(FALSE, TRUE, sizeof(tl_merge_unit));
    g_array_set_clear_func(version->units, clear_unit);
    version->sections = g_array_new(FALSE, TRUE, sizeof(tl_merge_section));
    g_array_set_clear_func(version->sections, clear_section);
    version->by_identity = g_hash_table_new(g_str_hash, g_str_equal);
    return version;
}

void tl_merge_version_free(tl_merge_version *version)
{
    if (!version)
        return;
    g_hash_table_unref(version->by_identity);
    g_array_unref(version->units);
    g_array_unref(version->sections);
    g_clear_pointer(&version->followups, g_ptr_array_unref);
    g_clear_pointer(&version->note, tl_note_free);
    g_clear_pointer(&version->lines, tl_lines_free);
    g_free(version);
}

tl_merge_unit *tl_merge_unit_at(const tl_merge_version *version, int index)
{
    return index < 0 ? NULL : &g_array_index(version->units, tl_merge_unit, (guint)index);
}

static gint compare_item(gconstpointer line, gconstpointer item)
{
    guint wanted = *(const guint *)line, has = (*(const tl_followup *const *)item)->line;
    return (wanted > has) - (wanted < has);
}

static const tl_followup *find_item(const tl_merge_version *version, guint line)
{
    const GPtrArray *items = version->followups;
    const gpointer *found = items && items->len ? bsearch(&line, items->pdata, items->len,
                                                          sizeof(gpointer), compare_item)
                                                : NULL;
    return found ? *found : NULL;
}

static gint compare_comment(gconstpointer line, gconstpointer comment)
{
    guint wanted = *(const guint *)line, has = (*(const tl_comment *const *)comment)->line;
    return (wanted > has) - (wanted < has);
}

static const tl_comment *find_comment(const tl_merge_version *version, guint line)
{
    const GPtrArray *comments = version->note ? version->note->comments : NULL;
    const gpointer *found =
        comments && comments->len
            ? bsearch(&line, comments->pdata, comments->len, sizeof(gpointer), compare_comment)
            : NULL;
    return found ? *found : NULL;
}

/* Called when the unit is the last. */
static void remember_identity(tl_merge_version *version, const tl_merge_unit *unit)
{
    gboolean is_known = g_hash_table_contains(version->by_identity, unit->identity);
    g_hash_table_insert(version->by_identity, unit->identity,
                        GUINT_TO_POINTER(is_known ? 0 : version->units->len));
}

static void identify(tl_merge_version *version, tl_merge_unit *unit)
{
    const tl_comment *comment = find_comment(version, unit->line);
    unit->item = find_item(version, unit->line);
    unit->is_comment = comment != NULL;
    unit->is_answered = comment && comment->is_answered;
    if (unit->item && unit->item->id)
        unit->identity = g_strdup(unit->item->id);
}

/* The bytes between two offsets, as a unit with the blank lines at its end apart. */
static void add_unit(tl_merge_version *version, gsize start, gsize end, guint line, char *identity)
{
    const char *text = version->text + start;
    gsize length = end - start;
    while (length > 0 && strchr(" \t\r\n", text[length - 1]) && text[length - 1] != '\0')
        length--;
    /* White space at the end of a line that says something belongs to it. */
    while (start + length < end && strchr(" \t", text[length]) && length > 0)
        length++;
    tl_merge_unit unit = {.text = text,
                          .length = length,
                          .tail = text + length,
                          .tail_length = end - start - length,
                          .line = line,
                          .identity = identity,
                          .match = {-1, -1, -1}};
    unit.has_lines = memchr(text, '\n', length) || memchr(text, '\r', length);
    if (!identity && version->note)
        identify(version, &unit);
    g_array_append_val(version->units, unit);
    if (unit.identity)
        remember_identity(version, &unit);
}

/* The unit that was added last is the head of a section. */
static void end_head(tl_merge_version *version)
{
    tl_merge_unit_at(version, (int)version->units->len - 1)->is_head = TRUE;
}

static gsize offset_of(const tl_merge_version *version, guint line)
{
    return g_array_index(version->lines->starts, gsize, line - 1);
}

/* -- Markdown ------------------------------------------------------------------------- */

/* A line that begins a block, or an item of a list that is no part of another. */
static void mark_blocks(reader *r, cmark_node *document)
{
    guint count = tl_lines_count(r->version->lines);
    cmark_node *node = cmark_node_first_child(document);
    for (; node; node = cmark_node_next(node)) {
        gboolean is_list = cmark_node_get_type(node) == CMARK_NODE_LIST;
        cmark_node *block = is_list ? cmark_node_first_child(node) : node;
        for (; block; block = is_list ? cmark_node_next(block) : NULL)
            r->begins[MIN((guint)cmark_node_get_start_line(block), count)] = TRUE;
    }
}

static void mark_front_matter(reader *r)
{
    const tl_merge_version *version = r->version;
    gsize front = tl_markdown_front_matter(version->text, version->length);
    for (guint line = 1; line <= tl_lines_count(version->lines); line++)
        if (offset_of(version, line) < front)
            r->begins[line] = TRUE;
}

/* The units of lines first to end, that one left out. */
static void add_body(const reader *r, guint first, guint end)
{
    tl_merge_version *version = r->version;
    guint start = first;
    while (start < end && tl_lines_is_blank(version->lines, start))
        start++;
    for (guint line = start; line < end; line++) {
        guint next = line + 1;
        while (next < end && !(r->begins[next] && !tl_lines_is_blank(version->lines, next)))
            next++;
        add_unit(version, offset_of(version, line), offset_of(version, next), line, NULL);
        line = next - 1;
    }
}

/* The heading on lines first to last, with the blank lines behind it; 0: what is before all. */
static void add_head(const reader *r, guint first, guint last, guint end)
{
    tl_merge_version *version = r->version;
    gsize start = first > 0 ? offset_of(version, first) : version->byte_order_mark;
    guint next = last + 1;
    while (next < end && tl_lines_is_blank(version->lines, next))
        next++;
    add_unit(version, start, MAX(offset_of(version, next), start), first, NULL);
    end_head(version);
}

static void add_section(const reader *r, char *key, guint level, guint first, guint end)
{
    tl_merge_version *version = r->version;
    tl_merge_section section = {
        .key = key, .level = level, .head = version->units->len, .match = {-1, -1, -1}};
    guint last = first > 0 ? tl_heading_end(version->lines, first) : 0;
    add_head(r, first, last, end);
    section.body.first = version->units->len;
    add_body(r, last + 1, end);
    section.body.count = version->units->len - section.body.first;
    g_array_append_val(version->sections, section);
}

/* Headings that say the same are told apart by their number. seen: how many there were. */
static char *number_key(GHashTable *seen, char *key)
{
    guint count = GPOINTER_TO_UINT(g_hash_table_lookup(seen, key));
    char *numbered = count == 0 ? g_strdup(key) : g_strdup_printf("%s\n%u", key, count + 1);
    g_hash_table_replace(seen, key, GUINT_TO_POINTER(count + 1));
    return numbered;
}

/* Where it stands counts for a heading of the user's own, and privacy for each. */
static char *key_of(const tl_note *note, const tl_section *section)
{
    const char *secrecy = section->is_private ? "private/" : "";
    if (section->kind == TL_SECTION_GUIDE)
        return g_strdup_printf("%s%c.", secrecy, section->letter);
    if (section->kind != TL_SECTION_OTHER)
        return g_strdup_printf("%s%d", secrecy, (int)section->kind);
    g_autofree char *title = tl_text_fold(section->title, -1);
    g_autofree char *above =
        section->parent < 0
            ? g_strdup("")
            : key_of(note, g_ptr_array_index(note->sections, (guint)section->parent));
    return g_strconcat(above, "/", title, NULL);
}

/* The line where section index begins; the title is none, and comes in its place. */
static guint line_of(const tl_note *note, guint index)
{
    if (index >= note->sections->len)
        return G_MAXUINT;
    return ((const tl_section *)g_ptr_array_index(note->sections, index))->line;
}

static void add_sections(const reader *r)
{
    tl_merge_version *version = r->version;
    const tl_note *note = version->note;
    guint count = tl_lines_count(version->lines);
    guint title = note->title_line > 0 ? note->title_line : G_MAXUINT;
    guint index = 0;
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    add_section(r, g_strdup(""), 0, 0, MIN(MIN(line_of(note, 0), title), count + 1));
    while (index < note->sections->len || title != G_MAXUINT) {
        guint line = MIN(line_of(note, index), title);
        if (line == title) {
            title = G_MAXUINT;
            add_section(r, g_strdup("title"), 1, line, MIN(line_of(note, index), count + 1));
            continue;
        }
        const tl_section *section = g_ptr_array_index(note->sections, index++);
        guint end = MIN(MIN(line_of(note, index), title), count + 1);
        add_section(r, number_key(seen, key_of(note, section)), section->level, line, end);
    }
}

tl_merge_version *tl_merge_read_note(GBytes *content)
{
    gsize length = 0;
    const char *text = g_bytes_get_data(content, &length);
    if (length > 0 && memchr(text, '\0', length))
        return NULL;
    cmark_node *document = tl_markdown_parse(length ? text : "", length);
    if (!document)
        return NULL;
    tl_merge_version *version = new_version(length ? text : "", length);
    version->byte_order_mark = tl_markdown_byte_order_mark(version->text, length);
    version->lines = tl_lines_new(version->text, length);
    version->note = tl_note_parse(version->text, length);
    version->followups = tl_followup_parse(version->text, length, version->note, TL_DATE_NONE);
    g_autofree gboolean *begins = g_new0(gboolean, tl_lines_count(version->lines) + 2);
    reader r = {version, begins};
    mark_blocks(&r, document);
    mark_front_matter(&r);
    cmark_node_free(document);
    add_sections(&r);
    return version;
}

tl_merge_version *tl_merge_read_lines(const tl_merge_version *version, const tl_merge_unit *unit)
{
    const char *text = unit ? unit->text : "";
    gsize length = unit ? unit->length : 0;
    tl_merge_version *lines = new_version(text, length);
    lines->lines = tl_lines_new(text, length);
    guint count = tl_lines_count(lines->lines);
    add_unit(lines, 0, 0, 0, NULL);
    end_head(lines);
    for (guint line = 1; line <= count; line++) {
        guint next = line + 1;
        while (next <= count && tl_lines_is_blank(lines->lines, next))
            next++;
        add_unit(lines, offset_of(lines, line), offset_of(lines, next), unit->line + line - 1,
                 NULL);
        tl_merge_unit *added = tl_merge_unit_at(lines, (int)lines->units->len - 1);
        added->item = find_item(version, added->line);
        if (added->item && added->item->id) {
            added->identity = g_strdup(added->item->id);
            remember_identity(lines, added);
        }
        line = next - 1;
    }
    tl_merge_section section = {
        .key = g_strdup(""), .body = {1, lines->units->len - 1}, .match = {-1, -1, -1}};
    g_array_append_val(lines->sections, section);
    return lines;
}

/* -- INI ---------------------------------------------------------------------------------- */

static void begin_ini_section(tl_merge_version *version, char *key)
{
    tl_merge_section section = {.key = key,
                                .head = version->units->len - 1,
                                .body = {version->units->len, 0},
                                .match = {-1, -1, -1}};
    g_array_append_val(version->sections, section);
}

static void add_ini_line(tl_merge_version *version, const tl_ini_row *row, gsize start, gsize end)
{
    g_autofree char *name = g_strndup(row->start + row->name, row->name_end - row->name);
    tl_merge_section *section =
        &g_array_index(version->sections, tl_merge_section, version->sections->len - 1);
    if (row->kind == TL_INI_SECTION) {
        add_unit(version, start, end, row->number, NULL);
        end_head(version);
        begin_ini_section(version, g_steal_pointer(&name));
        return;
    }
    char *identity = row->kind == TL_INI_KEY ? g_strconcat(section->key, "\n", name, NULL) : NULL;
    add_unit(version, start, end, row->number, identity);
    section->body.count++;
}

tl_merge_version *tl_merge_read_ini(GBytes *content)
{
    g_autoptr(tl_ini) ini = tl_ini_parse(content, "", NULL);
    if (!ini)
        return NULL;
    gsize length = 0;
    const char *text = g_bytes_get_data(content, &length);
    tl_merge_version *version = new_version(length ? text : "", length);
    tl_ini_row row = {0};
    gboolean more = tl_ini_row_next(&row, content);
    gsize start = 0, end = 0;
    for (; more && (tl_ini_row_scan(&row), row.kind == TL_INI_BLANK);
         more = tl_ini_row_next(&row, content))
        end += row.full;
    add_unit(version, 0, end, 0, NULL);
    end_head(version);
    begin_ini_section(version, g_strdup(""));
    while (more) {
        tl_ini_row line = row;
        start = end;
        end += row.full;
        while ((more = tl_ini_row_next(&row, content)) &&
               (tl_ini_row_scan(&row), row.kind == TL_INI_BLANK))
            end += row.full;
        add_ini_line(version, &line, start, end);
    }
    return version;
}
