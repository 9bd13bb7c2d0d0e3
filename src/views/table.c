#include "tl11/table.h"

#include "tl11/text.h"

#include <string.h>

#define GAP 2
#define WIDEST 0xffffffu
/* Bytes: one long cell makes no room for all rows. */
#define ROOM_MAX ((gsize)8 * 1024 * 1024)

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

struct tl_table {
    GArray *columns; /* column */
    GArray *cells;   /* cell, row by row */
    GStringChunk *texts;
    int flexible;
    gboolean has_header;
};

void tl_table_expect(tl_table *table, guint rows)
{
    guint filled = table->cells->len;
    g_array_set_size(table->cells, filled + rows * table->columns->len);
    g_array_set_size(table->cells, filled);
}

/* Whether text is shown as it is: printable ASCII, as nearly all is, without a blank at the end. */
static gboolean is_plain(const char *text, gsize *length)
{
    gsize i = 0;
    while (text[i] >= ' ' && text[i] < 0x7f)
        i++;
    *length = i;
    return text[i] == '\0' && (i == 0 || text[i - 1] != ' ');
}

static cell make_cell(tl_table *table, const char *text, gboolean is_lent, tl_style_name style)
{
    gsize length;
    text = text == NULL ? "" : text;
    if (is_plain(text, &length)) {
        if (!is_lent)
            text = length ? g_string_chunk_insert_len(table->texts, text, (gssize)length) : "";
        return (cell){text, (guint32)length, (guint32)length & WIDEST, style};
    }
    g_autofree char *line = g_strdelimit(g_strdup(text), "\t\r\n", ' ');
    g_autofree char *escaped = tl_text_escape(g_strchomp(line), -1);
    return (cell){g_string_chunk_insert(table->texts, escaped), (guint32)strlen(escaped),
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
    return table;
}

void tl_table_free(tl_table *table)
{
    if (table == NULL)
        return;
    g_array_unref(table->cells);
    g_array_unref(table->columns);
    g_string_chunk_free(table->texts);
    g_free(table);
}

static void add_cell(tl_table *table, const char *text, gboolean is_lent, tl_style_name style)
{
    guint index = table->cells->len % table->columns->len;
    column *within = &g_array_index(table->columns, column, index);
    cell added = make_cell(table, text, is_lent, style);
    within->width = MAX(within->width, added.width);
    g_array_append_val(table->cells, added);
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

/* What rows are laid out with. */
typedef struct {
    GString *out;
    GString *fitted;
    const gsize *widths; /* by column */
    gboolean colour;
} layout;

static gboolean is_styled(const layout *l, const cell *shown)
{
    return l->colour && shown->style != TL_STYLE_RESET;
}

/* No row takes more bytes than this: a cut cell is at most an ellipsis longer. */
static gsize measure_row(const layout *l, const tl_table *table, const cell *const *cells)
{
    gsize bytes = 1;
    for (guint i = 0; i < table->columns->len; i++) {
        bytes += GAP + l->widths[i] + cells[i]->length + strlen("…");
        if (is_styled(l, cells[i]))
            bytes += strlen(tl_style(TRUE, (tl_style_name)cells[i]->style)) +
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
static void append_row(const layout *l, const tl_table *table, const cell *const *cells)
{
    gsize blanks = 0, filled = l->out->len;
    g_string_set_size(l->out, filled + measure_row(l, table, cells));
    char *at = l->out->str + filled;
    for (guint i = 0; i < table->columns->len; i++) {
        cell shown = fit_cell(l->fitted, cells[i], l->widths[i]);
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

static void append_header(const layout *l, const tl_table *table, const cell **cells)
{
    for (guint i = 0; i < table->columns->len; i++)
        cells[i] = &g_array_index(table->columns, column, i).title;
    append_row(l, table, cells);
}

void tl_table_append(const tl_table *table, GString *out, int width, gboolean colour)
{
    static const cell empty = {"", 0, 0, TL_STYLE_RESET};
    guint count = table->columns->len;
    g_autoptr(GString) fitted = g_string_new(NULL);
    g_autofree gsize *widths = fit_columns(table, width);
    g_autofree const cell **cells = g_new(const cell *, count);
    layout l = {out, fitted, widths, colour};
    expect_rows(out, table, widths);
    if (table->has_header && table->cells->len > 0)
        append_header(&l, table, cells);
    for (guint first = 0; first < table->cells->len; first += count) {
        for (guint i = 0; i < count; i++)
            cells[i] = first + i < table->cells->len ? &g_array_index(table->cells, cell, first + i)
                                                     : &empty;
        append_row(&l, table, cells);
    }
}

char *tl_table_format(const tl_table *table, int width, gboolean colour)
{
    GString *out = g_string_new(NULL);
    tl_table_append(table, out, width, colour);
    return g_string_free(out, FALSE);
}
