#include "tl11/table.h"

#include "tl11/text.h"

#include <string.h>

#define GAP 2
#define WIDEST 0xffffffu
/* Bytes: one long cell makes no room for all rows. */
#define ROOM_MAX ((gsize)8 * 1024 * 1024)
/* Bytes of cells of rows that are not kept. */
#define HELD_MAX ((gsize)64 * 1024)

typedef struct {
    const char *text; /* escaped, one line; the table's, or lent to it */
    guint32 length;
    guint32 width : 24; /* few bytes, for there are many cells */
    guint32 style : 8;
} cell;

typedef struct {
    cell title;
    tl_align align;
    gsize width; /* of its widest cell */
} column;

typedef enum { KEEP, MEASURE, APPEND } purpose;

/* What rows are laid out with. */
typedef struct {
    GString *out;
    GString *fitted;
    gsize *widths;      /* by column */
    const cell **cells; /* of a row */
    gboolean colour;
} layout;

struct tl_table {
    GArray *columns; /* column */
    GArray *cells;   /* cell, row by row */
    GStringChunk *titles;
    GStringChunk *texts;
    gsize held; /* bytes in texts */
    int flexible;
    gboolean has_header;
    gboolean has_rows;
    guint next;      /* column */
    purpose purpose; /* of rows that are added */
    layout layout;   /* APPEND */
};

/* Whether text is shown as it is, as nearly all is. */
static gboolean is_plain(const char *text, gsize length)
{
    return tl_text_is_plain(text, length) && (length == 0 || text[length - 1] != ' ');
}

static const char *hold(tl_table *table, const char *text, gsize length)
{
    table->held += length + 1;
    return length ? g_string_chunk_insert_len(table->texts, text, (gssize)length) : "";
}

static cell make_cell(tl_table *table, const char *text, gboolean is_lent, tl_style_name style)
{
    text = text == NULL ? "" : text;
    gsize length = strlen(text);
    if (is_plain(text, length)) {
        if (!is_lent)
            text = hold(table, text, length);
        return (cell){text, (guint32)length, (guint32)length & WIDEST, style};
    }
    g_autofree char *line = g_strdelimit(g_strdup(text), "\t\r\n", ' ');
    g_autofree char *escaped = tl_text_escape(g_strchomp(line), -1);
    length = strlen(escaped);
    return (cell){hold(table, escaped, length), (guint32)length,
                  (guint32)tl_text_width(escaped, -1) & WIDEST, style};
}

tl_table *tl_table_new(const tl_table_column *columns, guint count, int flexible)
{
    g_return_val_if_fail(count > 0 && flexible < (int)count, NULL);
    tl_table *table = g_new0(tl_table, 1);
    table->columns = g_array_new(FALSE, FALSE, sizeof(column));
    table->cells = g_array_new(FALSE, FALSE, sizeof(cell));
    table->texts = g_string_chunk_new(4096);
    table->flexible = flexible;
    for (guint i = 0; i < count; i++) {
        column made = {make_cell(table, columns[i].title, FALSE, TL_STYLE_DIM), columns[i].align,
                       0};
        made.width = made.title.width;
        table->has_header = table->has_header || columns[i].title != NULL;
        g_array_append_val(table->columns, made);
    }
    table->titles = table->texts;
    table->texts = g_string_chunk_new(4096);
    return table;
}

static void clear_layout(layout *l)
{
    if (l->fitted)
        g_string_free(l->fitted, TRUE);
    g_free(l->widths);
    g_free(l->cells);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(layout, clear_layout)

void tl_table_free(tl_table *table)
{
    if (table == NULL)
        return;
    clear_layout(&table->layout);
    g_array_unref(table->cells);
    g_array_unref(table->columns);
    g_string_chunk_free(table->titles);
    g_string_chunk_free(table->texts);
    g_free(table);
}

static void take_row(tl_table *table);

static void add_cell(tl_table *table, const char *text, gboolean is_lent, tl_style_name style)
{
    column *columns = (column *)(gpointer)table->columns->data;
    cell added = make_cell(table, text, is_lent, style);
    gsize *width = &columns[table->next].width;
    *width = MAX(*width, added.width);
    table->has_rows = TRUE;
    if (table->purpose == KEEP)
        g_array_append_val(table->cells, added);
    else
        g_array_index(table->cells, cell, table->next) = added;
    if (++table->next == table->columns->len)
        take_row(table);
}

void tl_table_add(tl_table *table, const char *text, tl_style_name style)
{
    add_cell(table, text, FALSE, style);
}

void tl_table_lend(tl_table *table, const char *text, tl_style_name style)
{
    add_cell(table, text, TRUE, style);
}

void tl_table_add_format(tl_table *table, tl_style_name style, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    tl_table_add(table, text, style);
}

guint tl_table_rows(const tl_table *table)
{
    return (table->cells->len + table->columns->len - 1) / table->columns->len;
}

/* The width of each column, the flexible one narrowed to what width leaves it. */
static gsize *fit_columns(const tl_table *table, int width)
{
    guint count = table->columns->len;
    gsize *widths = g_new(gsize, count);
    gsize total = (gsize)GAP * (count - 1);
    for (guint i = 0; i < count; i++) {
        widths[i] = g_array_index(table->columns, column, i).width;
        total += widths[i];
    }
    if (width > 0 && total > (gsize)width && table->flexible >= 0) {
        gsize *flexible = &widths[table->flexible];
        gsize excess = total - (gsize)width;
        *flexible = *flexible > excess ? *flexible - excess : MIN(*flexible, 1);
    }
    return widths;
}

/* What of a cell fits into width columns; a text that is cut stands in fitted. */
static cell fit_cell(GString *fitted, const cell *whole, gsize width)
{
    if (whole->width <= width)
        return *whole;
    g_string_truncate(fitted, 0);
    tl_text_append_fitted(fitted, whole->text, width, FALSE);
    return (cell){fitted->str, (guint32)fitted->len,
                  (guint32)tl_text_width(fitted->str, -1) & WIDEST, whole->style};
}

static gboolean is_styled(const layout *l, const cell *shown)
{
    return l->colour && shown->style != TL_STYLE_RESET;
}

/* No row takes more bytes than this: a cut cell is at most an ellipsis longer. */
static gsize measure_row(const layout *l, const tl_table *table)
{
    gsize bytes = 1;
    for (guint i = 0; i < table->columns->len; i++) {
        bytes += GAP + l->widths[i] + l->cells[i]->length + strlen("…");
        if (is_styled(l, l->cells[i]))
            bytes += strlen(tl_style(TRUE, (tl_style_name)l->cells[i]->style)) +
                     strlen(tl_style(TRUE, TL_STYLE_RESET));
    }
    return bytes;
}

static char *put_cell(char *at, const layout *l, const cell *shown)
{
    gboolean styled = is_styled(l, shown);
    if (styled)
        at = stpcpy(at, tl_style(TRUE, (tl_style_name)shown->style));
    memcpy(at, shown->text, shown->length);
    at += shown->length;
    return styled ? stpcpy(at, tl_style(TRUE, TL_STYLE_RESET)) : at;
}

/* Blanks are kept back until something follows them: none stand at the end. */
static void append_row(const layout *l, const tl_table *table)
{
    gsize blanks = 0, filled = l->out->len;
    g_string_set_size(l->out, filled + measure_row(l, table));
    char *at = l->out->str + filled;
    for (guint i = 0; i < table->columns->len; i++) {
        cell shown = fit_cell(l->fitted, l->cells[i], l->widths[i]);
        gsize rest = l->widths[i] - shown.width;
        gboolean right = g_array_index(table->columns, column, i).align == TL_ALIGN_RIGHT;
        if (shown.length) {
            gsize before = blanks + (right ? rest : 0);
            memset(at, ' ', before);
            at = put_cell(at + before, l, &shown);
            blanks = GAP + (right ? 0 : rest);
        } else {
            blanks += GAP + rest;
        }
    }
    *at++ = '\n';
    g_string_truncate(l->out, (gsize)(at - l->out->str));
}

/* Room for rows of full width, so that out need not grow again and again. */
static void expect_rows(GString *out, const tl_table *table, const gsize *widths)
{
    gsize filled = out->len, width = 1;
    for (guint i = 0; i < table->columns->len; i++)
        width += GAP + widths[i];
    g_string_set_size(out, filled + MIN(width * tl_table_rows(table), ROOM_MAX));
    g_string_truncate(out, filled);
}

static layout make_layout(const tl_table *table, GString *out, int width, gboolean colour)
{
    return (layout){out, g_string_new(NULL), fit_columns(table, width),
                    g_new(const cell *, table->columns->len), colour};
}

static void append_header(const layout *l, const tl_table *table)
{
    for (guint i = 0; i < table->columns->len; i++)
        l->cells[i] = &g_array_index(table->columns, column, i).title;
    if (table->has_header && table->has_rows)
        append_row(l, table);
}

static void append_cells(const layout *l, const tl_table *table, guint first)
{
    static const cell empty = {"", 0, 0, TL_STYLE_RESET};
    for (guint i = 0; i < table->columns->len; i++)
        l->cells[i] =
            first + i < table->cells->len ? &g_array_index(table->cells, cell, first + i) : &empty;
    append_row(l, table);
}

void tl_table_append(const tl_table *table, GString *out, int width, gboolean colour)
{
    g_auto(layout) l = make_layout(table, out, width, colour);
    expect_rows(out, table, l.widths);
    append_header(&l, table);
    for (guint first = 0; first < table->cells->len; first += table->columns->len)
        append_cells(&l, table, first);
}

char *tl_table_format(const tl_table *table, int width, gboolean colour)
{
    GString *out = g_string_new(NULL);
    tl_table_append(table, out, width, colour);
    return g_string_free(out, FALSE);
}

/* -- row by row ------------------------------------------------------------------------- */

static void take_row(tl_table *table)
{
    table->next = 0;
    if (table->purpose == APPEND)
        append_cells(&table->layout, table, 0);
    /* Of no use any more. */
    if (table->purpose == KEEP || table->held < HELD_MAX)
        return;
    g_string_chunk_clear(table->texts);
    table->held = 0;
}

void tl_table_measure(tl_table *table)
{
    table->purpose = MEASURE;
    g_array_set_size(table->cells, table->columns->len);
}

void tl_table_begin(tl_table *table, GString *out, int width, gboolean colour)
{
    table->purpose = APPEND;
    table->layout = make_layout(table, out, width, colour);
    append_header(&table->layout, table);
}
