/*
 * Listings for the terminal: rows of cells in aligned columns.
 *
 *   g_autoptr(tl_table) table = tl_table_new(columns, G_N_ELEMENTS(columns), 1);
 *   tl_table_add(table, "k3f9q2", TL_STYLE_DIM);
 *   tl_table_add(table, "Send the RFC to Sari", TL_STYLE_RESET);
 *   g_autofree char *text = tl_table_format(table, width, colour);
 */
#ifndef TL11_TABLE_H
#define TL11_TABLE_H

#include "tl11/terminal.h"

#include <glib.h>

typedef enum { TL_ALIGN_LEFT, TL_ALIGN_RIGHT } tl_align;

typedef struct {
    const char *title; /* NULL: none; the header row is there when any column has one */
    tl_align align;
} tl_table_column;

typedef struct tl_table tl_table;

/* No column is shortened. */
#define TL_TABLE_RIGID (-1)

/*
 * A table without rows. flexible is the index of the column that is shortened
 * when a row would be wider than the terminal, or TL_TABLE_RIGID.
 *
 * Owns: columns is copied; the caller frees the table with tl_table_free().
 */
tl_table *tl_table_new(const tl_table_column *columns, guint count, int flexible);

void tl_table_free(tl_table *table);

/*
 * Adds the next cell; a row is full after as many as there are columns. The
 * text is copied and escaped (tl_text_escape()), line ends and tabs become
 * blanks; NULL is an empty cell. TL_STYLE_RESET is no style.
 */
void tl_table_add(tl_table *table, const char *text, tl_style_name style);

/* The same with a text that stays as it is until the table is freed, and need not be copied. */
void tl_table_lend(tl_table *table, const char *text, tl_style_name style);

/* The same, made from a format: numbers, mostly. */
void tl_table_add_format(tl_table *table, tl_style_name style, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* The rows so far, one that is not yet full counted. */
guint tl_table_rows(const tl_table *table);

/*
 * The table as text: a dim header row, if any, then the rows as they were
 * added; two blanks between columns, none at the end of a line. An empty table
 * is the empty text, without a header.
 *
 * Units: width is in columns of the terminal; 0 or less (a pipe) cuts nothing.
 * Else the flexible column gets what the others leave, one column at least,
 * and what it lacks room for ends in "…". The other columns are never cut, so
 * a line may be wider still.
 * Owns: the caller frees the text.
 */
char *tl_table_format(const tl_table *table, int width, gboolean colour);

/* The same, appended to out. */
void tl_table_append(const tl_table *table, GString *out, int width, gboolean colour);

/*
 * Of a long table the rows need not be kept: added once after tl_table_measure(), they say how wide
 * the columns are; added once more after tl_table_begin(), each is appended to out as soon as it is
 * full, laid out as tl_table_append() does it. What is lent need stay only until its row is full.
 */
void tl_table_measure(tl_table *table);
void tl_table_begin(tl_table *table, GString *out, int width, gboolean colour);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_table, tl_table_free)

#endif
