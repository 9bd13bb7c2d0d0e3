#include "tl11/merge.h"

#include "merge_internal.h"
#include "tl11/ini.h"

#include <string.h>

/* Beyond this many sections, nobody wrote it. */
#define SECTIONS_MAX 2000
#define MARKER_SIZE 7

static void clear_piece(gpointer data)
{
    tl_merge_piece *piece = data;
    g_free(piece->text);
    g_free(piece->other);
}

void tl_merger_clear(tl_merger *merger)
{
    for (guint i = 0; i < TL_MERGE_VERSIONS; i++) {
        g_clear_pointer(&merger->texts[i], g_hash_table_unref);
        g_clear_pointer(&merger->versions[i], tl_merge_version_free);
    }
    g_clear_pointer(&merger->pieces, g_array_unref);
}

gboolean tl_merge_run_all(tl_merger *merger)
{
    for (guint i = 0; i < TL_MERGE_VERSIONS; i++)
        if (!merger->versions[i] || merger->versions[i]->sections->len > SECTIONS_MAX)
            return FALSE;
    for (tl_merge_which side = TL_MERGE_OURS; side < TL_MERGE_VERSIONS; side++)
        merger->texts[side] = tl_merge_index_texts(merger->versions[side], TL_MERGE_BASE);
    tl_merge_match_sections(merger, TL_MERGE_OURS);
    tl_merge_match_sections(merger, TL_MERGE_THEIRS);
    if (!tl_merge_align(merger, TL_MERGE_OURS) || !tl_merge_align(merger, TL_MERGE_THEIRS))
        return FALSE;
    merger->pieces = g_array_new(FALSE, TRUE, sizeof(tl_merge_piece));
    g_array_set_clear_func(merger->pieces, clear_piece);
    tl_merge_sections(merger);
    return TRUE;
}

/* As the first line ends; NULL: there is none. */
static const char *find_line_end(GBytes *content)
{
    gsize length = 0;
    const char *text = g_bytes_get_data(content, &length);
    const char *end = length ? memchr(text, '\n', length) : NULL;
    if (!end)
        return NULL;
    return end > text && end[-1] == '\r' ? "\r\n" : "\n";
}

/* The line ends of the side that changed them, if one did. */
static const char *choose_line_end(GBytes *const contents[])
{
    const char *base = find_line_end(contents[TL_MERGE_BASE]);
    const char *ours = find_line_end(contents[TL_MERGE_OURS]);
    const char *theirs = find_line_end(contents[TL_MERGE_THEIRS]);
    const char *chosen = ours && (!theirs || g_strcmp0(base, ours) != 0) ? ours : theirs;
    return chosen ? chosen : "\n";
}

/* Owns: the caller unrefs the result. */
static GBytes *turn_line_ends(GBytes *content, const char *line_end)
{
    const char *had = find_line_end(content);
    if (!had || strcmp(had, line_end) == 0)
        return g_bytes_ref(content);
    gsize length = 0;
    const char *text = g_bytes_get_data(content, &length);
    GString *turned = g_string_new_len(text, (gssize)length);
    g_string_replace(turned, "\r\n", "\n", 0);
    if (strcmp(line_end, "\r\n") == 0)
        g_string_replace(turned, "\n", "\r\n", 0);
    return g_string_free_to_bytes(turned);
}

/* -- whether it reads as it was meant ------------------------------------------------------ */

static gboolean is_private(const tl_merge_version *version, int index)
{
    const tl_merge_unit *unit = tl_merge_unit_at(version, index);
    int section = unit ? tl_note_section_at(version->note, unit->line) : -1;
    return section >= 0 &&
           ((const tl_section *)g_ptr_array_index(version->note->sections, (guint)section))
               ->is_private;
}

/* What is private wherever it comes from is so in the merged note. */
static gboolean keeps_private(const tl_merger *merger, const tl_merge_piece *piece,
                              const tl_merge_version *merged, guint index)
{
    gboolean is_secret = TRUE;
    for (tl_merge_which which = TL_MERGE_OURS; which < TL_MERGE_VERSIONS; which++)
        if (piece->at[which] >= 0)
            is_secret = is_secret && is_private(merger->versions[which], piece->at[which]);
    return !is_secret || is_private(merged, (int)index);
}

/* Blocks put side by side may become one, or end up under another heading. */
static gboolean reads_as_meant(const tl_merger *merger, GBytes *content)
{
    g_autoptr(tl_merge_version) merged = tl_merge_read_note(content);
    if (!merged || merged->units->len != merger->pieces->len)
        return FALSE;
    for (guint i = 0; i < merged->units->len; i++) {
        const tl_merge_unit *unit = tl_merge_unit_at(merged, (int)i);
        const tl_merge_piece *piece = &g_array_index(merger->pieces, tl_merge_piece, i);
        if (unit->length != piece->length || memcmp(unit->text, piece->text, unit->length) != 0 ||
            !keeps_private(merger, piece, merged, i))
            return FALSE;
    }
    return TRUE;
}

/* -- notes and settings ---------------------------------------------------------------------- */

typedef tl_merge_version *(*read_version)(GBytes *content);

static GBytes *merge(GBytes *const contents[], read_version read, tl_merge_leaf leaf,
                     const tl_merge_style *style, guint *conflicts)
{
    static const tl_merge_style PLAIN = {NULL, NULL, 0, FALSE};
    const char *line_end = choose_line_end(contents);
    g_autoptr(GBytes) base = turn_line_ends(contents[TL_MERGE_BASE], line_end);
    g_autoptr(GBytes) ours = turn_line_ends(contents[TL_MERGE_OURS], line_end);
    g_autoptr(GBytes) theirs = turn_line_ends(contents[TL_MERGE_THEIRS], line_end);
    g_auto(tl_merger) merger = {.versions = {read(base), read(ours), read(theirs)},
                                .style = style ? style : &PLAIN,
                                .leaf = leaf,
                                .line_end = line_end,
                                .has_blocks = read == tl_merge_read_note};
    if (!tl_merge_run_all(&merger))
        return NULL;
    *conflicts = merger.conflicts;
    g_autoptr(GBytes) merged = g_string_free_to_bytes(tl_merge_write(&merger, TRUE));
    if (merger.has_blocks && merger.conflicts == 0 && !reads_as_meant(&merger, merged))
        return NULL;
    return g_steal_pointer(&merged);
}

GBytes *tl_merge_note(GBytes *base, GBytes *ours, GBytes *theirs, const tl_merge_style *style,
                      guint *conflicts)
{
    g_autoptr(GBytes) nothing = g_bytes_new_static("", 0);
    GBytes *const contents[] = {base ? base : nothing, ours, theirs};
    return merge(contents, tl_merge_read_note, tl_merge_item, style, conflicts);
}

static tl_date date_of(const tl_merge_unit *line)
{
    gsize at = 0;
    while (at < line->length && !g_ascii_isdigit(line->text[at]))
        at++;
    g_autofree char *value = g_strchomp(g_strndup(line->text + at, line->length - at));
    return tl_date_parse_iso(value, -1);
}

/* "started" and "archived" hold a day each; of two the earlier is when it began. */
static char *merge_setting(const tl_merger *merger, const tl_merge_unit *const units[])
{
    (void)merger;
    static const char *const DATED[] = {"person\nstarted", "person\narchived", NULL};
    const tl_merge_unit *ours = units[TL_MERGE_OURS], *theirs = units[TL_MERGE_THEIRS];
    tl_date one = date_of(ours), two = date_of(theirs);
    if (!ours->identity || !g_strv_contains(DATED, ours->identity) || one == TL_DATE_NONE ||
        two == TL_DATE_NONE)
        return NULL;
    const tl_merge_unit *earlier = one <= two ? ours : theirs;
    return g_strndup(earlier->text, earlier->length);
}

GBytes *tl_merge_ini(GBytes *base, GBytes *ours, GBytes *theirs, const tl_merge_style *style,
                     guint *conflicts)
{
    g_autoptr(GBytes) nothing = g_bytes_new_static("", 0);
    GBytes *const contents[] = {base ? base : nothing, ours, theirs};
    g_autoptr(GBytes) merged = merge(contents, tl_merge_read_ini, merge_setting, style, conflicts);
    g_autoptr(tl_ini) ini = merged && *conflicts == 0 ? tl_ini_parse(merged, "", NULL) : NULL;
    return ini || (merged && *conflicts > 0) ? g_steal_pointer(&merged) : NULL;
}

/* -- markers -------------------------------------------------------------------------------- */

gboolean tl_merge_is_marker(const char *line, gsize length)
{
    static const char *const MARKERS[] = {"<<<<<<< ", ">>>>>>> ", "||||||| "};
    for (gsize i = 0; i < G_N_ELEMENTS(MARKERS); i++)
        if (length > MARKER_SIZE && memcmp(line, MARKERS[i], MARKER_SIZE + 1) == 0)
            return TRUE;
    return FALSE;
}

guint tl_merge_find_marker(const char *text, gsize length)
{
    g_autoptr(tl_lines) lines = tl_lines_new(text, length);
    for (guint number = 1; number <= tl_lines_count(lines); number++) {
        gsize size = 0;
        const char *line = tl_lines_get(lines, number, &size);
        if (tl_merge_is_marker(line, size))
            return number;
    }
    return 0;
}
