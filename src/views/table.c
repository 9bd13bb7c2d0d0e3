#include "tl11/table.h"

#include "tl11/text.h"

#include <string.h>

#define GAP 2

typedef struct {
    char *text; /* escaped, one line */
    gsize width;
    tl_style_name style;
} cell;

typedef struct {
    cell title;
    tl_align align;
    gsize width; /* of its widest cell */
} column;

struct tl_table {
    GArray *columns; /* column */
    GArray *cells;   /* cell, row by row */
    int flexible;
    gboolean has_header;
};

static cell make_cell(const char *text, tl_style_name style)
{
    g_autofree char *line = g_strdelimit(g_strdup(text == NULL ? "" : text), "\t\r\n", ' ');
    g_strchomp(line);
    cell made = {tl_text_escape(line, -1), 0, style};
    made.width = tl_text_width(made.text, -1);
    return made;
}

static void clear_cell(gpointer data)
{
    g_free(((cell *)data)->text);
}

static void clear_column(gpointer data)
{
    clear_cell(&((column *)data)->title);
}

tl_table *tl_table_new(const tl_table_column *columns, guint count, int flexible)
{
    g_return_val_if_fail(count > 0 && flexible < (int)count, NULL);
    tl_table *table = g_new0(tl_table, 1);
    table->columns = g_array_new(FALSE, FALSE, sizeof(column));
    g_array_set_clear_func(table->columns, clear_column);
    table->cells = g_array_new(FALSE, FALSE, sizeof(cell));
    g_array_set_clear_func(table->cells, clear_cell);
    table->flexible = flexible;
    for (guint i = 0; i < count; i++) {
        column made = {make_cell(columns[i].title, TL_STYLE_DIM), columns[i].align, 0};
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
    g_free(table);
}

void tl_table_add(tl_table *table, const char *text, tl_style_name style)
{
    guint index = table->cells->len % table->columns->len;
    column *within = &g_array_index(table->columns, column, index);
    cell added = make_cell(text, style);
    within->width = MAX(within->width, added.width);
    g_array_append_val(table->cells, added);
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

static void append_blanks(GString *out, gsize count)
{
    gsize before = out->len;
    g_string_set_size(out, before + count);
    memset(out->str + before, ' ', count);
}

static void append_styled(GString *out, const char *text, tl_style_name style, gboolean colour)
{
    gboolean styled = colour && style != TL_STYLE_RESET;
    g_string_append(out, styled ? tl_style(TRUE, style) : "");
    g_string_append(out, text);
    g_string_append(out, styled ? tl_style(TRUE, TL_STYLE_RESET) : "");
}

/* Blanks are kept back until something follows them: none stand at the end. */
static void append_row(GString *out, const tl_table *table, const cell *const *cells,
                       const gsize *widths, gboolean colour)
{
    gsize blanks = 0;
    g_autoptr(GString) fitted = g_string_new(NULL);
    for (guint i = 0; i < table->columns->len; i++) {
        g_string_truncate(fitted, 0);
        tl_text_append_fitted(fitted, cells[i]->text, widths[i], FALSE);
        gsize rest = widths[i] - tl_text_width(fitted->str, -1);
        gboolean right = g_array_index(table->columns, column, i).align == TL_ALIGN_RIGHT;
        if (fitted->len > 0) {
            append_blanks(out, blanks + (right ? rest : 0));
            append_styled(out, fitted->str, cells[i]->style, colour);
            blanks = GAP + (right ? 0 : rest);
        } else {
            blanks += GAP + rest;
        }
    }
    g_string_append_c(out, '\n');
}

static void append_header(GString *out, const tl_table *table, const cell **cells,
                          const gsize *widths, gboolean colour)
{
    for (guint i = 0; i < table->columns->len; i++)
        cells[i] = &g_array_index(table->columns, column, i).title;
    append_row(out, table, cells, widths, colour);
}

char *tl_table_format(const tl_table *table, int width, gboolean colour)
{
    static const cell empty = {(char *)"", 0, TL_STYLE_RESET};
    guint count = table->columns->len;
    GString *out = g_string_new(NULL);
    g_autofree gsize *widths = fit_columns(table, width);
    g_autofree const cell **cells = g_new(const cell *, count);
    if (table->has_header && table->cells->len > 0)
        append_header(out, table, cells, widths, colour);
    for (guint first = 0; first < table->cells->len; first += count) {
        for (guint i = 0; i < count; i++)
            cells[i] = first + i < table->cells->len ? &g_array_index(table->cells, cell, first + i)
                                                     : &empty;
        append_row(out, table, cells, widths, colour);
    }
    return g_string_free(out, FALSE);
}
